"""Money out: planned, approved by two, sent once, paid; and everything that may not happen."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import openpyxl
import pytest
import sepaxml
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse
from lxml import etree

from applications.models import Application, Conflict
from decisions.models import Decision
from followup import iso20022
from followup.models import Payment, PaymentFile, Report
from grants import clock, steps
from grants.models import County, Frame, Organisation, Post
from grants.rules import Refused
from tests import cast

pytestmark = pytest.mark.django_db
SCHEMA = etree.XMLSchema(
    etree.parse(Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.03.xsd")
)


def plan_of(decision):
    return reverse("followup:plan", args=[decision.pk])


def rows(*parts):
    """What the form of a plan posts for these (day, amount)."""
    posted = {"part-TOTAL_FORMS": len(parts), "part-INITIAL_FORMS": 0}
    for place, (day, amount) in enumerate(parts):
        posted |= {f"part-{place}-day": day, f"part-{place}-amount": amount}
    return posted


def soon(days=7):
    return (clock.today() + timedelta(days=days)).isoformat()


def sodermanland():
    return County.objects.get(pk=cast.SODERMANLAND)


def other_finance():
    return cast.staff("Kalle", "finance", county=cast.KALMAR)


def past_the_code(sql, key):
    """Somebody with the database's own tools, who even holds the door open."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('bifall.door', 'open', true)")
        cursor.execute(sql, [key])


# The story


def test_a_grant_is_planned_approved_by_two_sent_and_paid(client):
    decision = cast.granted()
    client.force_login(cast.fia())
    page = client.get(reverse("followup:payments"))
    assert plan_of(decision) in page.text

    page = client.get(plan_of(decision))
    assert "150\xa0000" in page.text
    assert "991-2346" in page.text
    posted = rows((soon(), "100 000"), (soon(60), "50 000,00 kr"))
    assert client.post(plan_of(decision), posted).url == reverse("followup:payments")
    first, second = decision.payments.order_by("number")
    assert (first.amount, second.amount) == (100_000, 50_000)
    assert Report.objects.get().due == decision.application.call.report_due

    steps.take("attest", first, by=cast.fia())
    own = client.get(first.get_absolute_url())
    assert own.context["waits_for_another"]
    client.force_login(cast.finn())
    assert first.get_absolute_url() in client.get(reverse("followup:payments")).text
    steps.take("clear", first, by=cast.finn())

    page = client.get(reverse("followup:export"))
    assert [p.pk for p in page.context["boards"][0]["payments"]] == [first.pk]
    sent = client.post(
        reverse("followup:export"), {"county": cast.SODERMANLAND, "payment": [first.pk]}
    )
    file = PaymentFile.objects.get()
    assert sent.url == file.get_absolute_url()
    page = client.get(sent.url)
    assert file.sha256 in page.text
    assert page.context["totals"] == (1, Decimal(100_000))

    steps.take("confirm", file, by=cast.finn())
    assert Payment.objects.get(pk=first.pk).state == "paid"
    assert Application.objects.get().state == "ongoing"
    assert Frame.objects.get().paid == 100_000
    assert Payment.objects.get(pk=second.pk).state == "planned"


def test_the_file_downloads_as_it_was_made_and_is_valid(client):
    file = cast.sent()
    client.force_login(cast.rut())
    answer = client.get(reverse("followup:payment_file_xml", args=[file.pk]))
    assert answer.headers["Content-Type"] == "application/xml"
    assert hashlib.sha256(answer.content).hexdigest() == file.sha256
    SCHEMA.assertValid(etree.fromstring(answer.content))
    payment = file.payments.get()
    assert f"{payment.pk}/{payment.application.case_number}/1" in answer.text


