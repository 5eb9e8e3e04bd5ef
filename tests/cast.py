"""The fixed cast: one plain function per person and thing. Everything is made through the door.

Called twice, a person or an organisation is the same one, freshly read, so that a test can write
`cast.karin()` wherever Karin acts. Things are new each time; keyword arguments change them.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from applications.models import (
    Application,
    CheckItem,
    Likeness,
    Notice,
    Supplement,
    checklist_of,
    look_for,
    offers_of,
    write,
)
from catalog.models import Entry
from decisions.models import Assessment, Decision, Declaration, Opinion, Scenario
from decisions.models.choosing import Asked, compute
from followup.models import AUDITOR_REPORT, Payment, PaymentFile, Report, SpentLine
from grants import clock, ledger, steps
from grants.models import (
    Call,
    County,
    Criterion,
    Earmark,
    Frame,
    Fund,
    Goal,
    Invitation,
    JoinRequest,
    Membership,
    Municipality,
    Organisation,
    Post,
    Priority,
    Questionnaire,
    RegionalPriority,
    User,
)

PASSWORD = "fyra hästar åt havre"
SODERMANLAND, JONKOPING, KALMAR = "04", "06", "08"


def reference() -> None:
    """The reference data; reloaded when a transactional test has emptied the database."""
    if not County.objects.exists():
        call_command("load_reference", verbosity=0)


# --- people at the boards -------------------------------------------------------------------


def staff(
    name: str, role: str, county: str | None = SODERMANLAND, limit: int | None = None
) -> User:
    reference()
    email = f"{name.lower()}@lansstyrelsen.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, PASSWORD, name=name)
        since = date(2017, 1, 1)
        Post.objects.create(user=user, county_id=county, role=role, limit=limit, valid_from=since)
    return User.objects.get(pk=user.pk)


def karin() -> User:
    """Case officer in Södermanland."""
    return staff("Karin", "officer")


def asa() -> User:
    """Assessor in Södermanland."""
    return staff("Asa", "assessor")


def ali() -> User:
    """A second assessor in Södermanland."""
    return staff("Ali", "assessor")


def dag() -> User:
    """Decision-maker in Södermanland, up to 5 million SEK."""
    return staff("Dag", "decider", limit=5_000_000)


def lina() -> User:
    """Decision-maker in Södermanland with a low limit, 100 000 SEK."""
    return staff("Lina", "decider", limit=100_000)


def fia() -> User:
    """Finance officer in Södermanland."""
    return staff("Fia", "finance")


def finn() -> User:
    """A second finance officer in Södermanland."""
    return staff("Finn", "finance")


def rut() -> User:
    """Auditor in Södermanland."""
    return staff("Rut", "auditor")


def kim() -> User:
    """National coordinator."""
    return staff("Kim", "coordinator", county=None)


def otto() -> User:
    """Case officer in Kalmar: another county."""
    return staff("Otto", "officer", county=KALMAR)


def jon() -> User:
    """Case officer in Jönköping, which decides § 37 a."""
    return staff("Jon", "officer", county=JONKOPING)


def jill() -> User:
    """Decision-maker in Jönköping."""
    return staff("Jill", "decider", county=JONKOPING)


# --- organisations and their people ---------------------------------------------------------


def organisation(
    name: str, org_nr: str, kind: str, municipality: str, **changes: Any
) -> Organisation:
    reference()
    found = Organisation.objects.filter(org_nr=org_nr).first()
    if found is not None:
        return found
    return Organisation.objects.create(
        **{
            "name": name,
            "org_nr": org_nr,
            "applicant_type_id": kind,
            "municipality": Municipality.objects.get(code=municipality),
            "active_since": date(2010, 3, 1),
            "account_kind": "bankgiro",
            "account_number": "991-2346",
            **changes,
        }
    )


def association() -> Organisation:
    """An association in Flen that may apply for TIA."""
    return organisation("Flens språkvänner", "802499-0015", "ideell_forening", "0482")


def municipality() -> Organisation:
    """Vingåkers kommun, which may apply for all three funds."""
    return organisation("Vingåkers kommun", "212000-0308", "kommun", "0428")


def company() -> Organisation:
    """A company, which may apply for none."""
    return organisation("Språk och Kaffe AB", "556703-7485", "aktiebolag", "0484")


def member(name: str, role: str, of: Organisation) -> User:
    email = f"{name.lower()}@forening.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, PASSWORD, name=name)
        Membership.objects.create(
            user=user, organisation=of, role=role, valid_from=date(2017, 1, 1)
        )
    return User.objects.get(pk=user.pk)


def siv() -> User:
    """Authorised signatory of the association."""
    return member("Siv", "signatory", association())


def eva() -> User:
    """Editor in the association: writes, does not sign."""
    return member("Eva", "editor", association())


def rolf() -> User:
    """Reader in the association."""
    return member("Rolf", "reader", association())


def vera() -> User:
    """Authorised signatory of Vingåkers kommun."""
    return member("Vera", "signatory", municipality())


def nils() -> User:
    """Somebody who has signed up and belongs nowhere."""
    reference()
    user = User.objects.filter(email="nils@post.example").first()
    if user is None:
        user = User.objects.create_user("nils@post.example", PASSWORD, name="Nils")
    return User.objects.get(pk=user.pk)


def invited(email: str = "ny@forening.example", role: str = "editor") -> Invitation:
    """Siv's invitation of somebody to the association."""
    by = siv()
    return steps.begin(Invitation.to(association(), email, role, by), by=by)


