"""Draft, propose, sign, send out: who may, what is refused, what the applicant gets to see."""

import pytest
from django.urls import reverse

from applications.models import Application
from decisions.models import Assessment, Decision
from grants import steps
from grants.models import Frame
from grants.rules import Refused
from tests import cast

pytestmark = pytest.mark.django_db


def page(name, thing):
    return reverse(f"decisions:{name}", args=[thing.pk])


def press(client, name, thing, **data):
    return client.post(reverse("grants:step", args=[thing._meta.model_name, thing.pk, name]), data)


def text_of(answer):
    return answer.content.decode().replace("\xa0", " ")


WRITTEN = {"outcome": "granted", "amount": "", "reasons": "Behovet är väl visat.", "conditions": ""}


def test_from_two_assessors_to_the_letter(client):
    application = cast.under_assessment()
    asa, ali = cast.asa(), cast.ali()
    cast.assigned(application, asa), cast.assigned(application, ali)
    for person, points in ((asa, "5"), (ali, "3")):
        client.force_login(person)
        mine = Assessment.objects.get(assessor=person)
        press(client, "accept", mine)
        data = {"recommendation": "grant"}
        for criterion in application.call.criteria.all():
            data |= {f"points_{criterion.pk}": points, f"reason_{criterion.pk}": f"Skäl {person}."}
        client.post(page("assessment", mine), data)

    client.force_login(cast.karin())
    assert client.get(page("ranking", application.call)).context["lines"][0].mean == 80
    answer = client.post(page("draft", application), WRITTEN, follow=True)
    assert answer.status_code == 200
    decision = Decision.objects.get()
    assert (decision.amount, decision.presenter) == (150_000, cast.karin())
    press(client, "propose", decision)

    client.force_login(cast.dag())
    listed = client.get(reverse("decisions:list"))
    assert (listed.context["waiting"], listed.context["page_obj"][0].to_sign) == (1, 1)
    shown = text_of(client.get(page("decision", decision)))
    for needed in ("Skäl Asa.", "Skäl Ali.", "Behovet är väl visat.", "1 490 000 kr"):
        assert needed in shown
    signing = text_of(client.get(page("sign", decision)))
    assert "150 000 kr" in signing
    assert "5 000 000 kr" in signing
    client.post(page("sign", decision), {"has_read": "on"})
    press(client, "release", decision)

    decision = Decision.objects.get()
    assert (decision.state, decision.decider) == ("released", cast.dag())
    assert Application.objects.get().state == "granted"
    assert Frame.objects.get(pk=application.call.frame_id).granted == 150_000
    client.force_login(cast.siv())
    letter = client.get(page("letter", decision))
    assert letter["Content-Type"] == "application/pdf"
    assert letter["Content-Disposition"].endswith('-flens-sprakvanner.pdf"')
    assert letter.content.startswith(b"%PDF")


def test_the_applicant_sees_the_decision_when_it_is_sent_out_and_nothing_internal(client):
    application = cast.under_assessment()
    cast.scored(application)
    decision = cast.signed(application)
    client.force_login(cast.siv())
    for name in ("decision", "letter", "sign", "edit"):
        assert client.get(page(name, decision)).status_code == 404
    assert list(client.get(reverse("decisions:list")).context["page_obj"]) == []
    steps.take("release", decision, by=cast.dag())
    shown = text_of(client.get(page("decision", decision)))
    assert "Insatsen möter ett tydligt behov." in shown
    for internal in ("Väl beskrivet.", "Asa", "1 640 000", "1 490 000"):
        assert internal not in shown
    assert client.get(page("letter", decision)).status_code == 200
    assert client.get(page("sign", decision)).status_code == 404
    assert list(client.get(reverse("decisions:list")).context["page_obj"]) == [decision]


def test_a_member_with_a_post_elsewhere_reads_only_what_the_party_may(client):
    decision = cast.proposed()
    member = cast.otto()
    decision.organisation.memberships.create(user=member, role="reader")
    client.force_login(member)
    assert client.get(page("decision", decision)).status_code == 404
    steps.take("send_back", decision, by=cast.dag(), note="Intern kommentar.")
    again = steps.take("propose", decision, by=cast.karin())
    steps.take("release", steps.take("sign", again, by=cast.dag()), by=cast.dag())
    shown = text_of(client.get(page("decision", decision)))
    assert "Insatsen möter ett tydligt behov." in shown
    assert "Intern kommentar." not in shown


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"amount": "mycket"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "149 999"}, "amount"),
        ({"outcome": "partly_granted", "amount": ""}, "amount"),
        ({"outcome": "partly_granted", "amount": "150 000"}, "amount"),
        ({"outcome": "partly_granted", "amount": "0"}, "amount"),
        ({"outcome": "rejected", "amount": "10"}, "amount"),
        ({"reasons": "  "}, "reasons"),
        ({"earmark": "999"}, "earmark"),
    ],
)
def test_faults_are_told_beside_the_field_and_nothing_typed_is_lost(client, written, field):
    call = cast.call()
    cast.earmark(call)
    application = cast.under_assessment(call)
    client.force_login(cast.karin())
    data = WRITTEN | {"conditions": "Rekrytera kvinnor."} | written
    answer = client.post(page("draft", application), data)
    assert list(answer.context["form"].errors) == [field]
    assert "Rekrytera kvinnor." in text_of(answer)
    assert not Decision.objects.exists()


