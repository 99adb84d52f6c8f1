"""Write answers for people: panels in a terminal, plain text with the same words elsewhere."""

from typing import TYPE_CHECKING, TextIO

from factcheck.citations.translator import ENGLISH, Translator
from factcheck.model import Answer, Kept
from factcheck.reports.answer_document import answer_document
from factcheck.reports.document import Block, Document, Tone, plain_text

if TYPE_CHECKING:
    from rich.console import Console


class PanelWriter:
    """Prints panels to a console."""

    def __init__(self, console: "Console", *, is_list: bool, t: Translator = ENGLISH) -> None:
        """Print to *console*, with line numbers if the claims come from a list."""
        self._t = t
        self._console = console
        self._is_list = is_list

    def write_answer(self, line: int, answer: Answer, _kept: Kept | None = None) -> None:
        """Print the answer to the claim in *line*."""
        self._print(answer_document(answer, line if self._is_list else None, self._t))

    def write_problem(self, line: int, reason: str, _kept: Kept | None = None) -> None:
        """Print why *line* cannot be looked up."""
        self._print(_problem_document(line, reason, self._t))

    def finish(self) -> None:
        """Do nothing: every panel is printed."""

    def _print(self, document: Document) -> None:
        from factcheck.reports.terminal import print_document  # lazy: loads rich

        print_document(self._console, document)


class TextWriter:
    """Writes plain text, the same wherever it goes."""

    def __init__(self, stream: TextIO, *, is_list: bool, t: Translator = ENGLISH) -> None:
        """Write to *stream*, with line numbers if the claims come from a list."""
        self._t = t
        self._stream = stream
        self._is_list = is_list

    def write_answer(self, line: int, answer: Answer, _kept: Kept | None = None) -> None:
        """Write the answer to the claim in *line*."""
        self._write(answer_document(answer, line if self._is_list else None, self._t))

    def write_problem(self, line: int, reason: str, _kept: Kept | None = None) -> None:
        """Write why *line* cannot be looked up."""
        self._write(_problem_document(line, reason, self._t))

    def finish(self) -> None:
        """Do nothing: every answer is written."""

    def _write(self, document: Document) -> None:
        # An empty line between the answers of a list.
        self._stream.write(plain_text(document) + ("\n" if self._is_list else ""))
        self._stream.flush()


def _problem_document(line: int, reason: str, t: Translator) -> Document:
    heading = t("line {line}: not looked up, {reason}", line=line, reason=reason)
    return Document((Block(heading, tone=Tone.BAD),))
