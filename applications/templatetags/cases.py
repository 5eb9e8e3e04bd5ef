"""What pages and e-mails show of a case besides the application itself."""

from typing import Any

from django import template

from applications.models import Supplement
from applications.views import completion

register = template.Library()


@register.filter
def asks_of(asked: Supplement, key: str) -> str:
    """What the officer says is missing in the question with this key."""
    found: str = asked.fields.get(key, "")
    return found


@register.filter
def asked_in_words(asked: Supplement) -> list[tuple[str, str]]:
    """The questions that are open again, by name, each with what is missing."""
    return completion.asked_in_words(asked)


@register.filter
def said_last(rows: Any, many: int) -> list[Any]:
    """The last few, oldest first."""
    return list(rows)[-many:]
