"""The door, and the page that takes any step: asked in order, taken once, never half done."""

import inspect
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from applications.models import (
    Application,
    Attachment,
    Certificate,
    Conflict,
    Mandate,
    Message,
    Note,
    PossibleConflict,
    Supplement,
)
from decisions.models import Decision
from followup.models import Payment
from grants import clock, mail, steps
from grants.models import Call, Event, Frame, Mail
from grants.rules import Refused
from tests import cast

pytestmark = pytest.mark.django_db


def steps_told(thing) -> list[str]:
    return [event.step for event in Event.objects.about(thing)]


def page(thing, name: str) -> str:
    return reverse("grants:step", args=[thing._meta.model_name, thing.pk, name])


# What the door asks, in this order


def test_first_whether_there_is_such_a_step():
    with pytest.raises(steps.NoSuchStep):
        steps.take("abolish", cast.call_draft(), by=cast.siv())


def test_then_whether_it_is_open():
    call = cast.call()
    with pytest.raises(steps.NotOpen, match=call.get_state_display()):
        steps.take("publish", call, by=cast.siv())


def test_then_what_is_missing_all_of_it():
    draft = cast.call_draft()
    draft.criteria.all().delete()
    draft.priorities.all().delete()
    with pytest.raises(steps.NotOpen) as refused:
        steps.take("publish", draft, by=cast.siv())
    assert len(refused.value.messages) == 2


def test_then_whether_it_is_allowed():
    draft = cast.call_draft()
    for person in (cast.siv(), cast.otto(), cast.dag(), cast.kim()):
        with pytest.raises(steps.NotAllowed):
            steps.take("publish", draft, by=person)
    assert steps_told(draft) == ["begun"]


def test_the_door_reads_the_row_and_not_what_the_caller_holds():
    draft = cast.call_draft()
    steps.take("publish", draft, by=cast.karin())
    assert draft.state == Call.State.DRAFT
    with pytest.raises(steps.NotOpen):
        steps.take("publish", draft, by=cast.karin())
    assert steps_told(draft) == ["begun", "publish"]


def test_a_birth_is_for_those_who_may():
    with pytest.raises(steps.NotAllowed):
        cast.call_draft(by=cast.siv())
    assert not Call.objects.exists()


# What the door leaves behind


def test_a_step_is_written_down_with_who_when_why_and_in_what_role():
    call = cast.call()
    steps.take("cancel", call, by=cast.karin(), note="Regeringen drog in medlen.")
    event = Event.objects.about(call).last()
    assert (event.step, event.source, event.target) == ("cancel", "published", "cancelled")
    assert (event.by, event.role, event.note) == (
        cast.karin(),
        "officer",
        "Regeringen drog in medlen.",
    )
    assert (event.chain, event.for_party) == (cast.SODERMANLAND, True)


def test_what_was_given_along_is_written_down():
    application = cast.waiting_for_completion()
    event = Event.objects.about(application).get(step="ask_completion")
    assert event.details["what"] == "Bifoga stadgarna."
    assert event.details["deadline"].startswith(str(clock.today().year))


def test_a_step_inside_a_step_writes_its_own_line():
    file = cast.sent()
    application = file.payments.get().application
    before = len(steps_told(application))
    steps.take("confirm", file, by=cast.fia())
    assert steps_told(application)[before:] == ["start", "mark_paid"]
    assert Event.objects.filter(thing="followup.paymentfile", step="confirm").exists()


def test_nothing_is_half_done_when_a_step_is_refused_inside():
    decision = cast.proposed()
    before = (Event.objects.count(), Mail.objects.count())
    with pytest.raises(Refused):
        steps.take("sign", decision, by=cast.lina())
    frame = Frame.objects.get(pk=decision.application.call.frame_id)
    assert Decision.objects.get(pk=decision.pk).state == Decision.State.PROPOSED
    assert (frame.reserved, frame.granted) == (0, 0)
    assert (Event.objects.count(), Mail.objects.count()) == before


def test_nothing_is_half_done_when_the_money_is_not_there():
    call = cast.call(frame=200_000)
    one, other = (cast.under_assessment(call) for _number in range(2))
    first, second = cast.proposed(one), cast.proposed(other)
    steps.take("sign", first, by=cast.dag())
    with pytest.raises(Refused, match="50"):
        steps.take("sign", second, by=cast.dag())
    assert Decision.objects.get(pk=second.pk).state == Decision.State.PROPOSED
    assert Frame.objects.get(pk=call.frame_id).reserved == Decimal(150_000)


