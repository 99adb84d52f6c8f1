"""The screen of a review: every key, in every size, and texts that try to take the screen over.

`screens/` holds what is seen, as text; after a wanted change FACTCHECK_NEW_SCREENS=1 writes it
anew.
"""

import asyncio
import html
import os
import re
from collections import defaultdict
from pathlib import Path

import pytest

from factcheck.errors import StoreBusy, StoreNotFound
from factcheck.model import JudgedPair, Judgement, State
from factcheck.review.pair_view import pair_view

pytest.importorskip("textual")

from factcheck.review.review_screen import ReviewApp

SCREENS = Path(__file__).parent / "screens"
PIECE = re.compile(r'<text class="([^"]+)" x="([\d.]+)"[^>]*line-(\d+)\)">([^<]*)')
COLUMN = 12.2


def pieces_of(app):
    """Read pieces of text out of the picture that Textual makes: row, column, class, text."""
    for name, x, row, text in PIECE.findall(app.export_screenshot()):
        plain = html.unescape(text).replace("\xa0", " ")
        yield int(row), round(float(x) / COLUMN), name, plain


def text_of(app):
    rows = defaultdict(str)
    for row, column, _, text in sorted(pieces_of(app)):
        rows[row] = rows[row].ljust(column) + text
    lines = [rows[row].rstrip() for row in range(app.size.height)]
    return "\n".join(lines) + "\n"


def underlined(app):
    style = r"\.([\w-]+) \{[^}]*text-decoration: underline"
    names = set(re.findall(style, app.export_screenshot()))
    return [text for _, _, name, text in sorted(pieces_of(app)) if name in names]


@pytest.fixture
def view(fact_check):
    """Lay every pair out with the same fact-check."""
    return lambda pair: pair_view(pair, fact_check())


@pytest.fixture
def press(session, view, claim, conflict):
    """Press keys one after another, and give what is seen after each, and the app."""

    def press(*keys, claims=(), size=(80, 24), view=view, wait=session):
        reviewed = wait(
            *(
                claims
                or (
                    claim("Pijenje vruće vode liječi gripu.", 0.8, 0.5, count=3, conflict=conflict),
                    claim("Bosiljak liječi sve.", 0.4, line=2),
                )
            )
        )
        app = ReviewApp(reviewed, view, "posts.csv")
        seen = []

        async def play():
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                seen.append(text_of(app))
                app.first_underlined = underlined(app)
                for key in keys:
                    await pilot.press(*([key] if isinstance(key, str) else key))
                    await pilot.pause()
                    if app.is_running:
                        seen.append(text_of(app))

        asyncio.run(play())
        return seen, app

    return press


@pytest.mark.parametrize(
    ("name", "keys", "size"),
    [
        pytest.param("80x24", (), (80, 24), id="a usual terminal"),
        pytest.param("narrow", (), (46, 30), id="a narrow one"),
        pytest.param("wide", ("right",), (120, 20), id="a wide one, the second suggestion"),
        pytest.param("help", ("question_mark",), (80, 24), id="the keys"),
        pytest.param("end", ("y", "n", "u"), (80, 24), id="all is judged"),
        pytest.param("note", ("e", tuple("abc"), "enter"), (80, 24), id="a note"),
    ],
)
def test_the_screens_are_as_they_were(press, name, keys, size):
    path = SCREENS / f"{name}.txt"
    seen = press(*keys, size=size)[0][-1]
    if "FACTCHECK_NEW_SCREENS" in os.environ:
        path.write_text(seen, encoding="utf-8")

    assert seen == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "judgement"),
    [("y", "same"), ("n", "different"), ("u", "unsure")],
)
def test_a_key_saves_an_answer_and_shows_the_next_pair(press, notebook, key, judgement):
    seen, _ = press(key)

    assert notebook.pairs == [("Pijenje vruće vode liječi gripu.", "p0", judgement)]
    assert "1 of 3 judged" in seen[-1]
    assert f"saved: {judgement}" in seen[-1]


def test_keys_after_the_last_pair_change_nothing(press, notebook):
    seen, _ = press("y", "y", "y", "y", "s", "e", "o", "c", "left")

    assert len(notebook.saved) == 3
    assert "3 of 3 judged" in seen[-1]


def test_skip_puts_the_pair_last(press, notebook):
    seen, _ = press("s")

    assert not notebook.saved
    assert "Bosiljak" in seen[-1]


def test_undo_takes_the_answer_back_with_its_note(press, notebook):
    seen, _ = press("e", tuple("why"), "enter", "y", "z", "z")

    assert not notebook.saved
    assert "Note    why" in seen[-2]
    assert "nothing to take back" in seen[-1]


def test_a_note_is_saved_with_the_next_answer_only(press, notebook):
    press("e", tuple("why"), "enter", "y", "n")

    assert [note for *_, note in notebook.saved.values()] == ["why", ""]


@pytest.mark.parametrize("away", ["s", "right"], ids=["skipped", "another suggestion"])
def test_a_note_stays_with_the_pair_it_was_written_for(press, notebook, away):
    press("e", tuple("why"), "enter", away, "n", "n", "n")

    assert [note for *_, note in notebook.saved.values() if note] == ["why"]
    assert [pair[1] for pair in notebook.saved.values() if pair[-1]] == ["p0"]


def test_a_note_is_saved_after_a_skip_was_taken_back(press, notebook):
    press("e", tuple("why"), "enter", "s", "z", "y")

    assert [note for *_, note in notebook.saved.values()] == ["why"]


