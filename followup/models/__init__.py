"""What is true on floor 4: what is kept."""

from followup.models.payment import Payment, PaymentFile
from followup.models.report import Overtaken, Report, SpentLine

__all__ = ["Overtaken", "Payment", "PaymentFile", "Report", "SpentLine"]
