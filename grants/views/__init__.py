"""Who asked: the pages of this floor, split by thing."""

from grants.views.building import (
    form,
    form_change,
    form_discard,
    form_question,
    form_section,
)
from grants.views.calls import (
    call,
    call_edit,
    call_export,
    call_list,
    call_new,
    call_preview,
)
from grants.views.cloning import call_clone
from grants.views.entering import (
    need_series_edit,
    need_series_new,
    needs_enter,
    needs_import,
    needs_template,
)
from grants.views.mails import mail, outbox
from grants.views.members import (
    invitation,
    join_request,
    membership,
    organisation_invite,
    organisation_join,
    organisation_members,
)
from grants.views.needs import (
    need_series,
    need_series_list,
    needs,
    needs_export,
    needs_place,
)
from grants.views.organisations import (
    organisation,
    organisation_account,
    organisation_edit,
    organisation_list,
    organisation_new,
    organisation_statements,
)
from grants.views.papers import (
    organisation_paper,
    organisation_paper_remove,
    organisation_papers,
)
from grants.views.people import roles
from grants.views.priorities import (
    priorities,
    priorities_copy,
    priorities_publish,
    priority,
    priority_edit,
    priority_new,
    priority_withdraw,
)
from grants.views.questionnaires import (
    form_compare,
    form_correct,
    form_correction,
    form_preview,
    forms_of,
)
from grants.views.selftest import selftest, selftest_plan, selftest_result
from grants.views.stepping import step

__all__ = [
    "call",
    "call_clone",
    "call_edit",
    "call_export",
    "call_list",
    "call_new",
    "call_preview",
    "form",
    "form_change",
    "form_compare",
    "form_correct",
    "form_correction",
    "form_discard",
    "form_preview",
    "form_question",
    "form_section",
    "forms_of",
    "invitation",
    "join_request",
    "mail",
    "membership",
    "need_series",
    "need_series_edit",
    "need_series_list",
    "need_series_new",
    "needs",
    "needs_enter",
    "needs_export",
    "needs_import",
    "needs_place",
    "needs_template",
    "organisation",
    "organisation_account",
    "organisation_edit",
    "organisation_invite",
    "organisation_join",
    "organisation_list",
    "organisation_members",
    "organisation_new",
    "organisation_paper",
    "organisation_paper_remove",
    "organisation_papers",
    "organisation_statements",
    "outbox",
    "priorities",
    "priorities_copy",
    "priorities_publish",
    "priority",
    "priority_edit",
    "priority_new",
    "priority_withdraw",
    "roles",
    "selftest",
    "selftest_plan",
    "selftest_result",
    "step",
]
