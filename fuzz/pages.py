"""Fuzz pages with ClaimReview: python fuzz/pages.py fuzz/corpus/pages."""

import pkgutil
import sys
from importlib import import_module

import atheris

with atheris.instrument_imports(include=["factcheck"]):
    import factcheck.web
    from factcheck.errors import FactCheckError
    from factcheck.model import RecordProblem
    from factcheck.web.client import Fetched
    from factcheck.web.page import read_page

    # Modules that are imported lazily would not be instrumented.
    for _module in pkgutil.iter_modules(factcheck.web.__path__, "factcheck.web."):
        import_module(_module.name)

_URL = "https://pub.example/checks/1"
_BEFORE = '<html><script type="application/ld+json">'
_REVIEW = f'{{"@type": "ClaimReview", "claimReviewed": "The tower leans", "url": "{_URL}", '


def test_one(content: bytes) -> None:
    """Try one page: a whole one, a script, or the rest of a review."""
    given = atheris.FuzzedDataProvider(content)
    before = ("", _BEFORE, _BEFORE + _REVIEW)[given.ConsumeIntInRange(0, 2)]
    kind = ("text/html", "application/ld+json")[given.ConsumeIntInRange(0, 1)]
    text = before + given.ConsumeUnicodeNoSurrogates(20_000)
    try:
        page = read_page(Fetched(_URL, _URL, kind, text))
    except FactCheckError as error:
        _must_be_one_line(error)
        return
    for record in page.records:
        if isinstance(record, RecordProblem):
            assert record.reason, "a rejected record has no reason"
            continue
        rating = str(record.fields.get("rating") or "")
        assert not rating or rating[:1] in text or "\\u" in text or "&" in text, (
            "a rating that the page does not have"
        )


def _must_be_one_line(error: FactCheckError) -> None:
    assert "\n" not in str(error), "an error is not one line"


def main() -> None:
    """Fuzz until told to stop."""
    atheris.Setup(sys.argv, test_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
