"""Judge how a claim and each of its candidates belong together, with reasons."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from factcheck.candidates import Asked, Found, Known, spelled_terms
from factcheck.matching.comparing import Comparison, TermStatistics, compare
from factcheck.matching.deciding import MatchPolicy, decide_pair, disagreement
from factcheck.matching.scoring import Scorer, default_scorer
from factcheck.matching.signals.conflicts import find_conflicts
from factcheck.matching.support import same_link, same_text, supporting_signals
from factcheck.model import Decision, FactCheck, Match, Signal
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

_ORDER = {Decision.MATCH: 0, Decision.SUGGESTED: 1, Decision.NONE: 2}


@dataclass(frozen=True, slots=True)
class Pair:
    """A candidate beside the text of the claim, or the part of it, that fits best."""

    score: float
    text: str
    comparison: Comparison
    across: bool


class Judge:
    """Weighs pairs by one weight table and one policy."""

    def __init__(self, policy: MatchPolicy, scorer: Scorer | None = None) -> None:
        """Use *policy* for decisions and, unless told otherwise, the weights that ship with us."""
        self._policy = policy
        self._scorer = scorer or default_scorer()

    def best_pairs(
        self, asked: Asked, found: Sequence[Found], statistics: TermStatistics
    ) -> Mapping[int, Pair]:
        """Keep for every candidate the text that it fits best, the best candidate first."""
        best: dict[int, Pair] = {}
        for each in found:
            compared = compare(each.terms, each.candidates, statistics)
            for candidate, comparison in zip(each.candidates, compared, strict=True):
                across = across_languages(
                    asked.language, candidate.language, comparison.asked_covered
                )
                score = self._scorer.score(comparison, across=across)
                earlier = best.get(candidate.number)
                if earlier is None or score > earlier.score:
                    best[candidate.number] = Pair(score, each.text, comparison, across)
        return dict(sorted(best.items(), key=lambda entry: (-entry[1].score, entry[0])))

    def judge(
        self, asked: Asked, fact_check: FactCheck, pair: Pair | None, known: Known | None
    ) -> Match:
        """Turn a pair into a match with its reasons.

        A fact-check that is known by the claim's text, or by a claim that is a link and nothing
        else, is a match. A link inside a longer post speaks for it, but the post may say more.
        """
        if known is not None and (pair is None or not known.link):
            return Match(fact_check, Decision.MATCH, 1.0, (_known_signal(known),))
        if pair is None:
            raise ValueError(f"nothing is known about {fact_check.id} and this claim")
        match = self._weighed(asked, fact_check, pair)
        if known is None:
            return match
        at_least = Decision.MATCH if match.decision is Decision.MATCH else Decision.SUGGESTED
        signals = (*match.conflicts, _known_signal(known), *_support(match))
        score = max(match.score, self._policy.suggest_from)
        return replace(match, decision=at_least, score=score, signals=signals)

    def settle(self, matches: Iterable[Match]) -> tuple[Match, ...]:
        """Put the best first; winners that rule differently on one claim all need a person."""
        ordered = sorted(matches, key=_best_first)
        at_odds = {match.fact_check.id for match in disagreement(ordered)}
        if not at_odds:
            return tuple(ordered)
        signal = _different_verdicts([m for m in ordered if m.fact_check.id in at_odds])
        return tuple(
            replace(match, decision=Decision.SUGGESTED, signals=(signal, *match.signals))
            if match.fact_check.id in at_odds
            else match
            for match in ordered
        )

    def notes(self, matches: Sequence[Match]) -> tuple[str, ...]:
        """Say what a reader must know about *matches* as a whole."""
        told = (
            signal.text
            for match in matches
            for signal in match.signals
            if signal.name == "different_verdict"
        )
        return tuple(dict.fromkeys(told))

    def _weighed(self, asked: Asked, fact_check: FactCheck, pair: Pair) -> Match:
        language = asked.language
        if not pair.across and fact_check.language != UNKNOWN:
            language = fact_check.language
        conflicts = find_conflicts(
            read_facts(readable(pair.text), language),
            read_facts(readable(fact_check.claim), fact_check.language),
        )
        score = self._scorer.score(pair.comparison, across=pair.across, conflicts=len(conflicts))
        conflicts = (*conflicts, *_caution(asked, pair))
        support = supporting_signals(pair.comparison, spelled_terms(pair.text), across=pair.across)
        return Match(
            fact_check=fact_check,
            decision=decide_pair(score, conflicts, self._policy, across=pair.across),
            score=round(score, 4),
            signals=(*conflicts, *support),
            part="" if pair.text == asked.texts[0] else pair.text,
        )


def _caution(asked: Asked, pair: Pair) -> Iterator[Signal]:
    """Give what forbids a match although nothing contradicts: too little can be checked."""
    said = pair.comparison
    if asked.language == UNKNOWN and not _one_language(said.asked_covered):
        yield _UNKNOWN_LANGUAGE
    least = _LEAST_COVERED_BRIEFLY if said.asked_length < _BRIEF else _LEAST_COVERED
    if not pair.across and max(said.claim_covered, said.title_covered) < least:
        yield _LITTLE_IN_COMMON


def _known_signal(known: Known) -> Signal:
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


def _best_first(match: Match) -> tuple[int, float, str]:
    return _ORDER[match.decision], -match.score, match.fact_check.id


def _support(match: Match) -> tuple[Signal, ...]:
    return tuple(signal for signal in match.signals if not signal.conflict)


def _different_verdicts(winners: Sequence[Match]) -> Signal:
    rulings = "; ".join(
        f"{match.fact_check.publisher.name} ruled “{match.fact_check.rating}”"
        + (f" on {match.fact_check.reviewed_on}" if match.fact_check.reviewed_on else "")
        for match in winners
    )
    text = f"Fact-checks of this claim do not agree: {rulings}."
    return Signal("different_verdict", 1.0, True, text)
