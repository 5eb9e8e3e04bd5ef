"""Addresses of this floor."""

from django.urls import path

from applications import views

app_name = "applications"
urlpatterns = [
    path("", views.list_, name="list"),
    path("export/", views.export, name="export"),
    path("begin/<int:pk>/", views.begin, name="begin"),
    path("<int:pk>/", views.case, name="case"),
    # The draft
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/edit/<slug:key>/", views.section, name="section"),
    path("<int:pk>/save/", views.save, name="save"),
    path("<int:pk>/seen/", views.seen, name="seen"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    # Budget and partners
    path("<int:pk>/budget/totals/", views.budget_totals, name="budget_totals"),
    path("<int:pk>/partners/", views.partner_list, name="partners"),
    path("<int:pk>/receipt/", views.receipt, name="receipt"),
    path("<int:pk>/completion/ask/", views.ask_completion, name="ask_completion"),
    path("<int:pk>/completion/answer/", views.answer_completion, name="answer_completion"),
    path("<int:pk>/check/", views.formal_check, name="formal_check"),
    path("<int:pk>/attachments/", views.attach, name="attach"),
    path("attachments/<int:pk>/", views.attachment, name="attachment"),
    path("attachments/<int:pk>/remove/", views.detach, name="detach"),
]
# Behind a secret link, without an account.
partner_patterns = [path("<str:token>/", views.certificate, name="certificate")]
