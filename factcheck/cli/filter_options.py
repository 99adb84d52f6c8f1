"""Offer filters as options, and turn what a person typed into what the store understands."""

from collections.abc import Iterable
from typing import Annotated

import typer

from factcheck.errors import UsageError
from factcheck.model import PARTIAL_DATE, Filters, HarmKind, Verdict
from factcheck.store.store import Store
from factcheck.text.language import UNKNOWN, language_code

ANY_HARM = "any"
_MOST_KNOWN = 12

LanguagesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--lang",
        metavar="LANG",
        help="Only fact-checks in this language (bs, Swahili) or a close one: bs finds hr and sr.",
    ),
]
ExactLangOption = Annotated[
    bool, typer.Option("--exact-lang", help="With --lang: no close languages.")
]
PublishersOption = Annotated[
    list[str] | None,
    typer.Option(
        "--publisher",
        metavar="NAME",
        help="Only fact-checks by this publisher, name or domain.",
    ),
]
VerdictsOption = Annotated[
    list[Verdict] | None,
    typer.Option(
        "--verdict", metavar="VERDICT", help=f"Only {', '.join(Verdict)}, in our reading."
    ),
]
HarmsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--harm", metavar="KIND", help=f"Only with a harm note: {', '.join(HarmKind)}, {ANY_HARM}."
    ),
]


def filters_for(
    languages: Iterable[str] | None,
    publishers: Iterable[str] | None,
    since: str,
    verdicts: Iterable[Verdict] | None,
    harms: Iterable[str] | None,
    *,
    exact_lang: bool = False,
) -> Filters:
    """Return the filters for what was typed.

    Raises:
        UsageError: a language, a date or a kind of harm is none.
    """
    if since and not PARTIAL_DATE.fullmatch(since):
        raise UsageError(f"--since {since}: write 2021, 2021-03 or 2021-03-04")
    return Filters(
        languages=tuple(_language(typed) for typed in languages or ()),
        publishers=tuple(publishers or ()),
        since=since,
        verdicts=tuple(verdicts or ()),
        harms=tuple(dict.fromkeys(kind for typed in harms or () for kind in _harms(typed))),
        exact_languages=exact_lang,
    )


def require_known_values(
    store: Store, filters: Filters, languages: Iterable[str] | None = None
) -> None:
    """Refuse a language or a publisher that no fact-check in *store* has.

    The message names a language as it was typed in *languages*.

    Raises:
        UsageError: There is one; the message names the known ones that are nearest.
    """
    typed = {language_code(language): language for language in languages or ()}
    for unknown in store.unknown_values(filters):
        known = ", ".join(unknown.known[:_MOST_KNOWN])
        more = ", …" if len(unknown.known) > _MOST_KNOWN else ""
        if unknown.name == "language":
            reason, hint = "is in that language", f"there are: {known}{more}"
        else:
            reason, hint = "is by that publisher", f"did you mean {known}?"
        option = "--lang" if unknown.name == "language" else "--publisher"
        value = typed.get(unknown.value, unknown.value)
        raise UsageError(
            f"{option} {value}: no fact-check in this store {reason}; "
            f"{hint if known else 'see factcheck stats'}"
        )


def _harms(typed: str) -> tuple[HarmKind, ...]:
    if typed == ANY_HARM:
        return tuple(HarmKind)
    try:
        return (HarmKind(typed.strip().lower().replace(" ", "_").replace("-", "_")),)
    except ValueError as error:
        kinds = ", ".join((*HarmKind, ANY_HARM))
        raise UsageError(f"--harm {typed}: write {kinds}") from error


def _language(typed: str) -> str:
    code = language_code(typed)
    if code == UNKNOWN and typed.strip().lower() != UNKNOWN:
        raise UsageError(f"--lang {typed}: no language is called that; write a code such as bs")
    return code
