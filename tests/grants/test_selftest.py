"""The self-test as people take it: who may seek what, why not, and what would make it a yes."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

import grants
from grants import clock, law, questions
from grants.forms import PlanForm
from grants.models import ApplicantType, Fund, FundTerms, Purpose
from grants.views.selftest import KEY, answers_of, organisation_of, selftest_result
from tests import cast

pytestmark = pytest.mark.django_db

FIRST, PLAN, RESULT = (
    reverse(f"grants:{name}") for name in ("selftest", "selftest_plan", "selftest_result")
)
TODAY = date(2026, 3, 2)
WHO = {"kind": "ideell_forening", "municipality": "0482"}
GOOD = {
    "active_since": "2010-03-01",
    "build": ["board", "democratic", "democratic_purpose"],
    "standing": ["none"],
    "democracy": "no",
    "partners": "all",
    "purposes": ["swedish", "health"],
    "target_groups": ["asylum_adults"],
    "free_of_charge": "yes",
    "internship": "no",
    "public_money": "no",
    "economic": "no",
}
MUNICIPALITY = {"kind": "kommun", "municipality": "0428"}
MUNICIPAL = {
    "purposes": ["preparedness", "language", "swedish"],
    "target_groups": ["newly_arrived", "asylum_adults"],
    "guides": "yes",
    "free_of_charge": "yes",
    "internship": "no",
    "public_money": "no",
    "economic": "no",
    "for_profit": "no",
    "legal_duty": "no",
}
FIRST_PART = "första stycket"
F2010, F2016 = "förordningen (2010:1122)", "förordningen (2016:1364)"


@pytest.fixture(autouse=True)
def _reference():
    cast.reference()


def examined(fund, kind, on=TODAY, **answers):
    """What the law says of the fund on the day, with these answers changed from good ones."""
    with clock.at(datetime(on.year, on.month, on.day, 12, tzinfo=UTC)):
        terms = Fund.objects.get(pk=fund).terms_on(on)
        purposes = list(terms.purposes.all())
        asked = law.matters(terms, purposes, kind, on)
        said = (MUNICIPAL if kind in ("kommun", "kommunalforbund") else GOOD) | answers
        sent = QueryDict(mutable=True)
        for name, value in said.items():
            sent.setlist(name, value if isinstance(value, list) else [value])
        every = [(p.key, p.name) for p in Purpose.objects.all()]
        form = PlanForm(sent, asked=asked, purposes=every)
        assert form.is_valid(), form.errors
        cases = form.case(kind, hopeful=True), form.case(kind, hopeful=False)
        return law.examine(terms, purposes, *cases, on)


def reasons(found):
    return [(hinder.key, hinder.paragraph) for hinder in found.hinders]


def answer(client, who=WHO, **answers):
    """Go through both steps as a browser does, and read the result."""
    sent = client.post(FIRST, who)
    assert sent.status_code == 302, sent.context["form"].errors
    if sent.url.startswith(RESULT):
        return client.get(sent.url)
    good = MUNICIPAL if who["kind"] in ("kommun", "kommunalforbund") else GOOD
    last = client.post(sent.url, good | answers)
    if last.status_code != 302:
        return last
    return client.get(last.url)


def told(response):
    return {v.terms.fund_id: v.found.answer for v in response.context["verdicts"]}


# --- What the law says, one hinder at a time


def test_an_association_may_seek_tia_and_nothing_else():
    assert examined("tia", "ideell_forening").answer == "yes"
    assert reasons(examined("37", "ideell_forening")) == [("kind", f"37 § {FIRST_PART} {F2010}")]
    assert reasons(examined("37a", "ideell_forening")) == [("kind", f"37 a § {FIRST_PART} {F2010}")]


@pytest.mark.parametrize("fund", ["37", "37a", "tia"])
def test_a_municipality_may_seek_all_three(fund):
    assert examined(fund, "kommun").answer == "yes"


@pytest.mark.parametrize(
    ("changes", "key", "paragraph"),
    [
        ({"active_since": "2025-03-02"}, "years", "7 § 5"),
        ({"standing": ["liquidation"]}, "liquidation", "9 §"),
        ({"standing": ["debts"]}, "debts", "9 §"),
        ({"standing": ["reclaim"]}, "reclaim", "9 §"),
        ({"build": ["democratic", "democratic_purpose"]}, "board", "7 § 2"),
        ({"build": ["board", "democratic_purpose"]}, "democratic", "7 § 3"),
        ({"build": ["board", "democratic"]}, "democratic_purpose", "7 § 4"),
        ({"democracy": "yes"}, "democracy", "7 a §"),
        ({"partners": "not_all"}, "partners", "7 §"),
        ({"purposes": ["preparedness"]}, "purposes", "3 §"),
        ({"purposes": ["none"]}, "purposes", "3 §"),
        ({"target_groups": ["newly_arrived"]}, "target_groups", "3 §"),
        ({"target_groups": ["asylum_children", "others"]}, "target_groups", "3 §"),
        ({"free_of_charge": "no"}, "free_of_charge", "3 §"),
        ({"internship": "yes"}, "internship", "3 §"),
        ({"public_money": "yes"}, "public_money", "6 §"),
        ({"economic": "yes"}, "economic", "5 §"),
    ],
)
def test_each_hinder_of_an_association_for_tia_names_its_paragraph(changes, key, paragraph):
    found = examined("tia", "ideell_forening", **changes)
    assert reasons(found) == [(key, f"{paragraph} {F2016}")]
    assert found.answer == "no"
    assert str(found.hinders[0].remedy)


@pytest.mark.parametrize(
    ("fund", "changes", "key", "paragraph"),
    [
        ("37", {"purposes": ["language"]}, "purposes", f"37 § {FIRST_PART} {F2010}"),
        ("37", {"target_groups": ["others"]}, "target_groups", f"37 § {FIRST_PART} {F2010}"),
        ("37", {"target_groups": ["asylum_adults"]}, "target_groups", f"37 § {FIRST_PART} {F2010}"),
        ("37a", {"purposes": ["preparedness"]}, "purposes", f"37 a § {FIRST_PART} {F2010}"),
        ("37a", {"target_groups": ["others"]}, "target_groups", f"37 a § {FIRST_PART} {F2010}"),
        ("37a", {"guides": "no"}, "guides", f"37 a § {FIRST_PART} {F2010}"),
        ("37a", {"for_profit": "yes"}, "for_profit", f"37 a § andra stycket {F2010}"),
        ("tia", {"legal_duty": "yes"}, "legal_duty", f"8 § {F2016}"),
        ("tia", {"public_money": "yes"}, "public_money", f"6 § {F2016}"),
    ],
)  # fmt: skip
def test_each_hinder_of_a_municipality_names_its_paragraph(fund, changes, key, paragraph):
    assert reasons(examined(fund, "kommun", **changes)) == [(key, paragraph)]


def test_what_stops_one_fund_does_not_stop_another():
    for changes in ({"legal_duty": "yes"}, {"public_money": "yes"}, {"economic": "yes"}):
        assert examined("37", "kommun", **changes).answer == "yes"
        assert examined("37a", "kommun", **changes).answer == "yes"
    assert examined("37", "kommun", for_profit="yes").answer == "yes"


def test_a_municipal_association_may_seek_two():
    assert [examined(fund, "kommunalforbund").answer for fund in ("37", "37a", "tia")] == [
        "yes",
        "no",
        "yes",
    ]


@pytest.mark.parametrize("kind", ["aktiebolag", "region", "stiftelse", "ekonomisk_forening"])
def test_some_may_seek_nothing_and_are_asked_nothing(kind):
    for fund in Fund.objects.all():
        terms = fund.terms_on(TODAY)
        assert law.matters(terms, terms.purposes.all(), kind, TODAY) == frozenset()
        assert reasons(examined(fund.pk, kind))[0][0] == "kind"


@pytest.mark.parametrize(
    "changes",
    [
        {"standing": ["unsure"]},
        {"build": ["unsure"]},
        {"democracy": "unsure"},
        {"partners": "unsure"},
        {"free_of_charge": "unsure"},
        {"public_money": "unsure"},
    ],
)
def test_who_does_not_know_hears_perhaps_and_what_to_find_out(changes):
    found = examined("tia", "ideell_forening", **changes)
    assert found.answer == "perhaps"
    assert found.hinders == found.doubts == []
    assert all(hinder.paragraph for hinder in found.open)


def test_a_no_stays_a_no_whatever_else_is_unknown():
    found = examined("tia", "ideell_forening", economic="unsure", internship="yes")
    assert found.answer == "no"
    assert [hinder.key for hinder in found.open] == ["economic"]


def test_a_religious_community_is_told_to_ask_and_never_what_staff_are_told():
    found = examined("tia", "registrerat_trossamfund")
    assert found.answer == "perhaps"
    assert [doubt.key for doubt in found.doubts] == ["kind"]


def test_the_years_follow_the_law_of_the_day():
    """Eighteen months: enough for the boards' practice until 24 March 2025, not for 7 § 5."""
    since = {"active_since": "2023-09-24"}
    assert examined("tia", "ideell_forening", date(2025, 3, 24), **since).answer == "yes"
    found = examined("tia", "ideell_forening", date(2025, 3, 25), **since)
    assert reasons(found) == [("years", f"7 § 5 {F2016}")]