def asked_to_join(user: User | None = None, of: Organisation | None = None) -> JoinRequest:
    """The request of Nils, or another, to join the association."""
    user = user or nils()
    request = JoinRequest(organisation=of or association(), user=user, message="Jag är kassör.")
    return steps.begin(request, by=user)


# --- calls ----------------------------------------------------------------------------------


def call_draft(
    fund: str = "tia", *, by: User | None = None, frame: int = 1_640_000, **changes: Any
) -> Call:
    """A draft call in Södermanland with two priorities and two criteria."""
    by = by or karin()
    now = clock.now()
    money = Frame.objects.create(
        fund_id=fund, year=clock.today().year, county_id=SODERMANLAND, amount=frame
    )
    call = Call(
        **{
            "fund_id": fund,
            "terms": Fund.objects.get(pk=fund).terms_on(clock.today()),
            "county_id": SODERMANLAND,
            "frame": money,
            "title_sv": "Tidiga insatser i Södermanland",
            "title_en": "Early measures in Södermanland",
            "about_sv": "Medel för språk, samhälle och hälsa.",
            "about_en": "Money for language, society and health.",
            "opens_at": now - timedelta(days=10),
            "closes_at": now + timedelta(days=20),
            "period_from": date(now.year + 1, 1, 1),
            "period_to": date(now.year + 1, 12, 31),
            "report_due": date(now.year + 2, 2, 28),
            **changes,
        }
    )
    steps.begin(call, by=by)
    Questionnaire.begin_for(call)
    for name, weight, goal in (("Språk", 2, 4), ("Hälsa", 1, 3)):
        priority = Priority.objects.create(call=call, name_sv=name, weight=weight)
        priority.goals.add(Goal.objects.get(number=goal))
    for name, weight in (("Behov", 2), ("Måluppfyllelse", 1)):
        Criterion.objects.create(call=call, name_sv=name, weight=weight, paragraph="4 §")
    return call


def call(fund: str = "tia", *, by: User | None = None, **changes: Any) -> Call:
    """A published and open call."""
    by = by or karin()
    return steps.take("publish", call_draft(fund, by=by, **changes), by=by)


