"""How things look in every page: amounts, days, fields, steps, life lines, tables. Decides nothing.

Every template has these without loading them. The fragments they draw are the templates whose names
start with an underscore.
"""

import copy
import datetime
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from grants import clock, money, steps
from grants.models import Membership, Post, User

register = template.Library()

NOSPACEG = "\N{EN DASH}"
SPACE = "\N{NO-BREAK SPACE}"
_PERSONAL_LINK = re.compile(r"https?://[^/\s]+/\S*:\S*")


# Amounts, figures, days


def _figure(value: Any, places: int) -> str:
    """A number with `places` decimals in the language of the page; a dash when there is none."""
    if value is None or value == "":
        return NOSPACEG
    try:
        return money.figure_text(Decimal(str(value)), places, _language())
    except InvalidOperation:
        return str(value)


def _language() -> str:
    return (get_language() or "sv").split("-")[0]


@register.filter
def kr(amount: Decimal | int | None) -> str:
    """An amount in SEK: 1 640 000 kr."""
    if amount is None or amount == "":
        return NOSPACEG
    return money.kr(Decimal(amount), _language())


@register.filter
def ratio(value: Decimal | float | None) -> str:
    """The over-subscription ratio with two decimals: 3,11."""
    if value is None or value == "":
        return NOSPACEG
    return money.ratio_text(Decimal(str(value)), _language())


@register.filter
def percent(share: Decimal | float | None, places: int = 0) -> str:
    """A share between 0 and 1 as a percentage: 0.41 is 41 %."""
    if share is None or share == "":
        return NOSPACEG
    return f"{_figure(Decimal(str(share)) * 100, int(places))}{SPACE}%"


@register.filter
def count(value: int | None) -> str:
    """A whole number with its thousands apart: 12 400."""
    return _figure(value, 0)


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """A Swedish calendar day: 22 november 2026."""
    if not value:
        return NOSPACEG
    if isinstance(value, datetime.datetime):
        value = value.astimezone(clock.SWEDEN).date()
    return date_format(value, "j F Y")


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """A moment in Swedish time: 22 november 2026 kl. 15.00."""
    if not value:
        return NOSPACEG
    local = value.astimezone(clock.SWEDEN)
    if _language() == "sv":
        return f"{date_format(local.date(), 'j F Y')} kl.{SPACE}{local:%H.%M}"
    return f"{date_format(local.date(), 'j F Y')}, {local:%H:%M}"


@register.filter
def seen_by(rows: Any, user: Any) -> Any:
    """The rows this person may see: `application.decisions|seen_by:user`."""
    return rows.visible_to(user)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside a word; it says nothing on its own."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


# Forms


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    kinds: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.CheckboxSelectMultiple, "choices"),
        (forms.RadioSelect, "choices"),
        (forms.CheckboxInput, "tick"),
        (forms.MultiWidget, "group"),
        (forms.SelectDateWidget, "group"),
        (forms.Select, "select"),
        (forms.Textarea, "text"),
        (forms.FileInput, "file"),
        (forms.DateTimeInput, "moment"),
        (forms.DateInput, "day"),
    )
    for widget_class, kind in kinds:
        if isinstance(widget, widget_class):
            return kind
    if isinstance(bound.field, forms.DecimalField):
        return "money" if bound.field.decimal_places == 2 else "figure"
    if isinstance(bound.field, forms.IntegerField | forms.FloatField):
        return "figure"
    return "line"


SIZES = {"money": "s", "figure": "xs", "day": "s", "moment": "m", "file": "l", "text": "full"}


def _size(bound: BoundField, kind: str) -> str:
    """As wide as its answer: xs, s, m, l or full."""
    if kind != "line":
        return SIZES.get(kind, "l")
    longest = getattr(bound.field, "max_length", None) or 255
    return "xs" if longest <= 8 else "s" if longest <= 20 else "m" if longest <= 40 else "l"


def _fits(bound: BoundField, parse: Callable[[str], Any]) -> bool:
    """Whether a date control can show the answer; what it cannot show it would throw away."""
    answer = bound.value()
    if not isinstance(answer, str) or answer == "":
        return True
    try:
        return parse(answer) is not None
    except ValueError:
        return False