def test_what_is_not_read_as_law_is_no_bar_before_2025():
    found = examined("tia", "ideell_forening", date(2025, 3, 24), active_since="2024-10-01")
    assert found.answer == "perhaps"
    assert [doubt.key for doubt in found.doubts] == ["years"]
    found = examined("tia", "ideell_forening", date(2025, 3, 24), public_money="yes")
    assert (found.answer, found.hinders) == ("perhaps", [])
    assert reasons(examined("tia", "ideell_forening", date(2025, 3, 24), internship="yes")) == [
        ("internship", f"3 § {F2016}")
    ]  # 1–5 §§ are read in the older wording too


def a_new_fund(**changes):
    """A fund that is added as data only."""
    fund = Fund.objects.create(
        key="ny", name_sv="Nytt bidrag", name_en="New grant", short_sv="Ny", short_en="New"
    )
    terms = FundTerms.objects.create(
        **{
            "fund": fund,
            "valid_from": date(2026, 1, 1),
            "legal_basis": "5 § förordningen (2026:1)",
            "sfs": "2026:1",
            "target_group_sv": "Alla",
            **changes,
        }
    )
    terms.applicant_types.set(ApplicantType.objects.filter(pk__in=["stiftelse", "kommun"]))
    Purpose.objects.create(
        terms=terms, key="sport", order=1, name_sv="Idrott", paragraph="2 § förordningen (2026:1)"
    )
    return terms


