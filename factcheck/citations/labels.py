"""English words for decisions, verdicts, states, scores, languages and countries."""

import json
from functools import cache
from importlib import resources

from factcheck.model import (
    Axis,
    Decision,
    FactCheck,
    MappedBy,
    Match,
    Publisher,
    RatingReading,
    Signal,
    State,
    Verdict,
)

DECISIONS = {
    Decision.MATCH: "MATCH: already fact-checked",
    Decision.SUGGESTED: "SUGGESTED: may be the same claim, needs a person",
    Decision.NONE: "NONE: no fact-check of this claim found",
}
VERDICTS = {
    Verdict.TRUE: "true",
    Verdict.MOSTLY_TRUE: "mostly true",
    Verdict.MIXED: "partly true, partly false",
    Verdict.MISLEADING: "misleading",
    Verdict.MOSTLY_FALSE: "mostly false",
    Verdict.FALSE: "false",
    Verdict.UNPROVEN: "unproven",
    Verdict.SATIRE: "satire",
    Verdict.UNRATED: "not rated",
}
STATES = {
    State.CURRENT: "",
    State.CORRECTED: "corrected by its publisher",
    State.WITHDRAWN: "withdrawn by its publisher",
    State.VOID: "declared void by its publisher",
    State.EXPIRED: "out of date, its publisher says",
    State.RETIRED: "vanished from where it came from",
    State.UNDONE: "taken back with the ingest that brought it",
}
# A ruling that has changed, or that no longer stands, is told by its state first.
_STATE_LEADS = {
    State.CURRENT: "{verdict}",
    State.CORRECTED: "corrected, verdict {verdict}",
    State.WITHDRAWN: "withdrawn, verdict was {verdict}",
    State.VOID: "void, verdict was {verdict}",
    State.EXPIRED: "valid until {day}, verdict {verdict}",
    State.RETIRED: "retired, verdict was {verdict}",
    State.UNDONE: "undone, verdict was {verdict}",
}
_OUT_OF_DATE = "out of date, verdict was {verdict}"
_MAPPED_BY = {
    MappedBy.MAINTAINER: "as whoever keeps this store reads it",
    MappedBy.PUBLISHER_TABLE: "by the publisher's table of ratings",
    MappedBy.LANGUAGE_TABLE: "by the usual words of the language",
    MappedBy.RECORD: "by the record it came from",
    MappedBy.NUMBER: "by its number, for its words are not known",
    MappedBy.NOBODY: "we do not know this rating",
}
_AXES = {
    Axis.TRUTH: "",
    Axis.CONSISTENCY: "rates whether somebody stayed consistent, not whether it is true",
    Axis.PROMISE: "rates whether a promise was kept, not whether it is true",
    Axis.PRACTICE: "rates how something was published, not whether it is true",
}
# Upper ends of ranges of the calibrated score, with words as in weather forecasts.
_SCORE_WORDS = (
    (0.10, "very unlikely to be the same claim"),
    (0.35, "unlikely to be the same claim"),
    (0.65, "about as likely as not the same claim"),
    (0.85, "likely the same claim"),
    (0.97, "very likely the same claim"),
    (1.01, "almost certainly the same claim"),
)
# Shown in the notes of the answer, for they say nothing about whether two claims are the same.
_NOT_SUPPORTING = frozenset({"recycled"})
_NOT_IN_CLDR = {"cnr": "Montenegrin"}


def score_text(match: Match) -> str:
    """Return the score as a percentage, with words that agree with the decision.

    Only a score of 1 is shown as 100 %, only one of 0 as 0 %. Of a suggestion the words say what
    it lacks: no score makes a match of two claims with a conflict.
    """
    score = match.score
    percent = round(score * 100)
    if percent in (0, 100) and score not in (0.0, 1.0):
        percent = min(max(percent, 1), 99)
    if match.conflicts and match.decision is Decision.SUGGESTED:
        return f"{percent} %, a conflict forbids a match"
    words = next(words for upper_end, words in _SCORE_WORDS if score < upper_end)
    lack = ", which is too little for a match" if match.decision is Decision.SUGGESTED else ""
    return f"{percent} %, {words}{lack}"


def verdict_text(fact_check: FactCheck) -> str:
    """Return our verdict, behind the state of the fact-check where that is not ``current``."""
    has_no_day = fact_check.state is State.EXPIRED and not fact_check.state_on
    lead = _OUT_OF_DATE if has_no_day else _STATE_LEADS[fact_check.state]
    return lead.format(verdict=VERDICTS[fact_check.verdict], day=fact_check.state_on)


def ruling_heading(fact_check: FactCheck) -> str:
    """Return our verdict in capitals, named as one where nothing stands before it."""
    label = "Verdict: " if fact_check.state is State.CURRENT else ""
    return label + verdict_text(fact_check).upper()


def supporting_signals(match: Match) -> tuple[Signal, ...]:
    """Return the signals that speak for the two claims being the same, in their order."""
    return tuple(
        signal
        for signal in match.signals
        if not signal.conflict and signal.name not in _NOT_SUPPORTING
    )


def our_reading(reading: RatingReading) -> str:
    """Return our verdict, media flags, and by what the rating was mapped."""
    if reading.mapped_by is MappedBy.NOBODY and reading.verdict is Verdict.UNRATED:
        return f"none, {_MAPPED_BY[MappedBy.NOBODY]}"
    words = ", ".join((VERDICTS[reading.verdict], *reading.media_flags))
    about = _AXES[reading.axis]
    return f"{words}, {_MAPPED_BY[reading.mapped_by]}" + (f" ({about})" if about else "")


def publisher_line(publisher: Publisher) -> str:
    """Return name, country and domain as far as they are known."""
    details = ", ".join(filter(None, (country_name(publisher.country), publisher.domain)))
    return f"{publisher.name} ({details})" if details else publisher.name


def claimant_line(fact_check: FactCheck) -> str:
    """Return who made the claim and when, empty if neither is known."""
    return ", ".join(part for part in (fact_check.claimant, fact_check.claimed_on) if part)


def rating_line(fact_check: FactCheck) -> str:
    """Return the publisher's own words in quotation marks, with their language."""
    if not fact_check.rating:
        return "the record gives none"
    language = fact_check.rating_language
    quoted = f'"{fact_check.rating}"'
    return f"{quoted} ({language_name(language)})" if language not in ("", "und") else quoted


def state_in_words(fact_check: FactCheck) -> str:
    """Return state, date and reason in words; empty for a current fact-check."""
    words = STATES[fact_check.state]
    if not words:
        return ""
    since = f" since {fact_check.state_on}" if fact_check.state_on else ""
    return f"{words}{since}" + (f": {fact_check.state_reason}" if fact_check.state_reason else "")


@cache
def language_name(code: str) -> str:
    """Return the English name of a language code, or the code where it has none."""
    if code in ("", "und"):
        return "language unknown"
    primary = code.partition("-")[0]
    return _NOT_IN_CLDR.get(primary) or _english()["languages"].get(primary) or code


@cache
def country_name(code: str) -> str:
    """Return the English name of a country code, or the code where it has none."""
    return _english()["countries"].get(code) or code


@cache
def _english() -> dict[str, dict[str, str]]:
    # From Babel, by tools/pack_names.py: loading all that Babel knows takes 15 ms.
    source = resources.files("factcheck.citations").joinpath("english_names.json")
    names: dict[str, dict[str, str]] = json.loads(source.read_text(encoding="utf-8"))
    return names
