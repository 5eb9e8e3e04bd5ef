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
from grants.views.organisations import organisation, organisation_edit, organisation_new
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
    "mail",
    "organisation",
    "organisation_edit",
    "organisation_new",
    "outbox",
    "roles",
    "selftest",
    "selftest_plan",
    "selftest_result",
    "step",
]
