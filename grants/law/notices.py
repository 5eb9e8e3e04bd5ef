"""What the letter of a decision must tell the recipient, in our own plain words."""

from dataclasses import dataclass, replace
from datetime import date

from grants.law.deciding import appealable
from grants.law.statutes import (
    F2010,
    F2016,
    FL,
    FL_IN_FORCE,
    OLD_TIA_NOTE,
    FundKey,
    Outcome,
    Text,
    older_tia,
)


@dataclass(frozen=True)
class Notice:
    """A sentence that a decision must carry. The Swedish text is the one that counts."""

    key: str
    text_sv: str
    text_en: str
    paragraph: str
    certain: bool = True
    staff_note: Text = ""


_REPAY_2010 = Notice(
    "repayment",
    "Mottagaren ska betala tillbaka ersättningen om den har lämnats på felaktig grund eller med "
    "för högt belopp. Om mottagaren inte har orsakat felet gäller det bara om mottagaren insåg "
    "eller skäligen borde ha insett det.",
    "The recipient must repay the money if it was paid on wrong grounds or was too high. If the "
    "recipient did not cause the error, this holds only if it saw the error or reasonably ought to "
    "have.",
    f"39 § {F2010}",
)
_PURPOSE_2010 = Notice(
    "purpose",
    "Mottagaren ska också betala tillbaka medel som inte har använts för det ändamål som anges i "
    "beslutet.",
    "The recipient must also repay money that was not used for the purpose in the decision.",
    f"40 § {F2010}",
)
_RECLAIM_2010 = Notice(
    "reclaim",
    "Länsstyrelsen återkräver ersättning som har lämnats felaktigt och får återkräva medel som "
    "inte har använts för ändamålet. Om det finns särskilda skäl får kravet efterges helt eller "
    "delvis.",
    "The board reclaims money that was wrongly paid, and may reclaim money not used for the "
    "purpose. For special reasons a claim may be waived wholly or partly.",
    f"41 § {F2010}",
)
_REPORT_2010 = Notice(
    "report",
    "Mottagaren ska lämna en ekonomisk redovisning av de utbetalda medlen och redovisa vad de "
    "har använts till.",
    "The recipient must account for the money that was paid out and report what it was used for.",
    f"37 § tredje stycket {F2010}",
)
_REPORT_TIA = Notice(
    "report",
    "Mottagaren ska senast den dag som anges i beslutet lämna en ekonomisk redovisning och "
    "redovisa hur bidraget har använts, vilka resultat som har nåtts och hur de svarar mot "
    "bidragets syfte.",
    "By the day in the decision the recipient must file a financial account and report how the "
    "grant was used, the results, and how they relate to the purpose of the grant.",
    f"14 § {F2016}",
)
_AUDITOR_TIA = Notice(
    "auditor",
    "Om mottagaren är en organisation ska en revisor granska redovisningen och revisorns rapport "
    "bifogas. Om bidraget uppgår till minst fem prisbasbelopp ska revisorn vara "
    "auktoriserad eller godkänd.",
    "If the recipient is an organisation, an auditor must review the report and the auditor's "
    "statement be attached. From five price base amounts the auditor must be authorised or "
    "approved.",
    f"14 a § {F2016}",
)
_CHANGES_TIA = Notice(
    "changes",
    "Mottagaren ska genast anmäla ändrade förhållanden som kan påverka rätten till bidraget eller "
    "dess storlek.",
    "The recipient must report at once any change that may affect the right to the grant or its "
    "size.",
    f"15 a § {F2016}",
)
_STOP_TIA = Notice(
    "payment_stop",
    "Länsstyrelsen får besluta att bidraget helt eller delvis inte ska betalas ut. Ett sådant "
    "beslut gäller genast.",
    "The board may decide that the grant, wholly or partly, is not to be paid out, with effect at "
    "once.",
    f"15 b § {F2016}",
)
_REPAY_TIA = Notice(
    "repayment",
    "Mottagaren ska betala tillbaka bidraget om det har lämnats på grund av oriktiga uppgifter, "
    "om det av annan anledning har lämnats felaktigt och mottagaren borde ha insett det, om det "
    "inte har använts eller inte har använts för sitt ändamål, om redovisning inte lämnas eller "
    "om villkoren i beslutet inte följs. En organisation kan också bli skyldig att betala tillbaka "
    "om den inte uppfyller demokrativillkoret i 7 a §.",
    "The recipient must repay the grant if it rests on wrong information, if it was wrongly given "
    "for another reason and the recipient ought to have seen it, if it was not used or not used "
    "for its purpose, if no report is filed, or if the conditions are not followed. An "
    "organisation may also have to repay if it breaks the democracy condition in 7 a §.",
    f"16 § {F2016}",
)
_RECLAIM_TIA = Notice(
    "reclaim",
    "Länsstyrelsen återkräver då bidraget helt eller delvis, om det inte finns särskilda skäl att "
    "avstå.",
    "The board then reclaims the grant wholly or partly, unless there are special reasons not to.",
    f"17 § {F2016}",
)
_CONDITIONS_OLD_TIA = Notice(
    "conditions",
    "Som villkor för bidraget gäller att mottagaren redovisar hur det har använts senast den dag "
    "som anges i beslutet, och betalar tillbaka det som inte har använts för sitt ändamål.",
    "It is a condition of the grant that the recipient reports how it was used by the day in the "
    "decision and repays what was not used for its purpose.",
    "",
    certain=False,
    staff_note=OLD_TIA_NOTE,
)
_REVOCATION = Notice(
    "revocation",
    "Länsstyrelsen får ändra eller återkalla beslutet helt eller delvis om förutsättningarna för "
    "det brister, om villkoren i beslutet inte följs eller om bidraget används till något annat "
    "än det som har beviljats.",
    "The board may change or revoke the decision wholly or partly if its grounds fail, if its "
    "conditions are not followed, or if the money is used for something else.",
    f"37 § andra stycket 1 {FL}",
)
_NO_APPEAL = Notice(
    "no_appeal",
    "Beslutet får inte överklagas.",
    "The decision may not be appealed.",
    "",
)
COMPLETION_CONSEQUENCE = Notice(
    "completion",
    "Om ni inte kompletterar ansökan i tid kan följden bli att länsstyrelsen inte prövar den.",
    "If you do not complete the application in time, the board may decide not to examine it.",
    f"20 § andra stycket {FL}",
)


def notices(fund_key: FundKey, outcome: Outcome, on: date) -> list[Notice]:
    """What the letter of a decision on the day must tell the recipient, in order.

    39 and 40 §§ demand their notices in every grant; the revocation clause is what makes 37 §
    förvaltningslagen usable. Ends with the notice that there is no appeal, where that is certain.
    """
    told: list[Notice] = []
    if outcome in ("granted", "partly_granted"):
        if fund_key == "tia":
            told += (
                [_CONDITIONS_OLD_TIA]
                if older_tia(fund_key, on)
                else [_REPORT_TIA, _AUDITOR_TIA, _CHANGES_TIA, _STOP_TIA, _REPAY_TIA, _RECLAIM_TIA]
            )
        else:
            report = _REPORT_2010
            if fund_key == "37a":
                report = replace(report, paragraph=f"37 b § andra stycket {F2010}")
            told += [report, _REPAY_2010, _PURPOSE_2010, _RECLAIM_2010]
        if on >= FL_IN_FORCE:
            told.append(_REVOCATION)
    appeal = appealable(fund_key, outcome, on)
    if appeal.certain and not appeal.allowed:
        told.append(replace(_NO_APPEAL, paragraph=appeal.paragraph))
    return told
