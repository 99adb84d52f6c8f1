"""Read the article of a web page as text: no menus, no adverts, no footers."""

import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, NavigableString, PageElement

from factcheck.errors import InputError
from factcheck.formats.document_text import DocumentText, TextBuilder
from factcheck.web.page import MAX_CHARACTERS, MAX_TAGS, parse_html

_SKIPPED = frozenset(
    """aside audio button canvas datalist dialog fieldset footer form head iframe input map math
    menu nav noscript object option script select style svg template textarea title
    video""".split()
)
_BLOCKS = frozenset(
    """address article blockquote body caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5
    h6 header hr html li main ol p pre section summary table tbody td tfoot th thead tr
    ul""".split()
)
_SKIPPED_ROLES = frozenset(
    "alert banner complementary contentinfo dialog menu navigation search toolbar".split()
)
# Words in class and id by which sites name what belongs to no article.
_BOILERPLATE = re.compile(
    r"(?:^|[\s_-])(?:ad|ads|advert|advertisement|breadcrumbs?|comments|cookies?|consent|footer"
    r"|menu|nav|navbar|newsletter|popup|promo|related|share|sharing|sidebar|social|sponsored"
    r"|subscribe)(?:$|[\s_-])",
    re.IGNORECASE,
)
# Of the words of a page, the share of an article that is its subject and no teaser.
_MAIN_SHARE = 0.4


def read_html_document(text: str, name: str) -> DocumentText:
    """Read a page's longest article, or its main part, or all of it but menus and the like.

    Raises:
        InputError: It is built to keep its readers busy.
    """
    if text.count("<") > MAX_TAGS:
        raise InputError(f"{name} has more than {MAX_TAGS:,} tags")
    notes = []
    if len(text) > MAX_CHARACTERS:
        notes.append(f"only the first {MAX_CHARACTERS:,} characters of the page were read")
    soup = parse_html(text[:MAX_CHARACTERS])
    builder = TextBuilder()
    words = ""
    for piece in _pieces(_main_part(soup)):
        if piece is not None:
            words += piece
            continue
        builder.add(words)
        builder.end_paragraph()
        words = ""
    builder.add(words)
    return builder.build(name, "web page", notes)


def _main_part(soup: BeautifulSoup) -> Tag:
    body = soup.body or soup
    sizes = [(_size(article), article) for article in soup.find_all("article")]
    size, article = max(sizes, key=lambda pair: pair[0], default=(0, body))
    main = soup.find("main")
    rest = main if isinstance(main, Tag) and _size(main) else body
    return article if size and size >= _MAIN_SHARE * _size(rest) else rest


def _size(tag: Tag) -> int:
    return sum(len(piece.strip()) for piece in _pieces(tag) if piece is not None)


def _pieces(root: Tag) -> Iterator[str | None]:
    """Yield the texts that a reader sees, and ``None`` where a paragraph ends."""
    # Not by calling itself: a page may be as deep as it likes.
    waiting: list[tuple[Iterator[PageElement], bool]] = [(iter(root.children), True)]
    while waiting:
        children, is_block = waiting[-1]
        node = next(children, None)
        if node is None:
            waiting.pop()
            if is_block:
                yield None
        elif not isinstance(node, Tag):
            yield _words(node)
        elif node.name == "br":
            yield None if _is_empty_line(node) else " "
        elif not _is_skipped(node):
            waiting.append((iter(node.children), node.name in _BLOCKS))
            if node.name in _BLOCKS:
                yield None


def _words(node: PageElement) -> str:
    # Comments and declarations are strings of other types.
    return str(node) if type(node) in (NavigableString, CData) else ""


def _is_empty_line(line_break: Tag) -> bool:
    """Return whether another one follows: a single one may only break a line at a width."""
    following = line_break.next_sibling
    if isinstance(following, NavigableString) and not following.strip():
        following = following.next_sibling
    return isinstance(following, Tag) and following.name == "br"


def _is_skipped(tag: Tag) -> bool:
    if tag.name in _SKIPPED or tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
        return True
    if str(tag.get("role", "")).lower() in _SKIPPED_ROLES:
        return True
    # A page may call its whole body "has-sidebar"; an article is never boilerplate.
    if tag.name in ("body", "main", "article", "html"):
        return False
    named = " ".join((*_values(tag.get("class")), *_values(tag.get("id"))))
    return _BOILERPLATE.search(named) is not None


def _values(attribute: str | Iterable[str] | None) -> Iterable[str]:
    return (attribute,) if isinstance(attribute, str) else attribute or ()
