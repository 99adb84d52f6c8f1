import io
import re

import pytest
from rich.cells import cell_len

from factcheck.citations.labels import VERDICTS, score_text
from factcheck.model import Decision, FactCheck, MappedBy, Publisher, RatingReading, Verdict
from factcheck.reports.answer_document import answer_document
from factcheck.reports.document import plain_text
from factcheck.reports.fact_check_lines import ruling_lines
from factcheck.reports.terminal import open_console, print_document, shows_panels


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self):
        return True


def printed(document, width=80, monkeypatch=None, **settings):
    stream = Terminal()
    print_document(open_console(stream, width=width, **settings), document)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def test_the_decision_comes_before_everything_else(answer):
    assert plain_text(answer_document(answer())).startswith("MATCH: already fact-checked\n")


def test_text_names_what_a_reader_must_know(answer, match, conflict, fact_check):
    suggested = match(decision=Decision.SUGGESTED, signals=(conflict, *match().signals))
    text = plain_text(answer_document(answer(decision=Decision.SUGGESTED, matches=(suggested,))))

    for needed in (
        "SUGGESTED: may be the same claim, needs a person",
        "1. Verdict: FALSE (suggested, not confirmed)",
        '"Lažna vijest" (Bosnian)',
        "false, by the publisher's table of ratings",
        "Pijenje vrele vode liječi gripu. (Bosnian)",
        "Provjera (Bosnia & Herzegovina, provjera.example)",
        "2021-03-04",
        "Portal Zdravlje danas, 2021-02",
        "97 %, a conflict forbids a match",
        "Conflict: The claim says 12 years, the fact-check 2 years.",
        "- The two say nearly the same, in two languages.",
        fact_check().review_url,
        "k3jw9x2mq7ra",
        "(suggested match, not confirmed)",
    ):
        assert needed in text


def test_near_misses_are_shown_with_their_conflicts_and_without_a_verdict(answer, match, conflict):
    missed = match(decision=Decision.NONE, score=0.2, signals=(conflict,))
    text = plain_text(
        answer_document(answer(decision=Decision.NONE, matches=(), near_misses=(missed,)))
    )

    assert text.startswith("NONE: no fact-check of this claim found")
    assert "Near miss, not an answer" in text
    assert "Conflict: The claim says 12 years, the fact-check 2 years." in text
    # A verdict beside a near miss would be read as the answer.
    assert "FALSE" not in text


def test_panels_say_the_same_words_as_plain_text(answer, match, conflict):
    document = answer_document(answer(matches=(match(signals=(conflict, *match().signals)),)))
    in_panels = re.sub(r"\x1b\[[0-9;]*m|[│╭╮╰╯─]", " ", printed(document, width=400))

    assert in_panels.split() == plain_text(document).split()


def test_a_conflict_is_red_and_says_so_in_words(answer, match, conflict):
    document = answer_document(answer(matches=(match(signals=(conflict,)),)))

    assert "\x1b[31mConflict: The claim says" in printed(document)
    assert "Conflict: The claim says" in printed(document, no_color=True)


def test_an_address_is_printed_in_one_piece(answer, fact_check):
    for width in (40, 80):
        assert fact_check().review_url in printed(answer_document(answer()), width=width)


def test_a_citation_is_broken_between_words_only(answer):
    shown = re.sub(r"\x1b\[[0-9;]*m", "", printed(answer_document(answer()), width=80))
    below = [line for line in shown.splitlines() if line[:1] not in "│╭╰"]

    cited = plain_text(answer_document(answer())).split("Cite")[1]
    assert " ".join(below).split("Cite")[1].split() == cited.split()
    assert max(map(len, below)) <= 80


