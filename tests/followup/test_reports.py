"""The final report: begun, written in two tabs, signed, returned, approved; and the money back."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse

from applications.models import Application
from catalog.models import Entry
from followup.models import Payment, Report, ReportFile
from grants import clock, steps
from grants.models import Frame, Questionnaire
from grants.rules import Refused
from tests import cast

pytestmark = pytest.mark.django_db


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


def at(name, report):
    return reverse(f"followup:{name}", args=[report.pk])


def begun():
    """A report that the association has begun; 150 000 kr is paid."""
    return steps.take("write", cast.paid().application.report, by=cast.eva())


def answers(report, spent=("100 000", "40 000"), **changes):
    """What the form of the report posts when all is filled in."""
    lines = report.application.cost_lines.all()
    return {
        "version": report.version,
        "done": "Språkcafé fyrtio kvällar.",
        "results": "Fler talar svenska.",
        "learned": "Barnpassning gör att fler kvinnor kommer.",
        "did_not_work": "Utskick på svenska nådde få.",
        "women": "22",
        "men": "19",
        **{f"spent_{line.pk}": amount for line, amount in zip(lines, spent, strict=True)},
        **asked(report),
        "file-auditor_report": cast.pdf("revisor.pdf"),
        **changes,
    }


def asked(report):
    """What the required questions of the call's own report form post."""
    said = cast.required_answers(
        Questionnaire.objects.newest(report.application.call, "report").read
    )
    words = {True: "yes", False: "no"}
    return {f"asked-{key}": words.get(value, value) for key, value in said.items()}


# The story


def test_a_report_is_begun_written_submitted_returned_and_approved(client):
    report = cast.paid().application.report
    client.force_login(cast.eva())
    assert report.get_absolute_url() in client.get(reverse("followup:reports")).text
    assert [s.name for s in steps.open_to(cast.eva(), report)] == ["write"]
    report = steps.take("write", report, by=cast.eva())

    client.post(at("report_edit", report), answers(report, spent=("100 000", ""), men=""))
    report = fresh(report)
    assert (report.done, report.women, report.men) == ("Språkcafé fyrtio kvällar.", 22, None)
    page = client.get(report.get_absolute_url())
    assert len(page.context["missing"]) == 2
    client.post(at("report_edit", report), answers(report))
    report = fresh(report)
    assert (report.missing(), report.left) == ([], 10_000)
    assert client.get(at("report_submit", report)).status_code == 302  # Eva may not sign

    client.force_login(cast.siv())
    page = client.get(at("report_submit", report))
    assert "10\xa0000\xa0kr" in page.text
    assert "Utskick på svenska nådde få." in page.text
    unsigned = client.post(at("report_submit", report), {"version": report.version})
    assert unsigned.context["form"].errors.keys() == {"is_right"}
    signed = {"version": report.version, "is_right": "on"}
    assert client.post(at("report_submit", report), signed).status_code == 302
    assert (fresh(report).state, fresh(report).unused) == ("submitted", 10_000)
    assert client.get(at("report_edit", report)).status_code == 302

    note = "Berätta mer om resultaten."
    returned = steps.take("send_back", report, by=cast.karin(), note=note)
    client.force_login(cast.eva())
    assert note in client.get(report.get_absolute_url()).text
    client.post(at("report_edit", report), answers(returned, spent=("100 000", "45 000")))
    steps.take("submit", report, by=cast.siv())

    client.force_login(cast.karin())
    assert "5\xa0000\xa0kr" in client.get(report.get_absolute_url()).text
    steps.take("approve", report, by=cast.karin())
    frame = Frame.objects.get()
    assert (frame.granted, frame.paid, frame.returned) == (145_000, 150_000, 5_000)
    assert Application.objects.get().state == "reported"
    assert client.get(report.get_absolute_url()).status_code == 200


