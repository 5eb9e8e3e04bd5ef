"""What a browser would send back from a section of a draft, so that tests can change an answer."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse


def at(name: str, thing: Any, *more: str) -> str:
    """The address of a page of this floor for a thing."""
    return reverse(f"applications:{name}", args=[thing.pk, *more])


def section(draft: Any, key: str) -> str:
    """The address of one section of a draft."""
    return at("section", draft, key)


def filled(page: Any, **changes: Any) -> dict[str, Any]:
    """Every field of a section with the value it shows; `changes` by the name of the question."""
    context = page.context
    sent: dict[str, Any] = {"page-form": str(context["application"].questionnaire_id)}
    for line in context["lines"]:
        if line.entry.field is not None:
            sent |= _shown(line.entry.field) | {f"stamp-{line.entry.question.key}": str(line.stamp)}
    return sent | {"action": "save"} | changes


def _shown(bound: Any) -> dict[str, Any]:
    if getattr(bound, "rows", None) is not None:
        cells = (cell for row in bound.rows for cell in row.cells())
        return {name: text for cell in cells for name, text in _shown(cell).items()}
    value = bound.field.prepare_value(bound.value())
    if value is None:
        return {}
    listed = [str(one) for one in value] if isinstance(value, list | tuple) else str(value)
    return {bound.html_name: listed}


def errors(page: Any) -> dict[str, list[str]]:
    """The messages beside each question of the section."""
    form = page.context["form"]
    return (
        {key: [str(text) for text in texts] for key, texts in form.errors.items()} if form else {}
    )


def one(draft: Any, key: str, page: Any, **typed: Any) -> dict[str, Any]:
    """What is sent when one answer of the page is saved by itself."""
    whole = filled(page)
    there = {n: v for n, v in whole.items() if n == key or n.startswith(f"{key}-")}
    return (
        {"page-key": key, "page-form": whole["page-form"], f"stamp-{key}": whole[f"stamp-{key}"]}
        | there
        | typed
    )


def stamp_in(answer: Any, key: str) -> dict[str, str]:
    """The stamp that a saved answer carries from now on."""
    return {f"stamp-{key}": answer["X-Saved"].split(" ")[1]}


def as_sent(data: dict[str, Any]) -> str:
    """The same as a browser writes it on the line."""
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query.urlencode()
