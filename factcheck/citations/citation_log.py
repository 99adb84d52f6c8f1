"""Log which fact-checks were cited, and what they said then: JSON Lines, append-only."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from factcheck.citations.citation_data import CitationData, CitationStyle
from factcheck.errors import InputError, UsageError
from factcheck.model import RecordProblem
from factcheck.store.store import Store
from factcheck.text.strict_json import BrokenValueError, parse_json

_LONGEST_ENTRY = 1_000_000


@dataclass(frozen=True, slots=True)
class LoggedCitation:
    """One entry of the log: a citation that was given out, with what it said then.

    Attributes:
        cited_at: UTC time in ISO 8601, to the second.
        id: The fact-check's.
        style: A `CitationStyle`.
        language: The reader's, one of `phrases.LANGUAGES`.
        decision: A `Decision`; empty where the fact-check was cited by its id.
        revision: Number of the cited revision, counted from 1.
        page: State of the page in the latest link check before.
        store: Id of the store that it was cited from; empty for a store without an id, and in
            entries that older versions wrote.
    """

    cited_at: str
    id: str
    style: str
    language: str
    decision: str
    revision: int
    state: str
    rating: str
    verdict: str
    url: str
    page: str
    store: str = ""


def log_entry(
    store: Store, citation: CitationData, style: CitationStyle, cited_at: str
) -> LoggedCitation:
    """Return the entry for *citation*, which comes from *store*."""
    fact_check = citation.fact_check
    return LoggedCitation(
        cited_at=cited_at,
        id=fact_check.id,
        style=style.value,
        language=citation.language,
        decision=citation.decision.value if citation.decision else "",
        revision=store.history(fact_check.id)[-1].number,
        state=fact_check.state.value,
        rating=fact_check.rating,
        verdict=fact_check.verdict.value,
        url=fact_check.review_url,
        page=citation.page_state,
        store=store.store_id,
    )


def append_entries(path: Path, entries: Sequence[LoggedCitation]) -> None:
    """Append *entries* to the log at *path*, which is created if it does not exist.

    Raises:
        UsageError: The file cannot be written to.
    """
    lines = "".join(json.dumps(asdict(entry)) + "\n" for entry in entries).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # One unbuffered write in append mode: concurrent processes mix no lines.
        with path.open("ab", buffering=0) as file:
            file.write(lines if _ends_with_newline(path) else b"\n" + lines)
            with suppress(OSError):
                os.fsync(file.fileno())
    except OSError as error:
        raise UsageError(
            f"cannot note in {path} what was cited: {error.strerror or error}; "
            "name another file with --log, or leave it out with --no-log"
        ) from error


def read_entries(path: Path) -> Iterator[LoggedCitation | RecordProblem]:
    """Yield the entries, oldest first, and a problem for each line that is none.

    Raises:
        InputError: The file does not exist or cannot be read.
    """
    try:
        with path.open("rb") as file:
            number = 0
            while raw := file.readline(_LONGEST_ENTRY):
                number += 1
                if raw.strip():
                    yield _entry(raw, number)
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist; nothing was cited with it yet") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _ends_with_newline(path: Path) -> bool:
    """Return whether the file is empty or its last line is complete, which a crash may prevent."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if not size:
            return True
        file.seek(size - 1)
        return file.read(1) == b"\n"


def _entry(raw: bytes, line: int) -> LoggedCitation | RecordProblem:
    try:
        value = parse_json(raw.decode())
    except (UnicodeDecodeError, BrokenValueError) as error:
        return RecordProblem(line, f"not an entry of the log: {error}")
    if not isinstance(value, dict):
        return RecordProblem(line, "not an entry of the log")
    values = {field.name: value.get(field.name, "") for field in fields(LoggedCitation)}
    revision = values.pop("revision")
    if not isinstance(revision, int) or not all(isinstance(text, str) for text in values.values()):
        return RecordProblem(line, "not an entry of the log: a value of another kind")
    return LoggedCitation(revision=revision, **values)
