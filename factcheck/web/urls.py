"""Compare and resolve URLs that are only text; which of them are fetched says `url_policy`.

Nothing here loads httpx: saved pages are read without it.
"""

from urllib.parse import urljoin, urlsplit

from factcheck.text.links import host_of

_MESSAGE_CHARACTERS = 200
_FRONT_LABELS = ("www.", "m.", "mobile.", "amp.")


def same_site(url: str, other: str) -> bool:
    """Return whether two URLs have one host, mobile or not."""
    host = _site(url)
    return host != "" and host == _site(other)


def related_sites(url: str, other: str) -> bool:
    """Return whether two hosts end in the same two labels: mostly one owner, not always."""
    return _site(url).split(".")[-2:] == _site(other).split(".")[-2:]


def short_url(url: str) -> str:
    """Return *url* on one line and short enough for a message."""
    text = " ".join(url.split())
    return text if len(text) <= _MESSAGE_CHARACTERS else f"{text[:_MESSAGE_CHARACTERS]}…"


def resolve_url(base: str, text: str) -> str:
    """Return the URL that *text* means on a page at *base*; empty where it means none."""
    try:
        return urljoin(base, text.strip())
    except ValueError:
        return ""


def is_front_page(url: str) -> bool:
    """Return whether *url* is a site itself and no page of it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    return not parts.path.strip("/") and not parts.query


def is_web_address(url: str) -> bool:
    """Return whether *url* is an http or https URL with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _site(url: str) -> str:
    host = host_of(url).rstrip(".")
    for label in _FRONT_LABELS:
        host = host.removeprefix(label)
    return host
