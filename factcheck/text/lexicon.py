"""Word lists of a language for the rules: numbers, negations, quantifiers, modality and others.

The lists are in `vocabulary/*.toml`, one file for each language group. A language without a file
still has numbers in digits, dates, units and places.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from factcheck.text.packed_tables import read_table

Phrase = tuple[str, ...]
_MAX_CACHED = 20_000
"""Words for which each list caches whether a prefix or suffix matched."""


_FUSED_FUTURE = re.compile(r"(?<=[a-z]{2}[aeiu])ce$")


class Phrases:
    """Words and phrases with a meaning, indexed by their first word.

    A phrase of one word may end or begin with ``*``, which matches any suffix or prefix.
    """

    def __init__(self, meanings: Iterable[tuple[str, str]]) -> None:
        """Take pairs of a phrase and what it means."""
        self._exact: dict[str, list[tuple[Phrase, str]]] = {}
        self._prefixes: dict[str, str] = {}
        self._suffixes: dict[str, str] = {}
        for phrase, meaning in meanings:
            words = tuple(phrase.split())
            if phrase.endswith("*"):
                self._prefixes.setdefault(phrase[:-1], meaning)
            elif phrase.startswith("*"):
                self._suffixes.setdefault(phrase[1:], meaning)
            else:
                self._exact.setdefault(words[0], []).append((words, meaning))
        self._has_affixes = bool(self._prefixes or self._suffixes)
        self._cached: dict[str, str] = {}
        for candidates in self._exact.values():
            candidates.sort(key=lambda pair: -len(pair[0]))

    def find(self, folds: Sequence[str], start: int) -> tuple[int, str] | None:
        """Return how many words the longest phrase at *start* has, and its meaning."""
        word = folds[start]
        for words, meaning in self._exact.get(word, ()):
            if len(words) == 1 or tuple(folds[start : start + len(words)]) == words:
                return len(words), meaning
        if not self._has_affixes:
            return None
        cached = self._cached.get(word)
        if cached is None:
            if len(self._cached) >= _MAX_CACHED:
                self._cached.clear()
            cached = self._cached[word] = self._by_affix(word)
        return (1, cached) if cached else None

    def _by_affix(self, word: str) -> str:
        for end in range(len(word), 1, -1):
            if word[:end] in self._prefixes:
                return self._prefixes[word[:end]]
        # Swahili verbs end in -a, -i or -e by mood; the lists have the form in -a.
        if self._suffixes:
            basic = word[:-1] + "a" if word[-1] in "aie" else word
            for begin in range(1, len(basic) - 1):
                if basic[begin:] in self._suffixes:
                    return self._suffixes[basic[begin:]]
        return ""

    def __bool__(self) -> bool:
        """Return whether the list has any phrase."""
        return bool(self._exact) or self._has_affixes

    def positions(self, folds: Sequence[str]) -> frozenset[int]:
        """Return the indexes at which a phrase begins."""
        return frozenset(at for at in range(len(folds)) if self.find(folds, at))


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The word lists of one language group."""

    group: str
    numbers: Mapping[str, Any]
    bounds: Phrases
    negation: Mapping[str, Any]
    frames: Phrases
    harmless: Phrases
    implicit: Phrases
    quantifiers: Phrases
    modality: Phrases
    saying: frozenset[str]
    questions: Phrases
    labels: Phrases
    roles: Phrases
    passive: Phrases
    function_words: frozenset[str]
    relations: frozenset[str]
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    shortest_stem: int
    synonyms: Phrases
    concepts: tuple[tuple[str, Phrases], ...]
    sorts: tuple[tuple[str, Phrases], ...]
    causes: Phrases
    causality: Phrases
    mutual: Phrases
    shapes: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def table(name: str) -> dict[str, Any]:
    """Read one vocabulary file; empty where there is none for a language."""
    return read_table(f"vocabulary/{name}")


