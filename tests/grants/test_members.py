"""Members of an organisation: invited, asking to join, changing role, leaving; and never none."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.db.transaction import atomic
from django.test import Client
from django.urls import reverse

from grants import clock, mail, rules, steps
from grants.models import (
    Event,
    Invitation,
    Mail,
    Membership,
    User,
)
from grants.rules import Refused
from tests import cast
from tests.grants.membership import NEW_ADDRESS, at, link, membership_of, newcomer, page, signed_in

pytestmark = pytest.mark.django_db


# Who is a member


def test_members_and_staff_see_who_is_a_member_and_only_signatories_the_addresses():
    organisation = cast.association()
    people = (cast.siv(), cast.eva(), cast.rolf(), cast.karin())
    seen = [signed_in(person).get(page(organisation)).content.decode() for person in people]
    assert all("Siv" in text and "Eva" in text for text in seen)
    assert ["eva@forening.example" in text for text in seen] == [True, False, False, False]
    assert signed_in(cast.vera()).get(page(organisation)).status_code == 404


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_asks_as_often_for_three_people_as_for_one(django_assert_num_queries, how_many):
    client = signed_in(cast.siv())
    for number in range(how_many):
        cast.member(f"Person{number}", "reader", cast.association())
        cast.invited(f"person{number}@post.example")
        cast.asked_to_join(newcomer(f"asker{number}@post.example"))
    with django_assert_num_queries(11):
        client.get(page(cast.association()))


@pytest.mark.parametrize("how_many", [1, 3])
def test_my_organisations_ask_as_often_for_three_as_for_one(django_assert_num_queries, how_many):
    siv = cast.siv()
    numbers = ("802400-1235", "802400-2233", "802400-3231")[: how_many - 1]
    for number in numbers:
        other = cast.organisation(f"Förening {number}", number, "ideell_forening", "0482")
        other.admit(siv, "signatory")
    client = signed_in(siv)
    with django_assert_num_queries(6):
        client.get(reverse("grants:organisation_list"))


def test_somebody_without_an_organisation_is_told_how_to_get_one():
    shown = signed_in(cast.nils()).get(reverse("grants:organisation_list")).content.decode()
    assert 'class="empty"' in shown
    assert reverse("grants:organisation_new") in shown


# Roles and endings


def test_a_signatory_gives_a_member_another_role():
    cast.siv()
    response = signed_in(cast.siv()).post(at(membership_of(cast.eva())), {"role": "signatory"})
    assert response.url == page(cast.association())
    assert membership_of(cast.eva()).role == "signatory"


@pytest.mark.parametrize("role", ["", "chairman", "Signatory"])
def test_no_other_role_can_be_given(role):
    cast.siv()
    response = signed_in(cast.siv()).post(at(membership_of(cast.eva())), {"role": role, "x": "1"})
    assert "role" in response.context["form"].errors
    assert membership_of(cast.eva()).role == "editor"


def test_nobody_but_a_signatory_changes_a_membership():
    theirs = membership_of(cast.eva())
    for person, status in ((cast.rolf(), 403), (cast.karin(), 403), (cast.vera(), 404)):
        for data in ({"role": "reader"}, {"end": "1"}):
            assert signed_in(person).post(at(theirs), data).status_code == status
    assert signed_in(cast.eva()).post(at(theirs), {"role": "signatory"}).status_code == 403
    assert membership_of(cast.eva()).role == "editor"


def test_everyone_may_leave_and_loses_all_rights_at_once():
    client = signed_in(cast.eva())
    response = client.post(at(membership_of(cast.eva())), {"end": "1"})
    assert response.url == reverse("grants:organisation_list")
    assert membership_of(cast.eva()).valid_to == clock.today()
    assert cast.eva().membership_role(cast.association()) is None
    assert client.get(page(cast.association(), "organisation")).status_code == 404


def test_what_a_former_member_has_open_does_nothing_any_more():
    cast.siv()
    draft = cast.draft(by=cast.siv())
    paper_of_today = page(cast.association(), "organisation_edit")
    open_tab = signed_in(cast.eva())
    assert open_tab.get(paper_of_today).status_code == 200
    signed_in(cast.siv()).post(at(membership_of(cast.eva())), {"end": "1"})
    for url in (
        paper_of_today,
        page(cast.association(), "organisation_statements"),
        page(cast.association(), "organisation_papers"),
        page(cast.association(), "organisation_invite"),
        at(membership_of(cast.siv())),
        reverse("applications:submit", args=[draft.pk]),
        draft.get_absolute_url(),
    ):
        assert open_tab.post(url, {"name": "Kapat", "end": "1"}).status_code in (404, 405)
    organisation = cast.association()
    assert organisation.name == "Flens språkvänner"
    assert membership_of(cast.siv()).valid_to is None
    assert cast.eva() not in User.objects.members_of(organisation, "editor")


def test_somebody_can_come_back_the_day_she_left():
    cast.siv()
    membership_of(cast.eva()).end(by=cast.eva())
    cast.association().admit(cast.eva(), "reader")
    assert cast.eva().membership_role(cast.association()) == "reader"
    assert cast.eva().memberships.count() == 2


# Never without a signatory


@pytest.mark.parametrize("data", [{"end": "1"}, {"role": "editor"}, {"role": "reader"}])
def test_the_last_signatory_stays_and_is_told_why(data):
    cast.eva()
    response = signed_in(cast.siv()).post(at(membership_of(cast.siv())), data, follow=True)
    assert "Siv" in str(next(iter(response.context["messages"])))
    kept = membership_of(cast.siv())
    assert (kept.role, kept.valid_to) == ("signatory", None)


def test_one_of_two_signatories_may_leave():
    membership_of(cast.siv())
    membership_of(cast.eva()).change_role("signatory", by=cast.siv())
    membership_of(cast.siv()).end(by=cast.siv())
    assert cast.siv().membership_role(cast.association()) is None


def test_who_signs_no_longer_removes_nobody_however_early_she_opened_the_page():
    siv, rolf = cast.siv(), cast.rolf()
    for person in (cast.eva(), rolf):
        membership_of(person).change_role("signatory", by=siv)
    of_siv, eva = membership_of(siv), cast.eva()
    assert rules.signs_for.test(eva, cast.association())  # as her page was loaded
    membership_of(eva).end(by=siv)
    for act in (lambda: of_siv.end(by=eva), lambda: of_siv.change_role("reader", by=eva)):
        with pytest.raises(Refused):
            act()
    assert membership_of(siv).role == "signatory"


@pytest.mark.parametrize("changes", [{"role": "reader"}, {"valid_to": "2030-01-01"}])
def test_the_database_keeps_the_last_signatory_whoever_writes(changes):
    cast.siv()
    hers = Membership.objects.filter(user=cast.siv())
    with atomic():
        for write in (lambda: hers.update(**changes), hers.delete):
            place = transaction.savepoint()
            write()
            with pytest.raises(IntegrityError, match="no signatory"):
                connection.check_constraints()
            transaction.savepoint_rollback(place)


def test_a_signatory_may_hand_over_in_one_transaction():
    cast.siv()
    theirs = membership_of(cast.eva())
    with atomic():
        Membership.objects.filter(user=cast.siv()).update(role="reader")
        Membership.objects.filter(pk=theirs.pk).update(role="signatory")
        connection.check_constraints()
    assert membership_of(cast.eva()).role == "signatory"


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Let each act run in a thread of its own, at the same moment; the faults by their kind."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        together.wait()
        try:
            act()
            return "done"
        except (Refused, IntegrityError) as fault:
            return type(fault).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_of_two_signatories_who_remove_each_other_at_once_one_is_refused():
    siv, eva = cast.siv(), cast.eva()
    membership_of(eva).change_role("signatory", by=siv)
    of_siv, of_eva = membership_of(siv), membership_of(eva)
    found = at_once(lambda: of_siv.end(by=eva), lambda: of_eva.end(by=siv))
    assert found == ["Refused", "done"]
    held = Membership.objects.filter(Membership.holding_today(), role="signatory")
    assert held.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_alone_refuses_one_of_two_who_go_at_once():
    siv, eva = cast.siv(), cast.eva()
    membership_of(eva).change_role("signatory", by=siv)

    def gone(person: User) -> None:
        with atomic():
            Membership.objects.filter(user=person).update(valid_to=clock.today())

    assert at_once(lambda: gone(siv), lambda: gone(eva)) == ["IntegrityError", "done"]


# Invitations


def test_a_signatory_invites_by_e_mail_and_nobody_else():
    url = page(cast.association(), "organisation_invite")
    data = {"email": "Ny@Forening.example", "role": "editor"}
    for person, status in (
        *((cast.eva(), 403), (cast.rolf(), 403), (cast.karin(), 403), (cast.vera(), 404)),
        (cast.siv(), 302),
    ):
        assert signed_in(person).post(url, data).status_code == status
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.state) == (
        NEW_ADDRESS,
        "editor",
        "asked",
    )
    letter = Mail.objects.get()
    assert (letter.to, letter.recipient) == (None, NEW_ADDRESS)
    assert link(invitation) in letter.body


def test_the_letter_goes_out_and_its_link_cannot_be_read_in_the_outbox(mailoutbox):
    invitation = cast.invited()
    assert mail.send_outbox() == 1
    assert mailoutbox[0].to == [NEW_ADDRESS]
    assert link(invitation) in mailoutbox[0].body
    letter = Mail.objects.get()
    shown = signed_in(cast.karin()).get(reverse("grants:mail", args=[letter.pk])).content.decode()
    assert NEW_ADDRESS in shown
    assert invitation.token not in shown
    assert invitation.nonce not in shown


def test_who_has_an_account_gets_the_letter_in_her_language():
    User.objects.filter(pk=cast.nils().pk).update(language="en")
    cast.invited("nils@post.example")
    letter = Mail.objects.get(to=cast.nils())
    assert letter.subject == "You are invited to Flens språkvänner"


def test_the_link_leads_to_sign_in_and_back_and_the_invited_becomes_a_member():
    invitation = cast.invited()
    stranger = Client()
    shown = stranger.get(link(invitation))
    assert shown.status_code == 200
    assert reverse("account_login") + "?next=" in shown.content.decode()
    client = signed_in(newcomer())
    assert "Flens språkvänner" in client.get(link(invitation)).content.decode()
    assert not Membership.objects.filter(user__email=NEW_ADDRESS).exists()
    assert client.post(link(invitation)).url == page(cast.association(), "organisation")
    membership = Membership.objects.get(user__email=NEW_ADDRESS)
    assert (membership.role, membership.valid_from) == ("editor", clock.today())
    event = Event.objects.get(thing="grants.invitation", step="accept")
    assert event.by == membership.user
    assert Mail.objects.filter(to=cast.siv(), event=event).exists()


def test_whoever_signs_up_comes_back_to_the_invitation(settings):
    invitation = cast.invited()
    client = Client()
    data = {"email": NEW_ADDRESS, "password1": cast.PASSWORD, "password2": cast.PASSWORD}
    url = reverse("account_signup") + f"?next={link(invitation)}"
    form = client.get(url).context["form"]
    named = {"name": "Nya Nora"} if "name" in form.fields else {}
    response = client.post(reverse("account_signup"), {**data, **named, "next": link(invitation)})
    assert response.url == link(invitation)
    assert client.post(link(invitation)).status_code == 302


def test_to_a_stranger_the_link_names_nothing():
    invitation = cast.invited()
    for client in (Client(), signed_in(cast.nils()), signed_in(cast.vera())):
        response = client.get(link(invitation))
        text = response.content.decode()
        assert response.status_code == 200
        assert "Flens språkvänner" not in text
        assert NEW_ADDRESS not in text
        assert client.post(link(invitation)).status_code == 200
    assert Invitation.objects.get().state == "asked"


def test_who_has_another_address_is_told_how_to_mend_it():
    text = signed_in(cast.nils()).get(link(cast.invited())).content.decode()
    assert "nils@post.example" in text
    assert reverse("account_logout") in text


def test_a_link_works_once():
    invitation = cast.invited()
    client = signed_in(newcomer())
    client.post(link(invitation))
    again = client.post(link(invitation))
    assert again.status_code == 410
    assert page(cast.association(), "organisation") in again.content.decode()
    other = Client().get(link(invitation))
    assert other.status_code == 410
    assert "Flens språkvänner" not in other.content.decode()
    assert Membership.objects.filter(user__email=NEW_ADDRESS).count() == 1


def test_a_link_does_not_let_a_former_member_in_again():
    invitation = cast.invited()
    nora = newcomer()
    client = signed_in(nora)
    client.post(link(invitation), follow=True)
    Membership.objects.get(user=nora).end(by=cast.siv())
    response = client.post(link(invitation))
    assert response.status_code == 410
    assert "Flens språkvänner" not in response.content.decode()
    assert User.objects.get(pk=nora.pk).memberships_today == []


def test_a_link_that_was_withdrawn_or_is_too_old_leads_nowhere():
    invitation = cast.invited()
    client = signed_in(newcomer())
    url = reverse("grants:step", args=["invitation", invitation.pk, "withdraw"])
    assert signed_in(cast.eva()).post(url).status_code == 404
    assert signed_in(cast.siv()).post(url).url == page(cast.association())
    assert client.post(link(invitation)).status_code == 410
    with clock.at(clock.now() - timedelta(days=14, seconds=1)):
        old = cast.invited()
    assert client.post(link(old)).status_code == 410
    assert not Membership.objects.filter(user__email=NEW_ADDRESS).exists()


def test_fourteen_days_less_a_second_is_in_time():
    with clock.at(clock.now() - timedelta(days=14) + timedelta(seconds=60)):
        invitation = cast.invited()
    assert signed_in(newcomer()).post(link(invitation)).status_code == 302


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a:b",
        signing.Signer(salt="grants.invitation").sign_object([1, "0" * 32]),
        signing.Signer(salt="grants.invitation").sign_object(["'", 5]),
        signing.Signer(salt="grants.invitation").sign_object({"pk": 1}),
        signing.Signer(salt="grants.invitation").sign_object(3),
    ],
)
def test_a_guessed_link_is_not_there(token):
    cast.invited()
    url = reverse("grants:invitation", args=[token])
    assert Client().get(url).status_code == 404
    assert signed_in(cast.siv()).post(url).status_code == 404


def test_a_link_signed_for_something_else_is_not_there():
    invitation = cast.invited()
    for salt in ("grants.certificate", "django.core.signing"):
        token = signing.Signer(salt=salt).sign_object([invitation.pk, invitation.nonce])
        assert Client().get(reverse("grants:invitation", args=[token])).status_code == 404


def test_a_signed_link_with_another_secret_is_not_there():
    invitation = cast.invited()
    signer = signing.Signer(salt="grants.invitation")
    token = signer.sign_object([invitation.pk, "0" * 32])
    assert Client().get(reverse("grants:invitation", args=[token])).status_code == 404


def test_the_door_itself_takes_no_expired_invitation():
    with clock.at(clock.now() - timedelta(days=15)):
        invitation = cast.invited()
    with pytest.raises(steps.NotOpen), steps.together():
        steps.take("accept", invitation, by=newcomer())


def test_the_account_without_the_link_is_not_enough():
    invitation = cast.invited()
    nora = newcomer()
    assert rules.is_invited.test(nora, invitation)
    with pytest.raises(steps.NoSuchStep):
        steps.take("accept", invitation, by=nora)
    url = reverse("grants:step", args=["invitation", invitation.pk, "accept"])
    assert signed_in(nora).post(url).status_code == 404


def test_nobody_is_invited_twice_or_who_is_a_member():
    cast.invited()
    client = signed_in(cast.siv())
    url = page(cast.association(), "organisation_invite")
    for email in (NEW_ADDRESS, cast.eva().email, "siv@forening.example", "nobody", ""):
        response = client.post(url, {"email": email, "role": "reader"})
        assert list(response.context["form"].errors) == ["email"]
    assert Invitation.objects.count() == 1


def test_an_expired_invitation_is_replaced_by_a_new_one():
    with clock.at(clock.now() - timedelta(days=15)):
        old = cast.invited()
    url = page(cast.association(), "organisation_invite")
    assert signed_in(cast.siv()).post(url, {"email": NEW_ADDRESS, "role": "reader"}).url
    assert Invitation.objects.get(pk=old.pk).state == "withdrawn"
    assert Invitation.objects.waiting().get().role == "reader"


def test_so_many_a_day_and_no_more():
    for number in range(Invitation.MOST):
        cast.invited(f"person{number}@post.example")
    url = page(cast.association(), "organisation_invite")
    response = signed_in(cast.siv()).post(url, {"email": NEW_ADDRESS, "role": "reader"})
    assert response.context["form"].non_field_errors()
    assert not Invitation.objects.filter(email=NEW_ADDRESS).exists()


def test_who_became_a_member_meanwhile_reads_so():
    invitation = cast.invited()
    nora = newcomer()
    cast.association().admit(nora, "reader")
    response = signed_in(nora).post(link(invitation))
    assert response.status_code == 200
    assert Invitation.objects.get().state == "asked"
    assert Membership.objects.get(user=nora).role == "reader"


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_member():
    invitation, nora = cast.invited(), newcomer()

    def accept() -> None:
        with steps.together():
            steps.take("accept", invitation, by=nora)

    assert at_once(accept, accept) == ["NotOpen", "done"]
    assert Membership.objects.filter(user=nora).count() == 1
