"""Reports of proposed and accepted changes."""

import pytest

from factcheck.reports.link_check_report import (
    accepted_document,
    accepted_object,
    waiting_document,
    waiting_object,
)
from factcheck.store.link_check_table import Accepted, StoredCheck

ID = "k3jw9x2mq7ra"
CHANGES = {"rating": ("False", "True"), "archive_urls": ([], ["https://archive.example/1"])}


def text(document):
    return "\n".join(
        line
        for block in document.blocks
        for line in (block.heading, *(f"{each.label}: {each.text}" for each in block.lines))
    )


def waits(**fields):
    return StoredCheck(ID, "2024-05-06T07:08:09+00:00", "", "changed", **fields)


def test_accepted_changes_name_the_undo_command():
    shown = text(accepted_document(Accepted(7, {ID: CHANGES}), dry_run=False))

    assert shown.startswith("1 fact-check changed, as run 7\nUndo: factcheck undo 7\n")
    assert "Changed: rating: “False” → “True”" in shown
    assert "Changed: archived copies: none → https://archive.example/1" in shown


def test_fact_checks_that_were_left_have_a_reason():
    shown = text(accepted_document(Accepted(0, {}, ("a",), ("b",)), dry_run=False))

    assert shown.splitlines() == [
        "nothing was changed",
        "Left: a: the last look at its page proposes nothing",
        "Left: b: it was changed since; look at its page again",
    ]


def test_a_dry_run_says_that_nothing_was_saved():
    shown = text(accepted_document(Accepted(7, {ID: CHANGES}), dry_run=True))

    assert "would be changed; dry run: nothing was saved" in shown
    assert "undo" not in shown


def test_a_script_gets_both_values_of_every_field():
    found = accepted_object(Accepted(7, {ID: CHANGES}), dry_run=False)

    assert found["changed"] == [
        {
            "id": ID,
            "changes": {
                "rating": {"from": "False", "to": "True"},
                "archive_urls": {"from": [], "to": ["https://archive.example/1"]},
            },
        }
    ]


@pytest.mark.parametrize(("checks", "heading"), [((), "nothing waits"), ((waits(),), "1 fact-")])
def test_waiting_proposals_are_counted(checks, heading):
    assert text(waiting_document(checks)).startswith(heading)
    assert len(waiting_object(checks)["waiting"]) == len(checks)


def test_control_characters_in_proposals_are_spelled_out():
    hostile = "\x1b[2J\u202eeslaF\x07\u200b[/b]"
    shown = text(waiting_document([waits(reasons=(hostile,), proposed={"rating": ("", hostile)})]))

    assert not set(shown) & set("\x1b\x07\u202e\u200b")
    assert shown.count("[/b]") == 2
