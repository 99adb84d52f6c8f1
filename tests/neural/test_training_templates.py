import random
from collections import Counter

from claim_training.pools import of_template
from claim_training.templates import Pattern, Template, read_templates

FEE = "[1 The mayor|The town's mayor#The council] [2 raised|increased#abolished] the fee ."
NAKNADA = "Naknadu je [2 povećao|podigao#ukinuo] [1 gradonačelnik#općinski načelnik]."
TEMPLATE = Template(
    "fees/fee",
    ("role", "predicate"),
    (Pattern.parse("en", "printed", FEE), Pattern.parse("hr", "post", NAKNADA)),
)
RAISED = {
    "The mayor raised the fee.",
    "The mayor increased the fee.",
    "The town's mayor raised the fee.",
    "The town's mayor increased the fee.",
    "Naknadu je povećao gradonačelnik.",
    "Naknadu je podigao gradonačelnik.",
}


def test_a_pattern_gives_every_wording_of_its_values_and_no_other():
    found = {
        pattern.text({1: 0, 2: 0}, random.Random(seed))
        for pattern in TEMPLATE.patterns
        for seed in range(40)
    }

    assert found == RAISED


def test_texts_of_one_claim_have_the_same_values_and_others_do_not():
    for seed in range(20):
        first, _ = of_template(TEMPLATE, random.Random(seed))
        for text, claim, printed in zip(first.texts, first.claims, first.printed, strict=True):
            assert printed == ("fee" in text.casefold())
            if text in RAISED:
                assert claim == 0
            elif "abolished" in text or "council" in text or "ukinuo" in text:
                assert claim > 0
        assert len(set(first.claims)) == 3


def test_a_text_that_makes_two_claims_is_left_out():
    same = Pattern.parse("en", "printed", "The fee [1 rose#rose by a lot] and [2 fell#rose].")
    ambiguous = Template("fees/both", ("attribute", "predicate"), (same, same))
    pools = [p for seed in range(20) for p in of_template(ambiguous, random.Random(seed))]

    for pool in pools:
        texts = set(zip(pool.texts, pool.claims, strict=True))
        assert len(texts) == len({text for text, _ in texts})


def test_every_shipped_template_has_the_same_slots_and_values_in_every_pattern():
    templates = read_templates()

    assert templates
    for template in templates:
        slots = range(1, len(template.kinds) + 1)
        for pattern in template.patterns:
            numbers = {slot.number: len(slot.values) for slot in pattern.slots}
            assert sorted(numbers) == list(slots), (template.name, pattern.language)
            assert numbers == template.numbers_of_values, (template.name, pattern.language)
            for slot in pattern.slots:
                wordings = [word for value in slot.values for word in value]
                assert all(wordings), (template.name, slot)


def test_no_two_shipped_templates_have_one_name():
    names = Counter(template.name.rsplit("/", 1)[-1] for template in read_templates())

    assert [name for name, count in names.items() if count > 1] == []
