"""Parse JSON scripts of a page, mending only what can mean one thing."""

import html
import re
from collections.abc import Iterator

from factcheck.text.strict_json import parse_json

_MAX_WRAPPINGS = 4
_OUTER_SPACE = " \t\r\n\ufeff\0"
# How scripts were once hidden from old browsers.
_OPENINGS = ("//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[")
_CLOSINGS = ("//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", "//-->", "// -->", "-->", ";")
_QUOTE_OR_SLASH = re.compile(r'["/]')
_QUOTE_OR_COMMA = re.compile(r'[",]')
_REST_OF_STRING = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_CLOSING_BRACKET = re.compile(r"\s*[}\]]")


def read_script(text: str) -> object:
    """Give the value of a JSON script.

    Comments, CDATA marks and commas before a closing bracket are taken out where the text
    is no JSON with them, and quotation marks are read that were all written as entities.
    Nothing is ever put in: a missing quotation mark could stand in
    two places, and each would be another claim.

    Raises:
        ValueError: It is no JSON even so; the message says why.
    """
    unwrapped = _unwrapped(text)
    if '"' not in unwrapped and "&quot;" in unwrapped:
        unwrapped = html.unescape(unwrapped)
    try:
        return parse_json(unwrapped)
    except ValueError:
        mended = "".join(_without_last_commas("".join(_without_comments(unwrapped))))
        if mended == unwrapped:
            raise
        return parse_json(mended)


def _unwrapped(text: str) -> str:
    for _ in range(_MAX_WRAPPINGS):
        before = text
        text = text.strip(_OUTER_SPACE)
        for opening in _OPENINGS:
            text = text.removeprefix(opening)
        for closing in _CLOSINGS:
            text = text.removesuffix(closing)
        if text.startswith("<!--"):
            text = _after_comment(text)
        if text == before:
            break
    return text


def _after_comment(text: str) -> str:
    """Drop an HTML comment before the value, or only its opening where it holds the value."""
    behind = text.partition("-->")[2].lstrip()
    return behind if behind.startswith(("{", "[")) else text[4:]


def _without_comments(text: str) -> Iterator[str]:
    start = place = 0
    while mark := _QUOTE_OR_SLASH.search(text, place):
        at = mark.start()
        if mark[0] == '"':
            place = _behind_string(text, at)
            continue
        place = _behind_comment(text, at)
        if place > at + 1:
            yield text[start:at]
            start = place
    yield text[start:]


def _without_last_commas(text: str) -> Iterator[str]:
    start = place = 0
    while mark := _QUOTE_OR_COMMA.search(text, place):
        at = mark.start()
        if mark[0] == '"':
            place = _behind_string(text, at)
            continue
        place = at + 1
        if _CLOSING_BRACKET.match(text, place):
            yield text[start:at]
            start = place
    yield text[start:]


def _behind_string(text: str, at: int) -> int:
    end = _REST_OF_STRING.match(text, at + 1)
    return end.end() if end else len(text)


def _behind_comment(text: str, at: int) -> int:
    """Give where the comment at *at* ends; right behind the slash where there is none."""
    if text.startswith("//", at):
        end = text.find("\n", at)
        return len(text) if end < 0 else end
    if text.startswith("/*", at):
        end = text.find("*/", at + 2)
        return len(text) if end < 0 else end + 2
    return at + 1
