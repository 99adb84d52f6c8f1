"""Fact-checks by the thousand that nobody made, and an encoder that needs no weights."""

import csv
import io
import zlib

import numpy as np

_WHAT = ("bridge", "market", "school", "harbour", "hospital", "library", "station", "well")
_DONE = ("closed", "sold", "painted", "flooded", "moved", "rebuilt", "rented", "blessed")
RATINGS = ("False", "Mostly false", "Misleading", "True")


def records(count, *, rating="False", first=0):
    """Give *count* records as a table has them, each with its own claim and address."""
    return [
        {
            "claim": (
                f"The {_WHAT[n % 8]} number {n} was {_DONE[n // 8 % 8]} for {n % 90 + 2} years."
            ),
            "publisher": "Daily Check",
            "url": f"https://daily.example/checks/{n}",
            "rating": rating,
            "reviewed_on": f"2021-{n % 12 + 1:02}-{n % 28 + 1:02}",
            "language": "en",
        }
        for n in range(first, first + count)
    ]


def as_csv(rows):
    """Write rows as a CSV file has them."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


class StandIn:
    """An encoder whose vectors are near where words are shared."""

    id = "stand-in/1"
    dimensions = 64

    def encode_claims(self, texts):
        """Give a row for each text."""
        return np.array([self._vector(text) for text in texts], np.float32)

    encode_fact_checks = encode_claims

    def _vector(self, text):
        vector = np.zeros(self.dimensions)
        for word in text.casefold().split():
            vector[zlib.crc32(word.encode("utf-8", "replace")) % self.dimensions] += 1
        length = np.linalg.norm(vector)
        return vector / length if length else vector
