"""Words for decisions, verdicts, states, scores, languages and countries, in any language."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from factcheck.citations.translator import ENGLISH, Translator
from factcheck.model import (
    Axis,
    Decision,
    FactCheck,
    MappedBy,
    Match,
    MediaFlag,
    Message,
    Publisher,
    RatingReading,
    Signal,
    State,
    Verdict,
)
from factcheck.text.cldr import locale_data

DECISION_NAMES = {
    Decision.MATCH: Message("Match"),
    Decision.SUGGESTED: Message("Suggested"),
    Decision.NONE: Message("None"),
}
DECISIONS = {
    Decision.MATCH: Message("MATCH: already fact-checked"),
    Decision.SUGGESTED: Message("SUGGESTED: may be the same claim, needs a person"),
    Decision.NONE: Message("NONE: no fact-check of this claim found"),
}
VERDICTS = {
    Verdict.TRUE: Message("true"),
    Verdict.MOSTLY_TRUE: Message("mostly true"),
    Verdict.MIXED: Message("partly true, partly false"),
    Verdict.MISLEADING: Message("misleading"),
    Verdict.MOSTLY_FALSE: Message("mostly false"),
    Verdict.FALSE: Message("false"),
    Verdict.UNPROVEN: Message("unproven"),
    Verdict.SATIRE: Message("satire"),
    Verdict.UNRATED: Message("not rated"),
}
STATES = {
    State.CURRENT: "",
    State.CORRECTED: Message("corrected by its publisher"),
    State.WITHDRAWN: Message("withdrawn by its publisher"),
    State.VOID: Message("declared void by its publisher"),
    State.EXPIRED: Message("out of date, its publisher says"),
    State.RETIRED: Message("vanished from where it came from"),
    State.UNDONE: Message("taken back with the ingest that brought it"),
}
STATE_NAMES = {
    State.CURRENT: Message("current"),
    State.CORRECTED: Message("corrected"),
    State.WITHDRAWN: Message("withdrawn"),
    State.VOID: Message("void"),
    State.EXPIRED: Message("expired"),
    State.RETIRED: Message("retired"),
    State.UNDONE: Message("undone"),
}
SET_ASIDE = Message("withdrawn by a maintainer (not by its publisher)")
# A ruling that has changed, or that no longer stands, is told by its state first.
_STATE_LEADS = {
    State.CURRENT: "{verdict}",
    State.CORRECTED: Message("corrected, verdict {verdict}"),
    State.WITHDRAWN: Message("withdrawn, verdict was {verdict}"),
    State.VOID: Message("void, verdict was {verdict}"),
    State.EXPIRED: Message("valid until {day}, verdict {verdict}"),
    State.RETIRED: Message("retired, verdict was {verdict}"),
    State.UNDONE: Message("undone, verdict was {verdict}"),
}
_OUT_OF_DATE = Message("out of date, verdict was {verdict}")
_MAPPED_BY = {
    MappedBy.MAINTAINER: Message("as whoever keeps this store reads it"),
    MappedBy.PUBLISHER_TABLE: Message("by the publisher's table of ratings"),
    MappedBy.LANGUAGE_TABLE: Message("by the usual words of the language"),
    MappedBy.RECORD: Message("by the record it came from"),
    MappedBy.NUMBER: Message("by its number, for its words are not known"),
    MappedBy.NOBODY: Message("we do not know this rating"),
}
MEDIA = {
    MediaFlag.ALTERED: Message("altered"),
    MediaFlag.FABRICATED: Message("fabricated"),
    MediaFlag.MISCAPTIONED: Message("miscaptioned"),
    MediaFlag.STAGED: Message("staged"),
    MediaFlag.SYNTHETIC: Message("synthetic"),
}
_AXES = {
    Axis.TRUTH: "",
    Axis.CONSISTENCY: Message("rates whether somebody stayed consistent, not whether it is true"),
    Axis.PROMISE: Message("rates whether a promise was kept, not whether it is true"),
    Axis.PRACTICE: Message("rates how something was published, not whether it is true"),
}
# Upper ends of ranges of the calibrated score, with words as in weather forecasts.
_SCORE_WORDS = (
    (0.10, Message("very unlikely to be the same claim")),
    (0.35, Message("unlikely to be the same claim")),
    (0.65, Message("about as likely as not the same claim")),
    (0.85, Message("likely the same claim")),
    (0.97, Message("very likely the same claim")),
    (1.01, Message("almost certainly the same claim")),
)
# Shown in the notes of the answer, for they say nothing about whether two claims are the same.
_NOT_SUPPORTING = frozenset({"recycled"})
_NOT_IN_CLDR = {"cnr": Message("Montenegrin")}
_NO_LANGUAGE = Message("language unknown")


def score_text(match: Match, t: Translator = ENGLISH) -> str:
    """Return the score as a percentage, with words that agree with the decision.

    Only a score of 1 is shown as 100 %, only one of 0 as 0 %. Of a suggestion the words say what
    it lacks: no score makes a match of two claims with a conflict.
    """
    score = match.score
    percent = round(score * 100)
    if percent in (0, 100) and score not in (0.0, 1.0):
        percent = min(max(percent, 1), 99)
    if match.conflicts and match.decision is Decision.SUGGESTED:
        return t("{percent} %, a conflict forbids a match", percent=percent)
    words = next(words for upper_end, words in _SCORE_WORDS if score < upper_end)
    if match.decision is Decision.SUGGESTED:
        lack = Message("{percent} %, {likelihood}, which is too little for a match")
        return t(lack, percent=percent, likelihood=words)
    return t("{percent} %, {likelihood}", percent=percent, likelihood=words)


def verdict_text(fact_check: FactCheck, t: Translator = ENGLISH) -> str:
    """Return our verdict, behind the state of the fact-check where that is not ``current``."""
    has_no_day = fact_check.state is State.EXPIRED and not fact_check.state_on
    lead = _OUT_OF_DATE if has_no_day else _STATE_LEADS[fact_check.state]
    return t(lead, verdict=VERDICTS[fact_check.verdict], day=fact_check.state_on)


def ruling_heading(fact_check: FactCheck, t: Translator = ENGLISH) -> str:
    """Return our verdict in capitals, named as one where nothing stands before it."""
    ruling = verdict_text(fact_check, t).upper()
    return t("Verdict: {verdict}", verdict=ruling) if fact_check.state is State.CURRENT else ruling


def supporting_signals(match: Match) -> tuple[Signal, ...]:
    """Return the signals that speak for the two claims being the same, in their order."""
    return tuple(
        signal
        for signal in match.signals
        if not signal.conflict and signal.name not in _NOT_SUPPORTING
    )


def our_reading(reading: RatingReading, t: Translator = ENGLISH) -> str:
    """Return our verdict, media flags, and by what the rating was mapped."""
    if reading.mapped_by is MappedBy.NOBODY and reading.verdict is Verdict.UNRATED:
        return t("none, we do not know this rating")
    words = (VERDICTS[reading.verdict], *(MEDIA[flag] for flag in reading.media_flags))
    text = ", ".join(map(t, (*words, _MAPPED_BY[reading.mapped_by])))
    about = _AXES[reading.axis]
    return f"{text} ({t(about)})" if about else text


def publisher_line(publisher: Publisher, t: Translator = ENGLISH) -> str:
    """Return name, country and domain as far as they are known."""
    country = country_name(publisher.country, t)
    details = ", ".join(filter(None, (country, publisher.domain)))
    return f"{publisher.name} ({details})" if details else publisher.name


def claimant_line(fact_check: FactCheck) -> str:
    """Return who made the claim and when, empty if neither is known."""
    return ", ".join(part for part in (fact_check.claimant, fact_check.claimed_on) if part)


def rating_line(fact_check: FactCheck, t: Translator = ENGLISH) -> str:
    """Return the publisher's own words in quotation marks, with their language."""
    if not fact_check.rating:
        return t("the record gives none")
    language = fact_check.rating_language
    quoted = f'"{fact_check.rating}"'
    return f"{quoted} ({language_name(language, t)})" if language not in ("", "und") else quoted


def state_in_words(fact_check: FactCheck, t: Translator = ENGLISH) -> str:
    """Return state, date and reason in words; empty for a current fact-check."""
    words = SET_ASIDE if fact_check.is_set_aside else STATES[fact_check.state]
    if not words:
        return ""
    if fact_check.state_on:
        words = Message("{status} since {day}", status=words, day=fact_check.state_on)
    return t(words) + (f": {fact_check.reason_of_state}" if fact_check.state_reason else "")


@cache
def language_name(code: str, t: Translator = ENGLISH) -> str:
    """Return the name of a language code, or the code where it has none."""
    if code in ("", "und"):
        return t(_NO_LANGUAGE)
    primary = code.partition("-")[0]
    if primary in _NOT_IN_CLDR:
        return t(_NOT_IN_CLDR[primary])
    return _names("languages", t).get(primary) or code


@cache
def country_name(code: str, t: Translator = ENGLISH) -> str:
    """Return the name of a country code, or the code where it has none."""
    return _names("territories", t).get(code) or code


def _names(kind: Literal["languages", "territories"], t: Translator) -> Mapping[str, str]:
    names: Mapping[str, str] = locale_data(t.language)[kind]
    return names
