"""The forms of a call in the browser: built, corrected, compared, and tried as an applicant."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from applications.models import Application
from grants import clock, steps
from grants.models import Call, Questionnaire
from grants.questions import Choice, Condition, Question, Section, Version, building
from tests import cast

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"


def draft_of(call: Call, kind: str = "application") -> Questionnaire:
    found = Questionnaire.objects.drafted(call, kind)
    assert found is not None
    return found


def at(name: str, *args: Any) -> str:
    return reverse(f"grants:{name}", args=[getattr(arg, "pk", arg) for arg in args])


def small(*questions: Question) -> Questionnaire:
    """The draft of a report form with these questions in one section, and an empty one after it."""
    form = draft_of(cast.call_draft(), "report")
    form.rewrite(Version((Section("first", "Först", questions=questions), Section("last", "Sist"))))
    return form


def ask(key: str, kind: str = "short_text", **more: Any) -> Question:
    return Question(key, kind, more.pop("label_sv", key.capitalize()), **more)


def sent(form: Questionnaire, **changes: Any) -> dict[str, Any]:
    """A new question as a browser sends it."""
    usual = {"kind": "short_text", "section": form.read.sections[0].key, "label_sv": "Hur många?"}
    return usual | {"openness": "public", "edits": form.edits, "seen": ""} | changes


def sent_again(client: Any, form: Questionnaire, key: str, **changes: Any) -> dict[str, Any]:
    """A question as its page holds it, with some changes."""
    page = client.get(at("form_question", form, key))
    sheet = page.context["sheet"]
    said: dict[str, Any] = {}
    for one in (sheet.form, *(row for rows in sheet.rows.values() for row in rows.forms)):
        said |= {bound.html_name: bound.value() for bound in one}
    for name, rows in sheet.rows.items():
        said |= {f"{name}-TOTAL_FORMS": len(rows.forms), f"{name}-INITIAL_FORMS": 0}
    return {k: v for k, v in (said | changes).items() if v is not None and v is not False}


def rows(name: str, *filled: dict[str, Any]) -> dict[str, Any]:
    said = {f"{name}-TOTAL_FORMS": len(filled), f"{name}-INITIAL_FORMS": 0}
    for number, row in enumerate(filled):
        said |= {f"{name}-{number}-{key}": value for key, value in row.items()}
    return said


def change(client: Any, form: Questionnaire, what: str) -> Any:
    said = {"what": what, "edits": Questionnaire.objects.get(pk=form.pk).edits}
    return client.post(at("form_change", form), said, follow=True)


def fresh(form: Questionnaire) -> Version:
    return Questionnaire.objects.get(pk=form.pk).read


@pytest.fixture
def karin(client):
    client.force_login(cast.karin())
    return client


# Questions


def test_karin_adds_a_question_and_its_key_is_made_from_the_wording(karin):
    form = draft_of(cast.call_draft())
    said = sent(
        form, label_sv="Hur många timmar?", kind="number", section="need", least="1", most="40",
        label_en="How many hours?", required="on", serves="11 §", openness="internal",
        priority="Språk", help_sv="Per vecka.",
    )  # fmt: skip
    answer = karin.post(at("form_question_new", form), said)
    assert answer.url == at("form", form) + "#q-hur_manga_timmar"
    question = fresh(form).question("hur_manga_timmar")
    assert question == Question(
        "hur_manga_timmar", "number", "Hur många timmar?", "How many hours?", "Per vecka.",
        required=True, least=1, most=40, serves="11 §", openness="internal", priority="Språk",
    )  # fmt: skip
    assert fresh(form).section_of("hur_manga_timmar").key == "need"


def test_every_kind_that_can_be_chosen_can_be_added(karin):
    form = small(ask("hours", "number"))
    more: dict[str, dict[str, Any]] = {
        "one": rows("choices", {"label_sv": "Själva"}, {"label_sv": "Med andra"}),
        "several": rows("choices", {"label_sv": "Själva"}, {"label_sv": "Med andra"}),
        "table": rows("columns", {"label_sv": "Vad", "kind": "short_text"}),
        "sum": {"sum_of": ["hours"]},
    }
    kinds = [kind for kind, _word in building.free_kinds()]
    assert len(kinds) == 12
    for kind in kinds:
        said = sent(form, kind=kind, label_sv=f"Fråga {kind}", edits="", **more.get(kind, {}))
        assert karin.post(at("form_question_new", form), said).status_code == 302, kind
    asked = {question.kind for question in fresh(form).questions}
    assert asked == set(kinds)


def test_a_question_worded_anew_keeps_its_key_and_one_of_another_kind_gets_another(karin):
    form = draft_of(cast.call_draft())
    said = sent_again(karin, form, "need", label_sv="Vad behövs?")
    assert karin.post(at("form_question", form, "need"), said).status_code == 302
    assert fresh(form).question("need").label_sv == "Vad behövs?"
    said = sent_again(karin, form, "need", kind="number", most_words="", most="")
    assert karin.post(at("form_question", form, "need"), said).status_code == 302
    assert "need" not in fresh(form)
    assert fresh(form).question("vad_behovs").kind == "number"


def test_a_key_is_never_used_for_another_kind(karin):
    """Not even when the question that had it was removed in a version before."""
    call = cast.call_draft()
    form = draft_of(call, "report")
    karin.post(at("form_question_new", form), sent(form, label_sv="Timmar", kind="number"))
    steps.take("publish", call, by=cast.karin())
    correction = Questionnaire.objects.newest(call, "report").correction()
    change(karin, correction, "remove:timmar")
    correction = Questionnaire.objects.get(pk=correction.pk)
    karin.post(at("form_question_new", correction), sent(correction, label_sv="Timmar"))
    assert "timmar" not in fresh(correction)
    assert fresh(correction).question("timmar_2").kind == "short_text"


def test_keys_that_pages_use_themselves_are_not_given(karin):
    form = small()
    for label, key in (("Version", "version_2"), ("Title", "title_2"), ("2027", "q_2027")):
        karin.post(at("form_question_new", form), sent(form, label_sv=label, edits=""))
        assert key in fresh(form)


def test_a_choice_keeps_its_key_when_it_is_worded_anew_and_moved(karin):
    form = small(ask("how", "one", choices=(Choice("alone", "Själva"), Choice("others", "Ihop"))))
    said = sent_again(karin, form, "how", **{"choices-0-label_sv": "Ensamma", "choices-0-place": 9})
    page = karin.post(at("form_question", form, "how"), said)
    assert page.status_code == 302, [r.errors for r in page.context["sheet"].rows["choices"].forms]
    assert fresh(form).question("how").choices == (
        Choice("others", "Ihop"),
        Choice("alone", "Ensamma"),
    )


def test_a_forged_key_of_a_choice_is_not_taken(karin):
    form = small(ask("how", "one", choices=(Choice("alone", "Själva"), Choice("others", "Ihop"))))
    said = sent_again(karin, form, "how", **{"choices-0-key": "'; DROP", "choices-1-key": "alone"})
    assert karin.post(at("form_question", form, "how"), said).status_code == 302
    keys = [choice.key for choice in fresh(form).question("how").choices]
    assert keys == ["sjalva", "alone"]


@pytest.mark.parametrize(
    ("kind", "more", "where", "text"),
    [
        ("short_text", {"label_sv": ""}, "label_sv", "Fältet"),
        ("number", {"least": "9", "most": "3"}, "least", "The least value is greater than"),
        ("long_text", {"most_words": "0"}, "most_words", ""),
        ("short_text", {"label_sv": "Namn\u202e"}, "label_sv", "hidden character"),
        ("short_text", {"section": "nowhere"}, "section", ""),
        ("short_text", {"openness": "gone"}, "openness", ""),
        ("sum", {}, "sum_of", "Say what the sum adds up."),
        ("sum", {"sum_of": ["hours", "cost"]}, "sum_of", "A sum cannot add numbers to amounts."),
        ("short_text", {"when_question": "sure"}, "when_among", "Say which answers"),
        ("short_text", {"when_question": "hours"}, "when_question", ""),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(karin, kind, more, where, text):
    form = small(ask("hours", "number"), ask("cost", "money"), ask("sure", "yes_no"))
    said = sent(form, **{"kind": kind, "label_sv": "Mitt", "help_sv": "Långt skrivet.", **more})
    page = karin.post(at("form_question_new", form), said, HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 200
    assert where in page.context["form"].errors
    if text and text != "Fältet":
        assert text in str(page.context["form"].errors[where])
    assert "Långt skrivet." in page.content.decode()
    assert len(fresh(form).questions) == 3


def test_choices_must_be_two_and_differ(karin):
    form = small()
    for filled in ([{"label_sv": "Ja"}], [{"label_sv": "Ja"}, {"label_sv": "JA "}], [{}]):
        said = sent(form, kind="one", **rows("choices", *filled))
        page = karin.post(at("form_question_new", form), said)
        assert page.status_code == 200
        assert not page.context["sheet"].rows["choices"].is_valid()
    page = karin.post(at("form_question_new", form), sent(form, kind="one"))
    assert "kind" in page.context["form"].errors  # the choices were never shown to her
    assert fresh(form).questions == ()


def test_another_kind_and_more_rows_are_shown_without_judging(karin):
    form = small()
    said = sent(form, label_sv="", kind="one", show="kind")
    page = karin.post(at("form_question_new", form), said)
    assert "choices" in page.context["sheet"].rows
    assert not page.context["form"].errors
    said |= {"add_row": "choices", **rows("choices", {"label_sv": "Ja"})}
    page = karin.post(at("form_question_new", form), said)
    assert len(page.context["sheet"].rows["choices"].forms) == 4
    assert 'value="Ja"' in page.content.decode()
    assert fresh(form).questions == ()


def test_a_condition_is_built_in_two_steps_without_javascript(karin):
    form = small(ask("sure", "yes_no"))
    said = sent(form, label_sv="Varför?", when_question="sure", show="answers")
    page = karin.post(at("form_question_new", form), said)
    assert 'name="when_among"' in page.content.decode()
    del said["show"]
    karin.post(at("form_question_new", form), said | {"when_among": ["no", "forged"]})
    assert fresh(form).question("varfor").when == Condition("sure", ("no",))


def test_script_in_every_text_shows_as_text(karin):
    call = cast.call_draft()
    form = draft_of(call)
    texts = dict.fromkeys(("label_sv", "label_en", "help_sv", "help_en", "serves"), SCRIPT)
    choices = rows("choices", *[{"label_sv": f"{n} {SCRIPT}", "label_en": SCRIPT} for n in (1, 2)])
    said = sent(form, kind="one", section="need", **texts, **choices)
    assert karin.post(at("form_question_new", form), said).status_code == 302
    titles = dict.fromkeys(("title_sv", "title_en", "help_sv", "help_en"), SCRIPT)
    karin.post(at("form_section", form, "need"), titles | {"edits": 1, "seen": ""})
    karin.post(at("form_section", form, "need"), titles | {"edits": 1, "seen": ""})
    key = fresh(form).section("need").questions[-1].key
    steps.take("publish", call, by=cast.karin())
    correction = Questionnaire.objects.newest(call).correction()
    change(karin, correction, f"remove:{key}")
    pages = [
        karin.get(at("form", form)), karin.get(at("form_preview", form)),
        karin.get(at("form_compare", correction)), karin.get(at("form_correction", call)),
        karin.get(at("form", correction)), karin.post(at("form_preview", form), {key: "forged"}),
    ]  # fmt: skip
    for page in pages:
        html = page.content.decode()
        assert SCRIPT not in html
    assert "&lt;script&gt;" in pages[0].content.decode()


# Moving and removing


def test_questions_move_within_and_between_sections(karin):
    form = small(ask("a"), ask("b"))
    change(karin, form, "down:a")
    assert [q.key for q in fresh(form).questions] == ["b", "a"]
    change(karin, form, "down:a")
    assert [q.key for q in fresh(form).section("last").questions] == ["a"]
    change(karin, form, "up:a")
    assert [q.key for q in fresh(form).section("first").questions] == ["b", "a"]
    said = sent_again(karin, form, "b", section="last")
    karin.post(at("form_question", form, "b"), said)
    assert fresh(form).section_of("b").key == "last"
    change(karin, form, "section_up:last")
    assert [s.key for s in fresh(form).sections] == ["last", "first"]


def test_a_move_that_would_point_a_condition_forward_is_refused_and_names_both(karin):
    form = small(ask("sure", "yes_no"), ask("why", when=Condition("sure", ("no",))))
    page = change(karin, form, "up:why").content.decode()
    assert "Sure" in page
    assert [q.key for q in fresh(form).questions] == ["sure", "why"]
    told = [str(m) for m in change(karin, form, "down:sure").context["messages"]]
    assert len(told) == 1
    assert "Why" in told[0]
    assert "Sure" in told[0]


def test_what_another_question_leans_on_cannot_be_removed(karin):
    form = small(
        ask("sure", "yes_no"), ask("why", when=Condition("sure", ("no",))),
        ask("hours", "number"), ask("all", "sum", sum_of=("hours",)),
    )  # fmt: skip
    for key, other in (("sure", "Why"), ("hours", "All")):
        told = [str(m) for m in change(karin, form, f"remove:{key}").context["messages"]]
        assert other in told[0]
    said = sent_again(karin, form, "sure", kind="short_text")
    assert karin.post(at("form_question", form, "sure"), said).status_code == 200
    assert len(fresh(form).questions) == 4
    change(karin, form, "remove:why")
    change(karin, form, "remove:sure")
    assert [q.key for q in fresh(form).questions] == ["hours", "all"]


def test_a_choice_that_a_condition_names_cannot_be_taken_away(karin):
    choices = (Choice("a", "A"), Choice("b", "B"), Choice("c", "C"))
    form = small(ask("how", "one", choices=choices), ask("why", when=Condition("how", ("c",))))
    said = sent_again(karin, form, "how", **{"choices-2-label_sv": ""})
    page = karin.post(at("form_question", form, "how"), said)
    assert page.status_code == 200
    assert "Why" in str(page.context["form"].non_field_errors())
    assert fresh(form).question("how").choices == choices


@pytest.mark.parametrize("key", [*building.KEPT, "women", "partners"])
def test_what_the_machine_or_the_money_needs_is_worded_anew_but_stays(karin, key):
    form = draft_of(cast.call_draft())
    before = fresh(form).question(key)
    change(karin, form, f"remove:{key}")
    said = sent_again(karin, form, key, label_sv="Nya ord", kind="file", when_question="same_costs")
    if key in building.KEPT:
        said.pop("required", None)
    assert karin.post(at("form_question", form, key), said).status_code in (200, 302)
    said.pop("when_question", None)
    karin.post(at("form_question", form, key), said)
    after = fresh(form).question(key)
    assert (after.key, after.kind, after.label_sv) == (key, before.kind, "Nya ord")
    if key in building.KEPT:
        assert after.required
        assert after.when is None


def test_a_call_is_not_published_when_its_form_lacks_what_every_application_must_have():
    call = cast.call_draft()
    form = draft_of(call)
    section = form.read.section_of("amount")
    rest = tuple(q for q in section.questions if q.key != "amount")
    form.rewrite(
        Version(
            tuple(
                replace(section, questions=rest) if s == section else s for s in form.read.sections
            )
        )
    )
    assert len(steps.hinders(call, "publish")) == 1
    with pytest.raises(steps.NotOpen):
        steps.take("publish", call, by=cast.karin())


def test_a_question_of_the_standard_form_is_brought_back_where_it_stood(karin):
    form = draft_of(cast.call_draft())
    was = fresh(form)
    change(karin, form, "remove:aims")
    assert "aims" not in fresh(form)
    assert was.question("aims").label in karin.get(at("form", form)).content.decode()
    change(karin, form, "bring_back:aims")
    assert fresh(form) == was


def test_a_section_is_removed_only_when_it_is_empty(karin):
    form = small(ask("a"))
    change(karin, form, "section_remove:first")
    change(karin, form, "section_remove:last")
    assert [s.key for s in fresh(form).sections] == ["first"]


def test_two_hundred_questions_are_the_most(karin):
    form = small(*[ask(f"q{n}") for n in range(200)])
    page = karin.post(at("form_question_new", form), sent(form))
    assert page.status_code == 200
    assert "200" in str(page.context["form"].non_field_errors())
    assert len(fresh(form).questions) == 200


@pytest.mark.parametrize("what", ["up:nothing", "fly:need", "", "remove:", "bring_back:forged"])
def test_forged_changes_are_not_found(karin, what):
    form = draft_of(cast.call_draft())
    assert change(karin, form, what).status_code == 404
    assert karin.get(at("form_question", form, "nothing")).status_code == 404
    assert karin.get(at("form_section", form, "nothing")).status_code == 404


# Two officers at once


def test_two_officers_never_overwrite_each_other_silently(karin, client):
    form = draft_of(cast.call_draft())
    hers = sent_again(karin, form, "need", label_sv="Karins ord")
    his = sent_again(karin, form, "need", label_sv="Ottos ord")
    karin.post(at("form_question", form, "need"), hers)
    page = karin.post(at("form_question", form, "need"), his)
    html = page.content.decode()
    assert page.status_code == 200
    assert "Karins ord" in html
    assert "Ottos ord" in html
    assert fresh(form).question("need").label_sv == "Karins ord"
    again = his | {name: page.context["form"].data[name] for name in ("edits", "seen")}
    karin.post(at("form_question", form, "need"), again)
    assert fresh(form).question("need").label_sv == "Ottos ord"


def test_work_on_different_questions_does_not_collide(karin):
    form = draft_of(cast.call_draft())
    first = sent_again(karin, form, "need", label_sv="Ett")
    second = sent_again(karin, form, "aims", label_sv="Två")
    for key, said in (("need", first), ("aims", second)):
        assert karin.post(at("form_question", form, key), said).status_code == 302
    assert [fresh(form).question(key).label_sv for key in ("need", "aims")] == ["Ett", "Två"]


def test_a_button_pressed_on_an_old_page_does_nothing(karin):
    form = draft_of(cast.call_draft())
    change(karin, form, "down:need")
    was = fresh(form)
    karin.post(at("form_change", form), {"what": "down:need", "edits": 0})
    assert fresh(form) == was


def test_a_question_removed_meanwhile_is_not_lost_to_whoever_wrote_it(karin):
    form = draft_of(cast.call_draft())
    said = sent_again(karin, form, "aims", label_sv="Mödosamt skrivet")
    change(karin, form, "remove:aims")
    page = karin.post(at("form_question", form, "aims"), said)
    assert "Mödosamt skrivet" in page.content.decode()
    said |= {name: page.context["form"].data[name] for name in ("edits", "seen")}
    karin.post(at("form_question", form, "aims"), said)
    assert "Mödosamt skrivet" in {q.label_sv for q in fresh(form).questions}


def test_sections_are_locked_the_same_way(karin):
    form = draft_of(cast.call_draft())
    page = karin.get(at("form_section", form, "need"))
    said = {b.html_name: b.value() or "" for b in page.context["form"]}
    karin.post(at("form_section", form, "need"), said | {"title_sv": "Ett"})
    page = karin.post(at("form_section", form, "need"), said | {"title_sv": "Två"})
    assert "Ett" in page.content.decode()
    assert fresh(form).section("need").title_sv == "Ett"


# Who may


def test_officers_of_other_counties_and_applicants_build_nothing(client):
    call = cast.call_draft()
    form = draft_of(call)
    published = Questionnaire.objects.newest(cast.call())
    for person in (cast.otto(), cast.siv(), cast.dag()):
        client.force_login(person)
        for name in ("form_change", "form_question_new", "form_section_new", "form_discard"):
            assert client.post(at(name, form), {"what": "up:need", "edits": 0}).status_code == 404
            assert client.post(at(name, published), {"what": "up:need"}).status_code == 403
        assert (
            client.post(at("form_correct", published.call), {"kind": "report"}).status_code == 403
        )
        page = client.post(at("form_correction", published.call), {"kind": "report"})
        assert page.status_code == 403
    assert fresh(form) == form.read


def test_what_is_published_is_frozen_in_the_pages_and_in_the_database(karin):
    form = Questionnaire.objects.newest(cast.call())
    for name in ("form_change", "form_question_new", "form_section_new", "form_discard"):
        said = sent(form, what="up:need", title_sv="Nytt")
        assert karin.post(at(name, form), said).status_code == 403
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE grants_questionnaire SET sections = '[]' WHERE id = %s", [form.pk])
    with pytest.raises(DatabaseError), transaction.atomic():
        Questionnaire.objects.filter(pk=form.pk).delete()
    assert fresh(form) == form.read


def test_a_frozen_version_is_read_without_anything_to_press(karin):
    form = Questionnaire.objects.newest(cast.call())
    html = karin.get(at("form", form)).content.decode()
    assert form.read.question("need").label in html
    assert 'name="what"' not in html
    assert at("form_question", form, "need") not in html


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


# How much work a page is


@pytest.mark.parametrize("times", [1, 3])
def test_the_pages_ask_the_database_a_constant_number_of_times(
    karin, times, django_assert_num_queries
):
    call = cast.call()
    for number in range(times):
        form = Questionnaire.objects.newest(call).correction()
        karin.post(at("form_question_new", form), sent(form, label_sv=f"Fråga {number}", edits=""))
        edits = Questionnaire.objects.get(pk=form.pk).edits
        karin.post(at("form_correction", call), {"kind": "application", "edits": edits})
    draft = Questionnaire.objects.newest(call).correction()
    with django_assert_num_queries(6):
        karin.get(at("forms", call))
    with django_assert_num_queries(6):
        karin.get(at("form", draft))