def test_a_new_fund_needs_no_code():
    a_new_fund(years_active=3)
    assert examined("ny", "stiftelse", purposes=["sport"]).answer == "yes"
    assert reasons(examined("ny", "stiftelse", purposes=["sport"], active_since="2024-01-01")) == [
        ("years", "5 § förordningen (2026:1)")
    ]
    assert reasons(examined("ny", "kommun", purposes=["swedish"])) == [
        ("purposes", "2 § förordningen (2026:1)")
    ]
    assert reasons(examined("ny", "aktiebolag")) == [("kind", "5 § förordningen (2026:1)")]


def test_every_answer_can_be_reached_and_every_question_is_in_the_form():
    """Nothing the law may ask is missing in the form, whatever the kind and the fund."""
    for fund in Fund.objects.all():
        terms = fund.terms_on(TODAY)
        for kind in ApplicantType.objects.all():
            asked = law.matters(terms, terms.purposes.all(), kind.pk, TODAY)
            form = PlanForm(asked=asked, purposes=[])
            groups = {"years": "active_since"}
            groups |= dict.fromkeys(("board", "democratic", "democratic_purpose"), "build")
            groups |= dict.fromkeys(("liquidation", "debts", "reclaim"), "standing")
            assert {groups.get(key, key) for key in asked} == set(form.fields)


# --- The pages


def test_a_visitor_takes_the_test_in_two_steps(client):
    page = answer(client)
    assert page.status_code == 200
    assert told(page) == {"tia": "yes", "37": "no", "37a": "no"}
    text = page.content.decode()
    assert "37 a § första stycket förordningen (2010:1122)" in text
    assert "Flen" in text


