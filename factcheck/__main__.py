"""Start factcheck from a shell: ``factcheck …`` or ``python -m factcheck …``."""

import gc
import os
import sys

# New containers after which Python looks for circles among them. At its own 700 it looks through
# all modules again and again while they load, which takes a sixth of a look-up; a circle that
# waits for longer costs a few megabytes.
_NEW_CONTAINERS = 100_000

# Numpy's own threads wait for work by spinning on a core that others could use; our products
# are small, and what is large has threads of its own.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "1")


def main() -> int:
    """Run the command in ``sys.argv`` and return its exit status."""
    gc.set_threshold(_NEW_CONTAINERS)
    os.environ.setdefault(*_ONE_THREAD)
    from factcheck.cli.app import run  # lazy: while it loads, the setting above counts already

    status = run(sys.argv[1:])
    # Python looks for circles three times more on its way out, in what the system takes anyway.
    gc.freeze()
    return status


if __name__ == "__main__":
    sys.exit(main())
