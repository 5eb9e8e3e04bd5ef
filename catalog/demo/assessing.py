"""What happens in the demo while a call is assessed, besides scoring: common cases, like cases,
an authority that is asked, amounts that are recommended, and scenarios.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from applications.models import Application, look_for, read
from catalog.demo import texts
from catalog.demo.rounds import DAY, Plan, Round
from decisions.models import CommonCase, Opinion, Scenario, choosing, recommended
from grants import clock, steps
from grants.models import Membership, Organisation, User

ASKED = "Når insatsen dem som ni möter, och finns annan verksamhet som gör samma sak?"
# Two associations that say nearly the same: the officer is asked whether it is the same costs.
NEED = (
    "Många som väntar på besked träffar nästan aldrig någon som talar svenska. I kommunen finns "
    "ett boende med nittio asylsökande, och dit går bussen två gånger om dagen. Biblioteket är den "
    "plats som de själva nämner när vi frågar. Där vill vi läsa lättläst svenska i små grupper, "
    "med en ledare och två frivilliga i varje grupp, och barnpassning i rummet intill."
)
NEARLY_THE_SAME = (
    "Många som väntar på besked träffar nästan aldrig någon som talar svenska. I vår kommun finns "
    "ett boende med sextio asylsökande, och dit går bussen två gånger om dagen. Biblioteket är den "
    "plats som de själva nämner när vi frågar. Där vill vi öva svenska i små grupper, med en "
    "ledare och två frivilliga i varje grupp. Vi bjuder på kaffe och följer med till bussen."
)
SCENARIOS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Som utlysningen säger", {}),
    ("Hälften räcker", {"smallest": Decimal(50)}),
    ("En halv miljon mindre", {"frame": Decimal(700_000), "afresh": True}),
)


def make_common(given: Round, plan: Plan) -> None:
    """The officer chooses a case that all assessors of the call score."""
    CommonCase.objects.create(application=plan.application, chosen_by=given.officer)


def score_as(given: Round, plan: Plan, assessor: User, worth: Sequence[int]) -> None:
    """The assessor hands in scores of which most are as given: one for each criterion."""
    assessment = plan.application.assessments.get(assessor=assessor)
    assessment = steps.take("accept", assessment, by=assessor)
    points = dict(zip(given.criteria, worth, strict=True))
    steps.take(
        "hand_in",
        assessment,
        by=assessor,
        scores={c: (value, texts.JUDGED[value]) for c, value in points.items()},
        recommendation="grant" if sum(worth) > 8 else "reject",
    )


def find_like(*plans: Plan) -> None:
    """Bifall compares these cases with all others, as the job does a minute after they came."""
    for plan in plans:
        application = Application.objects.with_answers().get(pk=plan.application.pk)
        read(application)
        look_for(application)


def was_member(user: User, organisation: Organisation) -> None:
    """The assessor once belonged to an applicant: a question for the officer."""
    today = clock.today()
    Membership.objects.create(
        user=user,
        organisation=organisation,
        role="reader",
        valid_from=today - 900 * DAY,
        valid_to=today - 400 * DAY,
    )


def ask_authority(given: Round, plan: Plan) -> None:
    """The board asks an authority that has no account: it answers by link."""
    opinion = Opinion.of(
        plan.application,
        given.officer,
        addressee="Arbetsförmedlingen i Nyköping",
        email="remiss@arbetsformedlingen.example",
        question=texts.example(ASKED),
        deadline=clock.today() + 12 * DAY,
    )
    steps.begin(opinion, by=given.officer)


def recommend(given: Round, plans: Sequence[Plan], part: Decimal) -> None:
    """The officer recommends a part of what each of them seeks, in whole tens of thousands."""
    wishes = [
        recommended.Wish(
            plan.application.pk, (plan.sought * part / 10_000).to_integral_value() * 10_000, "0:"
        )
        for plan in plans
    ]
    recommended.recommend(given.call, wishes, by=given.officer)


def try_scenarios(given: Round) -> None:
    """The officer saves three scenarios, and each is computed."""
    for name, asked in SCENARIOS:
        scenario = Scenario.objects.create(
            call=given.call,
            name=name,
            terms=choosing.Asked(**asked).as_json(),
            created_by=given.officer,
        )
        choosing.compute(scenario, given.officer)