@cache
def lexicon(group: str) -> Lexicon:
    """Load the words of a language group, once."""
    words = table(group) if re.fullmatch("[a-z]{2,3}", group) else {}
    negation = words.get("negation", {})
    stems = words.get("stems", {})
    roles = words.get("roles", {})
    return Lexicon(
        group=group,
        numbers=_numbers(words.get("numbers", {})),
        bounds=_named(words.get("bounds", {})),
        negation={key: _plain(value) for key, value in negation.items()},
        frames=_one("frame", negation.get("frames", ()), negation.get("closing_frames", ())),
        harmless=_one("harmless", negation.get("harmless", ())),
        implicit=_one("implicit", negation.get("implicit", ())),
        quantifiers=_named(words.get("quantifiers", {})),
        modality=_named({k: v for k, v in words.get("modality", {}).items() if k[-1] != "s"}),
        saying=frozenset(words.get("saying", {}).get("verbs", ())),
        questions=_named(words.get("questions", {})),
        labels=_one("label", words.get("labels", {}).get("prefixes", ())),
        roles=_one("role", roles.get("verbs", ())),
        passive=_one("passive", roles.get("passive", ())),
        function_words=frozenset(words.get("function_words", {}).get("words", ())),
        relations=frozenset(words.get("function_words", {}).get("relations", ())),
        prefixes=tuple(sorted(stems.get("prefixes", ()), key=len, reverse=True)),
        suffixes=tuple(sorted(stems.get("suffixes", ()), key=len, reverse=True)),
        shortest_stem=stems.get("shortest", 3),
        synonyms=_groups(words.get("synonyms", {}).get("groups", ())),
        concepts=_values("concepts", group),
        sorts=_values("sorts", group),
        causes=_one("cause", words.get("causes", {}).get("markers", ())),
        causality=_named(words.get("causality", {})),
        mutual=_one("mutual", roles.get("mutual", ())),
        shapes=_shapes(words),
    )


def _plain(value: str | list[str]) -> str | frozenset[str]:
    return frozenset(value) if isinstance(value, list) else value


def _one(meaning: str, *lists: Iterable[str]) -> Phrases:
    return Phrases((phrase, meaning) for phrases in lists for phrase in phrases)


def _named(lists: Mapping[str, Iterable[str]]) -> Phrases:
    return Phrases((phrase, name) for name, phrases in lists.items() for phrase in phrases)


def _groups(groups: Iterable[Sequence[str]]) -> Phrases:
    return Phrases((word, group[0].strip("*")) for group in groups for word in group)


def _numbers(lists: Mapping[str, Any]) -> Mapping[str, Any]:
    words: dict[str, tuple[str, float]] = {}
    for kind in ("ones", "teens", "tens", "hundreds", "magnitudes"):
        words.update({word: (kind, float(value)) for word, value in lists.get(kind, {}).items()})
    return {**lists, "words": words}


def _values(name: str, group: str) -> tuple[tuple[str, Phrases], ...]:
    """Read the table *name*: for each entry the words of each of its values."""
    entries = []
    for entry, values in table(name).items():
        words = [(word, value) for value in values for word in values[value].get(group, ())]
        if words:
            entries.append((entry, Phrases(words)))
    return tuple(entries)


def _shapes(words: Mapping[str, Any]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    modality = words.get("modality", {})
    return tuple(("done", re.compile(shape)) for shape in modality.get("done_shapes", ()))


@lru_cache(maxsize=65536)
def stem(group: str, word: str) -> str:
    """Strip a common prefix and suffix of the language; a rough stemmer."""
    words = lexicon(group)
    # Ekavian and ijekavian spellings of one word: mleko, mlijeko; dj is a way to type đ.
    if group == "sh":
        word = word.replace("ije", "e").replace("je", "e").replace("dj", "d")
        # The future is one word in Serbian, two in Croatian: dobiće, dobit će.
        word = _FUSED_FUTURE.sub("ti", word)
    for prefix in words.prefixes:
        if word.startswith(prefix) and len(word) - len(prefix) >= words.shortest_stem:
            word = word[len(prefix) :]
            break
    for suffix in words.suffixes:
        if word.endswith(suffix) and len(word) - len(suffix) >= words.shortest_stem:
            return word[: -len(suffix)]
    return word


@lru_cache(maxsize=65536)
def meanings(group: str, word: str) -> tuple[tuple[str, str], ...]:
    """Return the concepts of a word, each with its pole: ``(("rise", "minus"),)``."""
    return _found(lexicon(group).concepts, word)


@lru_cache(maxsize=65536)
def sorts(group: str, word: str) -> tuple[tuple[str, str], ...]:
    """Return of which sort a word names a thing, and which: ``(("crop", "rice"),)``."""
    return _found(lexicon(group).sorts, word)


def _found(entries: tuple[tuple[str, Phrases], ...], word: str) -> tuple[tuple[str, str], ...]:
    hits = ((name, phrases.find((word,), 0)) for name, phrases in entries)
    return tuple((name, hit[1]) for name, hit in hits if hit)


@lru_cache(maxsize=65536)
def synonym(group: str, word: str) -> str:
    """Return the name of a word's group of synonyms; empty where it has none."""
    hit = lexicon(group).synonyms.find((word,), 0)
    return hit[1] if hit else ""
