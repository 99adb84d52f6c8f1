"""Explain in words what speaks for a pair, and what the reranker says of it."""

from factcheck.model import Message, Signal
from factcheck.ranking.calibration import probability
from factcheck.ranking.features import PairFeatures
from factcheck.text.normalise import folded_words
from factcheck.text.terms import terms

# Below these a likeness is what any two claims of one topic have, and not worth a line.
_COSINE_FROM = 0.6
_COVERAGE_FROM = 0.3
_TOKEN_SORT_FROM = 0.6
_MOST_WORDS = 5

# Log-odds that the reranker has to reach, else a person has to compare the two. Between this
# and 0 the score takes care of it: docs/decisions/0033-two-networks-for-pairs.md.
_NEEDED = -1.0
# Log-odds from which it is worth a line that the two say the same.
_SAME_CLAIM_FROM = 1.0

# By whether there are two languages, and whether no other fact-check is closer.
_CLOSE_IN_MEANING = {
    (False, False): Message("Close in meaning ({value:.2f})."),
    (False, True): Message(
        "Close in meaning ({value:.2f}), closer than any other fact-check here."
    ),
    (True, False): Message("Close in meaning across two languages ({value:.2f})."),
    (True, True): Message(
        "Close in meaning across two languages ({value:.2f}), closer than any other fact-check "
        "here."
    ),
}


def supporting_signals(
    features: PairFeatures, text: str, *, cross_lingual: bool
) -> tuple[Signal, ...]:
    """List what speaks for the pair, the strongest kind of evidence first.

    Args:
        features: Of the pair.
        text: Of the asked claim, whose words are named.
        cross_lingual: Whether the claims are in two languages.
    """
    found = (
        same_meaning(features, cross_lingual=cross_lingual),
        shared_words(features, text),
        similar_wording(features),
    )
    return tuple(signal for signal in found if signal is not None)


def reranker_signal(log_odds: float) -> Signal | None:
    """Report what the reranker says of a pair, where it is clear enough to be told.

    Where it speaks against the pair, a person has to compare the two.
    """
    value = probability(log_odds)
    if log_odds < _NEEDED:
        text = Message("Read together, the two seem to say different things.")
        return Signal("read_otherwise", round(1 - value, 4), True, text)
    if log_odds < _SAME_CLAIM_FROM:
        return None
    text = Message("Read together, the two make the same claim ({value:.0%}).", value=value)
    return Signal("read_as_same", round(value, 4), False, text)


def same_text() -> Signal:
    """Report that the claim is stored word for word."""
    text = Message("This very claim, word for word, was fact-checked.")
    return Signal("same_text", 1.0, False, text)


def same_link(url: str) -> Signal:
    """Report that the fact-check names the page that the claim points to."""
    text = Message("The fact-check names this page: {url}", url=url)
    return Signal("same_link", 1.0, False, text)


def same_picture(name: str, distance: int) -> Signal:
    """Report that the fact-check is about a picture that looks like the one that was asked about.

    Other words may stand beside the same picture, so it says nothing about the claim.
    """
    text = Message(
        "The picture looks like {name}, of this fact-check: {distance} of 256 bits differ.",
        name=name,
        distance=distance,
    )
    return Signal("same_picture", round(1 - distance / 256, 4), False, text)


def same_meaning(features: PairFeatures, *, cross_lingual: bool) -> Signal | None:
    """Report that the two claims lie close together in meaning, whatever their words.

    "Minara ya 5G inasambaza virusi" and "5G towers spread a virus" do. So do a claim and
    its opposite, which is why meaning alone never decides.
    """
    value = min(features.cosine, 1.0)
    if value < _COSINE_FROM:
        return None
    is_closest = features.cosine_gap_to_top >= 0
    return close_in_meaning(value, cross_lingual=cross_lingual, is_closest=is_closest)


def close_in_meaning(value: float, *, cross_lingual: bool, is_closest: bool = False) -> Signal:
    """Report a cosine of *value*, and whether no other fact-check is closer."""
    text = _CLOSE_IN_MEANING[cross_lingual, is_closest]
    return Signal("same_meaning", value, False, Message(text, value=value))


def shared_words(features: PairFeatures, text: str) -> Signal | None:
    """Report which informative words both claims have, as they are spelled in *text*."""
    value = min(features.query_coverage, 1.0)
    if value < _COVERAGE_FROM or not features.shared_terms:
        return None
    spelled = _first_spellings(text)
    words = [spelled[term] for term in features.shared_terms if term in spelled][:_MOST_WORDS]
    if not words:
        return None
    listed = Message.joined(", ", (Message("“{word}”", word=word) for word in words))
    text = Message("Both say {words} ({value:.0%} by weight).", words=listed, value=value)
    return Signal("shared_words", value, False, text)


def _first_spellings(text: str) -> dict[str, str]:
    """Give for every term of *text* the first word that it was made from."""
    spelled: dict[str, str] = {}
    for word, term in zip(folded_words(text), terms(text), strict=True):
        spelled.setdefault(term, word)
    return spelled


def similar_wording(features: PairFeatures) -> Signal | None:
    """Report that the sentences are nearly the same, letter by letter, word order aside."""
    value = features.token_sort_ratio
    if value < _TOKEN_SORT_FROM:
        return None
    text = Message("The wording is {value:.0%} alike.", value=value)
    return Signal("similar_wording", value, False, text)
