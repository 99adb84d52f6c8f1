"""Check shortlisted pairs for conflicts, and decide on each: match, suggested or none."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from factcheck.model import Decision, FactCheck, Match, Message, Recalibration, Signal
from factcheck.ranking.calibration import Scorer
from factcheck.ranking.conflicts.conflict_rules import find_conflicts
from factcheck.ranking.conflicts.negation import one_sided_negation
from factcheck.ranking.decision_policy import MatchPolicy, decide_pair, recalibrated
from factcheck.ranking.judgements import apply_judgements, near_alias
from factcheck.ranking.ranker import RankedQuery, ScoredPair, is_cross_lingual, shares_a_language
from factcheck.ranking.reranker import PairLogOdds
from factcheck.ranking.supporting_reasons import (
    reranker_signal,
    same_link,
    same_picture,
    same_text,
    supporting_signals,
)
from factcheck.retrieval.judged import Alias, JudgedMatch
from factcheck.retrieval.picture_copy import PictureCopy
from factcheck.retrieval.query import ExactMatch, Query
from factcheck.text.facts import Facts, read_facts
from factcheck.text.language import UNKNOWN
from factcheck.text.normalise import readable, wording

_UNKNOWN_LANGUAGE = Signal(
    name="unknown_language",
    value=0.5,
    conflict=True,
    text=Message("The language of this claim is not known, so a “not” in it would go unseen."),
)

# Without the reranker, vectors alone have to be this sure across languages.
_MATCH_WITHOUT_RERANKING_FROM = 0.97
_NOT_RERANKED = Signal(
    name="not_read_together",
    value=0.5,
    conflict=True,
    text=Message(
        "The two are in different languages and were not read together, so a person has to."
    ),
)

# In one language two claims that are the same share words. Fewer than four words, counted as
# `PairFeatures.log_query_length` does, may share two by chance: "ne vaccine nije" is no claim.
_LEAST_COVERAGE = 0.25
_LEAST_COVERAGE_IF_BRIEF = 0.6
_BRIEF_LOG_LENGTH = math.log1p(4)
LITTLE_IN_COMMON = Signal(
    name="little_in_common",
    value=0.5,
    conflict=True,
    text=Message(
        "Little of what the fact-check is about is said here, so a person has to compare them."
    ),
)

# One "not" takes nearly the whole score away, but whoever asks wants to see that ruling too.
_OPPOSITES = frozenset({"opposite_polarity", "opposite_meaning"})

_DECISION_RANK = {Decision.MATCH: 0, Decision.SUGGESTED: 1, Decision.NONE: 2}


@dataclass(frozen=True, slots=True)
class CheckedPair:
    """A shortlisted fact-check with all that its decision depends on.

    Attributes:
        exact: How it matches the query exactly, if it does.
        pair: Its first score; None where nothing but an exact match brought it here.
        conflicts: What the two claims state differently.
        reranker: Log-odds that one fact-check serves both; None where it was not asked.
        judged: What people said of it and the query's text, if anybody did.
        copy: Its picture that looks like the one that was asked about, if it has one.
    """

    fact_check: FactCheck
    exact: ExactMatch | None = None
    pair: ScoredPair | None = None
    conflicts: tuple[Signal, ...] = ()
    reranker: float | None = None
    judged: JudgedMatch | None = None
    copy: PictureCopy | None = None


def check_conflicts(ranked: RankedQuery, log_odds: PairLogOdds) -> list[CheckedPair]:
    """Find the conflicts between a query and each wording of each shortlisted fact-check.

    Where nothing can become an answer, nothing is compared: of a list, that is most claims.

    Args:
        ranked: The query and its shortlist.
        log_odds: What the reranker gave for `RankedQuery.pairs_to_rerank`.
    """
    query = ranked.query
    exact = {match.number: match for match in query.exact}
    judged = {match.number: match for match in query.judged}
    copies = {copy.number: copy for copy in query.copies}
    is_near = bool(exact or judged or copies) or any(True for _ in ranked.pairs_to_rerank())
    checked: list[CheckedPair] = []
    # In the order of the store: equals stay in it.
    for number, fact_check in sorted(ranked.fact_checks.items()):
        match, best, said = exact.get(number), ranked.pairs.get(number), judged.get(number)
        first = len(checked)
        if _is_conclusive(match, query):
            checked.append(CheckedPair(fact_check, match, judged=said))
        elif best is None:
            # What people called the same may share no word with the query.
            conflicts = find_conflicts(*_facts(query, fact_check)) if said and query.texts else ()
            checked.append(CheckedPair(fact_check, match, conflicts=conflicts, judged=said))
        for pair in () if best is None or _is_conclusive(match, query) else best.wordings:
            conflicts = pair_conflicts(query, pair, fact_check) if is_near else ()
            reranker = log_odds.get((pair.text, pair.wording(fact_check)))
            checked.append(CheckedPair(fact_check, match, pair, conflicts, reranker, said))
        if (copy := copies.get(number)) is not None:
            checked[first:] = [replace(each, copy=copy) for each in checked[first:]]
    return checked


def pair_conflicts(query: Query, pair: ScoredPair, fact_check: FactCheck) -> tuple[Signal, ...]:
    """Find the conflicts with the claim of the fact-check, and with the alias that fits better."""
    conflicts = find_conflicts(*_facts(query, fact_check, pair))
    if pair.alias is not None:
        conflicts += find_conflicts(*_alias_facts(query, pair, pair.alias))
    return tuple({conflict.name: conflict for conflict in conflicts}.values())


def _facts(
    query: Query, fact_check: FactCheck, pair: ScoredPair | None = None
) -> tuple[Facts, Facts]:
    """Read what the claim and the fact-check state."""
    if pair is None or pair.alias is not None:
        cross_lingual = is_cross_lingual(query.language, fact_check.language, 0.0)
    else:
        cross_lingual = pair.cross_lingual
    language = query.language
    if not cross_lingual and fact_check.language != UNKNOWN:
        language = fact_check.language
    return (
        read_facts(readable(query.texts[0] if pair is None else pair.text), language),
        read_facts(readable(fact_check.claim), fact_check.language),
    )


def _alias_facts(query: Query, pair: ScoredPair, alias: Alias) -> tuple[Facts, Facts]:
    language = query.language if pair.cross_lingual or alias.language == UNKNOWN else alias.language
    return read_facts(readable(pair.text), language), read_facts(alias.text, alias.language)


def _is_conclusive(match: ExactMatch | None, query: Query) -> bool:
    """Whether an exact match needs no score.

    The claim's very text does, and a claim that is a link and nothing else. A link inside a
    longer post speaks for the fact-check, but the post may say more.
    """
    return match is not None and (not match.link or not query.texts)


def decide(
    query: Query, checked: Sequence[CheckedPair], policy: MatchPolicy, scorer: Scorer
) -> tuple[Match, ...]:
    """Decide on every pair by itself; matches come first, the likeliest of each kind before.

    Where the store holds both "X is" and "X is not", whoever asks for one has to see both, so
    the very opposite of the claim is suggested too where anything is.
    """
    matches, checked = _best_wordings(
        [(_judged_match(query, each, policy, scorer), each) for each in checked]
    )
    if any(match.decision is not Decision.NONE for match in matches):
        for at, (match, each) in enumerate(zip(matches, checked, strict=True)):
            if match.decision is Decision.NONE and _is_the_opposite(match, each.pair):
                matches[at] = replace(match, decision=Decision.SUGGESTED)
    return best_first(_alike_if_worded_alike(matches, checked))


def _best_wordings(
    decided: Iterable[tuple[Match, CheckedPair]],
) -> tuple[list[Match], list[CheckedPair]]:
    """Keep the best match of each fact-check: an alias finds more, and takes nothing away."""
    best: dict[str, tuple[Match, CheckedPair]] = {}
    for match, each in decided:
        earlier = best.setdefault(match.fact_check.id, (match, each))
        if _wording_rank(match) < _wording_rank(earlier[0]):
            best[match.fact_check.id] = (match, each)
    return [match for match, _ in best.values()], [each for _, each in best.values()]


def _alike_if_worded_alike(
    matches: Sequence[Match], checked: Sequence[CheckedPair]
) -> Iterator[Match]:
    """Give fact-checks whose claims have the same words the decision and score of the likeliest.

    Publishers print a claim with other quotation marks, and the networks see a difference in that.
    """
    keys = list(map(_scored_claim, checked))
    likeliest: dict[tuple[str, str], Match] = {}
    for key, match in zip(keys, matches, strict=True):
        if key is not None:
            likeliest[key] = min(likeliest.get(key, match), match, key=_rank)
    for key, match in zip(keys, matches, strict=True):
        best = match if key is None else likeliest[key]
        if match.conflicts and best.decision is Decision.MATCH:
            yield match
        else:
            yield replace(match, decision=best.decision, score=best.score)


def _scored_claim(checked: CheckedPair) -> tuple[str, str] | None:
    """Give the words and language of a claim on which nothing but its own score decides."""
    pair = checked.pair
    if pair is None or pair.alias or checked.exact or checked.judged or checked.copy:
        return None
    return wording(checked.fact_check.claim), checked.fact_check.language


def _wording_rank(match: Match) -> tuple[int, bool, float]:
    # Of two suggestions for one fact-check, the one without a conflict tells a reader more.
    return _DECISION_RANK[match.decision], bool(match.conflicts), -match.score


def _rank(match: Match) -> tuple[int, float]:
    return _DECISION_RANK[match.decision], -match.score


def best_first(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Sort by decision and score; of equals the newest comes first, as the latest word on it.

    What was reviewed on one day, or on none that is known, stays in its order.
    """
    by_day = sorted(matches, key=lambda match: match.fact_check.reviewed_on, reverse=True)
    return tuple(sorted(by_day, key=_rank))