def test_an_association_that_is_one_year_old_hears_from_which_day(client):
    since = clock.today() - timedelta(days=365)
    page = answer(client, active_since=since.isoformat())
    assert told(page)["tia"] == "no"
    with override("sv"):
        day = date_format(law.add_years(since, 2), "DATE_FORMAT")
    text = page.content.decode()
    assert "7 § 5 förordningen (2016:1364)" in text
    assert day in text


def test_a_company_goes_straight_to_the_answer(client):
    page = answer(client, {"kind": "aktiebolag", "municipality": "0484"})
    assert set(told(page).values()) == {"no"}
    assert [reasons(verdict.found) for verdict in page.context["verdicts"]] == [
        [("kind", f"37 § {FIRST_PART} {F2010}")],
        [("kind", f"37 a § {FIRST_PART} {F2010}")],
        [("kind", f"7 och 8 §§ {F2016}")],
    ]


def test_what_is_not_law_is_not_shown(client):
    page = answer(client, WHO | {"kind": "registrerat_trossamfund"})
    assert told(page)["tia"] == "perhaps"
    text = page.content.decode()
    assert "jurist" not in text
    assert "lawyer" not in text


def test_the_calls_of_the_county_and_of_the_country_are_listed(client):
    now = clock.now()
    here = cast.call(title_sv="Här")
    cast.call(title_sv="Snart", opens_at=now + timedelta(days=3))
    cast.call(title_sv="Borta", by=cast.otto(), county_id=cast.KALMAR)
    cast.call(title_sv="Överallt", by=cast.otto(), county_id=cast.KALMAR, national=True)
    cast.call(title_sv="Förbi", closes_at=now + timedelta(seconds=50))
    cast.call_draft(title_sv="Utkast")
    cast.call("37", title_sv="Kommunernas")
    with clock.at(now + timedelta(minutes=1)):
        sent = QueryDict(urlsplit(answer_url(client)).query)
        request = RequestFactory().get(RESULT, sent)
        request.user, request.session = AnonymousUser(), {}
        text = selftest_result(request).content.decode()
    for title in ("Här", "Snart", "Överallt"):
        assert f">{title}</a>" in text
    for title in ("Borta", "Förbi", "Utkast", "Kommunernas"):
        assert f">{title}</a>" not in text
    assert here.get_absolute_url() in text


def answer_url(client, who=WHO, **answers):
    sent = client.post(FIRST, who)
    return client.post(sent.url, GOOD | answers).url


def test_a_call_under_other_rules_says_so(client):
    """A call that was published under older terms is judged by its own."""
    old = Fund.objects.get(pk="tia").terms_on(date(2024, 1, 1))
    cast.call(terms=old, title_sv="Äldre")
    since = clock.today() - timedelta(days=500)
    verdicts = answer(client, active_since=since.isoformat()).context["verdicts"]
    tia = next(v for v in verdicts if v.terms.fund_id == "tia")
    assert tia.found.answer == "no"
    assert [differs for _call, differs in tia.calls] == ["yes"]


def test_the_result_has_an_address_that_works_for_others_and_leaves_their_session_alone(client):
    url = answer_url(client)
    assert {"kind", "municipality", "purposes"} <= parse_qs(urlsplit(url).query).keys()
    other = type(client)()
    page = other.get(url)
    assert told(page)["tia"] == "yes"
    assert KEY not in other.session
    assert not page.context["is_kept"]
    assert client.get(url).context["is_kept"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "kind=ideell_forening",
        "kind=kung&municipality=0482",
        "kind=ideell_forening&municipality=9999",
        "kind=%00&municipality=0482",
        "kind=ideell_forening&municipality=0482&purposes=<script>",
        "kind=ideell_forening&municipality=0482&active_since=9999-12-31",
    ],
)
def test_an_address_that_is_wrong_leads_to_the_questions(client, query):
    page = client.get(f"{RESULT}?{query}", follow=True)
    assert page.status_code == 200
    assert page.redirect_chain[0][0].startswith((FIRST, PLAN))
    assert "<script>" not in page.content.decode().replace('<script src="', "")


