"""Write counts with their nouns, for the texts that stay English; others have `Message.counted`."""


def counted(count: int, one: str, several: str = "") -> str:
    """Return a count with what is counted.

        counted(1, "record")                                    # 1 record
        counted(2_000, "record was read", "records were read")  # 2,000 records were read

    Args:
        count: How many.
        one: What stands behind a 1.
        several: What stands behind every other number; by default *one* with an s.
    """
    return f"{count:,} {one if count == 1 else several or one + 's'}"