def earmark(call: Call, amount: int = 500_000) -> Earmark:
    """Part of the call's frame kept for health."""
    return ledger.earmark(
        call.frame, key="halsa", name_sv="Hälsofrämjande", name_en="", amount=Decimal(amount)
    )


def regional_priority(
    county: str | None = SODERMANLAND, *, published: bool = True, **changes: Any
) -> RegionalPriority:
    """What Södermanland puts first this year, or what is put first in the nation (None)."""
    by = kim() if county is None else karin()
    said = {"name_sv": "Korta vägen till språket", "reason_sv": "Många väntar länge."}
    tied = {name: changes.pop(name) for name in RegionalPriority.TIED if name in changes}
    row = RegionalPriority(
        **{
            "county_id": county,
            "year": clock.today().year,
            "published_at": clock.now() if published else None,
            **said,
            **changes,
        }
    )
    row.write(by, **{"goals": Goal.objects.filter(number=4), **tied})
    return RegionalPriority.objects.get(pk=row.pk)


# --- an application and its way -------------------------------------------------------------


def said(call_: Call, amount: int = 150_000) -> dict[str, Any]:
    """A complete answer to the call's form, for 150 000 SEK, in the JSON shape of `questions`."""
    staff_costs = round(amount * 2 / 3)
    year = call_.period_from.year
    budget = [
        {"category": category, "description": name, "year": year, "monthly_pay": None}
        | {"sought": f"{cost}.00", "own": "0.00", "other": "0.00", "giver": ""}
        for category, name, cost in (
            ("staff", "Ledare", staff_costs),
            ("premises", "Lokal", amount - staff_costs),
        )
    ]
    given = {
        "title": "Språkcafé i Flen",
        "summary": "Samtal på svenska två kvällar i veckan.",
        "need": "Många väntar utan att få öva svenska.",
        "aims": "Deltagarna talar mer svenska när insatsen är slut.",
        "target_group": "Asylsökande vuxna i Flen.",
        "women": 20,
        "men": 25,
        "activities": "Språkcafé, studiebesök, promenader.",
        "period_from": call_.period_from.isoformat(),
        "period_to": call_.period_to.isoformat(),
        "amount": f"{amount}.00",
        "budget": budget,
        "contact_name": "Siv",
        "contact_email": "siv@forening.example",
    }
    offers = offers_of(call_)
    version = Questionnaire.objects.newest(call_).read
    for question in version.asked(given, offers):
        if question.required and question.key not in given:
            given[question.key] = _any_answer(question, offers)
    for key in ("purposes", "priorities", "municipalities"):
        given[key] = [offers.choices(key)[0][0]]
    # What was not asked before, because its condition did not hold, may be asked now.
    for question in version.asked(given, offers):
        if question.required and question.key not in given:
            given[question.key] = _any_answer(question, offers)
    return given


def required_answers(version: Any) -> dict[str, Any]:
    """The plainest right answer to every required question of a form that chooses for itself."""
    given: dict[str, Any] = {}
    for question in version.questions:
        asked = question.key in {one.key for one in version.asked(given)}
        if asked and question.required and question.kind not in ("file", "sum"):
            given[question.key] = _any_answer(question, None)
    return given


def pdf(name: str, words: str = "") -> SimpleUploadedFile:
    """The smallest file that is a PDF; other words make another file."""
    return SimpleUploadedFile(name, f"%PDF-1.4\n% {words or name}\n%%EOF\n".encode())


def _any_answer(question: Any, offers: Any) -> Any:
    """The plainest right answer to a required question."""
    match question.kind:
        case "yes_no":
            return question.key in ("free_of_charge", "adults_only", "non_profit")
        case "number":
            return question.least or 1
        case "money":
            return "1000.00"
        case "date":
            return clock.today().isoformat()
        case "email":
            return "siv@forening.example"
        case "one":
            return question.choices[0].key
        case "several":
            return [question.choices[0].key]
        case "table":
            return [{column.key: _any_answer(column, offers) for column in question.columns}]
        case _:
            return "Ja."


