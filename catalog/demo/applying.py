"""What applying is like now, as it happens in the rounds of today (see `present`).

A form that is corrected while drafts are open, a draft by two people with partners and a budget,
two signatures, a power of attorney, a paper, completion question by question, what is said in a
case, and what an organisation keeps. Each function is one act, taken as its page takes it; all
texts are examples and say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from applications.models import (
    MANDATE,
    ORIGINAL,
    WORDS,
    Application,
    Attachment,
    Certificate,
    Mandate,
    Message,
    Note,
    Notice,
    Supplement,
    catch_up,
    write,
)
from applications.models.following import count_time
from catalog.demo import texts
from catalog.demo.rounds import Plan, Round
from grants import clock, law, steps
from grants.models import (
    Invitation,
    JoinRequest,
    Organisation,
    OrganisationPaper,
    OrganisationStatement,
    Questionnaire,
    User,
)
from grants.questions import Question

FORM = Questionnaire.Kind.APPLICATION

# The call's own question, as it is first asked, and what its correction changes.
MEETINGS = Question(
    key="meetings",
    kind="short_text",
    label_sv="Hur ofta träffas deltagarna?",
    label_en="How often do the participants meet?",
    required=True,
    most=150,
)
MEETINGS_CORRECTED = replace(
    MEETINGS,
    kind="number",
    label_sv="Hur många träffar har deltagarna i veckan?",
    label_en="How many times a week do the participants meet?",
    help_sv="En siffra. Skriv om tider och uppehåll under Aktiviteter.",
    help_en="A number. Write about times and breaks under Activities.",
    least=1,
    most=7,
)
CHILD_CARE = Question(
    key="child_care",
    kind="yes_no",
    label_sv="Finns det någon som ser efter barnen under träffarna?",
    label_en="Does anybody look after the children during the meetings?",
)


def correct_form(given: Round) -> None:
    """The officer asks for a number instead of a text, and asks one thing more."""
    draft = Questionnaire.objects.newest(given.call, FORM).correction()
    draft.rewrite(texts.asking(draft.read, "activities", MEETINGS_CORRECTED, CHILD_CARE))
    given.call = steps.take("correct_form", given.call, by=given.officer, kind=FORM)


def follow_form(plan: Plan) -> None:
    """The draft goes over to the corrected form, as the job lets it every minute."""
    plan.application = catch_up(Application.objects.get(pk=plan.application.pk))


# A draft by two people, with partners


@dataclass(frozen=True)
class Cost:
    """A line of a budget. SEK; `year` counts from the first year of the activity."""

    year: int
    category: str
    description: str
    sought: int
    own: int = 0
    other: int = 0
    giver: str = ""
    monthly_pay: int = 0

    def as_row(self, first: int) -> dict[str, Any]:
        """In the JSON shape of a budget's row."""
        money = {name: f"{getattr(self, name)}.00" for name in ("sought", "own", "other")}
        pay = f"{self.monthly_pay}.00" if self.monthly_pay else None
        said = {"category": self.category, "description": self.description, "giver": self.giver}
        return {**said, **money, "year": first + self.year, "monthly_pay": pay}


# Two years and three payers. What an officer would ask about: a pay outside what is usual, a cost
# that public money pays a part of, the association's own premises, and a cost that nobody names.
COSTS = (
    Cost(0, "staff", "Två ledare på kvartstid i sex månader", 90_000, monthly_pay=31_000),
    Cost(1, "staff", "Samordnare på tio procent i tre månader", 24_000, monthly_pay=78_000),
    Cost(
        *(0, "premises", "Hyra av församlingssalen, två kvällar i veckan", 12_000),
        other=8_000,
        giver="Flens kommun",
    ),
    Cost(1, "premises", "Vår lokal: städning och el", 6_000, own=4_000),
    Cost(0, "material", "Läroböcker till fyrtio deltagare", 9_000, own=3_000),
    Cost(1, "other", "Diverse", 3_000),
)
SOUGHT = sum(cost.sought for cost in COSTS)
BEGUN = ("title", "summary", "need", "target_group", "women", "men", "contact_name")
TIMED = {"activity": 240, "need": 280, "target": 150}  # seconds, made up
PARTS = (
    "Tar emot grupperna i sina lokaler och bjuder in till sina egna träffar.",
    "Ordnar utflykter och odling tillsammans med deltagarna.",
    "Lånar ut ledare till samtalen om arbetslivet.",
)