def test_escape_leaves_the_note_as_it_was(press, notebook):
    press("e", tuple("why"), "escape", "y")

    assert [note for *_, note in notebook.saved.values()] == [""]


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        pytest.param(("right",), "2 of 2", id="the next"),
        pytest.param(("right", "right"), "1 of 2", id="round the circle"),
        pytest.param(("left",), "2 of 2", id="the one before"),
        pytest.param(("l",), "2 of 2", id="as in vi"),
        pytest.param(("h",), "2 of 2", id="back as in vi"),
    ],
)
def test_the_other_suggestions_are_a_key_away(press, keys, shown):
    seen, _ = press(*keys)

    assert f"Fact-check {shown}" in seen[-1]


def test_what_does_not_fit_can_be_scrolled_to(press):
    start, *seen = press("pagedown", "up", "down", "j", "k", "space", size=(80, 14))[0]

    assert "Article" not in start
    assert "Article" in seen[0]
    assert seen[1] != seen[0]
    assert seen[2] == seen[0]


def test_copy_hands_the_citation_to_the_terminal(press, fact_check):
    seen, app = press("c")

    assert app.clipboard.startswith("Provjera: fact-check of the claim")
    assert "suggested match" not in app.clipboard
    assert "citation copied" in seen[-1]


def test_open_shows_the_article_in_the_browser(press, fact_check, monkeypatch):
    opened = []
    monkeypatch.setattr(ReviewApp, "open_url", lambda _, url: opened.append(url))
    press("o")

    assert opened == [fact_check().review_url]


def test_over_ssh_the_address_is_shown_instead(press, monkeypatch):
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    monkeypatch.setattr(ReviewApp, "open_url", None)
    seen, _ = press("o")

    assert seen[-1].count("https://provjera.example/") == 2


def test_an_address_that_is_no_web_page_is_not_opened(press, fact_check, monkeypatch):
    monkeypatch.setattr(ReviewApp, "open_url", None)
    seen, _ = press(
        "o", view=lambda pair: pair_view(pair, fact_check(review_url="javascript:alert(1)"))
    )

    assert "has no address" in seen[-1]


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
def test_quit_ends_without_an_error(press, key):
    _, app = press(key)

    assert (app.is_running, app.return_value, app.return_code) == (False, None, 0)


def test_what_cannot_be_saved_is_said_and_stays(press, notebook, monkeypatch):
    def refuse(*_):
        raise StoreBusy("somebody is writing")

    monkeypatch.setattr(notebook, "save", refuse)
    seen, _ = press("y")

    assert "not saved: somebody is writing" in seen[-1]
    assert "0 of 3 judged" in seen[-1]


def test_what_cannot_be_taken_back_is_said_and_stays(press, notebook, monkeypatch):
    def refuse(*_):
        raise StoreBusy("somebody is writing")

    monkeypatch.setattr(notebook, "take_back", refuse)
    seen, _ = press("y", "z")

    assert "not taken back: somebody is writing" in seen[-1]
    assert len(notebook.saved) == 1


def test_a_store_that_is_lost_ends_the_review_with_its_reason(press, view):
    reached = []

    def lost(pair):
        if reached:
            raise StoreNotFound("claims.db is gone")
        reached.append(pair)
        return view(pair)

    _, app = press("s", view=lost)

    assert str(app.return_value) == "claims.db is gone"


def test_the_words_in_which_the_texts_differ_are_underlined(press):
    _, app = press()

    assert app.first_underlined == ["vruće", "vrele"]


def test_what_others_judged_is_shown(press, fact_check):
    others = [
        JudgedPair("x", "p0", Judgement.SAME, "Ana", "2026-05-06T07:08:09+00:00", "the same video"),
        JudgedPair("x", "p0", Judgement.DIFFERENT, "Edo", "2026-05-07", origin="Partner"),
    ]
    seen, _ = press(view=lambda pair: pair_view(pair, fact_check(), others))

    assert "Judged  same by Ana on 2026-05-06: the same video" in seen[0]
    assert "Judged  different by Edo (Partner) on 2026-05-07" in seen[0]


def test_a_fact_check_that_no_longer_stands_says_so(press, fact_check):
    withdrawn = fact_check(state=State.WITHDRAWN, state_on="2022-01-02")
    seen, _ = press(view=lambda pair: pair_view(pair, withdrawn))

    assert "withdrawn by its publisher since 2022-01-02" in seen[0]


def test_of_a_long_post_the_sentence_that_was_compared_is_shown(claim, fact_check, session):
    long = claim(f"{'Ranije. ' * 60}Vruća voda liječi gripu. {'Kasnije. ' * 60}", 0.5)
    [suggestion] = long.suggestions
    object.__setattr__(suggestion, "part", "Vruća voda liječi gripu.")
    view = pair_view(session(long).current, fact_check())
    text = "".join(run.text for run in view.claim)

    assert text.startswith("… ")
    assert "Ranije. Vruća voda liječi gripu. Kasnije." in text
    assert text.endswith(" …")
    assert [run.text for run in view.claim if run.differs] == ["Vruća voda"]


def test_hostile_text_moves_nothing_on_the_screen(press, claim, fact_check):
    hostile = "[red]\x1b[2J\x1b]0;title\x07 \u202egnorw[/red] \u200b<b>\r\n\x9b31m"
    fields = dict.fromkeys(("title", "rating", "claimant", "claim"), hostile)
    seen, _ = press(
        "e", tuple("[b]x"), "enter",
        claims=[claim(hostile, 0.5, 0.4)],
        view=lambda pair: pair_view(pair, fact_check(review_url=hostile, **fields)),
    )  # fmt: skip

    assert "[red]<U+001B>[2J<U+001B>]0;title<U+0007>" in seen[-1].replace("\n", "")
    assert "Note    [b]x" in seen[-1]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200b]", seen[-1])
