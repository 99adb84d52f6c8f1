"""Public ids of fact-checks, and addresses in one spelling."""

import hashlib
import re
import unicodedata
from urllib.parse import quote, urlsplit

ID_LENGTH = 12
SHORTEST_PREFIX = 4

# Crockford's base 32 leaves out i, l, o and u: they are misread, or spell words.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, "_": None})

# Parameters that say who shared a link, never which page it is.
_TRACKING_PREFIXES = ("utm_", "at_medium", "at_campaign", "mc_", "pk_", "hsa_")
_TRACKING = frozenset(
    # One text, because forty quoted words in a column are harder to keep in order.
    """fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh li_fat_id
    mibextid rdid _ga _gl _hsenc _hsmi oly_enc_id oly_anon_id vero_id wickedid s_cid cmpid ocid
    ref_src ref_url __twitter_impression share_id sfnsn __tn__ __cft__""".split()
)
_DEFAULT_PORTS = (":80", ":443")
_MOBILE_LABELS = ("m", "mobile")
_SAME_SITES = {"x.com": "twitter.com", "vxtwitter.com": "twitter.com", "fb.com": "facebook.com"}
_ESCAPE = re.compile("%[0-9a-fA-F]{2}")
_SAFE = "%/:;@!$&'()*+,=~-._?[]|"


def public_id(review_url: str, claim: str, *, publisher: str = "", record_id: str = "") -> str:
    """Make the id of a fact-check: twelve characters from its page and its claim.

    Where there is no page, the publisher and the record's name there stand in for it.
    The rule must never change: ids are printed in articles.
    """
    place = key_url(review_url) or f"{_squashed(publisher).casefold()}\n{record_id.strip()}"
    digest = hashlib.sha256(f"{place}\x1f{_squashed(claim)}".encode(errors="replace")).digest()
    number = int.from_bytes(digest[:8], "big") >> 4
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(55, -1, -5))


def typed_id(text: str) -> str:
    """Read an id as a person typed it: any case, o for 0, i or l for 1, hyphens or spaces."""
    return "".join(text.split()).casefold().translate(_MISREAD)


def can_be_id(text: str) -> bool:
    """Tell whether *text*, as read by `typed_id`, has the form of an id or of its beginning."""
    return SHORTEST_PREFIX <= len(text) <= ID_LENGTH and all(c in _ALPHABET for c in text)


def key_url(url: str) -> str:
    """Normalise the address of a page, without tracking parameters.

    The fragment stays: a page with several fact-checks has one for each.
    Addresses that cannot be read are kept as they are, so that this never fails.
    """
    return _address(url, keep_fragment=True)


def url_key(url: str) -> str:
    """Normalise the address of a post or page for looking it up.

    As `key_url` without the fragment, and the mobile site is the site.
    """
    return _address(url, keep_fragment=False)


def _address(url: str, *, keep_fragment: bool) -> str:
    text = "".join(url.encode(errors="replace").decode().split())
    if not text:
        return ""
    if "://" not in text:
        text = "https://" + text.lstrip("/")
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    scheme = "https" if parts.scheme == "http" else parts.scheme
    host = _host(parts.netloc)
    if not keep_fragment:
        host = _desktop_host(host)
    query = _without_tracking(parts.query)
    fragment = parts.fragment.partition(":~:")[0] if keep_fragment else ""
    return (
        f"{scheme}://{host}{_escaped(parts.path).rstrip('/')}"
        + (f"?{_escaped(query)}" if query else "")
        + (f"#{_escaped(fragment)}" if fragment else "")
    )


def _host(netloc: str) -> str:
    host = unicodedata.normalize("NFC", netloc.lower())
    for port in _DEFAULT_PORTS:
        host = host.removesuffix(port)
    return host.removesuffix(".").removeprefix("www.")


def _desktop_host(host: str) -> str:
    labels = host.split(".")
    # The last two labels are the site itself: m.me is no mobile version of "me".
    site = [label for label in labels[:-2] if label not in _MOBILE_LABELS] + labels[-2:]
    name = ".".join(site)
    return _SAME_SITES.get(name, name)


def _without_tracking(query: str) -> str:
    return "&".join(part for part in query.split("&") if part and not _is_tracking(part))


def _is_tracking(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _escaped(text: str) -> str:
    # The same Arabic address is written with letters in one place and with escapes in another.
    quoted = quote(unicodedata.normalize("NFC", text), safe=_SAFE, errors="replace")
    return _ESCAPE.sub(lambda escape: escape[0].upper(), quoted)


def _squashed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
