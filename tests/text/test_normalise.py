"""Two spellings of a sentence become one; two different sentences never do."""

import sys
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.text import normalise
from factcheck.text.normalise import (
    MAX_CHARACTERS,
    MAX_COMPARED,
    clean,
    clean_lines,
    comparable,
    folded,
    folded_words,
    is_junk,
    readable,
    wording,
    words,
)

# Pieces that meet one another in posts and in attacks on filters.
PIECES = (
    "vaccine", "Вакцина", "љубав", "a", "B", "и", "1", "½", "²", " ", "  ", "\n",
    ".", "-", "*", "@who", "#StopIt", "https://", "t.co/", "www.", "&amp;",
    "&lt;", "<b>", "</b>", "<s>", "br>",
    "\u200b", "\u200d", "\u00ad", "\u202e", "\ufe0f", "\u0301", "\u0336", "\ufdfa", "\ud800",
    "\x00", "😀", "🇬🇧", "🅰", "ｖ", "𝐯", "а", "İ", "ß", "ǆ",
    "— N (@x) May 1", "अ", "्", "\u200c", "ی", "4", "$",
)  # fmt: skip
posts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
any_text = st.text(
    st.characters(codec=None, categories=None),
    max_size=60,  # lone surrogates too
)

CLAIM = "Vaccine contains microchips, the minister said"


def every_code_point():
    """All of Unicode but the bulk of ideographs and private use, where one speaks for many."""
    for number in range(sys.maxunicode + 1):
        bulk = 0x3500 <= number < 0x9F00 or 0xAC10 <= number < 0xD700 or number >= 0x20000
        if not bulk or number % 61 == 0 or 0xE0000 <= number < 0xE0200:
            yield chr(number)


def test_cleaning_twice_changes_nothing_for_any_code_point():
    unstable = [c for c in every_code_point() if clean(clean(f"a{c}b {c}")) != clean(f"a{c}b {c}")]

    assert unstable == []


def test_comparing_twice_changes_nothing_for_any_code_point():
    unstable = []
    for letter in every_code_point():
        once = comparable(f"ab{letter}c {letter}")
        if comparable(once) != once:
            unstable.append(letter)

    assert unstable == []


def test_reading_twice_changes_nothing_for_any_code_point():
    unstable = []
    for letter in every_code_point():
        once = readable(f"ab{letter}c {letter}")
        if readable(once) != once:
            unstable.append(letter)

    assert unstable == []


def test_no_control_or_format_character_survives_cleaning_but_the_visible_ones():
    visible = {
        c for c in map(chr, range(0x110CE))
        if "NUMBER" in unicodedata.name(c, "") or "SIGN" in unicodedata.name(c, "")
        or "POUND MARK" in unicodedata.name(c, "") or "PIASTRE MARK" in unicodedata.name(c, "")
        or "END OF AYAH" in unicodedata.name(c, "") or "ABBREVIATION" in unicodedata.name(c, "")
        or "FOOTNOTE MARKER" in unicodedata.name(c, "")
    }  # fmt: skip
    left = [
        c for c in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in visible
        and c in clean(f"a{c}b").replace(" ", "")
    ]  # fmt: skip

    assert [hex(ord(c)) for c in left] == []


@pytest.mark.parametrize(
    "function", [clean, clean_lines, comparable, readable, folded], ids=lambda f: f.__name__
)
@given(text=any_text | posts)
def test_the_same_again_changes_nothing(function, text):
    once = function(text)

    assert function(once) == once


@given(text=any_text | posts)
def test_the_answer_is_always_text_that_can_be_written_to_a_file(text):
    for function in (clean, clean_lines, comparable, readable, folded):
        function(text).encode("utf-8")
    assert all(word.strip() for word in words(text) + folded_words(text))
    assert is_junk(text) in (True, False)


@given(text=st.text(max_size=80).map(lambda text: text * 400))
@settings(max_examples=25, deadline=None)
def test_no_text_grows_beyond_the_bounds(text):
    assert len(readable(text)) <= MAX_CHARACTERS
    assert len(comparable(text)) <= MAX_COMPARED
    assert len(clean(text)) <= 3 * len(text)


def test_a_flood_of_an_arabic_honorific_stays_bounded():
    assert len(readable("\ufdfa" * 5000)) <= MAX_CHARACTERS
    assert len(comparable("\ufdfa" * 5000)) <= MAX_COMPARED


def test_cleaning_keeps_case_script_and_every_visible_letter():
    text = "Đorđe je rekao: “Вакцина ½” – ２０２０ ﷺ ﬁ Straße İ"

    assert clean(text) == text


def test_persian_and_hindi_keep_the_joiners_that_shape_their_letters():
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert clean("क्\u200dष") == "क्\u200dष"
    assert clean("vac\u200dcine") == "vaccine"