def draft(call_: Call | None = None, *, by: User | None = None, **changes: Any) -> Application:
    """A complete draft for 150 000 SEK. `changes` are columns, or answers by their key."""
    call_ = call_ or call()
    by = by or siv()
    applicant = changes.pop("organisation", by.memberships_today[0].organisation)
    amount = changes.pop("amount", 150_000)
    values = said(call_, amount) | {"municipalities": [applicant.municipality_id]}
    answers = {key: _as_answer(changes.pop(key)) for key in [*changes] if _is_answer(key, call_)}
    application = Application(
        **{
            "call": call_,
            "county": call_.county,
            "organisation": applicant,
            "begun_by": by,
            "title": "Språkcafé i Flen",
            **changes,
        }
    )
    steps.begin(application, by=by)
    write(application, values | answers, by)
    return Application.objects.get(pk=application.pk)


def _is_answer(key: str, call_: Call) -> bool:
    return key in Questionnaire.objects.newest(call_).read


def _as_answer(value: Any) -> Any:
    if isinstance(value, Earmark):
        return value.key
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def submitted(call_: Call | None = None, *, by: User | None = None, **changes: Any) -> Application:
    by = by or siv()
    return steps.take("submit", draft(call_, by=by, **changes), by=by)


def in_preparation(call_: Call | None = None, **changes: Any) -> Application:
    return steps.take("take_up", submitted(call_, **changes), by=karin())


def waiting_for_completion(call_: Call | None = None, **changes: Any) -> Application:
    application = in_preparation(call_, **changes)
    deadline = clock.today() + timedelta(days=14)
    return steps.take(
        "ask_completion", application, by=karin(), what="Bifoga stadgarna.", deadline=deadline
    )


def supplement(application: Application) -> Supplement:
    """The completion that was asked for last."""
    return application.supplements.latest("pk")


def notice(application: Application) -> Notice:
    """That circumstances have changed, as the applicant reports it."""
    found = Notice(application=application, author=siv(), about="money", text="Hyran höjs i mars.")
    return steps.begin(found, by=siv())


def checked(application: Application, by: User | None = None) -> Application:
    """The formal check answered with yes throughout."""
    for check in checklist_of(application):
        CheckItem.objects.create(
            application=application,
            key=check.key,
            label=str(check.label),
            paragraph=check.paragraph,
            holds=True,
            by=by or karin(),
        )
    return application


def likeness(application: Application) -> Likeness:
    """A question of double funding in the case: the same applicant has the same costs elsewhere."""
    submitted(application.call, organisation=application.organisation, title="Samma kostnader")
    look_for(Application.objects.with_answers().get(pk=application.pk))
    return application.likenesses.latest("pk")


def under_assessment(call_: Call | None = None, **changes: Any) -> Application:
    return steps.take("pass_on", checked(in_preparation(call_, **changes)), by=karin())


def assigned(application: Application, to: User | None = None) -> Assessment:
    by = karin()
    assessment = Assessment(application=application, assessor=to or asa(), assigned_by=by)
    return steps.begin(assessment, by=by)


def declared(call_: Call, by: User | None = None) -> Declaration:
    """An assessor has gone through the names of a blind call and has no conflict of interest."""
    by = by or asa()
    declaration = Declaration(call=call_, assessor=by, asked_by=karin())
    steps.begin(declaration, by=karin())
    cleared = list(call_.applications.values_list("pk", flat=True))
    return steps.take("answer", declaration, by=by, cleared=cleared)


def scored(application: Application, by: User | None = None, points: int = 4) -> Assessment:
    by = by or asa()
    assessment = steps.take("accept", assigned(application, by), by=by)
    given = points if application.call.scored else None
    answers = dict.fromkeys(application.call.criteria.all(), (given, "Väl beskrivet."))
    return steps.take("hand_in", assessment, by=by, scores=answers, recommendation="grant")


