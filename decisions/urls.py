"""Addresses of this floor."""

from django.urls import path

from decisions.views import asked, assessment, decision, opinion, ranking

app_name = "decisions"
urlpatterns = [
    path("", decision.list_, name="list"),
    path("export/", decision.export, name="export"),
    path("<int:pk>/", decision.decision, name="decision"),
    path("draft/<int:pk>/", decision.draft, name="draft"),
    path("<int:pk>/edit/", decision.edit, name="edit"),
    path("<int:pk>/sign/", decision.sign, name="sign"),
    path("<int:pk>/letter/", decision.letter, name="letter"),
    path("assign/<int:pk>/", assessment.assign, name="assign"),
    path("assign/call/<int:pk>/", assessment.assign_many, name="assign_many"),
    path("assessments/", assessment.assessments, name="assessments"),
    path("assessments/<int:pk>/", assessment.assessment, name="assessment"),
    path("assessments/<int:pk>/recuse/", assessment.recuse, name="recuse"),
    path("ranking/<int:pk>/", ranking.ranking, name="ranking"),
    path("ranking/<int:pk>/export/", ranking.export, name="ranking_export"),
    path("opinions/ask/<int:pk>/", opinion.ask_opinion, name="ask_opinion"),
    path("opinions/", opinion.opinions, name="opinions"),
    path("opinions/<int:pk>/", opinion.opinion, name="opinion"),
    path("opinions/<int:pk>/files/<int:file>/", opinion.enclosed, name="enclosed"),
]
# Behind a secret link, without an account.
asked_patterns = [
    path("<str:token>/", asked.opinion, name="opinion"),
    path("<str:token>/files/<int:pk>/", asked.file, name="file"),
]
