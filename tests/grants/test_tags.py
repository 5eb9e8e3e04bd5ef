"""What pages show: amounts, days, fields with their hints and errors, life lines, sorted heads."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from grants import steps
from grants.templatetags import bifall

A_MOMENT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


def shown(source: str, path: str = "/", **context: object) -> str:
    """The template as a page would show it, without the space between the tags."""
    request = RequestFactory().get(path)
    page = Template(source).render(Context({"request": request, **context}))
    return " ".join(page.split())


class Wish(forms.Form):
    title = forms.CharField(label="Title", max_length=120, help_text="Short.")
    amount = forms.DecimalField(label="Amount", max_digits=14, decimal_places=2)
    starts = forms.DateField(label="Starts")
    opens = forms.DateTimeField(label="Opens", required=False)
    goals = forms.MultipleChoiceField(
        label="Goals", choices=[("4", "Education")], widget=forms.CheckboxSelectMultiple
    )
    remark = forms.CharField(label="Remark", required=False, widget=forms.Textarea)
    true = forms.BooleanField(label="This is true")


def test_amounts_and_figures_are_written_in_swedish():
    with translation.override("sv"):
        assert bifall.kr(Decimal("1640000.00")) == "1\xa0640\xa0000\xa0kr"
        assert bifall.ratio(Decimal("3.11")) == "3,11"
        assert bifall.percent(Decimal("0.415"), 1) == "41,5\xa0%"
        assert bifall.count(12400) == "12\xa0400"


def test_amounts_and_figures_are_written_in_english():
    with translation.override("en"):
        assert bifall.kr(1640000) == "SEK\xa01,640,000"
        assert bifall.ratio(Decimal("3.11")) == "3.11"
        assert bifall.count(-12400) == "−12,400"


@pytest.mark.parametrize("show", [bifall.kr, bifall.ratio, bifall.percent, bifall.count])
def test_a_missing_figure_is_a_dash(show):
    assert show(None) == "–"
    assert show("") == "–"


def test_days_and_moments_are_swedish_time():
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    with translation.override("sv"):
        assert bifall.day(date(2026, 11, 22)) == "22 november 2026"
        assert bifall.day(late) == "22 november 2026"
        assert bifall.moment(A_MOMENT) == "22 november 2026 kl.\xa015.00"
    with translation.override("en"):
        assert bifall.moment(A_MOMENT) == "22 November 2026, 15:00"
    assert bifall.day(None) == bifall.moment(None) == "–"


def test_a_field_has_its_label_hint_and_error_in_that_order():
    page = shown("{% field form.title %}", form=Wish({"title": ""}))
    places = [page.index(part) for part in ('for="id_title"', "Short.", "id_title_error", "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_title_helptext id_title_error"' in page
    assert 'aria-invalid="true"' in page


def test_only_an_optional_field_says_so():
    with translation.override("en"):
        assert "(optional)" in shown("{% field form.remark %}", form=Wish())
        assert "(optional)" not in shown("{% field form.title %}", form=Wish())


def test_money_is_typed_as_text_and_kept_as_typed():
    page = shown("{% field form.amount %}", form=Wish({"amount": "mycket"}))
    assert 'type="text"' in page
    assert 'inputmode="decimal"' in page
    assert 'value="mycket"' in page
    assert '<span class="unit">kr</span>' in page


def test_a_date_that_is_no_date_is_not_thrown_away():
    assert 'type="date"' in shown("{% field form.starts %}", form=Wish())
    page = shown("{% field form.starts %}", form=Wish({"starts": "den 3 mars"}))
    assert 'value="den 3 mars"' in page
    assert 'type="date"' not in page


def test_a_moment_is_shown_in_swedish_time():
    page = shown("{% field form.opens %}", form=Wish(initial={"opens": A_MOMENT}))
    assert 'type="datetime-local"' in page
    assert 'value="2026-11-22T15:00"' in page


def test_choices_are_a_group_with_a_legend():
    page = shown("{% field form.goals %}", form=Wish({}))
    assert '<fieldset class="field field-wrong" id="id_goals_group"' in page
    assert 'aria-describedby="id_goals_error"' in page
    assert "<legend>Goals</legend>" in page


def test_the_summary_links_to_what_needs_correcting():
    form = Wish({"title": "A", "amount": "1", "starts": "2026-01-01"})
    with translation.override("en"):
        page = shown("{% errors form %}", form=form)
    assert "2 things need correcting" in page
    assert 'href="#id_goals_group"' in page
    assert 'href="#id_true"' in page
    assert shown("{% errors form %}", form=Wish()) == ""


def test_a_hint_from_the_database_is_never_markup():
    form = Wish()
    form.fields["title"].help_text = "<script>"
    assert "&lt;script&gt;" in shown("{% field form.title %}", form=form)


def test_a_head_sorts_and_turns_and_keeps_the_filters():
    with translation.override("en"):
        page = shown('{% sort_head "amount" "Amount" "num" %}', "/?fund=1&page=3")
        assert 'href="?fund=1&amp;sort=amount"' in page
        page = shown('{% sort_head "amount" "Amount" "num" %}', "/?fund=1&sort=amount")
        assert 'href="?fund=1&amp;sort=-amount"' in page
        assert 'aria-sort="ascending"' in page


def test_the_pager_keeps_the_filters():
    page_obj = Paginator(range(100), 10).get_page(2)
    page = shown("{% pager page_obj %}", "/?fund=1&page=2", page_obj=page_obj)
    assert 'rel="prev" href="?fund=1&amp;page=1"' in page
    assert 'rel="next" href="?fund=1&amp;page=3"' in page
    assert '<span aria-current="page">' in page
    assert shown("{% pager page_obj %}", page_obj=Paginator([1], 10).get_page(1)) == ""


def test_the_life_line_names_where_it_stands():
    stages = [
        steps.Stage("draft", "passed", A_MOMENT, "signatory"),
        steps.Stage("withdrawn", "side", A_MOMENT, ""),
        steps.Stage("submitted", "ahead"),
    ]
    with translation.override("en"):
        page = shown('{% include "_lifeline.html" %}', stages=stages)
    assert page.count('aria-current="step"') == 1
    assert '<span class="stage-name">Now: withdrawn</span>' in page
    assert "authorised signatory" in page


def test_a_state_is_a_word_with_a_drawing_and_a_colour():
    thing = SimpleNamespace(state="rejected", get_state_display=lambda: "rejected")
    page = shown("{% state thing %}", thing=thing)
    assert 'class="state state-stop"' in page
    assert page.endswith("rejected</span>")


def test_one_step_is_the_main_one_and_the_others_are_quieter():
    main = steps.Step("accept", "Accept", "/accept/", True, False, False)
    other = steps.Step("ask", "Ask", "/ask/", False, False, True)
    page = shown('{% include "_steps.html" %}', main=main, others=[other], csrf_token="x")
    assert page.count("btn-primary") == 1
    assert '<form method="post" action="/accept/">' in page
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="x">' in page
    assert '<a class="btn btn-secondary" href="/ask/">Ask</a>' in page
