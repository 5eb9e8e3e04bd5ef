"""Masking of names in free text, for those who are to judge without knowing who applies.

Texts in, pieces out; knows no model. What is masked: the names of the applicant and of partners in
their known forms, people, e-mail and web addresses, telephone and organisation numbers, and the
words that an officer adds. It is made for Swedish: a name also carries its genitive s ("Flens
språkvänners"), and a word that only contains a name is left alone ("hoppas" is not Hopp).

No machine finds everything ("vår kyrka på Torggatan"). So what is masked is marked, and the officer
sees it before the assessors do.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

APPLICANT, PARTNER, PERSON = "applicant", "partner", "person"
ADDRESS, TELEPHONE, NUMBER, WORD = "address", "telephone", "number", "word"

# Words that say what an organisation is, at the beginning or the end of its name.
_BEFORE = ("den ideella föreningen", "ideella föreningen", "föreningen", "stiftelsen", "ab")
_AFTER = (
    *("ab (publ)", "ab", "aktiebolag", "aktiebolaget", "ekonomisk förening", "ek. för.", "ek för"),
    *("ideell förening", "förening", "stiftelse", "handelsbolag", "hb", "kommanditbolag", "kb"),
)
_BETWEEN = "[\\s\u00ad\u200b\u00a0/_-]+"  # what may stand between the words of a name
_GENITIVE = "(?:s|[:'’´]s)?"
_DEFINITE = "(?:s|[:'’´]s|na|nas|rna|rnas|n|ns|en|ens|et|ets)?"
_PARTICLES = {"af", "av", "de", "den", "der", "van", "von", "och", "the"}
_SHORTEST = 3  # letters: a shorter name is found in the middle of everything

_DOMAINS = "se|nu|com|org|net|eu|info|io|app|fi|dk|no|edu|gov|blog|online|site|me"
_PATTERNS = (
    (ADDRESS, r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    (ADDRESS, r"(?i:https?://|www\.)[^\s<>\"]*[^\s<>\".,;:!?)\]]"),
    (
        ADDRESS,
        rf"(?<![\w@-])(?i:(?:[\w-]{{1,63}}\.){{1,5}}(?:{_DOMAINS}))(?![\w.]\w|\w)(?:/[^\s<>\",;]*)?",
    ),
    (ADDRESS, r"(?<![\w@])@[\w.]{3,}"),
    (NUMBER, r"(?<!\d)(?:\d{2})?\d{6}[-–+]?\d{4}(?!\d)"),
    (TELEPHONE, r"(?<![\w-])(?:\+46|0046|0)(?:[ \u00a0-]?\(0\))?(?:[ \u00a0-]?\d){7,10}(?!\d)"),
)


@dataclass(frozen=True)
class Piece:
    """A part of a text: as it stands, or masked, with what kind of name it is."""

    text: str
    kind: str = ""


class Mask:
    """What is masked in the texts of one application."""

    def __init__(
        self,
        *,
        applicant: Iterable[str] = (),
        partners: Iterable[str] = (),
        people: Iterable[str] = (),
        more: Iterable[str] = (),
        places: Iterable[str] = (),
    ) -> None:
        """Names as they are written. `places` are never masked by themselves: they are the need."""
        known = {_plain(place) for place in places}
        known |= {f"{place}s" for place in known}
        found: dict[str, tuple[str, int]] = {}
        self.names: list[tuple[str, str]] = []  # what is looked for, with its kind
        for kind, names in ((APPLICANT, applicant), (PARTNER, partners)):
            for name in names:
                for form in forms_of(name, known):
                    found.setdefault(_of_name(form), (kind, len(form)))
                    self.names.append((form, kind))
        for name in people:
            for form in forms_of_person(name, known):
                found.setdefault(_of_name(form), (PERSON, len(form)))
                self.names.append((form, PERSON))
        for word in more:
            if word.strip():
                found.setdefault(_words(word, _GENITIVE, exact=False), (WORD, len(word)))
                self.names.append((word.strip(), WORD))
        names_first = sorted(found.items(), key=lambda item: -item[1][1])
        parts = [*_PATTERNS, *((kind, pattern) for pattern, (kind, _length) in names_first)]
        self._kinds = [kind for kind, _pattern in parts]
        self._all = re.compile("|".join(f"({pattern})" for _kind, pattern in parts))

    def pieces(self, text: str) -> list[Piece]:
        """The text in order, masked where it names somebody."""
        text = unicodedata.normalize("NFC", text)
        pieces, at = [], 0
        for match in self._all.finditer(text):
            if match.start() > at:
                pieces.append(Piece(text[at : match.start()]))
            pieces.append(Piece(match.group(), self._kinds[(match.lastindex or 1) - 1]))
            at = match.end()
        if at < len(text):
            pieces.append(Piece(text[at:]))
        return pieces

    def words(self, text: str, called: Callable[[str], str]) -> str:
        """The text with `called(kind)` in the place of what is masked."""
        return "".join(called(p.kind) if p.kind else p.text for p in self.pieces(text))


def forms_of(name: str, places: Iterable[str] = ()) -> list[str]:
    """The forms in which an organisation is known: in full, in short, by its initials.

    A form that is only the name of a place is none: a municipality is masked as "Flens kommun".
    """
    known = {_plain(place) for place in places}
    full = " ".join(name.split())
    forms = [full]
    if match := re.fullmatch(r"(.+?)s? kommun", full, re.IGNORECASE):
        forms += [f"{match[1]} kommun", f"{match[1]}s kommun", f"kommunen i {match[1]}"]
    else:
        short = _without_kind(full)
        forms += [short, _without_place(short, known), _without_place(full, known)]
        forms += re.findall(r"\(([^)]{2,})\)", full)
        forms += _initials(short)
    return [
        form
        for form in dict.fromkeys(forms)
        if len(form) >= _SHORTEST and _plain(form) not in known
    ]


def forms_of_person(name: str, places: Iterable[str] = ()) -> list[str]:
    """A person's whole name, and each part of it that is not the name of a place too."""
    known = {_plain(place) for place in places}
    full = " ".join(name.split())
    parts = [part.strip(".,") for part in full.split()]
    alone = [
        part
        for part in parts
        if len(part) > 1 and part.lower() not in _PARTICLES and _plain(part) not in known
    ]
    return list(dict.fromkeys([full, *alone])) if len(full) >= _SHORTEST else []


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _without_kind(name: str) -> str:
    """The name without "ideell förening", "AB" and the like."""
    low = name.lower()
    for kind in _BEFORE:
        if low.startswith(f"{kind} "):
            name, low = name[len(kind) + 1 :], low[len(kind) + 1 :]
            break
    for kind in sorted(_AFTER, key=len, reverse=True):
        if low.endswith(f" {kind}"):
            return name[: -len(kind) - 1].rstrip(" ,")
    return name


