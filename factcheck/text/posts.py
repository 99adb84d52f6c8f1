"""Take out of a post what is not the claim: links, handles, markup, emoji, the signature."""

import html
import re

_HTML_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|cite|code|del|div|em|font|h[1-6]|hr|i|img|ins|li|mark"
    r"|ol|p|pre|q|s|small|span|strike|strong|sub|sup|table|td|th|tr|tt|u|ul|wbr)"
    r"(\s[^<>]{0,1000}|/)?>",
    re.IGNORECASE,
)
_BREAKING_TAG = re.compile(r"</?(?:blockquote|br|center|div|h|li|ol|p|pre|t|ul)[\s/>\dhdra]", re.I)
# Words that the encoder's tokeniser would take for its own marks.
_ENCODER_MARK = re.compile(r"</?s>|<(?:pad|mask|unk|cls|sep|bos|eos)>", re.IGNORECASE)
_MAX_UNESCAPING = 3

# A link ends at a space or where a script without spaces goes on.
_LINK = re.compile(
    r"(?i:https?:/{1,2}|www\.|pic\.twitter\.com/|t\.co/)"
    # Without regard to case this set alone would take Python 3 ms to compile.
    r"[^\s\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)
_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}\.[a-z]{2,24}(?::\d{1,5})?", re.I)
_OPENING = "([{<\"'«“„‘"

# Several may hang together: "@anna@bert".
_ONE_HANDLE = r"@(\w{1,50})(?:@[\w-]{1,63}\.[\w.-]{1,63})?"
_HANDLE = re.compile(rf"(?<![\w@./])(?:{_ONE_HANDLE})+(?:['’]s\b)?")
_NAMES = re.compile(_ONE_HANDLE)
_LEADING_HANDLES = re.compile(r"(?:[.\s]{0,3}@\w{1,50}[,:]?\s)+")
_HASHTAG = re.compile(r"(?<!&)[#＃]([\w\u200c]{1,140})")

_SIGNATURE_REACH = 120
_SIGNATURE_END = re.compile(r"\(@\w{1,30}\)[\s\w,.:·]{0,40}")
_DASH = re.compile(r"[—–―](?=\s)|(?<=\s)--?(?=\s)")

# Pictures, arrows, dingbats, flags and their skin tones; not ° © ™, not currency.
_EMOJI = re.compile(
    "[\u203c\u2049\u20e3\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff\U0001fb00-\U0001fbff]+"
)

# An abbreviation is no shout, and a shout may hold a link or a small "i".
_FEWEST_SHOUTED = 12
_SHOUTED_SHARE = 0.7


def undo_html(text: str) -> str:
    """Resolve entities and drop tags; a comparison such as "a<b and c>d" stays."""
    if "&" in text:
        text = _unescape(text)
    if "<" not in text:
        return text
    return _HTML_TAG.sub(_tag, _ENCODER_MARK.sub(" ", text))


def _unescape(text: str) -> str:
    # Escaped twice is common in scraped feeds; escaped more often than that is an attack.
    for _ in range(_MAX_UNESCAPING):
        plain = html.unescape(text)
        if plain == text:
            break
        text = plain
    return text


def _tag(match: re.Match[str]) -> str:
    attributes = (match[1] or "").strip(" \t\n/")
    if attributes and "=" not in attributes:
        return match[0]
    return " " if _BREAKING_TAG.match(match[0]) else ""


def drop_links(text: str) -> str:
    """Take out addresses of pages, with or without https."""
    if "://" in text or "." in text or ":/" in text:
        text = _LINK.sub(" ", text)
    if "/" not in text:
        return text
    return " ".join(word for word in text.split(" ") if not _is_bare_link(word))


def _is_bare_link(word: str) -> bool:
    host, slash, _ = word.lstrip(_OPENING).partition("/")
    return bool(slash) and len(host) <= 253 and _DOMAIN.fullmatch(host) is not None


def cut_signature(text: str) -> str:
    """Cut the "— Name (@handle) January 14, 2020" that embedded tweets end in."""
    handle_at = text.rfind("(@")
    if handle_at < 0 or not _SIGNATURE_END.fullmatch(text, handle_at):
        return text
    reach = max(0, handle_at - _SIGNATURE_REACH)
    dashes = [match.start() for match in _DASH.finditer(text, reach, handle_at)]
    # The last one: what stands before it may have dashes of its own.
    kept = text[: dashes[-1]].rstrip() if dashes else ""
    return kept or text


def drop_handles(text: str) -> str:
    """Take out @names, unless the text is nothing else."""
    if "@" not in text:
        return text
    kept = _HANDLE.sub(" ", text)
    if any(letter.isalnum() for letter in kept):
        return kept
    return _HANDLE.sub(lambda match: f" {' '.join(_NAMES.findall(match[0]))} ", text)


def spell_handles(text: str) -> str:
    """Take out the @names that a reply begins with; write those inside a sentence as words."""
    if "@" not in text:
        return text
    start = _LEADING_HANDLES.match(text)
    kept = text[start.end() :] if start else text
    if not any(letter.isalnum() for letter in kept):
        kept = text
    return _HANDLE.sub(_spelled, kept)


def _spelled(match: re.Match[str]) -> str:
    return f" {' '.join(map(split_capitals, _NAMES.findall(match[0])))} "


def split_hashtags(text: str) -> str:
    """Write hashtags as the words that they are made of."""
    if "#" not in text and "＃" not in text:
        return text
    return _HASHTAG.sub(lambda match: f" {split_capitals(match[1])}", text)


def split_capitals(name: str) -> str:
    """Cut a run-together name into words: ``STOP5GNow`` → ``STOP 5G Now``."""
    cut = [name[:1]]
    for place in range(1, len(name)):
        if _word_starts(name, place):
            cut.append(" ")
        cut.append(name[place])
    return "".join(cut).replace("_", " ")


def _word_starts(name: str, place: int) -> bool:
    before, letter, after = name[place - 1], name[place], name[place + 1 : place + 2]
    if letter.isdigit():
        # G7, F16 and H1N1 are names: one letter and its number stay together.
        return before.isalpha() and name[max(0, place - 2) : place].isalpha() and place > 1
    if not letter.isupper():
        return False
    if before.isdigit():
        return after.islower()
    return before.islower() or (before.isupper() and after.islower())


def drop_emoji(text: str) -> str:
    """Take out pictures; flags too, for they rarely say more than the words."""
    return text if text.isascii() else _EMOJI.sub(" ", text)


def lower_voice(text: str) -> str:
    """Write what is shouted in small letters: the encoder takes CAPITALS for other words."""
    cased = [letter for letter in text if letter.isupper() or letter.islower()]
    shouted = sum(map(str.isupper, cased))
    if len(cased) >= _FEWEST_SHOUTED and shouted > _SHOUTED_SHARE * len(cased):
        return text.lower()
    return text