def _control(bound: BoundField, kind: str, size: str, described: list[str]) -> SafeString:
    """The control itself, told which hint, note and error describe it."""
    widget = copy.copy(bound.field.widget)
    widget.attrs = dict(widget.attrs)
    css = {"select": "form-select", "tick": "form-check-input"}.get(kind, "form-control")
    own_class = widget.attrs.pop("class", "")
    widget.attrs.pop("placeholder", None)  # it would vanish when one types; the hint stays
    attrs: dict[str, str | bool] = {"class": f"{css} size-{size} {own_class}".strip()}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if kind == "money":
        widget = forms.TextInput({**widget.attrs, "inputmode": "decimal", "autocomplete": "off"})
        for only_for_numbers in ("min", "max", "step"):
            widget.attrs.pop(only_for_numbers, None)
    elif kind == "figure":
        widget.attrs.setdefault("inputmode", "decimal")
    elif kind == "day" and _fits(bound, parse_date):
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    elif kind == "moment" and _fits(bound, parse_datetime):
        widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
    widget.is_localized = kind in ("money", "figure") and bound.field.localize
    return bound.as_widget(widget, attrs)


@register.inclusion_tag("_field.html")
def field(
    bound: BoundField,
    size: str = "",
    unit: str = "",
    quiet_label: bool = False,
    mark_optional: bool = True,
    note: str = "",
) -> dict[str, Any]:
    """One field of a form: label, hint, error, control.

    `size` is xs, s, m, l or full when the answer's own width is not right; `unit` stands after the
    control; `quiet_label` keeps the label for those who listen (cells of a table); `note` is said
    under the hint.
    """
    kind = _kind(bound)
    size = size or _size(bound, kind)
    described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    described += [f"{bound.auto_id}_note"] if note else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    grouped = kind in ("choices", "group")
    return {
        "field": bound,
        "kind": kind,
        "size": size,
        "control": "" if kind == "choices" else _control(bound, kind, size, described),
        "note": note,
        "unit": unit or ("kr" if kind == "money" else ""),
        "quiet_label": quiet_label,
        "optional": mark_optional and not bound.field.required and not bound.field.disabled,
        "grouped": grouped,
        "described_by": " ".join(described),
        "group_id": f"{bound.auto_id}_group",
    }


@register.inclusion_tag("_fields.html")
def form_fields(form: forms.BaseForm, *names: str, **how: Any) -> dict[str, Any]:
    """All fields of a form, or those named: `{% form_fields form "title" "summary" %}`."""
    visible = [form[name] for name in names] if names else form.visible_fields()
    hidden = form.hidden_fields() if not names else []
    return {"visible": visible, "hidden": hidden, "mark_optional": how.get("mark_optional", True)}


@register.inclusion_tag("_errors.html")
def errors(*asked: Any) -> dict[str, Any]:
    """The summary of everything that needs correcting in these forms and formsets."""
    found: list[dict[str, str]] = []
    for one in asked:
        if not one:
            continue
        is_formset = isinstance(one, forms.BaseFormSet)
        if is_formset and one.is_bound:
            found += [{"text": str(text), "to": ""} for text in one.non_form_errors()]
        for form in one.forms if is_formset else [one]:
            found += _errors_of(form)
    return {"found": found}


def _errors_of(form: forms.BaseForm) -> list[dict[str, str]]:
    if not form.is_bound:
        return []
    found = [{"text": str(text), "to": ""} for text in form.non_field_errors()]
    for bound in form:
        to = f"{bound.auto_id}_group" if _kind(bound) in ("choices", "group") else bound.auto_id
        label = str(bound.label).rstrip(".")
        found += [{"text": str(text), "to": to, "label": label} for text in bound.errors]
    return found


# What the machine says


