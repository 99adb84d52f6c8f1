"""The nouns of fact-checking: what is looked up, what is kept, what is answered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# A day, a month or a year, as precise as the publisher was: never completed by a guess.
_PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class Verdict(StrEnum):
    """Our reading of a publisher's rating; never computed from evidence."""

    TRUE = "true"
    MOSTLY_TRUE = "mostly_true"
    MIXED = "mixed"
    MISLEADING = "misleading"
    MOSTLY_FALSE = "mostly_false"
    FALSE = "false"
    UNPROVEN = "unproven"
    SATIRE = "satire"
    UNRATED = "unrated"


class Axis(StrEnum):
    """What a rating is about: a promise can be broken without anything being false."""

    TRUTH = "truth"
    CONSISTENCY = "consistency"
    PROMISE = "promise"
    PRACTICE = "practice"


class MediaFlag(StrEnum):
    """What was done to a picture, a sound or a video, beside the verdict."""

    ALTERED = "altered"
    FABRICATED = "fabricated"
    MISCAPTIONED = "miscaptioned"
    STAGED = "staged"
    SYNTHETIC = "synthetic"


class MappedBy(StrEnum):
    """Who turned the rating into a verdict."""

    PUBLISHER_TABLE = "publisher_table"
    LANGUAGE_TABLE = "language_table"
    RECORD = "record"
    NOBODY = "nobody"


class Decision(StrEnum):
    """Does a stored fact-check answer this claim?

    ``match`` is good enough for a script to act on, ``suggested`` needs a person.
    """

    MATCH = "match"
    SUGGESTED = "suggested"
    NONE = "none"


class SourceKind(StrEnum):
    """Why a page is kept beside a fact-check."""

    APPEARANCE = "appearance"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who ruled on the claim.

    Attributes:
        name: As the publisher writes it.
        domain: Host of its pages without ``www.``, empty if unknown.
        country: ISO 3166 alpha-2 code in capitals, empty if unknown.
    """

    name: str
    domain: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class RatingReading:
    """What a publisher's rating means on our scale, and who says so."""

    verdict: Verdict = Verdict.UNRATED
    mapped_by: MappedBy = MappedBy.NOBODY
    axis: Axis = Axis.TRUTH
    media_flags: tuple[MediaFlag, ...] = ()


@dataclass(frozen=True, slots=True)
class FactCheck:
    """A published article's ruling on one claim, as the store keeps it.

    Empty text means that the publisher did not say. Dates are ``YYYY``,
    ``YYYY-MM`` or ``YYYY-MM-DD``, as precise as they were given.

    Attributes:
        id: Twelve letters and digits made from the review URL and the claim;
            the same after every ingest. Empty until the record is validated.
        claim: The claim as reviewed.
        rating: The publisher's own words for its ruling, verbatim.
        rating_language: Language code of *rating*.
        record_id: The record's name in the place that it came from.
        language: BCP 47 code of the fact-check, ``und`` if unknown.
        script: ISO 15924 code such as ``Latn`` or ``Cyrl``, empty if unknown.
        raw: The record as it was read.
    """

    claim: str
    publisher: Publisher
    id: str = ""
    review_url: str = ""
    title: str = ""
    summary: str = ""
    rating: str = ""
    rating_language: str = ""
    reading: RatingReading = RatingReading()
    reviewed_on: str = ""
    modified_on: str = ""
    claimant: str = ""
    claimed_on: str = ""
    appearances: tuple[str, ...] = ()
    archive_urls: tuple[str, ...] = ()
    language: str = "und"
    script: str = ""
    tags: tuple[str, ...] = ()
    record_id: str = ""
    raw: Mapping[str, object] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        """Refuse what no fact-check can be."""
        if not self.claim:
            raise ValueError("a fact-check needs the claim that it reviews")
        for name in ("reviewed_on", "modified_on", "claimed_on"):
            value = getattr(self, name)
            if value and not _PARTIAL_DATE.fullmatch(value):
                raise ValueError(f"{name} must be YYYY, YYYY-MM or YYYY-MM-DD, not {value!r}")

    @property
    def verdict(self) -> Verdict:
        """Our reading of the rating."""
        return self.reading.verdict


@dataclass(frozen=True, slots=True)
class Revision:
    """One state in the history of a fact-check; the newest one is the current state.

    Attributes:
        number: 1 for the first state, counting up without gaps.
        recorded_at: UTC time in ISO 8601, to the second.
        run_id: The ingest run that brought it.
        input_name: The file that it came from, as the user named it.
        changes: For every field that changed, its value before and after.
    """

    number: int
    recorded_at: str
    run_id: int
    input_name: str
    changes: Mapping[str, tuple[object, object]]
    fact_check: FactCheck


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A record as a reader found it, not yet validated.

    Attributes:
        line: Where it starts in the input, counted from 1.
        fields: Our field names (``claim``, ``url``, ``rating``, …) to what the
            input says: text, or a list of texts.
        raw: The whole record under the input's own names.
    """

    line: int
    fields: Mapping[str, str | tuple[str, ...]]
    raw: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """A record that could not be taken, and why.

    Attributes:
        line: Where the record starts in the input, counted from 1.
        reason: One sentence for the person who made the file.
        raw: The record as far as it could be read.
    """

    line: int
    reason: str
    raw: Mapping[str, object] | str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason for or against two claims being the same, in words.

    Attributes:
        name: Stable name for scripts, such as ``different_number``.
        value: How strong it is, 0 to 1.
        conflict: Whether it speaks against; a conflict forbids a ``match``.
        text: One sentence that a person can check.
    """

    name: str
    value: float
    conflict: bool
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A stored fact-check beside a claim, with what speaks for and against.

    Attributes:
        decision: What this pair alone deserves, conflicts counted.
        score: Calibrated chance that one fact-check serves both claims, 0 to 1.
        signals: Reasons, heaviest first; conflicts before support.
        part: The part of a long post that fits, empty if it is the whole.
    """

    fact_check: FactCheck
    decision: Decision
    score: float
    signals: tuple[Signal, ...] = ()
    part: str = ""

    @property
    def conflicts(self) -> tuple[Signal, ...]:
        """The signals that forbid a ``match``."""
        return tuple(signal for signal in self.signals if signal.conflict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the store has to say about one claim.

    Attributes:
        claim: The claim as it was asked.
        language: Best guess at its language, ``und`` where there is none.
        decision: The answer as a whole: at most the best match's decision.
        matches: What is worth showing, best first.
        near_misses: With the decision ``none``: what came closest.
        notes: What a reader must know about the answer itself, in words:
            fact-checks that disagree, words-only search, text cut short.
        engine: ``words+vectors``, or ``words`` where no encoder could run.
    """

    claim: str
    language: str
    decision: Decision
    matches: tuple[Match, ...] = ()
    near_misses: tuple[Match, ...] = ()
    notes: tuple[str, ...] = ()
    engine: str = "words+vectors"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which fact-checks may answer; empty means all.

    Attributes:
        languages: Codes; Bosnian, Croatian, Serbian and Montenegrin stay apart here.
        publishers: Names or domains, compared without case.
        since: Only fact-checks reviewed on or after this date.
        verdicts: Only these verdicts.
    """

    languages: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    since: str = ""
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did with every record of its input.

    Every record is counted once: as added, changed, unchanged or rejected.

    Attributes:
        encoded: Vectors made in this run, for these and for earlier records.
        notes: What was kept with less than it said, in words, with counts.
    """

    records: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    encoded: int = 0
    notes: tuple[str, ...] = ()