def test_spaces_of_every_kind_become_single_ones():
    assert clean("\t two\u00a0\u2003 words\r\n\u2028here\u2800 ") == "two words here"


def test_lines_stay_lines_with_at_most_one_empty_one_between():
    assert (
        clean_lines("\n\none  line\r\n\r\n\n\nsecond\u2028third\n") == "one line\n\nsecond\nthird"
    )


DISGUISES = {
    "zero-width space": "Vac\u200bcine con\u200btains microchips, the minister said",
    "soft hyphen": "Vac\u00adcine contains micro\u00adchips, the minister said",
    "word joiner": "V\u2060accine contains m\u2060icrochips, the minister said",
    "variation selectors": "Va\ufe0fcci\U000e0101ne contains microchips, the minister said",
    "tags": "Vaccine\U000e0041\U000e0042 contains microchips, the minister said",
    "bidi controls": "\u202eVaccine\u202c contains microchips\u2066, the minister said",
    "NUL": "Vac\x00cine contains microchips, the minister said",
    "lone surrogate": "Vac\ud800cine contains microchips, the minister said",
    "Cyrillic letters": "Vассinе соntаins miсrосhiрs, thе ministеr sаid",
    "Greek letters": "Vαccine contαins micrοchips, the minister said",
    "full width": "Ｖａｃｃｉｎｅ ｃｏｎｔａｉｎｓ microchips, the minister said",
    "bold mathematics": "𝐕𝐚𝐜𝐜𝐢𝐧𝐞 contains 𝓶𝓲𝓬𝓻𝓸𝓬𝓱𝓲𝓹𝓼, the minister said",
    "squared letters": "🆅🅰🅲🅲🅸🅽🅴 contains microchips, the minister said",
    "struck through": "V\u0336a\u0336c\u0336c\u0336i\u0336n\u0336e\u0336"
    " contains microchips, the minister said",
    "accent flood": "Vac" + "\u0301\u0316\u0324" * 20
    + "cine contains microchips, the minister said",
    "spelled with spaces": "V a c c i n e  contains  m i c r o c h i p s , the minister said",
    "spelled whole": "V a c c i n e  c o n t a i n s  m i c r o c h i p s ,  t h e  minister said",
    "spelled with dots": "V.a.c.c.i.n.e contains microchips, the minister said",
    "spelled with dashes": "Vaccine contains m-i-c-r-o-c-h-i-p-s, the minister said",
    "spelled with asterisks": "V*a*c*c*i*n*e contains microchips, the minister said",
    "digits for letters": "V4cc1ne contains m1cr0ch1ps, the minister said",
    "signs for letters": "V@ccine contains microchip$s, the minister said".replace("p$s", "ps"),
    "markup": "<b>Vaccine</b> contains micro<i>chips</i>, the minister said",
    "entities": "Vaccine&nbsp;contains&#32;microchips, the minister said",
    "encoder marks": "<s>Vaccine</s> contains <mask> microchips, the minister said",
    "emoji": "Vaccine 💉 contains microchips, the minister said 😱😱",
    "a link": "Vaccine contains microchips, the minister said https://t.co/aBc123",
    "a picture link": "Vaccine contains microchips, the minister said pic.twitter.com/aBc",
    "a page without https": "Vaccine contains microchips, the minister said example.org/a/b.html",
    "embedded post": "Vaccine contains microchips, the minister said"
    " — A Name (@some_name) January 14, 2020",
    "reply": "@someone @other_one Vaccine contains microchips, the minister said",
}  # fmt: skip


@pytest.mark.parametrize("disguised", DISGUISES.values(), ids=DISGUISES.keys())
def test_a_disguised_claim_is_comparable_with_the_plain_one(disguised):
    assert words(disguised) == words(CLAIM)


