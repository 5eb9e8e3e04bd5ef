"""Tell people about a step: one text per message in templates/mail, kept in the outbox.

The words of a message are in `templates/mail/<model>_<step>.txt`: the first line is the subject.
`tell` runs inside the step's transaction and only writes rows; `send_outbox` sends what has been
committed, and marks each as sent so that running it twice sends nothing twice.
"""

from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from grants import clock
from grants.models import Event, Life, Mail, Membership, User
from grants.models.life import Outsider


def tell(event: Event, thing: Life, step: str) -> list[Mail]:
    """Put one e-mail per person told into the outbox, each in that person's language.

    Staff with a conflict of interest in the case are told nothing of it, and an account that is
    closed gets no e-mail.
    """
    told = set(thing.told_of(step))
    if not told:
        return []
    outsiders = {person for person in told if isinstance(person, Outsider)}
    people = {person.pk: person for person in told - outsiders if person.is_active}
    party = _of_the_party(thing, people)
    for partial in _with_a_conflict(thing, people) - party:
        del people[partial]
    told_now = [(people[pk], pk in party) for pk in sorted(people)]
    told_now += [(person, False) for person in outsiders]
    # The same words for all who are told in one language on one side: written once.
    words = {
        how: _words(event, thing, step, *how)
        for how in {(person.language, side) for person, side in told_now}
    }
    return Mail.objects.bulk_create(
        [_to(person, event, *words[person.language, side]) for person, side in told_now]
    )


def send_outbox(limit: int = 100) -> int:
    """Send waiting e-mails, oldest first, and return how many went.

    Each is locked, sent and marked in a transaction of its own: two workers never send the same
    one. One that the mail server refuses is tried again after all others, at most ten times; the
    outbox shows what went wrong.
    """
    waiting = list(Mail.objects.unsent().values_list("pk", flat=True)[:limit])
    return sum(_send_one(pk) for pk in waiting)


def take_as_sent(before: datetime) -> int:
    """Mark e-mails written before the moment as sent in their own time; return how many.

    For a history that is lived again, or brought over from another system: its e-mails belong to
    the outbox that staff read, but nobody is to get them now. Nothing is sent.
    """
    return Mail.objects.unsent().filter(created_at__lt=before).update(sent_at=F("created_at"))


def _send_one(pk: int) -> bool:
    with transaction.atomic():
        waiting = Mail.objects.unsent().select_for_update(skip_locked=True, of=("self",))
        mail = waiting.select_related("to").filter(pk=pk).first()
        if mail is None:  # another worker has it or has sent it
            return False
        row = Mail.objects.filter(pk=pk)
        try:
            _letter(mail).send()
        except (OSError, SMTPException) as fault:
            row.update(failures=F("failures") + 1, fault=str(fault)[:200])
            return False
        row.update(sent_at=clock.now(), fault="")
        return True


def _letter(mail: Mail) -> EmailMessage:
    return EmailMessage(
        mail.subject,
        mail.body,
        settings.DEFAULT_FROM_EMAIL,
        [mail.recipient],
        headers={"Message-ID": f"<bifall-{mail.pk}@{settings.MAIL_DOMAIN}>"},
    )


def _of_the_party(thing: Life, people: Iterable[int]) -> set[int]:
    """Which of the people are members of the thing's organisation today. One query for all."""
    organisation = getattr(thing, "organisation", None)
    if organisation is None:
        return set()
    held = Membership.objects.filter(Membership.holding_today(), organisation=organisation)
    return set(held.filter(user__in=people).order_by().values_list("user", flat=True))


def _with_a_conflict(thing: Life, people: Iterable[int]) -> set[int]:
    """Which of the people may know nothing of the case. Floor 2 is named by a string here."""
    if thing.case is None:
        return set()
    declared = User.objects.filter(pk__in=people, conflicts__application=thing.case)
    return set(declared.values_list("pk", flat=True))


class _Anyone:
    """Stands for the person while a text is written that several are to get: only a name."""

    # A character that nobody's name or text can contain (of Unicode's private use).
    name = "\uf8ff"


def _words(event: Event, thing: Life, step: str, language: str, is_party: bool) -> tuple[str, str]:
    """Subject and body of a message, with a mark where the name of whom it is to belongs."""
    name = f"mail/{thing._meta.model_name}_{step}.txt"
    with translation.override(language):
        context = {
            "thing": thing,
            "event": event,
            "person": _Anyone,
            "site": settings.SITE_URL,
            "party": is_party,
        }
        # Plain text: what is escaped for a page would be read as gibberish in an e-mail.
        words: Any = get_template(name)
        text = words.template.render(Context(context, autoescape=False))
    subject, _newline, body = text.strip().partition("\n")
    return subject, body.strip() + "\n"


def _to(person: Any, event: Event, subject: str, body: str) -> Mail:
    """The message to one person."""
    subject = " ".join(subject.replace(_Anyone.name, person.name).split())[:200]
    whom = {"address": person.email} if isinstance(person, Outsider) else {"to": person}
    return Mail(event=event, subject=subject, body=body.replace(_Anyone.name, person.name), **whom)
