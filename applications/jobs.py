"""The background jobs of this floor, run by `manage.py procrastinate worker`."""

from django.db.models import OuterRef, Subquery
from procrastinate.contrib.django import app

from applications.models import (
    UNDECIDED,
    Application,
    begun_at,
    catch_up,
    read_waiting,
    reminder_due,
)
from applications.models.grounds import put_to_officers
from grants import clock, steps
from grants.models import Call, Questionnaire, User
from grants.rules import Refused

DRAFT = Application.State.DRAFT


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="follow_forms", pass_context=False)
def follow_forms(timestamp: int) -> int:
    """Let drafts follow a form that has been corrected, every minute. Returns how many went over.

    A draft that is opened goes over at once, so nobody waits for this; it is for the e-mails.
    """
    forms = Questionnaire.objects.published().filter(call=OuterRef("call"), kind="application")
    newest = Subquery(forms.order_by("-version").values("pk")[:1])
    drafts = Application.objects.filter(state=DRAFT).exclude(questionnaire=newest)
    behind = drafts.select_related("call__county", "county", "organisation").order_by("pk")
    return sum(catch_up(draft).questionnaire_id != draft.questionnaire_id for draft in behind)


@app.periodic(cron="10 * * * *")
@app.task(queueing_lock="remind_of_closing", pass_context=False)
def remind_of_closing(timestamp: int) -> int:
    """Remind those who write that their call closes, 14 and 3 days before. Returns how many drafts.

    Hourly, and safe to run twice: each draft knows its last reminder. What came on paper is the
    board's own draft, and the applicant is not reminded of it.
    """
    now, bifall, sent = clock.now(), User.objects.bifall(), 0
    calls = Call.objects.filter(state=Call.State.PUBLISHED, opens_at__lte=now, closes_at__gt=now)
    drafts = Application.objects.filter(state=DRAFT, on_behalf=False, call__in=calls)
    for draft in drafts.select_related("call").annotate(begun_at=begun_at()).order_by("pk"):
        if days := reminder_due(draft, draft.begun_at):
            try:
                with steps.together():
                    steps.take("remind", draft, by=bifall, days=days)
            except Refused:  # it was submitted, or reminded of, a moment ago
                continue
            sent += 1
    return sent


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="look_for_likenesses", pass_context=False)
def look_for_likenesses(timestamp: int) -> int:
    """Compare what has arrived or was changed with other cases, every minute. Returns how many.

    At most 200 at a time: what is left waits a minute. Nobody who submits waits for this.
    """
    return read_waiting(200)


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="find_conflicts", pass_context=False)
def find_conflicts(timestamp: int) -> int:
    """Look for possible conflicts of interest in open cases, nightly. Returns how many were new.

    They are looked for when a case is taken up and when it is passed on; this finds what has come
    since: new colleagues, memberships and partners.
    """
    cases = Application.objects.filter(state__in=UNDECIDED).order_by("pk")
    along = ("organisation", "county", "call__county", "call__terms__deciding_county")
    return put_to_officers(cases.select_related(*along))
