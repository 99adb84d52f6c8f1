"""Report a calibration: what it was made from, and what it does to matches."""

from collections.abc import Iterator

from factcheck.evaluation.recalibrate import Effect, Recalibrated, Share
from factcheck.model import Recalibration
from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone

_SITUATIONS = (("same_language", "In one language"), ("cross_lingual", "Across two languages"))


def calibration_document(found: Recalibrated) -> Document:
    """Return what a calibration changes, for a person."""
    rows = (
        ("Precision", found.before.precision, found.after.precision),
        ("Recall", found.before.recall, found.after.recall),
    )
    effect = [Line("", "before", columns=("after",))]
    effect += [
        Line(label, _in_words(before), columns=(_in_words(after),)) for label, before, after in rows
    ]
    tried = f"Matches among {found.judged:,} judged pairs, each half by what the other gave"
    calibration = Block("Calibration", tuple(_situation_lines(found)), Tone.STRONG)
    return Document((calibration, Block(tried, tuple(effect))))


def no_gain_line(found: Recalibrated) -> str:
    """Say what was measured of a calibration that gains nothing."""
    before, after = found.before, found.after
    effects = (
        ("precision", before.precision, after.precision),
        ("recall", before.recall, after.recall),
    )
    measured = " and ".join(
        f"{name} {_share(was)} before, {_share(now)} after" for name, was, now in effects
    )
    return f"a calibration gains nothing here: {measured}, on pairs that it was not made from"


def calibration_object(found: Recalibrated, run_id: int) -> dict[str, object]:
    """Return the same as a JSON object."""
    return {
        "schema_version": SCHEMA_VERSION,
        "run": run_id or None,
        "judged": found.judged,
        "gains": found.gains,
        **{name: _situation_object(getattr(found.calibration, name)) for name, _ in _SITUATIONS},
        "before": _effect_object(found.before),
        "after": _effect_object(found.after),
    }


def _situation_lines(found: Recalibrated) -> Iterator[Line]:
    for name, words in _SITUATIONS:
        own = getattr(found.calibration, name)
        if own is None:
            yield Line(words, "as before: too few judged pairs", Tone.QUIET)
        else:
            yield Line(
                words,
                f"a match from {own.match_from:.2f} on; log-odds × {own.slope:.2f} "
                f"{own.intercept:+.2f}, from {own.judged:,} pairs without a conflict",
            )


def _in_words(share: Share) -> str:
    low, high = share.interval
    return f"{_share(share)} ({low:.2f} to {high:.2f}; {share.part:,} of {share.whole:,})"


def _share(share: Share) -> str:
    return "no match" if share.value is None else f"{share.value:.2f}"


def _situation_object(own: Recalibration | None) -> dict[str, object] | None:
    if own is None:
        return None
    return {
        "intercept": round(own.intercept, 4),
        "slope": round(own.slope, 4),
        "match_from": round(own.match_from, 4),
        "judged": own.judged,
    }


def _effect_object(effect: Effect) -> dict[str, object]:
    return {
        name: {
            "value": share.value,
            "interval": list(share.interval),
            "part": share.part,
            "whole": share.whole,
        }
        for name, share in (("precision", effect.precision), ("recall", effect.recall))
    }
