"""Cut an RSS or Atom feed into its items, without ever holding more than one of them.

A parser of XML stops at the first mistake, and everything behind it is lost. Here an item ends
where its closing tag is, so that a broken one is reported with its line and the next is read.
What is outside the items, document types above all, never reaches a parser.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import BinaryIO, NamedTuple

from factcheck.errors import InputError
from factcheck.formats.line_reader import MAX_RECORD_BYTES
from factcheck.formats.text_window import TextWindow

# A prologue, or what a channel says about itself, is far shorter.
_MAX_HEAD = 200_000

# Atomic, because comments that could end in several places would be tried in every way.
_PROLOGUE = re.compile(
    r"(?>\s+|\ufeff|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[<>]*(?:\[.*?\]\s*)?>)*+",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(
    r"<(?:([\w.-]+):)?(rss|feed|rdf)(?=[\s/>])(?>[^>\"']|\"[^\"]*\"|'[^']*')*+>", re.IGNORECASE
)
_LONGEST_MARK = 100
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->"}


class FeedHead(NamedTuple):
    """What stands before the items.

    Attributes:
        root: The opening tag of the document, with its namespaces.
        closing: What closes a document that begins so.
        inner: What the feed says about itself.
    """

    root: str
    closing: str
    inner: str


class FeedItem(NamedTuple):
    """One item as it stands in the file, or the reason why it cannot be had."""

    line: int
    text: str
    problem: str = ""


class _Found(Enum):
    CLOSED = auto()
    ANOTHER = auto()
    NOT_YET = auto()


def is_feed(text: str) -> bool:
    """Tell whether a text begins as RSS, Atom or RSS 1.0 does."""
    prologue = _PROLOGUE.match(text)
    return _ROOT.match(text, prologue.end() if prologue else 0) is not None


class FeedCursor:
    """A feed, read from its beginning to its end."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        """Read the head of *stream*, which is UTF-8.

        Raises:
            InputError: It is no feed, or declares entities of its own.
        """
        self._window = TextWindow(stream)
        self.head = self._read_head(name)

    def items(self) -> Iterator[FeedItem]:
        """Yield every item, in order."""
        while self._skip_to_item():
            yield self._take_item()

    def _read_head(self, name: str) -> FeedHead:
        window = self._window
        while len(window.text) < _MAX_HEAD and window.fill():
            pass
        prologue = _PROLOGUE.match(window.text)
        start = prologue.end() if prologue else 0
        if "<!entity" in window.text[:start].casefold():
            raise InputError(
                f"{name} declares entities of its own, which no feed needs: it may be an attack"
            )
        root = _ROOT.match(window.text, start)
        if root is None:
            raise InputError(f"{name} is no RSS or Atom feed: its first tag cannot be read")
        prefix = f"{root[1]}:" if root[1] else ""
        # In RSS 1.0 the prefix of the root is that of RDF, which the items do not have.
        item = f"{prefix}entry" if root[2].casefold() == "feed" else "item"
        self._marks = re.compile(
            rf"<!\[CDATA\[|<!--|<(/?){re.escape(item)}(?=[\s/>])", re.IGNORECASE
        )
        window.move(root.end())
        first = self._first_item()
        return FeedHead(root[0], f"</{prefix}{root[2]}>", window.text[root.end() : first])

    def _first_item(self) -> int:
        """Return where the first item begins in what has been read, or its end."""
        window = self._window
        place = window.position
        while (mark := self._marks.search(window.text, place)) is not None:
            end = _ENDS.get(mark[0].upper())
            if end is None:
                return mark.start()
            place = window.text.find(end, mark.end())
            if place < 0:
                break
        return len(window.text)

    def _skip_to_item(self) -> bool:
        """Go to the next item; what lies before it is forgotten."""
        window = self._window
        while True:
            mark = self._marks.search(window.text, window.position)
            if mark is None:
                # A mark may begin at the very end of what has been read.
                window.move(max(window.position, len(window.text) - _LONGEST_MARK))
                if not window.fill():
                    return False
            elif mark[0].upper() in _ENDS:
                window.move(mark.end())
                self._skip_behind(_ENDS[mark[0].upper()])
            elif mark[1]:
                window.move(mark.end())
            else:
                window.move(mark.start())
                return True

    def _skip_behind(self, end: str) -> None:
        window = self._window
        while (place := window.text.find(end, window.position)) < 0:
            window.move(max(window.position, len(window.text) - len(end)))
            if not window.fill():
                window.move(len(window.text))
                return
        window.move(place + len(end))

    def _take_item(self) -> FeedItem:
        window = self._window
        line, looked_at = window.line, 1
        while True:
            found, place = self._find_end(window.position + looked_at)
            start, kept = window.position, window.text[window.position : window.position + 200]
            if found is _Found.CLOSED:
                window.move(place)
                return FeedItem(line, window.text[start:place])
            if found is _Found.ANOTHER:
                window.move(place)
                return FeedItem(line, kept, "the item is not closed before the next one begins")
            looked_at = place - start
            if len(window.text) - start > MAX_RECORD_BYTES:
                self._give_up()
                reason = f"the item is longer than {MAX_RECORD_BYTES:,} characters"
                return FeedItem(line, kept, reason)
            if not window.fill():
                window.move(len(window.text))
                return FeedItem(line, kept, "the file ends inside the item that begins here")

    def _find_end(self, place: int) -> "tuple[_Found, int]":
        """Look for the end of the item from *place* on: where it is, or where to look again."""
        window = self._window
        while (mark := self._marks.search(window.text, place)) is not None:
            end = _ENDS.get(mark[0].upper())
            if end is None and not mark[1]:
                return _Found.ANOTHER, mark.start()
            closed = window.text.find(end or ">", mark.end())
            if closed < 0:
                return _Found.NOT_YET, mark.start()
            place = closed + len(end or ">")
            if end is None:
                return _Found.CLOSED, place
        return _Found.NOT_YET, max(place, len(window.text) - _LONGEST_MARK)

    def _give_up(self) -> None:
        """Go to the next tag of an item, whatever this one opened and did not close."""
        window = self._window
        window.move(window.position + 1)
        while True:
            mark = self._marks.search(window.text, window.position)
            if mark is None:
                window.move(max(window.position, len(window.text) - _LONGEST_MARK))
                if not window.fill():
                    window.move(len(window.text))
                    return
            elif mark[0].upper() in _ENDS:
                window.move(mark.end())
            else:
                window.move(mark.start())
                return
