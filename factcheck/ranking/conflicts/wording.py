"""Signals about a word that was exchanged in a claim that is otherwise the same."""

from rapidfuzz.fuzz import ratio

from factcheck.model import Signal
from factcheck.ranking.conflicts.alignment import (
    Swap,
    align,
    case_free,
    opposite,
    said,
    same_name,
    swaps,
)
from factcheck.text.facts import Facts, Word

_OPPOSITE_CLOSE = 0.5
_SOUNDS_ALIKE = 70
_TWIN_CLOSE, _TWIN_PAIRS = 0.83, 5
_CAUSE_REACH = 3


def different_name(claim: Facts, candidate: Facts) -> Signal | None:
    """Another person, organisation or product is named in the same sentence.

    "WhatsApp will charge for messages" and "Telegram will charge for messages".
    """
    for changed in swaps(claim, candidate):
        if _both(changed, "name") and not _speaks(claim, changed.here):
            return _signal("different_name", changed)
    return _names_across(claim, candidate) if claim.group != candidate.group else None


def different_attribution(claim: Facts, candidate: Facts) -> Signal | None:
    """Somebody else is said to have said it.

    "The union says the mine will close" and "The owner says the mine will close".
    """
    for changed in swaps(claim, candidate):
        if _speaks(claim, changed.here) and _speaks(candidate, changed.there):
            return _signal("different_attribution", changed)
    return None


def different_place_name(claim: Facts, candidate: Facts) -> Signal | None:
    """Another place stands in the same sentence, one that no list of places holds.

    "The video was filmed in Jablanica" and "The video was filmed in Maglaj".
    """
    for changed in swaps(claim, candidate):
        placed = any(word.kind == "place" for word in (*changed.here, *changed.there))
        if placed and not _both(changed, "name") and _both(changed, "place", "name"):
            return _signal("different_place", changed)
    return None


def different_cause(claim: Facts, candidate: Facts) -> Signal | None:
    """Another cause, effect or remedy is named in the same sentence.

    "Causes cancer" and "causes diabetes" are one word apart.
    """
    for changed in swaps(claim, candidate):
        if _caused(claim, changed.here) and _caused(candidate, changed.there):
            return _signal("different_cause", changed, value=0.9)
    return None


def different_word(claim: Facts, candidate: Facts) -> Signal | None:
    """One word was exchanged in a long sentence that is otherwise the same.

    "… found in rivers near the capital" and "… found in schools near the capital".
    """
    found = swaps(claim, candidate)
    lined = align(claim, candidate)
    if len(found) != 1 or lined.closeness < _TWIN_CLOSE or len(lined.pairs) < _TWIN_PAIRS:
        return None
    if _both(found[0], "place", "name") or _announces(found[0]):
        return None
    return _signal("different_word", found[0], value=0.8)


def _announces(changed: Swap) -> bool:
    """Whether the words only open a post: "Breaking", "Foto"."""
    return changed.here[0].at == 0 or changed.there[0].at == 0


def _caused(facts: Facts, words: tuple[Word, ...]) -> bool:
    """Whether the words stand just after a word that names a cause or a remedy."""
    return any(words[0].at - _CAUSE_REACH <= at < words[0].at for at in facts.causes)


def opposite_meaning(claim: Facts, candidate: Facts) -> Signal | None:
    """A word was exchanged for its opposite.

    "Prices will rise" and "prices will fall" are the same sentence to a machine.
    """
    found = opposites(claim, candidate)
    if found is None:
        return None
    ours, theirs = found
    if ours.denied != theirs.denied:  # "will not hit" is "will miss"
        return None
    text = f"“{theirs.text}” there, “{ours.text}” here."
    return Signal("opposite_meaning", 1.0, True, text)


def opposites(claim: Facts, candidate: Facts) -> tuple[Word, Word] | None:
    """Find a word of each claim that turns one into the opposite of the other."""
    if claim.group == candidate.group:
        lined = align(claim, candidate)
        if lined.closeness < _OPPOSITE_CLOSE:
            return None
        here = [claim.words[i] for i in lined.claim_only]
        there = [candidate.words[i] for i in lined.candidate_only]
    elif claim.is_short and candidate.is_short:
        here, there = list(claim.words), list(candidate.words)
        if _share_a_pole(here, there):
            return None
    else:
        return None
    pairs = ((w, o) for w in here for o in there if opposite(w, o))
    return next(pairs, None)


def _share_a_pole(here: list[Word], there: list[Word]) -> bool:
    """Whether both texts hold both poles of a concept, so that it decides nothing."""
    ours = {meaning for word in here for meaning in word.meanings}
    theirs = {meaning for word in there for meaning in word.meanings}
    return bool(ours & theirs)


def _both(changed: Swap, *kinds: str) -> bool:
    return all(any(w.kind in kinds for w in words) for words in (changed.here, changed.there))


def _speaks(facts: Facts, words: tuple[Word, ...]) -> bool:
    """Whether the words stand beside a verb of saying, as its speaker."""
    first, last = words[0].at, words[-1].at
    return any(first - 4 <= at < first or last < at <= last + 3 for at in facts.speakers)


def _signal(name: str, changed: Swap, value: float = 1.0) -> Signal:
    return Signal(name, value, True, f"“{said(changed.there)}” there, “{said(changed.here)}” here.")


def _names_across(claim: Facts, candidate: Facts) -> Signal | None:
    """Compare full names of people across languages, where words cannot be lined up."""
    if not (claim.is_short and candidate.is_short):
        return None
    if not (claim.polarity_known and candidate.polarity_known):
        return None
    here, there = _full_names(claim), _full_names(candidate)
    if not here or not there:
        return None
    known = [w.fold for w in claim.words if w.kind != "word"]
    other = [w.fold for w in candidate.words if w.kind != "word"]
    if any(_sounds_alike(name, second) for name in known for second in other):
        return None
    text = f"“{' '.join(there)}” there, “{' '.join(here)}” here."
    return Signal("different_name", 0.9, True, text)


def _full_names(facts: Facts) -> list[str]:
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


_SOUNDS = str.maketrans({"w": "v", "y": "j", "q": "k", "c": "k", "x": "ks", "z": "s", "h": ""})


def _sounds_alike(name: str, other: str) -> bool:
    """Whether names may be one in two spellings: Washington, Vašington."""
    first, second = (case_free(n).replace("sh", "s").translate(_SOUNDS) for n in (name, other))
    if first[:3] == second[:3] and min(len(first), len(second)) >= 3:
        return True
    return same_name(first, second, "") or ratio(first, second) >= _SOUNDS_ALIKE