# A plan


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([("2099-01-01", "150000")], "report"),
        ([("2001-01-01", "150000")], "passed"),
        ([(None, "149 999")], "missing"),
        ([(None, "100 000"), (None, "50 000,01")], "too much"),
        ([(None, "mycket")], "digits"),
        ([(None, "-150000")], "less than zero"),
        ([(None, "0"), (None, "150 000")], "0"),
        ([(None, "150 000,005")], "digits"),
        ([("i morgon", "150000")], "date"),
        ([("", "")], "amount"),
    ],
)
def test_a_plan_that_does_not_hold_is_refused_beside_the_field_and_kept(client, parts, message):
    decision = cast.granted()
    client.force_login(cast.fia())
    client.cookies["django_language"] = "en"
    posted = rows(*((soon() if day is None else day, amount) for day, amount in parts))
    page = client.post(plan_of(decision), posted)
    assert page.status_code == 200
    errors = " ".join(str(text) for form in page.context["rows"] for text in form.errors.values())
    assert message in errors
    for name, value in posted.items():
        if name.endswith("amount") and value:
            assert f'value="{value}"' in page.text
    assert not Payment.objects.exists()
    assert not Report.objects.exists()


def test_a_part_is_added_without_javascript_and_nothing_typed_is_lost(client):
    decision = cast.granted()
    client.force_login(cast.fia())
    page = client.post(plan_of(decision), rows((soon(), "lite grann")) | {"more": "1"})
    assert len(page.context["rows"].forms) == 2
    assert 'value="lite grann"' in page.text
    assert "field-error" not in page.text


def test_without_an_account_the_page_says_what_to_do(client):
    cast.association()
    decision = cast.granted()
    organisation = decision.organisation
    organisation.account_kind = organisation.account_number = ""
    organisation.save()
    client.force_login(cast.fia())
    page = client.get(plan_of(decision))
    assert "siv@forening.example" in page.text
    assert "part-0-amount" not in page.text
    client.post(plan_of(decision), rows((soon(), "150000")))
    assert not Payment.objects.exists()


def test_a_grant_is_planned_once_and_only_a_grant_that_was_sent_out(client):
    payment = cast.planned()
    with pytest.raises(Refused):
        Payment.objects.plan(payment.decision, cast.fia(), [(clock.today(), Decimal(150_000))])
    client.force_login(cast.fia())
    assert client.get(plan_of(payment.decision)).status_code == 302
    signed = cast.signed(cast.under_assessment(by=cast.vera()))
    with pytest.raises(Refused):
        Payment.objects.plan(signed, cast.fia(), [(clock.today(), signed.amount)])


# Two persons, limits, the database's own word


def test_nobody_approves_twice_even_past_the_code():
    payment = steps.take("attest", cast.planned(), by=cast.fia())
    with pytest.raises(steps.NotAllowed):
        steps.take("clear", payment, by=cast.fia())
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(cleared_by=cast.fia())


def test_nobody_approves_above_her_limit():
    payment = cast.planned()
    low = cast.staff("Lage", "finance", limit=149_999)
    with pytest.raises(Refused, match="149"):
        steps.take("attest", payment, by=low)
    assert Payment.objects.get().state == "planned"
    steps.take("attest", payment, by=cast.staff("Lars", "finance", limit=150_000))


