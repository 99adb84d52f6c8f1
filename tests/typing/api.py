"""Use every public name as another program would: checked by mypy, never run."""

from pathlib import Path

from factcheck import (
    Answer,
    DatedClaim,
    Decision,
    FactCheck,
    FactCheckError,
    Filters,
    IngestOptions,
    Lookup,
    LookupOptions,
    Match,
    Store,
    Verdict,
    __version__,
    default_encoder,
    ingest_records,
    open_store,
)


def take_in(files: list[Path], store: Store) -> int:
    """Take in files as a nightly job would."""
    encoder = default_encoder(print)
    reports = [ingest_records(file, store, encoder, IngestOptions()) for file in files]
    return sum(report.added + report.changed for report in reports)


def verdicts(claims: list[str], path: Path) -> dict[str, Verdict]:
    """Keep the verdicts that a script may act on."""
    options = LookupOptions(filters=Filters(languages=("bs", "hr")), limit=1)
    known: dict[str, Verdict] = {}
    with open_store(path) as store:
        for answer in Lookup(store, None, options).answers(claims):
            best = first_match(answer)
            if best is not None:
                fact_check: FactCheck = best.fact_check
                known[answer.claim] = fact_check.verdict
    return known


def checked_before(post: str, posted_on: str, store: Store) -> tuple[str, ...]:
    """Say what is known about an old post."""
    options = LookupOptions(today="2026-05-19")
    answer = Lookup(store, None, options).answer(DatedClaim(post, posted_on))
    return (*answer.notes, *(f"{match.group}" for match in answer.matches))


def first_match(answer: Answer) -> Match | None:
    """Give what answers the claim, if anything does."""
    return answer.matches[0] if answer.decision is Decision.MATCH else None


def version_or_reason(path: Path) -> str:
    """Report like a health check."""
    try:
        with open_store(path, mode="write") as store:
            store.repair()
    except FactCheckError as error:
        return str(error)
    return __version__
