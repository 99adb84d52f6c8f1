"""The screen of a review (Textual): a claim and a suggestion side by side, a key for each answer.

Texts of claims and fact-checks are untrusted: hidden characters are spelled out before they come
here, and they are shown as `Content`, never as markup.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import ClassVar, TextIO

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from factcheck.errors import FactCheckError
from factcheck.model import Judgement
from factcheck.reports.document import Line, Tone
from factcheck.review.pair_view import PairView
from factcheck.review.review_queue import Pair
from factcheck.review.review_session import ReviewSession
from factcheck.review.word_differences import Marked
from factcheck.text.sanitise import visible

# Colours only repeat what the words say, and are those of the terminal, light or dark.
_STYLES = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.QUIET: "dim",
    Tone.GOOD: "ansi_green",
    Tone.MIXED: "bold",
    Tone.BAD: "bold ansi_red",
    Tone.ODD: "ansi_magenta",
}
_LABEL_WIDTH = 8
# Columns beside the details: their padding and the scroll bar.
_MARGIN = 4
_KEYS = (
    ("y", "same: the fact-check answers this claim"),
    ("n", "different: never suggest it for this claim again"),
    ("u", "unsure: note that you looked, decide nothing"),
    ("s", "skip: ask again at the end"),
    ("← →", "the other suggestions for this claim"),
    ("↑ ↓", "scroll; Page Up and Page Down too"),
    ("e", "write a note, kept with your answer"),
    ("z", "take the latest answer or skip back"),
    ("o", "open the article; over ssh, show its address"),
    ("c", "copy the citation"),
    ("q", "quit: every answer is saved already"),
)
_HELP = "\n".join(f"{key:4}{meaning}" for key, meaning in _KEYS)
# The longest that fits is shown.
_FOOTERS = (
    "y same  n different  u unsure  s skip  ←→ others  e note  z undo  ? help  q quit",
    "y same  n different  u unsure  s skip  ? help  q quit",
    "y same  n different  ? help",
    "? help",
)
_SIDE_BY_SIDE_FROM = 70
_OVER_SSH = ("SSH_CONNECTION", "SSH_TTY")
_LONGEST_NOTE = 1_000


class ReviewApp(App[FactCheckError]):
    """Shows one pair after another until none waits or the user quits.

    It returns an error where the store can no longer be read.
    """

    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_SIDE_BY_SIDE_FROM, "-wide")]  # noqa: RUF012
    CSS = """
    #progress { height: 1; text-style: bold; }
    #message { height: auto; max-height: 3; text-style: italic; }
    #keys { height: 1; text-style: dim; }
    #page { height: 1fr; scrollbar-size-vertical: 1; }
    #texts { height: auto; }
    .-narrow #texts { layout: vertical; }
    .text { border: round $foreground; width: 1fr; height: auto; padding: 0 1; }
    .-narrow .text { width: 100%; }
    #details { height: auto; padding: 0 1; }
    NoteScreen, HelpScreen { align: center middle; background: $background; }
    NoteScreen Input { width: 90%; }
    HelpScreen VerticalScroll { width: auto; height: auto; max-width: 100%; max-height: 100%; }
    HelpScreen Static { width: auto; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer('same')"),
        Binding("n", "answer('different')"),
        Binding("u", "answer('unsure')"),
        Binding("s", "skip"),
        Binding("right,l", "other(1)"),
        Binding("left,h", "other(-1)"),
        Binding("down,j", "scroll_page(1)"),
        Binding("up,k", "scroll_page(-1)"),
        Binding("pagedown,space", "scroll_page(10)"),
        Binding("pageup", "scroll_page(-10)"),
        Binding("e", "note"),
        Binding("z", "undo"),
        Binding("o", "open"),
        Binding("c", "copy"),
        Binding("question_mark", "help"),
        Binding("q,ctrl+c", "quit"),
    ]

    def __init__(self, session: ReviewSession, view: Callable[[Pair], PairView], name: str) -> None:
        """Show what waits in *session*.

        Args:
            session: Takes the answers.
            view: Lays a pair out as it is in the store now.
            name: Of the list, for the first line.
        """
        super().__init__()
        self.theme = "ansi-dark"
        self._session = session
        self._view_of = view
        self._name = visible(name)
        self._notes: dict[Pair, str] = {}
        self._width = 80

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield Static(id="progress")
        with VerticalScroll(id="page", can_focus=False):
            with Horizontal(id="texts"):
                yield Static(id="claim", classes="text")
                yield Static(id="candidate", classes="text")
            yield Static(id="details")
        yield Static(id="message")
        yield Static(id="keys")

    def on_resize(self, event: Resize) -> None:
        """Show the pair, and as many keys as fit."""
        self._width = event.size.width
        fitting = (keys for keys in _FOOTERS if len(keys) <= self._width)
        self._put("keys", Content(next(fitting, "")))
        self._show()

    def action_answer(self, judgement: str) -> None:
        """Save the answer, and show the next pair."""
        pair = self._session.current
        if pair is None:
            return
        try:
            self._session.answer(Judgement(judgement), self._notes.get(pair, ""))
        except FactCheckError as error:
            # Drawn anew: somebody else may have changed the fact-check.
            self._show(f"not saved: {error}")
            return
        self._notes.pop(pair, None)
        self._show(f"saved: {judgement}")

    def action_skip(self) -> None:
        """Put the pair last."""
        if self._session.current is not None:
            self._session.skip()
            self._show("skipped")

    def action_other(self, distance: int) -> None:
        """Show another suggestion for the claim."""
        if self._session.current is not None:
            other = self._session.show_other(distance)
            self._show("" if other else "no other suggestion for this claim waits")

    def action_undo(self) -> None:
        """Take the latest answer back."""
        try:
            note = self._session.undo()
        except FactCheckError as error:
            self._say(f"not taken back: {error}")
            return
        if note is None:
            self._say("nothing to take back")
        else:
            if note:
                self._keep_note(note)
            self._show("taken back")

    def action_scroll_page(self, lines: int) -> None:
        """Scroll what does not fit."""
        self.query_one("#page").scroll_relative(y=lines, animate=False)

    def action_note(self) -> None:
        """Let the user write a note."""
        if self._session.current is not None:
            self.push_screen(NoteScreen(self._note), self._keep_note)

    def action_open(self) -> None:
        """Open the article, or show its address where the browser is on another machine."""
        if (view := self._view()) is None:
            return
        if not view.url.startswith(("https://", "http://")):
            self._say("this fact-check has no address")
        elif any(name in os.environ for name in _OVER_SSH):
            self._say(view.url)
        else:
            self.open_url(view.url)
            self._say(f"opening {view.url}")

    def action_copy(self) -> None:
        """Copy the citation by the terminal's own clipboard."""
        if (view := self._view()) is not None:
            self.copy_to_clipboard(view.citation)
            self._say("citation copied, if the terminal lets programs copy")

    def action_help(self) -> None:
        """Name all keys."""
        self.push_screen(HelpScreen())

    @property
    def _note(self) -> str:
        """The note of the current pair; the next pair has its own."""
        pair = self._session.current
        return "" if pair is None else self._notes.get(pair, "")

    def _keep_note(self, note: str | None) -> None:
        pair = self._session.current
        if note is not None and pair is not None:
            self._notes[pair] = note.strip()
            self._show()

    def _view(self) -> PairView | None:
        pair = self._session.current
        try:
            return None if pair is None else self._view_of(pair)
        except FactCheckError as error:
            self.exit(error)
            return None

    def _show(self, message: str = "") -> None:
        session = self._session
        counts = f"{session.done} of {session.done + session.waiting} judged"
        self._put("progress", Content(f"{counts} · {self._name}"))
        view = self._view()
        self.query_one("#texts").display = view is not None
        if view is None:
            self._put("details", Content("Nothing waits for an answer. q quits, z takes back."))
        else:
            self._put("claim", _marked(view.claim), view.claim_heading)
            self._put("candidate", _marked(view.candidate), view.candidate_heading)
            note = [Line("Note", self._note, Tone.STRONG)] if self._note else []
            self._put("details", _details([*note, *view.lines], self._width - _MARGIN))
        self.query_one("#page").scroll_home(animate=False)
        self._say(message)

    def _say(self, message: str) -> None:
        self._put("message", Content(visible(message)))

    def _put(self, place: str, content: Content, heading: str | None = None) -> None:
        widget = self.query_one(f"#{place}", Static)
        widget.update(content)
        if heading is not None:
            widget.border_title = Content(heading)


