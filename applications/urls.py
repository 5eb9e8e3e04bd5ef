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
    # Signing, files, and what came on paper
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/receipt/", views.receipt, name="receipt"),
    path("<int:pk>/mandates/", views.mandates, name="mandates"),
    path("<int:pk>/attachments/", views.attach, name="attach"),
    path("attachments/<int:pk>/", views.attachment, name="attachment"),
    path("attachments/<int:pk>/remove/", views.detach, name="detach"),
    path("paper/", views.paper_new, name="paper_new"),
    path("<int:pk>/paper/", views.paper, name="paper"),
    # Budget and partners
    path("<int:pk>/budget/totals/", views.budget_totals, name="budget_totals"),
    path("<int:pk>/partners/", views.partner_list, name="partners"),
    # The case
    path("<int:pk>/check/", views.formal_check, name="formal_check"),
    path("likeness/<int:pk>/", views.likeness, name="likeness"),
    path("<int:pk>/changes/", views.changes, name="changes"),
    path("<int:pk>/completion/ask/", views.ask_completion, name="ask_completion"),
    path("<int:pk>/completion/answer/", views.answer_completion, name="answer_completion"),
    path("<int:pk>/completion/save/", views.save_completion, name="save_completion"),
    path("<int:pk>/completion/send/", views.send_completion, name="send_completion"),
    path("<int:pk>/contact/", views.change_contact, name="change_contact"),
    path("<int:pk>/messages/", views.message_list, name="messages"),
    path("<int:pk>/notes/", views.note_list, name="notes"),
    path("<int:pk>/notice/", views.notice, name="notice"),
    path("notices/<int:pk>/", views.note_change, name="note_change"),
    # Conflicts of interest
    path("<int:pk>/conflicts/", views.conflicts, name="conflicts"),
    path("<int:pk>/conflicts/<int:user>/", views.conflict_of, name="conflict_of"),
    path("conflicts/<int:pk>/", views.conflict, name="conflict"),
    path("<int:pk>/step-aside/", views.step_aside, name="step_aside"),
    # Over-subscription
    path("pressure/", views.pressure, name="pressure"),
    path("pressure/export/", views.pressure_export, name="pressure_export"),
    # Files
]
# Behind a secret link, without an account.
partner_patterns = [path("<str:token>/", views.certificate, name="certificate")]
