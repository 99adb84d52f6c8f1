"""Look up whole files or DataFrames with Apache Spark: the same answers as on one machine.

`look_up` adds answers to a DataFrame, ``factcheck spark`` reads and writes files, and
`factcheck.spark.streaming` follows a folder. Needs factcheck-claims[spark] and Java.
"""

from factcheck.spark.answer_columns import ANSWER_COLUMNS
from factcheck.spark.dataframe_lookup import ClusterOptions, look_up

__all__ = ["ANSWER_COLUMNS", "ClusterOptions", "look_up"]
