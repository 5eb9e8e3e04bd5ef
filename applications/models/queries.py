"""Which applications: who sees which, which count as sought money, and the sökkvot."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Func, Q

from applications.models.fair_copy import leaning
from applications.models.parts import Partner
from applications.models.sought import NOT_COUNTED, Day, Oversubscription, by_day, figures
from grants.models import Call, Membership, Post

UNDECIDED = ("submitted", "preparation", "supplement", "assessment", "proposed")


# Who sees which, as conditions: built from what is known of the user, put together once.


class _Among(Func):
    """A column has one of the values of an array that is read first.

    Beside an OR the database can then look each of them up, where it would go through every
    application for an IN or a join: a list costs what its reader may see, and not what there is.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


def _at_work(user: Any) -> Q:
    """At a board where she is officer, decider, finance or auditor; the coordinator: everywhere."""
    if user.holds("coordinator", None):
        return ~Q(pk=None)
    codes = user.counties_as("officer", "decider", "finance", "auditor")
    if not codes:
        return Q(pk=None)
    decided = Call.objects.filter(terms__deciding_county__in=codes).order_by().values("pk")
    return Q(county__in=codes) | Q(_Among("call", ArraySubquery(decided)))


def _assigned_to(user: Any) -> Q:
    """From when she has said that she has no conflict; in a blind call when she has handed in."""
    own = user.assessments.exclude(state__in=["assigned", "recused", "withdrawn"])
    own = own.exclude(application__call__blind=True, handed_in_at=None)
    return Q(_Among("pk", ArraySubquery(own.order_by().values("application"))))


def _of_interest_to(user: Any) -> Q:
    """A conflict of interest is known: declared, confirmed, or certain by a membership today."""
    known = Q(pk__in=user.conflicts.order_by().values("application"))
    own = [m.organisation for m in user.memberships_today]
    if not own:
        return known
    with_part = Partner.objects.filter(org_nr__in=[one.org_nr for one in own])
    known |= Q(organisation__in=[one.pk for one in own])
    return known | Q(pk__in=with_part.order_by().values("application"))


def _without_interest_of(user: Any) -> Q:
    """Submitted (or from paper), and no conflict of interest with the user is known."""
    return ~Q(state="draft", on_behalf=False) & ~_of_interest_to(user)


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
        with_part = Partner.objects.filter(org_nr__in=held.values("organisation__org_nr"))
        partial = Q(organisation__in=held.values("organisation"))
        partial |= Q(pk__in=user.conflicts.values("application"))
        partial |= Q(pk__in=with_part.order_by().values("application"))
        own = Q(organisation__in=writing.values("organisation"), on_behalf=False)
        return self.filter(own | (entered & ~partial), state="draft")

    def handled_by(self, user: Any) -> "ApplicationQuerySet":
        """Submitted cases of the boards where the user is officer, decider, finance or auditor.

        The national coordinator reads those of every board. A case of an organisation she belongs
        to, or that takes part in it, or in which she has a conflict of interest, is not among them.
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

    def of_interest_to(self, user: Any) -> "ApplicationQuerySet":
        """Cases, and drafts, in which the user has a known conflict of interest or a party's part.

        What floor 1 keeps from her: their history and e-mails.
        """
        return self.filter(_of_interest_to(user))

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
        self, calls: "models.QuerySet[Call]", by: str | None = None, *, unseen_by: Any = None
    ) -> list[Oversubscription]:
        """Money sought over money available in the calls, per group: from the counters.

        `by` is "fund", "county", "year", "call", "earmark", "priority", "municipality" or None for
        one total. Two queries that cost the same whatever is sought; with `unseen_by` one more,
        and then the cases in which that user has a conflict of interest are not counted: nobody
        sees sums over them. A group without applications is there with ratio 0; money available is
        the frames' (or the earmarks') amount as announced, and none is set aside for a priority or
        a municipality. Raises ValueError on filtered applications: a counter knows no filter.
        """
        if self.query.where:
            raise ValueError("The counters count all applications of the calls.")
        return figures(calls, by, self._unseen_by(unseen_by))

    def sought_by_day(self, calls: "models.QuerySet[Call]", *, unseen_by: Any = None) -> list[Day]:
        """How much was sought in the calls at the end of each day on which it changed. SEK.

        At most two queries; `unseen_by` and ValueError as in `oversubscription`.
        """
        if self.query.where:
            raise ValueError("The counters count all applications of the calls.")
        return by_day(calls, self._unseen_by(unseen_by))

    def _unseen_by(self, user: Any) -> "ApplicationQuerySet | None":
        return None if user is None else self.of_interest_to(user)
