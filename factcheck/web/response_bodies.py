"""Read the body of an answer up to a limit, unpacked by us and never further than allowed."""

import zlib
from collections.abc import Iterable, Iterator

import httpx

from factcheck.errors import SourceRefused, SourceUnavailable

_PLAIN = ("", "identity")
_GZIP = ("gzip", "x-gzip")
_PIECE_BYTES = 65_536


def read_body(response: httpx.Response, limit: int, *, cut: bool = False) -> bytes:
    """Read the body of *response*, which is still to come.

    Args:
        response: Its body has not been touched; httpx would unpack it without a limit.
        limit: Bytes, after unpacking.
        cut: Take the first *limit* bytes of a longer body instead of refusing it.

    Raises:
        SourceRefused: It is larger than *limit* or packed in a way that we do not read.
        SourceUnavailable: It ends in the middle.
    """
    body = bytearray()
    for piece in body_pieces(response, None if cut else limit):
        body += piece
        if len(body) > limit:
            return bytes(body[:limit])
    return bytes(body)


def body_pieces(response: httpx.Response, limit: int | None) -> Iterator[bytes]:
    """Yield the unpacked body of *response*, which is still to come, piece by piece.

    Args:
        response: As for `read_body`.
        limit: Bytes, after unpacking; ``None`` if the caller stops by itself.

    Raises:
        SourceRefused: It is larger than *limit* or packed in a way that we do not read.
        SourceUnavailable: It ends in the middle.
    """
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing not in (*_PLAIN, *_GZIP):
        raise SourceRefused(f"it is packed with {packing[:40]!r}, which was not asked for")
    promised = response.headers.get("content-length", "")
    if limit is not None and promised.isdecimal() and int(promised[:20]) > limit:
        raise _too_large(limit)
    pieces = response.iter_raw()
    size = 0
    for piece in _unpacked(pieces) if packing in _GZIP else pieces:
        size += len(piece)
        if limit is not None and size > limit:
            raise _too_large(limit)
        yield piece


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    received = False
    for packed in pieces:
        received = received or bool(packed)
        rest = packed
        while rest and not unpacker.eof:
            # At most so much at once: a thousand bytes may hold a million.
            yield _unpack(unpacker, rest)
            rest = unpacker.unconsumed_tail
        if unpacker.eof:
            return
    if received:
        raise SourceUnavailable("it ends in the middle of its gzip packing")


def _unpack(unpacker: "zlib._Decompress", packed: bytes) -> bytes:
    try:
        return unpacker.decompress(packed, _PIECE_BYTES)
    except zlib.error as error:
        raise SourceUnavailable("its gzip packing is damaged") from error


def _too_large(limit: int) -> SourceRefused:
    return SourceRefused(f"it is larger than {limit:,} bytes")
