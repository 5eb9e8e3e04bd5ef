"""The forms of a call in the browser: built, corrected, compared, and tried as an applicant."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from grants import steps
from grants.models import Questionnaire
from grants.questions import Choice, Condition, Question, Version, building
from tests import cast
from tests.grants.forms_built import ask, at, change, draft_of, fresh, rows, sent, sent_again, small

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"


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
