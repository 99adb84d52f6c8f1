"""Take out of a text what reaches a person: telephone numbers, mail addresses, handles."""

import re

from factcheck.text.normalise import clean

_LINK = re.compile(r"(?:https?://|(?<![\w.@-])www\.)[^\s<>\"'“”]+", re.IGNORECASE)
# On these sites, what follows the host names a person, or what one posted.
_PROFILE = re.compile(
    r"(?<![\w.@-])((?:https?://)?(?:[\w-]{1,20}\.){0,2}(?:"
    r"(?:facebook|fb|instagram|threads|twitter|x|tiktok|telegram|whatsapp|linkedin|snapchat|vk|"
    r"viber|discord|reddit|bsky)\.(?:com|net|org|app|gg)|(?:fb|m|t|wa|telegram|signal)\.me))"
    r"/[^\s<>\"'“”]+",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"(?<![\w.+%'-])[\w.+%'-]{1,64}\s?(?:[@＠]|\(at\)|\[at\])\s?(?:[\w-]{1,63}\.){1,8}\w{2,24}",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<!\w)[@＠]\w[\w.-]{0,62}(?:@[\w.-]{1,63})?")
# Digits of any script, and what people put between those of one number.
_NUMBER = re.compile(r"(?<!\d)[+＋(]{0,2}\d(?:[ \u00a0./()\u2010-\u2015\u2212-]{0,3}\d)*")
_FROM_OUTSIDE = re.compile(r"[+＋(]|[0٠۰०০]")
# What is written with as many digits and is no number that anybody can call.
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?:1[5-9]|20)\d\d"
_NO_CALL = re.compile(
    rf"(?<!\d)(?:{_DAY}[./-] ?{_DAY}[./-] ?{_YEAR}|{_YEAR}[./-]\d\d?[./-]\d\d?|{_YEAR}"
    r"|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[ \u00a0]\d{3})*[ \u00a0]000)(?!\d)"
)
_DIALLED_DIGITS = 7
_MOST_AMOUNT_DIGITS = 8


def without_contacts(text: str) -> str:
    """Return *text* on one line, with ``[number]``, ``[mail]`` and ``[handle]`` for contacts.

    Links stay, but for what follows the host of a social network. Names of people stay too:
    nothing here knows them.
    """
    parts, end = [], 0
    text = clean(text)
    for link in _LINK.finditer(text):
        parts += [_words(text[end : link.start()]), _PROFILE.sub(r"\1/[handle]", link[0])]
        end = link.end()
    return "".join((*parts, _words(text[end:])))


def _words(text: str) -> str:
    text = _PROFILE.sub(r"\1/[handle]", text)
    text = _MAIL.sub("[mail]", _HANDLE.sub("[handle]", text))
    return _NUMBER.sub(_number, text)


def _number(match: re.Match[str]) -> str:
    """Return ``[number]`` for what can be called or names a person, such as a number of an id."""
    number = match[0]
    is_amount = sum(map(str.isdecimal, number)) <= _MOST_AMOUNT_DIGITS
    if _FROM_OUTSIDE.match(number):
        is_amount = sum(map(str.isdecimal, number)) < _DIALLED_DIGITS
    rest = _NO_CALL.sub("", number) if number[:1] not in "+＋(" else number
    is_day = sum(map(str.isdecimal, rest)) < _DIALLED_DIGITS
    return number if is_amount or is_day else "[number]"
