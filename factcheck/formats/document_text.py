"""The text of a whole document, and where each piece of it stood: page, line, timestamp."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from factcheck.model import Place

# More than any book; what follows is left out, and the document says so.
MAX_CHARACTERS = 5_000_000

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]+")
_SENTENCE_END = re.compile(r"[.!?…:;。！？؟][\"'”’»)\]]*$")
_BULLET = re.compile(r"(?:[-–—•*·▪●○]|\d{1,3}[.)]|[a-z]\))\s")
# A hyphen, soft or not, at the end of a line and in the middle of a word.
_CUT_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]{1,60})[-‐\xad]$")
_WORD = re.compile(r"[^\W\d_]{1,60}")
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,60}-[^\W\d_]{1,60}")
# Who speaks, in capitals or not, perhaps with a party in brackets, and a colon.
_LABEL = re.compile(
    r"((?:[^\W\d_][\w.'’-]{0,30})(?: [^\W\d_][\w.'’-]{0,30}){0,3})(?: \([^()]{1,40}\))?:\s+(?=\S)"
)
# What stands before a colon at the beginning of a sentence, and is nobody who speaks.
_NO_NAMES = frozenset(
    "note nb source sources update correction napomena izvor izvori ispravka ispravak напомена "
    "извор извори исправка catatan sumber koreksi kumbuka angalizo chanzo vyanzo".split()
)
# Paragraphs of a transcript that begin with a name; others go on with what somebody says.
_FEWEST_NAMES = 2
_SHARE_OF_NAMES = 1 / 3
# Lines of a text that was broken at a width, in characters.
_NARROWEST = 40
_WIDEST = 130
_SHORT_LINE = 0.75


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a document, as character offsets into its text.

    Attributes:
        spoken_from: Where its words begin, behind the name of who speaks.
        speaker: Who speaks, empty if the document does not say.
    """

    start: int
    end: int
    spoken_from: int
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a document.

    Attributes:
        name: As the user named it.
        kind: Such as ``PDF`` or ``web page``.
        text: Its paragraphs, an empty line between two; none has a line break inside.
        marks: Offsets in ascending order, and where the text stood from there on.
        notes: What was left out, in words.
    """

    name: str
    kind: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    marks: tuple[tuple[int, Place], ...] = ()
    notes: tuple[str, ...] = ()

    def place(self, offset: int) -> Place:
        """Return where the character at *offset* stood."""
        index = bisect_right(self.marks, offset, key=lambda mark: mark[0])
        return self.marks[index - 1][1] if index else Place()


class TextBuilder:
    """Puts the pieces of a document together, paragraph by paragraph."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._parts: list[str] = []
        self._marks: list[tuple[int, Place]] = []
        self._paragraphs: list[Paragraph] = []
        self._length = 0
        self._started_at = 0
        self._speaker = ""
        self._joint = " "
        self._is_full = False

    def add(self, piece: str, place: Place | None = None) -> None:
        """Add *piece* to the paragraph, behind a space.

        White space is squashed; soft hyphens and control characters are dropped.
        """
        words = " ".join(_CONTROLS.sub(" ", piece).replace("\xad", "").split())
        if not words or self._is_full:
            return
        if self._length + len(words) > MAX_CHARACTERS:
            self._is_full = True
            return
        if self.paragraph_length:
            self._append(self._joint)
        self._joint = " "
        if place is not None and (not self._marks or self._marks[-1][1] != place):
            self._marks.append((self._length, place))
        self._append(words)

    def glue(self) -> None:
        """Put no space before the next piece."""
        self._joint = ""

    @property
    def paragraph_length(self) -> int:
        """Characters of the paragraph so far."""
        return self._length - self._started_at

    @property
    def ends_a_sentence(self) -> bool:
        """Whether the text so far ends as a sentence does."""
        return bool(self._parts) and _SENTENCE_END.search(self._parts[-1]) is not None

    def end_paragraph(self, speaker: str = "") -> None:
        """Begin a new paragraph, if there is anything in this one.

        Args:
            speaker: Who says what follows; empty if that is not known.
        """
        if self.paragraph_length:
            start = self._started_at
            self._paragraphs.append(Paragraph(start, self._length, start, self._speaker))
            self._append("\n\n")
            self._started_at = self._length
        self._joint = " "
        self._speaker = speaker

    def build(self, name: str, kind: str, notes: Iterable[str] = ()) -> DocumentText:
        """Return the document; what did not fit is told behind *notes*."""
        self.end_paragraph()
        text = "".join(self._parts)
        cut = [f"only the first {MAX_CHARACTERS:,} characters were read"] if self._is_full else []
        return DocumentText(
            name=name,
            kind=kind,
            text=text.rstrip("\n"),
            paragraphs=tuple(_with_speakers(text, self._paragraphs)),
            marks=tuple(self._marks),
            notes=(*notes, *cut),
        )

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def add_lines(builder: TextBuilder, lines: Sequence[tuple[str, Place]]) -> None:
    """Add lines of plain text, joined again where they were only broken at a width.

    An empty line ends a paragraph, and so does one that is much shorter than the others and
    ends a sentence. Words that were hyphenated at the end of a line are joined.
    """
    lengths = sorted(len(line) for line, _ in lines if line.strip())
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    is_wrapped = _NARROWEST <= width <= _WIDEST
    compounds = {found.casefold() for line, _ in lines for found in _COMPOUND.findall(line)}
    for (line, place), (following, _) in pairwise((*lines, ("", Place()))):
        here, after = line.strip(), following.strip()
        whole = _without_hyphen(here, after, compounds) if is_wrapped else None
        if whole is not None:
            builder.add(whole, place)
            builder.glue()
            continue
        builder.add(here, place)
        if not is_wrapped or not here or _ends_paragraph(here, after, width):
            builder.end_paragraph()


