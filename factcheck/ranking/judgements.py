"""Let what people said of a claim and a fact-check decide, and say who said it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from factcheck.model import Decision, Judgement, Match, Message, Signal
from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.retrieval.judged import Alias, JudgedMatch
from factcheck.store.judgement_table import StoredJudgement
from factcheck.text.sanitise import shortened

_SHOWN = 80

_JUDGEMENTS = {
    Judgement.SAME: Message("same"),
    Judgement.DIFFERENT: Message("different"),
    Judgement.UNSURE: Message("unsure"),
}

JUDGED_DIFFERENT = "judged_different"


def apply_judgements(match: Match, judged: JudgedMatch, policy: MatchPolicy) -> Match:
    """Decide on *match* by what people said; the rules' reasons stay beside it.

    ``same`` makes it a match and ``different`` no answer, whatever the score and the conflicts.
    Where people disagree, or where the fact-check has changed since, a person has to look. Hints
    change no decision.
    """
    outdated = [each for each in judged.counting if each.outdated]
    current = [each for each in judged.counting if not each.outdated]
    said = {each.pair.judgement for each in current}
    hints = tuple(map(_hint, judged.hints))
    match = replace(
        match,
        signals=(*match.signals, *hints),
        judgements=tuple(each.pair for each in (*judged.counting, *judged.hints)),
    )
    if said == {Judgement.SAME}:
        text = Message("Confirmed by {names}.", names=_names(current))
        return _with(match, Signal("confirmed", 1.0, False, text), Decision.MATCH, 1.0)
    if said == {Judgement.DIFFERENT}:
        text = Message("Judged different by {names}.", names=_names(current))
        return _with(match, Signal(JUDGED_DIFFERENT, 1.0, True, text), Decision.NONE, match.score)
    if said:
        return _suggested(match, _unsettled(current), said, policy)
    if outdated:
        kinds = {each.pair.judgement for each in outdated}
        return _suggested(match, _outdated(outdated[-1]), kinds, policy)
    return match


def near_alias(alias: Alias) -> Signal:
    """Report that a claim is near a wording that somebody confirmed."""
    text = Message(
        "Near a wording confirmed by {confirmed}: “{wording}”.",
        confirmed=alias.confirmed,
        wording=shortened(alias.text, _SHOWN),
    )
    return Signal("near_alias", 0.5, False, text)


def _suggested(
    match: Match, signal: Signal, said: Iterable[Judgement], policy: MatchPolicy
) -> Match:
    """Make a suggestion of a match, and of anything that somebody called the same."""
    if match.decision is Decision.NONE and Judgement.SAME not in said:
        return _with(match, signal, Decision.NONE, match.score)
    return _with(match, signal, Decision.SUGGESTED, max(match.score, policy.suggest_from))


def _with(match: Match, signal: Signal, decision: Decision, score: float) -> Match:
    support = tuple(each for each in match.signals if not each.conflict)
    ordered = (
        (signal, *match.conflicts, *support)
        if signal.conflict
        else (*match.conflicts, signal, *support)
    )
    return replace(match, decision=decision, score=score, signals=ordered)


def _unsettled(current: Sequence[StoredJudgement]) -> Signal:
    listed = {
        kind: _names(each for each in current if each.pair.judgement is kind) for kind in Judgement
    }
    if listed[Judgement.SAME] and listed[Judgement.DIFFERENT]:
        text = Message(
            "People disagree: same by {same}, different by {different}.",
            same=listed[Judgement.SAME],
            different=listed[Judgement.DIFFERENT],
        )
        return Signal("judges_disagree", 1.0, True, text)
    said = [
        Message("{judgement} by {names}", judgement=_JUDGEMENTS[kind], names=names)
        for kind, names in listed.items()
        if names
    ]
    text = Message("A person was not sure: {said}.", said=Message.joined("; ", said))
    return Signal("judged_unsure", 0.5, True, text)


def _outdated(judged: StoredJudgement) -> Signal:
    text = Message(
        "Judged {judgement} by {name}, but {change}: it has to be judged again.",
        judgement=_JUDGEMENTS[judged.pair.judgement],
        name=judged.pair.by_and_when,
        change=judged.outdated,
    )
    return Signal("judgement_outdated", 0.5, True, text)


def _hint(judged: StoredJudgement) -> Signal:
    said = {
        "judgement": _JUDGEMENTS[judged.pair.judgement],
        "name": judged.pair.by_and_when,
        "change": judged.outdated,
    }
    text = (
        Message("A partner says {judgement}: {name}, but {change}.", **said)
        if judged.outdated
        else Message("A partner says {judgement}: {name}.", **said)
    )
    return Signal("partner_judged", 0.5, False, text)


def _names(judged: Iterable[StoredJudgement]) -> Message:
    return Message.joined(", ", dict.fromkeys(each.pair.by_and_when for each in judged))
