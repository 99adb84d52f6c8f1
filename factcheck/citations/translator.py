"""Write our own words in the reader's language: headings, labels, decisions, reasons, notes.

Every text of ours is written in English where it is needed: a literal, or a
`factcheck.model.Message` where it holds values. The English template is its key in the catalogues,
``catalogues/*.po`` in gettext's format. A text without a translation stays English.

    t = translator("bs")                      # one of UI_LANGUAGES; ENGLISH costs nothing
    t("Near misses, not answers")             # a heading
    t("line {line}", line=3)                  # a text with values
    t(Message.counted("{count} claim", "{count} claims", count=5))
    t(DECISIONS[answer.decision])             # a table of messages, such as those of `labels`
    t(signal.text), t(note)                   # a reason, a conflict, a note of an answer
    verdict_text(fact_check, t)               # what `labels` puts together
    t.language, t.direction                   # for <html lang dir>
    ui_language("sr-Latn")                    # what a person typed → one of UI_LANGUAGES, or ""

In a Jinja template, render with ``t=t`` and write ``{{ t("Rating") }}``. Never give *t* what a
publisher or a reader wrote. Words for every new text are added by
``python tools/pack_catalogues.py``; a test fails until all languages have them.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from string import Formatter
from typing import cast

from factcheck.citations.phrases import reader_language
from factcheck.model import Message
from factcheck.text.cldr import locale_data
from factcheck.text.scripts import latin

UI_LANGUAGES = ("en", "bs", "hr", "sr-Latn", "sr-Cyrl", "id", "sw")


class Translator:
    """Leaves our words in English, in which they are written.

    Attributes:
        language: One of `UI_LANGUAGES`.
        direction: ``ltr`` or ``rtl``, as HTML wants it.
    """

    language = "en"
    direction = "ltr"

    def __call__(self, text: str, /, **values: object) -> str:
        """Return *text* with *values*; a message brings its own."""
        return Message(text, **values) if values else text


ENGLISH = Translator()


class CatalogueTranslator(Translator):
    """Translates by one of the catalogues."""

    def __init__(self, language: str) -> None:
        """Read the catalogue of *language*, one of `UI_LANGUAGES` but English."""
        from gettext import GNUTranslations  # lazy: English needs no catalogue

        self.language = language
        name, _, script = language.partition("-")
        source = resources.files("factcheck.citations") / "catalogues" / f"{name}.mo"
        with source.open("rb") as stream:
            self._catalogue = GNUTranslations(stream)
        self._to_latin = script == "Latn"
        self._formatter = _Formatter(self, *locale_data(language)["signs"])

    def __call__(self, text: str, /, **values: object) -> str:
        """Return *text* in the language, with *values* put in."""
        if not text:
            return text
        message = Message(text, **values) if values or not isinstance(text, Message) else text
        template = self._template(message)
        return self._formatter.vformat(template, (), message.values) if message.values else template

    def _template(self, message: Message) -> str:
        if message.plural:
            count = cast("int", message.values["count"])
            template = self._catalogue.ngettext(message.template, message.plural, count)
        else:
            template = self._catalogue.gettext(message.template)
        if not self._to_latin:
            return template
        # The catalogue is in Cyrillic; Latin letters have another closing quotation mark.
        return latin(template).replace("“", "”")


class _Formatter(Formatter):
    """Puts values into a template: messages in its language, numbers with its signs."""

    def __init__(self, translate: Translator, group: str, decimal: str) -> None:
        self._translate = translate
        self._signs = str.maketrans({",": group, ".": decimal})

    def get_value(
        self, key: int | str, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> object:
        value = super().get_value(key, args, kwargs)
        return self._translate(value) if isinstance(value, Message) else value

    def format_field(self, value: object, format_spec: str) -> str:
        text = format(value, format_spec)
        return text.translate(self._signs) if isinstance(value, int | float) else text


@cache
def translator(language: str) -> Translator:
    """Return the translator into one of `UI_LANGUAGES`, whose catalogue is read once."""
    return ENGLISH if language == ENGLISH.language else CatalogueTranslator(language)


def ui_language(name: str, script: str = "") -> str:
    """Return the one of `UI_LANGUAGES` for a code or a name, empty if there is none.

    Args:
        name: Such as ``bs``, ``sr-Latn``, ``id_ID`` or ``Swahili``.
        script: ISO 15924 code where *name* has none.
    """
    language = reader_language(name, script)
    return language if language in UI_LANGUAGES else ""
