"""Read a ClaimReview's numeric rating, if its scale is unambiguous."""

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
    """Return what a ClaimReview's ``ratingValue`` means on its scale from *worst* to *best*.

    Both ends must be given, the best above the worst, and the value must be on one of five even
    steps. Anything else is unrated: only the publisher knows what 2 of 3 or 7 of 10 means, and
    ends that are equal, reversed or -1 are unused form fields. To be used only if no table knows
    the rating's words.
    """
    numbers = [_number(text) for text in (value, worst, best)]
    if None in numbers:
        return RatingReading()
    number, lowest, highest = (each for each in numbers if each is not None)
    if not 0 <= lowest <= number <= highest or lowest == highest:
        return RatingReading()
    steps = (number - lowest) * 4 / (highest - lowest)
    verdict = _STEPS.get(int(steps)) if steps == int(steps) else None
    return RatingReading() if verdict is None else RatingReading(verdict, MappedBy.NUMBER)


def _number(text: str) -> int | None:
    """Return a small whole number, ``None`` for any other text."""
    plain = text.strip()
    plain = plain.removesuffix(".0")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= 3 else None
