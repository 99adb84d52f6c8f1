"""Remove what is not the claim from a post: links, handles, markup, emoji, signature."""

import html
import re

_HTML_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|cite|code|del|div|em|font|h[1-6]|hr|i|img|ins|li|mark"
    r"|ol|p|pre|q|s|small|span|strike|strong|sub|sup|table|td|th|tr|tt|u|ul|wbr)"
    r"(\s[^<>]{0,1000}|/)?>",
    re.IGNORECASE,
)
_BREAKING_TAG = re.compile(r"</?(?:blockquote|br|center|div|h|li|ol|p|pre|t|ul)[\s/>\dhdra]", re.I)
# Names of special tokens, as the tokenizers of many encoders write them.
_SPECIAL_TOKEN = re.compile(r"</?s>|<(?:pad|mask|unk|cls|sep|bos|eos)>", re.IGNORECASE)
_MAX_UNESCAPING = 3

# A link ends at a space or at a letter of a script without spaces.
_LINK = re.compile(
    r"(?i:https?:/{1,2}|www\.|pic\.twitter\.com/|t\.co/)"
    # Outside the (?i:…): ignoring case, this set alone takes 3 ms to compile.
    r"[^\s\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)
_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}\.[a-z]{2,24}(?::\d{1,5})?", re.I)
_OPENING = "([{<\"'«“„‘"

# Several may follow one another: "@anna@bert".
_ONE_HANDLE = r"@(\w{1,50})(?:@[\w-]{1,63}\.[\w.-]{1,63})?"
_HANDLE = re.compile(rf"(?<![\w@./])(?:{_ONE_HANDLE})+(?:['’]s\b)?")
_NAMES = re.compile(_ONE_HANDLE)
_LEADING_HANDLES = re.compile(r"(?:[.\s]{0,3}@\w{1,50}[,:]?\s)+")
_HASHTAG = re.compile(r"(?<!&)[#＃]([\w\u200c]{1,140})")

_MAX_SIGNATURE = 120
_SIGNATURE_END = re.compile(r"\(@\w{1,30}\)[\s\w,.:·]{0,40}")
_DASH = re.compile(r"[—–―](?=\s)|(?<=\s)--?(?=\s)")

# Pictures, arrows, dingbats, flags and their skin tones; not ° © ™, not currency.
_EMOJI = re.compile(
    "[\u203c\u2049\u20e3\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff\U0001fb00-\U0001fbff]+"
)

# An abbreviation alone is not shouting, and shouting may contain a link or a lower-case "i".
_MIN_SHOUTED_LETTERS = 12
_SHOUTED_SHARE = 0.7


def undo_html(text: str) -> str:
    """Resolve entities and drop tags; a comparison such as "a<b and c>d" stays."""
    if "&" in text:
        text = _unescape(text)
    if "<" not in text:
        return text
    return _HTML_TAG.sub(_tag, _SPECIAL_TOKEN.sub(" ", text))


def _unescape(text: str) -> str:
    # Scraped feeds are often escaped twice; more rounds would only serve an attack.
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
    """Remove URLs, with or without https."""
    if "://" in text or "." in text or ":/" in text:
        text = _LINK.sub(" ", text)
    if "/" not in text:
        return text
    return " ".join(word for word in text.split(" ") if not _is_bare_link(word))


def _is_bare_link(word: str) -> bool:
    host, slash, _ = word.lstrip(_OPENING).partition("/")
    return bool(slash) and len(host) <= 253 and _DOMAIN.fullmatch(host) is not None


def cut_signature(text: str) -> str:
    """Cut the "— Name (@handle) January 14, 2020" at the end of embedded tweets."""
    return _split_signature(text)[0]


def byline(text: str) -> str:
    """Give who signed an embedded tweet and when: "Name January 14, 2020"; empty without."""
    _, signature = _split_signature(drop_links(undo_html(text)).rstrip())
    name, _, handle_and_date = signature.lstrip("—–―- ").rpartition("(@")
    return f"{name}{handle_and_date.partition(')')[2].lstrip()}".strip()


def _split_signature(text: str) -> tuple[str, str]:
    handle_at = text.rfind("(@")
    if handle_at < 0 or not _SIGNATURE_END.fullmatch(text, handle_at):
        return text, ""
    reach = max(0, handle_at - _MAX_SIGNATURE)
    dashes = [match.start() for match in _DASH.finditer(text, reach, handle_at)]
    # The last dash begins the signature; the text may have dashes of its own.
    kept = text[: dashes[-1]].rstrip() if dashes else ""
    return (kept, text[dashes[-1] :]) if kept else (text, "")


def drop_handles(text: str) -> str:
    """Remove @names, unless the text has nothing else."""
    if "@" not in text:
        return text
    kept = _HANDLE.sub(" ", text)
    if any(letter.isalnum() for letter in kept):
        return kept
    return _HANDLE.sub(lambda match: f" {' '.join(_NAMES.findall(match[0]))} ", text)


def handles_to_words(text: str) -> str:
    """Remove the @names at the start of a reply; write those inside a sentence as words."""
    if "@" not in text:
        return text
    start = _LEADING_HANDLES.match(text)
    kept = text[start.end() :] if start else text
    if not any(letter.isalnum() for letter in kept):
        kept = text
    return _HANDLE.sub(_handle_words, kept)


def _handle_words(match: re.Match[str]) -> str:
    return f" {' '.join(map(split_camel_case, _NAMES.findall(match[0])))} "


def split_hashtags(text: str) -> str:
    """Write hashtags as words."""
    if "#" not in text and "＃" not in text:
        return text
    return _HASHTAG.sub(lambda match: f" {split_camel_case(match[1])}", text)


def split_camel_case(name: str) -> str:
    """Split a name in camel case into words: ``STOP5GNow`` → ``STOP 5G Now``."""
    letters = [name[:1]]
    for index in range(1, len(name)):
        if _starts_word(name, index):
            letters.append(" ")
        letters.append(name[index])
    return "".join(letters).replace("_", " ")


def _starts_word(name: str, index: int) -> bool:
    before, letter, after = name[index - 1], name[index], name[index + 1 : index + 2]
    if letter.isdigit():
        # In G7, F16 and H1N1 a single letter and its number stay together.
        return before.isalpha() and name[max(0, index - 2) : index].isalpha() and index > 1
    if not letter.isupper():
        return False
    if before.isdigit():
        return after.islower()
    return before.islower() or (before.isupper() and after.islower())


def drop_emoji(text: str) -> str:
    """Remove emoji, flags included, which rarely say more than the words."""
    return text if text.isascii() else _EMOJI.sub(" ", text)


def lowercase_shouting(text: str) -> str:
    """Lower-case a text that is mostly capitals, which the encoder reads as other words."""
    cased = [letter for letter in text if letter.isupper() or letter.islower()]
    shouted = sum(map(str.isupper, cased))
    if len(cased) >= _MIN_SHOUTED_LETTERS and shouted > _SHOUTED_SHARE * len(cased):
        return text.lower()
    return text