def test_what_was_stopped_and_never_paid_goes_back_into_the_frame_too():
    decision = cast.granted()
    halves = [(clock.today(), Decimal(75_000)), (clock.today(), Decimal(75_000))]
    Payment.objects.plan(decision, cast.fia(), halves)
    first, second = decision.payments.order_by("number")
    steps.take("stop", second, by=cast.karin(), note="Insatsen upphörde.")
    steps.take("clear", steps.take("attest", first, by=cast.fia()), by=cast.finn())
    file = Payment.objects.export(decision.deciding_county, cast.fia())
    steps.take("confirm", file, by=cast.fia())
    report = steps.take("write", Report.objects.get(), by=cast.siv())
    assert report.payable == 75_000
    spent = dict.fromkeys(report.application.cost_lines.values_list("pk", flat=True), Decimal(0))
    spent[min(spent)] = Decimal(70_000)
    said = dict.fromkeys(Report.TEXTS, "Text.") | {"women": 1, "men": 0}
    more = cast.required_answers(report.questionnaire.read)
    Report.objects.write_down(report, cast.siv(), report.version, said, spent, more)
    Report.objects.enclose(report, cast.siv(), {"auditor_report": [cast.pdf("revisor.pdf")]})
    steps.take("submit", report, by=cast.siv())
    steps.take("approve", report, by=cast.karin())
    frame = Frame.objects.get()
    assert (frame.granted, frame.paid, frame.returned) == (70_000, 75_000, 80_000)
    assert fresh(report).unused == 5_000
    assert Entry.of(Application.objects.get()).used == 70_000


# Two tabs


def test_a_second_tab_never_overwrites_the_first_unseen(client):
    report = begun()
    client.force_login(cast.siv())
    client.post(at("report_edit", report), answers(report, learned="Det Siv skrev."))
    client.force_login(cast.eva())
    late = answers(report, learned="Det Eva skrev.", spent=("1", "2"))
    page = client.post(at("report_edit", report), late)
    assert page.status_code == 200
    assert "Siv" in page.text
    assert "Det Siv skrev." in page.text
    assert "Det Eva skrev." in page.text
    assert fresh(report).learned == "Det Siv skrev."
    version = page.context["form"]["version"].value()
    again = late | {"version": version, "file-auditor_report": cast.pdf("revisor.pdf")}
    client.post(at("report_edit", report), again)
    assert fresh(report).learned == "Det Eva skrev."
    assert fresh(report).spent == 3


def test_what_is_signed_is_what_was_read(client):
    report = cast.written()
    client.force_login(cast.siv())
    read = {"version": report.version, "is_right": "on"}
    said = {name: getattr(report, name) for name in Report.TEXTS} | {"done": "Något annat."}
    Report.objects.write_down(report, cast.eva(), report.version, said, {})
    client.post(at("report_submit", report), read)
    assert fresh(report).state == "draft"
    with pytest.raises(Refused):
        steps.take("submit", fresh(report), by=cast.siv(), version=1)


# Bad input


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"done": "Kontakta 811228-9874 om frågor."}, "done"),
        ({"learned": "Deltagare 19811228-9874 var nöjd."}, "learned"),
        ({"women": "-1"}, "women"),
        ({"women": "ett tiotal"}, "women"),
        ({"men": "3,5"}, "men"),
        ({"men": "99999999999"}, "men"),
    ],
)
def test_what_does_not_hold_is_refused_beside_the_field_and_kept(client, changes, field):
    report = begun()
    client.force_login(cast.eva())
    page = client.post(at("report_edit", report), answers(report, **changes))
    assert page.context["form"].errors.keys() == {field}
    assert changes[field] in page.text
    assert fresh(report).version == report.version