class NoteScreen(ModalScreen[str | None]):
    """Asks for a note; Enter keeps it, Escape leaves it as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss")]

    def __init__(self, note: str) -> None:
        """Begin with the *note* that is there."""
        super().__init__()
        self._note = note

    def compose(self) -> ComposeResult:
        """Show one line to write in."""
        yield Input(
            self._note,
            placeholder="A note for your answer; Enter keeps it",
            max_length=_LONGEST_NOTE,
        )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the note back."""
        self.dismiss(event.value)


class HelpScreen(ModalScreen[None]):
    """Names all keys; any key closes it."""

    def compose(self) -> ComposeResult:
        """Show the keys."""
        with VerticalScroll(can_focus=False):
            yield Static(Content(f"{_HELP}\n\nAny key closes this."))

    def on_key(self) -> None:
        """Close."""
        self.dismiss()


def run_in_terminal(app: ReviewApp, terminal: TextIO | None) -> None:
    """Run *app* on *terminal*, whatever standard input and output are; None for those.

    Raises:
        StoreError: The store can no longer be read.
    """
    with nullcontext() if terminal is None else _as_standard_streams(terminal):
        # Without the mouse the terminal's own selection goes on working.
        error = app.run(mouse=False)
    if error is not None:
        raise error


@contextmanager
def _as_standard_streams(terminal: TextIO) -> Iterator[None]:
    """Let Textual draw on *terminal*: it uses the streams with which Python was started."""
    names = ("__stdin__", "__stdout__", "__stderr__")
    kept = {name: getattr(sys, name) for name in names}
    vars(sys).update(dict.fromkeys(names, terminal))
    try:
        yield
    finally:
        vars(sys).update(kept)


def _marked(runs: tuple[Marked, ...]) -> Content:
    styled = ((run.text, "bold underline" if run.differs else "") for run in runs)
    return Content.assemble(*styled)


def _details(lines: list[Line], width: int) -> Content:
    return Content("\n").join(row for line in lines for row in _rows(line, width))


def _rows(line: Line, width: int) -> Iterator[Content]:
    """Yield *line* wrapped behind its label."""
    label = line.label
    for row in Content.styled(line.text, _STYLES[line.tone]).wrap(max(width - _LABEL_WIDTH, 10)):
        yield Content.assemble((label.ljust(_LABEL_WIDTH), "dim"), row)
        label = ""
