"""Scan a whole document: find the sentences that make claims, and look each of them up.

split into sentences → rate how checkable → look up alone and with context → take the better one
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from factcheck.formats.document_text import DocumentText
from factcheck.lookup import Lookup, LookupOptions
from factcheck.model import Answer, Decision, Match, Message, Place
from factcheck.text.checkable import Checkability, rate_checkable
from factcheck.text.language import guess_language
from factcheck.text.sentences import sentence_spans

# Characters from which the language of a document is guessed.
_LANGUAGE_SAMPLE = 5_000
# Words of a sentence; a longer one, as captions without full stops make it, is cut into parts.
_LONGEST = 60
_SHORTEST_CUT = 15
_LONGEST_CUT = 30
_CLAUSE_ENDS = ",;:–—"
_WORD = re.compile(r"\S+")
# Measured on the training split of CheckThat! 2021 task 2B; a whole share is as good.
_SHARE_OF_CONTEXT = 0.5
_DECISION_ORDER = (Decision.NONE, Decision.SUGGESTED, Decision.MATCH)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document.

    Attributes:
        number: In its document, counted from 1.
        place: In the document, also as paragraph and character offsets.
        before: The sentence before it by the same speaker, empty at the beginning.
        after: The sentence behind it by the same speaker, empty at the end.
    """

    number: int
    text: str
    place: Place
    speaker: str
    checkability: Checkability
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ScannedSentence:
    """A sentence that was looked up.

    Attributes:
        rank: Among the sentences that were looked up, by how checkable they are; from 1.
        context: The neighbour that it was found with; empty where the sentence alone was enough.
    """

    sentence: Sentence
    rank: int
    answer: Answer
    context: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """A document with what was found in it.

    Attributes:
        sentences: How many it has.
        looked_up: In the order of the document.
        left_out: How many may make a claim and were not looked up.
    """

    document: DocumentText
    sentences: int
    looked_up: tuple[ScannedSentence, ...]
    left_out: int = 0

    @property
    def findings(self) -> list[ScannedSentence]:
        """The sentences with an answer."""
        return [each for each in self.looked_up if each.answer.decision is not Decision.NONE]


def document_sentences(document: DocumentText) -> list[Sentence]:
    """Split *document* into sentences, in their order, and rate each."""
    language = guess_language(document.text[:_LANGUAGE_SAMPLE])
    sentences: list[Sentence] = []
    for index, paragraph in enumerate(document.paragraphs, start=1):
        words = document.text[paragraph.spoken_from : paragraph.end]
        for start, end in _spans(words, language):
            sentences.append(
                Sentence(
                    number=len(sentences) + 1,
                    text=words[start:end],
                    place=replace(
                        document.place(paragraph.spoken_from + start),
                        file=document.name,
                        paragraph=index,
                        start=paragraph.spoken_from + start,
                        end=paragraph.spoken_from + end,
                    ),
                    speaker=paragraph.speaker,
                    checkability=rate_checkable(words[start:end], language),
                )
            )
    return list(_with_neighbours(sentences))