@pytest.mark.parametrize(
    "spent",
    [("150 000", "0,01"), ("-1", "0"), ("mycket", "0"), ("1,005", "0"), ("9" * 20, "0")],
)
def test_money_that_does_not_hold_is_refused_beside_the_field_and_kept(client, spent):
    report = begun()
    client.force_login(cast.eva())
    page = client.post(at("report_edit", report), answers(report, spent))
    assert [name[:6] for name in page.context["form"].errors] == ["spent_"]
    assert f'value="{spent[0]}"' in page.text
    assert not fresh(report).lines.exists()


def test_the_database_refuses_a_negative_amount_used():
    report = cast.written()
    line = report.lines.first()
    with pytest.raises(Exception, match="spent_not_negative"):
        type(line).objects.filter(pk=line.pk).update(spent=-1)


def test_a_report_waits_for_every_payment(client):
    application = cast.planned().application
    report = steps.take("write", application.report, by=cast.siv())
    client.force_login(cast.siv())
    client.post(at("report_edit", report), answers(report, spent=("0", "0")))
    assert fresh(report).missing() == []
    assert len(steps.hinders(fresh(report), "submit")) == 1
    assert client.get(at("report_submit", report)).url == report.get_absolute_url()


# Who sees what


def test_the_board_does_not_read_over_the_recipients_shoulder(client):
    report = cast.written()
    client.force_login(cast.karin())
    page = client.get(report.get_absolute_url())
    assert page.status_code == 200
    assert report.did_not_work not in page.text
    assert client.get(at("report_edit", report)).status_code == 404
    assert client.get(at("report_submit", report)).status_code == 404
    steps.take("submit", report, by=cast.siv())
    assert report.did_not_work in client.get(report.get_absolute_url()).text


def test_others_find_nothing(client):
    report = cast.written()
    for person in (cast.otto(), cast.vera(), cast.nils(), cast.asa()):
        client.force_login(person)
        for page in ("report", "report_edit", "report_submit"):
            assert client.get(at(page, report)).status_code == 404
        assert client.get(reverse("followup:reports")).context["page_obj"].object_list.count() == 0
    client.force_login(cast.rolf())
    assert client.get(at("report", report)).status_code == 200
    assert client.get(at("report_edit", report)).status_code == 404
    forged = client.post(at("report_edit", report), answers(report, done="Rolf"))
    assert forged.status_code == 404


# Lists and the case page


@pytest.mark.parametrize("many", [False, True])
def test_the_list_asks_the_same_questions_for_one_row_and_three(
    client, django_assert_num_queries, many
):
    for _ in range(3 if many else 1):
        cast.planned(cast.granted(cast.under_assessment(by=cast.vera())))
    client.force_login(cast.karin())
    client.get(reverse("followup:reports"))
    with django_assert_num_queries(9):
        page = client.get(reverse("followup:reports"))
    assert page.context["page_obj"].paginator.count == (3 if many else 1)


def test_the_list_finds_the_overdue_and_leaves_as_a_table(client):
    report = cast.planned().application.report
    Report.objects.filter(pk=report.pk).update(due="2020-01-01")
    client.force_login(cast.karin())
    page = client.get(reverse("followup:reports"), {"state": "overdue"})
    assert list(page.context["page_obj"]) == [report]
    submitted = client.get(reverse("followup:reports"), {"state": "submitted"})
    assert list(submitted.context["page_obj"]) == []
    answer = client.get(reverse("followup:reports_table"), {"state": "overdue"})
    table = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert table[1][:3] == (report.application.case_number, "Flens språkvänner", "Språkcafé i Flen")


def test_the_case_page_shows_each_what_is_hers(rf):
    def shown(application, user):
        request = rf.get("/")
        request.user = user
        context = {"application": application, "user": user}
        return render_to_string("followup/_case.html", context, request)

    decision = cast.granted()
    application = decision.application
    plan = reverse("followup:plan", args=[decision.pk])
    assert plan in shown(application, cast.fia())
    assert plan not in shown(application, cast.karin())
    report = cast.written(cast.paid(decision))
    for user in (cast.siv(), cast.karin(), cast.fia()):
        assert report.get_absolute_url() in shown(application, user)
        assert report.application.decisions.get().payments.get().get_absolute_url() in shown(
            application, user
        )
    assert shown(application, cast.vera()).strip() == ""


