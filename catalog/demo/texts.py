"""Example texts of the demo's projects: Swedish, plausible, made up, and marked as such.

Nothing here is from a source. A theme has ideas (what a project does) and sentences that fit every
idea of the theme; a deck deals each of them out once before any comes again, so that the projects
of one county differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Generic, TypeVar

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from grants import clock, paper
from grants.questions import Question, Version

Card = TypeVar("Card")

MARK = "Exempeltext: "


def example(text: str) -> str:
    """The text with the mark that says it is made up."""
    return MARK + text


# What every example answers to the questions of the law, and to the texts that a form asks besides.
YES = ("free_of_charge", "adults_only", "non_profit")
ANSWERS = {
    "purpose_how": "Deltagarna övar i sin vardag, och får kontakter som de har nytta av efteråt.",
    "gender_equality": "Tider och lokal är valda så att både kvinnor och män kan komma.",
    "meetings": "Två kvällar i veckan, utom i juli.",
}


def answer(question: Any) -> Any:
    """A plain example answer to a question that the projects themselves say nothing about."""
    if question.kind == "yes_no":
        return question.key in YES
    if question.key in ANSWERS and question.kind in ("short_text", "long_text"):
        return example(ANSWERS[question.key])
    if question.kind == "one":
        return question.choices[0].key
    if question.kind == "number":
        return question.least or 1
    return example("Vi berättar gärna mer.")


def auditor_report() -> ContentFile:
    """A made-up auditor's report: the smallest file that is a PDF."""
    return ContentFile(f"%PDF-1.4\n% {MARK}\n%%EOF\n".encode(), name="revisorns-rapport.pdf")


def document(name: str, title: str, sender: str, *lines: str) -> SimpleUploadedFile:
    """A made-up document of one page, as PDF; its first words say that it is an example."""
    body = [paper.Text(line) for line in (example(title), *lines)]
    drawn = paper.letter(title=title, sender=sender, body=body, created=clock.now())
    return SimpleUploadedFile(name, drawn, "application/pdf")


def asking(version: Version, section: str, *asked: Question) -> Version:
    """The version, with these questions last in the section or in place of those of their key."""
    new = {question.key: question for question in asked}
    sections = []
    for there in version.sections:
        kept = tuple(new.pop(old.key, old) for old in there.questions)
        sections.append(replace(there, questions=kept))
    for place, there in enumerate(sections):
        if there.key == section:
            sections[place] = replace(there, questions=(*there.questions, *new.values()))
    return Version(tuple(sections))


@dataclass(frozen=True)
class Theme:
    """What projects of one kind have in common. `purpose` is a purpose's key in TIA's terms."""

    purpose: str
    words: str
    ideas: tuple[tuple[str, str], ...]  # title with {place}, and what the project does
    needs: tuple[str, ...]
    aims: tuple[str, ...]
    results: tuple[str, ...]
    lessons: tuple[str, ...]
    setbacks: tuple[str, ...]


