"""Which applications: who sees which, which count as sought money, and the sökkvot."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, Q, Sum

from applications.models.fair_copy import leaning
from grants import money
from grants.models import Call, Membership, Post

UNDECIDED = ("submitted", "preparation", "supplement", "assessment", "proposed")
NOT_COUNTED = ("draft", "withdrawn", "dismissed", "discontinued")


@dataclass(frozen=True)
class Oversubscription:
    """Money sought over money available for one group (a county, a year, ...). SEK.

    `ratio` (sökkvot) has two decimals and is None when no money is available.
    """

    key: Any
    count: int
    applied: Decimal
    available: Decimal

    @property
    def ratio(self) -> Decimal | None:
        return money.ratio(self.applied, self.available)


# Who sees which, as conditions: built from what is known of the user, put together once.


def _at_work(user: Any) -> Q:
    """At a board where she is officer, decider, finance or auditor; the coordinator: everywhere."""
    if user.holds("coordinator", None):
        return ~Q(pk=None)
    codes = user.counties_as("officer", "decider", "finance", "auditor")
    if not codes:
        return Q(pk=None)
    return Q(county__in=codes) | Q(call__terms__deciding_county__in=codes)


def _assigned_to(user: Any) -> Q:
    own = user.assessments.exclude(state__in=["assigned", "recused"])
    return Q(pk__in=own.order_by().values("application"))


def _without_interest_of(user: Any) -> Q:
    """Submitted (or from paper), and no conflict of interest with the user is known."""
    free = ~Q(state="draft", on_behalf=False)
    free &= ~Q(pk__in=user.conflicts.order_by().values("application"))
    own = [m.organisation_id for m in user.memberships_today]
    return free & ~Q(organisation__in=own) if own else free


class ApplicationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """The one answer to who sees which application.

        Members see their organisation's. Staff see what has been submitted at their own board, at
        the board that decides, or (assessors) what is assigned to them; the national coordinator
        sees all that is submitted. Nobody sees, as staff, a case in which she has a conflict of
        interest. A draft is the applicant's own and no public document.
        """
        if not user.is_authenticated:
            return self.none()
        own = Q(organisation__in=[m.organisation_id for m in user.memberships_today])
        if not user.posts_today:
            return self.filter(own)
        handled = _at_work(user) | _assigned_to(user)
        return self.filter(own | (handled & _without_interest_of(user)))

    def written_by(self, user: Any) -> "ApplicationQuerySet":
        """The drafts that the user may write in: `applications.rules.writes`, asked in the query.

        So a save asks who somebody is, whether she may, and takes the lock, all at once.
        """
        held = user.memberships.filter(Membership.holding_today())
        writing = held.filter(role__in=["editor", "signatory"])
        posts = user.posts.filter(Post.holding_today(), role="officer")
        at_board = Q(county__in=posts.values("county"))
        at_board |= Q(call__terms__deciding_county__in=posts.values("county"))
        entered = Q(on_behalf=True) & at_board
        partial = Q(organisation__in=held.values("organisation")) | Q(
            pk__in=user.conflicts.values("application")
        )
        own = Q(organisation__in=writing.values("organisation"), on_behalf=False)
        return self.filter(own | (entered & ~partial), state="draft")

    def handled_by(self, user: Any) -> "ApplicationQuerySet":
        """Submitted cases of the boards where the user is officer, decider, finance or auditor.

        The national coordinator reads those of every board. A case of an organisation she belongs
        to, or in which she has declared a conflict of interest, is not among them.
        """
        return self.filter(_at_work(user) & _without_interest_of(user))

    def assigned_to(self, user: Any) -> "ApplicationQuerySet":
        """Submitted cases that the user is to assess, from when she has declared no conflict.

        Floor 3 assigns assessors; here its name is a string, as in a template.
        """
        return self.filter(_assigned_to(user) & _without_interest_of(user))

    def without_interest_of(self, user: Any) -> "ApplicationQuerySet":
        """Cases in which the user has no known conflict of interest: submitted, or from paper."""
        return self.filter(_without_interest_of(user))

    def with_all(self) -> "ApplicationQuerySet":
        """With what a list shows of each application, in one query."""
        return self.select_related(
            "organisation", "county", "earmark", "call__fund", "call__county", "call__terms"
        )

    def with_answers(self) -> "ApplicationQuerySet":
        """With all that is answered and the form it answers: the same few queries, however much."""
        return (
            self.with_all()
            .select_related("questionnaire__call", "changed_from", "call__frame")
            .prefetch_related(
                *("purposes", "priorities", "municipalities", "cost_lines", "partners"),
                "attachments",
            )
        )

    def to_be_signed(self) -> "ApplicationQuerySet":
        """With all that is answered, and what it leans on, so that a fair copy can be kept."""
        return self.annotate(leans_on=leaning()).with_answers()

    def counted(self) -> "ApplicationQuerySet":
        """Those that count as money sought.

        From the moment of submission. Not: drafts, which nobody has received; withdrawn and
        discontinued ones, which ask for nothing any more; dismissed ones, which could never have
        been granted. A rejected application counts: it competed.
        """
        return self.exclude(state__in=NOT_COUNTED)

    def oversubscription(
        self, calls: "models.QuerySet[Call]", by: str | None = None
    ) -> list[Oversubscription]:
        """Money sought in these applications over money available in the calls, per group.

        `by` is "fund", "county", "year", "call", "earmark" or None for one total. Always two
        queries. A county, fund or call without applications is there with ratio 0; money available
        is the frames' (or the earmarks') amount as announced.
        """
        group = {
            None: None,
            "fund": "fund",
            "county": "county",
            "year": "frame__year",
            "call": "pk",
            "earmark": "frame__earmarks__key",
        }[by]
        amount = "frame__earmarks__amount" if by == "earmark" else "frame__amount"
        of_application = "earmark__key" if by == "earmark" else f"call__{group}"
        offered = Call.objects.filter(pk__in=calls.values("pk"))
        sought = self.filter(call__in=calls.values("pk")).counted()
        if by == "earmark":
            offered, sought = offered.exclude(frame__earmarks=None), sought.exclude(earmark=None)
        if group is None:
            total = offered.aggregate(s=Sum(amount))["s"] or Decimal(0)
            there = sought.aggregate(n=Count("pk"), s=Sum("amount"))
            return [Oversubscription(None, there["n"], there["s"] or Decimal(0), total)]
        available = {
            row[group]: row["s"]
            for row in offered.order_by().values(group).annotate(s=Sum(amount)).order_by(group)
        }
        applied = {
            row[of_application]: (row["n"], row["s"])
            for row in sought.order_by()
            .values(of_application)
            .annotate(n=Count("pk"), s=Sum("amount"))
        }
        nothing = (0, Decimal(0))
        return [
            Oversubscription(key, *applied.get(key, nothing), available[key]) for key in available
        ]
