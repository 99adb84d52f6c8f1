"""Normalise text: make two spellings of a sentence equal without changing its meaning.

`clean` prepares text for storing and showing, `readable` for the encoder, `comparable` for
comparing letter by letter, and `folded` also drops accents.
"""

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
"""Longest text that is compared, in characters; the rest of a longer one is ignored."""

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
# Behind a digit it may mean feet or inches.
_QUOTATION_MARK = re.compile("(?<!\\d)['\"]")


def _cap(text: str) -> str:
    """Limit the text again: NFKC turns one Arabic honorific into eighteen letters."""
    return text[:MAX_COMPARED]


# Latin letters, digits and usual punctuation, without anything that a disguise, a link or a
# decoration of a post begins with: most texts. Letters that casefold changes are excluded.
_PLAIN = re.compile(
    "(?:[A-Za-z0-9,;:!?'\"().%+=*|$\\[\\]\u00a1\u00a3\u00ab\u00bb\u00bf\u20ac\\-"
    "\u00c0-\u00d6\u00d8-\u00de\u00e0-\u00f6\u00f8-\u012f\u0131\u0134-\u013e\u0141-\u0148"
    "\u014a-\u017e\u2018\u2019\u201c-\u201e\u2013\u2014]| (?! ))+"
)
_EMOJI_STYLE = "\ufe0f"
# Letters in circles and squares, and the letters of flags.
_LETTER_PICTURES = re.compile("[\u2400-\u24ff\U0001f100-\U0001f2ff]")
_HINTS = re.compile(r"www\.|[a-z]://?|^ | $", re.IGNORECASE)


def _is_plain(text: str) -> bool:
    """Return whether no step but those of `_is_disguised` can change *text*; a fast path."""
    return (
        len(text) <= MAX_CHARACTERS
        and _PLAIN.fullmatch(text) is not None
        and _HINTS.search(text) is None
    )


