"""The letter of a decision: what it says. How it is set is in `grants/paper.py`.

The Swedish text is the decision; the English one is a reading copy and says so. The same decision
gives the same bytes, so a letter that has been sent out can be made again and compared.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import slugify

from applications.models import Application
from decisions.models import Decision
from grants import clock, law, money, paper

MUNICIPAL = ("kommun", "kommunalforbund")
TOLD_WITH_THE_REPORT = ("report", "auditor")


def letter(decision: Decision, lang: str = "sv") -> bytes:
    """The letter of a decision with any outcome, as PDF. Not sent out yet: it is marked as draft.

    `lang` "en" gives the reading copy in English.
    """
    with translation.override(lang):
        return _Letter(decision, lang).pdf()


def content(decision: Decision, lang: str = "sv") -> list[paper.Block]:
    """What stands in the letter under its head, block by block."""
    with translation.override(lang):
        return _Letter(decision, lang).body()


def file_name(decision: Decision, lang: str = "sv") -> str:
    """What the file is called: beslut-851-12-2026-flens-sprakvanner.pdf."""
    application = decision.application
    words = ["beslut", application.case_number, slugify(application.organisation.name)]
    words += ["english"] if lang == "en" else []
    words += [] if decision.state == Decision.State.RELEASED else ["utkast"]
    return f"{'-'.join(filter(None, words))}.pdf"


def appeal(decision: Decision) -> law.Appeal:
    """Whether the decision may be appealed, on the day it was or would be signed."""
    return law.appealable(_fund(decision.application), _outcome(decision.outcome), _day(decision))


@dataclass(frozen=True)
class ByLaw:
    """What the law adds to the letter for one outcome, for the officer who writes it."""

    label: str
    grounds: list[str]
    notices: list[law.Notice]
    appeal: law.Appeal


def by_law(application: Application) -> list[ByLaw]:
    """Legal grounds, notices and appeal for each outcome, if it were decided today."""
    fund, today = _fund(application), clock.today()
    found = []
    for outcome in Decision.Outcome:
        key = _outcome(outcome)
        found.append(
            ByLaw(
                str(outcome.label),
                _grounds(application, key, today),
                law.notices(fund, key, today),
                law.appealable(fund, key, today),
            )
        )
    return found


def _fund(application: Application) -> Any:
    return application.call.fund_id


def _outcome(outcome: str) -> Any:
    return str(outcome)


def _day(decision: Decision) -> date:
    """The day whose law the decision follows: that of the signature, else today."""
    signed = decision.signed_at
    return signed.astimezone(clock.SWEDEN).date() if signed else clock.today()


def _grounds(application: Application, outcome: Any, on: date) -> list[str]:
    """The paragraphs applied. A dismissal rests on 20 § FL only where a completion lapsed."""
    found = law.legal_grounds(_fund(application), outcome, on)
    if outcome == "dismissed" and not application.supplements.filter(state="lapsed").exists():
        return []
    return found


def _written_day(day: date) -> str:
    """A day that is never broken over two lines: 3 juni 2025."""
    return date_format(day, "j F Y").replace(" ", money.NO_BREAK)


def _within(name: str) -> str:
    """A purpose as part of a sentence: its first letter small."""
    return name[:1].lower() + name[1:]


class _Letter:
    """One letter while it is being written, section by section."""

    def __init__(self, decision: Decision, lang: str) -> None:
        self.decision, self.lang = decision, lang
        self.application = decision.application
        self.organisation = decision.organisation
        self.board = decision.deciding_county.board_name
        self.on = _day(decision)
        # Only what has arrived is decided, and what arrives has a period.
        self.arrived = cast(datetime, self.application.submitted_at)
        self.notices = law.notices(_fund(self.application), _outcome(decision.outcome), self.on)

    def say(self, swedish: str, english: str) -> str:
        return english if self.lang == "en" else swedish

    def kr(self, amount: Any) -> str:
        return money.kr(amount, self.lang)

    @property
    def is_draft(self) -> bool:
        return self.decision.state != Decision.State.RELEASED

    def pdf(self) -> bytes:
        title = self.say("Beslut om bidrag", "Decision on a grant")
        if self.is_draft:
            title = self.say("Utkast till beslut om bidrag", "Draft decision on a grant")
        return paper.letter(
            title=title,
            subject=f"{self.application.call.fund.name}: {self.application.title}",
            sender=self.board,
            reference_lines=self.references(),
            recipient_lines=self.recipient(),
            contact_lines=self.contact(),
            body=self.body(),
            created=self.decision.signed_at or self.arrived,
            lang="en-GB" if self.lang == "en" else "sv-SE",
        )

    def body(self) -> list[paper.Block]:
        """The sections in the order they are read; those with nothing to say are left out."""
        return [
            *self.mark(),
            *self.answer(),
            *self.use(),
            *self.conditions(),
            *self.money_and_report(),
            *self.reasons(),
            *self.grounds(),
            *self.to_know(),
            *self.appeal(),
            *self.closing(),
        ]

    def references(self) -> list[tuple[str, str]]:
        signed = self.decision.signed_at
        day = _written_day(self.on) if signed else self.say("Utkast", "Draft")
        lines = [
            (self.say("Beslutsdatum", "Date of decision"), day),
            (self.say("Diarienummer", "Registration number"), self.application.case_number),
        ]
        if self.is_draft and signed:
            lines.append((self.say("Status", "Status"), self.say("Utkast", "Draft")))
        return lines

    def recipient(self) -> list[str]:
        address = [part.strip() for part in self.organisation.address.split(",") if part.strip()]
        number = self.say("Organisationsnummer", "Organisation number")
        return [self.organisation.name, *address, f"{number} {self.organisation.org_nr}"]

    def contact(self) -> list[str]:
        county = self.decision.deciding_county
        return [self.board, county.email, county.website.removeprefix("https://").rstrip("/")]

    def mark(self) -> list[paper.Block]:
        """What kind of paper this is, when it is not the decision itself."""
        lines: list[paper.Block] = []
        if self.is_draft and self.decision.signed_at:
            words = self.say(
                "Utkast. Beslutet är undertecknat men inte expedierat och gäller inte än.",
                "Draft. The decision is signed but has not been sent out and is not yet valid.",
            )
            lines.append(paper.Text([paper.Bold(words)]))
        elif self.is_draft:
            words = self.say(
                "Utkast. Inget är beslutat än.", "Draft. Nothing has been decided yet."
            )
            lines.append(paper.Text([paper.Bold(words)]))
        if self.lang == "en":
            copy = "This is a reading copy. The decision in Swedish is the one that counts."
            lines.append(paper.Text(copy))
        return lines

    def answer(self) -> list[paper.Block]:
        """The decision in one plain sentence, and its facts."""
        what = self.decision.outcome
        organisation, title = self.organisation.name, self.application.title
        sought, given = self.kr(self.application.amount), self.kr(self.decision.amount)
        match what:
            case Decision.Outcome.GRANTED | Decision.Outcome.PARTLY_GRANTED:
                sentence: paper.Inline = [
                    self.say(
                        f"{self.board} beviljar {organisation} ",
                        f"{self.board} grants {organisation} ",
                    ),
                    paper.Bold(given),
                    self.say(f" i bidrag för ”{title}”.", f" for “{title}”."),
                ]
            case Decision.Outcome.REJECTED:
                sentence = self.say(
                    f"{self.board} avslår ansökan från {organisation} om {sought} för ”{title}”.",
                    f"{self.board} rejects the application of {organisation} for {sought} "
                    f"for “{title}”.",
                )
            case Decision.Outcome.DISMISSED:
                sentence = self.say(
                    f"{self.board} avvisar ansökan från {organisation} om {sought} för ”{title}”. "
                    "Det betyder att länsstyrelsen inte prövar om bidrag kan ges.",
                    f"{self.board} dismisses the application of {organisation} for {sought} "
                    f"for “{title}”. It does not examine whether a grant can be given.",
                )
            case _:
                sentence = self.say(
                    f"{self.board} avskriver ärendet om bidrag till {organisation} för ”{title}”. "
                    "Det betyder att ärendet avslutas utan att ansökan prövas.",
                    f"{self.board} discontinues the case of {organisation} about “{title}”. "
                    "The case is closed and the application is not examined.",
                )
        blocks: list[paper.Block] = [
            paper.Heading(self.say("Beslut", "Decision")),
            paper.Text(sentence),
        ]
        if what == Decision.Outcome.PARTLY_GRANTED:
            rest = self.kr(self.application.amount - self.decision.amount)
            blocks.append(
                paper.Text(
                    self.say(
                        f"Ansökan gäller {sought}. Länsstyrelsen avslår resten, {rest}.",
                        f"The application is for {sought}. The board rejects the rest, {rest}.",
                    )
                )
            )
        return [*blocks, paper.KeyValues(self.facts())]

    def facts(self) -> list[tuple[str, paper.Inline]]:
        application, call = self.application, self.application.call
        arrived = self.arrived.astimezone(clock.SWEDEN).date()
        pairs: list[tuple[str, paper.Inline]] = [
            (self.say("Medel", "Fund"), call.fund.name),
            (self.say("Utlysning", "Call"), call.title),
            (self.say("Ansökan kom in", "Application received"), _written_day(arrived)),
            (self.say("Sökt belopp", "Amount sought"), self.kr(application.amount)),
        ]
        if self.decision.gives_money:
            pairs.append(
                (self.say("Beviljat belopp", "Amount granted"), self.kr(self.decision.amount))
            )
            pairs.append((self.say("Period", "Period"), self.period()))
            if self.decision.earmark:
                pairs.append(
                    (self.say("Öronmärkta medel", "Earmarked money"), self.decision.earmark.name)
                )
        return pairs

    def period(self) -> str:
        days = (self.application.period_from, self.application.period_to)
        return " – ".join(_written_day(cast(date, day)) for day in days)

    def use(self) -> list[paper.Block]:
        """What the money may be used for: the activity, its period and the purposes of the fund."""
        if not self.decision.gives_money:
            return []
        purposes = [
            f"{_within(purpose.name)}, {purpose.paragraph}"
            for purpose in self.application.purposes.all()
        ]
        text = self.say(
            "Bidraget får bara användas till den verksamhet som beskrivs i ansökan, under perioden "
            f"{self.period()}. Ändamålet är att",
            "The grant may only be used for the activity described in the application, in the "
            f"period {self.period()}. Its purpose is to",
        )
        return [
            paper.Heading(self.say("Vad bidraget ska användas till", "What the grant is for")),
            paper.Text(f"{text}:"),
            paper.Bullets(purposes),
        ]

    def conditions(self) -> list[paper.Block]:
        lines = [line.strip(" -•\t") for line in self.decision.conditions.splitlines()]
        told = [line for line in lines if line]
        if not self.decision.gives_money or not told:
            return []
        return [
            paper.Heading(self.say("Villkor", "Conditions")),
            paper.Text(
                self.say(
                    "För bidraget gäller också dessa villkor:", "These conditions apply as well:"
                )
            ),
            paper.Bullets(told),
        ]

    def money_and_report(self) -> list[paper.Block]:
        """Payment, and the duty to report: until when, what, and who reviews it."""
        if not self.decision.gives_money:
            return []
        due = _written_day(self.application.call.report_due)
        blocks: list[paper.Block] = [
            paper.Heading(self.say("Utbetalning och redovisning", "Payment and report")),
            paper.Text(
                self.say(
                    "Länsstyrelsen betalar ut bidraget till det konto som mottagaren har anmält.",
                    "The board pays the grant to the account that the recipient has registered.",
                )
            ),
            paper.Text(
                [
                    self.say("Slutrapporten ska ha kommit in ", "The final report must arrive "),
                    paper.Bold(self.say(f"senast den {due}", f"no later than {due}")),
                    ".",
                ]
            ),
        ]
        blocks += [paper.Text(self.told(n)) for n in self.notices if n.key == "report"]
        return [*blocks, *self.review()]

    def review(self) -> list[paper.Block]:
        """Whether an auditor must review the report, for this applicant and this amount."""
        rule = law.auditor_required(
            is_organisation=self.organisation.applicant_type_id not in MUNICIPAL,
            granted=self.decision.amount,
            on=self.on,
            fund_key=_fund(self.application),
        )
        if rule.level == "none":
            return []
        if rule.level == "authorised":
            words = self.say(
                "En auktoriserad eller godkänd revisor ska granska redovisningen, eftersom "
                f"bidraget är minst fem prisbasbelopp ({self.kr(rule.threshold)}). Bifoga "
                "revisorns rapport.",
                "An authorised or approved auditor must review the report, since the grant is at "
                f"least five price base amounts ({self.kr(rule.threshold)}). Attach the auditor's "
                "report.",
            )
        else:
            words = self.say(
                "En revisor ska granska redovisningen. Revisorn behöver inte vara auktoriserad "
                f"eller godkänd, eftersom bidraget är mindre än fem prisbasbelopp "
                f"({self.kr(rule.threshold)}). Bifoga revisorns rapport.",
                "An auditor must review the report, who need not be authorised or approved "
                f"since the grant is below five price base amounts ({self.kr(rule.threshold)}). "
                "Attach the auditor's report.",
            )
        return [paper.Text(f"{words} {self.see(rule.paragraph)}")]

    def reasons(self) -> list[paper.Block]:
        blocks: list[paper.Block] = [
            paper.Heading(self.say("Skälen för beslutet", "Reasons for the decision")),
            paper.Text(self.decision.reasons.strip()),
        ]
        opinion = self.application.opinions.of_the_county(self.application).last()
        if opinion is None or not self.application.call.terms.needs_opinion:
            return blocks
        county = self.application.county.board_name
        heard = {
            "supports": self.say("och tillstyrker ansökan", "and supports the application"),
            "partly": self.say("och tillstyrker ansökan delvis", "and supports it in part"),
            "against": self.say("och avstyrker ansökan", "and does not support the application"),
            "none": self.say("men tar inte ställning", "but takes no stand"),
        }
        if opinion.state == opinion.State.GIVEN:
            words = self.say(
                f"{county} har yttrat sig {heard[opinion.stand]}.",
                f"{county} has given its opinion {heard[opinion.stand]}.",
            )
        else:
            words = self.say(
                f"{county} har fått tillfälle att yttra sig men har inte gjort det i tid.",
                f"{county} was asked for its opinion and did not answer in time.",
            )
        return [*blocks, paper.Text(words)]

    def grounds(self) -> list[paper.Block]:
        found = _grounds(self.application, _outcome(self.decision.outcome), self.on)
        if not found:
            return []
        return [
            paper.Heading(self.say("Bestämmelser", "Rules applied")),
            paper.Text(self.say("Länsstyrelsen har tillämpat", "The board has applied") + ":"),
            paper.Bullets(found),
            *self.full_names(found),
        ]

    def full_names(self, found: list[str]) -> list[paper.Block]:
        """The statute's whole name, once."""
        statute = law.STATUTE[_fund(self.application)]
        number = statute.partition(")")[0] + ")"
        if not any(number in paragraph for paragraph in found):
            return []
        words = self.say("Förordningens fullständiga namn är", "The full name of the ordinance is")
        return [paper.Text(f"{words} {statute}{'' if statute.endswith('.') else '.'}")]

    def to_know(self) -> list[paper.Block]:
        """The notices that a decision must carry, besides report, auditor and appeal."""
        elsewhere = (*TOLD_WITH_THE_REPORT, "no_appeal")
        told = [self.told(notice) for notice in self.notices if notice.key not in elsewhere]
        if not told:
            return []
        return [
            paper.Heading(self.say("Upplysningar", "Notices")),
            paper.Bullets(told),
        ]

    def appeal(self) -> list[paper.Block]:
        """How to appeal where one may; that one may not where that is certain; else nothing."""
        rule = appeal(self.decision)
        no_appeal = [self.told(notice) for notice in self.notices if notice.key == "no_appeal"]
        if no_appeal:
            return [
                paper.Heading(self.say("Överklagande", "Appeal")),
                *[paper.Text(sentence) for sentence in no_appeal],
            ]
        if not rule.allowed:
            return []
        english = (
            "You may appeal to the administrative court within three weeks from the day you "
            "received the decision. The Swedish letter says how."
        )
        return [
            paper.Heading(self.say("Så överklagar ni", "How to appeal")),
            paper.Text(self.say(rule.appeal_instruction_sv, english)),
        ]

    def closing(self) -> list[paper.Block]:
        """Who decided and who presented (31 § förvaltningslagen)."""
        presenter, decider = self.decision.presenter.name, self.decision.decider
        if decider is None or self.decision.signed_at is None:
            words = self.say(
                f"Föredragande: {presenter}. Beslutsfattare: inte undertecknat.",
                f"Presented by {presenter}. Decided by: not signed.",
            )
            return [paper.Space(), paper.Text(words)]
        moment = self.decision.signed_at.astimezone(clock.SWEDEN)
        at = self.say(
            f"{_written_day(moment.date())} kl.{money.NO_BREAK}{moment:%H.%M}",
            f"{_written_day(moment.date())}, {moment:%H:%M}",
        )
        words = self.say(
            f"Beslutet har fattats av {decider.name}, beslutsfattare. {presenter} har föredragit "
            "ärendet.",
            f"Decided by {decider.name}, decision-maker. {presenter} presented the case.",
        )
        signed = self.say(
            f"Beslutet är undertecknat elektroniskt den {at} och saknar därför namnteckning.",
            f"Signed electronically on {at}; there is no signature by hand.",
        )
        return [paper.Together([paper.Space(), paper.Text(words), paper.Text(signed)])]

    def told(self, notice: law.Notice) -> str:
        """A notice with its paragraph after the plain meaning."""
        return f"{self.say(notice.text_sv, notice.text_en)} {self.see(notice.paragraph)}".strip()

    def see(self, paragraph: str) -> str:
        return f"{self.say('Se', 'See')} {paragraph}." if paragraph else ""