THEMES = {
    "language": Theme(
        purpose="swedish",
        words="svenska språket",
        ideas=(
            ("Språkcafé i {place}", "Öppet språkcafé två kvällar i veckan med samtalsledare."),
            ("Svenska från första dagen", "Nybörjarkurs i små grupper, fyra förmiddagar i veckan."),
            ("Läs tillsammans i {place}", "Läsecirklar med lättläst svenska på biblioteket."),
            ("Prata på promenad", "Promenader med samtalskort där varje grupp har en språkvän."),
            ("Språk i köket", "Matlagning där recept, mått och samtal ger orden."),
            ("Ord för vardagen", "Korta språkpass om vårdcentral, butik, buss och bostad."),
            ("Sjung in svenskan", "Körsång och uttalsträning med en pedagog varje vecka."),
            ("Språkvän i {place}", "En deltagare och en språkvän träffas en timme i veckan."),
            ("Digital svenska", "Språkträning med telefon och lärplatta, med handledare på plats."),
            (
                "Svenska i verkstaden",
                "Snickeri, sömnad och cykelreparation med yrkesord på svenska.",
            ),
        ),
        needs=(
            "De som väntar på besked har ofta inga tillfällen att tala svenska.",
            "Boendet ligger långt från tätorten och där finns ingen undervisning.",
            "Många har kort skolgång och behöver börja med tal före skrift.",
            "Kön till öppna språkgrupper är lång och väntan gör att många tappar fart.",
            "Föräldrar med små barn kan inte komma till de kurser som redan finns.",
            "Flera grupper har saknat platser på kvällstid, när de som läser annat är lediga.",
        ),
        aims=(
            "Deltagarna ska kunna presentera sig, fråga om vägen och boka en tid på svenska.",
            "Var och en ska våga tala svenska i vardagen när insatsen är slut.",
            "Deltagarna ska känna igen de vanligaste orden hos myndigheter och i vården.",
            "Kvinnor och män ska delta lika mycket och ha lika stor nytta av insatsen.",
        ),
        results=(
            "Sju av tio deltagare säger att de använder mer svenska i vardagen än tidigare.",
            "Vid sista träffen klarade de flesta ett samtal om sig själva utan tolk.",
            "Hälften av deltagarna gick vidare till en kurs på nästa nivå.",
            "De som kom minst tio gånger ökade sitt ordförråd tydligt i den enkla mätningen.",
            "Deltagarna bokar nu oftare tid i vården själva, enligt samtalsledarna.",
            "Tolk behövdes vid var tredje träff i början och nästan aldrig mot slutet.",
        ),
        lessons=(
            "Barnpassning i rummet bredvid gjorde att fler kvinnor kom.",
            "Små fasta grupper fungerade bättre än öppna träffar för nybörjare.",
            "Ett gemensamt tema varje vecka gav samtalen riktning.",
            "Deltagare som själva fick leda en övning kom tillbaka oftare.",
            "Påminnelser med bild i telefonen nådde fler än affischer.",
            "Att börja med tal och vänta med skrift gav trygghet åt dem med kort skolgång.",
            "Träffar på samma tid och plats hela terminen höll närvaron uppe.",
            "Bibliotekets personal blev en väg in till andra aktiviteter.",
        ),
        setbacks=(
            "Kvällstiderna passade dåligt när sista bussen gick tidigt.",
            "Digitala träffar nådde få; uppkopplingen på boendet var för svag.",
            "Grupper med mycket olika nivå gjorde nybörjarna tysta.",
            "Utskick på bara svenska gav nästan inga anmälningar.",
            "Flera flyttades under terminen och platserna kunde inte fyllas direkt.",
            "Vi räknade för lite tid för att skola in nya samtalsledare.",
            "Sommaruppehållet blev för långt och en del kom inte tillbaka.",
        ),
    ),
    "society": Theme(
        purpose="society",
        words="kunskap om det svenska samhället",
        ideas=(
            ("Samhällskollen i {place}", "Träffar om rättigheter, skyldigheter, vård och skola."),
            ("Så funkar det här", "Studiebesök hos bibliotek, vårdcentral, polis och kommun."),
            ("Lika rättigheter", "Samtalsgrupper om jämställdhet, barnets rätt och familjerätt."),
            ("Demokrati på riktigt", "Cirklar om val, föreningar och hur man påverkar lokalt."),
            ("Min kommun", "Guidade turer och samtal om hur kommunen är ordnad."),
            ("Förening för alla", "Lotsar som visar vägen in i föreningslivet i {place}."),
            ("Trygg i trafiken", "Kurs om cykel, kollektivtrafik och trafikregler."),
            ("Vardagens ekonomi", "Träffar om konto, räkningar, avtal och bedrägerier."),
            ("Natur och allemansrätt", "Utflykter om allemansrätt, sopsortering och årstider."),
            ("Föräldraskap i Sverige", "Föräldragrupper om skola, förskola och barns rättigheter."),
        ),
        needs=(
            "Rykten sprids när saklig information saknas på ett språk man förstår.",
            "Många har frågor om rättigheter och skyldigheter men vet inte vem de kan fråga.",
            "Den som bor utanför tätorten möter sällan kommunens service.",
            "Kvinnor i målgruppen nås mer sällan av den information som ges.",
            "Föreningarna i bygden vill öppna dörren men saknar kontakt med målgruppen.",
            "Frågor om barnets rätt och familjeliv kommer ofta upp först i en kris.",
        ),
        aims=(
            "Deltagarna ska veta vart de vänder sig med frågor om vård, skola och rättigheter.",
            "Var och en ska ha besökt minst fyra samhällsinstanser på orten.",
            "Deltagarna ska känna till sina rättigheter och kunna berätta om dem för andra.",
            "Kvinnor och män ska få samma information och samma plats i samtalen.",
        ),
        results=(
            "Åtta av tio svarar att de nu vet vart de vänder sig med en fråga.",
            "Trettio personer gick med i en förening under insatsen.",
            "Deltagarna besökte i genomsnitt fem verksamheter på orten.",
            "Före insatsen kände få till barnkonventionen; efteråt kunde de flesta ge exempel.",
            "Flera deltagare ledde egna informationsträffar på boendet.",
            "Frågorna till boendets personal om vård och skola minskade, enligt personalen.",
        ),
        lessons=(
            "Studiebesök gav mer än föreläsningar om samma sak.",
            "Information på modersmålet först och svenska sedan gav bättre frågor.",
            "Separata grupper för kvinnor och män behövdes i början av familjetemat.",
            "Att bjuda in tjänstepersoner till deltagarnas plats sänkte tröskeln.",
            "Deltagare som blev lotsar nådde sådana som vi inte hade nått själva.",
            "Ett tema i taget och samma kväll varje vecka gjorde det lätt att komma ihåg.",
            "Barnens skola är den fråga som får flest att komma.",
            "Ett enkelt häfte med adresser användes mer än webbsidan.",
        ),
        setbacks=(
            "Helgträffar lockade färre än vi trodde.",
            "Två studiebesök ställdes in sent och det tog tid att få nya.",
            "Tolk på distans gjorde samtalen stela.",
            "Materialet var för långt; få läste det efteråt.",
            "Vi nådde färre män under trettio år än planerat.",
            "Resorna kostade mer än beräknat när bussarna var få.",
            "Samverkan med en av parterna kom igång först efter halva tiden.",
        ),
    ),
    "health": Theme(
        purpose="health",
        words="hälsa",
        ideas=(
            ("Rörelse för alla i {place}", "Ledda träningspass för nybörjare tre gånger i veckan."),
            ("Friska steg", "Promenadgrupper med hälsosamtal varje vecka."),
            ("Sömn, mat och rörelse", "Hälsoskola i åtta träffar med sjuksköterska."),
            ("Lugn och ro", "Grupper för stresshantering, andning och avspänning."),
            ("Simma tryggt", "Simundervisning för vuxna, med egna tider för kvinnor."),
            ("Odla hälsa i {place}", "Gemensam odling med samtal om mat och välmående."),
            ("Cykla i {place}", "Cykelskola för vuxna och turer i grupp."),
            ("Hitta till vården", "Träffar om egenvård, tandvård och när man söker hjälp."),
            ("Bollen i rull", "Öppna idrottspass där nya och gamla bybor spelar ihop."),
            ("Kvinnors hälsa", "Hälsosamtal och rörelse i grupp med barnmorska som gäst."),
        ),
        needs=(
            "Lång väntan ger sömnproblem och oro, och få vet vilken hjälp som finns.",
            "Boendet har ingen plats för rörelse och vintern gör att många blir inne.",
            "Vårdcentralen möter många frågor som kan besvaras tidigare och enklare.",
            "Kvinnor i målgruppen deltar sällan i de idrottspass som redan finns.",
            "Många vuxna kan inte simma eller cykla och undviker därför utflykter.",
            "Ensamheten är stor bland dem som bor i eget boende.",
        ),
        aims=(
            "Deltagarna ska röra sig mer och veta var de kan fortsätta efter insatsen.",
            "Var och en ska känna till egenvård och vägen in i vården.",
            "Deltagarna ska ha verktyg mot stress och sömnproblem.",
            "Hälften av deltagarna ska vara kvinnor.",
        ),
        results=(
            "Sex av tio uppger att de sover bättre än när de började.",
            "Tjugo deltagare fortsatte i föreningens ordinarie verksamhet.",
            "De flesta rör sig minst två gånger i veckan mot knappt en gång i början.",
            "Deltagarna skattade sitt mående högre vid slutet än vid starten.",
            "Var fjärde deltagare lärde sig simma eller cykla under insatsen.",
            "Alla grupper fick besök av vården och många ställde frågor de hade burit på länge.",
        ),
        lessons=(
            "Egna tider för kvinnor var avgörande för att de skulle komma.",
            "Ledare som talar deltagarnas språk gav fler och ärligare frågor.",
            "Rörelse först och samtal sedan fungerade bättre än tvärtom.",
            "Låna ut kläder och skor; det var ofta det som fattades.",
            "Att samma ledare kom varje gång gav trygghet.",
            "Korta pass ofta gav bättre närvaro än långa pass sällan.",
            "Hälsofrågor är ett bra sätt att också träna svenska.",
            "Föreningens ordinarie medlemmar behövde förberedas för att ta emot nya.",
        ),
        setbacks=(
            "Lokalen var upptagen på de tider som passade deltagarna bäst.",
            "Enkäten om mående var för svår och fick göras om muntligt.",
            "Utomhuspassen under vintern fick ställas in oftare än väntat.",
            "Få män kom till samtalsgrupperna.",
            "Det tog lång tid att hitta en kvinnlig simlärare.",
            "Vi missade att planera för fastemånaden och närvaron föll då.",
            "Skjutsen till anläggningen blev dyrare än beräknat.",
        ),
    ),
    "work": Theme(
        purpose="society",
        words="den svenska arbetsmarknaden",
        ideas=(
            ("Vägen till jobb i {place}", "Kartläggning, yrkessvenska och besök hos arbetsgivare."),
            ("Yrkessvenska", "Kurser i svenska för vård, bygg, kök och lokalvård."),
            ("Mitt första cv", "Verkstad där deltagarna skriver cv och övar intervju."),
            ("Möt en arbetsgivare", "Frukostmöten där företag och deltagare lär känna varandra."),
            ("Arbetslivets spelregler", "Cirklar om avtal, skatt, fack och arbetsmiljö."),
            ("Företagsamma", "Träffar om att starta och driva företag i Sverige."),
            ("Mentor i {place}", "Yrkesverksamma möter deltagare med samma yrke varannan vecka."),
            ("Gröna jobb", "Studiebesök och orientering om skog, lantbruk och trädgård."),
            ("Kompetensen hit", "Kartläggning av utbildning och vägledning om validering."),
            ("Branschkoll", "Studiebesök i fem branscher med förberedelse och uppföljning."),
        ),
        needs=(
            "Många har yrke och erfarenhet men vet inte hur svensk arbetsmarknad fungerar.",
            "Arbetsgivare i bygden söker personal men når inte målgruppen.",
            "Utan kontakter är vägen till det första samtalet lång.",
            "Rykten om svart arbete gör att saklig kunskap om avtal och skatt behövs tidigt.",
            "Kvinnor i målgruppen har sällan fått sin kompetens kartlagd.",
            "Den som bor utanför tätorten har svårt att själv ta sig till arbetsgivare.",
        ),
        aims=(
            "Deltagarna ska ha en plan för sitt arbetsliv i Sverige.",
            "Var och en ska ha träffat minst tre arbetsgivare.",
            "Deltagarna ska känna till rättigheter och skyldigheter på en arbetsplats.",
            "Lika många kvinnor som män ska få sin kompetens kartlagd.",
        ),
        results=(
            "Två av tre har ett färdigt cv på svenska.",
            "Elva deltagare fick ett arbete eller en utbildningsplats inom ett halvår.",
            "Deltagarna mötte i genomsnitt fyra arbetsgivare.",
            "Nio av tio vet nu vad ett kollektivavtal är, mot två av tio vid starten.",
            "Femton deltagare påbörjade validering av sin utbildning.",
            "Fyra arbetsgivare vill fortsätta med egna träffar.",
        ),
        lessons=(
            "Arbetsgivare säger oftare ja till ett besök på en timme än till ett helt program.",
            "Deltagare med samma yrke lär av varandra; blanda inte för mycket.",
            "Besök med uppgift före och samtal efter gav mest.",
            "Mentorerna behövde en egen introduktion.",
            "Att börja med det man redan kan gav självförtroende.",
            "Kvinnor anmälde sig när barnpassning och tider stod i inbjudan.",
            "Fackets och arbetsgivarens berättelse tillsammans gav förtroende.",
            "Små företag hade mer tid än stora.",
        ),
        setbacks=(
            "Tre arbetsgivare hoppade av när vi inte kunde lova fasta tider.",
            "Kartläggningen tog dubbelt så lång tid som planerat.",
            "Digital intervjuträning fungerade dåligt för nybörjare.",
            "Deltagare utan samordningsnummer kunde inte följa med på alla besök.",
            "Vi nådde få i åldern över femtio år.",
            "Yrkesorden blev för svåra för dem som just börjat med svenska.",
            "Högsäsongen gjorde att besöken i lantbruket fick flyttas.",
        ),
    ),
}

