import pytest

from factcheck.errors import InputError
from factcheck.evaluation.labelled_pairs import LabelledPair, read_pairs
from factcheck.evaluation.pair_decisions import PairDecision
from factcheck.evaluation.pair_measures import measure_pairs, wilson_interval
from factcheck.model import Decision


def decided(label, score, *conflicts, group="", languages=("en", "en")):
    pair = LabelledPair("claim", "published", label, *languages, group)
    decision = Decision.MATCH if score >= 0.9 and not conflicts else Decision.SUGGESTED
    return PairDecision(pair, decision, score, conflicts)


def test_wilsons_interval_of_none_in_ten_is_the_one_in_print():
    # Wilson's score for 0 of 10: upper end z²/(n + z²) = 3.8415/13.8415.
    low, high = wilson_interval(0, 10)

    assert (low, round(high, 4)) == (0.0, 0.2775)
    assert wilson_interval(0, 0) is None


def test_shares_are_counted_over_the_pairs_that_they_are_about():
    report = measure_pairs(
        [decided("same", 0.95), decided("same", 0.5), decided("number", 0.97), decided("name", 0.1)]
    )
    values = report.everything.values

    assert values["match_precision"] == 0.5
    assert values["match_recall"] == 0.5
    assert values["false_match_rate"] == 0.5
    assert report.by_label["number"].values["false_match_rate"] == 1.0
    assert report.by_label["same"].values["false_match_rate"] is None
    assert [each.pair.label for each in report.mistakes] == ["number"]


def test_the_promised_recall_leaves_out_what_a_conflict_forbids():
    pairs = [decided("same", score) for score in (0.9, 0.8, 0.3)]
    wrong = decided("different", 0.5)
    unopposed = measure_pairs([*pairs, wrong]).everything.values["promised_recall"]
    opposed = measure_pairs([*pairs, decided("different", 0.5, "different_number")])

    assert unopposed == pytest.approx(2 / 3)
    assert opposed.everything.values["promised_recall"] == 1.0
    assert opposed.conflicts == {"different_number": (0, 1)}


def test_groups_and_language_pairs_stand_apart():
    report = measure_pairs(
        [
            decided("same", 0.95, group="short", languages=("sw", "en")),
            decided("same", 0.1, group="post"),
        ]
    )

    assert report.by_pair["sw→en"].values["match_recall"] == 1.0
    assert report.by_pair["en→en"].values["match_recall"] == 0.0
    assert set(report.by_group) == {"short", "post"}


HEADER = "claim,published,label"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("claim,label\nA b,same\n", "no column 'published'", id="a column is missing"),
        pytest.param(f"{HEADER}\nA b,,same\n", "p.csv:2: a pair needs", id="an empty cell"),
        pytest.param(f"{HEADER}\nA b,C d\n", "p.csv:2: 2 cells", id="a cell too few"),
        pytest.param(f"{HEADER}\n", "there is no pair", id="no pair"),
        pytest.param(f"{HEADER}\nA b,C d,1\n", "no pair is labelled 'same'", id="other labels"),
        pytest.param(f'{HEADER}\n"A b,C d,same\n', "p.csv:2", id="an unclosed quotation mark"),
    ],
)
def test_a_table_that_is_no_list_of_pairs_is_refused_with_its_place(tmp_path, text, said):
    path = tmp_path / "p.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_pairs(path)

    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_languages_are_read_as_given_and_detected_otherwise(tmp_path):
    path = tmp_path / "p.tsv"
    path.write_text(
        "Label\tPublished\tclaim\tpublished_language\n"
        "SAME\tMost je zatvoren dvanaest godina.\tThe bridge has been closed for years.\tBosnian\n",
        encoding="utf-8",
    )
    [pair] = read_pairs(path)

    assert pair.is_same
    assert pair.languages == "en→bs"
