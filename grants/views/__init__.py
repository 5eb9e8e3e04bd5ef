"""Who asked: the pages of this floor, split by thing."""

from grants.views.calls import (
    call,
    call_edit,
    call_export,
    call_list,
    call_new,
    call_preview,
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
from grants.views.selftest import selftest, selftest_plan, selftest_result
from grants.views.stepping import step

__all__ = [
    "call",
    "call_edit",
    "call_export",
    "call_list",
    "call_new",
    "call_preview",
    "invitation",
    "join_request",
    "mail",
    "membership",
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
    "roles",
    "selftest",
    "selftest_plan",
    "selftest_result",
    "step",
]
