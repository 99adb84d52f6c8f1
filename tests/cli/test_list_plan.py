from pathlib import Path

import pytest

from factcheck.cli.list_plan import plan_list
from factcheck.errors import UsageError
from factcheck.formats.claim_list import ListFormat, ListPlan


@pytest.mark.parametrize(
    ("path", "chosen", "column", "field", "plan"),
    [
        (None, None, "", "", ListPlan(ListFormat.TEXT)),
        (Path("a.csv"), None, "", "", ListPlan(ListFormat.CSV)),
        (Path("a.TSV"), None, "", "", ListPlan(ListFormat.TSV)),
        (Path("a.jsonl.gz"), None, "", "x.y", ListPlan(ListFormat.JSONL, "x.y")),
        (Path("a.txt"), None, "", "", ListPlan(ListFormat.TEXT)),
        (Path("a.txt"), ListFormat.JSONL, "", "", ListPlan(ListFormat.JSONL)),
        (None, None, "c", "", ListPlan(ListFormat.CSV, "c")),
        (None, None, "", "f", ListPlan(ListFormat.JSONL, "f")),
    ],
)
def test_a_list_is_read_as_told_or_as_its_name_says(path, chosen, column, field, plan):
    assert plan_list(path, chosen, column, field) == plan


@pytest.mark.parametrize(
    ("path", "chosen", "column", "field"),
    [
        pytest.param(None, None, "c", "f", id="both"),
        pytest.param(Path("a.jsonl"), None, "c", "", id="a column of no table"),
        pytest.param(Path("a.csv"), None, "", "f", id="a field of no JSON"),
        pytest.param(None, ListFormat.TEXT, "c", "", id="a column of text"),
        pytest.param(Path("a.json"), None, "", "", id="perhaps one JSON list"),
    ],
)
def test_what_does_not_fit_together_is_refused(path, chosen, column, field):
    with pytest.raises(UsageError):
        plan_list(path, chosen, column, field)
