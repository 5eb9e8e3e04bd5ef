"""Addresses of this floor."""

from django.urls import path

from decisions import views

app_name = "decisions"
urlpatterns = [
    path("", views.list_, name="list"),
    path("<int:pk>/", views.decision, name="decision"),
    path("draft/<int:pk>/", views.draft, name="draft"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/sign/", views.sign, name="sign"),
    path("<int:pk>/letter/", views.letter, name="letter"),
    path("assign/<int:pk>/", views.assign, name="assign"),
    path("assessments/", views.assessments, name="assessments"),
    path("assessments/<int:pk>/", views.assessment, name="assessment"),
    path("assessments/<int:pk>/recuse/", views.recuse, name="recuse"),
    path("ranking/<int:pk>/", views.ranking, name="ranking"),
    path("opinions/ask/<int:pk>/", views.ask_opinion, name="ask_opinion"),
    path("opinions/<int:pk>/", views.opinion, name="opinion"),
]
