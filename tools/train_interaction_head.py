"""Train the interaction head; docs/networks.md says how the one that we ship was trained.

    python tools/train_interaction_head.py DATA WORK --minutes 60 [--start FILE] [--seed 0]

DATA holds, as JSON Lines packed with gzip, ``ntrex/sentences`` (NTREX-128: ``document`` and one
field a language), ``tico19/en-id`` and ``en-sw``, ``paws/en`` and four other languages (``a``,
``b``, ``same``), ``indonli_id/train`` (``a``, ``b``, ``label``), ``posts_to_claims/*`` (CheckThat!
2025 task 2: ``post``, ``claim``), and the collections that ``claim_training/negatives.py`` names,
as for tools/train_score.py. The topics and templates are ours.

WORK caches the texts (``pools.pkl``, with mined negatives) and the vectors of their tokens
(``tokens.npy``, 4 GB, some 60 minutes), and gets ``interaction_head.pt``: an exponential average of
the weights, with the means and scales of the channels. Negatives and vectors are those of the
encoder in this repository: when that changes, empty WORK and train anew. Needs `torch`; two
processor cores are enough. Seeded, but the number of steps follows the clock, so the same command
trains another head on another machine. ``tools/export_interaction_head.py`` puts it into the
package.
"""

import copy
import pickle
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from claim_training.arguments import training_arguments
from claim_training.averaging import save_checkpoint, update_average
from claim_training.negatives import mined
from claim_training.network import InteractionNetwork, packaged_layers
from claim_training.pools import Pool, all_pools
from claim_training.tokens import Tokens, bundled_encoder
from torch import Tensor
from torch.nn import functional

from factcheck.neural.e5_config import MIDDLE_LAYER

SHARES = {
    "topic": 0.32,
    "template": 0.32,
    "translation": 0.1,
    "paraphrase": 0.02,
    "contradiction": 0.02,
    "post": 0.08,
    "query": 0.14,
}
POOLS_A_STEP = 16
ONE_LANGUAGE_SHARE, NEIGHBOURS_SHARE = 0.3, 0.35
NEIGHBOURS = frozenset({"bs", "hr", "sr"})
EQUAL_SHARE = 0.03
# Others in the pairs of a step: what is found for a post is mostly wrong.
RIVALS, RIVALS_OF_A_POST = 1, 3
POSTS = frozenset({"post", "query"})
STRANGERS_A_STEP = 4
# Pools of like length side by side: padding is wasted work.
SORTED_TOGETHER = 6
MOST_TEXTS_OF_A_POOL = 6
RATE, WARM_UP_STEPS, LEAST_RATE = 4e-4, 100, 0.02
# The layers know much already.
LAYERS_RATE_SHARE = 0.5
# Labels are not certain, so the head need not be.
CERTAINTY = 0.97
AVERAGED_STEPS = 250
SAVED_EVERY_SECONDS = 150
TEXTS_SEED = 1


@dataclass(frozen=True, slots=True)
class Pair:
    """Numbers of two texts, and whether one fact-check serves both."""

    claim: int
    published: int
    same: bool


def main() -> None:
    """Read the data, train for as long as was asked."""
    parser = training_arguments(__doc__, 60)
    parser.add_argument("--rate", type=float, default=RATE)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    arguments.work.mkdir(parents=True, exist_ok=True)
    pools = read_pools(arguments.data, arguments.work / "pools.pkl")
    numbers: dict[str, int] = {}
    for pool in pools:
        for text in pool.texts:
            numbers.setdefault(text, len(numbers))
    print(f"{len(pools):,} pools of {len(numbers):,} texts", flush=True)
    tokens = Tokens(list(numbers), arguments.work / "tokens.npy")
    layers = packaged_layers(MIDDLE_LAYER)
    network = InteractionNetwork(layers, tokens.mean, tokens.scale)
    if arguments.start:
        network.load(torch.load(arguments.start))
    batches = Batches(pools, numbers, tokens, arguments.seed)
    target = arguments.work / "interaction_head.pt"
    Trainer(network, tokens, arguments.rate, target).train(batches, arguments.minutes * 60)


def read_pools(data: Path, path: Path) -> list[Pool]:
    """Read the pools in *path*, or make them and write them there."""
    if not path.exists():
        collections = mined(data, bundled_encoder())
        path.write_bytes(pickle.dumps(all_pools(data, collections, TEXTS_SEED)))
    pools: list[Pool] = pickle.loads(path.read_bytes())
    return pools


