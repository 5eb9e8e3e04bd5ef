"""Addresses of this floor."""

from django.urls import path

from decisions.views import (
    asked,
    assigning,
    blind,
    calibration,
    decision,
    opinion,
    portfolio,
    proposals,
    ranking,
    scenarios,
    scoring,
)

app_name = "decisions"
urlpatterns = [
    path("", decision.list_, name="list"),
    path("export/", decision.export, name="export"),
    path("<int:pk>/", decision.decision, name="decision"),
    path("draft/<int:pk>/", decision.draft, name="draft"),
    path("<int:pk>/edit/", decision.edit, name="edit"),
    path("<int:pk>/sign/", decision.sign, name="sign"),
    path("<int:pk>/letter/", decision.letter, name="letter"),
    # Who reads what
    path("assign/<int:pk>/", assigning.assign, name="assign"),
    path("assign/<int:pk>/common/", assigning.common, name="common"),
    path("assign/call/<int:pk>/", assigning.assign_many, name="assign_many"),
    path("assignment/<int:pk>/", assigning.assignment, name="assignment"),
    path("assignment/<int:pk>/ask/", assigning.ask_of_conflicts, name="ask_of_conflicts"),
    path("assignment/<int:pk>/propose/", assigning.propose, name="propose"),
    path("assignment/<int:pk>/grid/", assigning.grid, name="grid"),
    path("assignment/proposals/<int:pk>/", assigning.proposal, name="proposal"),
    path(
        "assignment/proposals/<int:pk>/<int:case>/",
        assigning.proposal_case,
        name="proposal_case",
    ),
    path("declarations/<int:pk>/", blind.declaration, name="declaration"),
    path("masked/<int:pk>/", blind.masked, name="masked"),
    # Scoring
    path("assessments/", scoring.assessments, name="assessments"),
    path("assessments/<int:pk>/", scoring.assessment, name="assessment"),
    path("assessments/<int:pk>/jot/", scoring.jot, name="jot"),
    path("assessments/<int:pk>/shortcuts/", scoring.shortcuts, name="shortcuts"),
    path("assessments/<int:pk>/recuse/", scoring.recuse, name="recuse"),
    # The ranking, and what the money is best used for
    path("ranking/<int:pk>/", ranking.ranking, name="ranking"),
    path("ranking/<int:pk>/export/", ranking.export, name="ranking_export"),
    path("ranking/<int:pk>/save/", ranking.save, name="ranking_save"),
    path("ranking/<int:pk>/proposals/", proposals.proposals, name="proposals"),
    path("calibration/<int:pk>/", calibration.calibration, name="calibration"),
    path("portfolio/<int:pk>/", portfolio.portfolio, name="portfolio"),
    path("scenarios/<int:pk>/", scenarios.scenarios, name="scenarios"),
    path("scenarios/<int:pk>/compare/", scenarios.compare, name="scenario_compare"),
    path("scenario/<int:pk>/", scenarios.scenario, name="scenario"),
    path("scenario/<int:pk>/export/", scenarios.export, name="scenario_export"),
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
