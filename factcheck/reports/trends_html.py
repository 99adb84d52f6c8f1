"""Write trends as one web page: pictures, each with the table that it is drawn from."""

from collections.abc import Callable
from typing import TextIO

from markupsafe import Markup

from factcheck.citations.translator import Translator
from factcheck.reports.answers_html import page_frame, report_templates
from factcheck.reports.trends_report import GROUPS_SHOWN
from factcheck.reports.trends_view import TrendsView
from factcheck.trends.trends import Trends


def write_trends_html(stream: TextIO, trends: Trends, t: Translator) -> None:
    """Write the page; nothing in it is loaded from elsewhere, and no script runs."""
    page = report_templates().get_template("trends.html")
    for text in page.generate(**_values(trends, t), **page_frame(t), page_of=None):
        stream.write(text)
    stream.write("\n")


def trends_section(
    trends: Trends, t: Translator, page_of: Callable[[str], str] | None = None
) -> Markup:
    """Return the report for a page of another kind.

    Args:
        trends: The report.
        t: Into the reader's language.
        page_of: Gives the address of a page about a fact-check by its id, where there is one.
    """
    sections = report_templates().get_template("trends_sections.html")
    return Markup(sections.render(**_values(trends, t), page_of=page_of, t=t))


def _values(trends: Trends, t: Translator) -> dict[str, object]:
    view = TrendsView(trends, t)
    return {"view": view, "groups": list(view.groups(GROUPS_SHOWN))}
