"""Detect the encoding of a file, and decode it to UTF-8."""

import codecs
import io
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib import resources

from factcheck.errors import InputError

_CHUNK_BYTES = 65_536

# The mark of UTF-32 begins with that of UTF-16, so it is looked for first.
_BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Encodings that spreadsheets still write; with all of Python's codecs,
# charset-normalizer finds EBCDIC and Macintosh where there is none.
_CANDIDATES = [
    "cp1252", "cp1250", "cp1251", "cp1254", "cp1253", "cp1255", "cp1256", "cp1257", "cp1258",
    "iso8859_2", "iso8859_5", "koi8_r", "cp874", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
]  # fmt: skip

_PUNCTUATION = frozenset("“”„‘’‚‹›«»–—…•·€£°§©®™¡\xa0\xad")
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")


def detect_encoding(head: bytes) -> str:
    """Return the Python name of the encoding of a file that begins with *head*.

    A byte order mark decides; then UTF-8 if it fits. A few bad bytes in text
    that is UTF-8 otherwise do not make it something else: those lines are
    reported when they are read.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return name
    if b"\0" in head:
        return _without_mark(head)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)  # not final: the head may end inside a letter
    except UnicodeDecodeError:
        return _guess(head)
    return "utf-8"


def _without_mark(head: bytes) -> str:
    """Detect UTF-16 and UTF-32 by the positions of zero bytes, which Latin text has."""
    shares = [head[start::4].count(0) / max(1, len(head) // 4) for start in range(4)]
    zeros = tuple(share > 0.3 for share in shares)
    by_zeros = {
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
    }
    # Type: a tuple of a comprehension has no known length.
    return by_zeros.get(zeros, "utf-8")  # type: ignore[arg-type]


def _guess(head: bytes) -> str:
    foreign = sum(map(len, _NOT_ASCII.findall(head)))
    fitting = sum(map(len, _MULTIBYTE.findall(head)))
    if fitting * 2 > foreign:
        return "utf-8"
    # lazy: needed for the few files that are not UTF-8, and slow to import.
    from charset_normalizer import from_bytes

    # Cut at a line end, because half a character at the end would exclude the right encoding.
    sample = head[: head.rfind(b"\n") + 1] or head
    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    found = best.encoding if best else "utf-8"
    return _by_alphabet(sample, found) if found in (*_alphabets(), "cp1258", "iso8859_2") else found


def _by_alphabet(sample: bytes, found: str) -> str:
    """Return the encoding in which *sample* has the letters of one language, else *found*.

    charset-normalizer measures mess, which hardly differs between Latin encodings:
    it takes French for Baltic and Bosnian for Danish.
    """
    shares = {encoding: _share_of_one_alphabet(sample, encoding) for encoding in _alphabets()}
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] > 0.9 else found


def _share_of_one_alphabet(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace").casefold()
    # Signs such as "³" count too: a misread Polish "ł" is one.
    counts = Counter(sign for sign in text if sign > "\x7f" and sign not in _PUNCTUATION)
    total = counts.total()
    if not total:
        return 0.0
    return max(
        sum(count for letter, count in counts.items() if letter in letters) / total
        for letters in _alphabets()[encoding]
    )


@cache
def _alphabets() -> Mapping[str, tuple[frozenset[str], ...]]:
    text = resources.files("factcheck.formats").joinpath("alphabets.toml").read_text("utf-8")
    return {
        encoding: tuple(frozenset(letters) for letters in languages.values())
        for encoding, languages in tomllib.loads(text).items()
    }


class _Transcoded(io.RawIOBase):
    """A stream in another encoding, transcoded to UTF-8."""

    def __init__(self, source: io.BufferedIOBase, encoding: str, *, old_mac_lines: bool) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._old_mac_lines = old_mac_lines
        self._decoded = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        return True

    # Type: typeshed's own type of buffers cannot be named.
    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        while not self._decoded and not self._ended:
            chunk = self._source.read1(_CHUNK_BYTES)
            self._ended = not chunk
            self._decoded = memoryview(self._as_utf8(chunk))
        taken = bytes(self._decoded[: len(buffer)])
        self._decoded = self._decoded[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def _as_utf8(self, chunk: bytes) -> bytes:
        text = self._decoder.decode(chunk, final=self._ended)
        if self._old_mac_lines:
            text = text.replace("\r", "\n")
        # 0xFF, which UTF-8 never contains, marks undecodable bytes, so that a reader
        # rejects the line instead of storing replacement characters.
        return text.encode("utf-8", errors="replace").replace(b"\xef\xbf\xbd", b"\xff")


def to_utf8(
    stream: io.BufferedReader, head: bytes, encoding: str, name: str
) -> tuple[bytes, io.BufferedReader]:
    """Return the beginning and the whole of *stream* as UTF-8 without a byte order mark.

    Raises:
        InputError: Python knows no such encoding.
    """
    try:
        codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, UnicodeError) as error:
        raise InputError(f"{name}: there is no encoding {encoding!r}; try utf-8") from error
    for mark, marked in _BYTE_ORDER_MARKS:
        if marked == encoding and head.startswith(mark):
            stream.read(len(mark))
            head = head[len(mark) :]
    old_mac_lines = b"\r" in head and b"\n" not in head
    if codecs.lookup(encoding).name == "utf-8" and not old_mac_lines:
        return head, stream
    raw = _Transcoded(io.BytesIO(head), encoding, old_mac_lines=old_mac_lines)
    whole = _Transcoded(stream, encoding, old_mac_lines=old_mac_lines)
    return raw.read(), io.BufferedReader(whole)
