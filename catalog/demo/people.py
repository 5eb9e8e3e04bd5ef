"""Who acts in the demo: a small cast to sign in as, and those who only act in the past.

All persons are made up. Boards and municipalities are real public bodies. Every other organisation
has a made-up number with a right check digit: it starts with 899999, or 259999 for a religious
community.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from stdnum import luhn

from grants.models import County, Membership, Municipality, Organisation, Post, User

PASSWORD = "hjortron på myren"  # noqa: S105  shared by the cast and shown by `demo --who`
SINCE = date(2017, 1, 1)
SODERMANLAND, JONKOPING = "04", "06"
EVERYWHERE, NATION = "*", ""


@dataclass(frozen=True)
class Person:
    """One of the cast: what she is, where, and how to sign in as her. `limit` in SEK."""

    name: str
    email: str
    role: str
    place: str  # code of a county or a municipality, or the name of an association
    limit: int | None = None
    finds: str = ""  # what waits for her, as `demo --who` tells it


STAFF = (
    Person(
        "Karin Lindvall",
        "karin@lansstyrelsen.example",
        "officer",
        SODERMANLAND,
        finds="a form that was corrected while its call is open; an application from paper; a "
        "power of attorney to examine; completions: waiting, answered, overdue; a message and a "
        "reported change to answer; a round being assessed, with its ranking, recommended amounts, "
        "scenarios, agreement, a possible conflict of interest and two cases that are alike",
    ),
    Person("Åsa Holm", "asa@lansstyrelsen.example", "assessor", SODERMANLAND),
    Person(
        "Ali Rahimi",
        "ali@lansstyrelsen.example",
        "assessor",
        SODERMANLAND,
        finds="four cases to score, in a queue of his own",
    ),
    Person("Dag Westin", "dag@lansstyrelsen.example", "decider", SODERMANLAND),
    Person("Lina Frisk", "lina@lansstyrelsen.example", "decider", SODERMANLAND, limit=100_000),
    # Jönköping pays TIA for the whole country, so its finance officers hold the post everywhere.
    Person("Fatima Rask", "fatima@lansstyrelsen.example", "finance", EVERYWHERE),
    Person("Finn Sundell", "finn@lansstyrelsen.example", "finance", EVERYWHERE),
    Person("Rut Sjögren", "rut@lansstyrelsen.example", "auditor", SODERMANLAND),
    Person("Jon Malm", "jon@lansstyrelsen.example", "officer", JONKOPING),
    Person("Jill Stark", "jill@lansstyrelsen.example", "decider", JONKOPING),
    Person("Kim Aronsson", "kim@lansstyrelsen.example", "coordinator", NATION),
)
ASSOCIATION, MUNICIPALITY = "Flens språkbro", "0483"
MEMBERS = (
    Person(
        "Siv Öberg",
        "siv@forening.example",
        "signatory",
        ASSOCIATION,
        finds="a draft whose form was corrected, with an answer set aside; a draft that she has "
        "signed and another must sign too; a report to write; Nils asks to join",
    ),
    Person(
        "Sten Alm",
        "sten@forening.example",
        "signatory",
        ASSOCIATION,
        finds="a draft that Siv has signed and that he submits by signing second",
    ),
    Person(
        "Eva Dahl",
        "eva@forening.example",
        "editor",
        ASSOCIATION,
        finds="a draft that she and Siv write together: partners (one has certified, one has not "
        "answered, one declined) and a budget over two years with things to look at",
    ),
    Person("Rolf Ask", "rolf@forening.example", "reader", ASSOCIATION),
    Person(
        "Vera Lund",
        "vera@kommun.example",
        "signatory",
        MUNICIPALITY,
        finds="a request for completion of three questions, and messages to and fro",
    ),
)
# Who has an account and belongs nowhere yet.
NILS = Person(
    "Nils Ek",
    "nils@post.example",
    "none yet",
    ASSOCIATION,
    finds="his request to join the association, not answered",
)
CAST = (*STAFF, *MEMBERS, NILS)
ADMIN = Person("Systemförvaltare", "admin@bifall.example", "administrator", NATION)
OTHERS = {"officer": "Handläggare", "assessor": "Bedömare", "decider": "Beslutsfattare"}


class People:
    """Makes everybody, and keeps them in memory: their posts and memberships are read once."""

    def __init__(self) -> None:
        self.counties = {county.pk: county for county in County.objects.all()}
        self.municipalities = {m.pk: m for m in Municipality.objects.select_related("county")}
        self.posts: dict[tuple[str, str], list[User]] = {}
        self.organisations: dict[str, Organisation] = {}
        self.members: dict[tuple[str, int], User] = {}
        self.secret = make_password(PASSWORD)
        for person in STAFF:
            self._appoint(person)
        self.nils = self._user(NILS)
        User.objects.filter(pk=self._user(ADMIN).pk).update(is_staff=True, is_superuser=True)
        self.association(ASSOCIATION, "0482")
        self.municipality(MUNICIPALITY)

    def all(self, role: str, county: str) -> list[User]:
        """Everybody who holds the role at the board: the cast, or somebody made now."""
        if (role, county) not in self.posts:
            board = self.counties[county]
            email = f"{OTHERS[role].lower()}.{board.letter.lower()}@lansstyrelsen.example"
            name = f"{OTHERS[role]}, {board.board_name_sv}"
            self._appoint(Person(name, email, role, county))
        return self.posts[role, county]

    def one(self, role: str, county: str) -> User:
        """The first of those who hold the role at the board."""
        return self.all(role, county)[0]

    def member(self, role: str, organisation: Organisation) -> User:
        """Who has the role in the organisation."""
        return self.members[role, organisation.pk]

    def editor(self, organisation: Organisation) -> User:
        """Somebody who writes for the organisation and does not sign: made when first asked for."""
        key = ("editor", organisation.pk)
        if key not in self.members:
            email = f"handlaggare{organisation.pk}@sokande.example"
            user = self._user(Person(f"Handläggare, {organisation}", email, "editor", ""))
            self._join(user, organisation, "editor")
        return self.members[key]

    def municipality(self, code: str) -> Organisation:
        """A municipality as an applicant, with its real name and number."""
        place = self.municipalities[code]
        if code not in self.organisations:
            self._found(code, place.official_name, "kommun", place, place.org_nr)
        return self.organisations[code]

    def association(self, name: str, place: str, kind: str = "ideell_forening") -> Organisation:
        """An association or a religious community, with a made-up number."""
        if name not in self.organisations:
            group = "259999" if kind == "registrerat_trossamfund" else "899999"
            serial = f"{len(self.organisations):03d}"
            org_nr = f"{group}-{serial}{luhn.calc_check_digit(group + serial)}"
            self._found(name, name, kind, self.municipalities[place], org_nr)
        return self.organisations[name]

    def _found(self, key: str, name: str, kind: str, place: Municipality, org_nr: str) -> None:
        """Make the organisation, its made-up account and its people."""
        serial = len(self.organisations)
        account = f"99{serial:04d}"
        organisation = Organisation.objects.create(
            org_nr=org_nr,
            name=name,
            applicant_type_id=kind,
            municipality=place,
            active_since=SINCE.replace(year=2010),
            account_kind="bankgiro",
            account_number=f"{account[:3]}-{account[3:]}{luhn.calc_check_digit(account)}",
        )
        self.organisations[key] = organisation
        signatory = Person(
            f"Behörig företrädare, {name}", f"sokande{serial}@forening.example", "signatory", key
        )
        for person in [m for m in MEMBERS if m.place == key] or [signatory]:
            self._join(self._user(person), organisation, person.role)

    def _join(self, user: User, organisation: Organisation, role: str) -> None:
        """The first of each role acts for the organisation."""
        Membership.objects.create(user=user, organisation=organisation, role=role, valid_from=SINCE)
        self.members.setdefault((role, organisation.pk), user)

    def _appoint(self, person: Person) -> None:
        """Make a person of a board, with her posts."""
        user = self._user(person)
        counties = list(self.counties) if person.place == EVERYWHERE else [person.place]
        for county in counties:
            Post.objects.create(
                user=user,
                county_id=county or None,
                role=person.role,
                limit=person.limit,
                valid_from=SINCE,
            )
            self.posts.setdefault((person.role, county), []).append(user)

    def _user(self, person: Person) -> User:
        """Only the cast can sign in; the others have no password."""
        in_cast = person in (*CAST, ADMIN)
        return User.objects.create(
            email=person.email,
            name=person.name,
            password=self.secret if in_cast else make_password(None),
        )
