"""Write answers as one web page for an editor: it needs no network, no script and no colours."""

import hashlib
import weakref
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources
from tempfile import SpooledTemporaryFile
from typing import TextIO

from factcheck.citations.labels import DECISIONS
from factcheck.citations.markup import html_text
from factcheck.model import Answer, Decision
from factcheck.reports.answer_section import answer_section, claim_in_html, problem_section
from factcheck.store.producer import __version__
from factcheck.text.sanitise import shortened

# Kept in memory up to here; a report of a million claims goes through a file.
_IN_MEMORY = 8_000_000
_COPIED_TOGETHER = 1_000_000
_CLAIM_LISTED = 160
_HOW_TO_READ = (
    "A match is good enough to act on. A suggestion may be about the same claim and needs a "
    "person. None says nothing about the truth of a claim: nobody was found who checked it. "
    "Ratings are the publishers' own words; what we make of them stands beside them."
)


class HtmlWriter:
    """Writes a list of the claims, then a section for each, in a page that stands alone."""

    def __init__(self, stream: TextIO) -> None:
        """Write to *stream*, which must take UTF-8; everything comes at the end."""
        self._stream = stream
        self._listed = _Spool()
        self._sections = _Spool()
        self._counts: Counter[str] = Counter()

    def write_answer(self, line: int, answer: Answer) -> None:
        """Keep the answer to the claim in *line*."""
        self._counts[answer.decision] += 1
        claim = claim_in_html(shortened(answer.claim, _CLAIM_LISTED), answer.language)
        self._list(line, claim, answer.decision.capitalize())
        self._sections.write(answer_section(answer, line))

    def write_problem(self, line: int, reason: str) -> None:
        """Keep why *line* cannot be looked up."""
        self._counts["problem"] += 1
        self._list(line, html_text(f"Line {line}"), "Not looked up")
        self._sections.write(problem_section(line, reason))

    def finish(self) -> None:
        """Write the whole page."""
        for piece in (_head(), _summary(self._counts)):
            self._stream.write(piece)
        # The table of one claim would say what stands right below it.
        if self._counts.total() > 1:
            self._stream.write(_LIST_BEGINS)
            self._listed.copy_to(self._stream)
            self._stream.write(_LIST_ENDS)
        self._stream.write('<main id="answers">\n')
        self._sections.copy_to(self._stream)
        self._stream.write(f"</main>\n{_foot()}</body>\n</html>\n")

    def _list(self, line: int, claim: str, said: str) -> None:
        self._listed.write(
            f'<tr><td>{line}</td><td><a href="#claim-{line}">{claim}</a></td><td>{said}</td></tr>\n'
        )


class _Spool:
    """Text that waits for its place in the page."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(  # noqa: SIM115 - closed by the next line
            max_size=_IN_MEMORY, mode="w+", encoding="utf-8", errors="backslashreplace", newline=""
        )
        # Also where a look-up breaks off and nobody asks for the page.
        weakref.finalize(self, self._file.close)

    def write(self, text: str) -> None:
        self._file.write(text)

    def copy_to(self, stream: TextIO) -> None:
        self._file.seek(0)
        while piece := self._file.read(_COPIED_TOGETHER):
            stream.write(piece)


_LIST_BEGINS = (
    '<nav aria-labelledby="claims"><h2 id="claims">The claims</h2>\n<table>\n<thead><tr>'
    '<th scope="col">Line</th><th scope="col">Claim</th><th scope="col">Decision</th>'
    "</tr></thead>\n<tbody>\n"
)
_LIST_ENDS = "</tbody>\n</table>\n</nav>\n"


def _head() -> str:
    style = _style()
    fingerprint = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    # Nothing may be loaded, run or sent, whatever a claim might bring with it.
    policy = (
        f"default-src 'none'; style-src 'sha256-{fingerprint}'; base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>Fact-checks of these claims</title>\n<style>{style}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#answers">Go to the answers</a>\n'
    )


@cache
def _style() -> str:
    return resources.files("factcheck.reports").joinpath("report.css").read_text(encoding="utf-8")


def _summary(counts: Counter[str]) -> str:
    total = counts.total()
    claims = "1 claim" if total == 1 else f"{total:,} claims"
    items = "\n".join(f"<li>{line}</li>" for line in _counted(counts))
    return (
        f"<header>\n<h1>Fact-checks of {claims}</h1>\n<ul>\n{items}\n</ul>\n"
        f"<p>{html_text(_HOW_TO_READ)}</p>\n</header>\n"
    )


def _counted(counts: Counter[str]) -> Iterator[str]:
    for decision in Decision:
        yield f"{counts[decision]:,}: {html_text(DECISIONS[decision])}"
    if counts["problem"]:
        yield f"{counts['problem']:,}: not looked up"


def _foot() -> str:
    return (
        f'<footer>\n<p class="quiet">Written by factcheck {html_text(__version__)}. '
        "Read the fact-check before you cite it.</p>\n</footer>\n"
    )
