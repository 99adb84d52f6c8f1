"""The names that other programs may import from the package, and what importing them costs."""

import subprocess
import sys

import pytest

import factcheck

# Taking a name out of this list breaks other people's programs.
PROMISED = {
    "Answer",
    "DatedClaim",
    "Decision",
    "FactCheck",
    "FactCheckError",
    "Filters",
    "IngestOptions",
    "Lookup",
    "LookupOptions",
    "Match",
    "Store",
    "Verdict",
    "__version__",
    "default_encoder",
    "ingest_records",
    "open_store",
}


def test_star_import_gives_the_promised_names():
    given: dict[str, object] = {}
    exec("from factcheck import *", given)

    assert set(given) - {"__builtins__"} == PROMISED


def test_completion_offers_the_promised_names_before_they_are_loaded():
    program = "import factcheck; print(*dir(factcheck))"
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert set(ended.stdout.split()) >= PROMISED


def test_a_claim_is_looked_up_with_public_names_alone(tmp_path):
    records = tmp_path / "records.csv"
    records.write_text(
        "claim,publisher,url,rating\n"
        "The old bridge was closed in May,Daily Check,https://daily.example/1,False\n",
        encoding="utf-8",
    )
    with factcheck.open_store(tmp_path / "claims.db", mode="write") as store:
        report = factcheck.ingest_records(records, store, None, factcheck.IngestOptions())
        claim = factcheck.DatedClaim("The old bridge was closed in May", "2024-06-01")
        answer = factcheck.Lookup(store, None, factcheck.LookupOptions(limit=1)).answer(claim)

    assert report.added == 1
    assert isinstance(answer, factcheck.Answer)
    assert answer.decision is factcheck.Decision.MATCH
    assert answer.matches[0].fact_check.verdict is factcheck.Verdict.FALSE


def test_an_unknown_name_is_an_attribute_error_like_everywhere():
    with pytest.raises(AttributeError, match="no attribute 'verdict_of_everything'"):
        _ = factcheck.verdict_of_everything


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("import factcheck", id="the package"),
        pytest.param(
            "from factcheck.cli.app import run; assert run(['--help']) == 0", id="the help text"
        ),
    ],
)
def test_slow_modules_are_not_loaded_before_they_are_needed(statement):
    slow = {"numpy", "onnxruntime", "babel", "langdetect", "sqlite_utils", "httpx", "bs4"}
    report = f"print(*sorted({slow!r} & set(sys.modules)), file=sys.stderr)"
    program = f"import sys; {statement}; {report}"
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert ended.stderr.split() == []
