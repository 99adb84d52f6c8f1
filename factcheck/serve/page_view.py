"""Render pages in the reader's language, and keep that language in every link."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from jinja2 import Environment
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from factcheck.citations.translator import UI_LANGUAGES, Translator, translator, ui_language
from factcheck.model import Message
from factcheck.reports.answers_html import report_templates
from factcheck.reports.history_report import revision_lines
from factcheck.serve.style import content_policy, style_address
from factcheck.serve.write_session import has_writers
from factcheck.store.producer import __version__
from factcheck.text.sanitise import visible

# As their speakers write them, in the order of UI_LANGUAGES.
_NAMES = ("English", "Bosanski", "Hrvatski", "Srpski", "Српски", "Bahasa Indonesia", "Kiswahili")
_PAGES = (
    ("/", Message("One claim")),
    ("/list", Message("A list of claims")),
    ("/trends", Message("Trends")),
)
_REVIEW = ("/review", Message("Review suggestions"))
# What HTML cannot hold, and a browser would not send again.
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n"}
_MOST_ACCEPTED = 20
# Names of languages are understood too, which takes longer than a browser may ask for.
_TAG = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True)
class View:
    """How a reader sees a page.

    Attributes:
        t: Writes our words in the reader's language.
        chosen: The language that the address names; empty where the browser's is taken.
        path: Of the page.
        parameters: Of the address, without the language.
    """

    t: Translator
    chosen: str
    path: str
    parameters: tuple[tuple[str, str], ...]

    def link(self, path: str, **parameters: str) -> str:
        """Return the address of *path* in the language that was chosen."""
        named = {**parameters, **({"ui": self.chosen} if self.chosen else {})}
        return f"{path}?{urlencode(named)}" if named else path

    def in_language(self, language: str) -> str:
        """Return the address of this page in *language*."""
        return f"{self.path}?{urlencode((*self.parameters, ('ui', language)))}"


def view_of(request: Request) -> View:
    """Return how *request* wants its page: as its address says, else as its browser does."""
    # Of a form that was sent, the address has no language.
    named = request.query_params.get("ui") or getattr(request.state, "ui", "")
    chosen = ui_language(named) if named else ""
    language = chosen or _accepted_language(request.headers.get("accept-language", ""))
    kept = tuple(
        (name, value) for name, value in request.query_params.multi_items() if name != "ui"
    )
    # An answer to a form cannot be asked for again by its address.
    parameters = kept if request.method == "GET" else ()
    return View(translator(language), chosen, request.url.path, parameters)


def rendered(
    request: Request,
    template: str,
    values: Mapping[str, object],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the page that *template* makes of *values*."""
    view = view_of(request)
    page = page_templates().get_template(template)
    html = page.render(
        values,
        t=view.t,
        page=view,
        page_of=None,
        pages=(*_PAGES, *([_REVIEW] if has_writers(request) else [])),
        languages=tuple(zip(UI_LANGUAGES, _NAMES, strict=True)),
        style=style_address(),
        version=__version__,
    )
    own = {
        "Content-Language": view.t.language,
        "Content-Security-Policy": content_policy(),
        "Vary": "Accept-Language",
    }
    return HTMLResponse(html, status, {**own, **(headers or {})})


@cache
def page_templates() -> Environment:
    """Return the environment of the pages, which share the report's templates and filters."""
    environment = report_templates("factcheck.serve")
    environment.filters |= {
        "as_lines": _as_lines,
        "as_typed": _as_typed,
        "revision_lines": revision_lines,
    }
    return environment


def _accepted_language(header: str) -> str:
    """Return the first of our languages that a browser accepts, English if it accepts none."""
    weighted = []
    for place, part in enumerate(header.split(",")[:_MOST_ACCEPTED]):
        tag, _, weight = part.partition(";")
        weighted.append((-_weight(weight), place, tag.strip()))
    for refused, _, tag in sorted(weighted):
        language = ui_language(tag) if refused and _TAG.fullmatch(tag) else ""
        if language:
            return language
    return "en"


def _weight(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    # float() alone would take "nan" and "1e9".
    is_number = value.replace(".", "", 1).isdecimal() and value.isascii()
    return float(value) if is_number else 0.0


def _as_lines(text: str) -> Markup:
    """Return *text* with its line ends, and without hidden characters."""
    return Markup("\n").join(visible(line) for line in text.split("\n"))


def _as_typed(text: str) -> Markup:
    """Return a reader's own text for the field that it came from: escaped, and otherwise whole.

    Spelling out its hidden characters would change the claim that is asked about next time.
    """
    return escape(text.translate(_CONTROLS))