def _without_place(name: str, places: set[str]) -> str:
    """The name without where it is: "Röda Korset i Flen", "Röda Korset Flen"."""
    words = name.split()
    for count in (2, 1):
        if len(words) > count and _plain(" ".join(words[-count:])) in places:
            words = words[:-count]
            while len(words) > 1 and words[-1].lower().strip(",") in ("i", "på", "-", "–"):
                words = words[:-1]
            return " ".join(words).rstrip(" ,-–")
    return name


def _initials(name: str) -> list[str]:
    """What its members call it: the first letters of three words or more, and its own capitals."""
    words = [word for word in re.split(r"[\s-]+", name) if word[:1].isalpha()]
    long = [word for word in words if word.lower() not in (*_PARTICLES, "i", "för", "på")]
    made = ["".join(word[0] for word in long).upper()] if len(long) >= _SHORTEST else []
    return made + [word for word in words if word.isupper() and len(word) >= _SHORTEST]


def _of_name(form: str) -> str:
    """A pattern that finds the name whole, as it may be written and bent.

    One word alone must begin with a capital letter, as names do: an association may well be called
    Hopp, and others hope.
    """
    if " " in form:
        return _words(form, _DEFINITE, exact=False)
    return _words(form, _GENITIVE, exact=True)


def _words(form: str, ending: str, *, exact: bool) -> str:
    form = unicodedata.normalize("NFC", form)
    words = [re.escape(word) for word in re.split(r"[\s\u00a0-]+", form) if word]
    if exact:
        written = [
            f"(?:{re.escape(way)})" for way in {form, form.upper(), form[:1].upper() + form[1:]}
        ]
        return rf"(?<!\w)(?:{'|'.join(sorted(written))}){ending}(?!\w)"
    joined = _BETWEEN.join(words)
    return rf"(?<!\w)(?i:{joined}{ending})(?!\w)"