# What municipalities apply for under §§ 37 and 37 a: title, and what is to be done.
RECEPTION = (
    ("Samordnat mottagande i {place}", "Gemensam rutin för bosättning, skola och vård."),
    ("Boendeplan för nyanlända", "Kartläggning av bostäder och plan för ett hållbart mottagande."),
    ("Beredskap tillsammans", "Övning och handlingsplan för ett snabbt ökat mottagande."),
    ("Första veckan i {place}", "Introduktion med lots de första veckorna i kommunen."),
    ("Samverkan för etablering", "Fast samverkan mellan kommun, region och föreningsliv."),
    ("Mottagning i tre kommuner", "Delad kompetens och jour mellan grannkommuner."),
    ("Skolstart utan väntan", "Kartläggning av barns skolgång före flytten till kommunen."),
    ("Trygg bosättning", "Bosättningslots och information till hyresvärdar."),
    ("Ensamkommande barns nätverk", "Gemensamt stöd till gode män och familjehem."),
    ("Lots för nya familjer", "En lots följer familjen det första halvåret i kommunen."),
)
GUIDES = (
    ("Flyktingguide i {place}", "Etablerade och nya invånare träffas i par under ett år."),
    ("Vänfamilj", "Familjer möts kring vardag, högtider och fritid."),
    ("Guide till föreningslivet", "Frivilliga följer med till de första träffarna i en förening."),
    ("Språkvänner för unga", "Unga guider stöder ensamkommande barn i skola och fritid."),
)

