"""Remember which fact-checks were cited, in which state: a file that only ever grows."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from factcheck.citations.citation_data import CitationData
from factcheck.errors import InputError, UsageError
from factcheck.model import RecordProblem
from factcheck.store.store import Store
from factcheck.text.strict_json import BrokenValueError, parse_json

_LONGEST_ENTRY = 1_000_000


@dataclass(frozen=True, slots=True)
class Issued:
    """A citation that was given out, with what it said then.

    Attributes:
        cited_at: UTC time in ISO 8601, to the second.
        id: The fact-check's.
        style: How it was written.
        language: For readers of which language.
        decision: Empty where it was cited by its id.
        revision: Which of its states was cited, counted from 1.
        page: What the last look at its page had found.
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


def issued(store: Store, cited: CitationData, style: str, cited_at: str) -> Issued:
    """Describe the citation that is about to be given out."""
    fact_check = cited.fact_check
    return Issued(
        cited_at=cited_at,
        id=fact_check.id,
        style=style,
        language=cited.language,
        decision=cited.decision.value if cited.decision else "",
        revision=store.history(fact_check.id)[-1].number,
        state=fact_check.state.value,
        rating=fact_check.rating,
        verdict=fact_check.verdict.value,
        url=fact_check.review_url,
        page=cited.page_state,
    )


def append(path: Path, entries: Sequence[Issued]) -> None:
    """Write *entries* behind what is in the file, which is made where there is none.

    Raises:
        UsageError: It cannot be written to.
    """
    lines = "".join(json.dumps(asdict(entry)) + "\n" for entry in entries).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # In one piece and always at the end, so that two who cite at once mix no lines.
        with path.open("ab", buffering=0) as file:
            file.write(lines if _ends_a_line(path) else b"\n" + lines)
            with suppress(OSError):
                os.fsync(file.fileno())
    except OSError as error:
        raise UsageError(
            f"cannot note in {path} what was cited: {error.strerror or error}; "
            "name another file with --log, or leave it out with --no-log"
        ) from error


def read(path: Path) -> Iterator[Issued | RecordProblem]:
    """Yield what was cited, oldest first; a line that cannot be read stops nothing.

    Raises:
        InputError: There is no such file, or it cannot be read.
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


def _ends_a_line(path: Path) -> bool:
    """Return whether a new line may begin; a full disk or a crash may have cut the last one."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if not size:
            return True
        file.seek(size - 1)
        return file.read(1) == b"\n"


def _entry(raw: bytes, line: int) -> Issued | RecordProblem:
    try:
        found = parse_json(raw.decode())
    except (UnicodeDecodeError, BrokenValueError) as error:
        return RecordProblem(line, f"not an entry of the log: {error}")
    if not isinstance(found, dict):
        return RecordProblem(line, "not an entry of the log")
    values = {field.name: found.get(field.name, "") for field in fields(Issued)}
    revision = values.pop("revision")
    if not isinstance(revision, int) or not all(isinstance(text, str) for text in values.values()):
        return RecordProblem(line, "not an entry of the log: a value of another kind")
    return Issued(revision=revision, **values)
