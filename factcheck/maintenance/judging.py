"""Record what people say of a text and a fact-check: same, different or unsure.

Give everything judged in one sitting to `record_judgements` at once, or each as it comes: each call
is one transaction and one run, which ``store.ledger.undo`` takes back.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from factcheck.errors import FactCheckChanged, FactCheckNotFound, UsageError
from factcheck.formats.judgement_list import (
    ListedJudgement,
    origin_name,
    usable_pair,
)
from factcheck.model import FactCheck, JudgedPair, Judgement, State, Trust, Verdict
from factcheck.retrieval.embed_pending import embed_aliases
from factcheck.store.clock import utc_now
from factcheck.store.judgement_table import RecordedJudgements
from factcheck.store.producer import __version__
from factcheck.store.runs import NewRun
from factcheck.store.store import Store
from factcheck.text.normalise import comparable, without_final_stop
from factcheck.text.sanitise import shortened

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Judging:
    """A judgement on its way into the store.

    Attributes:
        text: The claim, as it was asked or posted.
        fact_check_id: Or the beginning of the id.
        judged_by: Name of who judges.
        judged_at: When, in ISO 8601; empty for now.
        origin: The partner or the input that it comes from, empty for our own.
        claim: The claim of the fact-check as it was judged; empty for the present one.
        verdict: The verdict as it was judged, where *claim* is given.
    """

    text: str
    fact_check_id: str
    judgement: Judgement
    judged_by: str
    note: str = ""
    judged_at: str = ""
    origin: str = ""
    claim: str = ""
    verdict: Verdict = Verdict.UNRATED


def record_judgements(
    store: Store,
    judged: Sequence[Judging],
    encoder: "Encoder | None" = None,
    *,
    clock: Callable[[], datetime] = utc_now,
    source: str = "",
) -> RecordedJudgements:
    """Record *judged* as one run, all or nothing.

    Args:
        store: Open for writing.
        judged: What is said already by the same person is not recorded again.
        encoder: Makes the vectors of aliases; without one, they wait for the next that does.
        clock: Tells the time.
        source: The file that they come from, for the list of runs.

    Raises:
        UsageError: A text is no claim, or a name or a note cannot be used; says which.
        FactCheckNotFound: There is no such fact-check.
        StoreError: The store cannot be written to.
    """
    now = clock().isoformat()
    pairs = [checked(each, now) for each in judged]
    who = ", ".join(dict.fromkeys(pair.judged_by for pair in pairs[:_SHOWN]))
    name = f"judgements: {source or shortened(who, _SHOWN)}"
    done = store.judgements.record(pairs, NewRun(name, now, factcheck_version=__version__))
    if encoder is not None and done.added:
        embed_aliases(store, encoder)
    return done


def record_as_shown(
    store: Store,
    judging: Judging,
    is_as_shown: Callable[[FactCheck], bool],
    encoder: "Encoder | None" = None,
) -> RecordedJudgements:
    """Record what a person says of a fact-check that they see, unless it changed meanwhile.

    Args:
        store: As for `record_judgements`, and so are the others.
        judging: What they say.
        is_as_shown: Whether the fact-check is still what they saw.
        encoder: Makes the vector of a new alias.

    Raises:
        FactCheckChanged: It is not; nothing was recorded. Says how it is now.
    """
    now = store.get(judging.fact_check_id)
    if not is_as_shown(now):
        state = "" if now.state is State.CURRENT else f"{now.state.value}, "
        verdict = now.verdict.value.replace("_", " ")
        raise FactCheckChanged(
            "the fact-check changed while it was shown, so the answer was not saved; "
            f"now it is {state}{verdict}: {shortened(now.claim, _SHOWN)}"
        )
    return record_judgements(store, [judging], encoder)


@dataclass(frozen=True, slots=True)
class ListSource:
    """Where a list of judgements comes from.

    Attributes:
        name: Of the list.
        by: Who judged where the list does not say.
        origin: The partner that all of it comes from, empty if the list says it.
    """

    name: str
    by: str = ""
    origin: str = ""


def import_judgements(
    store: Store,
    listed: Iterable[ListedJudgement],
    source: ListSource,
    encoder: "Encoder | None" = None,
    *,
    clock: Callable[[], datetime] = utc_now,
) -> RecordedJudgements:
    """Record a list of judgements as one run, all or nothing.

    Args:
        store: Open for writing.
        listed: As `factcheck.formats.judgement_list` reads them.
        source: Where they come from.
        encoder: As for `record_judgements`.
        clock: Tells the time.

    Raises:
        UsageError: One of them cannot be used, or two of them contradict; says which line.
        FactCheckNotFound: One is about no fact-check.
        StoreError: The store cannot be written to.
    """
    judged: list[Judging] = []
    lines: dict[tuple[str, str, str, str], tuple[int, Judgement]] = {}
    now = clock().isoformat()
    for each in listed:
        judging = _from_list(each.pair, source)
        try:
            valid = checked(judging, now)
            public = store.resolve(judging.fact_check_id)
        except (UsageError, FactCheckNotFound) as error:
            raise type(error)(f"{source.name}, line {each.line}: {error}") from error
        wording = without_final_stop(comparable(valid.text))
        key = (wording, public, valid.judged_by, valid.origin)
        line, said = lines.setdefault(key, (each.line, valid.judgement))
        if said is not valid.judgement:
            raise UsageError(
                f"{source.name}, line {each.line}: {valid.judged_by} says {valid.judgement} here "
                f"and {said} in line {line}, of one claim and {public}"
            )
        judged.append(replace(judging, fact_check_id=public))
    return record_judgements(store, judged, encoder, clock=clock, source=source.name)


def _from_list(pair: JudgedPair, source: ListSource) -> Judging:
    return Judging(
        text=pair.text,
        fact_check_id=pair.fact_check_id,
        judgement=pair.judgement,
        judged_by=pair.judged_by or source.by,
        note=pair.note,
        judged_at=pair.judged_at,
        origin=source.origin or pair.origin,
        claim=pair.claim,
        verdict=pair.verdict,
    )


def trust_origin(
    store: Store, origin: str, trust: Trust, *, clock: Callable[[], datetime] = utc_now
) -> int:
    """Let the judgements of *origin* count so much; give the run.

    Raises:
        UsageError: No judgement comes from there.
        StoreError: The store cannot be written to.
    """
    known = store.judgements.origins()
    name = origin_name(origin)
    if name not in known:
        listed = ", ".join(sorted(known)) or "none"
        raise UsageError(f"no judgement comes from {name!r}; those that there are: {listed}")
    now = clock().isoformat()
    run = NewRun(f"trust: {name}, {trust}", now, factcheck_version=__version__)
    return store.judgements.set_trust(name, trust, run)


def checked(judging: Judging, now: str) -> JudgedPair:
    """Return *judging* as it can be recorded, judged *now* where it has no time.

    Raises:
        UsageError: A text is no claim, or a name or a note cannot be used.
    """
    return usable_pair(
        JudgedPair(
            text=judging.text,
            fact_check_id=judging.fact_check_id,
            judgement=judging.judgement,
            judged_by=judging.judged_by,
            judged_at=judging.judged_at or now,
            note=judging.note,
            origin=judging.origin,
            claim=judging.claim,
            verdict=judging.verdict,
        )
    )
