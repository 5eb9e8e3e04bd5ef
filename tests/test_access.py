"""Who reaches what: every address of the site against every role, in one table.

An answer is 200 (the page), 404 (there is nothing here for you), 403, `in` (sent to sign in) or
`to` (sent on to another page, for instance because the step is not open). The test fails for an
address that has no row, so that a new page must say who may see it.
"""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from applications.models import Application, Attachment, Certificate, Partner, PossibleConflict
from decisions.models import AssignmentProposal
from decisions.models.proposing import compute
from grants import clock, steps
from grants.models import Mail, NeedSeries, OrganisationPaper, Questionnaire
from tests import cast

ROLES = {
    "visitor": None,
    "nobody": cast.nils,  # signed in, no role anywhere
    "reader": cast.rolf,
    "editor": cast.eva,
    "signatory": cast.siv,
    "stranger": cast.vera,  # signatory of another organisation
    "officer": cast.karin,
    "assessor": cast.asa,  # the case is assigned to her
    "assessor2": cast.ali,  # nothing is assigned to him
    "decider": cast.dag,
    "finance": cast.fia,
    "auditor": cast.rut,
    "coordinator": cast.kim,
    "elsewhere": cast.otto,  # officer in another county
    "jonkoping": cast.jill,  # decision-maker where § 37 a is decided
}

