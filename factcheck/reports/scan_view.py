"""Lay out a scanned document for people: its paragraphs, with what was found in their margin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from factcheck.citations.labels import DECISION_NAMES, verdict_text
from factcheck.citations.translator import Translator
from factcheck.formats.document_text import Paragraph
from factcheck.model import Decision, Message, Place
from factcheck.reports.document import Block, Line, Tone, ruling_tone
from factcheck.scan import Scan, ScannedSentence

_KINDS = {
    "text": Message("text"),
    "web page": Message("web page"),
    "subtitles": Message("subtitles"),
    "Word document": Message("Word document"),
}
NOTHING_CLAIMED = Message(
    "A sentence without a mark is neither confirmed nor refuted: no fact-check of it was found."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence with an answer.

    Attributes:
        number: Among the findings of the document, counted from 1.
    """

    number: int
    scanned: ScannedSentence

    @property
    def tone(self) -> Tone:
        """The tone of the first ruling."""
        return ruling_tone(self.scanned.answer.matches[0].fact_check)

    def verdict(self, t: Translator) -> str:
        """Return the first verdict in capitals; of a suggestion that it is one."""
        best = self.scanned.answer.matches[0]
        verdict = verdict_text(best.fact_check, t).upper()
        if best.decision is Decision.MATCH:
            return verdict
        return f"{verdict} ({t(DECISION_NAMES[best.decision]).lower()})"

    def place(self, t: Translator) -> str:
        """Return its number, and where its sentence stands."""
        return f"[{self.number}] {_shortest(self.scanned.sentence.place, t)}"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a paragraph, and what was found of it, if anything."""

    text: str
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """A paragraph of the document, in pieces, and where it begins."""

    place: str
    segments: tuple[Segment, ...]

    @property
    def findings(self) -> list[Finding]:
        """What was found in it."""
        return [each.finding for each in self.segments if each.finding]


def findings_of(scan: Scan) -> list[Finding]:
    """Number what was found, in the order of the document."""
    return [Finding(number, each) for number, each in enumerate(scan.findings, start=1)]


def shown_paragraphs(scan: Scan, t: Translator) -> Iterator[ShownParagraph]:
    """Yield every paragraph of the document."""
    by_paragraph: dict[int, list[Finding]] = {}
    for finding in findings_of(scan):
        by_paragraph.setdefault(finding.scanned.sentence.place.paragraph, []).append(finding)
    for number, paragraph in enumerate(scan.document.paragraphs, start=1):
        place = replace(scan.document.place(paragraph.start), paragraph=number)
        segments = _segments(scan.document.text, paragraph, by_paragraph.get(number, ()))
        yield ShownParagraph(_shortest(place, t), tuple(segments))


def summary_block(scan: Scan, t: Translator) -> Block:
    """Return what was read, looked up and found."""
    document = scan.document
    decisions = [each.answer.decision for each in scan.findings]
    found = t(
        "Matches: {matches:,}; suggestions: {suggestions:,}",
        matches=decisions.count(Decision.MATCH),
        suggestions=decisions.count(Decision.SUGGESTED),
    )
    looked_up = t(
        "Sentences looked up: {count:,} of {total:,}",
        count=len(scan.looked_up),
        total=scan.sentences,
    )
    lines = [Line(t("Found"), found), Line("", looked_up)]
    if scan.left_out:
        words = t("Less checkable sentences, not looked up: {count:,}", count=scan.left_out)
        lines.append(Line("", words, Tone.MIXED))
    lines += [Line(t("Note"), note, Tone.MIXED) for note in document.notes]
    lines.append(Line("", t(NOTHING_CLAIMED), Tone.QUIET))
    kind = t(_KINDS.get(document.kind, document.kind))
    return Block(f"{document.name} ({kind})", tuple(lines), Tone.STRONG)


def _segments(text: str, paragraph: Paragraph, findings: Sequence[Finding]) -> Iterator[Segment]:
    at = paragraph.start
    for finding in findings:
        place = finding.scanned.sentence.place
        if place.start > at:
            yield Segment(text[at : place.start])
        yield Segment(text[place.start : place.end], finding)
        at = place.end
    if paragraph.end > at:
        yield Segment(text[at : paragraph.end])


def _shortest(place: Place, t: Translator) -> str:
    """Return the most useful of what is known: a time, a page, a line, else the paragraph."""
    if place.timestamp:
        return place.timestamp.partition(".")[0]
    if place.page:
        return t("page {page}", page=place.page)
    if place.line:
        return t("line {line}", line=place.line)
    return t("paragraph {paragraph}", paragraph=place.paragraph)
