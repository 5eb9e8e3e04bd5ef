"""The ledger and the constraints under it: money is never promised twice, whoever writes."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from applications.models import Application
from decisions.models import Decision
from followup.models import Payment
from grants import ledger
from grants.models import Earmark, Frame
from grants.rules import Refused
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def frame():
    """A frame of 1 000 000 SEK of which 300 000 is earmarked."""
    call = cast.call_draft(frame=1_000_000)
    cast.earmark(call, 300_000)
    return Frame.objects.get(pk=call.frame_id)


def sek(amount: int) -> Decimal:
    return Decimal(amount)


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"allotted": 400_001, "granted": 600_000, "in_earmarks": 300_000}, "never_exceeded"),
        ({"reserved": 700_001}, "leaves_earmarks_alone"),
        ({"allotted": 1_000_001}, "never_exceeded"),
        ({"in_earmarks": 300_001, "reserved": 300_001}, "earmarks_hold"),
        ({"reserved": -1}, "never_negative"),
        ({"paid": 1}, "paid_was_granted"),
    ],
)
def test_no_update_whatever_exceeds_a_frame(frame, columns, constraint):
    with pytest.raises(IntegrityError, match=f"frame_{constraint}"):
        Frame.objects.filter(pk=frame.pk).update(**columns)


def test_no_update_whatever_exceeds_an_earmark(frame):
    with pytest.raises(IntegrityError, match="earmark_never_exceeded"):
        Earmark.objects.filter(frame=frame).update(reserved=F("amount") + 1)


def test_the_ledger_says_how_much_is_left(frame):
    ledger.reserve(frame, None, sek(700_000), case=1)
    with pytest.raises(Refused, match="0\N{NO-BREAK SPACE}kr"):
        ledger.reserve(frame, None, sek(1), case=2)
    ledger.reserve(frame, frame.earmarks.get(), sek(300_000), case=3)
    with pytest.raises(Refused):
        ledger.reserve(frame, frame.earmarks.get(), sek(1), case=4)
    assert Frame.objects.get(pk=frame.pk).left == 0


def test_money_that_comes_back_can_be_granted_anew(frame):
    ledger.reserve(frame, None, sek(700_000), case=1)
    ledger.grant(frame, None, sek(700_000), case=1)
    ledger.give_back(frame, None, sek(50_000), case=1)
    ledger.reserve(frame, None, sek(50_000), case=2)
    stands = Frame.objects.get(pk=frame.pk)
    assert (stands.granted, stands.reserved, stands.returned) == (650_000, 50_000, 50_000)


def test_other_invariants_live_in_the_database_too():
    decision = cast.signed()
    first, second = cast.submitted(), cast.submitted()
    writes = {
        "decision_by_four_eyes": lambda: Decision.objects.filter(pk=decision.pk).update(
            decider=F("presenter")
        ),
        "case_number_once": lambda: Application.objects.filter(pk=second.pk).update(
            case_serial=first.case_serial
        ),
        "submitted_is_stamped": lambda: Application.objects.filter(pk=first.pk).update(
            submitted_at=None
        ),
    }
    for constraint, write in writes.items():
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            write()


def test_payments_are_kept_in_order_by_the_database():
    file = cast.sent()  # of another payment
    payment = cast.cleared()
    row = Payment.objects.filter(pk=payment.pk)
    writes = {
        "payment_by_four_eyes": {"cleared_by": F("attested_by")},
        "payment_leaves_attested_by_two": {"cleared_by": None},
        "payments exceed the grant": {"amount": payment.amount + 1},
        "payment_leaves_in_a_file": {"file": file},
    }
    for constraint, columns in writes.items():
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            row.update(**columns)


def test_what_its_parts_have_taken_is_not_there_to_reserve(frame):
    part = Frame.objects.create(
        fund=frame.fund, year=frame.year, county=frame.county, part_of=frame, amount=sek(600_000)
    )
    ledger.allot(part)
    with pytest.raises(Refused):
        ledger.reserve(frame, None, sek(500_000), case=1)
    ledger.reserve(frame, None, sek(400_000), case=2)
    with pytest.raises(Refused):
        ledger.allot(Frame(part_of=frame, amount=sek(1)))
