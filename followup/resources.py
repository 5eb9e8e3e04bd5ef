"""Tables that leave this floor: payments and reports, every column declared."""

from django.utils.translation import gettext_lazy as _

from followup.models import Payment, Report
from grants.resources import Amount, Column, Moment, Table


class PaymentTable(Table):
    """Payments as the board's finance officers keep them."""

    case_number = Column("decision__application__case_number", _("Registration number"))
    organisation = Column("decision__application__organisation__name", _("Organisation"))
    org_nr = Column("decision__application__organisation__org_nr", _("Organisation number"))
    title = Column("decision__application__title", _("Activity"))
    fund = Column("decision__application__call__fund__short", _("Fund"))
    county = Column("decision__application__county__name", _("County"))
    number = Column("number", _("Instalment"))
    amount = Column("amount", _("Amount (SEK)"), widget=Amount())
    due = Column("due", _("Pay on"))
    account_kind = Column("get_account_kind_display", _("Kind of account"))
    account_number = Column("account_number", _("Account number"))
    state = Column("get_state_display", _("State"))
    attested_by = Column("attested_by__name", _("Approved by"))
    cleared_by = Column("cleared_by__name", _("Approved by, second person"))
    file = Column("file__message_id", _("Payment file"))
    paid_at = Column("paid_at", _("Paid"), widget=Moment())

    class Meta:
        model = Payment
        fields = (
            *("case_number", "organisation", "org_nr", "title", "fund", "county", "number"),
            *("amount", "due", "account_kind", "account_number", "state", "attested_by"),
            *("cleared_by", "file", "paid_at"),
        )
        export_order = fields


class ReportTable(Table):
    """Final reports: when they are due, how far they have come, what was left."""

    case_number = Column("application__case_number", _("Registration number"))
    organisation = Column("application__organisation__name", _("Organisation"))
    title = Column("application__title", _("Activity"))
    fund = Column("application__call__fund__short", _("Fund"))
    county = Column("application__county__name", _("County"))
    due = Column("due", _("Due"))
    state = Column("get_state_display", _("State"))
    submitted_at = Column("submitted_at", _("Submitted"), widget=Moment())
    approved_at = Column("approved_at", _("Approved"), widget=Moment())
    unused = Column("unused", _("Unused money (SEK)"), widget=Amount())

    class Meta:
        model = Report
        fields = (
            *("case_number", "organisation", "title", "fund", "county", "due", "state"),
            *("submitted_at", "approved_at", "unused"),
        )
        export_order = fields
