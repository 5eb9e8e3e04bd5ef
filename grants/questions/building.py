"""Building a form: questions and sections put in, moved, taken out, brought back. Knows no model.

Every function gives a new version that has been read anew, so that nothing broken ever comes out;
what cannot be done raises ValidationError in plain words, and the version that was is untouched.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from grants.questions.version import BOUND, KINDS, Question, Section, Version

# What every application form must ask of everybody: the machine or the money stops without it.
KEPT: dict[str, Any] = {
    "title": _("the name of the activity"),
    "purposes": _("which of the fund's purposes it serves"),
    "municipalities": _("in which municipalities"),
    "period_from": _("when it begins"),
    "period_to": _("when it ends"),
    "budget": _("the budget"),
    "amount": _("the amount sought"),
    "contact_name": _("the name of a contact person"),
    "contact_email": _("the e-mail address of the contact person"),
}
# Names that pages send beside the answers: no question may have them as its key.
_TAKEN = {"action", "edits", "form", "key", "kind", "more", "next", "save", "stamps", "version"}
LONGEST_KEY = 36


def new_version(sections: Iterable[Section]) -> Version:
    """These sections as a version. Raises ValidationError when they do not go together."""
    return Version.parse(Version(tuple(sections)).as_json())


def made_key(wording: str, taken: Collection[str]) -> str:
    """A key made from the wording that is not taken: “Hur många deltar?” gives hur_manga_deltar."""
    plain = re.sub(r"[^a-z0-9]+", "_", slugify(wording)).strip("_")[:LONGEST_KEY].strip("_")
    first = plain if re.match("[a-z]", plain) else f"q_{plain}".strip("_")
    unfit = {*taken, *BOUND, *_TAKEN}
    found, number = first, 2
    while found in unfit:
        found, number = f"{first[: LONGEST_KEY - 3]}_{number}", number + 1
    return found


def lacking(version: Version) -> list[Any]:
    """In words, what every application form must ask and this one does not."""
    faults: list[Any] = []
    for key, what in KEPT.items():
        if key not in version:
            faults.append(_("The form must ask: %s. Bring the question back.") % what)
            continue
        question = version.question(key)
        if not question.required or question.when:
            faults.append(_("“%s” must be asked of everybody, and be answered.") % question.label)
    return faults


# Questions


def put(version: Version, question: Question, section: str, *, instead_of: str = "") -> Version:
    """The question last in the section; or in the place of `instead_of`, if that stands there."""
    _check_place(version, section)
    if instead_of:
        _check_bound(version.question(instead_of), question)
        if instead_of != question.key:
            _check_leaning(version, instead_of, _("give it another kind"))
    stays = instead_of and version.section_of(instead_of).key == section
    sections = []
    for one in version.sections:
        if stays and one.key == section:
            new = [question if q.key == instead_of else q for q in one.questions]
        else:
            new = [q for q in one.questions if q.key != instead_of]
            new += [question] if one.key == section else []
        sections.append(replace(one, questions=tuple(new)))
    return new_version(sections)


def _check_place(version: Version, section: str) -> None:
    if section not in {one.key for one in version.sections}:
        raise ValidationError(_("Choose a section."))


def _check_bound(before: Question, after: Question) -> None:
    if before.is_bound and (before.key, before.kind) != (after.key, after.kind):
        raise ValidationError(
            _("“%s” cannot be given another kind: the machine or the money needs its answer.")
            % before.label
        )


def shift(version: Version, key: str, by: int) -> Version:
    """The question one place earlier (-1) or later (+1), over the edge into the next section."""
    section, question = version.section_of(key), version.question(key)
    questions = list(section.questions)
    place = questions.index(question) + by
    if 0 <= place < len(questions):
        questions.remove(question)
        questions.insert(place, question)
        return _with(version, {section.key: questions})
    here = version.sections.index(section) + by
    if not 0 <= here < len(version.sections):
        return version
    there = version.sections[here]
    questions.remove(question)
    beside = [*there.questions, question] if by < 0 else [question, *there.questions]
    return _with(version, {section.key: questions, there.key: beside})


def take_out(version: Version, key: str) -> Version:
    """Without the question. Refused for one that the machine needs, or that another leans on."""
    question = version.question(key)
    if question.is_bound:
        raise ValidationError(
            _("“%s” cannot be removed: the machine or the money needs its answer.") % question.label
        )
    _check_leaning(version, key, _("remove it"))
    section = version.section_of(key)
    return _with(version, {section.key: [q for q in section.questions if q.key != key]})


def leaning_on(version: Version, key: str) -> list[Question]:
    """The questions whose condition or sum uses this one."""
    return [
        question
        for question in version.questions
        if (question.when and question.when.question == key)
        or any(name.partition(".")[0] == key for name in question.sum_of)
    ]


def _check_leaning(version: Version, key: str, what: Any) -> None:
    others = leaning_on(version, key)
    if others:
        words = {"question": version.question(key).label, "what": what}
        words["others"] = ", ".join(f"“{other.label}”" for other in others)
        raise ValidationError(
            _(
                "“%(question)s” is used by %(others)s. Change that first if you want to %(what)s "
                "here."
            )
            % words
        )


def _with(version: Version, changed: dict[str, list[Question]]) -> Version:
    return new_version(
        replace(section, questions=tuple(changed.get(section.key, section.questions)))
        for section in version.sections
    )


# Sections


def put_section(version: Version, section: Section, *, instead_of: str = "") -> Version:
    """The section last, or its new words in the place of the one that stands there."""
    if instead_of:
        old = version.section(instead_of)
        new = replace(section, key=old.key, questions=old.questions)
        return new_version(new if one.key == instead_of else one for one in version.sections)
    return new_version([*version.sections, section])


def shift_section(version: Version, key: str, by: int) -> Version:
    """The whole section one place earlier (-1) or later (+1)."""
    section = version.section(key)
    sections = list(version.sections)
    place = sections.index(section) + by
    if not 0 <= place < len(sections):
        return version
    sections.remove(section)
    sections.insert(place, section)
    return new_version(sections)


def take_out_section(version: Version, key: str) -> Version:
    """Without the section, which must be empty: no question is ever removed by the way."""
    section = version.section(key)
    if section.questions:
        raise ValidationError(
            _("The section “%s” still has questions. Move or remove them first.") % section.title
        )
    return new_version(one for one in version.sections if one.key != key)


# The standard form


def absent(version: Version, standard: Version) -> list[Question]:
    """The questions of the standard form that this version does not ask."""
    return [question for question in standard.questions if question.key not in version]


def bring_back(version: Version, standard: Version, key: str) -> Version:
    """A question of the standard form, after the one it follows there, in its own section."""
    question, home = standard.question(key), standard.section_of(key)
    if key in version:
        return version
    if home.key not in {one.key for one in version.sections}:
        return new_version([*version.sections, replace(home, questions=(question,))])
    before = home.questions[: home.questions.index(question)]
    earlier = {one.key for one in before}
    questions = list(version.section(home.key).questions)
    place = max((n for n, q in enumerate(questions, start=1) if q.key in earlier), default=0)
    questions.insert(place, question)
    return _with(version, {home.key: questions})


def kinds_of(versions: Iterable[Version]) -> dict[str, str]:
    """The kind that each key has had in these versions: a key is never used for another kind."""
    return {question.key: question.kind for one in versions for question in one.questions}


def free_kinds() -> list[tuple[str, Any]]:
    """The kinds that an officer can choose; the others are each bound to one question."""
    return [(kind, word) for kind, word in KINDS.items() if kind not in BOUND]
