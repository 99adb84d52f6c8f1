"""Claims that are asked on one machine and on many, and whether the many can be had."""

import os
import shutil
from pathlib import Path

from factcheck.errors import MissingExtra

CLAIMS = (
    "The old bridge was closed for 12 years.",
    "The old bridge was closed for 2 years.",
    "Boiled onions cure malaria in two days!",
    "Kunywa maji ya moto kunatibu mafua.",
    "Purple giraffes repaired the lighthouse clock.",
    '=HYPERLINK("https://evil.example") boiled onions cure malaria within two days',
    "hm",
)


def why_not():
    """Say why Spark cannot run here, or nothing."""
    from factcheck.spark.spark_errors import need_spark

    try:
        need_spark()
    except MissingExtra as error:
        return str(error)
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(str(Path(home) / "bin" / "java") if home else "java")
    return "" if java else "there is no Java"
