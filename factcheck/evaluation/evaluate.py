"""Evaluate a store on labelled claims.

read labels → look each claim up, with its answers and with them hidden → measures
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.errors import InputError
from factcheck.evaluation.evaluation_corpus import Documents
from factcheck.evaluation.evaluation_measures import RESAMPLES, EvaluationReport, make_report
from factcheck.evaluation.labelled_claims import LabelledClaim, read_answers, read_claims
from factcheck.evaluation.lookup_results import MISSING, Hit, Result
from factcheck.formats.input_files import open_input
from factcheck.lookup import Lookup, LookupOptions
from factcheck.model import Decision, FactCheck, Match
from factcheck.ranking.conflicts.negation import ONE_SIDED_NEGATION
from factcheck.store.store import Store
from factcheck.text.normalise import comparable, words

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

# Ranking measures look at the first ten.
_RANKED = 10


@dataclass(frozen=True, slots=True)
class EvaluationOptions:
    """How to evaluate.

    Attributes:
        without_answers: Look every claim up again with its answers hidden, to measure how often
            something else is presented as a match.
        seed: Of the bootstrap.
        notes: For the reader of the figures, such as why there is no encoder.
        on_progress: Called with the number of claims that are done.
    """

    without_answers: bool = True
    seed: int = 0
    resamples: int = RESAMPLES
    lookup: LookupOptions = field(default_factory=LookupOptions)
    notes: tuple[str, ...] = ()
    on_progress: Callable[[int], None] = lambda _: None


def read_labels(queries: Path, qrels: Path) -> tuple[LabelledClaim, ...]:
    """Read labelled claims from two files, plain or gzipped.

    Raises:
        InputError: One of them cannot be read, or the two do not belong together.
    """
    answers = read_answers(_lines(qrels), str(qrels))
    claims = read_claims(_lines(queries), answers, str(queries))
    if not any(claim.documents for claim in claims):
        raise InputError(f"no claim of {queries} is named in {qrels}: do the two belong together?")
    return claims


def evaluate(
    store: Store,
    encoder: "Encoder | None",
    claims: Sequence[LabelledClaim],
    documents: Documents,
    options: EvaluationOptions | None = None,
) -> EvaluationReport:
    """Look all *claims* up and measure the results.

    Args:
        store: The store to evaluate.
        encoder: For dense retrieval; without one, only words are compared.
        claims: With the names of the documents that answer them.
        documents: The fact-checks with those names.
        options: How to evaluate and look up.

    Raises:
        EncoderMismatch: The store's vectors come from another encoder.
        InputError: The store holds none of the documents.
        MissingExtra: ir-measures is not installed.
    """
    chosen = options or EvaluationOptions()
    if not any(name in documents.numbers for claim in claims for name in claim.documents):
        raise InputError("the store holds none of the documents that the labels name")
    results = []
    for result in _results(Lookup(store, encoder, chosen.lookup), store, claims, documents, chosen):
        results.append(result)
        chosen.on_progress(len(results))
    return make_report(
        results,
        {
            "documents": documents.records,
            "documents_rejected": documents.rejected,
            "documents_merged": documents.merged,
        },
        chosen.notes,
        seed=chosen.seed,
        resamples=chosen.resamples,
    )


def _results(
    lookup: Lookup,
    store: Store,
    claims: Sequence[LabelledClaim],
    documents: Documents,
    options: EvaluationOptions,
) -> Iterator[Result]:
    rankings = lookup.rankings(claim.text for claim in claims)
    for claim, ranking in zip(claims, rankings, strict=True):
        numbers = {name: documents.numbers.get(name, frozenset()) for name in claim.documents}
        right = frozenset[int]().union(*numbers.values())
        stored = store.fact_checks(right)
        matches, others = ranking(frozenset()), ranking(right)
        duplicates = _duplicates(store, stored.values(), (*matches, *others)) - right
        missing = {f"{MISSING}{name}" for name, found in numbers.items() if not found}
        hide = options.without_answers and bool(claim.documents)
        without = ranking(right | duplicates) if hide and duplicates else others
        yield Result(
            claim_id=claim.id,
            language=claim.language,
            answers=frozenset({fact_check.id for fact_check in stored.values()} | missing),
            answer_languages=frozenset(fact_check.language for fact_check in stored.values()),
            hits=_hits(matches),
            hits_without=_hits(without) if hide else None,
            duplicates=frozenset(each.id for each in store.fact_checks(duplicates).values()),
        )


def _duplicates(
    store: Store, answers: Iterable[FactCheck], matches: Iterable[Match]
) -> frozenset[int]:
    """Find fact-checks that review the claim of an answer, with the same words."""
    reviewed = {words(answer.claim) for answer in answers}
    claims = {match.fact_check.claim for match in matches}
    same = {comparable(claim) for claim in claims if words(claim) in reviewed}
    return frozenset(number for text in same for number in store.by_claim_key(text))


def _hits(matches: Sequence[Match]) -> tuple[Hit, ...]:
    return tuple(
        Hit(
            id=match.fact_check.id,
            score=match.score,
            is_match=match.decision is Decision.MATCH,
            conflict=any(each.name != ONE_SIDED_NEGATION for each in match.conflicts),
        )
        for match in matches[:_RANKED]
    )


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with open_input(path) as opened:
        for line in opened.lines():
            if line.problem:
                raise InputError(f"{path}:{line.number}: {line.problem}")
            yield line.number, line.text
        if opened.damage:
            raise InputError(f"{path}: {opened.damage}")
