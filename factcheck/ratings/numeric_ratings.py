"""Read a rating that is only a number, where its scale leaves no doubt."""

from factcheck.model import MappedBy, RatingReading, Verdict

# The steps of ClaimReview's own scale from 1 to 5, as its documentation names them
# (developers.google.com/search/docs/appearance/structured-data/factcheck).
_STEPS = {
    0: Verdict.FALSE,
    1: Verdict.MOSTLY_FALSE,
    2: Verdict.MIXED,
    3: Verdict.MOSTLY_TRUE,
    4: Verdict.TRUE,
}


def read_number(value: str, worst: str, best: str) -> RatingReading:
    """Return what a ClaimReview's ``ratingValue`` means between its two ends.

    Both ends must be given, the best above the worst, the value between them and on one of
    five even steps. Anything else is unrated: what 2 of 3 or 7 of 10 would mean only the
    publisher knows, and ends that are equal, turned round or -1 are a form left as it was.
    To be used only where the publisher's words are not known.
    """
    numbers = [_number(text) for text in (value, worst, best)]
    if None in numbers:
        return RatingReading()
    given, lowest, highest = (number for number in numbers if number is not None)
    if not 0 <= lowest <= given <= highest or lowest == highest:
        return RatingReading()
    steps = (given - lowest) * 4 / (highest - lowest)
    verdict = _STEPS.get(int(steps)) if steps == int(steps) else None
    return RatingReading() if verdict is None else RatingReading(verdict, MappedBy.NUMBER)


def _number(text: str) -> int | None:
    """Return a small whole number, ``None`` for any other text."""
    plain = text.strip()
    plain = plain.removesuffix(".0")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= 3 else None
