"""What is true on floor 4: what is kept."""

from followup.models.payment import Payment, PaymentFile
from followup.models.report import AUDITOR_REPORT, Overtaken, Report, ReportFile, SpentLine

__all__ = [
    "AUDITOR_REPORT",
    "Overtaken",
    "Payment",
    "PaymentFile",
    "Report",
    "ReportFile",
    "SpentLine",
]
