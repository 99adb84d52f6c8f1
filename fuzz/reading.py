"""Fuzz every reader of files, and validation: python fuzz/reading.py fuzz/corpus/reading."""

import io
import pkgutil
import sys
from datetime import date
from importlib import import_module

import atheris

with atheris.instrument_imports(include=["factcheck"]):
    import factcheck.formats
    from factcheck.errors import FactCheckError
    from factcheck.formats.input_files import open_input
    from factcheck.formats.read_options import ReadOptions
    from factcheck.formats.record_reader import read_records
    from factcheck.formats.validation import validate
    from factcheck.model import RecordProblem

    # Readers that are imported lazily would not be instrumented.
    for _module in pkgutil.iter_modules(factcheck.formats.__path__, "factcheck.formats."):
        import_module(_module.name)

_NAMES = ("x.csv", "x.tsv", "x.json", "x.jsonl", "x.html", "x.xml", "x.gz", "x.zip", "x", "-")
_OPTIONS = ReadOptions(today=date(2024, 5, 6))


def test_one(content: bytes) -> None:
    """Try one file."""
    name = _NAMES[content[0] % len(_NAMES)] if content else "x"
    try:
        with open_input(io.BytesIO(content[1:]), name) as opened:
            for record in read_records(opened, _OPTIONS):
                checked = (
                    record if isinstance(record, RecordProblem) else validate(record, _OPTIONS)
                )
                if isinstance(checked, RecordProblem):
                    assert checked.reason, "a rejected record has no reason"
                else:
                    assert checked[0].claim or checked[0].title, "a fact-check without a claim"
    except FactCheckError as error:
        _must_be_one_line(error)


def _must_be_one_line(error: FactCheckError) -> None:
    assert "\n" not in str(error), "an error is not one line"


def main() -> None:
    """Fuzz until told to stop."""
    atheris.Setup(sys.argv, test_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
