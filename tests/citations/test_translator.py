"""Our own words in the reader's language: complete catalogues, plural forms, nothing of others."""

import copy
import io
import pickle
import subprocess
import sys
from gettext import GNUTranslations
from string import Formatter

import pack_catalogues
import pytest
from babel.messages.pofile import read_po

from factcheck.citations.labels import VERDICTS
from factcheck.citations.phrases import phrases_for
from factcheck.citations.translator import ENGLISH, UI_LANGUAGES, translator, ui_language
from factcheck.model import Message

TRANSLATED = [language for language in UI_LANGUAGES if language != "en"]


@pytest.fixture(scope="module")
def used_ids():
    return {text.id for text in pack_catalogues.used_texts() if text.id}


def catalogue_of(language):
    path = pack_catalogues.CATALOGUES / f"{language}.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def names_in(template):
    return sorted(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def as_tuple(texts):
    return texts if isinstance(texts, tuple) else (texts,)


@pytest.mark.parametrize("language", pack_catalogues.LANGUAGES)
def test_every_text_has_a_translation_with_the_same_values(language, used_ids):
    catalogue = catalogue_of(language)
    entries = {entry.id: as_tuple(entry.string) for entry in catalogue if entry.id}

    assert set(entries) == used_ids, "run python tools/pack_catalogues.py"
    for text, translations in entries.items():
        assert len(translations) == (catalogue.num_plurals if isinstance(text, tuple) else 1)
        for translation in translations:
            assert translation, f"{language}: no words for {text}"
            assert names_in(translation) == names_in(as_tuple(text)[0]), text


@pytest.mark.parametrize("language", pack_catalogues.LANGUAGES)
def test_the_compiled_catalogue_is_up_to_date(language):
    compiled = pack_catalogues.as_mo(catalogue_of(language))
    packed = (pack_catalogues.CATALOGUES / f"{language}.mo").read_bytes()
    written, shipped = (GNUTranslations(io.BytesIO(each))._catalog for each in (compiled, packed))

    assert {**written, "": ""} == {**shipped, "": ""}, "run python tools/pack_catalogues.py"


@pytest.mark.parametrize("language", TRANSLATED)
def test_verdicts_are_named_as_in_citations(language):
    t = translator(language)

    named = {verdict: t(words) for verdict, words in VERDICTS.items()}
    assert named == phrases_for(language).tables["verdicts"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        pytest.param("bs", "1.201 znakova, 1 provjera, 3 provjere, 5 provjera", id="three-forms"),
        pytest.param("id", "1.201 karakter", id="one form"),
    ],
)
def test_counts_have_the_plural_forms_of_the_language(language, expected):
    t = translator(language)
    counts = [
        t(
            Message.counted(
                "{count} fact-check of this claim", "{count} fact-checks of this claim", count=count
            )
        )
        for count in (1, 3, 5)
    ]
    number = t(Message("Only the first {count:,} characters were looked at.", count=1201))

    characters, *forms = expected.split(", ")
    assert characters in number
    assert all(text.startswith(form) for text, form in zip(counts, forms, strict=False))


def test_messages_inside_messages_are_translated_and_other_peoples_words_are_not():
    t = translator("sr-Latn")
    dinars = Message("{quantity} per month", quantity="300 динара {not a place}")

    text = t(Message("{theirs} there, {ours} here.", theirs=dinars, ours="true"))
    assert text == "300 динара {not a place} mesečno tamo, true ovde."


def test_serbian_is_written_in_both_scripts():
    heading = "NONE: no fact-check of this claim found"

    assert translator("sr-Cyrl")(heading) == "НИШТА: није нађена провера ове тврдње"
    assert translator("sr-Latn")(heading) == "NIŠTA: nije nađena provera ove tvrdnje"


def test_a_text_without_a_translation_stays_english():
    message = Message("{count} things that no catalogue knows", count=3)

    assert translator("bs")(message) == "3 things that no catalogue knows"
    assert translator("bs")("") == ""


def test_a_message_is_its_english_text_and_can_be_copied():
    message = Message.counted("{count} day", "{count} days", count=2)

    assert message == ENGLISH(message) == "2 days"
    for copied in (copy.deepcopy(message), pickle.loads(pickle.dumps(message))):
        assert (copied, copied.template, copied.values) == (message, "{count} day", {"count": 2})


@pytest.mark.parametrize(
    ("name", "script", "language"),
    [
        pytest.param("bs", "", "bs", id="code"),
        pytest.param("hr_HR", "", "hr", id="locale"),
        pytest.param("Swahili", "", "sw", id="name"),
        pytest.param("sr", "", "sr-Cyrl", id="Serbian without a script"),
        pytest.param("sr_RS", "Latn", "sr-Latn", id="script beside it"),
        pytest.param("sr-Latn", "", "sr-Latn", id="script inside"),
        pytest.param("fr", "", "", id="citations only"),
        pytest.param("C", "", "", id="no language"),
        pytest.param("", "", "", id="nothing"),
    ],
)
def test_languages_are_recognised_by_code_name_and_locale(name, script, language):
    assert ui_language(name, script) == language


def test_english_loads_no_catalogue():
    code = (
        "import sys; from factcheck.citations.translator import translator, ui_language;"
        "translator(ui_language('en_US'))('Claim');"
        "sys.exit('gettext' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
