"""Read Markdown as text: paragraphs, headings, lists and tables; no code, no comments."""

import re
from typing import TYPE_CHECKING

from factcheck.formats.document_text import DocumentText, TextBuilder
from factcheck.model import Place

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)


def read_markdown(text: str, name: str) -> DocumentText:
    """Read CommonMark with tables; links are their words, pictures are left out."""
    from markdown_it import MarkdownIt  # lazy: most documents are something else

    front = _FRONT_MATTER.match(text)
    # As many empty lines, so that lines keep their numbers.
    body = "\n" * front[0].count("\n") + text[front.end() :] if front else text
    builder = TextBuilder()
    row = 0
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        if token.type == "tr_open" and token.map:
            row = token.map[0]
        if token.type == "inline":
            _add_inline(builder, token, token.map[0] if token.map else row)
            builder.end_paragraph()
    return builder.build(name, "Markdown")


def _add_inline(builder: TextBuilder, inline: "Token", first_line: int) -> None:
    """Add the words of one paragraph; its pieces belong together without spaces."""
    line, words = first_line, ""
    for child in inline.children or ():
        if child.type in ("softbreak", "hardbreak"):
            builder.add(words, Place(line=line + 1))
            line, words = line + 1, ""
        elif child.type in ("text", "code_inline"):
            words += child.content
    builder.add(words, Place(line=line + 1))
