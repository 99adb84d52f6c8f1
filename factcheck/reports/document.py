"""The layout of answers and reports for people: blocks of labelled lines under headings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from factcheck.model import Decision, FactCheck, State, Verdict
from factcheck.text.sanitise import visible


class Tone(StrEnum):
    """The emphasis of a line or a block: a colour in a terminal, nothing in plain text."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    GOOD = "good"
    MIXED = "mixed"
    BAD = "bad"
    ODD = "odd"


DECISION_TONES = {
    Decision.MATCH: Tone.STRONG,
    Decision.SUGGESTED: Tone.MIXED,
    Decision.NONE: Tone.QUIET,
}
VERDICT_TONES = {
    Verdict.TRUE: Tone.GOOD,
    Verdict.MOSTLY_TRUE: Tone.GOOD,
    Verdict.MIXED: Tone.MIXED,
    Verdict.MISLEADING: Tone.MIXED,
    Verdict.MOSTLY_FALSE: Tone.BAD,
    Verdict.FALSE: Tone.BAD,
    Verdict.UNPROVEN: Tone.ODD,
    Verdict.SATIRE: Tone.ODD,
    Verdict.UNRATED: Tone.QUIET,
}


def ruling_tone(fact_check: FactCheck) -> Tone:
    """Return the tone of the verdict, or that of a doubt where the ruling may no longer stand."""
    still_stands = fact_check.state in (State.CURRENT, State.CORRECTED)
    return VERDICT_TONES[fact_check.verdict] if still_stands else Tone.MIXED


@dataclass(frozen=True, slots=True)
class Line:
    """A text with its label.

    Attributes:
        label: What the text is, such as ``Publisher``; empty continues the line above.
        copyable: Whether readers copy it, such as a URL: then it is printed without a border
            and not broken inside a word.
        columns: More cells of a table, to the right of the text.
    """

    label: str
    text: str
    tone: Tone = Tone.PLAIN
    copyable: bool = False
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Spell out hidden characters."""
        object.__setattr__(self, "text", visible(self.text))
        object.__setattr__(self, "columns", tuple(map(visible, self.columns)))
        object.__setattr__(self, "label", visible(self.label))

    @property
    def is_count(self) -> bool:
        """Whether the label is a number, which is aligned right."""
        return self.label.replace(",", "").isdecimal()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under a heading."""

    heading: str
    lines: tuple[Line, ...] = ()
    tone: Tone = Tone.PLAIN

    def __post_init__(self) -> None:
        """Spell out hidden characters."""
        object.__setattr__(self, "heading", visible(self.heading))


@dataclass(frozen=True, slots=True)
class Document:
    """An answer or a report, the most important block first."""

    blocks: tuple[Block, ...]


def plain_text(document: Document) -> str:
    """Return *document* as plain text: no boxes, no colour, one line of text for each `Line`."""
    return "\n".join(line.rstrip() for line in _plain_lines(document)) + "\n"


def _plain_lines(document: Document) -> Iterator[str]:
    for number, block in enumerate(document.blocks):
        if number:
            yield ""
        yield block.heading
        width = max((len(line.label) for line in block.lines), default=0)
        for line, text in zip(block.lines, _aligned(block.lines), strict=True):
            label = line.label.rjust(width) if line.is_count else line.label.ljust(width)
            yield f"  {label}  {text}"


def _aligned(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the text of each line, padded so that columns are aligned."""
    rows = [(line.text, *line.columns) for line in lines]
    if not any(line.columns for line in lines):
        yield from (line.text for line in lines)
        return
    from rich.cells import cell_len  # lazy: loads rich, for columns only

    tables = [row for row in rows if len(row) > 1]
    widths = [max(map(cell_len, column)) for column in zip_longest(*tables, fillvalue="")]
    for row in rows:
        *cells, last = row
        padded = (
            cell + " " * (width - cell_len(cell))
            for cell, width in zip(cells, widths, strict=False)
        )
        yield "  ".join((*padded, last))
