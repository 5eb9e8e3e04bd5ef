"""The tree of tags, the metadata and the colour profile of a PDF, written by pikepdf."""

import io
import re
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String


@dataclass
class Node:
    """A node of the structure tree; its pieces are nodes, and marks on a page as (page, number)."""

    role: str
    attributes: dict[str, str] = field(default_factory=dict)
    pieces: list = field(default_factory=list)
    links: list[tuple[int, int]] = field(
        default_factory=list
    )  # (page, place among its annotations)
    spoken: str = ""

    def add(self, role: str, **attributes: str) -> "Node":
        node = Node(role, attributes)
        self.pieces.append(node)
        return node


# PDF/A knows the properties of PDF/UA only if the file describes them itself.
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{lang}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>Bifall</pdf:Producer>
<xmp:CreateDate>{created}</xmp:CreateDate>
<xmp:ModifyDate>{created}</xmp:ModifyDate>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of PDF/UA that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def tag(
    drawn: bytes, tree: Node, *, title: str, author: str, created: datetime, lang: str
) -> bytes:
    """Write the tree, the metadata and the colour profile into a drawn PDF."""
    moment = created.astimezone(UTC).replace(microsecond=0)
    title, author = (" ".join(text.split()) for text in (title, author))
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        owners: list[dict[int, Dictionary]] = [
            {} for _page in pdf.pages
        ]  # number of a mark -> its element
        annotations: list[tuple[pikepdf.Object, Dictionary]] = []

        def grow(node: Node, parent):
            element = pdf.make_indirect(
                Dictionary(Type=Name.StructElem, S=Name("/" + node.role), P=parent)
            )
            if node.attributes:
                element.A = Dictionary(
                    {f"/{key}": Name("/" + value) for key, value in node.attributes.items()}
                )
            kids = []
            for piece in node.pieces:
                if isinstance(piece, Node):
                    kids.append(grow(piece, element))
                else:
                    page, number = piece
                    kids.append(Dictionary(Type=Name.MCR, Pg=pdf.pages[page - 1].obj, MCID=number))
                    owners[page - 1][number] = element
            for page, place in node.links:
                note = pdf.make_indirect(pdf.pages[page - 1].obj.Annots[place])
                pdf.pages[page - 1].obj.Annots[place] = note
                note.F, note.Contents = 4, String(node.spoken)
                kids.append(Dictionary(Type=Name.OBJR, Pg=pdf.pages[page - 1].obj, Obj=note))
                annotations.append((note, element))
            element.K = Array(kids)
            return element

        root.K = grow(tree, root)
        numbers: list = []
        for place, (page, owner) in enumerate(zip(pdf.pages, owners, strict=True)):
            page.obj.StructParents, page.obj.Tabs = place, Name.S
            numbers.extend(
                [place, pdf.make_indirect(Array([owner[number] for number in sorted(owner)]))]
            )
            if "/Trans" in page.obj:  # a page turn, which PDF/A does not allow
                del page.obj["/Trans"]
        for place, (note, element) in enumerate(annotations, len(pdf.pages)):
            note.StructParent = place
            numbers.extend([place, element])
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
        root.ParentTreeNextKey = len(pdf.pages) + len(annotations)

        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.Lang = String(lang)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        profile = pikepdf.Stream(pdf, _colour_profile(), N=3)
        intent = Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=String("sRGB"),
            DestOutputProfile=pdf.make_indirect(profile),
        )
        pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
        words = {"title": title, "author": author, "lang": lang, "created": moment.isoformat()}
        xmp = _XMP.format(**{key: escape(word) for key, word in words.items()})
        pdf.Root.Metadata = pdf.make_indirect(
            pikepdf.Stream(pdf, xmp.encode(), Type=Name.Metadata, Subtype=Name.XML)
        )
        written = f"D:{moment:%Y%m%d%H%M%S}+00'00'"
        pdf.trailer.Info = pdf.make_indirect(
            Dictionary(
                Title=title, Author=author, Producer="Bifall", CreationDate=written, ModDate=written
            )
        )
        for thing in pdf.objects:
            if (
                isinstance(thing, Dictionary)
                and thing.get("/Type") == Name.Font
                and "/ToUnicode" in thing
            ):
                thing.ToUnicode.write(_without_zero(thing.ToUnicode.read_bytes()))
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Type") != Name.Metadata:
                _end_well(thing)
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            min_version="1.7",
            # Streams of objects are packed while saving, so how they end could not be mended.
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        return out.getvalue()


def _end_well(stream: pikepdf.Stream) -> None:
    """Let a stream not end with the sign for a new line: it would be read as a part of the file.

    One letter in thirty would break PDF/A so, by chance. A blank after it changes nothing.
    """
    content = stream.read_bytes()
    packed = zlib.compress(content)
    while packed.endswith((b"\n", b"\r")):
        content += b" "
        packed = zlib.compress(content)
    stream.write(packed, filter=Name.FlateDecode)
    if "/Length1" in stream:  # of a font: how long it is unpacked
        stream.Length1 = len(content)


@cache
def _colour_profile() -> bytes:
    """The sRGB profile that comes with pikepdf."""
    return (Path(pikepdf.__file__).parent / "pdfa" / "data" / "sRGB.icc").read_bytes()


def _without_zero(table: bytes) -> bytes:
    """A table from codes to characters, less the codes that mean none: no standard allows them."""

    def kept(found):
        rows = [
            row for row in found[1].strip().splitlines() if not row.rstrip().endswith(b"<0000>")
        ]
        return b"%d beginbfchar\n%s\nendbfchar" % (len(rows), b"\n".join(rows))

    return re.sub(rb"\d+ beginbfchar\n(.*?)endbfchar", kept, table, flags=re.DOTALL)
