"""Lay out what is to be read as headings and labelled lines, before any ink."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from factcheck.model import Decision, Verdict
from factcheck.text.sanitise import visible


class Tone(StrEnum):
    """How a line should feel; a terminal makes a colour of it, plain text ignores it."""

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


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say, with a word for what it is.

    Attributes:
        label: What the text is, such as ``Publisher``; empty continues the line above.
        copied_whole: Whether readers copy it, such as a URL: then no border stands
            beside it and it is never broken.
        beside: More columns of a table, to the right of the text.
    """

    label: str
    text: str
    tone: Tone = Tone.PLAIN
    copied_whole: bool = False
    beside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Let no hidden character in, whoever wrote the text."""
        object.__setattr__(self, "text", visible(self.text))
        object.__setattr__(self, "beside", tuple(map(visible, self.beside)))
        object.__setattr__(self, "label", visible(self.label))

    @property
    def is_count(self) -> bool:
        """Whether the label is a number, which stands to the right."""
        return self.label.replace(",", "").isdecimal()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together under a heading."""

    heading: str
    lines: tuple[Line, ...] = ()
    tone: Tone = Tone.PLAIN

    def __post_init__(self) -> None:
        """Let no hidden character in, whoever wrote the text."""
        object.__setattr__(self, "heading", visible(self.heading))


@dataclass(frozen=True, slots=True)
class Document:
    """A whole answer or report: the first block is what must be read first."""

    blocks: tuple[Block, ...]


def plain_text(document: Document) -> str:
    """Return *document* as text for a pipe: no boxes, no colour, one line for each line."""
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
    """Give the text of each line, with its columns below each other where it has some."""
    rows = [(line.text, *line.beside) for line in lines]
    if not any(line.beside for line in lines):
        yield from (line.text for line in lines)
        return
    from rich.cells import cell_len  # lazy: only columns have to be measured

    tables = [row for row in rows if len(row) > 1]
    widths = [max(map(cell_len, column)) for column in zip_longest(*tables, fillvalue="")]
    for row in rows:
        *cells, last = row
        padded = (
            cell + " " * (width - cell_len(cell))
            for cell, width in zip(cells, widths, strict=False)
        )
        yield "  ".join((*padded, last))
