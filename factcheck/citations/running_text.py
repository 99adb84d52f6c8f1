"""Write citations as running text: plain, Markdown and HTML."""

from factcheck.citations.citation_data import CitationData
from factcheck.citations.citation_parts import Part, PartKind, citation_parts, full_stop, in_words
from factcheck.citations.markup import markdown_link, markdown_text
from factcheck.citations.phrases import Phrases, phrases_for


def plain_citation(citation: CitationData) -> str:
    """Return *citation* as one line of text."""
    phrases = phrases_for(citation.language)
    listed = ((in_words(part, phrases), part) for part in citation_parts(citation))
    return " ".join(f"{text}{_stop(text, part)}" for text, part in listed)


def markdown_citation(citation: CitationData) -> str:
    """Return *citation* as one paragraph of Markdown, with all foreign text escaped."""
    phrases = phrases_for(citation.language)
    return " ".join(_in_markdown(part, phrases) for part in citation_parts(citation))


def html_citation(citation: CitationData) -> str:
    """Return *citation* as one paragraph of HTML, with the language of every foreign text."""
    from factcheck.citations.html_templates import html_environment  # lazy: loads Jinja2

    listed = citation_parts(citation)
    phrases = phrases_for(citation.language)
    # With the address of a copy, a reader can follow the link after the page is gone.
    archived = next((part.url for part in listed if part.kind is PartKind.ARCHIVED), "")
    template = html_environment().get_template("citation.html")
    return template.render(
        parts=[(part, _stop(in_words(part, phrases), part)) for part in listed],
        phrases=phrases,
        archived=archived,
    )


def _stop(text: str, part: Part) -> str:
    """Return the full stop that *part*, which is *text* in words, needs behind it."""
    # Behind an address it would become a part of the address for many readers.
    return "" if part.url else full_stop(text)


def _in_markdown(part: Part, phrases: Phrases) -> str:
    if not part.url:
        text = in_words(part, phrases)
        return markdown_text(f"{text}{_stop(text, part)}")
    linked = markdown_link(part.text, part.url)
    return f"{markdown_text(part.label)}{phrases.colon}{linked}" if part.label else linked
