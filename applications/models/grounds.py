"""What could make somebody partial in a case: found in memberships, names, addresses and roles.

Found, not judged: an officer answers. The same few queries, however many cases and people.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q

from applications.models.certificate import Certificate
from applications.models.conflicts import Conflict, PossibleConflict
from applications.models.parts import Partner
from applications.models.signing import Mandate, Signature
from grants import clock, steps
from grants.models import Membership, Post, User

Ground = PossibleConflict.Ground
State = PossibleConflict.State
Pair = tuple[int, int]  # primary keys: application, user
Found = dict[Pair, list[list[str]]]  # [[ground, what it was seen in], ...]

# Known for certain: the case is shut to her at once, and nothing need be asked.
CERTAIN = frozenset({Ground.MEMBER.value, Ground.IN_PARTNER.value})
HANDLING = ("officer", "assessor", "decider", "finance", "auditor")
# Two applicants with such addresses need not know each other.
PUBLIC_DOMAINS = frozenset(
    {
        *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.se", "outlook.com", "outlook.se"),
        *("live.com", "live.se", "msn.com", "yahoo.com", "yahoo.se", "icloud.com", "me.com"),
        *("mac.com", "proton.me", "protonmail.com", "gmx.com", "gmx.net", "mail.com", "zoho.com"),
        *("fastmail.com", "telia.com", "bredband.net", "comhem.se", "tele2.se", "bahnhof.se"),
        *("spray.se", "swipnet.se", "passagen.se", "home.se", "glocalnet.net"),
    }
)


def people_at_work(application: Any) -> Any:
    """All with a role today at a board that handles the case, and the national coordinators."""
    boards = {application.county.pk, application.deciding_county.pk}
    at_work = Q(role__in=HANDLING, county__in=boards) | Q(role="coordinator")
    posts = Post.objects.filter(Post.holding_today(), at_work)
    return User.objects.filter(pk__in=posts.order_by().values("user"), is_active=True)


def find(applications: Iterable[Any], people: Iterable[Any]) -> Found:
    """What could make each of the people partial in each of the applications, where there is any.

    Nine queries. The applications carry their organisation and call's terms.
    """
    cases, staff = {a.pk: a for a in applications}, {u.pk: u for u in people}
    if not cases or not staff:
        return {}
    seen = _Seen(cases)
    found: Found = defaultdict(list)
    held = Membership.objects.filter(user__in=staff).select_related("organisation")
    of_person: dict[int, list[Membership]] = defaultdict(list)
    for membership in held.order_by("pk"):
        of_person[membership.user_id].append(membership)
    boards = defaultdict(set)
    posts = Post.objects.filter(Post.holding_today(), user__in=staff, county__isnull=False)
    for user, county in posts.filter(role__in=["officer", "assessor", "decider"]).values_list(
        "user", "county"
    ):
        boards[user].add(county)
    for case in cases.values():
        for user in staff.values():
            grounds = [
                *_by_membership(case, seen, of_person[user.pk]),
                *_by_name(case, seen, user),
                *_by_domain(case, seen, user),
                *_by_role(case, boards[user.pk]),
            ]
            if grounds:
                found[case.pk, user.pk] = [list(pair) for pair in dict.fromkeys(grounds)]
    return dict(found)


class _Seen:
    """Who and what stands in the cases, read in one query of each kind."""

    def __init__(self, cases: dict[int, Any]) -> None:
        self.partners: dict[int, dict[str, str]] = defaultdict(dict)
        self.signers: dict[int, set[int]] = defaultdict(set)
        self.names: dict[int, dict[str, str]] = defaultdict(dict)
        self.contacts: dict[int, set[str]] = defaultdict(set)
        self.domains: dict[int, dict[str, str]] = defaultdict(dict)
        for case in cases.values():
            self._contact(case.pk, case.contact_name, case.contact_email)
            site = urlsplit(case.organisation.website).hostname or ""
            self._domain(case.pk, site.removeprefix("www."))
        for partner in Partner.objects.filter(application__in=cases):
            self.partners[partner.application_id][partner.org_nr] = partner.name
        for one in Certificate.objects.filter(partner__application__in=cases).values_list(
            "partner__application", "name", "email"
        ):
            self._contact(*one)
        for pk, user, name in (
            Signature.objects.filter(application__in=cases)
            .values_list("application", "user", "name")
            .exclude(capacity=Signature.Capacity.PAPER)
        ):
            self.signers[pk].add(user)
            self._name(pk, name)
        for pk, user, name in Mandate.objects.filter(application__in=cases).values_list(
            "application", "user", "user__name"
        ):
            self.signers[pk].add(user)
            self._name(pk, name)
        of_organisation: dict[int, list[int]] = defaultdict(list)
        for case in cases.values():
            of_organisation[case.organisation_id].append(case.pk)
        members = Membership.objects.filter(
            Membership.holding_today(), organisation__in=of_organisation
        )
        # A member who works at a board has that board's address, and not the applicant's.
        working = Post.objects.filter(Post.holding_today()).values("user")
        for organisation, email, name in members.exclude(user__in=working).values_list(
            "organisation", "user__email", "user__name"
        ):
            for pk in of_organisation[organisation]:
                self._domain(pk, _domain_of(email))
                self._name(pk, name)

    def _contact(self, pk: int, name: str, email: str) -> None:
        self.contacts[pk].add(email.lower())
        self._name(pk, name)
        self._domain(pk, _domain_of(email))

    def _name(self, pk: int, name: str) -> None:
        if " " in name.strip():  # a first name alone says nothing
            self.names[pk][_plain(name)] = name

    def _domain(self, pk: int, domain: str) -> None:
        domain = domain.lower()
        if domain and not _is_shared(domain):
            self.domains[pk][domain] = domain


def _by_membership(case: Any, seen: _Seen, held: list[Membership]) -> Iterable[tuple[str, str]]:
    """Member today or before of who applies, or takes part (förvaltningslagen 16 § 1-2)."""
    today = clock.today()
    for one in held:
        number, name = one.organisation.org_nr, one.organisation.name
        now = one.valid_from <= today and not one.has_ended
        if number == case.organisation.org_nr:
            yield (Ground.MEMBER if now else Ground.WAS_MEMBER).value, name
        elif number in seen.partners[case.pk]:
            yield (Ground.IN_PARTNER if now else Ground.WAS_IN_PARTNER).value, name


def _by_name(case: Any, seen: _Seen, user: Any) -> Iterable[tuple[str, str]]:
    """Signed it, is its contact, or is called like somebody in it."""
    if user.pk in seen.signers[case.pk]:
        yield Ground.SIGNED.value, ""
    if user.email.lower() in seen.contacts[case.pk]:
        yield Ground.CONTACT.value, user.email.lower()
    elif (name := seen.names[case.pk].get(_plain(user.name))) and (
        user.pk not in seen.signers[case.pk]
    ):
        yield Ground.NAMED.value, name


def _by_domain(case: Any, seen: _Seen, user: Any) -> Iterable[tuple[str, str]]:
    """Her address is at the applicant, a partner or a contact; not at a provider for everybody."""
    own = _domain_of(user.email)
    if not own or _is_shared(own):
        return
    for domain in seen.domains[case.pk]:
        if own == domain or own.endswith(f".{domain}") or domain.endswith(f".{own}"):
            yield Ground.DOMAIN.value, domain


def _by_role(case: Any, boards: set[str]) -> Iterable[tuple[str, str]]:
    """Handles the case at the board that is heard, and at the one that decides (16 § 3-4)."""
    heard, deciding = case.county, case.deciding_county
    if heard != deciding and {heard.pk, deciding.pk} <= boards:
        yield Ground.BOTH_BOARDS.value, f"{heard}, {deciding}"


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _domain_of(email: str) -> str:
    return email.rpartition("@")[2].lower()


def _is_shared(domain: str) -> bool:
    """An address there says nothing of where somebody belongs: a provider's, or the board's own."""
    return domain in PUBLIC_DOMAINS or any(
        domain == own or domain.endswith(f".{own}") for own in settings.BOARD_DOMAINS
    )


def unanswered(applications: Iterable[Any], people: Iterable[Any]) -> Found:
    """What has been found and no officer has answered yet, or asked and not answered.

    Somebody here is kept from being assigned the case. What an officer has set aside is answered
    for the grounds she saw; something new is a question again.
    """
    cases, staff = list(applications), list(people)
    found = find(cases, staff)
    for row in PossibleConflict.objects.filter(application__in=cases, user__in=staff):
        pair = (row.application_id, row.user_id)
        if row.state == State.ASKED:
            found[pair] = _joined(row.grounds, found.get(pair, []))
        elif row.state == State.CONFIRMED or _covers(row.grounds, found.get(pair, [])):
            found.pop(pair, None)
    for pair in Conflict.objects.filter(application__in=cases).values_list("application", "user"):
        found.pop(pair, None)
    return found


def find_new(application: Any, people: Iterable[Any], rows: dict[int, Any]) -> dict[int, Any]:
    """What is found about the people in one case and stands in none of these rows, by person.

    With what was found before, so that an answer covers all of it. `rows` are what has been
    written down, by person.
    """
    new: dict[int, list[list[str]]] = {}
    for (_case, person), grounds in find([application], people).items():
        row = rows.get(person)
        if row is None:
            new[person] = grounds
        elif row.state == State.CLEARED and not _covers(row.grounds, grounds):
            new[person] = _joined(row.grounds, grounds)
    return new


def _joined(*several: list[list[str]]) -> list[list[str]]:
    return [list(one) for one in dict.fromkeys(tuple(g) for some in several for g in some)]


def _covers(answered: list[list[str]], found: list[list[str]]) -> bool:
    return {tuple(one) for one in found} <= {tuple(one) for one in answered}


def put_to_officers(applications: Iterable[Any]) -> int:
    """Write down, as questions to the officers, what is found about these cases; return how many.

    Safe to run twice. Of a member of the applicant or a partner nothing need be asked: the case is
    shut to her anyway. Cases of the same boards are looked through together.
    """
    of_boards: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for case in applications:
        of_boards[case.county.pk, case.deciding_county.pk].append(case)
    return sum(_put(cases, people_at_work(cases[0])) for cases in of_boards.values())


def _put(cases: list[Any], people: Iterable[Any]) -> int:
    asked, bifall = 0, User.objects.bifall()
    there = {
        (row.application_id, row.user_id): row
        for row in PossibleConflict.objects.filter(application__in=cases)
    }
    by_key = {case.pk: case for case in cases}
    for pair, grounds in unanswered(cases, people).items():
        row, certain = there.get(pair), CERTAIN & {ground for ground, _where in grounds}
        if certain or (row is not None and row.state != State.CLEARED):
            continue
        with steps.together():
            if row is None:
                case, person = pair
                new = PossibleConflict(application=by_key[case], user_id=person, grounds=grounds)
                steps.begin(new, by=bifall)
            else:
                grounds = _joined(row.grounds, grounds)
                steps.take("ask_again", row, by=bifall, grounds=grounds)
        asked += 1
    return asked


def kept_from(applications: Iterable[Any], people: Iterable[Any]) -> set[Pair]:
    """Pairs of application and person that may not be brought together now, asked in bulk.

    A known conflict of interest, a membership today, or a question that waits for its answer.
    """
    cases, staff = list(applications), list(people)
    shut = set(
        Conflict.objects.filter(application__in=cases, user__in=staff).values_list(
            "application", "user"
        )
    )
    return shut | set(unanswered(cases, staff))
