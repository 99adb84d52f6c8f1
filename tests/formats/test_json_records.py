"""A broken record of JSON is reported with its line, and its neighbours are read."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import InputError
from factcheck.formats.input_files import open_input
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.model import RecordProblem


def _claims(records):
    return [record.fields.get("claim") for record in records]


_ONE = '{"claim": "one"}'
_TWO = '{"claim": "two"}'


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"[{_ONE},{_TWO}]", id="a list"),
        pytest.param(f"  \n[\n {_ONE} ,\n{_TWO}\n]\n", id="a list over lines"),
        pytest.param(f"[{_ONE}]\n[{_TWO}]", id="lists one after the other"),
        pytest.param(f"{_ONE}\n{_TWO}\n", id="an object a line"),
        pytest.param(f"{_ONE} {_TWO}", id="objects one after the other"),
        pytest.param(f'{{"claims": [{_ONE},{_TWO}]}}', id="claims"),
        pytest.param(f'{{"a": 1, "items": [{_ONE},{_TWO}], "b": []}}', id="items"),
        pytest.param(f'{{"data": {{"items": [{_ONE},{_TWO}]}}}}', id="a list inside data"),
        pytest.param(
            f'{{"dataFeedElement": [{{"item": [{_ONE}]}},{{"item": [{_TWO}]}}]}}', id="feed"
        ),
        pytest.param(f"\ufeff[{_ONE},{_TWO}]", id="a byte order mark"),
        pytest.param(f"[{_ONE},{_TWO},]", id="a comma too many"),
    ],
)
def test_records_are_found_in_every_usual_shape(read, content):
    records, problems = read(content, name="x")

    assert _claims(records) == ["one", "two"]
    assert not problems


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        pytest.param('{"claim": NaN}', "NaN", id="NaN"),
        pytest.param('{"claim": "x", "n": -Infinity}', "-Infinity", id="Infinity"),
        pytest.param('{"claim": "x", "n": 1e999}', "too large", id="a number without end"),
        pytest.param('{"claim": "a", "claim": "b"}', "'claim' is given twice", id="a key twice"),
        pytest.param('{"claim": "x", "r": {"v": 1, "v": 5}}', "'v' is given twice", id="inside"),
        pytest.param('{"claim" "x"}', "not valid JSON", id="no colon"),
        pytest.param('{"claim": "a "quoted" word"}', "not valid JSON", id="marks not escaped"),
        pytest.param('{"claim": ["x"}', "not valid JSON", id="a bracket not closed"),
        pytest.param('["claim"]', "not a JSON object", id="a list"),
        pytest.param('"claim"', "not a JSON object", id="a text"),
        pytest.param("null", "not a JSON object", id="null"),
        pytest.param('{"claim": ' + "[" * 50_000 + "]" * 50_000 + "}", "nested", id="depth"),
        pytest.param('{"claim": "' + "x" * 1_100_000 + '"}', "longer", id="a megabyte"),
    ],
)
@pytest.mark.parametrize("shape", ["list", "lines"])
def test_a_broken_record_is_reported_and_its_neighbours_are_kept(read, broken, reason, shape):
    if shape == "list":
        content, name = f"[{_ONE},\n{broken},\n{_TWO}]", "x.json"
    else:
        content, name = f"{_ONE}\n{broken}\n{_TWO}\n", "x.jsonl"

    records, problems = read(content, name=name)

    assert _claims(records) == ["one", "two"]
    assert [problem.line for problem in problems] == [2]
    assert reason in problems[0].reason


def test_a_truncated_list_is_read_up_to_its_end_and_reported(read):
    records, problems = read(f'[{_ONE},\n{_TWO},\n{{"claim": "thr', name="x.json")

    assert _claims(records) == ["one", "two"]
    assert [(problem.line, problem.reason) for problem in problems] == [
        (3, "the file ends inside the record that begins here")
    ]


def test_a_list_without_its_end_is_reported(read):
    records, problems = read(f"[{_ONE},\n{_TWO}\n", name="x.json")

    assert _claims(records) == ["one", "two"]
    assert "begun in line 1" in problems[0].reason


def test_control_characters_in_strings_are_let_through(read):
    records, problems = read('[{"claim": "The dam\tbroke\n today"}]', name="x.json")

    assert _claims(records) == ["The dam\tbroke\n today"]
    assert not problems


def test_a_very_long_number_is_kept_as_it_is_written(read):
    number = "9" * 5_000

    records, _ = read(f'[{{"claim": "one", "id": {number}}}]', name="x.json")

    assert records[0].fields["record_id"] == number


def test_letters_that_do_not_fit_the_encoding_lose_their_record_only(read):
    records, problems = read(
        '[{"claim": "čaj"},\n{"claim": "a#"},\n{"claim": "two"}]'.encode().replace(b"#", b"\xff"),
        name="x.json",
    )

    assert _claims(records) == ["čaj", "two"]
    assert "encoding" in problems[0].reason


def test_half_a_surrogate_pair_does_not_stop_the_reading(read):
    records, _ = read('[{"claim": "one \\ud800"}]', name="x.json")

    assert len(records) == 1


def test_a_claim_review_object_is_laid_flat(read):
    review = {
        "@context": "https://schema.org",
        "@type": ["Review", "ClaimReview"],
        "url": "https://pub.example/1#c2",
        "claimReviewed": "The dam broke",
        "datePublished": "2024-06-22",
        "author": {"@type": "Organization", "name": "Pub", "url": "https://pub.example"},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": "1",
            "alternateName": {"@value": "False"},
        },
        "itemReviewed": {
            "@type": "Claim",
            "author": [{"@type": "Person", "name": "A mayor"}],
            "datePublished": "2024-06-20",
            "appearance": [
                {"@type": "CreativeWork", "url": "https://post.example/1"},
                {"@type": "CreativeWork", "url": "https://post.example/2"},
            ],
        },
        "inLanguage": "en",
    }

    records, _ = read(json.dumps(review, indent=1), name="x.json")

    assert records[0].fields == {
        "claim": "The dam broke",
        "rating": "False",
        "publisher": "Pub",
        "url": "https://pub.example/1#c2",
        "reviewed_on": "2024-06-22",
        "claimant": "A mayor",
        "claimed_on": "2024-06-20",
        "appearances": ("https://post.example/1", "https://post.example/2"),
        "language": "en",
    }


def test_a_reporters_name_is_not_the_publishers(read):
    records, _ = read(
        '{"claimReviewed": "x y", "author": {"@type": "Person", "name": "R"}}', name="x.json"
    )

    assert "publisher" not in records[0].fields


def test_several_reviews_of_one_claim_are_several_records(read):
    answer = {
        "claims": [
            {
                "text": "The dam broke",
                "claimant": "A mayor",
                "claimReview": [
                    {"publisher": {"site": "a.example"}, "url": "https://a.example/1",
                     "textualRating": "False", "languageCode": "en",
                     "reviewDate": "2024-06-22T00:00:00Z"},
                    {"publisher": {"name": "B", "site": "b.example"}, "url": "https://b.example/1",
                     "textualRating": "Netačno", "languageCode": "bs", "title": "About the dam"},
                ],
            }
        ],
        "nextPageToken": "x",
    }  # fmt: skip

    records, _ = read(json.dumps(answer), name="x.json")

    assert [record.fields["rating"] for record in records] == ["False", "Netačno"]
    assert [record.fields["publisher_domain"] for record in records] == ["a.example", "b.example"]
    assert {record.fields["claim"] for record in records} == {"The dam broke"}


def test_a_feed_item_that_holds_nothing_does_not_stop_the_feed(read):
    feed = {
        "dataFeedElement": [
            {"item": None, "url": "https://a.example/0"},
            {"item": [None, {"claimReviewed": "one", "url": "https://a.example/1"}]},
        ]
    }

    records, _ = read(json.dumps(feed), name="x.json")

    assert _claims(records)[-1] == "one"


def test_objects_without_anything_like_a_claim_are_one_error(read):
    with pytest.raises(InputError, match="'mood', 'size'"):
        read('[{"mood": 1, "size": 2}, {"mood": 3}]', name="x.json")


def test_a_record_may_lack_a_claim_that_others_have(read):
    records, problems = read('{"mood": 1}\n{"claim": "one"}\n', name="x.jsonl")

    assert len(records) == 2
    assert not problems


def test_lines_are_counted_through_the_whole_file(read):
    records, _ = read("[\n" + ",\n".join([_ONE] * 20_000) + "]", name="x.json")

    assert [record.line for record in records] == list(range(2, 20_002))


_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.lists(st.fixed_dictionaries({"claim": st.text(min_size=1, max_size=9), "extra": _VALUE}),
    min_size=1, max_size=6),
    st.sampled_from([None, 1]),
)  # fmt: skip
def test_what_json_writes_is_read_again(rows, indent):
    content = json.dumps(rows, indent=indent).encode()

    found = list(read_records(open_input(io.BytesIO(content), "x.json"), ReadOptions()))

    assert [record.raw for record in found] == rows


@given(
    st.lists(
        st.sampled_from(
            [_ONE, _TWO, "{", "}", "[", "]", '"', "\\", ",", ":", "x", "\n", '"claims"', "1"]
        ),
        max_size=30,
    )
)
def test_any_mixture_of_brackets_is_read_to_its_end(pieces):
    content = "".join(["[", _ONE, ",", *pieces]).encode()

    found = list(read_records(open_input(io.BytesIO(content), "x.json"), ReadOptions()))

    assert found[0].raw == {"claim": "one"}
    assert all(record.reason for record in found if isinstance(record, RecordProblem))