def scenario(call_: Call, name: str = "Förslag", **asked: Any) -> Scenario:
    """A portfolio proposal of Karin's that has been computed for what she may know."""
    made = Scenario.objects.create(
        call=call_, name=name, terms=Asked(**asked).as_json(), created_by=karin()
    )
    fresh = Scenario.objects.select_related("call__frame").get(pk=made.pk)
    compute(fresh, karin())
    return fresh


def decision_draft(application: Application, *, by: User | None = None, **changes: Any) -> Decision:
    by = by or karin()
    decision = Decision(
        **{
            "application": application,
            "outcome": "granted",
            "amount": application.amount,
            "earmark": application.earmark,
            "reasons": "Insatsen möter ett tydligt behov.",
            "presenter": by,
            **changes,
        }
    )
    return steps.begin(decision, by=by)


def proposed(application: Application | None = None, **changes: Any) -> Decision:
    application = application or under_assessment()
    return steps.take("propose", decision_draft(application, **changes), by=karin())


def signed(application: Application | None = None, **changes: Any) -> Decision:
    return steps.take("sign", proposed(application, **changes), by=dag())


def granted(application: Application | None = None, **changes: Any) -> Decision:
    """A decision that has been sent out."""
    return steps.take("release", signed(application, **changes), by=dag())


def opinion(application: Application, by: User | None = None, **said: Any) -> Opinion:
    """The county's board, or whoever is named, is asked for its opinion."""
    by = by or jon()
    said = {"deadline": clock.today() + timedelta(days=14), **said}
    return steps.begin(Opinion.of(application, by, **said), by=by)


def planned(decision: Decision | None = None) -> Payment:
    """The whole grant as one planned payment; a final report is expected."""
    decision = decision or granted()
    Payment.objects.plan(decision, fia(), [(clock.today(), decision.amount)])
    return decision.payments.get()


def cleared(decision: Decision | None = None) -> Payment:
    payment = steps.take("attest", planned(decision), by=fia())
    return steps.take("clear", payment, by=finn())


def sent(decision: Decision | None = None) -> PaymentFile:
    cleared(decision)
    return Payment.objects.export(County.objects.get(code=SODERMANLAND), fia())


def paid(decision: Decision | None = None) -> Payment:
    file = sent(decision)
    steps.take("confirm", file, by=fia())
    return file.payments.get()


def written(payment: Payment | None = None, unused: int = 10_000) -> Report:
    """A complete report that has not been submitted; `unused` SEK were not used."""
    payment = payment or paid()
    report = steps.take("write", payment.application.report, by=siv())
    report.done = "Språkcafé fyrtio kvällar."
    report.women, report.men = 22, 19
    report.results = "Fler talar svenska."
    report.learned = "Barnpassning gör att fler kvinnor kommer."
    report.did_not_work = "Utskick på svenska nådde få."
    report.answers = required_answers(report.questionnaire.read) if report.questionnaire else {}
    report.save()
    Report.objects.enclose(report, siv(), {AUDITOR_REPORT: [pdf("revisor.pdf")]})
    lines = list(report.application.cost_lines.all())
    for line in lines:
        spent = line.amount - (unused if line is lines[0] else 0)
        SpentLine.objects.create(report=report, cost_line=line, spent=spent)
    return report


def reported(payment: Payment | None = None, unused: int = 10_000) -> Report:
    report = steps.take("submit", written(payment, unused), by=siv())
    return steps.take("approve", report, by=karin())


def entry_draft(report: Report | None = None) -> Entry:
    report = report or reported()
    application = Application.objects.get(pk=report.application_id)
    return steps.begin(Entry.of(application), by=karin())


def entry(report: Report | None = None) -> Entry:
    """A project in the public catalogue."""
    reviewed = steps.take("review", entry_draft(report), by=karin())
    return steps.take("publish", reviewed, by=karin())
