"""Postings on a frame: reserved, granted, paid, returned. The only writer of money that is left.

Every function posts in the caller's transaction with one conditional UPDATE: PostgreSQL locks the
row and tests the sum at once, so however many decide at the same time, a frame and an earmark are
never exceeded (house.md section 6, 1). The constraints on the columns say the same once more.
Amounts are SEK > 0.
"""

from copy import copy
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from grants import money
from grants.models.fund import Earmark, Frame, Posting
from grants.rules import Refused


def allot(frame: Frame) -> None:
    """Take a new frame's amount out of the larger one it is part of. Refused when it lacks it.

    Raises ValueError for a frame that is part of no other.
    """
    if frame.part_of_id is None:
        raise ValueError("This frame is part of no other.")
    taken = Frame.objects.filter(
        pk=frame.part_of_id,
        amount__gte=F("allotted") + F("reserved") + F("granted") + frame.amount,
    ).update(allotted=F("allotted") + frame.amount)
    if not taken:
        raise _not_enough(Frame.objects.get(pk=frame.part_of_id).left, frame.amount)


def earmark(frame: Frame, *, key: str, name_sv: str, name_en: str, amount: Decimal) -> Earmark:
    """Set a part of the frame aside for a purpose. Refused when the free part is too small."""
    set_aside = Frame.objects.filter(
        pk=frame.pk,
        amount__gte=F("earmarked") + F("reserved") + F("granted") - F("in_earmarks") + amount,
    ).update(earmarked=F("earmarked") + amount)
    if not set_aside:
        raise _not_enough(Frame.objects.get(pk=frame.pk).left_unearmarked, amount)
    return Earmark.objects.create(
        frame=frame, key=key, name_sv=name_sv, name_en=name_en, amount=amount
    )


def unearmark(mark: Earmark) -> None:
    """Let go of an earmark that nothing has been taken from. Refused when something has."""
    gone, _kinds = Earmark.objects.filter(pk=mark.pk, reserved=0, granted=0).delete()
    if not gone:
        raise Refused(_("Money has already been taken from the earmark."))
    Frame.objects.filter(pk=mark.frame_id).update(earmarked=F("earmarked") - mark.amount)


def resize(frame: Frame, amount: Decimal) -> None:
    """Give a frame that is no part of a larger one another amount.

    Refused when the new amount is less than what is earmarked, allotted, reserved or granted.
    """
    resized = (
        Frame.objects.filter(pk=frame.pk, part_of=None)
        .filter(
            allotted__lte=amount - F("reserved") - F("granted"),
            earmarked__lte=amount - F("reserved") - F("granted") + F("in_earmarks"),
        )
        .update(amount=amount)
    )
    if not resized:
        raise Refused(_("The frame cannot be changed to %s.") % money.kr(amount))


def reserve(frame: Frame, mark: Earmark | None, amount: Decimal, *, case: int) -> None:
    """Hold money for a signed decision that has not been sent out. Refused when it is not there."""
    if mark is not None:
        held = Earmark.objects.filter(
            pk=mark.pk, frame=frame, amount__gte=F("reserved") + F("granted") + amount
        ).update(reserved=F("reserved") + amount)
        if not held:
            raise _not_enough(Earmark.objects.get(pk=mark.pk).left, amount)
    inside = amount if mark is not None else Decimal(0)
    held = (
        Frame.objects.filter(
            pk=frame.pk,
            amount__gte=F("allotted") + F("reserved") + F("granted") + amount,
        )
        .filter(
            amount__gte=F("earmarked")
            + F("reserved")
            + F("granted")
            - F("in_earmarks")
            + (amount - inside),
        )
        .update(reserved=F("reserved") + amount, in_earmarks=F("in_earmarks") + inside)
    )
    if not held:
        raise _not_enough(Frame.objects.get(pk=frame.pk).left_unearmarked, amount)
    _post(Posting.Kind.RESERVE, frame, mark, amount, case)


