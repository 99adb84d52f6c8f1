"""Write factcheck/neural/golden.json anew: the vectors that the self-check expects.

python tools/write_golden.py
"""

import json
from pathlib import Path

from factcheck.neural.encoder import default_encoder

TARGET = Path(__file__).parent.parent / "factcheck" / "neural" / "golden.json"


def main() -> None:
    """Encode the sentences that are there, and round."""
    encoder = default_encoder(print, threads=1)
    entries = json.loads(TARGET.read_text("utf-8"))["claims"]
    vectors = encoder.encode_claims([entry["claim"] for entry in entries])
    lines = [
        json.dumps(
            entry | {"vector": [round(float(x), 3) for x in vector]},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for entry, vector in zip(entries, vectors, strict=True)
    ]
    text = f'{{"encoder":{json.dumps(encoder.id)},"claims":[\n' + ",\n".join(lines) + "\n]}\n"
    TARGET.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