def test_errors_stand_beside_the_fields(client):
    page = client.post(FIRST, {})
    assert set(page.context["form"].errors) == {"kind", "municipality"}
    url = client.post(FIRST, WHO).url
    page = client.post(url, {})
    assert page.status_code == 200
    assert set(page.context["form"].errors) == set(GOOD)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    page = client.post(url, GOOD | {"active_since": tomorrow, "standing": ["none", "debts"]})
    assert set(page.context["form"].errors) == {"active_since", "standing"}
    assert 'value="health"' in page.content.decode()


def test_only_what_matters_is_asked(client):
    def fields(who):
        return set(client.get(client.post(FIRST, who).url).context["form"].fields)

    assert fields(WHO) == set(GOOD)
    assert fields(MUNICIPALITY) == set(MUNICIPAL)
    assert "guides" not in fields(MUNICIPALITY | {"kind": "kommunalforbund"})


def test_the_answers_are_kept_and_shown_again(client):
    answer(client, economic="unsure")
    page = client.get(FIRST)
    assert page.context["form"].initial["municipality"] == "0482"
    page = client.get(f"{PLAN}?kind=ideell_forening&municipality=0482")
    text = page.content.decode()
    assert 'value="2010-03-01"' in text
    assert text.count("checked") == 3 + 1 + 2 + 1 + 6
    # Another kind of organisation begins anew.
    client.post(FIRST, {"kind": "kommun", "municipality": "0428"})
    assert client.session[KEY] == {"kind": "kommun", "municipality": "0428"}


def test_the_answers_follow_into_the_account(client):
    answer(client, economic="unsure")
    user = cast.siv()
    client.post(reverse("account_login"), {"login": user.email, "password": cast.PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)
    request = SimpleNamespace(session=client.session)
    assert answers_of(request) == {
        "municipalities": ["0482"],
        "purposes": ["swedish", "health"],
        "free_of_charge": True,
        "internship": False,
        "adults_only": True,
    }
    assert organisation_of(request) == {
        "applicant_type": "ideell_forening",
        "municipality": "0482",
        "active_since": "2010-03-01",
    }


def test_the_answers_are_answers_to_the_standard_forms(client):
    """Each key is a question of a standard form, and the form's own cleaning takes the answer."""
    answer(client, MUNICIPALITY, public_money="yes", purposes=["swedish", "language"])
    ours = answers_of(SimpleNamespace(session=client.session))
    assert ours.keys() == {
        *("purposes", "municipalities", "free_of_charge", "internship", "economic"),
        *("non_profit", "same_costs", "legal_duty"),
    }
    left = dict(ours)
    for path in Path(grants.__file__).parent.glob("data/forms/*_application.json"):
        version = questions.Version.parse(json.loads(path.read_text()))
        here = {q.key: ours[q.key] for q in version.questions if q.key in ours}
        offers = questions.Offers(
            purposes=(("swedish", "Svenska"), ("language", "Språk")),
            municipalities=(("0428", "Vingåker"),),
        )
        cleaned = questions.clean(version, here, offers, keys=here)
        assert (cleaned.values, cleaned.errors) == (here, {})
        left = {key: value for key, value in left.items() if key not in here}
    assert left == {}


def test_who_has_answered_nothing_has_nothing_filled_in():
    request = SimpleNamespace(session={})
    assert answers_of(request) == organisation_of(request) == {}


@pytest.mark.parametrize("calls", [1, 3])
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, calls):
    for number in range(calls):
        cast.call(title_sv=f"Utlysning {number}", frame=Decimal(1_000_000))
    url = answer_url(client)
    client.get(url)
    with django_assert_num_queries(10):
        client.get(url)


def test_the_test_is_found_where_one_looks(client):
    call = cast.call()
    for url in (reverse("catalog:start"), reverse("grants:call_list"), call.get_absolute_url()):
        assert FIRST in client.get(url).content.decode()


def test_the_test_speaks_english(client):
    page = client.get(FIRST, headers={"accept-language": "en"})
    assert "Can we apply?" in page.content.decode()