@pytest.mark.parametrize("disguised", DISGUISES.values(), ids=DISGUISES.keys())
def test_the_encoder_reads_a_disguised_claim_as_the_plain_one(disguised):
    plain = readable(disguised).casefold().replace(" ,", ",")

    assert plain == CLAIM.casefold()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("5g", id="a network"),
        pytest.param("covid19", id="a disease with its year"),
        pytest.param("h1n1", id="a virus"),
        pytest.param("4x4", id="a car"),
        pytest.param("mp3", id="a file"),
        pytest.param("ab123cd", id="a number plate"),
        pytest.param("usb-приёмник", id="a word of two scripts with a hyphen"),
        pytest.param("a i u bosni", id="one-letter words in a row"),
        pytest.param("wwiii and wwii", id="Roman numerals"),
        pytest.param("a<b and c>d", id="a comparison"),
        pytest.param("x ≠ y", id="an unequal sign"),
        pytest.param("and/or 5/6 km/h", id="slashes that are no link"),
        pytest.param("50 °c", id="degrees"),
        pytest.param("me@example.org", id="a mail address"),
        pytest.param("вакцины убивают людей", id="Russian"),
        pytest.param("टीका सुरक्षित है", id="vowel signs"),
        pytest.param("čaj i đak", id="accents"),
    ],
)
def test_text_without_a_disguise_stays(text):
    assert comparable(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("3½ percent", "31/2 percent", id="a fraction after a number"),
        pytest.param("10⁶ people", "106 people", id="a power"),
        pytest.param("čas", "ćas", id="two letters that fold to one"),
        pytest.param("World War III", "World War II", id="numerals"),
        pytest.param("5 people", "50 people", id="numbers"),
        pytest.param("4.1 %", "41 %", id="decimals"),
        pytest.param("a ≠ b", "a = b", id="signs"),
    ],
)
def test_claims_with_different_meanings_stay_different(one, other):
    assert comparable(one) != comparable(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Вакцина убија људе", "vakcina ubija ljude", id="Serbian in two scripts"),
        pytest.param("İSTANBUL", "istanbul", id="Turkish dotted capital"),
        pytest.param("c\u030caj", "čaj", id="accents apart"),
        pytest.param("“Ne” – rekao je", '"ne" - rekao je', id="quotes and dashes"),
        pytest.param("#AustralianFires", "australian fires", id="hashtag with capitals"),
        pytest.param("#STOP5G", "stop 5g", id="hashtag with a number"),
        pytest.param("#G7 #covid_19", "g7 covid 19", id="hashtag with a name and an underscore"),
        pytest.param("Q&amp;amp;A", "q&a", id="escaped twice"),
        pytest.param("soooooo bad!!!!!!!", "soo bad!!!", id="runs"),
    ],
)
def test_spellings_of_the_same_text_become_equal(one, other):
    assert comparable(one) == comparable(other)


def test_short_words_are_joined_too_where_a_whole_sentence_is_spelled():
    assert comparable("I t  i s  n o t  t r u e") == "it is not true"


def test_a_word_disguised_whole_is_folded_only_beside_mixed_words():
    assert comparable("We рау for the vассinе") == "we pay for the vaccine"
    assert readable("The word рау is foreign") == "The word рау is foreign"


def test_a_text_that_is_only_a_handle_keeps_its_name():
    assert comparable("@city_hall") == "city_hall"
    assert comparable("https://example.org/x") == ""


def test_handles_without_a_space_between_are_all_removed():
    # Found by fuzzing: one was dropped each time, and "@1@s@s@1@1" took five times to settle.
    assert comparable("@ana@ivo@mia the bridge was closed") == "the bridge was closed"
    assert comparable("@1\x05@s\x05@s@1@1") == "1 s s 1 1"
    assert readable("They say @ana@CityHall closed it") == "They say ana City Hall closed it"


def test_a_handle_inside_a_sentence_is_read_as_words_and_not_compared():
    text = "They say @CityHall closed the bridge"

    assert readable(text) == "They say City Hall closed the bridge"
    assert comparable(text) == "they say closed the bridge"


def test_a_link_ends_at_a_script_without_spaces():
    assert comparable("https://t.co/abc疫苗有毒") == "疫苗有毒"


def test_the_script_and_case_stay_for_the_encoder():
    assert readable("Вакцина “УБИЈА” људе.") == "Вакцина “УБИЈА” људе."


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("Đaci piju čaj", "djaci piju caj", id="Serbian đ is dj"),
        pytest.param("Đà Nẵng Việt Nam", "da nang viet nam", id="Vietnamese đ is d"),
        pytest.param("IŞIK ışık", "isik isik", id="Turkish"),
        pytest.param("Łódź, København, Straße", "lodz, kobenhavn, strasse", id="strokes"),
        pytest.param("её мышь", "ее мышь", id="Russian ё"),
        pytest.param("мой", "мой", id="й is a letter of its own"),
        pytest.param("टीका", "टीका", id="vowel signs are no accents"),
    ],
)
def test_folding_drops_accents_as_people_do_when_they_type(text, plain):
    assert folded(text) == plain


def test_words_keep_decimal_numbers_whole_and_split_names_at_hyphens():
    assert words("Covid-19: 4.1 % of 10,000, don't.") == (
        "covid", "19", "4.1", "of", "10,000", "don", "t",
    )  # fmt: skip
    assert words("टीका सुरक्षित है।") == ("टीका", "सुरक्षित", "है")
    assert folded_words("Šćepan") == ("scepan",)