def _judged_match(query: Query, checked: CheckedPair, policy: MatchPolicy, scorer: Scorer) -> Match:
    match = _match(query, checked, policy, scorer)
    return match if checked.judged is None else apply_judgements(match, checked.judged, policy)


def _match(query: Query, checked: CheckedPair, policy: MatchPolicy, scorer: Scorer) -> Match:
    fact_check, exact, copy = checked.fact_check, checked.exact, checked.copy
    if exact is not None and _is_conclusive(exact, query):
        return Match(fact_check, Decision.MATCH, 1.0, (_exact_signal(exact),))
    if checked.pair is None:
        match = Match(fact_check, Decision.NONE, 0.0, checked.conflicts)
    else:
        match = _scored_match(query, checked, checked.pair, policy, scorer)
    # The claim may say more than its link does, and other words may stand beside a picture.
    signs = (
        *(() if exact is None else (_exact_signal(exact),)),
        *(() if copy is None else (same_picture(copy.name, copy.distance),)),
    )
    if not signs:
        return match
    at_least = Decision.MATCH if match.decision is Decision.MATCH else Decision.SUGGESTED
    support = (signal for signal in match.signals if not signal.conflict)
    return replace(
        match,
        decision=at_least,
        score=max(match.score, policy.suggest_from),
        signals=(*match.conflicts, *signs, *support),
    )


