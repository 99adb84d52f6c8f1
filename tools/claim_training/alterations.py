"""Alter or disguise sentences of any of our languages, alone or in two languages at once.

An alteration changes the claim. It yields hard negatives against the original, and, made in both
sentences of a translation pair, a positive: an altered sentence is not wrong by itself, only
another claim. A disguise changes nothing of substance (case, punctuation, script, diacritics).
"""

import itertools
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from claim_training.altering import Altering, variant

from factcheck.text.scripts import latin

Row = Mapping[str, str]

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_WORD = re.compile(r"[^\W\d_]{5,}")
_NAME = re.compile(r"(?<=[\w,;)] )[^\W\d_][^\W\d_]{2,}(?: [^\W\d_][^\W\d_]{2,})?")
_PERCENT = re.compile(r"(?<=\d) ?%")
PERCENT_WORDS = {
    "en": ("percent", "per cent"),
    "id": ("persen",),
    "sw": ("asilimia",),
    "bs": ("posto",),
    "hr": ("posto",),
    "sr": ("odsto", "procenata"),
    "ru": ("процентов",),
    "ar": ("في المئة", "بالمئة"),
    "de": ("Prozent",),
    "fr": ("pour cent",),
    "es": ("por ciento",),
}
# Two letters for one sound go first.
_CYRILLIC = dict(
    zip(
        "lj nj dž a b v g d đ e ž z i j k l m n o p r s t ć u f h c č š w y x q".split(),
        "љ њ џ а б в г д ђ е ж з и ј к л м н о п р с т ћ у ф х ц ч ш в и кс к".split(),
        strict=True,
    )
)
_LATIN = re.compile("|".join(_CYRILLIC), re.IGNORECASE)
# Affirmation and denial of a verb, each turned into the other.
_DENIALS = {
    "bs": (
        ("je", "nije"),
        ("su", "nisu"),
        ("će", "neće"),
        ("ima", "nema"),
        ("može", "ne može"),
        ("mogu", "ne mogu"),
        ("bi", "ne bi"),
        ("treba", "ne treba"),
        ("sam", "nisam"),
        ("smo", "nismo"),
    ),
    "sw": (
        ("ni", "si"),
        ("ana", "hana"),
        ("wana", "hawana"),
        ("ina", "haina"),
        ("kuna", "hakuna"),
        ("alikuwa", "hakuwa"),
        ("ilikuwa", "haikuwa"),
        ("walikuwa", "hawakuwa"),
        ("atakuwa", "hatakuwa"),
        ("anaweza", "hawezi"),
        ("wanaweza", "hawawezi"),
        ("inaweza", "haiwezi"),
        ("alisema", "hakusema"),
        ("amesema", "hajasema"),
    ),
    "id": (
        ("adalah", "bukan"),
        ("akan", "tidak akan"),
        ("dapat", "tidak dapat"),
        ("bisa", "tidak bisa"),
        ("telah", "belum"),
        ("sudah", "belum"),
        ("ada", "tidak ada"),
        ("harus", "tidak harus"),
        ("memiliki", "tidak memiliki"),
    ),
    "ru": (
        ("был", "не был"),
        ("была", "не была"),
        ("были", "не были"),
        ("будет", "не будет"),
        ("может", "не может"),
        ("есть", "нет"),
    ),
    "ar": (("كان", "لم يكن"), ("كانت", "لم تكن"), ("سوف", "لن"), ("يمكن", "لا يمكن")),
}
_DENIALS["hr"] = _DENIALS["sr"] = _DENIALS["bs"]


