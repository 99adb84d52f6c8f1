"""Start factcheck from a shell: ``factcheck …`` or ``python -m factcheck …``."""

import sys

from factcheck.cli.app import run


def main() -> int:
    """Run the command in ``sys.argv`` and return its exit status."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
