"""The formal check and the question of double funding, as an officer meets them."""

import pytest
from playwright.sync_api import expect

from applications import jobs
from applications.models import Likeness
from grants import steps
from grants.models import Call
from tests import cast
from tests.applications import likeness_texts as texts
from tests.browser import acting
from tests.browser.test_look import assert_holds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(db):
    """A case that is like another at the board, and like one in Kalmar; with an earlier grant."""
    cast.reported(cast.paid())
    cast.submitted(cast.call(), need=texts.CAFE, title="Språkcafé i Flen")
    kalmar = cast.call()
    far = cast.submitted(kalmar, need=texts.REORDERED, title="Språkcafé i Nybro")
    Call.objects.filter(pk=kalmar.pk).update(county=cast.KALMAR)
    type(far).objects.filter(pk=far.pk).update(county=cast.KALMAR)
    new = cast.submitted(cast.call(), need=texts.RENAMED, title="Kvällskafé", internship=True)
    jobs.look_for_likenesses(timestamp=0)
    return steps.take("take_up", new, by=cast.karin())


def test_the_check_is_made_and_the_question_answered(page, live_server, axe, look, world):
    site = live_server.url
    page.goto(site)
    acting.sign_in(page, cast.karin())
    check, case = f"{site}/applications/{world.pk}/check/", site + world.get_absolute_url()
    one = Likeness.objects.filter(application=world).exclude(other__county=cast.KALMAR).first()
    far = Likeness.objects.get(application=world, other__county=cast.KALMAR)
    for name, address in (
        *(("check", check), ("case", case)),
        *(("likeness", site + one.get_absolute_url()), ("far", site + far.get_absolute_url())),
    ):
        assert_holds(page, axe, address)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="light")
            look(page, f"checking-{name}-{width}")
    page.goto(check)
    page.click("button[value=confirm]")
    expect(page.locator(".message-success, .notice-success, [role=status]").first).to_be_visible()
    assert world.check_items.count() >= 10
    page.check("#item-internship input[value=no]")
    page.click("button[value=save]")
    assert axe(page) == []
    look(page, "checking-ways-1280")
    page.set_viewport_size({"width": 360, "height": 900})
    look(page, "checking-ways-360")
    page.goto(site + one.get_absolute_url())
    page.check("input[value=differ]")
    page.fill("#id_reason", "Olika kvällar och olika lokaler.")
    page.click("main form button[type=submit]")
    one = Likeness.objects.get(pk=one.pk)
    assert (one.state, one.answered_by) == ("answered", cast.karin())


def test_without_javascript_it_is_the_same(browser, live_server, world):
    context = browser.new_context(java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    page.goto(live_server.url)
    acting.sign_in(page, cast.karin())
    page.goto(f"{live_server.url}/applications/{world.pk}/check/")
    page.click("button[value=confirm]")
    assert world.check_items.filter(key="in_time", holds=True).exists()
    page.check("#item-purposes input[value=yes]")
    page.click("button[value=save]")
    assert world.check_items.get(key="purposes").holds is True
    context.close()
