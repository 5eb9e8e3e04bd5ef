"""Addresses of this floor."""

from django.urls import path

from grants import views

app_name = "grants"
urlpatterns = [
    path("me/", views.roles, name="roles"),
    path("steps/<slug:model>/<int:pk>/<slug:name>/", views.step, name="step"),
    path("calls/", views.call_list, name="call_list"),
    path("calls/export/", views.call_export, name="call_export"),
    path("calls/new/", views.call_new, name="call_new"),
    path("calls/<int:pk>/", views.call, name="call"),
    path("calls/<int:pk>/edit/", views.call_edit, name="call_edit"),
    path("calls/<int:pk>/preview/", views.call_preview, name="call_preview"),
    path("organisations/", views.organisation_list, name="organisation_list"),
    # The forms of a call
    path("calls/<int:pk>/clone/", views.call_clone, name="call_clone"),
    path("calls/<int:pk>/forms/", views.forms_of, name="forms"),
    path("calls/<int:pk>/forms/correct/", views.form_correct, name="form_correct"),
    path("calls/<int:pk>/forms/correction/", views.form_correction, name="form_correction"),
    path("forms/<int:pk>/", views.form, name="form"),
    path("forms/<int:pk>/change/", views.form_change, name="form_change"),
    path("forms/<int:pk>/discard/", views.form_discard, name="form_discard"),
    path("forms/<int:pk>/compare/", views.form_compare, name="form_compare"),
    path("forms/<int:pk>/preview/", views.form_preview, name="form_preview"),
    path("forms/<int:pk>/questions/", views.form_question, name="form_question_new"),
    path("forms/<int:pk>/questions/<slug:key>/", views.form_question, name="form_question"),
    path("forms/<int:pk>/sections/", views.form_section, name="form_section_new"),
    path("forms/<int:pk>/sections/<slug:key>/", views.form_section, name="form_section"),
    # The needs picture
    path("needs/", views.needs, name="needs"),
    path("needs/enter/", views.needs_enter, name="needs_enter"),
    path("needs/export/", views.needs_export, name="needs_export"),
    path("needs/import/", views.needs_import, name="needs_import"),
    path("needs/template/", views.needs_template, name="needs_template"),
    path("needs/series/", views.need_series_list, name="need_series_list"),
    path("needs/series/new/", views.need_series_new, name="need_series_new"),
    path("needs/series/<slug:key>/", views.need_series, name="need_series"),
    path("needs/series/<slug:key>/edit/", views.need_series_edit, name="need_series_edit"),
    path("needs/<slug:code>/", views.needs_place, name="needs_place"),
    # Regional priorities
    path("priorities/", views.priorities, name="priorities"),
    path("priorities/new/", views.priority_new, name="priority_new"),
    path("priorities/publish/", views.priorities_publish, name="priorities_publish"),
    path("priorities/copy/", views.priorities_copy, name="priorities_copy"),
    path("priorities/<int:pk>/", views.priority, name="priority"),
    path("priorities/<int:pk>/edit/", views.priority_edit, name="priority_edit"),
    path("priorities/<int:pk>/withdraw/", views.priority_withdraw, name="priority_withdraw"),
    path("selftest/", views.selftest, name="selftest"),
    path("selftest/questions/", views.selftest_plan, name="selftest_plan"),
    path("selftest/result/", views.selftest_result, name="selftest_result"),
    path("organisations/new/", views.organisation_new, name="organisation_new"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", views.organisation_edit, name="organisation_edit"),
    path(
        "organisations/<int:pk>/account/", views.organisation_account, name="organisation_account"
    ),
    path(
        "organisations/<int:pk>/statements/",
        views.organisation_statements,
        name="organisation_statements",
    ),
    path("organisations/<int:pk>/papers/", views.organisation_papers, name="organisation_papers"),
    path("organisations/papers/<int:pk>/", views.organisation_paper, name="organisation_paper"),
    path(
        "organisations/papers/<int:pk>/remove/",
        views.organisation_paper_remove,
        name="organisation_paper_remove",
    ),
    path(
        "organisations/<int:pk>/members/", views.organisation_members, name="organisation_members"
    ),
    path("organisations/<int:pk>/invite/", views.organisation_invite, name="organisation_invite"),
    path("organisations/members/<int:pk>/", views.membership, name="membership"),
    path("organisations/join/<str:org_nr>/", views.organisation_join, name="organisation_join"),
    path("organisations/requests/<int:pk>/", views.join_request, name="join_request"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<int:pk>/", views.mail, name="mail"),
]
