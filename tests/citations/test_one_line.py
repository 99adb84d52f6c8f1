import pytest

from factcheck.citations.one_line import one_line_citation
from factcheck.model import Decision, MappedBy, RatingReading, Verdict


def test_a_citation_keeps_the_publishers_words_and_labels_ours(fact_check):
    assert one_line_citation(fact_check(), Decision.MATCH) == (
        'Provjera: fact-check of the claim "Pijenje vrele vode liječi gripu.", '
        '"Vrela voda ne liječi gripu", rated "Lažna vijest" [our reading: false], '
        "reviewed 2021-03-04, "
        "https://provjera.example/analiza/vrela-voda-ne-lijeci-gripu?lang=bs#tvrdnja-2, "
        "archived at https://arhiv.example/2021/vrela-voda"
    )


@pytest.mark.parametrize(
    ("decision", "caution"),
    [
        (Decision.SUGGESTED, "(suggested match, not confirmed)"),
        (Decision.NONE, "(near miss, not a match)"),
    ],
)
def test_the_line_warns_of_any_decision_but_match(fact_check, decision, caution):
    assert one_line_citation(fact_check(), decision).endswith(caution)


def test_a_correction_is_in_the_line(fact_check):
    cited = one_line_citation(fact_check(modified_on="2021-05"), corrected=True)

    assert "modified 2021-05, corrected since it was first stored" in cited


def test_unknown_fields_are_left_out(fact_check):
    bare = fact_check(
        title="", rating="", reading=RatingReading(), reviewed_on="", review_url="", archive_urls=()
    )

    assert one_line_citation(bare) == (
        'Provjera: fact-check of the claim "Pijenje vrele vode liječi gripu.", no rating given'
    )


def test_a_rating_that_we_cannot_read_has_no_reading_of_ours(fact_check):
    unread = fact_check(
        rating="Zanimljivo", reading=RatingReading(Verdict.UNRATED, MappedBy.NOBODY)
    )

    assert 'rated "Zanimljivo", reviewed' in one_line_citation(unread)


def test_a_citation_is_one_line_whatever_the_claim(fact_check):
    assert "\n" not in one_line_citation(fact_check(claim="one\ntwo"))


def test_an_archived_copy_of_a_post_is_no_copy_of_the_fact_check(fact_check):
    post, copy = "https://archive.example/post", "https://archive.example/fact-check"
    cited = one_line_citation(fact_check(appearances=(post,), archive_urls=(post, copy)))

    assert f"archived at {copy}, claim appeared at {post}" in cited
    assert f"archived at {post}" not in cited