# ruff: noqa: E501  a table is read across
TABLE = """
address                         thing                visitor     nobody      reader      editor      signatory   stranger    officer     assessor    assessor2   decider     finance     auditor     coordinator elsewhere   jonkoping
catalog:start                   -                    200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
catalog:desk                    -                    in          200         200         200         200         200         200         200         200         200         200         200         200         200         200
catalog:list                    -                    200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
catalog:export                  -                    200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
catalog:entry                   entry                200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
catalog:entry                   entry_draft          404         404         404         404         404         404         200         404         404         200         200         200         200         404         404
catalog:entry_draft             reported             in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
catalog:entry_edit              entry_draft          in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
catalog:statistics              -                    200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
catalog:about                   -                    200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
catalog:accessibility           -                    200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:roles                    -                    in          200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:call_list                -                    200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:call_export              -                    200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:call_new                 -                    in          403         403         403         403         403         200         403         403         403         403         403         403         200         403
grants:call                     call                 200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:call                     call_draft           404         404         404         404         404         404         200         404         404         200         200         200         404         404         404
grants:call_edit                call_draft           in          404         404         404         404         404         200         404         404         403         403         403         404         404         404
grants:call_edit                call                 in          403         403         403         403         403         409         403         403         403         403         403         403         403         403
grants:call_preview             call_draft           in          404         404         404         404         404         200         404         404         200         200         200         404         404         404
grants:call_preview             call                 in          403         403         403         403         403         200         200         200         200         200         200         200         200         200
grants:call_clone               call                 in          403         403         403         403         403         200         403         403         403         403         403         403         200         403
grants:call_clone               call_draft           in          404         404         404         404         404         200         404         404         403         403         403         404         404         404
grants:forms                    call                 in          403         403         403         403         403         200         200         200         200         200         200         200         200         200
grants:forms                    call_draft           in          404         404         404         404         404         200         404         404         200         200         200         404         404         404
grants:form_correct             call                 in          405         405         405         405         405         405         405         405         405         405         405         405         405         405
grants:form_correction          call                 in          403         403         403         403         403         to          403         403         403         403         403         403         403         403
grants:form                     form                 in          403         403         403         403         403         200         200         200         200         200         200         200         200         200
grants:form                     form_draft           in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
grants:form_compare             form_draft           in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
grants:form_question_new        form_draft           in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
grants:form_question            form_draft.need      in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
grants:form_section_new         form_draft           in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
grants:form_section             form_draft.need      in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
grants:form_question            form.need            in          403         403         403         403         403         403         403         403         403         403         403         403         403         403
grants:form_section             form.need            in          403         403         403         403         403         403         403         403         403         403         403         403         403         403
grants:form_compare             form                 in          403         403         403         403         403         200         200         200         200         200         200         200         200         200
grants:form_preview             form                 200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:form_preview             form_draft           404         404         404         404         404         404         200         404         404         404         404         404         404         404         404
grants:form_change              form_draft           in          405         405         405         405         405         405         405         405         405         405         405         405         405         405
grants:form_discard             form_draft           in          405         405         405         405         405         405         405         405         405         405         405         405         405         405
grants:selftest                 -                    200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:selftest_plan            -                    to          to          to          to          to          to          to          to          to          to          to          to          to          to          to
grants:selftest_result          -                    to          to          to          to          to          to          to          to          to          to          to          to          to          to          to
grants:needs                    -                    200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:needs_place              place                200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:need_series_list         -                    200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:need_series              series               200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:needs_export             -                    404         404         404         404         404         404         404         404         404         404         404         404         404         404         404
grants:needs_enter              -                    in          403         403         403         403         403         200         403         403         403         403         403         200         200         403
grants:needs_import             -                    in          403         403         403         403         403         200         403         403         403         403         403         200         200         403
grants:needs_template           -                    in          403         403         403         403         403         422         403         403         403         403         403         422         422         403
grants:need_series_new          -                    in          403         403         403         403         403         200         403         403         403         403         403         200         200         403
grants:need_series_edit         own_series           in          403         403         403         403         403         200         403         403         403         403         403         403         403         403
grants:need_series_edit         series               in          403         403         403         403         403         403         403         403         403         403         403         200         403         403
grants:priorities               -                    200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:priority                 priority             200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:priority                 priority_draft       404         404         404         404         404         404         200         404         404         200         404         200         404         404         404
grants:priority_new             -                    in          403         403         403         403         403         200         403         403         403         403         403         200         200         403
grants:priority_edit            priority_draft       in          404         404         404         404         404         200         404         404         403         404         403         404         404         404
grants:priority_edit            national             in          403         403         403         403         403         403         403         403         403         403         403         200         403         403
grants:priority_withdraw        priority             in          405         405         405         405         405         405         405         405         405         405         405         405         405         405
grants:priorities_publish       -                    in          405         405         405         405         405         405         405         405         405         405         405         405         405         405
grants:priorities_copy          -                    in          405         405         405         405         405         405         405         405         405         405         405         405         405         405
grants:organisation_new         -                    in          200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:organisation             organisation         in          404         200         200         200         404         200         200         200         200         200         200         200         200         200
grants:organisation_edit        organisation         in          404         403         200         200         404         403         403         403         403         403         403         403         403         403
grants:organisation_list        -                    in          200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:organisation_account     organisation         in          404         403         403         200         404         403         403         403         403         403         403         403         403         403
grants:organisation_statements  organisation         in          404         403         200         200         404         403         403         403         403         403         403         403         403         403
grants:organisation_papers      organisation         in          404         200         200         200         404         200         404         404         200         200         200         200         404         404
grants:organisation_paper       paper                in          404         200         200         200         404         200         404         404         200         200         200         200         404         404
grants:organisation_paper_remove paper               in          405         405         405         405         405         405         405         405         405         405         405         405         405         405
grants:organisation_members     organisation         in          404         200         200         200         404         200         200         200         200         200         200         200         200         200
grants:organisation_invite      organisation         in          404         403         403         200         404         403         403         403         403         403         403         403         403         403
grants:membership               membership           in          404         403         200         200         404         403         403         403         403         403         403         403         403         403
grants:organisation_join        number               in          200         to          to          to          200         200         200         200         200         200         200         200         200         200
grants:join_request             joining              in          200         404         404         200         404         404         404         404         404         404         404         404         404         404
grants:invitation               token                200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:outbox                   -                    in          200         200         200         200         200         200         200         200         200         200         200         200         200         200
grants:mail                     mail                 in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
grants:step                     call_draft.publish   in          404         404         404         404         404         200         404         404         403         403         403         404         404         404
grants:step                     arrived.take_up      in          404         403         403         403         404         200         404         404         403         403         403         403         404         404
grants:step                     arrived.withdraw     in          404         403         403         200         404         403         404         404         403         403         403         403         404         404
grants:step                     decision.send_back   in          404         404         404         404         404         403         404         404         200         403         403         403         404         404
grants:step                     payment.attest       in          404         403         403         403         404         403         404         404         403         200         403         403         404         404
grants:step                     report.submit        in          404         404         404         404         404         404         404         404         404         404         404         404         404         404
grants:step                     entry_draft.review   in          404         404         404         404         404         200         404         404         403         403         403         403         404         404
grants:step                     invited.withdraw     in          404         404         404         200         404         404         404         404         404         404         404         404         404         404
grants:step                     joining.refuse       in          403         404         404         200         404         404         404         404         404         404         404         404         404         404
applications:list               -                    in          200         200         200         200         200         200         200         200         200         200         200         200         200         200
applications:export             -                    in          200         200         200         200         200         200         200         200         200         200         200         200         200         200
applications:pressure           -                    in          403         403         403         403         403         200         403         403         200         200         200         200         200         200
applications:pressure_export    -                    in          403         403         403         403         403         200         403         403         200         200         200         200         200         200
applications:begin              call                 in          200         200         200         200         200         200         200         200         200         200         200         200         200         200
applications:case               draft                in          404         200         200         200         404         404         404         404         404         404         404         404         404         404
applications:case               arrived              in          404         200         200         200         404         200         404         404         200         200         200         200         404         404
applications:case               assessed             in          404         200         200         200         404         200         404         404         200         200         200         200         404         404
applications:case               guides               in          404         404         404         404         200         200         404         404         200         200         200         200         404         200
applications:edit               draft                in          404         to          200         200         404         404         404         404         404         404         404         404         404         404
applications:section            draft.need           in          404         to          200         200         404         404         404         404         404         404         404         404         404         404
applications:save               draft                405         405         405         405         405         405         405         405         405         405         405         405         405         405         405
applications:seen               draft                in          405         405         405         405         405         405         405         405         405         405         405         405         405         405
applications:partners           draft                in          404         200         200         200         404         404         404         404         404         404         404         404         404         404
applications:partners           arrived              in          404         200         200         200         404         200         404         404         200         200         200         200         404         404
applications:budget_totals      draft                in          405         405         405         405         405         405         405         405         405         405         405         405         405         405
partner:certificate             certificate          200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
applications:submit             draft                in          404         200         200         200         404         404         404         404         404         404         404         404         404         404
applications:receipt            arrived              in          404         200         200         200         404         200         404         404         200         200         200         200         404         404
applications:ask_completion     checked              in          404         to          to          to          404         200         404         404         to          to          to          to          404         404
applications:answer_completion  waiting              in          404         to          200         200         404         to          404         404         to          to          to          to          404         404
applications:changes            arrived              in          404         200         200         200         404         200         404         404         200         200         200         200         404         404
applications:send_completion    waiting              in          404         to          200         200         404         to          404         404         to          to          to          to          404         404
applications:save_completion    waiting              405         405         405         405         405         405         405         405         405         405         405         405         405         405         405
applications:messages           arrived              in          404         200         200         200         404         200         404         404         200         200         200         200         404         404
applications:messages           draft                in          404         404         404         404         404         404         404         404         404         404         404         404         404         404
applications:notes              arrived              in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
applications:notice             arrived              in          404         to          200         200         404         to          404         404         to          to          to          to          404         404
applications:note_change        notice               in          404         to          to          to          404         200         404         404         to          to          to          to          404         404
applications:change_contact     arrived              in          404         to          200         200         404         to          404         404         to          to          to          to          404         404
applications:formal_check       checked              in          404         to          to          to          404         200         404         404         to          to          to          to          404         404
applications:likeness           likeness             in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
applications:conflicts          arrived              in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
applications:conflict           possible             in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
applications:conflict_of        possible             in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
applications:step_aside         arrived              in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
applications:mandates           draft                in          404         200         200         200         404         404         404         404         404         404         404         404         404         404
applications:paper_new          -                    in          404         404         404         404         404         200         404         404         404         404         404         404         200         404
applications:paper              entered              in          404         to          to          to          404         200         404         404         to          to          to          to          404         404
applications:attach             draft                in          404         to          200         200         404         404         404         404         404         404         404         404         404         404
applications:attachment         attachment           in          404         200         200         200         404         404         404         404         404         404         404         404         404         404
applications:detach             attachment           in          405         405         405         405         405         405         405         405         405         405         405         405         405         405
decisions:list                  -                    in          200         200         200         200         200         200         200         200         200         200         200         200         200         200
decisions:export                -                    in          200         200         200         200         200         200         200         200         200         200         200         200         200         200
decisions:decision              decision             in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
decisions:decision              granted              in          404         200         200         200         404         200         404         404         200         200         200         200         404         404
decisions:draft                 assessed             in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
decisions:edit                  edited               in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
decisions:sign                  decision             in          404         404         404         404         404         404         404         404         200         404         404         404         404         404
decisions:letter                decision             in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
decisions:letter                granted              in          404         200         200         200         404         200         404         404         200         200         200         200         404         404
decisions:assign                assessed             in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
decisions:assign_many           call                 in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
decisions:common                assessed             in          405         405         405         405         405         405         405         405         405         405         405         405         405         405
decisions:assignment            call                 in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
decisions:assignment            blind_call           in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
decisions:ask_of_conflicts      blind_call           in          405         405         405         405         405         405         405         405         405         405         405         405         405         405
decisions:propose               call                 in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
decisions:grid                  call                 in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
decisions:proposal              proposal             in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
decisions:proposal_case         proposal.assessed    in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
decisions:declaration           declaration          in          404         404         404         404         404         404         200         404         404         404         404         404         404         404
decisions:masked                masked               in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
decisions:assessment            blind                in          404         404         404         404         404         200         200         404         200         200         200         200         404         404
decisions:assessment            scored               in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
decisions:jot                   assessment           405         405         405         405         405         405         405         405         405         405         405         405         405         405         405
decisions:shortcuts             assessment           in          405         405         405         405         405         405         405         405         405         405         405         405         405         405
decisions:assessments           -                    in          404         404         404         404         404         200         200         200         200         200         200         200         200         200
decisions:assessment            assessment           in          404         404         404         404         404         200         200         404         200         200         200         200         404         404
decisions:recuse                assessment           in          404         404         404         404         404         404         200         404         404         404         404         404         404         404
decisions:ranking               call                 in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
decisions:ranking_export        call                 in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
decisions:ranking_save          call                 405         405         405         405         405         405         405         405         405         405         405         405         405         405         405
decisions:proposals             call                 in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
decisions:calibration           call                 in          404         404         404         404         404         200         200         404         200         200         200         200         404         404
decisions:portfolio             call                 in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
decisions:scenarios             call                 in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
decisions:scenario_compare      call                 in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
decisions:scenario              scenario             in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
decisions:scenario_export       scenario             in          404         404         404         404         404         200         404         404         200         200         200         200         404         404
decisions:ask_opinion           guides               in          404         404         404         404         404         200         404         404         404         404         404         404         404         404
decisions:opinions              -                    in          200         200         200         200         200         200         200         200         200         200         200         200         200         200
decisions:opinion               opinion              in          404         404         404         404         200         200         404         404         200         200         200         200         404         200
decisions:enclosed              opinion              in          404         404         404         404         200         200         404         404         200         200         200         200         404         200
asked:opinion                   link                 200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
asked:file                      link                 200         200         200         200         200         200         200         200         200         200         200         200         200         200         200
followup:payments               -                    in          404         404         404         404         404         200         404         404         200         200         200         200         200         200
followup:payments_table         -                    in          404         404         404         404         404         200         404         404         200         200         200         200         200         200
followup:export                 -                    in          404         404         404         404         404         404         404         404         404         200         404         404         404         404
followup:plan                   granted              in          404         404         404         404         404         404         404         404         404         200         404         404         404         404
followup:payment                payment              in          404         200         200         200         404         200         404         404         200         200         200         200         404         404
followup:payment_files          -                    in          404         404         404         404         404         404         404         404         200         200         200         404         404         200
followup:payment_file           file                 in          404         404         404         404         404         404         404         404         200         200         200         404         404         404
followup:payment_file_xml       file                 in          404         404         404         404         404         404         404         404         200         200         200         404         404         404
followup:reports                -                    in          200         200         200         200         200         200         200         200         200         200         200         200         200         200
followup:reports_table          -                    in          200         200         200         200         200         200         200         200         200         200         200         200         200         200
followup:report                 report               in          404         200         200         200         404         200         404         404         200         200         200         200         404         404
followup:report_file            report_file          in          404         200         200         200         404         404         404         404         404         404         404         404         404         404
followup:report_edit            report               in          404         404         200         200         404         404         404         404         404         404         404         404         404         404
followup:report_submit          report               in          404         to          to          200         404         404         404         404         404         404         404         404         404         404
set_language                    -                    to          to          to          to          to          to          to          to          to          to          to          to          to          to          to
"""

