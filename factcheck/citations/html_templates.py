"""HTML templates in which every value is escaped and no hidden character stays hidden."""

import re
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from factcheck.citations.markup import web_address
from factcheck.text.sanitise import visible

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@cache
def html_environment(*packages: str) -> Environment:
    """Return the environment for the templates of *packages* and of citations.

    A value is escaped unless it is `markupsafe.Markup`, which only our own code makes. An
    undefined name is an error.
    """
    loaders = [PackageLoader(package) for package in (*packages, "factcheck.citations")]
    environment = Environment(
        auto_reload=False,
        autoescape=True,
        finalize=_spell_out_hidden,
        loader=ChoiceLoader(loaders),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"language_tag": _language_tag, "web_address": web_address}
    return environment


def _spell_out_hidden(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return value


def _language_tag(language: str) -> str:
    """Return *language* if it is a BCP 47 tag, else ``""``, by which HTML says "unknown"."""
    return language if language != "und" and _LANGUAGE_TAG.fullmatch(language) else ""