ASSOCIATIONS = (
    "Språkvännerna i {place}",
    "Föreningen Mötesplatsen i {place}",
    "Kvinnonätverket Broar i {place}",
    "Idrottsföreningen Tillsammans i {place}",
    "Kulturföreningen Kompassen i {place}",
    "Studiecirkeln Horisont i {place}",
    "Bygdeföreningen Samling i {place}",
    "Odlarföreningen Grobladet i {place}",
    "Föreningen Nya grannar i {place}",
    "Föreningen Öppen dörr i {place}",
    "Hälsoföreningen Friska steg i {place}",
    "Ungdomsföreningen Vidare i {place}",
)

REASONS = {
    "granted": (
        "Insatsen möter ett tydligt behov och når syftet på ett trovärdigt sätt. Kostnaderna är "
        "rimliga.",
        "Behovet är väl beskrivet, målgruppen nås och samverkan på orten är god.",
        "Insatsen svarar väl mot utlysningens prioriteringar och har en genomförbar plan.",
    ),
    "partly_granted": (
        "Insatsen är angelägen. Medlen räcker inte till hela det sökta beloppet; kostnader för "
        "lokal och material har räknats ned.",
        "Behovet är tydligt. Beloppet sänks eftersom en del av kostnaderna inte hör till insatsen.",
    ),
    "rejected": (
        "Medlen räcker inte till alla ansökningar. Andra insatser bedöms möta ett större behov.",
        "Ansökan visar inte hur insatsen når syftet. Andra ansökningar bedöms bättre.",
        "Behovet på orten är mindre än i andra delar av länet och medlen räcker inte.",
        "Målgruppen är oklart beskriven och kostnaderna är höga i förhållande till nyttan.",
    ),
    "dismissed": ("Ansökan är så ofullständig att den inte kan prövas. Den kompletterades inte.",),
}
CONDITIONS = (
    "Medlen får bara användas till den insats som anges i beslutet. Slutrapporten ska ha "
    "kommit in senast den dag som anges i beslutet."
)


