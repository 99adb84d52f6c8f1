"""Conflict: another person, organisation or product."""

from rapidfuzz.fuzz import ratio

from factcheck.model import Signal
from factcheck.ranking.conflicts.alignment import (
    Substitution,
    is_same_name,
    quoted_difference,
    substitutions,
    without_case_ending,
)
from factcheck.ranking.conflicts.role import is_speaker
from factcheck.text.facts import Facts, Word

_SOUNDS_ALIKE_RATIO = 70
_SOUNDS = str.maketrans({"w": "v", "y": "j", "q": "k", "c": "k", "x": "ks", "z": "s", "h": ""})


def different_name(claim: Facts, candidate: Facts) -> Signal | None:
    """Another person, organisation or product is named in the same sentence.

    "WhatsApp will charge for messages" and "Telegram will charge for messages".
    """
    if claim.group != candidate.group:
        return _different_name_across(claim, candidate)
    for found in substitutions(claim, candidate):
        if claim.language != candidate.language and is_transcribed(found):
            continue
        if found.both_have("name") and not is_speaker(claim, found.claim_words):
            return Signal("different_name", 1.0, True, found.text)
    return None


def is_transcribed(found: Substitution) -> bool:
    """Whether names may be written as they sound in one of two close languages: Džakarta."""
    ours, theirs = (
        [word.fold for word in words if word.kind != "word"]
        for words in (found.claim_words, found.candidate_words)
    )
    return any(_sound_alike(name, other) for name in ours for other in theirs)


def _different_name_across(claim: Facts, candidate: Facts) -> Signal | None:
    """Compare full names of people across languages, where words cannot be aligned."""
    if not (claim.is_short and candidate.is_short):
        return None
    if not (claim.polarity_known and candidate.polarity_known):
        return None
    ours, theirs = _full_name(claim), _full_name(candidate)
    if not ours or not theirs:
        return None
    our_names, their_names = (
        [word.fold for word in facts.words if word.kind != "word"] for facts in (claim, candidate)
    )
    if any(_sound_alike(name, other) for name in our_names for other in their_names):
        return None
    text = quoted_difference(" ".join(ours), " ".join(theirs))
    return Signal("different_name", 0.9, True, text)


def _full_name(facts: Facts) -> list[str]:
    """Give the first run of two or more names that stand together."""
    run: list[Word] = []
    for word in facts.words:
        if word.kind == "name" and (not run or word.at == run[-1].at + 1):
            run.append(word)
        elif len(run) >= 2:
            break
        else:
            run = [word] if word.kind == "name" else []
    return [word.text for word in run] if len(run) >= 2 else []


def _sound_alike(name: str, other: str) -> bool:
    """Whether names may be one in two spellings: Washington, Vašington."""
    first, second = (
        without_case_ending(spelling).replace("sh", "s").translate(_SOUNDS)
        for spelling in (name, other)
    )
    if first[:3] == second[:3] and min(len(first), len(second)) >= 3:
        return True
    return is_same_name(first, second, "") or ratio(first, second) >= _SOUNDS_ALIKE_RATIO
