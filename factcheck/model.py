"""The model: fact-checks, records, matches and answers, as frozen dataclasses and enums."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

# A day, a month or a year, as precise as the publisher was: never completed by a guess.
PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")

# Values of a list of claims that are repeated in its answers, by their names there.
Kept = Mapping[str, object]


class Side(StrEnum):
    """What a verdict means for somebody who has to act on the claim."""

    TRUE = "true"
    MIXED = "mixed"
    FALSE = "false"


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

    @property
    def side(self) -> Side | None:
        """The side that the verdict takes; None where it takes none."""
        return _SIDES.get(self)

    def contradicts(self, other: "Verdict") -> bool:
        """Whether one verdict calls the claim true and the other calls it false."""
        return {self.side, other.side} == {Side.TRUE, Side.FALSE}


# A misleading claim must not be passed on, which is what a reader does differently from a true
# one. Unproven, satire and unrated oppose nothing.
_SIDES = {
    Verdict.TRUE: Side.TRUE,
    Verdict.MOSTLY_TRUE: Side.TRUE,
    Verdict.MIXED: Side.MIXED,
    Verdict.MISLEADING: Side.FALSE,
    Verdict.MOSTLY_FALSE: Side.FALSE,
    Verdict.FALSE: Side.FALSE,
}


class Axis(StrEnum):
    """What a rating rates: a promise can be broken without anything being false."""

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

    MAINTAINER = "maintainer"
    PUBLISHER_TABLE = "publisher_table"
    LANGUAGE_TABLE = "language_table"
    NUMBER = "number"
    RECORD = "record"
    NOBODY = "nobody"


# Before the reason of a withdrawal by the maintainer of a store. It goes along into other stores.
SET_ASIDE = "by a maintainer, not by its publisher: "


class State(StrEnum):
    """What became of a fact-check after it was published.

    A ``retired`` fact-check has vanished from its only input. The ingest of an ``undone`` one was
    undone; it answers nothing and is in no list. All others are what the publisher says.
    """

    CURRENT = "current"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    VOID = "void"
    EXPIRED = "expired"
    RETIRED = "retired"
    UNDONE = "undone"


class HarmKind(StrEnum):
    """What a claim does to the people it is about, as somebody noted it."""

    HATE_SPEECH = "hate_speech"
    INCITEMENT = "incitement"
    THREAT = "threat"
    HARASSMENT = "harassment"
    OTHER = "other"


class Decision(StrEnum):
    """Does a stored fact-check answer this claim?

    ``match`` is good enough for a script to act on, ``suggested`` needs a person.
    """

    MATCH = "match"
    SUGGESTED = "suggested"
    NONE = "none"


class Judgement(StrEnum):
    """What a person says of a text and a fact-check: does it review what the text claims?"""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class Trust(StrEnum):
    """How much the judgements of another newsroom count.

    ``full`` ones count as our own, a ``hint`` is named among the reasons and decides nothing.
    """

    NONE = "none"
    HINT = "hint"
    FULL = "full"


class SourceKind(StrEnum):
    """Why the address of a page is stored with a fact-check."""

    APPEARANCE = "appearance"
    ARCHIVE = "archive"


class Message(str):
    """Words of ours for a person, in English, which a catalogue can write in another language.

    It is a plain text to whoever wants one. What publishers and readers wrote is no message, and
    stays as it is.

    Attributes:
        template: In English, with a ``{name}`` for each of *values*; the key of the catalogue.
        plural: The template for counts other than 1; empty where nothing is counted.
        values: Other people's texts, numbers, and messages inside this one, by name.
    """

    __slots__ = ("plural", "template", "values")

    template: str
    plural: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Fill in *template*; without *values*, it is the text itself."""
        message = super().__new__(cls, template.format_map(values) if values else template)
        message.template, message.plural, message.values = template, "", values
        return message

    @classmethod
    def counted(cls, singular: str, plural: str, /, *, count: int, **values: object) -> Self:
        """Fill in *singular* if *count* is 1, else *plural*."""
        message = cls(singular if count == 1 else plural, count=count, **values)
        message.template, message.plural = singular, plural
        return message

    @classmethod
    def joined(cls, separator: str, parts: Iterable[str]) -> Self:
        """Join *parts*, of which each may be a message."""
        values = {f"part{number}": part for number, part in enumerate(parts)}
        return cls(separator.join(f"{{{name}}}" for name in values), **values)


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
class RatingMapping:
    """A maintainer's rule for what a rating means, of one publisher or in one language.

    Attributes:
        rating: The publisher's words; compared whole, however they are spelled.
        publisher_domain: Whose rating it is, such as ``istinomjer.ba``; or empty.
        language: In which language it means that, as a code; or empty.
    """

    rating: str
    verdict: Verdict
    publisher_domain: str = ""
    language: str = ""
    axis: Axis = Axis.TRUTH
    media_flags: tuple[MediaFlag, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a rule without a scope, or with a verdict that its axis cannot have."""
        if bool(self.publisher_domain) == bool(self.language):
            raise ValueError("a mapping is either a publisher's or a language's")
        if self.axis is not Axis.TRUTH and self.verdict is not Verdict.UNRATED:
            raise ValueError(
                f"a rating of {self.axis} says nothing about truth: its verdict is "
                f"{Verdict.UNRATED}, not {self.verdict}"
            )
        object.__setattr__(self, "media_flags", tuple(sorted(set(self.media_flags))))

    @property
    def reading(self) -> RatingReading:
        """The reading that this rule gives."""
        return RatingReading(self.verdict, MappedBy.MAINTAINER, self.axis, self.media_flags)


@dataclass(frozen=True, slots=True)
class HarmNote:
    """A note of a publisher or a maintainer on the harm that a claim can do; never guessed.

    The six factors are those of the Rabat Plan of Action (A/HRC/22/17/Add.4, paragraph 29),
    in short texts, empty where nobody noted anything.

    Attributes:
        group: The people that the claim targets, in the words of the note.
        context: Where and when the claim was made, and the situation there.
        speaker: Position and influence of the speaker.
        intent: What is known about the intent.
        content_and_form: How direct it was, and in which form.
        extent: How many it reached, and how.
        likelihood: How likely harm was to follow.
        peace_messages: (language code, text to answer with), by language code.
        noted_by: Author of the note.
        noted_on: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty if unknown.
    """

    kind: HarmKind
    group: str = ""
    context: str = ""
    speaker: str = ""
    intent: str = ""
    content_and_form: str = ""
    extent: str = ""
    likelihood: str = ""
    peace_messages: tuple[tuple[str, str], ...] = ()
    noted_by: str = ""
    noted_on: str = ""

    def __post_init__(self) -> None:
        """Refuse a malformed date, and sort the messages, whose order has no meaning."""
        if self.noted_on and not PARTIAL_DATE.fullmatch(self.noted_on):
            raise ValueError(f"noted_on must be YYYY, YYYY-MM or YYYY-MM-DD, not {self.noted_on!r}")
        object.__setattr__(self, "peace_messages", tuple(sorted(self.peace_messages)))


# The factors of a `HarmNote`, in the order of the Rabat Plan of Action.
RABAT_FACTORS = ("context", "speaker", "intent", "content_and_form", "extent", "likelihood")


_PICTURE_HASH = re.compile(r"pdq:([0-9a-f]{64})/(\d{1,2}|100)/([^/\n]{0,300})")
# A picture of less has too few features to be known again, as ThreatExchange advises.
_LEAST_PICTURE_QUALITY = 50


@dataclass(frozen=True, slots=True)
class PictureHash:
    """The PDQ hash of a picture in which a claim appeared; as text ``pdq:HASH/QUALITY/NAME``.

    Attributes:
        pdq: 64 hexadecimal digits.
        quality: 0 to 100.
        name: Of the file that was hashed, for people.
    """

    pdq: str
    quality: int
    name: str

    @classmethod
    def read(cls, text: str) -> "PictureHash | None":
        """Read the hash in *text*; None if it is anything else."""
        found = _PICTURE_HASH.fullmatch(text)
        return None if found is None else cls(found[1], int(found[2]), found[3])

    @property
    def is_usable(self) -> bool:
        """Whether it tells pictures apart."""
        return self.quality >= _LEAST_PICTURE_QUALITY

    def __str__(self) -> str:
        """Write the hash as it is stored and exported."""
        return f"pdq:{self.pdq}/{self.quality}/{self.name}"


@dataclass(frozen=True, slots=True)
class FactCheck:
    """A published article's ruling on one claim, as the store keeps it.

    Empty text means that the publisher did not say. Dates are ``YYYY``,
    ``YYYY-MM`` or ``YYYY-MM-DD``, as precise as they were given.

    Attributes:
        id: Made from the review URL and the claim; empty until the record is validated.
        claim: The claim as reviewed.
        rating: The publisher's own words for its ruling, verbatim.
        rating_language: Language code of *rating*.
        record_id: The record's id in the input that it came from.
        pictures: Each a `PictureHash` as text.
        language: BCP 47 code of the fact-check, ``und`` if unknown.
        script: ISO 15924 code such as ``Latn`` or ``Cyrl``, empty if unknown.
        state: What became of it after it was published.
        state_reason: The reason as it was given, such as the text of a correction; behind
            `SET_ASIDE` that of a maintainer.
        state_on: First day of *state*; for ``expired`` the last day, which may lie ahead.
        harm: A note on the harm that the claim can do, if there is one.
        raw: The record as it was read.
        judgements: What people said of it, where it is handed on with them.
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
    pictures: tuple[str, ...] = ()
    record_id: str = ""
    state: State = State.CURRENT
    state_reason: str = ""
    state_on: str = ""
    harm: HarmNote | None = None
    raw: Mapping[str, object] = field(default_factory=dict, compare=False)
    judgements: "tuple[JudgedPair, ...]" = field(default=(), compare=False)

    def __post_init__(self) -> None:
        """Refuse an empty claim and malformed dates."""
        if not self.claim:
            raise ValueError("a fact-check needs the claim that it reviews")
        for name in ("reviewed_on", "modified_on", "claimed_on", "state_on"):
            value = getattr(self, name)
            if value and not PARTIAL_DATE.fullmatch(value):
                raise ValueError(f"{name} must be YYYY, YYYY-MM or YYYY-MM-DD, not {value!r}")

    @property
    def is_set_aside(self) -> bool:
        """Whether a maintainer of a store has withdrawn it, and not its publisher."""
        return self.state is State.WITHDRAWN and self.state_reason.startswith(SET_ASIDE)

    @property
    def reason_of_state(self) -> str:
        """The reason of its state, without the mark of a maintainer's withdrawal."""
        return self.state_reason.removeprefix(SET_ASIDE) if self.is_set_aside else self.state_reason

    @property
    def verdict(self) -> Verdict:
        """Our reading of the rating."""
        return self.reading.verdict


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """What somebody said of a text and a fact-check.

    Attributes:
        text: The claim as it was judged.
        fact_check_id: Id of the fact-check.
        judged_by: Name of who judged.
        judged_at: UTC time in ISO 8601; ``YYYY-MM-DD`` where only the day is known.
        origin: The partner or the input that it came from, empty for our own.
        claim: The claim of the fact-check as it was then.
        verdict: Its verdict as it was then.
        run_id: The run that recorded it, for ``factcheck undo``; 0 before it is recorded.
    """

    text: str
    fact_check_id: str
    judgement: Judgement
    judged_by: str
    judged_at: str
    note: str = ""
    origin: str = ""
    claim: str = ""
    verdict: Verdict = Verdict.UNRATED
    run_id: int = 0

    @property
    def by_and_when(self) -> Message:
        """Who judged and on which day, such as ``desk (Partner) on 2026-11-30``."""
        name = f"{self.judged_by} ({self.origin})" if self.origin else self.judged_by
        return Message("{name} on {day}", name=name, day=self.judged_at[:10])


@dataclass(frozen=True, slots=True)
class Recalibration:
    """What a newsroom's judgements make of scores: ``intercept + slope × log-odds``.

    Attributes:
        match_from: Lowest recalibrated score of a ``match``, 0 to 1.
        judged: How many judged pairs it comes from.
    """

    intercept: float
    slope: float
    match_from: float
    judged: int = 0

    def __post_init__(self) -> None:
        """Refuse what would turn the order of scores round, or is no probability."""
        finite = all(map(math.isfinite, (self.intercept, self.slope)))
        if not finite or self.slope <= 0 or not 0 < self.match_from <= 1:
            raise ValueError(f"no recalibration: {self}")


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a store's scores are recalibrated; None where they are as they come.

    Attributes:
        run_id: The run that wrote it, for ``factcheck undo``; 0 where there is none.
    """

    same_language: Recalibration | None = None
    cross_lingual: Recalibration | None = None
    run_id: int = 0


@dataclass(frozen=True, slots=True)
class Revision:
    """One state in the history of a fact-check; the newest one is the current state.

    Attributes:
        number: 1 for the first state, counting up without gaps.
        recorded_at: UTC time in ISO 8601, to the second.
        run_id: The ingest run that wrote it.
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
    """A record as read from the input, not yet validated.

    Attributes:
        line: Where it starts in the input, counted from 1.
        fields: Our field names (``claim``, ``url``, ``rating``, …) to what the
            input says: text, or a list of texts.
        raw: The whole record under the input's own names.
        origins: For each of *fields*, the column or the path that it came from.
        notes: What the reader left out, as short phrases.
        item: Which element of a list it is, counted from 1, where many may share a
            line; 0 where the line says enough.
        judgements: What its own store keeps of people's judgements.
        sheet: Of a workbook, whose row is the line; empty for other files.
    """

    line: int
    fields: Mapping[str, str | tuple[str, ...]]
    raw: Mapping[str, object]
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    notes: tuple[str, ...] = ()
    item: int = 0
    judgements: tuple[Mapping[str, object], ...] = field(default=(), compare=False)
    sheet: str = ""

    def problem(self, reason: str) -> "RecordProblem":
        """Return why this record is rejected."""
        return RecordProblem(self.line, reason, self.raw, self.item, self.sheet)


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """A record that was rejected, and why.

    Attributes:
        line: Where the record starts in the input, counted from 1.
        reason: One sentence for the author of the file.
        raw: The record as far as it could be read.
        item: Which element of a list it is, counted from 1, where many may share a
            line; 0 where the line says enough.
        sheet: Of a workbook, whose row is the line; empty for other files.
    """

    line: int
    reason: str
    raw: Mapping[str, object] | str = ""
    item: int = 0
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of text stood in what was read; 0 or empty where there is no such thing.

    Attributes:
        file: As it was named.
        sheet: Of a workbook.
        page: Counted from 1.
        line: Counted from 1; of a sheet, the row.
        column: The heading of a table's column.
        letters: Of a sheet's column, such as ``AB``.
        timestamp: ``00:01:02.500``.
        paragraph: Counted from 1.
        start: Character offset into the text that was read; *end* too.
        box: Left, top, width and height in pixels of a picture as it is seen.
    """

    file: str = ""
    sheet: str = ""
    page: int = 0
    line: int = 0
    column: str = ""
    letters: str = ""
    timestamp: str = ""
    paragraph: int = 0
    start: int = 0
    end: int = 0
    box: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A line of text that was read in a picture.

    Attributes:
        box: Left, top, width and height, in pixels of the picture as it is seen.
        confidence: Of whoever read it, 0 to 1.
    """

    text: str
    box: tuple[int, int, int, int]
    confidence: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with the text that was read in it.

    Attributes:
        name: Of the file, as it was given.
        text: What its lines say, a paragraph a line; empty where nothing could be read.
        pdq: Its perceptual hash as 64 hexadecimal digits, empty for one of a few pixels.
        quality: Of the hash, 0 to 100.
        packs: What Tesseract read it with, such as ``eng+hrv``.
        notes: What a reader must know about it.
    """

    name: str
    width: int
    height: int
    text: str = ""
    lines: tuple[PictureLine, ...] = ()
    pdq: str = ""
    quality: int = 0
    packs: str = ""
    notes: tuple[str, ...] = ()

    @property
    def hash(self) -> PictureHash:
        """What it is compared with other pictures by."""
        return PictureHash(self.pdq, self.quality, self.name)

    @property
    def confidence(self) -> float:
        """The mean confidence of its lines by length, 0 to 1; 0 without any."""
        letters = sum(len(line.text) for line in self.lines)
        return sum(line.confidence * len(line.text) for line in self.lines) / max(letters, 1)


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason for or against two claims being the same, in words.

    Attributes:
        name: Stable name for scripts, such as ``different_number``.
        value: How strong it is, 0 to 1.
        conflict: Whether it speaks against; a conflict forbids a ``match``.
        text: One sentence that a reader can check.
    """

    name: str
    value: float
    conflict: bool
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A stored fact-check that may answer a claim, with the reasons for and against.

    Attributes:
        decision: On this fact-check alone; a conflict forbids ``match``.
        score: Calibrated probability that one fact-check serves both claims, 0 to 1.
        signals: The reasons; conflicts before support, each heaviest first.
        part: The sentence of a long post that matches, empty if the whole does.
        group: The same number for all matches that review one claim, 0 where there is one only.
        judgements: What people said of this fact-check and the claim.
        cross_lingual: Whether it was scored as a pair of two languages.
        place: Where *part* stood, if somebody asked and it could be found there.
    """

    fact_check: FactCheck
    decision: Decision
    score: float
    signals: tuple[Signal, ...] = ()
    part: str = ""
    group: int = 0
    judgements: tuple[JudgedPair, ...] = ()
    cross_lingual: bool = False
    place: Place | None = None

    @property
    def conflicts(self) -> tuple[Signal, ...]:
        """The signals that forbid a ``match``."""
        return tuple(signal for signal in self.signals if signal.conflict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one claim.

    Attributes:
        claim: The claim as it was asked.
        language: Best guess at its language, ``und`` where there is none.
        decision: That of the best match, ``none`` where there is no match.
        matches: Worth showing, best first.
        near_misses: With the decision ``none``: the nearest candidates.
        notes: What a reader must know about the answer itself, in words:
            fact-checks that disagree, words-only search, text cut short.
        engine: ``words+vectors``, or ``words`` where no encoder could run; behind it
            ``, calibrated`` where the newsroom's judgements recalibrate the scores.
        picture: Where the claim was read, if it comes from a picture.
        place: Where the claim stood in a list, a document or a picture, if somebody asked.
    """

    claim: str
    language: str
    decision: Decision
    matches: tuple[Match, ...] = ()
    near_misses: tuple[Match, ...] = ()
    notes: tuple[str, ...] = ()
    engine: str = "words+vectors"
    picture: Picture | None = None
    place: Place | None = None


_LANGUAGE, _ONLY_LANGUAGE = Message("language {values}"), Message("only language {values}")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which fact-checks may answer; empty means all.

    Attributes:
        languages: Codes; each stands for its group of close languages too.
        publishers: Names or domains, compared without case.
        since: Only fact-checks reviewed on or after this date.
        verdicts: Only these verdicts.
        harms: Only fact-checks with a harm note of these kinds; all kinds for any note.
        exact_languages: Whether Bosnian, Croatian, Serbian, Montenegrin and what was recognised
            as Serbo-Croatian are kept apart, and so are Indonesian and Malay.
        dated_since: Only fact-checks of which the review, or the claim, is of this date or later.
    """

    languages: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    since: str = ""
    verdicts: tuple[Verdict, ...] = ()
    harms: tuple[HarmKind, ...] = ()
    exact_languages: bool = False
    dated_since: str = ""

    def in_words(self) -> Message:
        """Return the active filters, such as ``language bs; publisher Provjera``; or nothing."""
        named = (
            (_ONLY_LANGUAGE if self.exact_languages else _LANGUAGE, self.languages),
            (Message("publisher {values}"), self.publishers),
            (Message("reviewed since {values}"), (self.since,) if self.since else ()),
            (Message("dated since {values}"), (self.dated_since,) if self.dated_since else ()),
            (Message("verdict {values}"), self.verdicts),
            (Message("harm note {values}"), self.harms),
        )
        filled = [
            Message(template, values=", ".join(values)) for template, values in named if values
        ]
        return Message.joined("; ", filled)


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did: every record is added, changed, unchanged or rejected, once.

    Attributes:
        differing: Records that say something else than another input, which is believed.
        missing: Fact-checks that only this input told of before, and that it lacks now.
        retired: How many of these were marked as retired.
        encoded: Vectors made in this run, for these and for earlier records.
        notes: What was kept with less than it said, in words, with counts.
    """

    records: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    differing: int = 0
    missing: int = 0
    retired: int = 0
    encoded: int = 0
    notes: tuple[str, ...] = ()