def test_what_is_rolled_back_outside_undoes_every_inner_step():
    file = cast.sent()
    payment = file.payments.get()
    with transaction.atomic():
        steps.take("confirm", file, by=cast.fia())
        transaction.set_rollback(True)
    assert Payment.objects.get(pk=payment.pk).state == Payment.State.SENT
    assert "confirm" not in Event.objects.values_list("step", flat=True)


def test_mail_is_written_with_the_step_and_gone_with_it():
    draft = cast.draft()
    before = Mail.objects.count()
    with transaction.atomic():
        steps.take("submit", draft, by=cast.siv())
        assert Mail.objects.count() > before
        transaction.set_rollback(True)
    assert Mail.objects.count() == before
    assert mail.send_outbox() == before


# What the database itself refuses


def test_no_state_changes_but_through_the_door():
    call = cast.call()
    with pytest.raises(IntegrityError, match="only through the door"), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(state="finished")
    with (
        pytest.raises(IntegrityError, match="only through the door"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE grants_call SET state = 'finished' WHERE id = %s", [call.pk])
    assert Call.objects.get().state == Call.State.PUBLISHED


def test_nothing_is_born_but_through_the_door():
    application = cast.submitted()
    asked = {"asked_by": cast.karin(), "what": "Stadgar.", "deadline": clock.today()}
    with pytest.raises(IntegrityError, match="only through the door"), transaction.atomic():
        Supplement.objects.create(application=application, **asked)
    assert not Supplement.objects.exists()


def test_the_state_is_refused_to_plain_python_too():
    with pytest.raises(AttributeError):
        cast.call().state = "finished"


def test_what_is_not_a_state_may_be_saved_as_usual():
    call = cast.call_draft()
    call.title_sv = "Ny rubrik"
    call.save()
    assert Call.objects.get().title_sv == "Ny rubrik"


def test_history_is_never_changed_or_removed():
    cast.call()
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        Event.objects.update(note="Det var inte jag.")
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        Event.objects.all().delete()
    assert Event.objects.filter(note="").count() == 2


# What a page may offer


def test_steps_are_offered_in_the_order_of_the_life_the_main_one_first():
    draft = cast.call_draft()
    offered = steps.open_to(cast.karin(), draft)
    assert [step.name for step in offered] == ["publish", "cancel"]
    assert [(step.quiet, step.needs_note, step.post) for step in offered] == [
        (False, False, True),
        (True, True, False),
    ]
    assert offered[0].url == page(draft, "publish")


def test_what_cannot_be_taken_is_not_offered():
    draft = cast.call_draft()
    assert steps.open_to(cast.siv(), draft) == []
    assert steps.open_to(cast.otto(), draft) == []
    draft.criteria.all().delete()
    assert [step.name for step in steps.open_to(cast.karin(), draft)] == ["cancel"]
    assert len(steps.waits_for(cast.karin(), draft, "publish")) == 1
    assert steps.waits_for(cast.otto(), draft, "publish") is None


def test_the_order_is_the_main_line_of_every_life():
    for kind in steps.lives().values():
        line = list(kind.main_line)
        forward = [t.target for t in steps.machine(kind) if t.target in line]
        assert forward or len(line) == 1, kind
        assert line[0] == kind._meta.get_field("state").default


def test_every_step_on_the_common_page_asks_for_nothing_but_a_note():
    for kind in steps.lives().values():
        for way in steps.machine(kind):
            if way.custom.get("page") or way.custom.get("inside"):
                continue
            asked = set(inspect.signature(getattr(kind, way.name)).parameters)
            assert asked <= {"self", "by"}, (kind, way.name)


def test_everything_with_a_life_has_a_page_and_is_shown_to_some():
    for kind in steps.lives().values():
        assert hasattr(kind, "get_absolute_url"), kind
        assert hasattr(kind._default_manager, "visible_to"), kind


# The life line


def stages(thing) -> list[tuple[str, str]]:
    return [(str(stage.label), stage.state) for stage in steps.lifeline(thing)]


def states(thing) -> list[str]:
    return [stage.state for stage in steps.lifeline(thing)]


def test_the_life_line_of_a_call_that_goes_the_ordinary_way():
    draft = cast.call_draft()
    assert states(draft) == ["current", "ahead", "ahead", "ahead"]
    call = steps.take("publish", draft, by=cast.karin())
    assert states(call) == ["passed", "current", "ahead", "ahead"]
    first, second, *ahead = steps.lifeline(call)
    assert (first.role, second.role) == ("officer", "officer")
    assert all(stage.at is None for stage in ahead)


def test_a_side_track_stands_where_it_left_the_line_and_what_it_cannot_reach_is_gone():
    call = cast.call()
    cancelled = steps.take("cancel", call, by=cast.karin(), note="Inga medel.")
    assert states(cancelled) == ["passed", "passed", "side"]
    straight = steps.take("cancel", cast.call_draft(), by=cast.karin(), note="Fel.")
    assert states(straight) == ["passed", "side"]


def test_waiting_for_completion_is_where_the_case_stands():
    application = cast.waiting_for_completion()
    at = states(application)
    assert at.count("side") + at.count("current") == 1
    assert "ahead" not in at[: at.index("side") if "side" in at else at.index("current")]


def test_what_was_gone_back_from_lies_ahead_again():
    decision = cast.proposed()
    back = steps.take("send_back", decision, by=cast.dag(), note="Skriv om skälen.")
    assert states(back)[0] == "current"
    assert set(states(back)[1:]) == {"ahead"}


def test_a_life_line_has_one_present_stage_at_every_step_of_a_whole_life():
    entry = cast.entry()
    application = Application.objects.get(pk=entry.application_id)
    for thing in (application, entry, application.report, *application.decisions.all()):
        at = states(thing)
        here = at.index("current")
        assert at.count("current") == 1
        assert set(at[:here]) <= {"passed"}
        assert set(at[here + 1 :]) <= {"ahead"}


# The page of a step


def test_the_page_says_what_will_happen_and_takes_the_step(client):
    draft = cast.call_draft()
    client.force_login(cast.karin())
    asked = client.get(page(draft, "publish"))
    assert asked.status_code == 200
    assert Call.objects.get().state == Call.State.DRAFT
    taken = client.post(page(draft, "publish"))
    assert taken.url == draft.get_absolute_url()
    assert Call.objects.get().state == Call.State.PUBLISHED


def test_it_leads_back_to_where_one_came_from_if_that_is_here(client):
    client.force_login(cast.karin())
    for wanted, led_to in (
        ("/desk/?page=2", "/desk/?page=2"),
        ("https://evil.example/", None),
        ("//evil.example/", None),
        ("javascript:alert(1)", None),
    ):
        draft = cast.call_draft()
        response = client.post(page(draft, "publish"), {"next": wanted})
        assert response.url == (led_to or draft.get_absolute_url())


def test_a_step_that_needs_a_reason_is_not_taken_without_one(client):
    call = cast.call()
    client.force_login(cast.karin())
    for note in ("", "   "):
        response = client.post(page(call, "cancel"), {"note": note})
        assert response.context["form"].errors["note"]
    assert Call.objects.get().state == Call.State.PUBLISHED
    client.post(page(call, "cancel"), {"note": "Inga medel."})
    assert Event.objects.get(step="cancel").note == "Inga medel."


def test_a_step_taken_twice_is_taken_once_and_says_so(client):
    draft = cast.call_draft()
    client.force_login(cast.karin())
    client.post(page(draft, "publish"))
    again = client.post(page(draft, "publish"))
    assert again.status_code == 409
    assert Call.objects.get().get_state_display() in again.content.decode()
    assert client.get(page(draft, "publish")).status_code == 409
    assert steps_told(draft) == ["begun", "publish"]


def test_what_is_missing_is_said_and_the_reason_typed_is_not_lost(client):
    call = cast.call()
    client.force_login(cast.karin())
    steps.take("cancel", call, by=cast.karin(), note="Först.")
    again = client.post(page(call, "cancel"), {"note": "Min långa motivering."})
    assert again.status_code == 409
    assert "Min långa motivering." in again.content.decode()


def test_a_refusal_from_inside_is_told_on_the_page(client):
    payment = cast.planned()
    fia = cast.fia()
    fia.posts.update(limit=1)
    client.force_login(cast.fia())
    response = client.post(page(payment, "attest"))
    assert response.status_code == 409
    assert Payment.objects.get(pk=payment.pk).state == Payment.State.PLANNED


def test_who_sees_the_thing_but_may_not_is_refused(client):
    draft, call = cast.call_draft(), cast.call()
    for person, thing, name, status in (
        (cast.dag(), draft, "publish", 403),
        (cast.otto(), draft, "publish", 404),
        (cast.siv(), draft, "publish", 404),
        (cast.siv(), call, "cancel", 403),
        (cast.otto(), call, "cancel", 403),
    ):
        client.force_login(person)
        assert client.get(page(thing, name)).status_code == status
        assert client.post(page(thing, name), {"note": "x"}).status_code == status
    assert steps_told(draft) == ["begun"]


@pytest.mark.parametrize(
    "address",
    [
        "/steps/call/{call}/abolish/",
        "/steps/call/{call}/save/",
        "/steps/nonsense/{call}/publish/",
        "/steps/frame/{call}/publish/",
        "/steps/call/999999/publish/",
        "/steps/application/{application}/submit/",
        "/steps/application/{application}/start/",
    ],
)
def test_what_does_not_exist_or_has_a_page_of_its_own_is_not_here(client, address):
    application = cast.submitted()
    path = address.format(call=application.call_id, application=application.pk)
    client.force_login(cast.karin())
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_a_forged_id_of_another_organisations_case_is_not_found(client):
    application = cast.submitted()
    client.force_login(cast.vera())
    assert client.post(page(application, "withdraw"), {"note": "x"}).status_code == 404
    assert Application.objects.get(pk=application.pk).state == Application.State.SUBMITTED


def test_whoever_is_not_signed_in_is_asked_to(client):
    response = client.post(page(cast.call_draft(), "publish"))
    assert response.status_code == 302
    assert reverse("account_login") in response.url


# Steps inside steps


def test_a_step_inside_a_larger_one_cannot_be_taken_alone():
    application = cast.proposed().application
    with pytest.raises(steps.NoSuchStep):
        steps.take("grant", application, by=cast.dag())
    payment = cast.cleared()
    with pytest.raises(steps.NoSuchStep):
        steps.take("send", payment, by=cast.fia())


def test_steps_taken_together_are_taken_all_or_none():
    call = cast.call_draft()

    def publish_twice() -> None:
        with steps.together():
            steps.take("publish", call, by=cast.karin())
            steps.take("publish", call, by=cast.karin())

    with pytest.raises(steps.NotOpen):
        publish_twice()
    assert Call.objects.get(pk=call.pk).state == "draft"


def test_no_life_at_all_changes_its_state_beside_the_door():
    cast.entry()
    cast.waiting_for_completion()
    cast.assigned(cast.under_assessment())
    cast.opinion(cast.submitted(cast.call("37a"), by=cast.vera()))
    cast.invited()
    cast.asked_to_join()
    _said_in_the_case(cast.draft(), cast.in_preparation())
    for kind in steps.lives().values():
        rows = kind._base_manager.all()
        there = rows.values_list("state", flat=True)
        other = next((s for s in kind.State.values if s not in there), "nowhere")
        assert rows.exists(), kind
        with pytest.raises(IntegrityError, match="door"), transaction.atomic():
            rows.update(state=other)


def _said_in_the_case(draft, case):
    """One of each thing that belongs to a draft or a case and has a life of its own."""
    eva, karin, siv = cast.eva(), cast.karin(), cast.siv()
    file = Attachment.of(draft, cast.pdf("fullmakt.pdf"), eva, "mandate")
    file.save()
    steps.begin(Mandate(application=draft, user=eva, attachment=file), by=eva)
    partner = draft.partners.create(name="Flens bibliotek", org_nr="212000-0332", part="Lokal.")
    steps.begin(Certificate(partner=partner, email="b@bib.example", asked_by=siv), by=siv)
    steps.begin(Message(application=case, author=siv, text="När kommer beslutet?"), by=siv)
    steps.begin(Note(application=case, author=karin, text="Ring ordföranden."), by=karin)
    cast.notice(case)
    cast.likeness(case)
    raised = PossibleConflict(application=case, user=cast.asa(), grounds=[["raised", "Granne"]])
    steps.begin(raised, by=karin)
    cast.declared(cast.call(blind=True))


def test_what_was_written_before_a_refusal_is_undone_with_it():
    call = cast.call()
    decisions = [cast.granted(cast.under_assessment(call)) for _case in range(2)]
    cast.cleared(decisions[0])
    file = cast.sent(decisions[1])
    Conflict.objects.create(application=decisions[1].application, user=cast.fia(), ground="Syster.")
    with pytest.raises(steps.NotAllowed):
        steps.take("confirm", file, by=cast.fia())
    assert set(Payment.objects.values_list("state", flat=True)) == {"sent"}
    assert Frame.objects.get(pk=call.frame_id).paid == 0
