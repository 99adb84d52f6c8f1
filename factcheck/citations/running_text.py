"""Write citations as running text: plain, for Markdown and for a web page."""

from factcheck.citations.citation_data import CitationData
from factcheck.citations.citation_parts import Kind, Part, in_words, parts
from factcheck.citations.markup import markdown_link, markdown_text
from factcheck.citations.phrases import Phrases, phrases_for

_ENDS = tuple(".!?؟…:")


def plain(cited: CitationData) -> str:
    """Write *cited* as one line of text."""
    phrases = phrases_for(cited.language)
    listed = ((in_words(part, phrases), part) for part in parts(cited))
    return " ".join(f"{text}{_stop(text, part)}" for text, part in listed)


def markdown(cited: CitationData) -> str:
    """Write *cited* as one paragraph of Markdown, where nothing foreign can become markup."""
    phrases = phrases_for(cited.language)
    return " ".join(_in_markdown(part, phrases) for part in parts(cited))


def html(cited: CitationData) -> str:
    """Write *cited* as one paragraph of HTML, every foreign text with its language."""
    from factcheck.citations.html_templates import html_environment  # lazy: loads Jinja2

    listed = parts(cited)
    phrases = phrases_for(cited.language)
    # With the address of a copy, a reader can follow the link after the page is gone.
    archived = next((part.url for part in listed if part.kind is Kind.ARCHIVED), "")
    template = html_environment().get_template("citation.html")
    return template.render(
        parts=[(part, _stop(in_words(part, phrases), part)) for part in listed],
        phrases=phrases,
        archived=archived,
    )


def _stop(text: str, part: Part) -> str:
    """Return the full stop that *part*, which is *text* in words, needs behind it."""
    # Behind an address it would become a part of the address for many readers.
    return "" if part.url or text.endswith(_ENDS) else "."


def _in_markdown(part: Part, phrases: Phrases) -> str:
    if not part.url:
        text = in_words(part, phrases)
        return markdown_text(f"{text}{_stop(text, part)}")
    linked = markdown_link(part.text, part.url)
    return f"{markdown_text(part.label)}{phrases.colon}{linked}" if part.label else linked
