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
    path("selftest/", views.selftest, name="selftest"),
    path("selftest/questions/", views.selftest_plan, name="selftest_plan"),
    path("selftest/result/", views.selftest_result, name="selftest_result"),
    path("organisations/new/", views.organisation_new, name="organisation_new"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", views.organisation_edit, name="organisation_edit"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<int:pk>/", views.mail, name="mail"),
]