def _scored_match(
    query: Query, checked: CheckedPair, pair: ScoredPair, policy: MatchPolicy, scorer: Scorer
) -> Match:
    score = scorer.score(
        pair.features,
        cross_lingual=pair.cross_lingual,
        conflicts=len(checked.conflicts),
        reranker=checked.reranker,
    )
    score, policy = recalibrated(score, policy, _recalibration(pair, policy))
    reranking = _reranking_signal(checked.reranker, pair, score, policy)
    signals = (
        *checked.conflicts,
        *(() if reranking is None else (reranking,)),
        *_caution(query, pair),
        *(() if pair.alias is None else (near_alias(pair.alias),)),
        *supporting_signals(pair.features, pair.text, cross_lingual=pair.cross_lingual),
    )
    decision = decide_pair(score, signals, policy, cross_lingual=pair.cross_lingual)
    if decision is Decision.SUGGESTED and not _OPPOSITES & {signal.name for signal in signals}:
        negation = one_sided_negation(*_facts(query, checked.fact_check, pair))
        signals += () if negation is None else (negation,)
    # The sort is stable: conflicts come first, otherwise the order stays.
    signals = tuple(sorted(signals, key=lambda signal: not signal.conflict))
    return Match(
        fact_check=checked.fact_check,
        decision=decision,
        score=round(score, 4),
        signals=signals,
        part="" if pair.text == query.texts[0] else pair.text,
        cross_lingual=pair.cross_lingual,
    )


def _recalibration(pair: ScoredPair, policy: MatchPolicy) -> Recalibration | None:
    # Without vectors a score means something else, and nobody judged by it.
    if not pair.features.cosine:
        return None
    own = policy.calibration
    return own.cross_lingual if pair.cross_lingual else own.same_language


def _reranking_signal(
    reranker: float | None, pair: ScoredPair, score: float, policy: MatchPolicy
) -> Signal | None:
    if reranker is not None:
        return reranker_signal(reranker)
    is_unsure = policy.cross_lingual_match_from <= score < _MATCH_WITHOUT_RERANKING_FROM
    return _NOT_RERANKED if pair.cross_lingual and is_unsure else None


def _caution(query: Query, pair: ScoredPair) -> Iterator[Signal]:
    """Give what forbids a match although nothing contradicts: too little can be checked."""
    features = pair.features
    if query.language == UNKNOWN and not shares_a_language(features.query_coverage):
        yield _UNKNOWN_LANGUAGE
    is_brief = features.log_query_length < _BRIEF_LOG_LENGTH
    least = _LEAST_COVERAGE_IF_BRIEF if is_brief else _LEAST_COVERAGE
    if not pair.cross_lingual and max(features.claim_coverage, features.title_coverage) < least:
        yield LITTLE_IN_COMMON


def _is_the_opposite(match: Match, pair: ScoredPair | None) -> bool:
    """Whether the fact-check reviews what denies the claim, and differs in nothing else.

    In one language the rules see an opposite only where most words are shared; across two, every
    "not" may be one.
    """
    names = {conflict.name for conflict in match.conflicts} - {"read_otherwise"}
    same_language = pair is not None and not pair.cross_lingual
    return same_language and bool(names) and names <= _OPPOSITES


def _exact_signal(exact: ExactMatch) -> Signal:
    return same_link(exact.link) if exact.link else same_text()