@pytest.mark.parametrize("width", [40, 80, 120])
def test_boxes_keep_to_the_width(answer, match, conflict, width):
    document = answer_document(answer(matches=(match(signals=(conflict,)),)))
    plain = re.sub(r"\x1b\[[0-9;]*m", "", printed(document, width=width))
    boxed = [line for line in plain.splitlines() if line[:1] in "│╭╰"]

    assert boxed
    assert {cell_len(line) for line in boxed} == {min(width, 100)}


def test_a_line_of_a_list_is_named(answer):
    assert plain_text(answer_document(answer(), 7)).startswith("line 7: MATCH")


def test_the_part_of_a_long_post_is_named(answer, match):
    text = plain_text(answer_document(answer(matches=(match(part="Vrela voda liječi."),))))

    assert 'Part         "Vrela voda liječi."' in text


def test_an_unknown_rating_is_not_given_a_reading(answer, match, fact_check):
    unread = fact_check(
        rating="Zanimljivo", reading=RatingReading(Verdict.UNRATED, MappedBy.NOBODY)
    )
    text = plain_text(answer_document(answer(matches=(match(fact_check=unread),))))

    assert "NOT RATED" in text
    assert "none, we do not know this rating" in text


@pytest.mark.parametrize(
    ("setting", "value", "coloured", "panels"),
    [
        pytest.param("NO_COLOR", "1", False, True, id="the user wants no colour anywhere"),
        pytest.param("NO_COLOR", "", True, True, id="an empty setting is none"),
        pytest.param("TERM", "dumb", False, False, id="the terminal knows no colour"),
        pytest.param("TERM", "xterm-256color", True, True, id="an ordinary terminal"),
    ],
)
def test_colour_follows_the_environment(monkeypatch, answer, setting, value, coloured, panels):
    monkeypatch.setenv(setting, value)
    stream = Terminal()
    console = open_console(stream, width=80)
    print_document(console, answer_document(answer()))

    assert bool(re.search(r"\x1b\[[0-9;]*3[0-7]", stream.getvalue())) is coloured
    assert shows_panels(console) is panels


def test_a_pipe_gets_no_panels_unless_forced(monkeypatch):
    assert not shows_panels(open_console(io.StringIO()))
    monkeypatch.setenv("FORCE_COLOR", "1")

    assert shows_panels(open_console(io.StringIO()))


@pytest.mark.parametrize(
    ("score", "percentage"),
    [(0.0, "0 %"), (0.0001, "1 %"), (0.5, "50 %"), (0.9999, "99 %"), (1.0, "100 %")],
)
def test_only_scores_of_0_and_1_are_shown_as_0_and_100_percent(score, percentage, match):
    assert score_text(match(score=score)).startswith(percentage)


@pytest.mark.parametrize(
    ("decision", "score", "has_conflict", "said"),
    [
        pytest.param(Decision.MATCH, 0.99, False, "99 %, almost certainly the same claim"),
        pytest.param(Decision.SUGGESTED, 0.99, True, "99 %, a conflict forbids a match"),
        pytest.param(Decision.SUGGESTED, 0.26, True, "26 %, a conflict forbids a match"),
        pytest.param(
            Decision.SUGGESTED,
            0.84,
            False,
            "84 %, likely the same claim, which is too little for a match",
        ),
        pytest.param(Decision.NONE, 0.2, True, "20 %, unlikely to be the same claim"),
    ],
)
def test_the_words_of_a_score_agree_with_the_decision(
    decision, score, has_conflict, said, match, conflict
):
    signals = (conflict,) if has_conflict else ()

    assert score_text(match(decision=decision, score=score, signals=signals)) == said


def test_every_verdict_has_a_label():
    assert VERDICTS.keys() == set(Verdict)


def test_a_claim_date_without_a_claimant_has_its_own_label():
    fact_check = FactCheck(
        claim="The dam is leaking.", publisher=Publisher("Daily Check"), claimed_on="2024-01-03"
    )

    labels = {line.label: line.text for line in ruling_lines(fact_check)}

    assert labels["Claimed"] == "2024-01-03"
    assert "Claimed by" not in labels