def test_part_of_the_amount_out_of_an_earmark(client):
    call = cast.call()
    mark = cast.earmark(call)
    application = cast.under_assessment(call)
    client.force_login(cast.karin())
    part = {"outcome": "partly_granted", "amount": "100 000,50", "earmark": mark.pk}
    client.post(page("draft", application), WRITTEN | part)
    decision = Decision.objects.get()
    assert (str(decision.amount), decision.earmark) == ("100000.50", mark)
    steps.take("sign", steps.take("propose", decision, by=cast.karin()), by=cast.dag())
    signed = Decision.objects.get()
    mark.refresh_from_db()
    pot = signed.pots_seen_by(cast.dag())[0]
    assert (mark.reserved, pot.name) == (decision.amount, "Hälsofrämjande")
    assert pot.after == mark.left


def test_an_earmark_of_another_call_is_refused(client):
    call, other = cast.call(), cast.call()
    cast.earmark(call)
    application = cast.under_assessment(call)
    client.force_login(cast.karin())
    answer = client.post(page("draft", application), WRITTEN | {"earmark": cast.earmark(other).pk})
    assert list(answer.context["form"].errors) == ["earmark"]


def test_a_case_has_one_decision(client):
    application = cast.under_assessment()
    decision = cast.decision_draft(application)
    client.force_login(cast.karin())
    assert client.get(page("draft", application)).url == page("decision", decision)
    assert client.post(page("draft", application), WRITTEN).url == page("decision", decision)
    assert Decision.objects.count() == 1


def test_only_officers_of_the_board_draft(client):
    application = cast.under_assessment()
    decision = cast.decision_draft(application)
    for other in (
        cast.dag(),
        cast.asa(),
        cast.otto(),
        cast.jon(),
        cast.siv(),
        cast.fia(),
        cast.kim(),
    ):
        client.force_login(other)
        assert client.get(page("draft", application)).status_code == 404
        assert client.get(page("edit", decision)).status_code == 404


def test_two_who_edit_the_same_draft_do_not_overwrite_each_other(client):
    decision = cast.decision_draft(cast.under_assessment())
    client.force_login(cast.karin())
    began_from = client.get(page("edit", decision)).context["form"].initial["content_mark"]
    mine = WRITTEN | {"content_mark": began_from, "reasons": "Mina skäl."}
    Decision.objects.filter(pk=decision.pk).update(reasons="Den andras skäl.")
    answer = client.post(page("edit", decision), mine)
    assert answer.context["form"]["reasons"].value() == "Mina skäl."
    assert "Den andras skäl." in text_of(answer)
    assert Decision.objects.get().reasons == "Den andras skäl."
    now = answer.context["form"].data["content_mark"]
    assert client.post(page("edit", decision), mine | {"content_mark": now}).status_code == 302
    assert Decision.objects.get().reasons == "Mina skäl."


def test_what_has_been_proposed_is_not_edited(client):
    decision = cast.proposed()
    client.force_login(cast.karin())
    data = WRITTEN | {"content_mark": decision.content_mark, "reasons": "Annat."}
    assert client.post(page("edit", decision), data).url == page("decision", decision)
    assert Decision.objects.get().reasons == "Insatsen möter ett tydligt behov."


def test_the_signature_needs_the_tick(client):
    decision = cast.proposed()
    client.force_login(cast.dag())
    answer = client.post(page("sign", decision), {"has_read": ""})
    assert list(answer.context["form"].errors) == ["has_read"]
    assert Decision.objects.get().state == "proposed"


def test_nobody_signs_above_her_limit(client):
    decision = cast.proposed()
    client.force_login(cast.lina())
    answer = client.post(page("sign", decision), {"has_read": "on"})
    assert "100 000 kr" in str(answer.context["form"].non_field_errors()).replace("\xa0", " ")
    assert Decision.objects.get().state == "proposed"
    assert Frame.objects.get(pk=decision.application.call.frame_id).reserved == 0


