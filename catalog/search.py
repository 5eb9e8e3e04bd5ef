"""Finding projects: Swedish full text, how many there are of each kind, words meant, the similar.

PostgreSQL reads both the texts and the question as Swedish: “föreningar” finds “förening”, and å, ä
and ö are letters of their own. Quotation marks keep words together and a minus leaves a word out.
"""

import difflib
import re
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.search import (
    SearchHeadline,
    SearchQuery,
    SearchRank,
    TrigramWordSimilarity,
)
from django.db.models import Count, F, Q, TextField, Value
from django.db.models.functions import Concat, Greatest
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from catalog.models import Entry, EntryQuerySet

# Two characters that no text is written with mark a hit until everything else is escaped.
START, STOP = "\ue000", "\ue001"
FACETS = {"fund": "fund", "county": "county", "year": "year"}
ORDER_NAMES = (("newest", _("Newest")), ("amount", _("Largest grant")), ("title", _("Title")))
ORDERS = {
    "newest": ("-year", "-granted", "pk"),
    "amount": ("-granted", "pk"),
    "title": ("title", "pk"),
}
_WORD = re.compile(r"[^\W\d_]{2,}")


def matching(entries: EntryQuerySet, text: str) -> EntryQuerySet:
    """The entries that the words find; all of them when nothing is asked for."""
    return entries.filter(search=_question(text)) if text else entries


def narrowed(entries: EntryQuerySet, chosen: Mapping[str, str], but: str = "") -> EntryQuerySet:
    """The entries of the chosen fund, county and year, leaving one of these choices out."""
    picked = {f: chosen[n] for n, f in FACETS.items() if chosen.get(n) and n != but}
    return entries.filter(**picked)


def ordered(entries: EntryQuerySet, text: str, order: str = "") -> EntryQuerySet:
    """In the order asked for; else the best answer first, or the newest when nothing is sought.

    With words, each entry also carries `snippet`: where in its texts they were found.
    """
    if not text:
        return entries.order_by(*ORDERS.get(order, ORDERS["newest"]))
    question = _question(text)
    gap = Value(" … ")
    texts = ("summary", gap, "results", gap, "learned", gap, "did_not_work")
    found = entries.annotate(
        rank=SearchRank(F("search"), question),
        snippet=SearchHeadline(
            Concat(*texts, output_field=TextField()),
            question,
            config="swedish",
            start_sel=START,
            stop_sel=STOP,
            max_words=32,
            min_words=16,
        ),
    )
    return found.order_by(*ORDERS.get(order, ("-rank", "-year", "pk")))


def marked(snippet: str) -> SafeString:
    """A snippet as HTML: everything escaped, and then each hit put in `<mark>`."""
    safe = escape(snippet).replace(START, "<mark>").replace(STOP, "</mark>")
    return mark_safe(safe)  # noqa: S308  escaped on the line above


def facets(entries: EntryQuerySet, chosen: Mapping[str, str]) -> dict[str, dict[Any, int]]:
    """How many entries each fund, county and year would show with the other choices kept.

    Three queries, however many entries.
    """
    return {
        name: dict(
            narrowed(entries, chosen, but=name)
            .order_by()
            .values_list(field)
            .annotate(n=Count("pk"))
            .order_by(field)
        )
        for name, field in FACETS.items()
    }


def meant(entries: EntryQuerySet, text: str) -> str:
    """What may have been meant by words that find nothing: the same with the spelling mended.

    The words are those of titles and recipients that look alike by threes of letters. Empty when
    nothing is near.
    """
    near = (
        entries.annotate(
            name=Concat("title", Value(" "), "recipient", output_field=TextField()),
            likeness=Greatest(
                TrigramWordSimilarity(text, "title"), TrigramWordSimilarity(text, "recipient")
            ),
        )
        .filter(likeness__gte=0.3)
        .order_by("-likeness", "pk")
        .values_list("name", flat=True)[:20]
    )
    words = list(dict.fromkeys(w.lower() for name in near for w in _WORD.findall(name)))
    mended = _WORD.sub(lambda found: _nearest(found.group(), words), text)
    return "" if mended.lower() == text.lower() else mended


def similar(entry: Entry, entries: EntryQuerySet) -> EntryQuerySet:
    """Other entries of the same county or fund that share words with it, the likest first."""
    words = set(_WORD.findall(f"{entry.title} {entry.summary[:400]}"))
    question = _question(" or ".join(sorted(words))) if words else _question("")
    near = entries.filter(Q(county=entry.county_id) | Q(fund=entry.fund_id))
    rank = SearchRank(F("search"), question)
    return near.exclude(pk=entry.pk).annotate(rank=rank).order_by("-rank", "-year", "pk")


def _question(text: str) -> SearchQuery:
    return SearchQuery(text, config="swedish", search_type="websearch")


def _nearest(word: str, words: list[str]) -> str:
    """The word of the titles that is spelt most like this one; itself when none is near."""
    if word.lower() in words:
        return word
    return next(iter(difflib.get_close_matches(word.lower(), words, n=1, cutoff=0.7)), word)
