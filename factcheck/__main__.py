"""Start factcheck from a shell: ``factcheck …`` or ``python -m factcheck …``."""

import gc
import os
import sys

# Allocations before the garbage collector runs. At the default of 700 it runs again and again
# while modules load, which takes a sixth of a lookup; cycles that wait longer cost a few
# megabytes.
_GC_THRESHOLD = 100_000

# Numpy's threads wait for work by spinning on a core that others could use; our products are
# small, and what is large has threads of its own.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "1")


def main() -> int:
    """Run the command in ``sys.argv`` and return its exit status."""
    gc.set_threshold(_GC_THRESHOLD)
    os.environ.setdefault(*_ONE_THREAD)
    from factcheck.cli.app import run  # lazy: the settings above must precede it

    status = run(sys.argv[1:])
    # The collector would run three times more at exit, for memory that is freed anyway.
    gc.freeze()
    return status


if __name__ == "__main__":
    sys.exit(main())
