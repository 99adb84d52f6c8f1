"""Say in words what speaks for two claims being the same."""

from collections.abc import Mapping

from factcheck.model import Signal
from factcheck.ranking.calibration import probability
from factcheck.ranking.features import Comparison

# Below these a likeness is what any two claims of one topic have, and not worth a line.
_MEANING_FROM = 0.8
_WORDS_FROM = 0.3
_WORDING_FROM = 0.6
_TOLD_WORDS = 5
# Log-odds of the reader of pairs.
_READ_ACROSS = 1.0
_READ_ACROSS_IF_SURE = 0.0
_READ_AGAINST = -0.5
_READ_AS_SAME = 1.0
# A score.
_SURE_ACROSS = 0.95


def supporting_signals(
    comparison: Comparison, spelled: Mapping[str, str], *, across: bool
) -> tuple[Signal, ...]:
    """List what speaks for the pair, the strongest kind of evidence first.

    Args:
        comparison: What was measured.
        spelled: For every term of the asked claim, a word that it was made from.
        across: Whether the claims are in two languages.
    """
    found = (
        same_meaning(comparison, across=across),
        shared_words(comparison, spelled),
        similar_wording(comparison),
    )
    return tuple(signal for signal in found if signal is not None)


def read_together(reading: float, score: float, *, across: bool) -> Signal | None:
    """Report what the reader of pairs says, where it is clear enough to be told.

    Across languages a doubt is reason enough to ask a person, because rules see little there:
    the reader has to agree clearly, or at all where everything else speaks for the pair. In one
    language it has to speak against (`tools/train_second_score.py` has the data behind this).

    Args:
        reading: Log-odds that one fact-check serves both.
        score: What the pair deserves with this reading counted, 0 to 1.
        across: Whether the claims are in two languages.
    """
    value = probability(reading)
    if reading < _needed(score, across=across):
        told = "seem to say different things" if reading < 0 else "may say different things"
        text = f"Read together, the two {told}."
        return Signal("read_otherwise", round(1 - value, 4), True, text)
    if reading < _READ_AS_SAME:
        return None
    text = f"Read together, the two make the same claim ({value:.0%})."
    return Signal("read_as_same", round(value, 4), False, text)


def _needed(score: float, *, across: bool) -> float:
    if not across:
        return _READ_AGAINST
    return _READ_ACROSS_IF_SURE if score >= _SURE_ACROSS else _READ_ACROSS


def same_text() -> Signal:
    """Report that the claim is stored word for word."""
    return Signal("same_text", 1.0, False, "This very claim, word for word, was fact-checked.")


def same_link(url: str) -> Signal:
    """Report that the fact-check names the page that the claim points to."""
    return Signal("same_link", 1.0, False, f"The fact-check names this page: {url}")


def same_meaning(comparison: Comparison, *, across: bool) -> Signal | None:
    """Report that the two claims lie close together in meaning, whatever their words.

    "Minara ya 5G inasambaza virusi" and "5G towers spread a virus" do. So do a claim and
    its opposite, which is why meaning alone never decides.
    """
    value = min(comparison.meaning, 1.0)
    if value < _MEANING_FROM:
        return None
    tongue = " across two languages" if across else ""
    stands_out = comparison.cosine_gap_to_top >= 0
    rank = ", closer than any other fact-check here" if stands_out else ""
    return Signal("same_meaning", value, False, f"Close in meaning{tongue} ({value:.2f}){rank}.")


def shared_words(comparison: Comparison, spelled: Mapping[str, str]) -> Signal | None:
    """Report which telling words both claims have; rare words say more than common ones."""
    value = min(comparison.asked_covered, 1.0)
    told = [spelled[term] for term in comparison.shared_terms if term in spelled][:_TOLD_WORDS]
    if value < _WORDS_FROM or not told:
        return None
    listed = ", ".join(f"“{word}”" for word in told)
    return Signal("shared_words", value, False, f"Both say {listed} ({value:.0%} by weight).")


def similar_wording(comparison: Comparison) -> Signal | None:
    """Report that the sentences are nearly the same, letter by letter, word order aside."""
    value = comparison.wording
    if value < _WORDING_FROM:
        return None
    return Signal("similar_wording", value, False, f"The wording is {value:.0%} alike.")
