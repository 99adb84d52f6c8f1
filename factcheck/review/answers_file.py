"""Read the suggestions out of a file of answers that ``lookup`` wrote as JSON Lines.

The list that is being reviewed lies beside the store as such a file, so that a review goes on
where it ended.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from factcheck.errors import InputError
from factcheck.formats.input_files import open_input
from factcheck.model import Answer, Decision, Kept, Signal
from factcheck.reports.answers_json import JsonLinesWriter
from factcheck.review.review_queue import AskedClaim, Suggestion, without_copies
from factcheck.store.atomic_write import atomic_write
from factcheck.store.backup import REVIEW_SUFFIX
from factcheck.text.normalise import words
from factcheck.text.strict_json import BrokenValueError, parse_json


class SuggestionsWriter:
    """Writes only the answers that need a person."""

    def __init__(self, stream: TextIO) -> None:
        """Write JSON Lines to *stream*, which must take UTF-8."""
        self._writer = JsonLinesWriter(stream)

    def write_answer(self, line: int, answer: Answer, kept: Kept | None = None) -> None:
        """Write *answer* if it needs a person."""
        if answer.decision is Decision.SUGGESTED:
            self._writer.write_answer(line, answer, kept)

    def write_problem(self, line: int, reason: str, kept: Kept | None = None) -> None:
        """Write nothing: whoever reads the list counts its problems."""

    def finish(self) -> None:
        """Do nothing: every line is written."""


def kept_answers(store: Path) -> Path:
    """Return where the answers lie that are reviewed beside *store*."""
    return store.with_name(store.name + REVIEW_SUFFIX)


@contextmanager
def kept_answers_for_writing(store: Path) -> Iterator[SuggestionsWriter]:
    """Yield a writer of what is to be reviewed beside *store*, in place of earlier answers."""
    with (
        atomic_write(kept_answers(store)) as unfinished,
        unfinished.open("w", encoding="utf-8", newline="\n") as stream,
    ):
        yield SuggestionsWriter(stream)


def keep_answers(answers: Path, store: Path) -> None:
    """Copy *answers* to where they are reviewed beside *store*, in place of earlier ones.

    Raises:
        InputError: They cannot be read, or are none; the earlier ones stay.
    """
    read_asked_claims(answers)
    with atomic_write(kept_answers(store)) as unfinished:
        shutil.copyfile(answers, unfinished)


def read_asked_claims(path: Path) -> tuple[AskedClaim, ...]:
    """Read the claims with suggestions, in their order; copies become one, with their count.

    Answers that need no person, and lines that could not be looked up, are left out.

    Raises:
        InputError: The file cannot be read, or a line is no answer.
    """
    return without_copies(_claims(path))


def _claims(path: Path) -> Iterator[AskedClaim]:
    with open_input(path, is_list=True) as opened:
        if opened.format.reads_bytes:
            raise InputError(f"{path} is a {opened.format}; name a file of answers, or see --file")
        for line in opened.lines():
            if line.problem:
                raise InputError(f"{path}:{line.number}: {line.problem}")
            if line.text.strip() and (claim := _claim(line.text, f"{path}:{line.number}")):
                yield claim
        if opened.damage:
            raise InputError(f"{path}: {opened.damage}")


def _claim(line: str, place: str) -> AskedClaim | None:
    """Read one line; None where nothing in it waits for a person."""
    try:
        answer = parse_json(line)
        if not isinstance(answer, dict):
            raise TypeError  # noqa: TRY301 - the same message as for whatever else is wrong
        if "error" in answer or Decision(answer["decision"]) is not Decision.SUGGESTED:
            return None
        matches = [each for each in answer["matches"] if each["decision"] == Decision.SUGGESTED]
        if not matches:
            raise ValueError  # noqa: TRY301 - as above
        return AskedClaim(
            text=_text(answer["claim"]),
            language=_text(answer["language"]),
            line=int(answer["line"]),
            suggestions=tuple(map(_suggestion, matches)),
        )
    except (BrokenValueError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{place}: this is no answer of 'factcheck lookup --format jsonl'; "
            "a list of claims is named with --file"
        ) from error


def _suggestion(match: Mapping[str, object]) -> Suggestion:
    score, signals = match["score"], match["signals"]
    if not isinstance(score, int | float) or not isinstance(signals, list):
        raise TypeError
    return Suggestion(
        fact_check_id=_text(match["id"]),
        score=score,
        words=words(_text(match["claim"])),
        signals=tuple(map(_signal, signals)),
        part=_text(match["part"]),
    )


def _signal(signal: Mapping[str, object]) -> Signal:
    name, text = _text(signal["name"]), _text(signal["text"])
    return Signal(name, 0.0, signal["conflict"] is True, text)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
