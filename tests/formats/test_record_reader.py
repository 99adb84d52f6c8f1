"""Columns that a person names: nested ones, several for one list, and ones that are not there."""

import json

import pytest

from factcheck.errors import InputError, UsageError


def test_a_path_goes_into_the_objects_of_json(read):
    content = json.dumps([{"body": {"said": {"what": "The dam burst"}}, "who": "Desk"}])
    records, _ = read(content, map={"body.said.what": "claim", "who": "publisher"})

    assert records[0].fields == {"claim": "The dam burst", "publisher": "Desk"}
    assert records[0].origins["claim"] == "body.said.what"


def test_several_columns_fill_one_list(read):
    table = (
        "claim,seen,also,theme,place\nThe dam burst,https://a.example/1,https://b.example/2,dams,\n"
    )
    mapped = {"seen": "appearances", "also": "appearances", "theme": "tags", "place": "tags"}
    records, _ = read(table, map=mapped)

    assert records[0].fields["appearances"] == ("https://a.example/1", "https://b.example/2")
    assert records[0].fields["tags"] == "dams"


def test_of_several_columns_for_one_text_the_first_filled_one_is_used(read):
    records, _ = read("a,b,claim\n,second,x\n", map={"a": "rating", "b": "rating"})

    assert records[0].fields["rating"] == "second"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param("claim,theme\nThe dam burst,x\n", "x.csv", id="a table"),
        pytest.param('[{"claim": "The dam burst", "theme": {"x": 1}}]', "x.json", id="JSON"),
        pytest.param('{"claim": "The dam burst", "theme": {"x": 1}}\n' * 3, "x.jsonl", id="lines"),
        pytest.param(
            "<rss><channel><item><claim>It burst</claim><theme>x</theme></item></channel></rss>",
            "x.xml",
            id="a feed",
        ),
    ],
)
def test_a_mapped_column_that_is_missing_is_reported_with_those_that_exist(read, content, name):
    with pytest.raises(InputError, match=r"no column 'Tema'; there are .*claim.*theme") as refused:
        read(content, name, map={"Tema": "tags"})
    assert "\n" not in str(refused.value)


def test_an_unknown_field_is_reported_with_those_that_exist(read):
    with pytest.raises(UsageError, match=r"no field 'colour'; fields are claim, title") as refused:
        read("claim,x\na,b\n", map={"x": "colour"})
    assert "\n" not in str(refused.value)


def test_a_key_that_only_later_records_have_is_found(read):
    lines = [{"claim": f"The dam {number} burst"} for number in range(50)]
    lines.append({"claim": "The last dam burst", "theme": "dams"})
    content = "\n".join(json.dumps(line) for line in lines)
    records, _ = read(content, "x.jsonl", map={"theme": "tags"})

    assert len(records) == 51
    assert records[-1].fields["tags"] == "dams"


def test_a_peace_message_has_a_column_for_each_language(read):
    table = "claim,harm_kind,peace_message_bs,peace_message_en\nThe dam burst,threat,Mir,Peace\n"
    records, _ = read(table)

    assert records[0].fields["harm_peace_messages"] == ("bs: Mir", "en: Peace")
    assert records[0].fields["harm_kind"] == "threat"