@register.inclusion_tag("_steps.html", takes_context=True, name="steps")
def steps_open(context: template.Context, thing: Any, about: Any = "") -> dict[str, Any]:
    """What the person signed in can do with the thing now: the main step first, others quieter.

    `about` tells it from the steps of other things on the same page, for those who listen.
    """
    request = context.get("request")
    found = steps.open_to(request.user, thing) if request else []
    main = next((step for step in found if not step.quiet), None)
    return {
        "main": main,
        "others": [step for step in found if step is not main],
        "about": about,
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("_lifeline.html")
def lifeline(thing: Any, stages: Any = None) -> dict[str, Any]:
    """Where the thing stands in its life: stages passed, the current one in words, those ahead.

    `stages` are those of `steps.story`, when the page has asked for the history too.
    """
    return {"stages": stages or steps.lifeline(thing)}


@register.inclusion_tag("_history.html")
def history(events: Any) -> dict[str, Any]:
    """What has happened, as a table: when, what, to which state, who."""
    return {"events": events}


@register.filter
def role_names(codes: str) -> str:
    """The roles that the history wrote down, in words: "officer, signatory"."""
    choices = (*Post.Role.choices, *Membership.Role.choices, (User.SYSTEM, "Bifall"))
    names = {code: str(name) for code, name in choices}
    return ", ".join(names.get(code, code) for code in codes.split(", ")) if codes else ""


@register.filter
def without_links(text: str) -> str:
    """An e-mail's text as others may read it: links that open something by themselves are hidden.

    Such a link carries a signature, and signatures have a colon in them.
    """
    return _PERSONAL_LINK.sub(gettext("[personal link]"), text)


WAIT = {"supplement", "asked", "answered", "expected", "assigned", "returned", "proposed"}
WAIT |= {"planned", "opened", "communicated", "preparation", "invoiced", "reviewed"}
STOP = {"rejected", "dismissed", "discontinued", "withdrawn", "cancelled", "bounced", "stopped"}
STOP |= {"refused", "recused", "lapsed", "reclaim", "appealed"}
DONE = {"granted", "partly_granted", "paid", "approved", "published", "closed", "archived"}
DONE |= {"released", "settled", "waived", "scored", "locked", "given", "accepted", "finished"}
DONE |= {"upheld", "reported", "cleared"}


@register.inclusion_tag("_state.html")
def state(thing: Any, field_name: str = "state") -> dict[str, Any]:
    """The state as a badge: word, icon and colour. A life may say in `waits_in` where it waits."""
    value = str(getattr(thing, field_name))
    waits = getattr(thing, "waits_in", ())
    tones = (("wait", waits), ("stop", STOP), ("done", DONE), ("wait", WAIT))
    tone = next((tone for tone, values in tones if value in values), "plain")
    drawings = {"stop": "stop", "done": "check", "wait": "clock", "plain": "dot"}
    display = getattr(thing, f"get_{field_name}_display", None)
    return {"tone": tone, "icon": drawings[tone], "word": display() if display else value}


# Tables


def _query(context: template.Context, **changes: Any) -> str:
    """The query string of the page with some parameters changed; None takes one away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.inclusion_tag("_pager.html", takes_context=True)
def pager(context: template.Context, page_obj: Any) -> dict[str, Any]:
    """Links to the other pages of a list; the filters and the order stay."""
    pages = [
        {
            "number": number,
            "url": _query(context, page=number) if isinstance(number, int) else "",
            "current": number == page_obj.number,
        }
        for number in page_obj.paginator.get_elided_page_range(
            page_obj.number, on_each_side=1, on_ends=1
        )
    ]
    previous = page_obj.previous_page_number() if page_obj.has_previous() else None
    following = page_obj.next_page_number() if page_obj.has_next() else None
    return {
        "page_obj": page_obj,
        "pages": pages,
        "previous": _query(context, page=previous) if previous else "",
        "following": _query(context, page=following) if following else "",
    }


def _order(context: template.Context, name: str) -> str:
    """How the list is sorted by this field now: ascending, descending or nothing."""
    chosen = context["request"].GET.get("sort") or context.get("sort") or ""
    return {name: "ascending", f"-{name}": "descending"}.get(chosen, "")


@register.inclusion_tag("_sort_link.html", takes_context=True)
def sort_link(context: template.Context, name: str, label: str) -> dict[str, Any]:
    """A head that sorts the list: `?sort=name`, and `?sort=-name` when pressed again."""
    order = _order(context, name)
    turned = f"-{name}" if order == "ascending" else name
    return {"url": _query(context, sort=turned, page=None), "label": label, "order": order}


@register.inclusion_tag("_sort_head.html", takes_context=True)
def sort_head(
    context: template.Context, name: str, label: str, css_class: str = ""
) -> dict[str, Any]:
    """The whole `<th>` of a column that can be sorted by."""
    return {**sort_link(context, name, label), "css_class": css_class}
