"""Drafts of decisions for many cases at once: through the door, each by itself, only once."""

import pytest
from django.urls import reverse

from decisions.models import Decision
from decisions.models.recommended import Wish, recommend
from grants.models import Event
from tests import cast

pytestmark = pytest.mark.django_db


def address(call, *applications, **more):
    query = "&".join([f"case={a.pk}" for a in applications] + [f"{k}={v}" for k, v in more.items()])
    return f"{reverse('decisions:proposals', args=[call.pk])}?{query}"


def sent(*applications, outcome="recommended", **more):
    given = {"case": [a.pk for a in applications], "outcome": outcome}
    return given | {"reasons": "Behovet är visat.", "conditions": "Redovisa."} | more


def test_many_get_drafts_with_common_reasons_and_their_own(client):
    call = cast.call()
    full, part, none = (cast.under_assessment(call) for _ in range(3))
    wishes = [Wish(part.pk, 50_000, "0:"), Wish(none.pk, 0, "0:")]
    recommend(call, wishes, by=cast.karin())
    client.force_login(cast.karin())
    url = address(call, full, part, none, sort="-sought")
    assert len(client.get(url).context["rows"]) == 3
    own = {f"more_{part.pk}": "Lokalen är redan betald."}
    answer = client.post(url, sent(full, part, none, **own))
    assert answer["Location"] == f"{reverse('decisions:ranking', args=[call.pk])}?sort=-sought"
    rows = Decision.objects.order_by("application_id")
    assert [(d.outcome, d.amount, d.state) for d in rows] == [
        ("granted", 150_000, "draft"),
        ("partly_granted", 50_000, "draft"),
        ("rejected", 0, "draft"),
    ]
    assert rows[1].reasons == "Behovet är visat.\n\nLokalen är redan betald."
    assert [d.conditions for d in rows] == ["Redovisa.", "Redovisa.", ""]
    notes = Event.objects.filter(thing="decisions.decision", step="begun").values_list("note")
    assert all("människa" in note for (note,) in notes)


def test_sent_twice_nobody_gets_two(client):
    call = cast.call()
    application = cast.under_assessment(call)
    client.force_login(cast.karin())
    for _time in range(2):
        assert client.post(address(call, application), sent(application)).status_code == 302
    assert Decision.objects.count() == 1


def test_what_stops_one_does_not_stop_the_others(client):
    call = cast.call()
    ready, early = cast.under_assessment(call), cast.submitted(call)
    client.force_login(cast.karin())
    answer = client.post(address(call, ready, early), sent(ready, early, outcome="rejected"))
    assert answer.status_code == 200
    assert [d.application for d in Decision.objects.all()] == [ready]
    faults = [fault for line, _box, fault in answer.context["rows"] if line.application == early]
    assert faults[0]
    assert "Behovet är visat." in answer.content.decode()


def test_a_conflicted_case_in_the_bulk_leaves_no_trace(client):
    call = cast.call()
    hidden, seen = cast.under_assessment(call), cast.under_assessment(call)
    hidden.conflicts.create(user=cast.karin(), ground="Granne.")
    client.force_login(cast.karin())
    for url in (address(call, hidden, seen), address(call, all=1)):
        rows = client.get(url).context["rows"]
        assert [line.application for line, _box, _fault in rows] == [seen]
    client.post(address(call, hidden, seen), sent(hidden, seen))
    assert [d.application for d in Decision.objects.all()] == [seen]


def test_all_that_the_filter_shows_are_chosen_from_the_ranking(client):
    call = cast.call()
    cast.under_assessment(call, title="Simskola")
    cast.under_assessment(call, title="Språkkafé")
    client.force_login(cast.karin())
    ranking = f"{reverse('decisions:ranking', args=[call.pk])}?q=simskola"
    there = client.post(ranking, {"action": "propose", "which": "all"})["Location"]
    rows = client.get(there).context["rows"]
    assert [line.application.title for line, _box, _fault in rows] == ["Simskola"]


def test_reasons_are_needed_and_nothing_typed_is_lost(client):
    call = cast.call()
    application = cast.under_assessment(call)
    client.force_login(cast.karin())
    own = {f"more_{application.pk}": "Bara här."}
    answer = client.post(address(call, application), sent(application, reasons=" ", **own))
    assert answer.status_code == 200
    assert "Bara här." in answer.content.decode()
    assert Decision.objects.count() == 0


def test_what_was_typed_when_the_session_had_ended_is_there_afterwards(client):
    call = cast.call()
    application = cast.under_assessment(call)
    url = address(call, application)
    assert client.post(url, sent(application)).status_code == 302
    client.force_login(cast.karin())
    assert "Behovet är visat." in client.get(url).content.decode()
    assert Decision.objects.count() == 0


def test_only_officers_of_the_board_that_decides_draft(client):
    call = cast.call("37a")
    application = cast.submitted(call, by=cast.vera())
    for other in (cast.karin(), cast.dag(), cast.otto(), cast.kim()):
        client.force_login(other)
        assert client.get(address(call, application)).status_code == 404
    client.force_login(cast.jon())
    assert client.get(address(call, application)).status_code == 200
