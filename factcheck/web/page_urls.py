"""Compare the addresses that pages name, and show them in messages."""

from urllib.parse import urljoin, urlsplit

from factcheck.text.links import host_of

_SHOWN_CHARACTERS = 200
_FRONT_LABELS = ("www.", "m.", "mobile.", "amp.")


def same_site(url: str, other: str) -> bool:
    """Tell whether two addresses are of one host, mobile or not."""
    host = _site(url)
    return host != "" and host == _site(other)


def related_sites(url: str, other: str) -> bool:
    """Tell whether two hosts end in the same two labels: mostly one house, not always."""
    return _site(url).split(".")[-2:] == _site(other).split(".")[-2:]


def shown(url: str) -> str:
    """Give *url* short enough for a message."""
    text = " ".join(url.split())
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


def join(base: str, text: str) -> str:
    """Give the address that *text* means on a page at *base*; empty where it means none."""
    try:
        return urljoin(base, text.strip())
    except ValueError:
        return ""


def is_front_page(url: str) -> bool:
    """Tell whether *url* is a site itself and no page of it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    return not parts.path.strip("/") and not parts.query


def is_web_address(url: str) -> bool:
    """Tell whether *url* is an http or https address with a host."""
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
