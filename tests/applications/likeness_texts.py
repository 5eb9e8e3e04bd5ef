"""Texts such as applicants write: one activity, told anew in other ways, and its neighbours."""

CAFE = (
    "Föreningen vill öppna ett språkcafé två kvällar i veckan i Folkets hus. Vi har sett att många "
    "som bor på anläggningen aldrig får tala svenska med någon utanför boendet. På caféet sitter "
    "fyra samtalsledare vid var sitt bord, och varje kväll har ett tema: handla mat, ringa "
    "vårdcentralen, läsa ett hyreskontrakt. Barnpassning finns i rummet bredvid, så att även "
    "föräldrar med små barn kan delta hela kvällen. Vi bjuder in biblioteket och idrottsföreningen "
    "en gång i månaden så att deltagarna lär känna föreningslivet på orten. Efter tio veckor "
    "frågar vi deltagarna vad de vågar göra på svenska som de inte vågade förut."
)
# The same, by somebody who changed names, numbers and a word here and there.
RENAMED = (
    "Kvinnoföreningen vill öppna ett språkcafé tre kvällar i veckan i Medborgarhuset. Vi har sett "
    "att många som bor på asylboendet aldrig får tala svenska med någon utanför boendet. På caféet "
    "sitter sex samtalsledare vid var sitt bord, och varje kväll har ett tema: handla mat, ringa "
    "tandläkaren, läsa ett hyreskontrakt. Barnpassning finns i rummet intill, så att även mammor "
    "med små barn kan delta hela kvällen. Vi bjuder in biblioteket och simklubben en gång i "
    "månaden så att deltagarna lär känna föreningslivet i Nybro. Efter åtta veckor frågar vi "
    "deltagarna vad de vågar göra på svenska som de inte vågade förut."
)
# The same sentences in another order.
REORDERED = (
    "Efter tio veckor frågar vi deltagarna vad de vågar göra på svenska som de inte vågade förut. "
    "Barnpassning finns i rummet bredvid, så att även föräldrar med små barn kan delta hela "
    "kvällen. Vi bjuder in biblioteket och idrottsföreningen en gång i månaden så att deltagarna "
    "lär känna föreningslivet på orten. Vi har sett att många som bor på anläggningen aldrig får "
    "tala svenska med någon utanför boendet. På caféet sitter fyra samtalsledare vid var sitt "
    "bord, och varje kväll har ett tema: handla mat, ringa vårdcentralen, läsa ett hyreskontrakt. "
    "Föreningen vill öppna ett språkcafé två kvällar i veckan i Folkets hus."
)
# Half of it, inside a text of its own.
WITHIN = (
    "Vår kommun tar emot fler nyanlända än förra året och behöver fler mötesplatser. Förra hösten "
    "prövade vi läxhjälp, och det gav god erfarenhet. På caféet sitter fyra samtalsledare vid var "
    "sitt bord, och varje kväll har ett tema: handla mat, ringa vårdcentralen, läsa ett "
    "hyreskontrakt. Barnpassning finns i rummet bredvid, så att även föräldrar med små barn kan "
    "delta hela kvällen. Rektorn på vuxenutbildningen leder arbetsgruppen, som möts varje månad. "
    "Kommunens folkhälsostrateg följer upp med enkäter på lätt svenska."
)
# About the same thing, and written by somebody else.
SAME_TOPIC = (
    "Vi söker medel för att starta ett språkcafé i vår församlingslokal. Behovet är stort: på "
    "orten finns ett boende med över hundra asylsökande, och det närmaste sfi-klassrummet ligger "
    "fyra mil bort. Varje tisdag och torsdag möts frivilliga och deltagare över en kopp kaffe och "
    "pratar om vardagen, till exempel om skolan, vården och arbetslivet. För att kvinnor ska "
    "kunna komma ordnar vi lek för barnen i salen intill. Resultatet "
    "mäter vi genom en kort intervju när terminen börjar och en när den slutar. Vi räknar med "
    "fyrtio deltagare, hälften kvinnor."
)
SAME_TOPIC_TOO = (
    "Språkcaféet ska ge asylsökande en möjlighet att träna svenska i ett tryggt sammanhang. Lokal "
    "lånar vi av studieförbundet. Fem volontärer har redan anmält sig, och två av dem har lång "
    "erfarenhet som lärare. Deltagarna delas in efter hur mycket svenska de kan, och de som kommit "
    "längst hjälper nybörjarna. En gång i månaden gör vi studiebesök på en arbetsplats. Barnen är "
    "välkomna och har egna aktiviteter. Vi följer upp insatsen tillsammans med länsstyrelsen och "
    "skriver ner vad som har fungerat och vad som inte har gjort det."
)
# What everybody quotes: the law's own words, in a text of one's own.
QUOTES_ONE = (
    "Insatsen ska motverka passivisering under asyltiden, underlätta kontakter med den svenska "
    "arbetsmarknaden och främja framtida etablering. Därför ordnar cykelklubben en verkstad där "
    "deltagarna lagar gamla cyklar tillsammans med pensionerade mekaniker och lär sig orden för "
    "verktyg och delar. Den som vill kan få ett intyg och en kontakt på en verkstad i stan."
)
QUOTES_TOO = (
    "Insatsen ska motverka passivisering under asyltiden, underlätta kontakter med den svenska "
    "arbetsmarknaden och främja framtida etablering. Odlarföreningen upplåter tolv lotter där "
    "familjer odlar grönsaker under sommaren, med handledare som talar långsamt och tydligt. "
    "Skörden lagas i skolköket på lördagar, och recepten blir en liten kokbok på tre språk."
)
SHORT = "Ja. Vi arbetar tillsammans med kommunen."
