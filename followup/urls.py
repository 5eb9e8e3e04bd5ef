"""Addresses of this floor."""

from django.urls import path

from followup import views

app_name = "followup"
urlpatterns = [
    path("payments/", views.payments, name="payments"),
    path("payments/export/", views.export, name="export"),
    path("payments/plan/<int:pk>/", views.plan, name="plan"),
    path("payments/<int:pk>/", views.payment, name="payment"),
    path("files/", views.payment_files, name="payment_files"),
    path("files/<int:pk>/", views.payment_file, name="payment_file"),
    path("files/<int:pk>/xml/", views.payment_file_xml, name="payment_file_xml"),
    path("reports/", views.reports, name="reports"),
    path("reports/<int:pk>/", views.report, name="report"),
    path("reports/<int:pk>/edit/", views.report_edit, name="report_edit"),
]
