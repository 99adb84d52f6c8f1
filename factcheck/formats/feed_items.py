"""Cut an RSS or Atom feed into its items, without ever holding more than one of them.

An XML parser stops at the first error and loses everything after it. Here an item ends at its
closing tag, so that a broken one is reported with its line and the next is read. Nothing outside
the items, above all no document type, reaches an XML parser (docs/decisions/0027-readers.md).
"""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import BinaryIO, NamedTuple

from factcheck.errors import InputError
from factcheck.formats.line_reader import MAX_RECORD_BYTES
from factcheck.formats.text_window import TextWindow

# The prologue and the head of a channel are far shorter.
_MAX_HEAD = 200_000

# Atomic groups: otherwise comments that could end in several places cause exponential time.
_PROLOGUE = re.compile(
    r"(?>\s+|\ufeff|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[<>]*(?:\[.*?\]\s*)?>)*+",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(
    r"<(?:([\w.-]+):)?(rss|feed|rdf)(?=[\s/>])(?>[^>\"']|\"[^\"]*\"|'[^']*')*+>", re.IGNORECASE
)
_MAX_MARK_CHARACTERS = 100
_CLOSING_OF = {"<![CDATA[": "]]>", "<!--": "-->"}


class FeedHead(NamedTuple):
    """The part of a feed before its items.

    Attributes:
        root: The opening tag of the document, with its namespaces.
        closing: The closing tag of the document.
        inner: The feed's title, link and language, as XML.
    """

    root: str
    closing: str
    inner: str


class FeedItem(NamedTuple):
    """The text of one item, or the reason why it cannot be read."""

    line: int
    text: str
    problem: str = ""


class _ItemEnd(Enum):
    CLOSED = auto()
    NEXT_ITEM_BEGINS = auto()
    NOT_READ_YET = auto()


def is_feed(text: str) -> bool:
    """Report whether *text* begins like RSS, Atom or RSS 1.0."""
    prologue = _PROLOGUE.match(text)
    return _ROOT.match(text, prologue.end() if prologue else 0) is not None


class FeedCursor:
    """Reads a feed item by item."""

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
        # In RSS 1.0 the prefix of the root is RDF's, which the items do not have.
        item = f"{prefix}entry" if root[2].casefold() == "feed" else "item"
        self._marks = re.compile(
            rf"<!\[CDATA\[|<!--|<(/?){re.escape(item)}(?=[\s/>])", re.IGNORECASE
        )
        window.move(root.end())
        first = self._first_item()
        return FeedHead(root[0], f"</{prefix}{root[2]}>", window.text[root.end() : first])

    def _first_item(self) -> int:
        """Return where the first item begins in the text read so far, or the end of that text."""
        window = self._window
        place = window.position
        while (mark := self._marks.search(window.text, place)) is not None:
            end = _CLOSING_OF.get(mark[0].upper())
            if end is None:
                return mark.start()
            place = window.text.find(end, mark.end())
            if place < 0:
                break
        return len(window.text)

    def _skip_to_item(self) -> bool:
        """Move to the next item; False if there is none."""
        window = self._window
        while True:
            mark = self._marks.search(window.text, window.position)
            if mark is None:
                # A mark may begin at the very end of the text read so far.
                window.move(max(window.position, len(window.text) - _MAX_MARK_CHARACTERS))
                if not window.fill():
                    return False
            elif mark[0].upper() in _CLOSING_OF:
                window.move(mark.end())
                self._move_behind(_CLOSING_OF[mark[0].upper()])
            elif mark[1]:
                window.move(mark.end())
            else:
                window.move(mark.start())
                return True

    def _move_behind(self, end: str) -> None:
        window = self._window
        while (place := window.text.find(end, window.position)) < 0:
            window.move(max(window.position, len(window.text) - len(end)))
            if not window.fill():
                window.move(len(window.text))
                return
        window.move(place + len(end))

    def _take_item(self) -> FeedItem:
        window = self._window
        line, searched = window.line, 1
        while True:
            end, place = self._find_end(window.position + searched)
            start, shown = window.position, window.text[window.position : window.position + 200]
            if end is _ItemEnd.CLOSED:
                window.move(place)
                return FeedItem(line, window.text[start:place])
            if end is _ItemEnd.NEXT_ITEM_BEGINS:
                window.move(place)
                return FeedItem(line, shown, "the item is not closed before the next one begins")
            searched = place - start
            if len(window.text) - start > MAX_RECORD_BYTES:
                self._skip_item()
                reason = f"the item is longer than {MAX_RECORD_BYTES:,} characters"
                return FeedItem(line, shown, reason)
            if not window.fill():
                window.move(len(window.text))
                return FeedItem(line, shown, "the file ends inside the item that begins here")

    def _find_end(self, place: int) -> "tuple[_ItemEnd, int]":
        """Search for the end of the item from *place* on: its position, or where to search on."""
        window = self._window
        while (mark := self._marks.search(window.text, place)) is not None:
            end = _CLOSING_OF.get(mark[0].upper())
            if end is None and not mark[1]:
                return _ItemEnd.NEXT_ITEM_BEGINS, mark.start()
            closed = window.text.find(end or ">", mark.end())
            if closed < 0:
                return _ItemEnd.NOT_READ_YET, mark.start()
            place = closed + len(end or ">")
            if end is None:
                return _ItemEnd.CLOSED, place
        return _ItemEnd.NOT_READ_YET, max(place, len(window.text) - _MAX_MARK_CHARACTERS)

    def _skip_item(self) -> None:
        """Move to the next tag of an item, ignoring comments and CDATA that were not closed."""
        window = self._window
        window.move(window.position + 1)
        while True:
            mark = self._marks.search(window.text, window.position)
            if mark is None:
                window.move(max(window.position, len(window.text) - _MAX_MARK_CHARACTERS))
                if not window.fill():
                    window.move(len(window.text))
                    return
            elif mark[0].upper() in _CLOSING_OF:
                window.move(mark.end())
            else:
                window.move(mark.start())
                return
