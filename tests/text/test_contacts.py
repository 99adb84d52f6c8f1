"""Telephone numbers, mail addresses and handles go; dates, amounts and the claim stay."""

import pytest

from factcheck.text.contacts import without_contacts


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("061 123 456", id="Bosnian mobile"),
        pytest.param("061/123-456", id="Bosnian with a slash"),
        pytest.param("+387 61 123 456", id="Bosnian from abroad"),
        pytest.param("00387-33-123-456", id="Bosnian with zeros"),
        pytest.param("091 123 4567", id="Croatian mobile"),
        pytest.param("(01) 4812 345", id="Croatian landline"),
        pytest.param("064/123-45-67", id="Serbian in pairs"),
        pytest.param("+381 (0)64 1234567", id="Serbian with a bracket"),
        pytest.param("0812-3456-7890", id="Indonesian mobile"),
        pytest.param("+62 812 3456 7890", id="Indonesian from abroad"),
        pytest.param("(021) 555 1234", id="Indonesian landline"),
        pytest.param("0712 345 678", id="Kenyan mobile"),
        pytest.param("254712345678", id="Kenyan as WhatsApp has it"),
        pytest.param("712 345 678", id="Kenyan without its zero"),
        pytest.param("+255 754 123 456", id="Tanzanian"),
        pytest.param("(555) 123-4567", id="American"),
        pytest.param("+44 20 7946 0958", id="British"),
        pytest.param("٠٥٥١٢٣٤٥٦٧", id="Saudi in Arabic digits"),
        pytest.param("+٩٦٦ ٥٥ ١٢٣ ٤٥٦٧", id="Saudi from abroad"),
        pytest.param("0770 123 4567", id="Iraqi"),
        pytest.param("0101990123456", id="a number of a person in Bosnia"),
        pytest.param("3171234567890123", id="a number of a person in Indonesia"),
        pytest.param("+387\u200b61\u00a0123‑456", id="with invisible characters in it"),
    ],
)
def test_a_telephone_number_goes(number):
    assert without_contacts(f"Zovi {number}, most je zatvoren") == (
        "Zovi [number], most je zatvoren"
    )


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        pytest.param("Piši na amina.h@provjera.example!", "Piši na [mail]!", id="mail"),
        pytest.param("amina (at) provjera.example", "[mail]", id="mail in disguise"),
        pytest.param("Kaže @amina_h: most", "Kaže [handle]: most", id="handle"),
        pytest.param("@desk@social.example says", "[handle] says", id="handle of Mastodon"),
        pytest.param("t.me/kanal_vijesti kaže", "t.me/[handle] kaže", id="Telegram"),
        pytest.param("https://wa.me/254712345678 hii", "https://wa.me/[handle] hii", id="WhatsApp"),
        pytest.param(
            "https://www.facebook.com/amina.h/posts/12",
            "https://www.facebook.com/[handle]",
            id="fb",
        ),
        pytest.param("https://x.com/amina/status/1 !", "https://x.com/[handle] !", id="X"),
    ],
)
def test_mail_and_handles_go(text, becomes):
    assert without_contacts(text) == becomes


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Od 01.02.2021. do 31. 12. 2021. most je zatvoren", id="days"),
        pytest.param("Between 2021-03-04 and 2021-03-05, 2019 2020 2021", id="ISO days and years"),
        pytest.param("1.500.000 KM, 400 000 000 eura, 12,5 % i 150.000.000", id="amounts"),
        pytest.param("Rp 1.234.567.890 untuk 40000000 orang", id="Indonesian amounts"),
        pytest.param("Crime rose 50% in 12 years, by 1,234,567", id="figures"),
        pytest.param("https://site.example/vijest/123456789012?id=0612345678", id="other links"),
        pytest.param("Kunywa maji ya moto kunaua virusi vya COVID-19 5G", id="words"),
        pytest.param("المياه الساخنة تعالج الإنفلونزا في ٢ يومين", id="Arabic"),
    ],
)
def test_what_is_no_contact_stays(text):
    assert without_contacts(text) == text
