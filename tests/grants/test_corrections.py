"""Corrected versions of a form, compared with the earlier, and the form tried as an applicant."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from applications.models import Application
from grants import clock, steps
from grants.models import Call, Questionnaire
from grants.questions import Condition
from tests import cast
from tests.grants.forms_built import ask, at, change, draft_of, sent, sent_again, small

pytestmark = pytest.mark.django_db


@pytest.fixture
def karin(client):
    client.force_login(cast.karin())
    return client


# Corrections


def corrected(call: Call, client: Any) -> Questionnaire:
    """A correction that words the need anew and asks for aims no longer."""
    client.post(at("form_correct", call), {"kind": "application"})
    form = draft_of(call)
    said = sent_again(client, form, "need", label_sv="Vad behövs hos er?")
    client.post(at("form_question", form, "need"), said)
    change(client, form, "remove:aims")
    return Questionnaire.objects.get(pk=form.pk)


def test_a_correction_is_the_next_version_and_open_drafts_follow_it(karin):
    call = cast.call()
    application = cast.draft(call)
    form = corrected(call, karin)
    assert form.version == 2
    page = karin.get(at("form_correction", call))
    html = page.content.decode()
    assert [(c.key, c.what) for c in page.context["told"][0]["changes"]] == [
        ("need", "changed"),
        ("aims", "removed"),
    ]
    assert "1" in html
    answer = karin.post(at("form_correction", call), {"kind": "application", "edits": form.edits})
    assert answer.url == at("forms", call)
    assert Questionnaire.objects.newest(call).pk == form.pk
    assert Questionnaire.objects.get(pk=form.pk).published_by == cast.karin()
    application = Application.objects.get(pk=application.pk)
    assert application.answers["need"] == "Många väntar utan att få öva svenska."
    assert steps.history(call, cast.karin()).filter(step="correct_form").count() == 1


def test_a_correction_is_not_begun_twice(karin):
    call = cast.call()
    for _again in range(2):
        answer = karin.post(at("form_correct", call), {"kind": "application"})
        assert answer.url == at("form", draft_of(call))
    assert Questionnaire.objects.of(call, "application").count() == 2


def test_only_the_form_that_was_read_is_published(karin):
    call = cast.call()
    form = corrected(call, karin)
    page = karin.post(at("form_correction", call), {"kind": "application", "edits": 0})
    assert page.status_code == 200
    assert len(page.context["faults"]) == 1
    page = karin.post(at("form_correction", call), {"kind": "report", "edits": 0})
    assert page.status_code == 200
    assert Questionnaire.objects.get(pk=form.pk).is_draft


def test_a_correction_that_changes_nothing_is_not_published(karin):
    call = cast.call()
    karin.post(at("form_correct", call), {"kind": "application"})
    page = karin.post(at("form_correction", call), {"kind": "application", "edits": 0})
    assert len(page.context["faults"]) == 1
    assert draft_of(call).is_draft


def test_a_correction_is_thrown_away_and_the_first_version_never(karin):
    call = cast.call()
    form = corrected(call, karin)
    karin.post(at("form_discard", form))
    assert Questionnaire.objects.drafted(call) is None
    first = draft_of(cast.call_draft())
    assert karin.post(at("form_discard", first)).status_code == 403


def test_a_closed_call_keeps_its_application_form_but_can_correct_the_report(karin):
    call = cast.call()
    form = corrected(call, karin)
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() - timedelta(seconds=1))
    assert karin.post(at("form_change", form), {"what": "up:need"}).status_code == 403
    karin.post(at("form_correct", call), {"kind": "report"})
    report = draft_of(call, "report")
    karin.post(at("form_question_new", report), sent(report))
    for kind, published in (("application", False), ("report", True)):
        edits = draft_of(call, kind).edits
        karin.post(at("form_correction", call), {"kind": kind, "edits": edits})
        assert (Questionnaire.objects.drafted(call, kind) is None) == published


def test_without_a_correction_the_page_leads_to_the_forms(karin):
    call = cast.call()
    assert karin.get(at("form_correction", call)).url == at("forms", call)


def test_any_two_versions_are_compared(karin):
    call = cast.call()
    form = corrected(call, karin)
    karin.post(at("form_correction", call), {"kind": "application", "edits": form.edits})
    third = Questionnaire.objects.newest(call).correction()
    change(karin, third, "remove:summary")
    first = Questionnaire.objects.get(call=call, kind="application", version=1)
    page = karin.get(at("form_compare", third))
    assert [c.key for c in page.context["changes"]] == ["summary"]
    page = karin.get(at("form_compare", third) + f"?with={first.pk}")
    assert {c.key for c in page.context["changes"]} == {"need", "aims", "summary"}
    for odd in ("x", "999999999", "99999999999999999999", ""):
        assert karin.get(at("form_compare", first) + f"?with={odd}").status_code == 200


# As an applicant


def test_the_preview_takes_answers_shows_errors_and_stores_nothing(karin):
    form = draft_of(cast.call_draft())
    page = karin.get(at("form_preview", form))
    for question in form.read.questions:
        assert f'id="q-{question.key}"' in page.content.decode() or question.key == "earmark"
    said = {"title": "Språkcafé", "women": "många", "budget-0-category": "staff"}
    page = karin.post(at("form_preview", form), said)
    assert set(page.context["form"].errors) == {"women", "budget"}
    assert 'value="Språkcafé"' in page.content.decode()
    page = karin.post(at("form_preview", form), {"title": "Språkcafé"})
    assert len(page.context["missing"]) > 10
    assert Application.objects.count() == 0


def test_a_sum_is_worked_out_in_the_preview(karin):
    form = draft_of(cast.call_draft())
    row = {"category": "staff", "description": "Ledare", "year": "2027", "sought": "1 000"}
    row["year"] = str(form.call.period_from.year)
    said = {f"budget-0-{name}": value for name, value in row.items()} | {"budget-0-own": "500"}
    html = karin.post(at("form_preview", form), said).content.decode()
    assert "1\N{NO-BREAK SPACE}500\N{NO-BREAK SPACE}kr" in html


def test_the_preview_is_in_both_languages(karin):
    form = draft_of(cast.call_draft())
    question = form.read.question("need")
    assert question.label_sv in karin.get(at("form_preview", form)).content.decode()
    karin.post(reverse("set_language"), {"language": "en"})
    assert question.label_en in karin.get(at("form_preview", form)).content.decode()


def test_everybody_may_try_a_published_form_and_nobody_else_a_draft(client):
    form = Questionnaire.objects.newest(cast.call())
    assert client.get(at("form_preview", form)).status_code == 200
    assert at("form_preview", form) in client.get(at("call", form.call)).content.decode()
    assert client.get(at("form_preview", draft_of(cast.call_draft()))).status_code == 404


@pytest.mark.parametrize("secret", [True, False])
def test_a_possibly_secret_question_says_so(karin, secret):
    form = small(ask("why", openness="secret" if secret else "public"))
    html = karin.get(at("form_preview", form)).content.decode()
    assert ('id="id_why_note"' in html) == secret


def test_a_question_that_depends_on_another_says_on_what(karin):
    form = small(ask("sure", "yes_no"), ask("why", when=Condition("sure", ("no",))))
    html = karin.get(at("form_preview", form)).content.decode()
    assert 'data-when-question="sure" data-when-among="no"' in html
    assert "Sure" in html
