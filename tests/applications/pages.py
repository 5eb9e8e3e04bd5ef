"""What a browser would send back from the page of a draft, so that tests can change a field."""

from typing import Any

from django.urls import reverse


def at(name: str, thing: Any) -> str:
    """The address of a page of this floor for a thing."""
    return reverse(f"applications:{name}", args=[thing.pk])


def filled(page: Any) -> dict[str, Any]:
    """Every field of the page of a draft with the value it shows."""
    draft = page.context["draft"]
    sent = {"version": str(page.context["application"].version), "action": "save"}
    for formset in (draft.lines, draft.partners):
        sent |= _shown(formset.management_form)
        for row in formset.forms:
            sent |= _shown(row)
    return sent | _shown(draft.form)


def _shown(form: Any) -> dict[str, Any]:
    found = {}
    for bound in form:
        value = bound.field.prepare_value(bound.value())
        if isinstance(value, bool) or value is None:
            continue
        found[bound.html_name] = value if isinstance(value, list) else str(value)
    return found


def errors(page: Any) -> dict[str, list[str]]:
    """The messages beside each field of the page of a draft."""
    draft = page.context["draft"]
    forms = [draft.form, *draft.lines.forms, *draft.partners.forms]
    return {
        form[name].html_name: list(said) for form in forms for name, said in form.errors.items()
    }