class Batches:
    """Draws pairs out of pools, without end."""

    def __init__(
        self, pools: Sequence[Pool], numbers: dict[str, int], tokens: Tokens, seed: int
    ) -> None:
        """Sort the pools by kind."""
        self._numbers, self._tokens = numbers, tokens
        self._rng = random.Random(seed)
        self._pools: dict[str, list[Pool]] = defaultdict(list)
        for pool in pools:
            self._pools[pool.kind].append(pool)

    def __iter__(self) -> Iterator[tuple[list[int], list[Pair]]]:
        """Yield texts, and pairs of places in them."""
        rng = self._rng
        kinds = [kind for kind in SHARES if self._pools.get(kind)]
        shares = [SHARES[kind] for kind in kinds]
        while True:
            drawn = [
                list(self._drawn(rng.choice(self._pools[kind])))
                for kind in rng.choices(kinds, shares, k=POOLS_A_STEP * SORTED_TOGETHER)
            ]
            drawn.sort(key=lambda pairs: max(map(self._length, pairs), default=0))
            batches = [drawn[n : n + POOLS_A_STEP] for n in range(0, len(drawn), POOLS_A_STEP)]
            rng.shuffle(batches)
            yield from map(self._batch, batches)

    def _length(self, pair: Pair) -> int:
        return max(self._tokens.length(pair.claim), self._tokens.length(pair.published))

    def _batch(self, drawn: Sequence[Sequence[Pair]]) -> tuple[list[int], list[Pair]]:
        places: dict[int, int] = {}
        pairs = [
            Pair(
                places.setdefault(pair.claim, len(places)),
                places.setdefault(pair.published, len(places)),
                pair.same,
            )
            for each in drawn
            for pair in each
        ]
        for _ in range(STRANGERS_A_STEP):
            claim, published = self._rng.choice(pairs).claim, self._rng.choice(pairs).published
            # Texts of one pool lie side by side.
            if abs(claim - published) > MOST_TEXTS_OF_A_POOL:
                pairs.append(Pair(claim, published, same=False))
        return list(places), pairs

    def _drawn(self, pool: Pool) -> Iterator[Pair]:
        """Pair a claim, its repeats and a claim of a rival with the repeats and the rivals."""
        rng, claims = self._rng, pool.claims
        first = rng.choice([i for i in range(len(claims)) if pool.asked[i]])
        within = self._within(pool.languages, first)
        printed = [i for i in within if pool.printed[i] and i != first]
        alike = [i for i in printed if claims[i] == claims[first]]
        others = [i for i in printed if claims[i] != claims[first]]
        published = rng.sample(alike, min(2, len(alike)))
        # A text in its context costs more than the pairs that it stands in.
        asked = [first, *(i for i in published if pool.asked[i])]
        if pool.printed[first] and rng.random() < EQUAL_SHARE:
            published.append(first)
        if others:
            rivals = RIVALS_OF_A_POST if pool.kind in POSTS else RIVALS
            published += rng.sample(others, min(rivals, len(others)))
            other = published[-1]
            likewise = [
                i for i in within if pool.asked[i] and claims[i] == claims[other] and i != other
            ]
            asked += rng.sample(likewise, min(1, len(likewise)))
        for one in asked:
            for two in published:
                if one == two == first or pool.texts[one] != pool.texts[two]:
                    a, b = self._numbers[pool.texts[one]], self._numbers[pool.texts[two]]
                    yield Pair(a, b, claims[one] == claims[two])

    def _within(self, languages: Sequence[str], first: int) -> Sequence[int]:
        """Keep to one language, or to languages that are nearly one, or to none."""
        own, chance = languages[first], self._rng.random()
        allowed = set(languages)
        if chance < ONE_LANGUAGE_SHARE:
            allowed = {own}
        elif chance < ONE_LANGUAGE_SHARE + NEIGHBOURS_SHARE and own in NEIGHBOURS:
            allowed = set(NEIGHBOURS)
        kept = [i for i, language in enumerate(languages) if language in allowed]
        return kept if len(kept) > 2 else range(len(languages))


class Trainer:
    """Changes the network step by step and keeps a running average of it."""

    def __init__(
        self, network: InteractionNetwork, tokens: Tokens, rate: float, target: Path
    ) -> None:
        """Take what is trained, what it reads, and the file that the average is saved to."""
        self._network, self._tokens, self._target = network, tokens, target
        self._average = copy.deepcopy(network)
        groups = [
            {"params": network.head.parameters(), "rate": rate},
            {"params": network.layers.parameters(), "rate": LAYERS_RATE_SHARE * rate},
        ]
        self._optimiser = torch.optim.AdamW(
            groups, weight_decay=0.02, betas=(0.9, 0.98), fused=True
        )

    def train(self, batches: Batches, seconds: float) -> None:
        """Train until the time is over."""
        started = saved = time.monotonic()
        losses: list[tuple[float, float]] = []
        for step, (texts, pairs) in enumerate(batches, start=1):
            passed = (time.monotonic() - started) / seconds
            if passed >= 1:
                break
            warm = min(1, step / WARM_UP_STEPS)
            for group in self._optimiser.param_groups:
                group["lr"] = group["rate"] * warm * max(LEAST_RATE, 1 - passed)
            losses.append(self._step(texts, pairs))
            update_average(self._average, self._network, step, AVERAGED_STEPS)
            if step % 100 == 0:
                loss, right = np.mean(losses[-100:], 0)
                print(f"{step} steps, loss {loss:.3f}, right {right:.3f}, {passed:.0%}", flush=True)
            if time.monotonic() - saved > SAVED_EVERY_SECONDS:
                self._save()
                saved = time.monotonic()
        self._save()

    def _step(self, texts: Sequence[int], pairs: Sequence[Pair]) -> tuple[float, float]:
        """Learn from a batch; return the loss and the share of pairs that it had right."""
        self._network.train()
        values, present = self._tokens.of(texts)
        claims, published = [pair.claim for pair in pairs], [pair.published for pair in pairs]
        labels = torch.tensor([CERTAINTY if pair.same else 1 - CERTAINTY for pair in pairs])
        with torch.autocast("cpu", torch.bfloat16):
            value, align = self._network.views(values, present)
            log_odds: Tensor = self._network.head(
                (value[claims], align[claims]),
                present[claims],
                (value[published], align[published]),
                present[published],
            ).float()
        loss = functional.binary_cross_entropy_with_logits(log_odds, labels)
        self._optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimiser.step()
        return loss.item(), ((log_odds > 0) == (labels > 0.5)).float().mean().item()

    def _save(self) -> None:
        save_checkpoint(self._average.state(), self._target)


if __name__ == "__main__":
    main()
