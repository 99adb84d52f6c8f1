"""Write citations as a JSON object."""

from collections.abc import Callable, Iterable

from factcheck.citations.citation_data import CitationData, CitationStyle
from factcheck.reports.answers_json import SCHEMA_VERSION


def citations_object(
    citations: Iterable[CitationData], style: CitationStyle, write: Callable[[CitationData], str]
) -> dict[str, object]:
    """Return *citations* as a JSON object; *write* gives the text of each."""
    return {
        "schema_version": SCHEMA_VERSION,
        "style": style.value,
        "citations": [
            {
                "id": citation.fact_check.id,
                "language": citation.language,
                "text": write(citation).rstrip("\n"),
            }
            for citation in citations
        ],
    }
