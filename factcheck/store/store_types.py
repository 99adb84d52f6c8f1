"""What the store answers with, beside the fact-checks themselves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class TextRules:
    """How text is taken apart for looking it up.

    Attributes:
        words: The words of a text, folded so that two spellings of a word are equal.
        comparable: The whole text, folded so that two spellings of a sentence are equal.
    """

    words: Callable[[str], Sequence[str]]
    comparable: Callable[[str], str]


class SaveOutcome(StrEnum):
    """What saving one fact-check did.

    ``repeated`` is the same fact-check again in one run, ``conflicting`` the same one
    saying something else: which of the two is right is for a person to say, so the
    first one stays and the second is not saved.
    """

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Origin:
    """What an input is known by from one ingest to the next.

    Attributes:
        name: Two inputs of one name are two states of one feed: what the later one says
            replaces what the earlier one said. Empty for the name of the input itself.
        priority: Of feeds that disagree the one with the higher priority is believed.
    """

    name: str = ""
    priority: int = 0


# An input that nobody gave another name or a priority.
ITSELF = Origin()


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one fact-check that was given to the store.

    Attributes:
        number: Its row, for word and vector search.
        fields: The names of the fields that changed, or that conflict.
        differs: The names of fields in which another input is believed.
        changed_ruling: The ruling before and after where this changed it: the publisher's
            rating, or our verdict where that alone changed.
    """

    id: str
    number: int
    outcome: SaveOutcome
    fields: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    changed_ruling: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class PendingText:
    """A fact-check that has no vector yet.

    Attributes:
        text_hash: Hand it back with the vector: it tells whether the text has changed since.
    """

    number: int
    claim: str
    title: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class IngestRun:
    """One time that somebody fed a file to the store.

    Attributes:
        started_at: UTC time in ISO 8601.
        finished_at: Empty while it runs or where it was interrupted.
        status: ``running``, ``finished`` or ``interrupted``.
        counts: What the run reported: added, changed and so on.
        kind: ``ingest``, ``undo``, or what else wrote to the store.
        undoes: The run that this one took back, 0 for none.
    """

    id: int
    started_at: str
    finished_at: str
    input_name: str
    input_sha256: str
    status: str
    counts: Mapping[str, int]
    factcheck_version: str
    kind: str = "ingest"
    undoes: int = 0


@dataclass(frozen=True, slots=True)
class StoreStats:
    """How much the store holds; every mapping has the largest count first.

    Attributes:
        years: Years of review; fact-checks without a review date are under ``""``.
        runs: The latest twenty, newest first.
        encoder: Id of the encoder that wrote the vectors, empty if there are none.
        pending_vectors: Fact-checks that still wait for a vector.
        size_bytes: Of the file, and of its write-ahead log if there is one.
    """

    fact_checks: int = 0
    revisions: int = 0
    publisher_count: int = 0
    vectors: int = 0
    pending_vectors: int = 0
    encoder: str = ""
    size_bytes: int = 0
    run_count: int = 0
    languages: Mapping[str, int] = field(default_factory=dict)
    publishers: Mapping[str, int] = field(default_factory=dict)
    verdicts: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[str, int] = field(default_factory=dict)
    runs: tuple[IngestRun, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check of the store found.

    Attributes:
        name: Stable name for scripts, such as ``bad_vectors``.
        problem: False for what is only worth knowing.
        repairable: Whether ``Store.repair`` mends it.
        text: One sentence with counts.
    """

    name: str
    text: str
    problem: bool = True
    repairable: bool = False