def _undecorated(text: str, without_handles: Step) -> str | None:
    """Remove links, handles, hashtags and emoji from a plain text; None if that is not enough.

    Most posts have no other decorations, and running all steps takes ten times as long.
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
    # Before spaces are squashed: two spaces mark the end of a word spelled letter by letter.
    if obfuscation.join_spelled_letters(text) != text:
        return None
    squashed = characters.squash_spaces(text)
    return squashed if _is_plain(squashed) else None


def _is_disguised(text: str) -> bool:
    for step in (
        obfuscation.join_spelled_letters,
        obfuscation.read_digits_as_letters,
        obfuscation.shorten_runs,
    ):
        if step(text) != text:
            return True
    return False


def _ascii_quotes(text: str) -> str:
    return text.translate(_QUOTES)


def _drop_dot_of_i(text: str) -> str:
    """Drop the dot that folding leaves after the i of İstanbul."""
    return _DOTTED_I.sub("", text)


# Letters are joined before spaces are squashed: two spaces mark the end of a spelled word.
_UNDO_ENCODING: tuple[Step, ...] = (
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
_UNDO_DISGUISES: tuple[Step, ...] = (
    posts.split_hashtags,
    posts.drop_emoji,
    characters.drop_unassigned,
    obfuscation.join_spelled_letters,
    obfuscation.read_digits_as_letters,
    obfuscation.shorten_runs,
    characters.compose,
    characters.squash_spaces,
)
_READABLE: tuple[Step, ...] = (*_UNDO_ENCODING, posts.handles_to_words, *_UNDO_DISGUISES)
# Folding case can separate a letter from its accent, so composing comes twice. Capitals and
# small letters have different homoglyphs, so these are folded before and after casefold.
_COMPARABLE: tuple[Step, ...] = (
    *_UNDO_ENCODING,
    posts.drop_handles,
    *_UNDO_DISGUISES,
    latin,
    str.casefold,
    _drop_dot_of_i,
    _ascii_quotes,
    characters.compose_compatible,
    obfuscation.fold_lookalikes,
    characters.compose,
    characters.squash_spaces,
)

_MAX_ROUNDS = 4


def _until_stable(text: str, steps: tuple[Step, ...], longest: int) -> str:
    """Repeat the steps until nothing changes, because one disguise can hide another."""
    text = text[:longest]
    for _ in range(_MAX_ROUNDS):
        result = text
        for step in steps:
            result = step(result)
        result = result[:longest].rstrip()
        if result == text:
            break
        text = result
    return text


def clean(text: str) -> str:
    """Return *text* as one line without invisible characters, every visible letter kept."""
    if text.isascii() and text.isprintable():
        return characters.squash_spaces(text)
    return characters.squash_spaces(characters.compose(characters.drop_unwanted(text)))


def clean_lines(text: str) -> str:
    """Clean every line of *text*; at most one empty line between two others."""
    lines: list[str] = []
    for line in map(clean, characters.lines_of(text)):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n")


@lru_cache(maxsize=1024)
def _comparable(text: str) -> str:
    undecorated = text if _is_plain(text) else _undecorated(text, posts.drop_handles)
    if undecorated is not None:
        # Checked after casefold, which can make a disguise of capitals recognisable.
        quick = _ascii_quotes(undecorated.casefold())
        if not _is_disguised(quick):
            return quick
    return _until_stable(text, _COMPARABLE, MAX_COMPARED)


def comparable(text: str) -> str:
    """Normalise *text* for comparing claims letter by letter.

    Removes case, fonts, disguises, links, handles and emoji; transliterates Serbian Cyrillic.
    Accents and punctuation stay. At most :data:`MAX_COMPARED` characters.
    """
    return _comparable(text[:MAX_COMPARED])


def without_final_stop(comparable_text: str) -> str:
    """Return a comparable text without the full stops and exclamation marks at its end."""
    return comparable_text.rstrip(" .!") or comparable_text


def wording(text: str) -> str:
    """Return :func:`comparable` text without quotation marks and full stops at its end.

    Two claims with one wording are the same claim.
    """
    return without_final_stop(characters.squash_spaces(_QUOTATION_MARK.sub("", comparable(text))))


@lru_cache(maxsize=1024)
def _readable(text: str) -> str:
    quick = text if _is_plain(text) else _undecorated(text, posts.handles_to_words)
    if quick is not None and not _is_disguised(quick):
        return quick
    return _shortened(_until_stable(text, _READABLE, 4 * MAX_CHARACTERS))


def _shortened(text: str) -> str:
    if len(text) <= MAX_CHARACTERS:
        return text
    kept = text[:MAX_CHARACTERS]
    space = kept.rfind(" ", MAX_CHARACTERS - 40)
    return kept[:space] if space > 0 else kept


def readable(text: str) -> str:
    """Undo a post's disguises and decorations for the encoder; case and script stay.

    At most :data:`MAX_CHARACTERS` characters.
    """
    return _readable(text[: 4 * MAX_CHARACTERS])


# đ is dj here, as people type it, so that "Đoković" finds "Djokovic". The word lists of the rules
# have d (`tokens.fold_word`), and `lexicon.stem` reads dj as d.
_PLAIN_LETTERS = str.maketrans(
    {
        **characters.BASE_LETTERS,
        "đ": "dj", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "ng", "ɓ": "b",
        "ɗ": "d", "ƙ": "k", "ə": "e", "ё": "е",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك",
    }
)  # fmt: skip
_ACCENTS = re.compile("(?<=[a-z\u0370-\u03ff])[\u0300-\u036f]+")
_POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u064b-\u065f\u0670]+")
# Horn, hook above and dot below: in a text with them đ is the Vietnamese d, not dj.
_VIETNAMESE = re.compile("[a-z][\u0300-\u036f]{0,1}[\u031b\u0309\u0323]")


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    accented = _comparable(text)
    if accented.isascii():
        return accented
    plain = _without_accents(accented)
    # Without accents a word may be recognised as disguised, or as Serbian: ёлка is now елка.
    return plain if plain == accented else _without_accents(_comparable(plain))


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    if _VIETNAMESE.search(decomposed):
        decomposed = decomposed.replace("đ", "d")
    plain = _ACCENTS.sub("", _POINTS.sub("", decomposed))
    return unicodedata.normalize("NFC", plain).translate(_PLAIN_LETTERS)[:MAX_COMPARED]


def folded(text: str) -> str:
    """Normalise *text* as :func:`comparable` does, and drop accents: "Đak" → "djak"."""
    return _folded(text[:MAX_COMPARED])


_SEPARATOR = re.compile(r"(?!(?<=\d)[.,]\d)[\W_]")
_MAYBE_MARK = re.compile("[^\\w\u0000-\u02ff\u2000-\u206f]")


def _separator(match: re.Match[str]) -> str:
    # Vowel signs of Indian scripts are marks and belong to their word.
    return match[0] if unicodedata.category(match[0]).startswith("M") else " "


def _split(text: str) -> tuple[str, ...]:
    # A function call for every separator is slow, so it is made only where there may be marks.
    separator = _separator if _MAYBE_MARK.search(text) else " "
    return tuple(_SEPARATOR.sub(separator, text).split())


def words(text: str) -> tuple[str, ...]:
    """List the words and numbers of :func:`comparable` text in order; "4.1" is one."""
    return _split(comparable(text))


def folded_words(text: str) -> tuple[str, ...]:
    """List the words and numbers of :func:`folded` text in order."""
    return _split(folded(text))


_MIN_LETTERS = 3


@cache
def _small_talk() -> tuple[frozenset[str], re.Pattern[str]]:
    lists = read_table("small_talk")
    return frozenset(" ".join(lists["words"]).split()), re.compile(lists["laughter"])


def is_junk(text: str) -> bool:
    """Return whether *text* cannot be a claim.

    True for fewer than three letters, for a single word in a script that puts spaces
    between words, and for greetings and laughter.
    """
    listed = words(text)
    if sum(letter.isalpha() for word in listed for letter in word) < _MIN_LETTERS:
        return True
    if script_of("".join(listed)) not in SCRIPTS_WITHOUT_SPACES and len(set(listed)) < 2:
        return True
    small_talk, laughter = _small_talk()
    return all(word in small_talk or laughter.fullmatch(word) for word in listed)
