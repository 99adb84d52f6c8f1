"""Rate how checkable a sentence is, by what can be seen in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from factcheck.text.dates import Dates
from factcheck.text.facts import Facts, read_facts
from factcheck.text.language import language_group
from factcheck.text.lexicon import Phrases
from factcheck.text.normalise import SCRIPTS_WITHOUT_SPACES, is_junk, readable
from factcheck.text.packed_tables import read_table
from factcheck.text.scripts import script_of
from factcheck.text.tokens import Token, tokens

_SHORTEST_CLAIM = 4
_MANY_WORDS = 8
_NO_DATES = Dates()


@dataclass(frozen=True, slots=True)
class Checkability:
    """How checkable a sentence is, and why.

    Attributes:
        score: 0 to 1; a rank among the sentences of a document, no probability.
        features: Names of `WEIGHTS` that it has, in their order.
        is_claim: Whether it may be looked up: it is no open question, greeting or fragment.
    """

    score: float
    features: tuple[str, ...]
    is_claim: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sentence with what is seen in it."""

    facts: Facts
    folds: tuple[str, ...]
    marks: frozenset[str]
    is_question: bool


# What speaks for and against a sentence; the sum, from 0 to 1, is its score.
WEIGHTS: dict[str, tuple[float, Callable[[_Seen], bool]]] = {
    "statement": (0.3, lambda seen: not seen.is_question),
    "number": (0.25, lambda seen: bool(seen.facts.quantities)),
    "long": (0.2, lambda seen: len(seen.facts.words) >= _MANY_WORDS),
    "name": (0.1, lambda seen: bool(seen.facts.names or seen.facts.places)),
    "change": (0.1, lambda seen: any(word.meanings for word in seen.facts.words)),
    "date": (0.05, lambda seen: seen.facts.dates != _NO_DATES),
    "cause": (0.05, lambda seen: bool(seen.facts.causes)),
    "extent": (0.05, lambda seen: bool(seen.facts.quantifiers)),
    "opinion": (-0.2, lambda seen: "opinion" in seen.marks),
    "request": (-0.2, lambda seen: "request" in seen.marks),
}


def rate_checkable(sentence: str, language: str) -> Checkability:
    """Rate *sentence* by the word lists of its language, or by numbers and names alone."""
    text = readable(sentence)
    facts = read_facts(text, language)
    found = tokens(text)
    folds = tuple(token.fold for token in found)
    seen = _Seen(facts, folds, _marks(folds, language), text.endswith(("?", "？", "؟")))
    features = tuple(name for name, (_, is_seen) in WEIGHTS.items() if is_seen(seen))
    score = sum(WEIGHTS[name][0] for name in features)
    return Checkability(
        score=round(min(max(score, 0.0), 1.0), 2),
        features=features,
        is_claim=_is_long_enough(text, found) and not facts.is_open_question and not is_junk(text),
    )


def _is_long_enough(text: str, found: Sequence[Token]) -> bool:
    if script_of(text) in SCRIPTS_WITHOUT_SPACES:
        return sum(map(str.isalpha, text)) >= 2 * _SHORTEST_CLAIM
    return sum(token.kind == "word" for token in found) >= _SHORTEST_CLAIM


def _marks(folds: Sequence[str], language: str) -> frozenset[str]:
    lists = _lists(language_group(language))
    found = {name: phrases.positions(folds) for name, phrases in lists.items()}
    # Only at the beginning is "see" a request.
    return frozenset(name for name, at in found.items() if (0 in at if name == "request" else at))


@cache
def _lists(group: str) -> dict[str, Phrases]:
    lists = read_table("checkable").get(group, {})
    return {name: Phrases((phrase, name) for phrase in phrases) for name, phrases in lists.items()}
