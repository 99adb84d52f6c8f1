"""Write answers as one web page for an editor: no network, no script, no fonts, no images."""

import hashlib
import weakref
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from tempfile import SpooledTemporaryFile
from typing import TextIO

from jinja2 import Environment
from markupsafe import Markup

from factcheck.citations import labels
from factcheck.citations.citation_data import CitationData
from factcheck.citations.html_templates import html_environment
from factcheck.citations.running_text import html_citation
from factcheck.citations.translator import ENGLISH, Translator
from factcheck.model import Answer, Decision, Kept, Message
from factcheck.reports.claim_places import place_text
from factcheck.reports.document import DECISION_TONES, ruling_tone
from factcheck.reports.group_table import NO_DATE, shown_groups
from factcheck.store.producer import __version__
from factcheck.text.sanitise import shortened

# Bytes of the page that are kept in memory; more go through a file.
_IN_MEMORY_BYTES = 8_000_000
_CHUNK_CHARACTERS = 1_000_000
# Characters of a claim in the list of claims, and in its own section.
_CLAIM_LISTED = 160
_CLAIM_SHOWN = 2_000


class HtmlWriter:
    """Writes a list of the claims, then a section for each answer, when all are there."""

    def __init__(self, stream: TextIO, t: Translator = ENGLISH) -> None:
        """Write to *stream*, which must take UTF-8; nothing is written before `finish`."""
        self._stream = stream
        self._t = t
        self._claim_rows = _Spool()
        self._sections = _Spool()
        self._counts: Counter[str] = Counter()

    def write_answer(self, line: int, answer: Answer, _kept: Kept | None = None) -> None:
        """Keep the answer to the claim in *line*."""
        self._counts[answer.decision] += 1
        claim = shortened(answer.claim, _CLAIM_LISTED)
        decision = self._t(labels.DECISION_NAMES[answer.decision])
        self._add_row(line=line, claim=claim, language=answer.language, decision=decision)
        section = answer_section(answer, self._t, line=line)
        self._sections.write(section + "\n")

    def write_problem(self, line: int, reason: str, _kept: Kept | None = None) -> None:
        """Keep why *line* cannot be looked up."""
        self._counts["problem"] += 1
        self._add_row(line=line, claim=None, language="", decision=self._t("Not looked up"))
        section = self._rendered("problem.html", line=line, reason=reason)
        self._sections.write(section + "\n")

    def finish(self) -> None:
        """Write the whole page."""
        counts = [(self._t(labels.DECISIONS[each]), self._counts[each]) for each in Decision]
        if self._counts["problem"]:
            counts.append((self._t("not looked up"), self._counts["problem"]))
        page = (
            report_templates()
            .get_template("page.html")
            .generate(
                **page_frame(self._t),
                total=self._counts.total(),
                heading=self._heading(),
                counts=counts,
                claim_rows=self._claim_rows.chunks(),
                sections=self._sections.chunks(),
            )
        )
        for text in page:
            self._stream.write(text)
        self._stream.write("\n")

    def _add_row(self, **values: object) -> None:
        self._claim_rows.write(self._rendered("claim_row.html", **values) + "\n")

    def _heading(self) -> str:
        total = self._counts.total()
        return self._t(
            Message.counted(
                "Fact-checks of {count:,} claim", "Fact-checks of {count:,} claims", count=total
            )
        )

    def _rendered(self, template: str, **values: object) -> str:
        return report_templates().get_template(template).render(values, t=self._t)


def page_frame(t: Translator) -> dict[str, object]:
    """Return what every report that is a page is rendered with: style, translator, version."""
    style = resources.files("factcheck.reports").joinpath("report.css").read_text("utf-8")
    sha256 = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {"style": Markup(style), "style_sha256": sha256, "t": t, "version": __version__}


def answer_section(
    answer: Answer,
    t: Translator,
    *,
    line: int | None = None,
    page_of: Callable[[str], str] | None = None,
) -> Markup:
    """Return the part of a page that shows *answer*.

    Args:
        answer: Of a lookup.
        t: Writes our words in the reader's language.
        line: Of the claim in its list, counted from 1; ``None`` for a single claim.
        page_of: Gives the address of a page about a fact-check by its id, where there is one.
    """
    section = (
        report_templates()
        .get_template("answer.html")
        .render(
            answer=answer,
            citations=[
                Markup(html_citation(CitationData(match.fact_check, match.decision, t.language)))
                for match in answer.matches
            ],
            groups=list(shown_groups(answer.matches)),
            line=line,
            page_of=page_of,
            t=t,
        )
    )
    return Markup(section)


class _Spool:
    """Rendered HTML that waits for its place in the page."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(  # noqa: SIM115 - closed by the next line
            max_size=_IN_MEMORY_BYTES,
            mode="w+",
            encoding="utf-8",
            errors="backslashreplace",
            newline="",
        )
        # Also where a lookup breaks off and nobody asks for the page.
        weakref.finalize(self, self._file.close)

    def write(self, html_text: str) -> None:
        self._file.write(html_text)

    def chunks(self) -> Iterator[Markup]:
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK_CHARACTERS):
            yield Markup(chunk)


@cache
def report_templates(*packages: str) -> Environment:
    """Return the environment of our templates, and of those in *packages*, with their filters."""
    environment = html_environment(*packages, "factcheck.reports")
    environment.filters |= {
        "archives": lambda fact_check: CitationData(fact_check).archives,
        "decision_tone": lambda decision: DECISION_TONES[decision].value,
        "decision_words": labels.DECISIONS.__getitem__,
        "state_name": labels.STATE_NAMES.__getitem__,
        "language_name": labels.language_name,
        "our_reading": labels.our_reading,
        "place_text": place_text,
        "publisher_line": labels.publisher_line,
        "ruling_heading": labels.ruling_heading,
        "ruling_tone": lambda fact_check: ruling_tone(fact_check).value,
        "score_words": labels.score_text,
        "shortened": shortened,
        "supporting_signals": labels.supporting_signals,
        "zip": zip,
    }
    environment.globals |= {"claim_shown": _CLAIM_SHOWN, "no_date": NO_DATE}
    return environment
