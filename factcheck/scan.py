"""Scan a whole document: find the sentences that make claims, and look each of them up.

split into sentences → rate how checkable → look up alone and with context → take the better one
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from factcheck.formats.document_text import DocumentText, Position
from factcheck.lookup import Lookup, LookupOptions
from factcheck.model import Answer, Decision, Match, Message
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
_DECISION_ORDER = (Decision.NONE, Decision.SUGGESTED, Decision.MATCH)


class ContextKind(StrEnum):
    """What was added to a sentence to look it up."""

    SENTENCE_BEFORE = "sentence_before"
    SUBJECT_BEFORE = "subject_before"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence with what it leans on.

    Attributes:
        added: The words that were added.
        text: All that was looked up.
    """

    kind: ContextKind
    added: str
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document.

    Attributes:
        number: In its document, counted from 1.
        start: Character offset into the text of the document; *end* too.
        paragraph: Its paragraph in the document, counted from 1.
        before: The sentence before it by the same speaker, empty at the beginning.
    """

    number: int
    start: int
    end: int
    text: str
    paragraph: int
    position: Position
    speaker: str
    before: str
    checkability: Checkability


@dataclass(frozen=True, slots=True)
class ScannedSentence:
    """A sentence that was looked up.

    Attributes:
        rank: Among the sentences that were looked up, by how checkable they are; from 1.
        context: With what the answer was found; None where the sentence alone was enough.
    """

    sentence: Sentence
    rank: int
    answer: Answer
    context: Context | None = None


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
            last = sentences[-1] if sentences else None
            text = words[start:end]
            sentences.append(
                Sentence(
                    number=len(sentences) + 1,
                    start=paragraph.spoken_from + start,
                    end=paragraph.spoken_from + end,
                    text=text,
                    paragraph=index,
                    position=document.position(paragraph.spoken_from + start),
                    speaker=paragraph.speaker,
                    before=last.text if last and last.speaker == paragraph.speaker else "",
                    checkability=rate_checkable(text, language),
                )
            )
    return sentences


def most_checkable(sentences: Iterable[Sentence], top: int | None = None) -> list[Sentence]:
    """Return those that may be looked up, the most checkable first; at most *top*."""
    claims = [sentence for sentence in sentences if sentence.checkability.is_claim]
    return sorted(claims, key=lambda each: -each.checkability.score)[:top]


def scan_sentences(
    lookup: Lookup, sentences: Sequence[Sentence], options: LookupOptions
) -> Iterator[ScannedSentence]:
    """Look *sentences* up in their order, all in the store as it is at the first of them."""
    contexts = [contexts_of(sentence) for sentence in sentences]
    texts = (
        text
        for sentence, added in zip(sentences, contexts, strict=True)
        for text in (sentence.text, *_texts_with_context(sentence, added))
    )
    # A sentence with its context is no post of several claims.
    answers = lookup.answers(texts, replace(options, whole_only=True))
    for rank, (sentence, added) in enumerate(zip(sentences, contexts, strict=True), start=1):
        alone = next(answers)
        if not added:
            yield ScannedSentence(sentence, rank, alone)
            continue
        before = next(answers)
        with_context = [(context, next(answers)) for context in added]
        yield ScannedSentence(sentence, rank, *better_answer(alone, before, with_context))


def contexts_of(sentence: Sentence) -> list[Context]:
    """Return what *sentence* is looked up with, besides alone; nothing if it stands for itself."""
    if not sentence.before or not sentence.checkability.needs_context:
        return []
    whole = f"{sentence.before} {sentence.text}"
    return [Context(ContextKind.SENTENCE_BEFORE, sentence.before, whole)]


def better_answer(
    alone: Answer, before: Answer, with_context: Iterable[tuple[Context, Answer]]
) -> tuple[Answer, Context | None]:
    """Return the best answer to a sentence, and the context that it was found with, if any.

    What answers the sentence before is left to that one, and what is found only with context is
    at most a suggestion: that the two belong together is our guess.

    Args:
        alone: To the sentence alone.
        before: To the sentence before it.
        with_context: To the sentence with each of its contexts.
    """
    taken = {match.fact_check.id for match in before.matches}
    best: tuple[Answer, Context | None] = alone, None
    for context, answer in with_context:
        found = tuple(
            replace(match, decision=Decision.SUGGESTED)
            for match in answer.matches
            if match.fact_check.id not in taken
        )
        if found and _strength(found) > _strength(best[0].matches):
            note = Message('Found only with what stands before: "{words}"', words=context.added)
            notes = (*answer.notes, note)
            decision = Decision.SUGGESTED
            best = (
                replace(answer, claim=alone.claim, decision=decision, matches=found, notes=notes),
                context,
            )
    return best


def _strength(matches: Sequence[Match]) -> tuple[int, float]:
    if not matches:
        return 0, 0.0
    return _DECISION_ORDER.index(matches[0].decision), matches[0].score


def _texts_with_context(sentence: Sentence, contexts: Iterable[Context]) -> list[str]:
    texts = [context.text for context in contexts]
    return [sentence.before, *texts] if texts else []


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
