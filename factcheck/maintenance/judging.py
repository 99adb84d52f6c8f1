"""Record what people say of a text and a fact-check: same, different or unsure.

Give everything judged in one sitting to `record_judgements` at once, or each as it comes: each call
is one transaction and one run, which ``store.ledger.undo`` takes back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from factcheck.errors import UsageError
from factcheck.model import JudgedPair, Judgement, Verdict
from factcheck.retrieval.embed_pending import embed_pending
from factcheck.store.clock import utc_now
from factcheck.store.judgement_table import RecordedJudgements
from factcheck.store.producer import __version__
from factcheck.store.runs import NewRun
from factcheck.store.store import Store
from factcheck.text.normalise import clean, comparable
from factcheck.text.sanitise import shortened

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

_LONGEST_NAME = 100
_LONGEST_NOTE = 2_000
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
        encoder: Makes the vectors of new aliases; without one, they wait for the next that does.
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
        embed_pending(store, encoder)
    return done


def checked(judging: Judging, now: str) -> JudgedPair:
    """Return *judging* as it can be recorded, judged *now* where it has no time.

    Raises:
        UsageError: A text is no claim, or a name or a note cannot be used.
    """
    text = clean(judging.text)
    if not comparable(text):
        raise UsageError(f"there is no claim in {shortened(text, _SHOWN)!r}, so nothing to judge")
    return JudgedPair(
        text=text,
        fact_check_id=judging.fact_check_id,
        judgement=judging.judgement,
        judged_by=person_name(judging.judged_by),
        judged_at=judging.judged_at or now,
        note=_one_line("note", judging.note, _LONGEST_NOTE),
        origin=_one_line("origin", judging.origin, _LONGEST_NAME),
        claim=clean(judging.claim),
        verdict=judging.verdict,
    )


def person_name(name: str) -> str:
    """Return *name* as it is kept.

    Raises:
        UsageError: It is empty, too long, or has characters that cannot be seen.
    """
    if not name.strip():
        raise UsageError("say who judges: --by NAME, or FACTCHECK_BY in the environment")
    return _one_line("name", name, _LONGEST_NAME)


def _one_line(what: str, value: str, longest: int) -> str:
    cleaned = clean(value)
    if cleaned != " ".join(value.split()) or not (cleaned.isprintable() or not cleaned):
        shown = shortened(cleaned, _SHOWN)
        raise UsageError(f"the {what} {shown!r} has characters that cannot be seen; retype it")
    if len(cleaned) > longest:
        raise UsageError(f"a {what} has at most {longest:,} characters, not {len(cleaned):,}")
    return cleaned
