from factcheck.matching.comparing import Candidate, TermStatistics, compare
from factcheck.matching.support import supporting_signals

ASKED = ("bridge", "mostar", "closed")
SPELLED = {"bridge": "bridge", "mostar": "Mostaru", "closed": "closed"}


def signals(claim, cosine, *, across=False):
    statistics = TermStatistics(50, 5.0, lambda terms: dict.fromkeys(terms, 1))
    [comparison] = compare(ASKED, [Candidate(1, tuple(claim.split()), (), cosine)], statistics)
    return {s.name: s for s in supporting_signals(comparison, SPELLED, across=across)}


def test_shared_words_are_named_as_they_were_asked():
    assert "“Mostaru”" in signals("mostar bridge", 0.5)["shared_words"].text


def test_meaning_says_when_it_crosses_languages():
    assert "across two languages" in signals("most", 0.91, across=True)["same_meaning"].text


def test_what_any_two_claims_share_is_not_worth_a_line():
    assert signals("weather", 0.7) == {}


def test_support_never_counts_as_a_conflict():
    found = signals("closed mostar bridge", 0.95)

    assert set(found) == {"same_meaning", "shared_words", "similar_wording"}
    assert not any(signal.conflict for signal in found.values())