def begin_together(given: Round, plan: Plan) -> None:
    """The signatory writes the first sections, and leaves the rest to somebody else."""
    writer = given.signatory(plan)
    plan.application = Application(
        call=given.call,
        county=given.call.county,
        organisation=plan.organisation,
        begun_by=writer,
        title=plan.project.title,
    )
    steps.begin(plan.application, by=writer)
    for section, seconds in TIMED.items():
        count_time(plan.application, section, seconds)
    answers = given.answers(plan)
    write(plan.application, {key: answers[key] for key in BEGUN}, writer)


def write_on(given: Round, plan: Plan, partners: Sequence[Organisation]) -> None:
    """The editor writes the activities, the partners and the budget. Much is still missing."""
    editor = given.people.member("editor", plan.organisation)
    answers = given.answers(plan)
    first = given.times.period[0].year
    said = {key: answers[key] for key in ("activities", "period_from", "period_to")}
    said["meetings"] = texts.answer(MEETINGS)
    said["partners"] = [
        {"name": one.name, "org_nr": one.org_nr, "part": texts.example(part)}
        for one, part in zip(partners, PARTS, strict=True)
    ]
    said["budget"] = [cost.as_row(first) for cost in COSTS]
    said["amount"] = f"{SOUGHT}.00"
    write(plan.application, said, editor)


def ask_partners(given: Round, plan: Plan) -> None:
    """Each partner gets a link of its own, to certify its part by."""
    editor = given.people.member("editor", plan.organisation)
    for partner in plan.application.partners.all():
        email = given.people.member("signatory", _organisation(partner.org_nr)).email
        steps.begin(Certificate(partner=partner, email=email, asked_by=editor), by=editor)


def certify(plan: Plan) -> None:
    """The first partner answers yes to everything and signs by its link."""
    asked = _certificate(plan, 0)
    said: dict[str, Any] = {"name": "Ordföranden", "position": "ordförande"}
    said["reading"] = asked.reading
    said["answers"] = dict.fromkeys((statement.key for statement in asked.asks), True)
    with steps.together():
        steps.take("sign", asked, by=User.objects.bifall(), **said)


def decline(plan: Plan) -> None:
    """The last partner does not want to, and says why."""
    asked = _certificate(plan, -1)
    said: dict[str, Any] = {"name": "Kassören", "position": "kassör", "reading": asked.reading}
    said["comment"] = texts.example("Vi har inga ledare att låna ut i år.")
    with steps.together():
        steps.take("decline", asked, by=User.objects.bifall(), **said)


def _certificate(plan: Plan, place: int) -> Certificate:
    partner = list(plan.application.partners.all())[place]
    return Certificate.objects.select_related(*Certificate.read_with).get(partner=partner)


def _organisation(org_nr: str) -> Organisation:
    return Organisation.objects.get(org_nr=org_nr)


# Signing, and what comes on paper


def sign_first(given: Round, plan: Plan) -> None:
    """The first of two signatures."""
    with steps.together():
        given.take("sign_first", plan, given.signatory(plan))


def submit_by_mandate(given: Round, plan: Plan) -> None:
    """A member who is no signatory gives a power of attorney, and signs and submits by it."""
    application, signer = plan.application, given.people.editor(plan.organisation)
    paper = texts.document(
        "fullmakt.pdf",
        "Fullmakt",
        plan.organisation.name,
        f"{signer} får underteckna ansökan ”{application.title}”.",
    )
    attachment = Attachment.of(application, paper, signer, MANDATE)
    attachment.save()
    steps.begin(Mandate(application=application, user=signer, attachment=attachment), by=signer)
    given.submit(plan, by=signer)


