"""Write a statement of templates.toml in a language, and dress it as a post."""

import random
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from cross_encoder_training.tables import base_of, tables
from cross_encoder_training.values import Value, written

TEMPLATES = Path(__file__).with_name("templates.toml")
POST_SHARE, LOWER_SHARE, BEFORE_SHARE, AFTER_SHARE, EMOJI_SHARE, STOP_SHARE = (
    0.4,
    0.5,
    0.4,
    0.35,
    0.35,
    0.6,
)
SERBIAN_LATIN_SHARE = 0.35
# How often a hasty hand leaves the marks off the letters.
PLAIN_SHARES = {"bs": 0.6, "es": 0.3, "fr": 0.3}

_SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")
Senses = Mapping[str, Mapping[str, Sequence[str]]]


@cache
def templates() -> Mapping[str, Senses]:
    """Read templates.toml once: topic, sense, language, wordings."""
    return tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))


def wordings(sense: Mapping[str, Sequence[str]], language: str) -> Sequence[str]:
    """List the ways to say a statement in a language."""
    return sense.get(language) or sense[base_of(language)]


@cache
def slots(sentence: str) -> Sequence[str]:
    """List the slots of a sentence."""
    return tuple(dict.fromkeys(found.group(1) for found in _SLOT.finditer(sentence)))


def sentence(wording: str, values: Mapping[str, Value], language: str, rng: random.Random) -> str:
    """Fill a wording and put its words right."""
    filled = _SLOT.sub(
        lambda found: written(found[1], found[2] or "", values[found[1]], language, rng), wording
    )
    for before, after in tables()["contractions"].get(language, ()):
        filled = re.sub(before, after, filled)
    filled = _derived(filled, language)
    return filled[0].upper() + filled[1:]


@cache
def _borrowed(language: str) -> tuple[re.Pattern[str], Mapping[str, str]] | None:
    """Compile the words that Croatian or Serbian says in another way than Bosnian."""
    table: Mapping[str, str] = tables()["derived"].get(language, {})
    if not table:
        return None
    longest = sorted(table, key=len, reverse=True)
    patterns = (
        re.escape(k).replace(r"\-", "") + ("" if k.endswith("-") else r"\b") for k in longest
    )
    found = re.compile(r"\b(?:" + "|".join(patterns) + ")", re.IGNORECASE)
    return found, {key.removesuffix("-").lower(): value for key, value in table.items()}


def _derived(text: str, language: str) -> str:
    """Put a Bosnian sentence into Croatian or Serbian words."""
    borrowed = _borrowed(language)
    if borrowed is None:
        return text
    pattern, words = borrowed

    def exchange(found: re.Match[str]) -> str:
        word = words[found[0].lower()]
        return word[0].upper() + word[1:] if found[0][0].isupper() else word

    return pattern.sub(exchange, text)


def dressed(text: str, language: str, rng: random.Random) -> str:
    """Let a sentence look printed or posted; Serbian is mostly in Cyrillic letters."""
    in_cyrillic = language == "sr" and rng.random() >= SERBIAN_LATIN_SHARE
    shown = text if text.endswith(".") or rng.random() >= STOP_SHARE else text + "."
    if rng.random() < POST_SHARE:
        shown = _posted(text, language, rng, marked=in_cyrillic)
    return cyrillic(shown) if in_cyrillic else shown


def _posted(text: str, language: str, rng: random.Random, *, marked: bool) -> str:
    """Put around a sentence what people put around it, and drop what they drop.

    Args:
        text: The sentence.
        language: Whose people post it.
        rng: Draws.
        marked: Keep the marks on the letters: Cyrillic is made of them.
    """
    base = base_of(language)
    words = tables()["posts"][base]
    if rng.random() < LOWER_SHARE:
        text = text.lower()
    if not marked and rng.random() < PLAIN_SHARES.get(base, 0):
        text = plain(text)
    if rng.random() < BEFORE_SHARE:
        text = f"{_derived(rng.choice(words['before']), language)} {text}"
    if rng.random() < AFTER_SHARE:
        after = _derived(rng.choice(words["after"]), language)
        text += after if after[0] in "!." else f"{rng.choice(('.', ',', ''))} {after}"
    if rng.random() < EMOJI_SHARE:
        text += " " + rng.choice(tables()["posts"]["emoji"]) * rng.randint(1, 3)
    return text


def plain(text: str) -> str:
    """Leave the marks off the letters."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "dj").replace("Đ", "Dj"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def cyrillic(text: str) -> str:
    """Write Serbian in Cyrillic letters."""
    pattern, letters = _alphabet()

    def letter(found: re.Match[str]) -> str:
        other = letters[found[0].lower()]
        return other.upper() if found[0][0].isupper() else other

    return pattern.sub(letter, text)


@cache
def _alphabet() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Pair the letters of both alphabets; two letters for one sound go first."""
    table: Mapping[str, str] = tables()["cyrillic"]
    letters = dict(zip(table["latin"].split(), table["cyrillic"].split(), strict=True))
    return re.compile("|".join(letters), re.IGNORECASE), letters