CLOSED = ("404", "403", "in")
# Their own tests see to these: the sign-in pages belong to allauth, the admin to superusers.
ELSEWHERE = ("account_", "admin:")


@pytest.fixture
def world(db, tmp_path, settings):
    """One thing of each kind, at a stage where its pages have something to show."""
    settings.MEDIA_ROOT = tmp_path
    call = cast.call(frame=3_000_000)
    draft = cast.draft(call, title="Utkast")
    upload = SimpleUploadedFile("stadgar.pdf", b"%PDF-1.4 stadgar %%EOF")
    attachment = Attachment.of(draft, upload, cast.siv())
    attachment.save()
    partner = Partner.objects.create(application=draft, name="P", org_nr="212000-0308", part="-")
    certificate = Certificate(partner=partner, email="p@part.example", asked_by=cast.siv())
    steps.begin(certificate, by=cast.siv())
    entered = Application(
        call=call,
        county=call.county,
        organisation=cast.association(),
        begun_by=cast.karin(),
        title="Från papper",
        on_behalf=True,
        received_at=clock.now(),
    )
    steps.begin(entered, by=cast.karin())
    arrived = cast.submitted(call, title="Inkommen")
    waiting = cast.waiting_for_completion(call, title="Kompletteras")
    assessed = cast.under_assessment(call, title="Bedöms")
    assessment = cast.assigned(assessed)
    bo = cast.staff("Bo", "assessor")
    scored = cast.scored(cast.under_assessment(call, title="Poängsatt"), bo)
    proposal = AssignmentProposal.objects.create(
        call=call, asked_by=cast.karin(), due=clock.today(), asked={"readers": 2, "mix": "any"}
    )
    compute(proposal)
    blind_call = cast.call(blind=True)
    masked = cast.under_assessment(blind_call, title="Flens språkvänners kafé")
    declaration = cast.declared(blind_call)
    blind = steps.take("accept", cast.assigned(masked), by=cast.asa())
    checked = cast.in_preparation(call, title="Bereds")
    proposed = cast.proposed(cast.under_assessment(call, title="Föreslås"))
    edited = cast.decision_draft(cast.under_assessment(call, title="Skrivs"))
    granted = cast.granted(cast.under_assessment(call, title="Beviljas"))
    payment = cast.planned(cast.granted(cast.under_assessment(call, title="Betalas")))
    file = cast.sent(cast.granted(cast.under_assessment(call, title="Skickas")))
    report = cast.written(cast.paid(cast.granted(cast.under_assessment(call, title="Redovisas"))))
    reported = cast.reported(
        cast.paid(cast.granted(cast.under_assessment(call, title="Redovisad")))
    )
    entry = cast.entry(
        cast.reported(cast.paid(cast.granted(cast.under_assessment(call, title="Publiceras"))))
    )
    entry_draft = cast.entry_draft(
        cast.reported(cast.paid(cast.granted(cast.under_assessment(call, title="Granskas"))))
    )
    guides = cast.call("37a")
    asked = cast.submitted(guides, by=cast.vera(), title="Flyktingguider")
    upload = SimpleUploadedFile("plan.pdf", b"%PDF-1.4 plan %%EOF")
    Attachment.of(asked, upload, cast.vera()).save()
    opinion = cast.opinion(asked)
    link = cast.opinion(asked, cast.karin(), addressee="Rektorn", email="rektor@skola.example")
    ground = [["raised", "Granne"]]
    possible = PossibleConflict(application=arrived, user=cast.lina(), grounds=ground)
    steps.begin(possible, by=cast.karin())
    association = cast.association()
    paper = SimpleUploadedFile("stadgar.pdf", b"%PDF-1.4 stadgar\n%%EOF")
    invited = cast.invited()
    call_draft = cast.call_draft()
    own_series = NeedSeries.objects.create(
        key="egen", name_sv="Egen", unit_sv="svar", level="municipality", county_id="04"
    )
    return SimpleNamespace(
        place=SimpleNamespace(pk=cast.SODERMANLAND),
        series=NeedSeries.objects.get(pk="lanstal"),
        own_series=own_series,
        priority=cast.regional_priority(),
        priority_draft=cast.regional_priority(published=False),
        national=cast.regional_priority(None),
        form=Questionnaire.objects.newest(call),
        form_draft=Questionnaire.objects.drafted(call_draft),
        paper=OrganisationPaper.add(association, paper, "statutes", 2019, cast.siv()),
        membership=cast.eva().memberships.get(),
        number=SimpleNamespace(pk=association.org_nr),
        invited=invited,
        token=SimpleNamespace(pk=invited.token),
        joining=cast.asked_to_join(),
        call=call,
        call_draft=call_draft,
        scenario=cast.scenario(call),
        organisation=cast.association(),
        draft=draft,
        attachment=attachment,
        entered=entered,
        certificate=certificate,
        arrived=arrived,
        waiting=waiting,
        assessed=assessed,
        assessment=assessment,
        scored=scored,
        proposal=proposal,
        blind_call=blind_call,
        masked=masked,
        declaration=declaration,
        blind=blind,
        checked=checked,
        likeness=cast.likeness(checked),
        decision=proposed,
        edited=edited,
        granted=granted,
        notice=cast.notice(arrived),
        payment=payment,
        file=file,
        report=report,
        report_file=report.files.get(),
        reported=Application.objects.get(pk=reported.application_id),
        entry=entry,
        entry_draft=entry_draft,
        guides=asked,
        opinion=opinion,
        link=link,
        possible=possible,
        mail=Mail.objects.filter(event__step="submit", to=cast.karin()).first(),
    )


