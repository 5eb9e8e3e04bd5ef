"""Tables that leave the catalogue: the columns of the export, as everyone may read them."""

from django.utils.translation import gettext_lazy as _

from catalog.models import Entry
from grants.resources import Amount, Column, Table


class EntryTable(Table):
    """Published projects, one a row."""

    case_number = Column("application__case_number", _("Registration number"))
    title = Column("title", _("Title"))
    recipient = Column("recipient", _("Recipient"))
    org_nr = Column("application__organisation__org_nr", _("Organisation number"))
    fund = Column("fund__short", _("Fund"))
    county = Column("county__name", _("County"))
    municipality = Column("municipality__name", _("Municipality"))
    year = Column("year", _("Year"))
    granted = Column("granted", _("Granted (SEK)"), widget=Amount())
    used = Column("used", _("Used (SEK)"), widget=Amount())
    women = Column("women", _("Participants, women"))
    men = Column("men", _("Participants, men"))
    target_group = Column("target_group", _("Target group"))
    summary = Column("summary", _("What it was"))
    results = Column("results", _("Results"))
    learned = Column("learned", _("What was learned"))
    did_not_work = Column("did_not_work", _("What did not work"))
    is_example = Column("is_example", _("Contains example text"))

    class Meta:
        model = Entry
        fields = (
            *("case_number", "title", "recipient", "org_nr", "fund", "county", "municipality"),
            *("year", "granted", "used", "women", "men", "target_group", "summary", "results"),
            *("learned", "did_not_work", "is_example"),
        )
        export_order = fields