def _without_hyphen(line: str, following: str, compounds: Set[str]) -> str | None:
    """Return *line* as it continues in the middle of a word, ``None`` if it does not."""
    cut, rest = _CUT_WORD.search(line), _WORD.match(following)
    if cut is None or rest is None or not following[0].islower():
        return None
    is_compound = f"{cut[1]}-{rest[0]}".casefold() in compounds
    return line if is_compound else line[:-1]


def _ends_paragraph(line: str, following: str, width: int) -> bool:
    if not following or _BULLET.match(following) or _LABEL.match(following):
        return True
    if len(line) >= _SHORT_LINE * width:
        return False
    return _SENTENCE_END.search(line) is not None or not following[0].islower()


def _with_speakers(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Find who speaks by names before a colon, which hold until the next one.

    A name is in capitals, or stands before several paragraphs; in a transcript, where such names
    stand beside others, also what is written as one.
    """
    labels = [_LABEL.match(text, each.start, each.end) for each in paragraphs]
    counts = Counter(label[1] for label in labels if label)
    names = {label for label in counts if _is_name(label, counts)}
    likely = {label[1] for label in labels if label and _may_be_name(label)} | names
    has_names = sum(counts[label] for label in names) >= _FEWEST_NAMES
    labelled = sum(counts[label] for label in likely)
    if has_names and labelled >= _SHARE_OF_NAMES * len(paragraphs):
        names = likely
    speaker = ""
    for paragraph, label in zip(paragraphs, labels, strict=True):
        if paragraph.speaker or label is None or label[1] not in names:
            yield replace(paragraph, speaker=paragraph.speaker or speaker)
            continue
        speaker = label[1]
        yield replace(paragraph, speaker=speaker, spoken_from=label.end())


def _is_name(label: str, counts: Mapping[str, int]) -> bool:
    return label.isupper() or (counts[label] > 1 and label[0].isupper())


def _may_be_name(label: re.Match[str]) -> bool:
    """Whether each of its words begins with a capital, and a sentence behind it."""
    is_capitalised = all(word[0].isupper() for word in label[1].split())
    begins_sentence = not label.string[label.end()].islower()
    return is_capitalised and begins_sentence and label[1].casefold() not in _NO_NAMES