def rows() -> list[tuple[str, str, list[str]]]:
    """The table as (address, thing, answers)."""
    lines = [line.split() for line in TABLE.strip().splitlines()]
    assert lines[0][2:] == list(ROLES)
    return [(line[0], line[1], line[2:]) for line in lines[1:]]


def url_of(name: str, thing: str, world) -> str:
    if name == "grants:step":
        kind, step = thing.split(".")
        target = getattr(world, kind)
        return reverse(name, args=[target._meta.model_name, target.pk, step])
    if name == "decisions:proposal_case":
        return reverse(name, args=[world.proposal.pk, world.assessed.pk])
    if name == "partner:certificate":
        return world.certificate.link
    if name == "asked:opinion":
        return world.link.link
    if name in ("asked:file", "decisions:enclosed"):
        asked = world.link if name == "asked:file" else world.opinion
        file = asked.application.attachments.get()
        return reverse(name, args=[asked.token if name == "asked:file" else asked.pk, file.pk])
    if name == "applications:conflict_of":
        return reverse(name, args=[world.possible.application_id, world.possible.user_id])
    if "." in thing:
        kind, part = thing.split(".")
        return reverse(name, args=[getattr(world, kind).pk, part])
    return reverse(name, args=[getattr(world, thing).pk] if thing != "-" else [])