def enter_from_paper(given: Round, plan: Plan) -> None:
    """The officer writes off an application that came by post, with its scanned original."""
    arrived = clock.now() - timedelta(hours=1)
    given.begin(plan, by=given.officer, on_behalf=True, received_at=arrived)
    scanned = texts.document(
        "inskannad-ansokan.pdf",
        plan.project.title,
        plan.organisation.name,
        plan.project.summary,
        plan.project.need,
        f"Vi söker {plan.sought:.0f} kronor.",
    )
    Attachment.of(plan.application, scanned, given.officer, ORIGINAL).save()
    given.submit(plan, by=given.officer)


# Completion


def ask_named(given: Round, plan: Plan, fields: dict[str, str], days: int) -> None:
    """The officer opens some questions again, says what is missing in each, and until when."""
    given.take(
        "ask_completion",
        plan,
        given.officer,
        what=texts.example("Ansökan behöver kompletteras innan den kan bedömas."),
        fields={key: texts.example(why) for key, why in fields.items()},
        deadline=clock.today() + timedelta(days=days),
    )


def answer_named(given: Round, plan: Plan, values: dict[str, Any]) -> None:
    """The applicant changes the open answers and sends them in. The officer has yet to read it."""
    asked = Supplement.objects.get(application=plan.application, state="asked")
    words = texts.example("Vi har rättat siffrorna och skrivit mer om behovet.")
    asked.keep(values | {WORDS: words}, given.signatory(plan))
    given.take("answer_completion", plan, given.signatory(plan), answer="")


# What is said in a case


def message(given: Round, plan: Plan, text: str, *, from_board: bool = False) -> None:
    """A message from one side to the other."""
    author = given.officer if from_board else given.signatory(plan)
    said = Message(
        application=plan.application,
        author=author,
        from_board=from_board,
        text=texts.example(text),
    )
    steps.begin(said, by=author)


def note(given: Round, plan: Plan, text: str) -> None:
    """What the board notes for itself."""
    said = Note(application=plan.application, author=given.officer, text=texts.example(text))
    steps.begin(said, by=given.officer)


def report_change(given: Round, plan: Plan, about: str, text: str) -> None:
    """The recipient tells what has changed (2016:1364 15 a §)."""
    author = given.signatory(plan)
    said = Notice(
        application=plan.application, author=author, about=about, text=texts.example(text)
    )
    steps.begin(said, by=author)


def change_contact(given: Round, plan: Plan) -> None:
    """Somebody else answers the board's questions from now on."""
    editor = given.people.member("editor", plan.organisation)
    contact = {"name": editor.name, "email": editor.email, "phone": ""}
    given.take("change_contact", plan, given.signatory(plan), **contact)


# What an organisation keeps


def fill_profile(given: Round, organisation: Organisation) -> None:
    """Papers, and what the ordinance asks an organisation to state."""
    signatory = given.people.member("signatory", organisation)
    year = clock.today().year - 1
    kinds = (("statutes", "Stadgar", 2016), ("report", "Verksamhetsberättelse", year))
    for kind, title, of in (*kinds, ("accounts", "Årsredovisning", year)):
        drawn = texts.document(f"{title.lower()}-{of}.pdf", f"{title} {of}", organisation.name)
        OrganisationPaper.add(organisation, drawn, kind, of, signatory)
    asked = law.statements_of(organisation.applicant_type_id)
    answers = {OrganisationStatement.SIGNS: True} | {one.key: True for one in asked}
    organisation.state(answers, signatory)


def invite(given: Round, organisation: Organisation) -> None:
    """The signatory invites the treasurer, who has not answered yet."""
    signatory = given.people.member("signatory", organisation)
    invitation = Invitation.to(organisation, "kassor@forening.example", "editor", signatory)
    steps.begin(invitation, by=signatory)


def ask_to_join(given: Round, organisation: Organisation) -> None:
    """Somebody asks to become a member, and nobody has answered yet."""
    nils = given.people.nils
    said = texts.example("Jag leder en av grupperna och vill hjälpa till med ansökan.")
    steps.begin(JoinRequest(organisation=organisation, user=nils, message=said), by=nils)
