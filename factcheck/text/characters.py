"""Remove invisible and invalid characters, and bring equal ones into one form."""

import re
import unicodedata

# Invisible format characters: soft hyphen, fillers, joiners, bidi controls, interlinear and
# musical controls, variation selectors, tags. The visible Arabic, Syriac and Kaithi number and
# verse signs have the same Unicode category and stay.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3"
    "\U00013430-\U0001343f\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_INVALID = "\ud800-\udfff\ufdd0-\ufdef" + "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
)
_UNWANTED = re.compile(f"[{_CONTROLS}{_INVISIBLE}{_INVALID}]+")
_JOINERS = re.compile("[\u200c\u200d]+")
# Scripts of Arabic and Indian kind, where a joiner or non-joiner changes how letters look.
_JOINING = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1800-\u18aa\ufb50-\ufdff]"
)
_PERSIAN_GAP = re.compile("(?<=[\u0620-\u06ff])\u200c+(?=[\u0620-\u06ff])")

# The empty Braille pattern looks blank but is not white space.
_BLANK = "\u2800"
_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

_SLASHED = str.maketrans({"\u2044": "/", "\u2215": "/"})
_FRACTION_AFTER_DIGIT = re.compile("(?<=[0-9])(?=[\u00bc-\u00be\u2150-\u215f\u2189])")
_POWER = re.compile("(?<=[0-9])(?=[\u00b2\u00b3\u00b9\u2070\u2074-\u207b])")

# Strokes through, lines under and shapes around letters are never part of the spelling.
_OVERLAYS = re.compile(
    "[\u0332\u0333\u0334-\u0338\u035c-\u0362\u0488\u0489\u20d0-\u20f0\ufe20-\ufe2f]+"
)
_COMBINING = "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff"
_MANY_MARKS = re.compile(f"[{_COMBINING}]{{4,}}")
_THIRD_MARK = re.compile(f"([{_COMBINING}]{{2}})[{_COMBINING}]+")


BASE_LETTERS = {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ß": "ss", "ı": "i"}
"""Small letters that Unicode does not decompose, with what people type instead."""


def drop_unwanted(text: str) -> str:
    """Remove control, format and invalid characters, and joiners outside joining scripts."""
    return _JOINERS.sub(_joiner, _UNWANTED.sub("", text.replace(_BLANK, " ")))


def _joiner(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    return match[0][0] if _JOINING.match(before) and _JOINING.match(after) else ""


def drop_joiners(text: str) -> str:
    """Remove all joiners; the Persian one becomes a space, as many people type it."""
    return _JOINERS.sub("", _PERSIAN_GAP.sub(" ", text))


def compose(text: str) -> str:
    """Compose letters and accents (Unicode NFC)."""
    return unicodedata.normalize("NFC", text)


def compose_compatible(text: str) -> str:
    """Compose letters and accents, and undo fonts and widths (Unicode NFKC).

    NFKC alone would turn 3½ into 31/2 and 10⁶ into 106, so a space and a circumflex are put
    between.
    """
    spaced = _POWER.sub("^", _FRACTION_AFTER_DIGIT.sub(" ", text))
    return unicodedata.normalize("NFKC", spaced).translate(_SLASHED)


def squash_spaces(text: str) -> str:
    """Reduce white space to single spaces between words."""
    return " ".join(text.split())


def lines_of(text: str) -> list[str]:
    """Split a text at its line ends, whatever system wrote them."""
    return _LINE_ENDS.split(text)


def limit_marks(text: str) -> str:
    """Remove overlays and runs of four or more accents; a letter keeps at most two."""
    if text.isascii():
        return text
    # Overlays are removed before decomposing, which would turn "≠" into "=" and an overlay.
    decomposed = unicodedata.normalize("NFD", _OVERLAYS.sub("", text))
    return unicodedata.normalize("NFC", _THIRD_MARK.sub(r"\1", _MANY_MARKS.sub("", decomposed)))


def drop_unassigned(text: str) -> str:
    """Remove private and unassigned characters."""
    if text.isascii():
        return text
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("Co", "Cn"))