def answer(client: Client, url: str, method: str = "get") -> str:
    response = getattr(client, method)(url)
    if response.status_code == 302:
        return "in" if "/accounts/login/" in response["Location"] else "to"
    return str(response.status_code)


def signed_in(role: str) -> Client:
    client = Client()
    if ROLES[role] is not None:
        client.force_login(ROLES[role]())
    return client


def test_every_address_answers_each_role_as_the_table_says(world):
    clients = [signed_in(role) for role in ROLES]
    found = []
    for name, thing, expected in rows():
        url = url_of(name, thing, world)
        got = [answer(client, url) for client in clients]
        if got != expected:
            found.append(f"{name} {thing}: {dict(zip(ROLES, got, strict=True))}")
    assert found == []


def test_what_may_not_be_read_may_not_be_written_either(world):
    """Whoever gets 404, 403 or the sign-in page for reading gets no further by posting."""
    clients = {role: signed_in(role) for role in ROLES}
    for name, thing, expected in rows():
        url = url_of(name, thing, world)
        for role, code in zip(ROLES, expected, strict=True):
            if code in CLOSED:
                got = answer(clients[role], url, "post")
                assert got in {*CLOSED, "405"}, (name, thing, role)


def test_every_address_of_the_site_is_in_the_table():
    named = {name for name, _thing, _expected in rows()}
    missing = {n for n in names_under(get_resolver()) if not n.startswith(ELSEWHERE)} - named
    assert missing == set()


def names_under(resolver: URLResolver, prefix: str = "") -> set[str]:
    names: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            names.add(f"{prefix}{pattern.name}")
        else:
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            names |= names_under(pattern, space)
    return names