@pytest.mark.parametrize(
    "text",
    ["", "...", "????", "a", "😀😀😀", "https://t.co/abc", "Hello!", "Selamat pagi", "hahaha lol",
     "wkwkwk", "Habari za asubuhi", "dobar dan", "vaccine vaccine", "12 345", "@a @b"],
)  # fmt: skip
def test_text_that_cannot_be_a_claim_is_junk(text):
    assert is_junk(text)


@pytest.mark.parametrize(
    "text", ["Vaccines kill", "疫苗有毒", "Vaksin haram", "Maske ubijaju", "วัคซีนอันตราย", "5G kills"]
)
def test_a_short_claim_is_not_junk(text):
    assert not is_junk(text)


WORST_REPEATS = (
    "a ", "a.", "a-", "<b ", "<", "&amp;", "@a", " @a", "#a", "#A", "(@a", "— ", "http://", "www.",
    "a.a", "a.b/ ", "1.", "4a", "a4a", "aa", "!!", "\u0301", "a\u0336", "\ufdfa", "aа",
    "\u200b", "ا\u200c",
    "\n", "½", "1²", "İ", "अ\u200d", "𝐚", "\ud800", "\x00", "@a@b.",
)  # fmt: skip


@pytest.mark.parametrize("piece", WORST_REPEATS, ids=ascii)
def test_a_hundred_thousand_characters_take_bounded_time(piece):
    text = piece * (100_000 // len(piece))
    for function in (clean, clean_lines, comparable, readable, folded, words, is_junk):
        started = time.process_time()
        function(text)

        assert time.process_time() - started < 0.5


# What everyday text is made of, and what makes it need more than everyday steps.
EVERYDAY = (
    "a", "i", "The", "mayor", "ČAŠA", "šuma", "Ÿ", "ﬁ", "ı", "İ", "ß", "ĳ", "ŉ", "AaAa", "nnn", "N",
    "v4cc1ne", "4.1", "1,5", "5G", "U.S.A.", "x-y-z", "x–y–z", "—–--", "www.", "http:", "/", "@b",
    "#c", "&", "<b>", "…", "“", "’", "'", "!", "[", "|", "$", "«", "¿", "€",
    " ", "  ", " ", " ", ".", "-",
)  # fmt: skip


@given(text=st.lists(st.sampled_from(EVERYDAY), max_size=12).map("".join))
def test_the_fast_path_gives_the_same_result_as_all_steps(text):
    long_way = normalise._until_stable(text, normalise._COMPARABLE, MAX_COMPARED)
    read_long = normalise._until_stable(text, normalise._READABLE, 4 * MAX_CHARACTERS)

    assert (comparable(text), readable(text)) == (long_way, read_long)


def test_most_texts_take_the_fast_path():
    assert normalise._is_plain("The minister said: “We closed 4.1% of schools” – in Čačak.")
    assert not normalise._is_plain("See www.example.org")


_PIECES = st.sampled_from(
    [
        "https://t.co/a1B2", "http://x.example/?a=1&amp;b=2", "t.co/x", "www.example.org", "a/b",
        "@user1", "@WHO", "RT @user1:", "(@x) January 14", "— Name", "#StopNow", "#5G", "😡", "‼️",
        "👨‍👩‍👧", "Masks", "do not", "w o r k", "h3ll0", "goooood", "5G", "3,5%", "Zaštita", "вода",
        "&amp;", "<b>", "\u200b", "\ufe0f", "½", "ﬁ", "i.e.", "-", "“quoted”", "\n", "\u00a0", "A",
    ]
)  # fmt: skip


@settings(max_examples=1_000)
@given(st.lists(st.tuples(_PIECES, st.sampled_from([" ", " ", "", "  "])), max_size=12))
def test_the_fast_path_for_posts_gives_the_same_result_as_all_steps(pieces):
    post = "".join(piece + gap for piece, gap in pieces)

    assert readable(post) == normalise._until_stable(post, normalise._READABLE, 8_000)
    assert comparable(post) == normalise._until_stable(post, normalise._COMPARABLE, 10_000)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("A 'sealed' dam.", "A “sealed” dam", id="single and double"),
        pytest.param("«Da», rekao je", "da, REKAO je!", id="guillemets and case"),
        pytest.param("They don’t burn", "They dont burn", id="an apostrophe"),
    ],
)
def test_quotation_marks_make_no_other_wording(one, other):
    assert wording(one) == wording(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("He is 6' tall", 'He is 6" tall', id="feet and inches"),
        pytest.param("It fell by 5 %", "It fell by 5", id="a sign"),
        pytest.param("a sealed dam", "an unsealed dam", id="a prefix"),
    ],
)
def test_other_signs_make_another_wording(one, other):
    assert wording(one) != wording(other)
