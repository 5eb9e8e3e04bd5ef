"""Tell people about a step: one text per message in templates/mail, kept in the outbox.

The words of a message are in `templates/mail/<model>_<step>.txt`: the first line is the subject.
`tell` runs inside the step's transaction and only writes rows; `send_outbox` sends what has been
committed, and marks each as sent so that running it twice sends nothing twice.
"""

from datetime import datetime
from smtplib import SMTPException
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Value
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
    told: Any = thing.told_of(step)
    outsiders: list[Outsider] = []
    if not isinstance(told, QuerySet):
        outsiders = [person for person in set(told) if isinstance(person, Outsider)]
        told = [person.pk for person in told if isinstance(person, User)]
        told = User.objects.filter(pk__in=told)
    people = _how_they_stand(thing, told)
    told_now = [(one, one.is_party) for one in people if one.is_party or not one.is_partial]
    told_now += [(person, False) for person in outsiders]
    if not told_now:
        return []
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


def _how_they_stand(thing: Life, told: "QuerySet[User]") -> "QuerySet[Any]":
    """Those of the users who have an open account, each with `is_party` and `is_partial`.

    The one is a member of the thing's organisation today, the other has a conflict of interest in
    the case, or is a member of a partner in it. One query for all. Floor 2 is named by strings.
    """
    organisation = getattr(thing, "organisation", None)
    held = Membership.objects.filter(Membership.holding_today(), organisation=organisation)
    partners: Any = apps.get_model("applications.Partner")
    parts = partners._default_manager.filter(application=thing.case).order_by().values("org_nr")
    with_part = Membership.objects.filter(
        Membership.holding_today(), organisation__org_nr__in=parts
    )
    partial = User.objects.filter(
        Q(conflicts__application=thing.case) | Q(pk__in=with_part.order_by().values("user"))
    )
    return (
        told.filter(is_active=True)
        .annotate(
            is_party=_is_among(held.order_by().values("user") if organisation else None),
            is_partial=_is_among(partial.values("pk") if thing.case is not None else None),
        )
        .order_by("pk")
    )


def _is_among(users: "QuerySet[Any, Any] | None") -> ExpressionWrapper | Value:
    if users is None:
        return Value(False)
    return ExpressionWrapper(Q(pk__in=users), BooleanField())


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
