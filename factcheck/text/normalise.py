"""Make two spellings of the same sentence equal, without changing its meaning."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from factcheck.text import characters, obfuscation, posts
from factcheck.text.packed_tables import read_table
from factcheck.text.scripts import latin, script_of

MAX_CHARACTERS = 2000
"""Longest text for the encoder, in characters."""

MAX_COMPARED = 10_000
"""Longest text that is compared, in characters; the rest of a longer one is not looked at."""

SCRIPTS_WITHOUT_SPACES = frozenset({"Hani", "Jpan", "Thai", "Laoo", "Khmr", "Mymr", "Tibt"})
"""Scripts that put no spaces between words."""

Step = Callable[[str], str]

_QUOTES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼʹ`´′＇", "'"),
        **dict.fromkeys("“”„‟«»‹›″〝〞〟", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        "ـ": "",  # the line that stretches an Arabic word
    }
)
_DOTTED_I = re.compile("(?<=i)\u0307")


def _cap(text: str) -> str:
    """Cut what undoing fonts has grown: one Arabic honorific becomes eighteen letters."""
    return text[:MAX_COMPARED]


# Texts of Latin letters, numbers and everyday signs, and nothing that a disguise, a link or a
# mark of a post begins with: most texts. Letters that change when they are folded are left out.
_EVERYDAY = re.compile(
    "(?:[A-Za-z0-9,;:!?'\"().%+=*|$\\[\\]\u00a1\u00a3\u00ab\u00bb\u00bf\u20ac\\-"
    "\u00c0-\u00d6\u00d8-\u00de\u00e0-\u00f6\u00f8-\u012f\u0131\u0134-\u013e\u0141-\u0148"
    "\u014a-\u017e\u2018\u2019\u201c-\u201e\u2013\u2014]| (?! ))+"
)
_EMOJI_STYLE = "\ufe0f"
# Letters in circles and squares, and those that flags are made of.
_LETTER_PICTURES = re.compile("[\u2400-\u24ff\U0001f100-\U0001f2ff]")
_HINTS = re.compile(r"www\.|[a-z]://?|^ | $", re.IGNORECASE)


def _is_everyday(text: str) -> bool:
    """Say whether only the steps of `_is_disguised` could change *text*: the same, but quickly."""
    return (
        len(text) <= MAX_CHARACTERS
        and _EVERYDAY.fullmatch(text) is not None
        and _HINTS.search(text) is None
    )


def _unadorned(text: str, without_handles: Step) -> str | None:
    """Take links, handles, hashtags and emoji off everyday text; None where there is more to do.

    Most copies of a post differ in these alone, and all steps take ten times as long.
    """
    if "&" in text or "<" in text or "(@" in text or _LETTER_PICTURES.search(text):
        return None
    if not unicodedata.is_normalized("NFKC", text):
        return None
    text = text.replace(_EMOJI_STYLE, "")
    for step in (
        posts.drop_links,
        without_handles,
        posts.split_hashtags,
        posts.drop_emoji,
    ):
        text = step(text)
    # Two spaces mark where a spelled-out word ends, so that is looked at before they are squashed.
    if obfuscation.join_spelled_letters(text) != text:
        return None
    squashed = characters.squash_spaces(text)
    return squashed if _is_everyday(squashed) else None


def _is_disguised(text: str) -> bool:
    for step in (
        obfuscation.join_spelled_letters,
        obfuscation.read_digits_as_letters,
        obfuscation.shorten_runs,
    ):
        if step(text) != text:
            return True
    return False


def _straighten(text: str) -> str:
    return text.translate(_QUOTES)


def _undot(text: str) -> str:
    """Drop the dot that folding leaves after the i of İstanbul."""
    return _DOTTED_I.sub("", text)


# Spelled-out words come before spaces are squashed: two spaces mark where a word ends.
_REVEAL: tuple[Step, ...] = (
    posts.undo_html,
    characters.drop_unwanted,
    characters.drop_joiners,
    characters.compose,
    characters.compose_compatible,
    _cap,
    characters.drop_unwanted,
    obfuscation.fold_lookalikes,
    characters.limit_marks,
    posts.drop_links,
    posts.cut_signature,
)
_UNMASK: tuple[Step, ...] = (
    posts.split_hashtags,
    posts.drop_emoji,
    characters.drop_unassigned,
    obfuscation.join_spelled_letters,
    obfuscation.read_digits_as_letters,
    obfuscation.shorten_runs,
    characters.compose,
    characters.squash_spaces,
)
_READABLE: tuple[Step, ...] = (*_REVEAL, posts.spell_handles, *_UNMASK)
# Folding case can split a letter from its accent again, so composing comes twice; capitals
# and small letters have different look-alikes, so they are folded on both sides of it too.
_COMPARABLE: tuple[Step, ...] = (
    *_REVEAL,
    posts.drop_handles,
    *_UNMASK,
    latin,
    str.casefold,
    _undot,
    _straighten,
    characters.compose_compatible,
    obfuscation.fold_lookalikes,
    characters.compose,
    characters.squash_spaces,
)

_MAX_ROUNDS = 4


def _settle(text: str, steps: tuple[Step, ...], longest: int) -> str:
    """Take the steps until nothing changes: one disguise can hide another."""
    text = text[:longest]
    for _ in range(_MAX_ROUNDS):
        settled = text
        for step in steps:
            settled = step(settled)
        settled = settled[:longest].rstrip()
        if settled == text:
            break
        text = settled
    return text


def clean(text: str) -> str:
    """Make text fit to be stored and shown on one line, every visible letter kept."""
    if text.isascii() and text.isprintable():
        return characters.squash_spaces(text)
    return characters.squash_spaces(characters.compose(characters.drop_unwanted(text)))


def clean_lines(text: str) -> str:
    """Make text fit to be stored and shown, with its line breaks and single empty lines."""
    lines: list[str] = []
    for line in map(clean, characters.lines_of(text)):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n")


@lru_cache(maxsize=1024)
def _comparable(text: str) -> str:
    everyday = text if _is_everyday(text) else _unadorned(text, posts.drop_handles)
    if everyday is not None:
        # What folding brings together is looked at, so that nothing is left to do.
        quick = _straighten(everyday.casefold())
        if not _is_disguised(quick):
            return quick
    return _settle(text, _COMPARABLE, MAX_COMPARED)


def comparable(text: str) -> str:
    """Reduce *text* to what counts when claims are compared letter by letter.

    Case, fonts, obfuscation, links, handles and emoji go, Serbian Cyrillic becomes Latin;
    accents and punctuation stay. At most :data:`MAX_COMPARED` characters.
    """
    return _comparable(text[:MAX_COMPARED])


@lru_cache(maxsize=1024)
def _readable(text: str) -> str:
    everyday = text if _is_everyday(text) else _unadorned(text, posts.spell_handles)
    if everyday is not None and not _is_disguised(everyday):
        return everyday
    return _shortened(_settle(text, _READABLE, 4 * MAX_CHARACTERS))


def _shortened(text: str) -> str:
    if len(text) <= MAX_CHARACTERS:
        return text
    kept = text[:MAX_CHARACTERS]
    space = kept.rfind(" ", MAX_CHARACTERS - 40)
    return kept[:space] if space > 0 else kept


def readable(text: str) -> str:
    """Undo a post's obfuscation and decorations for the encoder; case and script stay.

    At most :data:`MAX_CHARACTERS` characters.
    """
    return _readable(text[: 4 * MAX_CHARACTERS])


# Letters that Unicode does not take apart, as people type them without their keyboard.
_PLAIN_LETTERS = str.maketrans(
    {
        "đ": "dj", "ł": "l", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d",
        "ħ": "h", "ŧ": "t", "ŋ": "ng", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ə": "e", "ё": "е",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك",
    }
)  # fmt: skip
_ACCENTS = re.compile("(?<=[a-z\u0370-\u03ff])[\u0300-\u036f]+")
_POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u064b-\u065f\u0670]+")
# Horn, hook above and dot below: with them đ is the Vietnamese d, not the Serbian dj.
_VIETNAMESE = re.compile("[a-z][\u0300-\u036f]{0,1}[\u031b\u0309\u0323]")


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    accented = _comparable(text)
    if accented.isascii():
        return accented
    plain = _without_accents(accented)
    # Without its accents a word may be seen to be disguised, or Serbian: ёлка is now елка.
    return plain if plain == accented else _without_accents(_comparable(plain))


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    if _VIETNAMESE.search(apart):
        apart = apart.replace("đ", "d")
    plain = _ACCENTS.sub("", _POINTS.sub("", apart))
    return unicodedata.normalize("NFC", plain).translate(_PLAIN_LETTERS)[:MAX_COMPARED]


def folded(text: str) -> str:
    """Reduce *text* as :func:`comparable` does, and drop accents: "Đak" → "djak"."""
    return _folded(text[:MAX_COMPARED])


_GAP = re.compile(r"(?!(?<=\d)[.,]\d)[\W_]")


_MAYBE_MARK = re.compile("[^\\w\u0000-\u02ff\u2000-\u206f]")


def _gap(match: re.Match[str]) -> str:
    # Vowel signs of Indian scripts are marks, not letters, and belong to their word.
    return match[0] if unicodedata.category(match[0]).startswith("M") else " "


def _cut(text: str) -> tuple[str, ...]:
    # Asking about every single gap is what would cost most.
    gap = _gap if _MAYBE_MARK.search(text) else " "
    return tuple(_GAP.sub(gap, text).split())


def words(text: str) -> tuple[str, ...]:
    """List the words and numbers of :func:`comparable` text in order; "4.1" is one."""
    return _cut(comparable(text))


def folded_words(text: str) -> tuple[str, ...]:
    """List the words and numbers of :func:`folded` text in order."""
    return _cut(folded(text))


_FEWEST_LETTERS = 3


@cache
def _small_talk() -> tuple[frozenset[str], re.Pattern[str]]:
    lists = read_table("small_talk")
    return frozenset(" ".join(lists["words"]).split()), re.compile(lists["laughter"])


def is_junk(text: str) -> bool:
    """Say whether nothing in *text* could be a claim.

    True for fewer than three letters, for a single word in a script that puts spaces
    between words, and for greetings and laughter.
    """
    found = words(text)
    if sum(letter.isalpha() for word in found for letter in word) < _FEWEST_LETTERS:
        return True
    if script_of("".join(found)) not in SCRIPTS_WITHOUT_SPACES and len(set(found)) < 2:
        return True
    small_talk, laughter = _small_talk()
    return all(word in small_talk or laughter.fullmatch(word) for word in found)
