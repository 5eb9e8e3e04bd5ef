"""Addresses of this floor."""

from django.urls import path

from followup.views import files, payments, reports

app_name = "followup"
urlpatterns = [
    path("payments/", payments.payments, name="payments"),
    path("payments/table/", payments.payments_table, name="payments_table"),
    path("payments/export/", files.export, name="export"),
    path("payments/plan/<int:pk>/", payments.plan, name="plan"),
    path("payments/<int:pk>/", payments.payment, name="payment"),
    path("files/", files.payment_files, name="payment_files"),
    path("files/<int:pk>/", files.payment_file, name="payment_file"),
    path("files/<int:pk>/xml/", files.payment_file_xml, name="payment_file_xml"),
    path("reports/", reports.reports, name="reports"),
    path("reports/table/", reports.reports_table, name="reports_table"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/edit/", reports.report_edit, name="report_edit"),
    path("reports/files/<int:pk>/", reports.report_file, name="report_file"),
    path("reports/<int:pk>/submit/", reports.report_submit, name="report_submit"),
]
