"""Judge how a claim and each of its candidates belong together, with reasons."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from factcheck.model import Decision, FactCheck, Match, Signal
from factcheck.ranking.calibration import Scorer, default_scorer
from factcheck.ranking.conflicts.conflict_rules import find_conflicts
from factcheck.ranking.decision_policy import MatchPolicy, decide_pair
from factcheck.ranking.features import Comparison, compare
from factcheck.ranking.grouping import apply_group_rules
from factcheck.ranking.reranker import Reranker
from factcheck.ranking.supporting_reasons import (
    read_together,
    same_link,
    same_text,
    supporting_signals,
)
from factcheck.retrieval.bm25 import TermStatistics
from factcheck.retrieval.retriever import Candidates, ExactMatch, Query, spelled_terms
from factcheck.text.facts import read_facts
from factcheck.text.language import UNKNOWN, same_language
from factcheck.text.normalise import readable

_ONE_LANGUAGE_FROM = 0.5

_UNKNOWN_LANGUAGE = Signal(
    name="unknown_language",
    value=0.5,
    conflict=True,
    text="The language of this claim is not known, so a “not” in it would go unseen.",
)

# Without a reader of pairs, vectors alone have to be this sure across languages.
_UNREAD_ACROSS_FROM = 0.93
_UNREAD = Signal(
    name="not_read_together",
    value=0.5,
    conflict=True,
    text="The two are in different languages and were not read together, so a person has to.",
)

# In one language two claims that are the same share words; two words and a mood are no claim.
_LEAST_COVERED = 0.25
_LEAST_COVERED_BRIEFLY = 0.6
_BRIEF = math.log1p(4)  # fewer than four words, as `Comparison.asked_length` counts them
_LITTLE_IN_COMMON = Signal(
    name="little_in_common",
    value=0.5,
    conflict=True,
    text="Little of what the fact-check is about is said here, so a person has to compare them.",
)

# A "not" too many costs nearly the whole score, but whoever asks wants to see that ruling too.
_OPPOSITES = frozenset({"opposite_polarity", "opposite_meaning"})

# What is thought so unlikely at first sight is not what was asked, and reading costs time.
# Of 236 suggestions and 132 matches to 360 labelled posts none began below the first. Across
# languages the best of what is not meant begins higher; of 3,305 answers to reworded claims 31,
# all of them suggestions, began below the second.
_READ_FROM = 0.02
_READ_ACROSS_FROM = 0.05

# What the reader of pairs says of a claim and a published claim, as log-odds.
Readings = Mapping[tuple[str, str], float]

_ORDER = {Decision.MATCH: 0, Decision.SUGGESTED: 1, Decision.NONE: 2}


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A candidate beside the text of the claim, or the part of it, that fits best."""

    score: float
    text: str
    comparison: Comparison
    across: bool


@dataclass(frozen=True, slots=True)
class ScoredQuery:
    """A claim with all that has to be judged: what is known, and the likeliest candidates."""

    asked: Query
    known: Mapping[int, ExactMatch]
    pairs: Mapping[int, ScoredPair]
    fact_checks: Mapping[int, FactCheck]

    def doubts(self) -> Iterator[tuple[str, str]]:
        """Yield every text of the claim and published claim that are worth reading together."""
        for number, fact_check in self.fact_checks.items():
            pair = self.pairs.get(number)
            if pair is not None and needs_reranking(pair):
                yield pair.text, fact_check.claim


def needs_reranking(pair: ScoredPair) -> bool:
    """Whether a closer look could still make an answer of the pair."""
    return pair.score >= (_READ_ACROSS_FROM if pair.across else _READ_FROM)


