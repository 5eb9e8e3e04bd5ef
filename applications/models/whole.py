"""All that belongs to one case on this floor, read in one query instead of one for each part.

Each part is what `prefetch_related` would have put there: `application.supplements.all()` and the
others answer without asking the database again.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, TextField
from django.db.models.functions import Cast, JSONObject

PERSON = ("id", "name", "email")  # of a person no more than her name is shown
# Each part, and what each of its rows is shown with.
PARTS: dict[str, tuple[str, ...]] = {
    "purposes": (),
    "priorities": (),
    "municipalities": (),
    "cost_lines": ("category",),
    "partners": (),
    "attachments": (),
    "conflicts": (),
    "possible_conflicts": ("user", "answered_by"),
    "supplements": (),
    "check_items": ("by",),
    "signatures": ("user",),
    "mandates": ("user", "attachment"),
    "messages": ("author",),
    "notices": ("author",),
    "notes": ("author",),
}


def gather(application: Any, parts: Iterable[str] = PARTS) -> Any:
    """Read the parts of the application in one query, with its partners' certificates.

    Who may see it has been asked: the application was found by `visible_to`.
    """
    parts = list(parts)
    kind = type(application)
    asked = {f"part_{name}": _rows_of(kind, name) for name in parts}
    partner = kind._meta.get_field("partners").related_model
    certificate = partner._meta.get_field("certificates").related_model
    asked["part_certificates"] = ArraySubquery(
        certificate._base_manager.filter(partner__application=OuterRef("pk"))
        .order_by("pk")
        .values_list(_as_json(certificate))
    )
    row = kind._base_manager.filter(pk=application.pk).values(**asked).get()
    for name in parts:
        model = kind._meta.get_field(name).related_model
        rows = [_made(model, said, PARTS[name]) for said in row[f"part_{name}"]]
        _keep(application, kind._meta.get_field(name), rows)
    certificates = [_made(certificate, said, ()) for said in row["part_certificates"]]
    for one in application.partners.all():
        own = [row for row in certificates if row.partner_id == one.pk]
        _keep(one, partner._meta.get_field("certificates"), own)
    return application


def _rows_of(kind: Any, name: str) -> ArraySubquery:
    """The rows of one part, in their own order."""
    field = kind._meta.get_field(name)
    model = field.related_model
    back = field.related_query_name() if field.many_to_many else field.field.name
    order = [one for one in model._meta.ordering if one != "application_id"]
    rows = model._base_manager.filter(**{back: OuterRef("pk")}).order_by(*order)
    return ArraySubquery(rows.values_list(_as_json(model, PARTS[name])))


def _as_json(model: Any, along: tuple[str, ...] = ()) -> JSONObject:
    """A row as JSON, with the rows that it is shown with. Amounts as text: JSON would round."""
    found = {field.attname: _exact(field, "") for field in model._meta.concrete_fields}
    for name in along:
        other = model._meta.get_field(name).related_model
        for field in _fields_of(other):
            found[f"{name}.{field.attname}"] = _exact(field, f"{name}__")
    return JSONObject(**found)


def _exact(field: Any, path: str) -> Any:
    if isinstance(field, models.DecimalField):
        return Cast(path + field.attname, TextField())
    return F(path + field.attname)


def _fields_of(model: Any) -> list[Any]:
    fields = list(model._meta.concrete_fields)
    return [one for one in fields if one.attname in PERSON] if hasattr(model, "email") else fields


def _made(model: Any, said: dict[str, Any], along: tuple[str, ...]) -> Any:
    """The row that the JSON tells of."""
    made = _row(model, model._meta.concrete_fields, said, "")
    for name in along:
        other = model._meta.get_field(name).related_model
        if getattr(made, model._meta.get_field(name).attname) is not None:
            setattr(made, name, _row(other, _fields_of(other), said, f"{name}."))
    return made


def _row(model: Any, fields: Any, said: dict[str, Any], path: str) -> Any:
    names = [field.attname for field in fields]
    values = [field.to_python(said[path + field.attname]) for field in fields]
    return model.from_db("default", names, values)


def _keep(thing: Any, field: Any, rows: list[Any]) -> None:
    """Let the thing's relation answer with these rows, and each row know the thing.

    Whoever asks the relation for less or in another order asks the database of this thing only.
    """
    back = field.related_query_name() if field.many_to_many else field.field.name
    found = field.related_model._default_manager.filter(**{back: thing})
    found._result_cache, found._prefetch_done = rows, True
    if not hasattr(thing, "_prefetched_objects_cache"):
        thing._prefetched_objects_cache = {}
    if field.many_to_many:
        thing._prefetched_objects_cache[field.name] = found
        return
    for row in rows:
        setattr(row, field.field.name, thing)
    thing._prefetched_objects_cache[field.get_accessor_name()] = found
