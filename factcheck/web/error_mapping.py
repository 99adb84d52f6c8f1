"""Translate errors of the network and of libraries into one line."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
import httpx

from factcheck.errors import SourceError, SourceRefused, SourceUnavailable
from factcheck.web.network import OutOfTimeError
from factcheck.web.urls import short_url

# The first row that fits counts.
_WORDS: tuple[tuple[tuple[type[Exception], ...], type[SourceError], str], ...] = (
    ((OutOfTimeError,), SourceUnavailable, "took too long in all"),
    (
        (httpcore.ConnectTimeout, httpx.ConnectTimeout),
        SourceUnavailable,
        "could not be connected to in time",
    ),
    (
        (httpcore.TimeoutException, httpx.TimeoutException, TimeoutError),
        SourceUnavailable,
        "stopped answering",
    ),
    ((httpcore.ConnectError, httpx.ConnectError), SourceUnavailable, "could not be connected to"),
    ((httpcore.LocalProtocolError,), SourceRefused, "is an address that HTTP cannot ask for"),
    (
        (httpcore.ProtocolError, httpx.ProtocolError),
        SourceUnavailable,
        "answered with something that is not HTTP",
    ),
    ((httpx.InvalidURL, UnicodeError), SourceRefused, "is no address"),
    (
        (httpcore.NetworkError, httpx.HTTPError, httpx.StreamError, OSError),
        SourceUnavailable,
        "broke off",
    ),
    (
        (httpcore.UnsupportedProtocol, httpcore.ProxyError, httpcore.ConnectionNotAvailable),
        SourceUnavailable,
        "could not be asked",
    ),
)
_FOREIGN = tuple(kind for kinds, _, _ in _WORDS for kind in kinds)


@contextmanager
def plain_errors(url: str) -> Iterator[None]:
    """Turn whatever goes wrong while *url* is fetched into one line that names it.

    Raises:
        SourceError: Or one of its kinds.
    """
    try:
        yield
    except SourceError as error:
        if str(error).startswith(("http://", "https://")):
            raise
        raise type(error)(f"{short_url(url)}: {error}") from error
    except _FOREIGN as error:
        kind, words = next(
            (kind, words) for kinds, kind, words in _WORDS if isinstance(error, kinds)
        )
        raise kind(f"{short_url(url)} {words}{_detail(error)}") from error


def _detail(error: Exception) -> str:
    cause: BaseException = error
    # httpcore cuts the chain of causes, but the context stays.
    while (deeper := cause.__cause__ or cause.__context__) is not None:
        cause = deeper
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f": its certificate is not valid ({cause.verify_message})"
    if isinstance(cause, ssl.SSLError):
        return f": its encryption is broken ({cause.reason or 'TLS'})"
    text = " ".join(str(cause).split())[:120]
    return f" ({text})" if text else ""