def release(frame: Frame, mark: Earmark | None, amount: Decimal, *, case: int) -> None:
    """Let go of money that was reserved, for instance when a signed decision is withdrawn."""
    inside = amount if mark is not None else Decimal(0)
    if mark is not None:
        Earmark.objects.filter(pk=mark.pk).update(reserved=F("reserved") - amount)
    Frame.objects.filter(pk=frame.pk).update(
        reserved=F("reserved") - amount, in_earmarks=F("in_earmarks") - inside
    )
    _post(Posting.Kind.RELEASE, frame, mark, amount, case)


def grant(frame: Frame, mark: Earmark | None, amount: Decimal, *, case: int) -> None:
    """Turn reserved money into granted money when the decision is sent out."""
    if mark is not None:
        Earmark.objects.filter(pk=mark.pk).update(
            reserved=F("reserved") - amount, granted=F("granted") + amount
        )
    Frame.objects.filter(pk=frame.pk).update(
        reserved=F("reserved") - amount, granted=F("granted") + amount
    )
    _post(Posting.Kind.GRANT, frame, mark, amount, case)


def pay(frame: Frame, mark: Earmark | None, amount: Decimal, *, case: int) -> None:
    """Record money that the bank says has been paid."""
    Frame.objects.filter(pk=frame.pk).update(paid=F("paid") + amount)
    _post(Posting.Kind.PAY, frame, mark, amount, case)


def give_back(frame: Frame, mark: Earmark | None, amount: Decimal, *, case: int) -> None:
    """Put unused money back: it is no longer granted and can be granted anew."""
    inside = amount if mark is not None else Decimal(0)
    if mark is not None:
        Earmark.objects.filter(pk=mark.pk).update(granted=F("granted") - amount)
    Frame.objects.filter(pk=frame.pk).update(
        granted=F("granted") - amount,
        in_earmarks=F("in_earmarks") - inside,
        returned=F("returned") + amount,
    )
    _post(Posting.Kind.GIVE_BACK, frame, mark, amount, case)


def apart_from(frame: Frame, cases: Any) -> tuple[Frame, list[Earmark]]:
    """The frame and its earmarks as they would be without what is posted of these cases.

    For showing to somebody who may not know of them: sums over the rest. `cases` is a query of
    their numbers. The copies are not to be saved. Two queries.
    """
    seen, marks = copy(frame), {mark.pk: mark for mark in frame.earmarks.all()}
    moved = frame.postings.filter(case__in=cases).order_by().values_list("earmark", "kind")
    for pk, kind, amount in moved.annotate(sum=Sum("amount")):
        mark = marks.get(pk)
        reserved, granted = (sign * amount for sign in _MOVES[kind])
        for pot in (seen, mark):
            if pot is not None:
                pot.reserved -= reserved
                pot.granted -= granted
        if mark is not None:
            seen.in_earmarks -= reserved + granted
        seen.paid -= amount if kind == Posting.Kind.PAY else 0
        seen.returned -= amount if kind == Posting.Kind.GIVE_BACK else 0
    return seen, list(marks.values())


# What a posting does to the reserved and to the granted money.
_MOVES: dict[str, tuple[int, int]] = {
    Posting.Kind.RESERVE: (1, 0),
    Posting.Kind.RELEASE: (-1, 0),
    Posting.Kind.GRANT: (-1, 1),
    Posting.Kind.PAY: (0, 0),
    Posting.Kind.GIVE_BACK: (0, -1),
}


def _post(kind: str, frame: Frame, mark: Earmark | None, amount: Decimal, case: int) -> None:
    Posting.objects.create(frame=frame, earmark=mark, kind=kind, amount=amount, case=case)


def _not_enough(left: Decimal, wanted: Decimal) -> Refused:
    return Refused(
        _("There is not enough money left: %(wanted)s is needed and %(left)s is left.")
        % {"wanted": money.kr(wanted), "left": money.kr(left)}
    )