class Alterer:
    """Alters sentences by rule; words to exchange come from the sentences themselves."""

    def __init__(
        self, rules: Mapping[str, Altering], sentences: Mapping[str, Sequence[str]]
    ) -> None:
        """Collect exchangeable words.

        Args:
            rules: The rules of English and Indonesian (tools/claim_training/altering.py).
            sentences: Material by language; words with the same ending (in Swahili, the same
                class prefix) may replace each other.
        """
        self._rules = rules
        self._words: dict[tuple[str, str, bool], list[str]] = defaultdict(list)
        self._names: dict[str, list[str]] = {}
        for language, texts in sentences.items():
            for text in texts:
                for word in _WORD.findall(text):
                    self._words[self._kind(word, language)].append(word)
            self._names[language] = [n for text in texts for n in _names(text)]

    def altered(self, text: str, language: str, rng: random.Random) -> str | None:
        """Change one thing of substance; None where no rule applies."""
        changes: list[Callable[[], str | None]] = [
            lambda: self._other_words(text, language, rng),
            lambda: self._other_words(text, language, rng),
            lambda: self._denied(text, language, rng),
            lambda: self._denied(text, language, rng),
            lambda: number_changed(text, rng),
            lambda: number_changed(text, rng),
            lambda: self._other_name(text, language, rng),
            lambda: names_exchanged(text, rng),
        ]
        if language in self._rules:
            changes += [lambda: self._rules[language].look_alike(text, rng)] * 4
        rng.shuffle(changes)
        for change in changes:
            found = change()
            if found and found.casefold() != text.casefold():
                return found
        return None

    def altered_alike(
        self, one: tuple[str, str], other: tuple[str, str], rng: random.Random
    ) -> tuple[str, str] | None:
        """Make the same change in a sentence and its translation, each (text, language).

        Possible where both have the same number or the same name, in their own script.
        """
        parts = set(_NUMBER.findall(one[0])) & set(_NUMBER.findall(other[0]))
        names = set(_names(one[0])) & set(_names(other[0]))
        if names and (not parts or rng.random() < 0.5):
            name = rng.choice(sorted(names))
            pool = self._names.get(one[1]) or [name]
            new = rng.choice(pool)
        elif parts:
            name = rng.choice(sorted(parts))
            new = _other_digits(name, rng)
        else:
            return None
        if name == new:
            return None
        pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        return pattern.sub(lambda _: new, one[0]), pattern.sub(lambda _: new, other[0])

    def _other_words(self, text: str, language: str, rng: random.Random) -> str | None:
        found = list(_WORD.finditer(text))
        rng.shuffle(found)
        for word in found[:6]:
            fitting = [
                other
                for other in self._words.get(self._kind(word[0], language), ())
                if other[:4].lower() != word[0][:4].lower() and abs(len(other) - len(word[0])) < 5
            ]
            if fitting:
                return text[: word.start()] + rng.choice(fitting) + text[word.end() :]
        return None

    def _other_name(self, text: str, language: str, rng: random.Random) -> str | None:
        found = _names(text)
        if not found or not self._names.get(language):
            return None
        return text.replace(rng.choice(found), rng.choice(self._names[language]))

    def _denied(self, text: str, language: str, rng: random.Random) -> str | None:
        in_cyrillic = language == "sr" and any("а" <= sign <= "я" for sign in text)
        written = latin(text) if in_cyrillic else text
        pairs = [way for p in _DENIALS.get(language, ()) for way in (p[::-1], p)]
        fitting = [(a, b) for a, b in pairs if re.search(rf"(?<![\w]){a}(?![\w])", written)]
        if not fitting:
            return None
        before, after = rng.choice(fitting)
        changed = re.sub(rf"(?<![\w]){before}(?![\w])", after, written, count=1)
        return cyrillic(changed) if in_cyrillic else changed

    @staticmethod
    def _kind(word: str, language: str) -> tuple[str, str, bool]:
        part = word[:2] if language == "sw" else word[-3:]
        return language, part.lower(), word[0].isupper()


def number_changed(text: str, rng: random.Random) -> str | None:
    """Change one digit of one number, or its size by ten."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    number = rng.choice(found)
    return text[: number.start()] + _other_digits(number[0], rng) + text[number.end() :]


def names_exchanged(text: str, rng: random.Random) -> str | None:
    """Exchange two names: who did it to whom. Not within an enumeration."""
    found = [m for m in _NAME.finditer(text) if m[0][0].isupper()]
    pairs = [
        (a, b)
        for a, b in itertools.pairwise(found)
        if a[0] != b[0] and len(text[a.end() : b.start()].split()) >= 3
    ]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    return text[: a.start()] + b[0] + text[a.end() : b.start()] + a[0] + text[b.end() :]


def disguised(text: str, language: str, rng: random.Random) -> str:
    """Write the same claim in another way, as hands, keyboards and scripts do."""
    if "%" in text and language in PERCENT_WORDS and rng.random() < 0.5:
        word = rng.choice(PERCENT_WORDS[language])
        text = (
            re.sub(r"(\d[\d,.]*) ?%", rf"{word} \1", text)
            if language == "sw"
            else _PERCENT.sub(f" {word}", text)
        )
    if language == "sr" and rng.random() < 0.35:
        text = latin(text) if any("а" <= sign <= "я" for sign in text) else cyrillic(text)
    if language in {"bs", "hr"} and rng.random() < 0.05:
        text = cyrillic(text)
    return _other_case(_other_end(text, rng), language, rng)


def _other_end(text: str, rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.35:
        text = text.rstrip(" .!?。।")
    elif kind < 0.42 and text[-1:].isalnum():
        text += rng.choice(".!")
    return text


def _other_case(text: str, language: str, rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.07:
        text = text.lower()
    elif kind < 0.12:
        text = text.upper()
    elif kind < 0.18 and language in {"bs", "hr", "sr"}:
        text = plain(text)
    elif kind < 0.24:
        text = variant(text, rng) if len(text) > 1 else text
    return text


def plain(text: str) -> str:
    """Leave the marks off Latin letters."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "dj").replace("Đ", "Dj"))
    if any("а" <= sign <= "я" for sign in text.lower()):
        return text
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def cyrillic(text: str) -> str:
    """Write Serbian in Cyrillic letters."""

    def letter(found: re.Match[str]) -> str:
        other = _CYRILLIC[found[0].lower()]
        return other.upper() if found[0][0].isupper() else other

    return _LATIN.sub(letter, text)


def _names(text: str) -> list[str]:
    return [m[0] for m in _NAME.finditer(text) if m[0][0].isupper()]


def _other_digits(number: str, rng: random.Random) -> str:
    if number.isdigit() and rng.random() < 0.2:
        return number + "0" if rng.random() < 0.5 or len(number) < 3 else number[:-1]
    places = [place for place, sign in enumerate(number) if sign.isdigit()]
    place = rng.choice(places[:2])
    other = rng.choice([sign for sign in "123456789" if sign != number[place]])
    return number[:place] + other + number[place + 1 :]