def test_payments_never_sum_to_more_than_the_grant_even_in_raw_sql():
    payment = cast.planned()
    with pytest.raises(IntegrityError, match="exceed the grant"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(amount=Decimal("150000.01"))
    with pytest.raises(IntegrityError, match="exceed the grant"):
        past_the_code(
            "INSERT INTO followup_payment (decision_id, number, amount, due, account_kind,"
            " account_number, state) VALUES (%s, 2, 0.01, now(), 'bankgiro', '1', 'planned')",
            payment.decision_id,
        )


def test_a_payment_does_not_leave_unapproved_even_in_raw_sql():
    payment = cast.planned()
    with pytest.raises(IntegrityError, match="attested_by_two"):
        past_the_code("UPDATE followup_payment SET state = 'cleared' WHERE id = %s", payment.pk)


# What leaves, once


def test_a_stopped_payment_never_leaves_and_needs_two_again():
    payment = cast.cleared()
    stopped = steps.take("stop", payment, by=cast.karin(), note="Uppgifterna stämmer inte.")
    with pytest.raises(Refused):
        Payment.objects.export(sodermanland(), cast.fia())
    assert (stopped.attested_by, stopped.cleared_by) == (None, None)
    again = steps.take("plan_again", stopped, by=cast.fia())
    with pytest.raises(Refused):
        Payment.objects.export(sodermanland(), cast.fia())
    assert again.state == "planned"


def test_pressing_export_twice_makes_one_file(client):
    payment = cast.cleared()
    client.force_login(cast.fia())
    posted = {"county": cast.SODERMANLAND, "payment": [payment.pk]}
    client.post(reverse("followup:export"), posted)
    second = client.post(reverse("followup:export"), posted, follow=True)
    assert PaymentFile.objects.count() == 1
    assert "warning" in [m.level_tag for m in second.context["messages"]]
    assert client.get(reverse("followup:export")).context["boards"] == []


def test_only_what_was_shown_leaves(client):
    shown = cast.cleared()
    later = cast.cleared(cast.granted(cast.under_assessment(by=cast.vera())))
    client.force_login(cast.fia())
    posted = {"county": cast.SODERMANLAND, "payment": [shown.pk, "x", "9" * 30]}
    client.post(reverse("followup:export"), posted)
    assert [p.pk for p in PaymentFile.objects.get().payments.all()] == [shown.pk]
    assert Payment.objects.get(pk=later.pk).state == "cleared"


@pytest.mark.django_db(transaction=True)
def test_two_who_export_at_once_send_each_payment_once():
    cast.reference()
    payments = [cast.cleared(cast.granted(cast.under_assessment(by=cast.vera()))) for _ in range(3)]
    county, people, start = sodermanland(), [cast.fia(), cast.finn()], Barrier(2)

    def press(person):
        start.wait()
        try:
            return Payment.objects.export(county, person)
        except Refused:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        made = [file for file in pool.map(press, people) if file]
    written = [iso20022.totals(file.xml)[0] for file in PaymentFile.objects.all()]
    assert len(made) == 1
    assert written == [3]
    assert {p.file_id for p in Payment.objects.all()} == {made[0].pk}
    assert {p.state for p in Payment.objects.filter(pk__in=[p.pk for p in payments])} == {"sent"}


def test_a_payment_that_bounced_goes_out_again_to_the_new_account():
    file = cast.sent()
    payment = steps.take("bounce", file.payments.get(), by=cast.fia(), note="Kontot är avslutat.")
    organisation = payment.organisation
    organisation.account_kind, organisation.account_number = "plusgiro", "486501-0"
    organisation.save()
    again = steps.take("plan_again", payment, by=cast.fia())
    assert (again.account_kind, again.account_number) == ("plusgiro", "486501-0")
    again = steps.take("attest", again, by=cast.finn())
    with clock.at(clock.now() + timedelta(days=4)):  # a new account must cool off
        steps.take("clear", again, by=cast.fia())
        second = Payment.objects.export(sodermanland(), cast.fia())
    steps.take("confirm", file, by=cast.fia())
    assert Payment.objects.get(pk=payment.pk).state == "sent"
    steps.take("confirm", second, by=cast.fia())
    assert Frame.objects.get().paid == 150_000


def test_nothing_more_is_paid_once_the_report_is_submitted():
    payment = cast.paid()
    steps.take("submit", cast.written(payment), by=cast.siv())
    stopped = Payment(decision=payment.decision, number=2, state="stopped")
    assert steps.hinders(stopped, "plan_again") != []


# Who sees what


def test_others_find_nothing(client):
    file = cast.sent()
    payment = file.payments.get()
    pages = [
        payment.get_absolute_url(),
        file.get_absolute_url(),
        reverse("followup:payment_file_xml", args=[file.pk]),
        plan_of(payment.decision),
    ]
    for person in (other_finance(), cast.otto(), cast.nils(), cast.vera()):
        client.force_login(person)
        assert [client.get(page).status_code for page in pages] == [404, 404, 404, 404]
    for person in (cast.nils(), cast.siv(), cast.asa()):
        client.force_login(person)
        assert client.get(reverse("followup:payments")).status_code == 404
    client.force_login(cast.karin())
    assert client.get(reverse("followup:export")).status_code == 404
    assert client.get(reverse("followup:payment_files")).status_code == 404
    client.force_login(other_finance())
    assert client.get(reverse("followup:payments")).context["sums"]["count"] == 0
    forged = {"county": cast.SODERMANLAND, "payment": [payment.pk]}
    assert client.post(reverse("followup:export"), forged).status_code == 404


def test_the_recipient_reads_her_payment_but_not_who_approved_it(client):
    payment = cast.paid()
    client.force_login(cast.rolf())
    page = client.get(payment.get_absolute_url())
    assert page.status_code == 200
    assert "Finn" not in page.text


def test_a_conflict_of_interest_hides_payment_and_file_and_leaves_the_payment_out():
    payment = cast.cleared()
    Conflict.objects.create(application=payment.application, user=cast.fia(), ground="Syster.")
    with pytest.raises(Refused):
        Payment.objects.export(sodermanland(), cast.fia())
    file = Payment.objects.export(sodermanland(), cast.finn())
    assert not PaymentFile.objects.visible_to(cast.fia()).exists()
    assert PaymentFile.objects.visible_to(cast.finn()).get() == file


def test_for_37a_the_board_in_jonkoping_pays():
    fiona = cast.staff("Fiona", "finance", county=cast.JONKOPING)
    call = cast.call("37a")
    application = cast.under_assessment(call, by=cast.vera())
    asked = cast.opinion(application)
    steps.take("give", asked, by=cast.karin(), stand="supports", text="Tillstyrks.")
    decision = steps.take("propose", cast.decision_draft(application, by=cast.jon()), by=cast.jon())
    decision = steps.take("sign", decision, by=cast.jill())
    decision = steps.take("release", decision, by=cast.jill())
    assert list(Payment.objects.decisions_to_plan(fiona)) == [decision]
    assert not Payment.objects.decisions_to_plan(cast.fia()).exists()
    with pytest.raises(steps.NotAllowed):
        Payment.objects.plan(decision, cast.fia(), [(clock.today(), decision.amount)])


# The list


def three():
    for _ in range(3):
        cast.planned(cast.granted(cast.under_assessment(by=cast.vera(), title="=1+1")))


@pytest.mark.parametrize("many", [False, True])
def test_the_list_asks_the_same_questions_for_one_row_and_three(
    client, django_assert_num_queries, many
):
    three() if many else cast.planned()
    client.force_login(cast.fia())
    client.get(reverse("followup:payments"))
    with django_assert_num_queries(14):
        page = client.get(reverse("followup:payments"))
    assert page.context["page_obj"].paginator.count == (3 if many else 1)


def test_the_list_filters_sums_and_leaves_as_a_safe_table(client):
    cast.planned()
    three()
    client.force_login(cast.rut())
    url = reverse("followup:payments")
    assert client.get(url).context["sums"]["all"] == 600_000
    assert client.get(url, {"text": "flens 1"}).context["sums"]["all"] == 150_000
    assert client.get(url, {"state": "paid"}).context["sums"]["count"] == 0
    assert client.get(url, {"county": cast.KALMAR}).context["sums"]["count"] == 0
    assert client.get(url, {"sort": "'; DROP", "page": "x", "text": "\x00"}).status_code == 200
    answer = client.get(reverse("followup:payments_table"), {"text": "vingåker"})
    table = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert len(table) == 4
    assert table[1][3] == "'=1+1"
    assert table[1][7] == 150_000
    assert client.get(reverse("followup:payments_table"), {"format": "csv"}).status_code == 200


def test_a_post_that_has_ended_gives_nothing(client):
    cast.planned()
    user = cast.fia()
    Post.objects.filter(user=user).update(valid_to=date(2020, 1, 1))
    client.force_login(user)
    assert client.get(reverse("followup:payments")).status_code == 404
    assert Decision.objects.count() == 1


def test_a_new_account_cools_off_before_money_goes_to_it(settings):
    payment = steps.take("attest", cast.planned(), by=cast.fia())
    association = cast.association()
    Organisation.objects.filter(pk=association.pk).update(account_number="500-1003")
    with pytest.raises(steps.NotOpen):
        steps.take("clear", payment, by=cast.finn())
    with clock.at(clock.now() + timedelta(days=settings.ACCOUNT_COOLING_DAYS, minutes=1)):
        assert steps.take("clear", payment, by=cast.finn()).state == "cleared"


def test_a_first_account_need_not_cool_off():
    association = cast.association()
    Organisation.objects.filter(pk=association.pk).update(account_kind="", account_number="")
    Organisation.objects.filter(pk=association.pk).update(account_changed_at=None)
    Organisation.objects.filter(pk=association.pk).update(account_number="991-2346")
    assert Organisation.objects.get(pk=association.pk).account_cools_until is None