class Ranker:
    """Weighs pairs by one weight table and one policy."""

    def __init__(
        self, policy: MatchPolicy, opinion: Reranker, scorer: Scorer | None = None
    ) -> None:
        """Use *policy* for decisions and, unless told otherwise, the weights that ship with us."""
        self._policy = policy
        self._opinion = opinion
        self._scorer = scorer or default_scorer()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the answers must know about how they were judged."""
        return (self._opinion.trouble,) if self._opinion.trouble else ()

    def best_pairs(
        self, asked: Query, found: Sequence[Candidates], statistics: TermStatistics
    ) -> Mapping[int, ScoredPair]:
        """Keep for every candidate the text that it fits best, the best candidate first."""
        best: dict[int, ScoredPair] = {}
        for each in found:
            compared = compare(each.terms, each.candidates, statistics)
            for candidate, comparison in zip(each.candidates, compared, strict=True):
                across = across_languages(
                    asked.language, candidate.language, comparison.asked_covered
                )
                score = self._scorer.score(comparison, across=across)
                earlier = best.get(candidate.number)
                if earlier is None or score > earlier.score:
                    best[candidate.number] = ScoredPair(score, each.text, comparison, across)
        return dict(sorted(best.items(), key=lambda entry: (-entry[1].score, entry[0])))

    def read(self, questions: Sequence[ScoredQuery]) -> Readings:
        """Let all that is in doubt be read together, which takes longest of all."""
        return self._opinion.read(doubt for question in questions for doubt in question.doubts())

    def answer(
        self, questions: Sequence[ScoredQuery], readings: Readings
    ) -> Iterator[tuple[Match, ...]]:
        """Judge every question's candidates, best first, by what *readings* say of them."""
        for one in questions:
            matches = {
                number: self._judged(one, number, fact_check, readings)
                for number, fact_check in one.fact_checks.items()
            }
            ordered = _best_first(_with_opposites(matches, one.pairs))
            yield _best_first(apply_group_rules(ordered, one.asked.asked_on))

    def _judged(
        self, question: ScoredQuery, number: int, fact_check: FactCheck, readings: Readings
    ) -> Match:
        """Turn a pair into a match with its reasons.

        A fact-check that is known by the claim's text, or by a claim that is a link and nothing
        else, is a match. A link inside a longer post speaks for it, but the post may say more.
        """
        asked, known = question.asked, question.known.get(number)
        if known is not None and (not known.link or not asked.texts):
            return Match(fact_check, Decision.MATCH, 1.0, (_known_signal(known),))
        pair = question.pairs.get(number)
        if pair is not None:
            reading = readings.get((pair.text, fact_check.claim))
            match = self._weighed(asked, fact_check, pair, reading)
        else:
            match = Match(fact_check, Decision.NONE, 0.0)
        if known is None:
            return match
        at_least = Decision.MATCH if match.decision is Decision.MATCH else Decision.SUGGESTED
        signals = (*match.conflicts, _known_signal(known), *_support(match))
        score = max(match.score, self._policy.suggest_from)
        return replace(match, decision=at_least, score=score, signals=signals)

    def _weighed(
        self, asked: Query, fact_check: FactCheck, pair: ScoredPair, reading: float | None
    ) -> Match:
        language = asked.language
        if not pair.across and fact_check.language != UNKNOWN:
            language = fact_check.language
        conflicts = find_conflicts(
            read_facts(readable(pair.text), language),
            read_facts(readable(fact_check.claim), fact_check.language),
        )
        score = self._scorer.score(
            pair.comparison, across=pair.across, conflicts=len(conflicts), reading=reading
        )
        told = tuple(self._read(pair, reading, score))
        conflicts = (*conflicts, *(s for s in told if s.conflict), *_caution(asked, pair))
        support = (
            *(s for s in told if not s.conflict),
            *supporting_signals(pair.comparison, spelled_terms(pair.text), across=pair.across),
        )
        return Match(
            fact_check=fact_check,
            decision=decide_pair(score, conflicts, self._policy, across=pair.across),
            score=round(score, 4),
            signals=(*conflicts, *support),
            part="" if pair.text == asked.texts[0] else pair.text,
        )

    def _read(self, pair: ScoredPair, reading: float | None, score: float) -> Iterator[Signal]:
        signal = None if reading is None else read_together(reading, score, across=pair.across)
        if signal is not None:
            yield signal
        elif reading is None and pair.across and self._is_unsure(score):
            yield _UNREAD

    def _is_unsure(self, score: float) -> bool:
        return self._policy.match_across_from <= score < _UNREAD_ACROSS_FROM


def _caution(asked: Query, pair: ScoredPair) -> Iterator[Signal]:
    """Give what forbids a match although nothing contradicts: too little can be checked."""
    said = pair.comparison
    if asked.language == UNKNOWN and not _one_language(said.asked_covered):
        yield _UNKNOWN_LANGUAGE
    least = _LEAST_COVERED_BRIEFLY if said.asked_length < _BRIEF else _LEAST_COVERED
    if not pair.across and max(said.claim_covered, said.title_covered) < least:
        yield _LITTLE_IN_COMMON


def _with_opposites(
    matches: Mapping[int, Match], pairs: Mapping[int, ScoredPair]
) -> Iterator[Match]:
    """Suggest what reviews the very opposite too, where anything is shown at all.

    Where the store holds both "X is" and "X is not", whoever asks for one has to see both.
    """
    anything = any(match.decision is not Decision.NONE for match in matches.values())
    for number, match in matches.items():
        hidden = match.decision is Decision.NONE
        if anything and hidden and _is_the_opposite(match, pairs.get(number)):
            yield replace(match, decision=Decision.SUGGESTED)
        else:
            yield match


def _is_the_opposite(match: Match, pair: ScoredPair | None) -> bool:
    """Whether the fact-check reviews what denies the claim, and differs in nothing else.

    In one language the rules see an opposite only where most words are shared; across two, every
    "not" may be one.
    """
    names = {conflict.name for conflict in match.conflicts} - {"read_otherwise"}
    return pair is not None and not pair.across and bool(names) and names <= _OPPOSITES


def _known_signal(known: ExactMatch) -> Signal:
    return same_link(known.link) if known.link else same_text()


def across_languages(claim: str, candidate: str, shared: float) -> bool:
    """Say whether two claims are in different languages.

    Args:
        claim: Language of the asked claim, as guessed from its text.
        candidate: Language of the fact-check, as its publisher says.
        shared: The share of the claim's words, by weight, that the candidate has too. Claims that
            share most of their words are in one language, whatever was guessed of a short one.
    """
    known = UNKNOWN not in (claim, candidate)
    return known and not _one_language(shared) and not same_language(claim, candidate)


def _one_language(shared: float) -> bool:
    return shared >= _ONE_LANGUAGE_FROM


def _best_first(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Sort by decision and score; of equals the newest comes first, as the latest word on it."""
    by_id = sorted(matches, key=lambda match: match.fact_check.id)
    by_day = sorted(by_id, key=lambda match: match.fact_check.reviewed_on, reverse=True)
    return tuple(sorted(by_day, key=lambda match: (_ORDER[match.decision], -match.score)))


def _support(match: Match) -> tuple[Signal, ...]:
    return tuple(signal for signal in match.signals if not signal.conflict)
