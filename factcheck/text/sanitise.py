"""Make untrusted text harmless for terminals and pages: no control or invisible characters."""

import re

# White space other than the plain space: a claim is shown on one line.
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")

# Invisible characters that a terminal or the bidi algorithm may obey: C0 and C1 controls, soft
# hyphens, marks and overrides of direction, zero-width characters, invisible operators and
# letters, old variation selectors, byte-order marks, tags, non-characters, lone surrogates.
# The two emoji selectors (FE0E, FE0F) and the Arabic number signs have a visible effect and stay.
_HIDDEN_RANGES = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0d\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\ud800-\udfff"
)
# In Persian, Urdu and the scripts of India joiners are part of the spelling.
_JOINING_SCRIPTS = "\u0620-\u06ff\u0750-\u077f\u0900-\u0dff\u1000-\u109f\u1780-\u17b3"
_HIDDEN = re.compile(
    f"(?<=[{_JOINING_SCRIPTS}])[\u200c\u200d](?=[{_JOINING_SCRIPTS}])|([{_HIDDEN_RANGES}])"
)


def visible(text: str) -> str:
    """Return *text* as one line with every hidden character written as its number.

    A line break or a tab becomes a space; any other control, direction or zero-width
    character becomes its number, such as ``<U+202E>``. Letters, combining marks and emoji stay.
    """
    return _HIDDEN.sub(_spell_out, _BREAKS.sub(" ", text))


def escaped_in_json(json_text: str) -> str:
    r"""Return JSON *json_text* with hidden characters inside its strings as ``\uXXXX``.

    The decoded value stays the same.
    """
    return _HIDDEN.sub(_escape, json_text)


def shortened(text: str, limit: int) -> str:
    """Return *text* cut to about *limit* characters, saying how long it was."""
    if len(text) <= limit:
        return text
    return f"{text[:limit].rstrip()} ... ({len(text):,} characters in all)"


def _spell_out(match: re.Match[str]) -> str:
    hidden = match[1]
    return match[0] if hidden is None else f"<U+{ord(hidden):04X}>"


def _escape(match: re.Match[str]) -> str:
    hidden = match[1]
    if hidden is None:
        return match[0]
    units = hidden.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