# The call's own questions, and files


def test_the_form_of_the_call_is_asked_saved_and_read(client):
    report = begun()
    client.force_login(cast.eva())
    page = client.get(at("report_edit", report))
    assert "Vilka hinder mötte ni?" in page.text
    client.post(at("report_edit", report), answers(report, **{"asked-hindrances": "Inga lokaler."}))
    assert fresh(report).answers["hindrances"] == "Inga lokaler."
    assert fresh(report).missing() == []
    assert "Inga lokaler." in client.get(report.get_absolute_url()).text


def test_an_answer_that_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(client):
    report = begun()
    client.force_login(cast.eva())
    wrong = answers(report, **{"asked-hindrances": "Vi heter 811228-9874."})
    page = client.post(at("report_edit", report), wrong)
    assert "personnummer" in page.text
    assert "Vi heter 811228-9874." in page.text
    assert fresh(report).answers == {}


def test_the_auditors_report_is_asked_for_by_law_and_only_from_organisations(client):
    report = begun()
    client.force_login(cast.eva())
    without = answers(report)
    del without["file-auditor_report"]
    client.post(at("report_edit", report), without)
    assert any("14 a §" in str(text) for text in fresh(report).missing())
    client.post(at("report_edit", report), answers(fresh(report)))
    assert fresh(report).missing() == []


def test_a_file_is_read_by_those_who_may_and_taken_away_by_the_recipient_only(client):
    report = cast.written()
    file = report.files.get()
    url = reverse("followup:report_file", args=[file.pk])
    for person, status in ((cast.siv(), 200), (cast.karin(), 404), (cast.nils(), 404)):
        client.force_login(person)
        assert client.get(url).status_code == status
    steps.take("submit", report, by=cast.siv())
    client.force_login(cast.karin())
    answer = client.get(url)
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")


def test_a_file_is_taken_away_with_the_same_save_and_only_while_it_is_written(client):
    report = cast.written()
    file = report.files.get()
    client.force_login(cast.siv())
    said = answers(report, done="Mer text.", remove=file.pk)
    del said["file-auditor_report"]
    client.post(at("report_edit", report), said)
    assert fresh(report).done == "Mer text."
    assert not ReportFile.objects.exists()
    Report.objects.enclose(report, cast.siv(), {"auditor_report": [cast.pdf("revisor.pdf")]})
    steps.take("submit", fresh(report), by=cast.siv())
    with pytest.raises(Refused):
        Report.objects.take_away(report, [str(ReportFile.objects.get().pk)])


def test_what_is_no_file_of_ours_is_refused_and_the_rest_kept_on_the_page(client):
    report = begun()
    client.force_login(cast.eva())
    evil = SimpleUploadedFile("revisor.pdf", b"<html><script>alert(1)</script>")
    page = client.post(at("report_edit", report), answers(report, **{"file-auditor_report": evil}))
    assert "revisor.pdf" in page.text
    assert "Fler talar svenska." in page.text
    assert not ReportFile.objects.exists()


def test_a_report_that_is_written_follows_a_corrected_form_and_keeps_what_fits(client):
    report = begun()
    client.force_login(cast.eva())
    client.post(at("report_edit", report), answers(report))
    first = Questionnaire.objects.newest(report.application.call, "report")
    draft = first.correction()
    draft.sections[0]["questions"][-1]["label_sv"] = "Vad hindrade er mest?"
    draft.save()
    steps.take("correct_form", report.application.call, by=cast.karin(), kind="report")
    page = client.get(at("report_edit", report))
    assert "Vad hindrade er mest?" in page.text
    assert fresh(report).questionnaire.version == 2
    assert fresh(report).missing() == []