def _with_neighbours(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    for before, sentence, after in zip(
        (None, *sentences), sentences, (*sentences[1:], None), strict=False
    ):
        yield replace(
            sentence,
            before=before.text if before and before.speaker == sentence.speaker else "",
            after=after.text if after and after.speaker == sentence.speaker else "",
        )


def most_checkable(sentences: Iterable[Sentence], top: int | None = None) -> list[Sentence]:
    """Return those that may be looked up, the most checkable first; at most *top*."""
    claims = [sentence for sentence in sentences if sentence.checkability.is_claim]
    return sorted(claims, key=lambda each: -each.checkability.score)[:top]


def scan_sentences(
    lookup: Lookup, sentences: Sequence[Sentence], options: LookupOptions
) -> Iterator[ScannedSentence]:
    """Look *sentences* up in their order, all in the store as it is at the first of them."""
    texts = (text for sentence in sentences for text in _texts(sentence))
    # A sentence with its neighbour is no post of several claims.
    answers = lookup.answers(texts, replace(options, whole_only=True))
    for rank, sentence in enumerate(sentences, start=1):
        alone = next(answers)
        neighbours = [
            Neighbour(words, next(answers).matches, next(answers))
            for words in (sentence.before, sentence.after)
            if words
        ]
        answer, context = answer_with_context(alone, neighbours, options.limit)
        yield ScannedSentence(sentence, rank, answer, context)


def _texts(sentence: Sentence) -> Iterator[str]:
    yield sentence.text
    if sentence.before:
        yield from (sentence.before, f"{sentence.before} {sentence.text}")
    if sentence.after:
        yield from (sentence.after, f"{sentence.text} {sentence.after}")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What was found with the sentence before or behind.

    Attributes:
        words: That sentence.
        own_matches: What answers it alone.
        joined: The answer to both together.
    """

    words: str
    own_matches: tuple[Match, ...]
    joined: Answer


def answer_with_context(
    alone: Answer, neighbours: Sequence[Neighbour], limit: int
) -> tuple[Answer, str]:
    """Return the answer to a sentence, and the neighbour without which there would be none.

    Args:
        alone: To the sentence alone.
        neighbours: At most two.
        limit: At most so many fact-checks.
    """
    joined = [(each.own_matches, each.joined.matches) for each in neighbours]
    ranked = rank_with_context(alone.matches, joined)
    found = [match for match in ranked if match.decision is not Decision.NONE]
    if alone.matches or not found:
        own = _ids(alone.matches)
        return replace(alone, matches=tuple(m for m in found if m.fact_check.id in own)), ""
    context = next(
        each
        for each in neighbours
        if found[0].fact_check.id in _ids(each.joined.matches) - _ids(each.own_matches)
    )
    note = Message('Found only with the sentence beside it: "{words}"', words=context.words)
    answer = replace(
        context.joined,
        claim=alone.claim,
        decision=found[0].decision,
        matches=tuple(found[:limit]),
        notes=(*context.joined.notes, note),
    )
    return answer, context.words


def _ids(matches: Iterable[Match]) -> set[str]:
    return {match.fact_check.id for match in matches}


def rank_with_context(
    alone: Sequence[Match], neighbours: Iterable[tuple[Sequence[Match], Sequence[Match]]]
) -> tuple[Match, ...]:
    """Rank what was found for a sentence, alone and with its neighbours.

    Decisions go first, then scores, of which those with a neighbour count half. What is found
    only with a neighbour is at most a suggestion, because that the two belong together is our
    guess; what answers the neighbour alone is left to it.

    Args:
        alone: What was found for the sentence.
        neighbours: For each what was found for it alone, and for both together.
    """
    found = {match.fact_check.id: match for match in alone}
    sums = {match.fact_check.id: match.score for match in alone}
    for own, joined in neighbours:
        taken = _ids(match for match in own if match.decision is not Decision.NONE)
        for match in joined:
            name = match.fact_check.id
            sums[name] = sums.get(name, 0.0) + _SHARE_OF_CONTEXT * match.score
            guess = replace(match, decision=_guessed(match, is_taken=name in taken))
            if name not in found or _order(guess) > _order(found[name]):
                found[name] = guess
    names = sorted(found, key=lambda name: (-_order(found[name]), -sums[name]))
    return tuple(found[name] for name in names)


def _guessed(match: Match, *, is_taken: bool) -> Decision:
    if is_taken or match.decision is Decision.NONE:
        return Decision.NONE
    return Decision.SUGGESTED


def _order(match: Match) -> int:
    return _DECISION_ORDER.index(match.decision)


def _spans(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield where sentences begin and end; very long ones are cut, at commas if possible."""
    for start, end in sentence_spans(text, language):
        words = [found.span() for found in _WORD.finditer(text, start, end)]
        if len(words) <= _LONGEST:
            yield from [(start, end)] if words else []
            continue
        first = 0
        for index, (_, word_end) in enumerate(words):
            size, left = index + 1 - first, len(words) - index - 1
            at_clause = text[word_end - 1] in _CLAUSE_ENDS and size >= _SHORTEST_CUT
            if left >= _SHORTEST_CUT and (at_clause or size >= _LONGEST_CUT):
                yield words[first][0], word_end
                first = index + 1
        yield words[first][0], words[-1][1]
