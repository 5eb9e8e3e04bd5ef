"""Scoring and signing without a mouse. (Applying without a mouse or a script: test_applying.)"""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from decisions.models import Assessment, Decision
from tests import cast
from tests.browser.acting import answer, fault, press, sees, sign_in, tick, without_mouse, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

HAS_READ = "Jag har läst förslaget och beslutar enligt det"


def test_an_assessor_scores_without_a_mouse(page: Page, live_server: Any) -> None:
    assessment = cast.assigned(cast.under_assessment())
    page.goto(live_server.url)
    without_mouse(page)
    sign_in(page, cast.asa())
    page.goto(f"{live_server.url}{assessment.get_absolute_url()}")
    press(page, "Jag är inte jävig")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bedöm")

    for criterion, points in (("Behov", "5"), ("Måluppfyllelse", "3")):
        answer(page, f"Poäng för ”{criterion}”", points)
        write(page, f"Motivering för ”{criterion}”", "Väl beskrivet.")
    answer(page, "Din rekommendation", "bifall")
    press(page, "Lämna in bedömningen")

    sees(page, "inlämnad")
    scored = Assessment.objects.get(pk=assessment.pk)
    assert sorted(scored.scores.values_list("value", flat=True)) == [3, 5]


def test_a_decider_signs_without_a_mouse(page: Page, live_server: Any) -> None:
    decision = cast.proposed()
    page.goto(live_server.url)
    without_mouse(page)
    sign_in(page, cast.dag())
    page.goto(f"{live_server.url}/decisions/{decision.pk}/sign/")
    press(page, "Underteckna")
    assert "läst" in fault(page, HAS_READ)
    tick(page, HAS_READ)
    press(page, "Underteckna")

    sees(page, "undertecknat")
    assert Decision.objects.get(pk=decision.pk).state == Decision.State.SIGNED