JUDGED = {
    5: "Mycket väl visat, med underlag från orten.",
    4: "Väl beskrivet och trovärdigt.",
    3: "Godtagbart beskrivet; en del är oklart.",
    2: "Knapphändigt beskrivet.",
    1: "Framgår inte av ansökan.",
}
DONE = (
    "Insatsen genomfördes i huvudsak som planerat.",
    "Alla planerade träffar hölls; några flyttades i tid.",
    "Insatsen genomfördes med en extra grupp mot slutet.",
)


class Deck(Generic[Card]):
    """Deals its cards in shuffled order, each once before any comes again."""

    def __init__(self, cards: Sequence[Card], dice: Random) -> None:
        self.cards, self.dice = cards, dice
        self.left: list[Card] = []

    def deal(self) -> Card:
        if not self.left:
            self.left = self.dice.sample(self.cards, len(self.cards))
        return self.left.pop()


@dataclass(frozen=True)
class Project:
    """The made-up texts of one project, from application to report."""

    theme: Theme
    title: str
    summary: str
    need: str
    aims: str
    activities: str
    results: str
    learned: str
    did_not_work: str


class Projects:
    """Writes the projects of one county, so that they differ from each other."""

    def __init__(self, dice: Random) -> None:
        self.decks: dict[tuple[str, str], Deck[Any]] = {
            (key, part): Deck(getattr(theme, part), dice)
            for key, theme in THEMES.items()
            for part in ("ideas", "needs", "aims", "results", "lessons", "setbacks")
        }

    def write(self, key: str, place: str) -> Project:
        """A project of the theme in the place."""
        title, what = self._deal(key, "ideas")
        what = what.format(place=place)
        return self.describe(
            key, title.format(place=place), f"{what} För asylsökande vuxna i {place}.", what
        )

    def describe(self, key: str, title: str, summary: str, activities: str) -> Project:
        """A project whose title and summary are given."""
        return Project(
            theme=THEMES[key],
            title=title,
            summary=example(summary),
            need=example(self._deal(key, "needs")),
            aims=example(self._deal(key, "aims")),
            activities=example(activities),
            results=example(self._deal(key, "results")),
            learned=example(self._deal(key, "lessons")),
            did_not_work=example(self._deal(key, "setbacks")),
        )

    def _deal(self, key: str, part: str) -> Any:
        return self.decks[key, part].deal()