def test_nobody_signs_for_money_that_is_not_there(client):
    call = cast.call(frame=200_000)
    first, second = cast.under_assessment(call), cast.under_assessment(call)
    cast.signed(first)
    decision = cast.proposed(second)
    client.force_login(cast.dag())
    assert not decision.pots_seen_by(cast.dag())[0].is_enough
    answer = client.post(page("sign", decision), {"has_read": "on"})
    said = str(answer.context["form"].non_field_errors()).replace("\xa0", " ")
    assert "150 000 kr" in said
    assert "50 000 kr" in said
    assert Decision.objects.get(pk=decision.pk).state == "proposed"


def test_four_eyes_the_presenter_does_not_sign(client):
    both = cast.karin()
    both.posts.create(county_id=cast.SODERMANLAND, role="decider", valid_from="2017-01-01")
    decision = cast.proposed()
    client.force_login(cast.karin())
    assert client.get(page("sign", decision)).url == page("decision", decision)
    client.post(page("sign", decision), {"has_read": "on"})
    with pytest.raises(steps.NotAllowed):
        steps.take("sign", decision, by=cast.karin())
    assert Decision.objects.get().state == "proposed"
    assert not Decision.objects.waiting_for(cast.karin()).exists()


def test_a_member_of_the_applicant_who_holds_a_post_cannot_act(client):
    decision = cast.proposed()
    member = cast.dag()
    decision.organisation.memberships.create(user=member, role="reader")
    client.force_login(member)
    for name in ("decision", "sign", "letter"):
        assert client.get(page(name, decision)).status_code == 404
    with pytest.raises(steps.NotAllowed):
        steps.take("sign", decision, by=cast.dag())
    assert list(client.get(reverse("decisions:list")).context["page_obj"]) == []


def test_a_decision_is_signed_once(client):
    decision = cast.signed()
    client.force_login(cast.dag())
    answer = client.post(page("sign", decision), {"has_read": "on"}, follow=True)
    assert answer.redirect_chain[-1][0] == page("decision", decision)
    assert len(list(answer.context["messages"])) == 1
    with pytest.raises(steps.NotOpen):
        steps.take("sign", decision, by=cast.dag())


def test_taking_back_the_signature_lets_go_of_the_money():
    decision = cast.signed()
    back = steps.take("take_back_signature", decision, by=cast.dag(), note="Fel belopp.")
    assert (back.state, back.decider, back.signed_at) == ("proposed", None, None)
    assert Frame.objects.get(pk=decision.application.call.frame_id).reserved == 0


def test_a_withdrawn_application_lets_go_of_reserved_money():
    decision = cast.signed()
    frame = decision.application.call.frame
    with pytest.raises(Refused):
        steps.take("drop", decision, by=cast.karin())
    steps.take("withdraw", decision.application, by=cast.siv(), note="")
    with pytest.raises(Refused):
        steps.take("release", decision, by=cast.dag())
    assert steps.take("drop", decision, by=cast.karin()).state == "dropped"
    assert Frame.objects.get(pk=frame.pk).reserved == 0


def test_an_assessment_that_is_out_stops_the_proposal_and_the_page_says_so(client):
    application = cast.under_assessment()
    cast.assigned(application)
    decision = cast.decision_draft(application)
    client.force_login(cast.karin())
    assert client.get(page("decision", decision)).context["missing"]
    with pytest.raises(steps.NotOpen):
        steps.take("propose", decision, by=cast.karin())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_queries(client, rows, django_assert_num_queries):
    call = cast.call()
    for _row in range(rows):
        cast.proposed(cast.under_assessment(call))
    client.force_login(cast.dag())
    with django_assert_num_queries(8):
        assert len(client.get(reverse("decisions:list")).context["page_obj"]) == rows


def test_the_list_is_filtered_and_exported(client):
    call = cast.call()
    granted = cast.granted(cast.under_assessment(call))
    refused = cast.proposed(cast.under_assessment(call), outcome="rejected", amount=0)
    client.force_login(cast.dag())

    def found(**query):
        return list(client.get(reverse("decisions:list"), query).context["page_obj"])

    assert found() == [refused, granted]
    assert found(outcome="granted") == [granted]
    assert found(state="proposed") == [refused]
    assert found(q=granted.application.case_number) == [granted]
    assert found(q="finns inte") == []
    assert found(call=call.pk) == [refused, granted]
    text = client.get(reverse("decisions:export"), {"format": "csv", "outcome": "granted"})
    assert text.content.decode("utf-8-sig").count("Flens språkvänner") == 1


def test_the_case_page_shows_each_only_what_she_may_see(rf, client):
    application = cast.under_assessment()
    cast.scored(application)
    decision = cast.granted(application)
    client.force_login(cast.siv())
    party = text_of(client.get(application.get_absolute_url()))
    assert page("decision", decision) in party
    assert "Asa" not in party
    client.force_login(cast.karin())
    assert "Asa" in text_of(client.get(application.get_absolute_url()))
