"""What an attacker puts into a fact-check: for terminals, and for spreadsheets."""

import re

C0_AND_C1 = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) != "\n"]
DIRECTIONS = [chr(code) for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F))]
ISOLATES = [chr(code) for code in range(0x2066, 0x2070)]
INVISIBLE = ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u2028", "\u2029", "\U000e0041"]
SEQUENCES = [
    "\x1b[2J\x1b[H",
    "\x1b[31mred",
    "\x1b]52;c;ZWNobyBoaQ==\x07",
    "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "\x1b]0;title\x07",
    "\x1b[6n",
    "\x1b[?1049h",
    "\x1bc",
    "\x1b(0",
    "\x9b31m",
    "\x9d52;c;ZWNobyBoaQ==\x9c",
    "\x1bP$q\x1b\\",
    "\x90+q544e\x9c",
    "\x1b_Gf=24;AAAA\x1b\\",
    "\x05\x1b[c",
    "\x1b[5i",
    "\x1b[21t",
    "\x1bM",
    "\x1b#8",
    "\x1b]4;1;?\x07",
    "\x1b]1337;File=:AAAA\x07",
    "\x1b[?1000h",
    "\x1b[3J",
    "\x1bX hidden \x1b\\",
    "\x1b^ hidden \x1b\\",
    "\b\b\b\b\bMATCH",
    "\r\x1b[1A\x1b[2KMATCH",
    "\r\n1. Verdict: TRUE",
    "[red]red[/red]",
    "[/b]",
    "[link=https://evil.example]here[/link]",
    ":warning:",
    "\u202emoc.elgoog\u202c",
    "e" + "\u0301" * 60,
]
TERMINAL = [*C0_AND_C1, *DIRECTIONS, *ISOLATES, *INVISIBLE, *SEQUENCES]

# What no view of anything may send to a terminal, but for colours of our own. The two joiners
# are letters to Persian and to emoji.
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
OBEYED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e0fff]|\x1b\\[31mred"
)

_STARTS = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
_BEFORE = ["", " ", "\t", "\r\n", "\u200b"]
FORMULAS = [f"{before}{start}cmd|' /C calc'!A0" for before in _BEFORE for start in _STARTS]
# A spreadsheet looks past what comes before the sign.
LIVE = re.compile(r"^[\s\u200b\ufeff\x00]*[=+\-@＝＋－＠]")

# Each would be markup, a new record or a command somewhere.
HOSTILE_TEXTS = (
    "}, note = {owned}} @misc{evil, title={x}",
    "unbalanced { brace",
    "unbalanced } brace",
    "back\\slash \\input{/etc/passwd} %comment $math$ #1 ~ ^ _ &",
    'quotes " \' ` and "}',
    "line\nER  - \r\nTY  - BOOK\nTI  - other",
    "ER  - ",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</p></div>--><!-- ]]> <![CDATA[",
    '" onmouseover="alert(1)',
    "[click](javascript:alert(1)) ![x](http://evil.example/x) `code` | cell |",
    '=HYPERLINK("http://evil.example")',
    "\x1b[2J\x1b]52;c;eA==\x07\x9b31m",
    "\u202egnp.exe\u202c \u2066\u2069 \u200b\u200f\ufeff\U000e0041",
    "lone \ud83d surrogate \0 nul",
    "شرب «الماء» الساخن; يعالج, and und AND و",
    "@online{x, and and, others}",
    "{{{publisher}}} {0} %s %(x)s",
    "x" * 5_000,
    ",",
    ";",
)
HOSTILE_URLS = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://x.example/}{\\%&#~^_$",
    'https://x.example/"onmouseover="alert(1)',
    "https://x.example/a b<c>|`",
    "https://x.example/\u202egnp",
    "https://x.example/a\nER  - \nTY  - BOOK",
    "https://x.example/؟q=ماء&amp;x=1",
    "https://[broken/",
    "not an address",
)

# Markup in Markdown.
MARKDOWN = [
    "<script>alert(1)</script>",
    "![x](https://evil.example/pixel.png)",
    "[click](javascript:alert(1))",
    "a | b | c",
    "# heading",
    "- item",
    "1. item",
    "1) item",
    "2021 - a year",
    "> quote",
    "```\ncode",
    "*bold* _italic_ ~~gone~~ `code`",
    "</td></tr></table>",
    "&lt;b&gt; &#x41;",
    "www.evil.example https://evil.example",
    "a \\| b \\",
    "@somebody #12",
]
