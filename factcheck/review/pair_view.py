"""What a person sees of a pair: both texts with their differences, the ruling, every reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from factcheck.citations.labels import (
    claimant_line,
    language_name,
    publisher_line,
    rating_line,
    ruling_heading,
    score_text,
    state_in_words,
    supporting_signals,
)
from factcheck.citations.one_line import one_line_citation
from factcheck.model import Decision, FactCheck, JudgedPair, Match
from factcheck.reports.document import Line, Tone, ruling_tone
from factcheck.review.review_queue import AskedClaim, Pair
from factcheck.review.word_differences import Marked, marked_differences
from factcheck.text.sanitise import shortened, visible

# Characters; of a pasted article the beginning is enough, or what stands around the sentence that
# was compared.
_CLAIM_SHOWN = 600
_AROUND_PART = 120


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair, ready to be drawn: all text is on one line and without hidden characters.

    Attributes:
        claim: The asked claim, its differences marked.
        candidate: The claim of the fact-check, its differences marked.
        lines: Ruling, reasons and what others judged, the most important first.
    """

    claim_heading: str
    claim: tuple[Marked, ...]
    candidate_heading: str
    candidate: tuple[Marked, ...]
    lines: tuple[Line, ...]
    url: str
    citation: str


def pair_view(pair: Pair, fact_check: FactCheck, judged: Sequence[JudgedPair] = ()) -> PairView:
    """Lay out *pair*.

    Args:
        pair: What is judged.
        fact_check: The suggested one, as it is now.
        judged: What people said of the pair before.
    """
    suggestion = pair.suggestion
    match = Match(fact_check, Decision.SUGGESTED, suggestion.score, suggestion.signals)
    claim, candidate = _texts(pair, fact_check)
    return PairView(
        claim_heading=_claim_heading(pair.claim),
        claim=claim,
        candidate_heading=visible(
            f"Fact-check {pair.rank + 1} of {len(pair.claim.suggestions)}, "
            f"{language_name(fact_check.language)}"
        ),
        candidate=candidate,
        lines=tuple(line for line in _lines(match, judged) if line.text),
        url=visible(fact_check.review_url),
        # Whoever copies it will have answered.
        citation=one_line_citation(fact_check),
    )


def _claim_heading(claim: AskedClaim) -> str:
    times = f", {claim.count:,} times" if claim.count > 1 else ""
    return visible(f"Claim{times}, {language_name(claim.language)}")


def _texts(pair: Pair, fact_check: FactCheck) -> tuple[tuple[Marked, ...], tuple[Marked, ...]]:
    text, part = pair.claim.text, pair.suggestion.part
    before, found, after = text.partition(part) if part else ("", "", "")
    if not found:
        return marked_differences(shortened(text, _CLAIM_SHOWN), fact_check.claim)
    claim, candidate = marked_differences(part, fact_check.claim)
    start = f"… {before[-_AROUND_PART:]}" if before[_AROUND_PART:] else before
    end = f"{after[:_AROUND_PART]} …" if after[_AROUND_PART:] else after
    around = (Marked(visible(start)), *claim, Marked(visible(end)))
    return tuple(each for each in around if each.text), candidate


def _lines(match: Match, judged: Sequence[JudgedPair]) -> Iterator[Line]:
    fact_check = match.fact_check
    yield Line("Ruling", ruling_heading(fact_check), ruling_tone(fact_check))
    yield Line("Rating", rating_line(fact_check))
    reviewed = fact_check.reviewed_on or "no date given"
    yield Line("By", f"{publisher_line(fact_check.publisher)}, reviewed {reviewed}")
    yield Line("State", state_in_words(fact_check), Tone.MIXED)
    for each in judged:
        note = f": {each.note}" if each.note else ""
        yield Line("Judged", f"{each.judgement} by {each.by_and_when}{note}", Tone.STRONG)
    yield Line("Score", score_text(match))
    for conflict in match.conflicts:
        yield Line("Against", f"Conflict: {conflict.text}", Tone.BAD)
    label = "Why"
    for signal in supporting_signals(match):
        yield Line(label, f"- {signal.text}")
        label = ""
    yield Line("Read", fact_check.review_url)
    yield Line("Article", fact_check.title)
    yield Line("Claimed", claimant_line(fact_check))
