"""Exports of Meedan's Check: of a workspace, and of a shared feed."""

import pytest

_WORKSPACE = (
    "Claim,Item page URL,Status,Created by,Submitted at,Social Media Posted at,"
    "Report Published at,Number of media,Tags,Fact-check link\n"
)
_FEED = "Fact-check title,Fact-check summary,Fact-check URL,Tags,Workspace,Updated at,Rating\n"
_ITEM = "https://checkmedia.example/bridge-watch/media/{}"


def _row(claim="The dam has burst", status="False", number=7, link=""):
    return (
        f"{claim},{_ITEM.format(number)},{status},Desk,2024-03-01 10:00:00,2024-02-28 09:00:00,"
        f'2024-03-05 11:12:13,3,"dams, floods",{link}\n'
    )


def test_an_item_of_a_workspace_is_a_fact_check_of_that_workspace(read):
    records, problems = read(_WORKSPACE + _row())

    assert problems == []
    assert records[0].fields == {
        "claim": "The dam has burst",
        "rating": "False",
        "record_id": "https://checkmedia.example/bridge-watch/media/7",
        "publisher": "bridge-watch",
        "claimed_on": "2024-02-28 09:00:00",
        "reviewed_on": "2024-03-05 11:12:13",
        "tags": "dams, floods",
    }
    assert records[0].origins["rating"] == "Status"
    assert records[0].origins["publisher"] == "Item page URL"


def test_a_column_that_the_workspace_added_can_be_the_address(read):
    row = _row(link="https://bridge.example/dam")
    records, _ = read(_WORKSPACE + row, map={"Fact-check link": "url"})

    assert records[0].fields["url"] == "https://bridge.example/dam"
    assert "publisher" not in records[0].fields


@pytest.mark.parametrize("status", ["Unstarted", "In Progress", "undetermined", "in_progress"])
def test_an_item_without_a_ruling_is_rejected(read, status):
    records, problems = read(_WORKSPACE + _row(status=status) + _row())

    assert len(records) == 1
    assert problems[0].line == 2
    assert "nobody has ruled" in problems[0].reason


def test_an_item_without_a_claim_is_named(read):
    _, problems = read(_WORKSPACE + _row(claim=""))

    assert "has no claim" in problems[0].reason


def test_what_a_person_maps_wins_over_what_check_means(read):
    records, _ = read(
        _WORKSPACE + _row(), map={"Created by": "publisher", "Submitted at": "reviewed_on"}
    )

    assert records[0].fields["publisher"] == "Desk"
    assert records[0].fields["reviewed_on"] == "2024-03-01 10:00:00"


def test_an_item_of_a_shared_feed_keeps_its_article(read):
    row = "The dam stands,It does.,https://bridge.example/dam,dams,Bridge Watch,1709640733,false\n"
    records, problems = read(_FEED + row)

    assert problems == []
    assert records[0].fields == {
        "title": "The dam stands",
        "summary": "It does.",
        "url": "https://bridge.example/dam",
        "tags": "dams",
        "publisher": "Bridge Watch",
        "modified_on": "2024-03-05",
        "rating": "false",
    }
