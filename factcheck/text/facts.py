"""Extract what a claim states: quantities, dates, places, names, negation and more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from factcheck.text.causality import Causality, read_causality
from factcheck.text.dates import Dates, read_dates
from factcheck.text.language import language_group
from factcheck.text.lexicon import Lexicon, Phrases, lexicon, meanings, sorts, stem, synonym
from factcheck.text.names import read_names
from factcheck.text.negation import Polarity, read_polarity
from factcheck.text.places import Place, read_places
from factcheck.text.quantities import Quantity, read_quantities
from factcheck.text.tokens import Token, is_caseless, tokens

MAX_WORDS = 80
"""Content words that are kept of a claim."""
_LABEL_MARKS = (":", "]", ",", ")", "-", "–", "—", "|", "?")


@dataclass(frozen=True, slots=True)
class Word:
    """A content word of a claim.

    Attributes:
        text: As written.
        fold: Lower case without accents.
        stem: Without prefix and suffix, roughly.
        group: The name of its group of synonyms, or empty.
        kind: ``word``, ``name`` or ``place``.
        key: For a place its id, else empty.
        at: Index among the tokens of the claim.
        denied: Whether it is negated.
        meanings: Concepts with their pole, such as ``("rise", "minus")``.
        sorts: Sorts with the thing of that sort, such as ``("crop", "rice")``.
    """

    text: str
    fold: str
    stem: str
    group: str
    kind: str
    key: str
    at: int
    denied: bool
    meanings: tuple[tuple[str, str], ...]
    sorts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What rules can extract from a claim; equal where text and language are.

    Attributes:
        group: Language group whose word lists were used.
        words: Its content words, in order.
        names: Names of people, organisations and products.
        quantifiers: ``all``, ``most``, ``some``, ``few``, ``only``, ``none``.
        modality: ``possible``, ``planned``, ``done``, ``must``, ``should``, ``allowed``.
        speakers: Indexes of words that say, claim or announce.
        roles: Indexes of verbs with an agent and a patient.
        causes: Indexes of words that name a cause or a remedy: because, zbog, huponya.
        causality: The cause and the effect that it names.
        passive: Whether a verb may be in the passive voice.
        mutual: Whether it states something symmetric: meets, marries, with, between; true where
            the language has no list of such words.
        is_open_question: Whether it is only a question that no verdict can answer.
        is_caseless: Whether it has no capital letter, so that its names look like other words.
    """

    text: str
    language: str
    group: str
    words: tuple[Word, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    dates: Dates = field(default_factory=Dates)
    places: tuple[Place, ...] = ()
    names: tuple[str, ...] = ()
    polarity: Polarity = field(default_factory=Polarity)
    quantifiers: frozenset[str] = frozenset()
    modality: frozenset[str] = frozenset()
    speakers: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    causes: frozenset[int] = frozenset()
    causality: Causality = field(default_factory=Causality)
    passive: bool = False
    mutual: bool = False
    is_open_question: bool = False
    sentences: int = 1
    is_caseless: bool = False

    def __hash__(self) -> int:
        """Hash text and language."""
        return hash((self.text, self.language))

    def __eq__(self, other: object) -> bool:
        """Compare text and language."""
        if not isinstance(other, Facts):
            return NotImplemented
        return (self.text, self.language) == (other.text, other.language)

    @property
    def denied(self) -> bool:
        """Whether the claim as a whole is negative."""
        return bool(self.polarity.count % 2) != self.polarity.framed

    @property
    def polarity_known(self) -> bool:
        """Whether its language has lists of negations, so that none found means none there."""
        return bool(lexicon(self.group).negation.get("implicit"))

    @property
    def is_short(self) -> bool:
        """Whether it is about one statement rather than a post with many."""
        return len(self.words) <= 18 and self.sentences <= 2


@lru_cache(maxsize=4096)
def read_facts(text: str, language: str) -> Facts:
    """Extract the facts of *text*, as ``readable`` returns it.

    Args:
        text: A claim or a post; a label in front ("False claim: …") is left out.
        language: Language code; ``und`` reads digits, dates, units and English place names only.
    """
    group = language_group(language)
    words = lexicon(group)
    found = _without_label(tokens(text), words)
    if not found:
        return Facts(text, language, group)
    folds = [token.fold for token in found]
    dates, dated = read_dates(found, words)
    places = read_places(found, words, dated)
    placed = {at for place in places for at in range(place.start, place.end)}
    quantities = read_quantities(found, words, set(dated) | placed)
    counted = {at for quantity in quantities for at in range(quantity.start, quantity.end)}
    taken = dated | frozenset(counted)
    polarity = read_polarity(found, words, taken)
    limits, limited = _marks(folds, words.quantifiers, counted)
    modes, moded = _marks(folds, words.modality, counted)
    names = read_names(found, words, taken | frozenset(placed))
    left_out = taken | polarity.spans | limited | moded
    content = _content(_Reading(found, words, left_out, names, polarity.denied), places)
    return Facts(
        text=text,
        language=language,
        group=group,
        words=content[:MAX_WORDS],
        quantities=quantities,
        dates=dates,
        places=places,
        names=tuple(names.values()),
        polarity=polarity,
        quantifiers=limits,
        modality=modes | _done(folds, words),
        speakers=frozenset(at for at, fold in enumerate(folds) if fold in words.saying),
        roles=words.roles.positions(folds),
        causes=words.causes.positions(folds),
        causality=read_causality(found, words),
        passive=bool(words.passive.positions(folds)),
        mutual=not words.mutual or bool(words.mutual.positions(folds)),
        is_open_question=_is_open_question(text, found, folds, words),
        sentences=found[-1].sentence + 1,
        is_caseless=is_caseless(found),
    )


def _without_label(found: tuple[Token, ...], words: Lexicon) -> tuple[Token, ...]:
    """Leave out a fact-checker's label in front: "[SALAH] …", "False claim: …"."""
    folds = [token.fold for token in found]
    hit = words.labels.find(folds, 0) if folds else None
    if hit and hit[0] < len(found) and found[hit[0]].before.strip().startswith(_LABEL_MARKS):
        return found[hit[0] :]
    return found


def _marks(
    folds: Sequence[str], phrases: Phrases, counted: set[int]
) -> tuple[frozenset[str], frozenset[int]]:
    """Return the meanings of *phrases* outside numbers, and the tokens of these phrases."""
    meanings_found: set[str] = set()
    spans: set[int] = set()
    at = 0
    while at < len(folds):
        hit = phrases.find(folds, at) if at not in counted else None
        if hit:
            meanings_found.add(hit[1])
            spans.update(range(at, at + hit[0]))
        at += hit[0] if hit else 1
    return frozenset(meanings_found), frozenset(spans)


def _done(folds: Sequence[str], words: Lexicon) -> frozenset[str]:
    """Return modalities that a verb form expresses, such as Swahili "-me-" (has done)."""
    return frozenset(
        name for name, shape in words.shapes if any(shape.search(fold) for fold in folds)
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """The tokens of a claim with what other rules have found in them."""

    tokens: Sequence[Token]
    lexicon: Lexicon
    left_out: frozenset[int]
    names: dict[int, str]
    denied: frozenset[int]


def _content(reading: _Reading, places: Sequence[Place]) -> tuple[Word, ...]:
    words, names = reading.lexicon, reading.names
    placed = {at: place for place in places for at in range(place.start, place.end)}
    content = []
    for at, token in enumerate(reading.tokens):
        if token.kind in ("sign", "number") or at in reading.left_out:
            continue
        place = placed.get(at)
        is_empty = token.fold in words.function_words and token.fold not in words.relations
        if place is None and at not in names and is_empty:
            continue
        kind = "place" if place else "name" if at in names or token.kind == "code" else "word"
        content.append(
            Word(
                text=place.text if place else token.text,
                fold=token.fold,
                stem=stem(words.group, token.fold.removesuffix("'s")),
                group="" if kind == "place" else synonym(words.group, token.fold),
                kind=kind,
                key=place.id if place else "",
                at=at,
                denied=at in reading.denied,
                meanings=meanings(words.group, token.fold) if kind == "word" else (),
                sorts=sorts(words.group, token.fold) if kind == "word" else (),
            )
        )
    return tuple(content)


def _is_open_question(
    text: str, found: Sequence[Token], folds: Sequence[str], words: Lexicon
) -> bool:
    """Return whether the text is one open question, which states nothing.

    "Where can I get a vaccine?" is one; "Is the vaccine safe?" can be answered by a verdict.
    """
    if not text.rstrip().endswith("?") or text.count("?") > 1 or found[-1].sentence > 0:
        return False
    hits = [words.questions.find(folds, at) for at in range(len(folds))]
    kinds = {hit[1] for hit in hits if hit}
    first = next((hit for hit in hits[:2] if hit), None)
    if "rhetorical" in kinds:
        return False
    # Swahili may put the question word last: "… ni shilingi ngapi?"
    late = words.numbers.get("order") == "after"
    return (first is not None and first[1] == "open") or (late and "open" in kinds)
