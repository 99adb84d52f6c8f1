"""Run a command of factcheck and tell how often it reached for the network.

    python watched.py ARGUMENTS...
    python watched.py --itself

The hook of Python's audit sees every socket that any module opens, and cannot be taken off.
"""

import json
import sys

REACHED = []


def note(event, arguments):
    """Note what has to do with the network."""
    if event.startswith(("socket.", "urllib.", "http.client.")) and event not in (
        "socket.gethostname",
    ):
        REACHED.append(f"{event} {arguments!r}"[:200])


def main():
    """Run the command in silence and tell."""
    sys.addaudithook(note)
    if sys.argv[1:] == ["--itself"]:
        # A watch that sees nothing would let everything pass.
        import socket

        socket.socket().close()
        sys.stdout.write(json.dumps({"reached": REACHED}) + "\n")
        return
    import contextlib
    import io

    from factcheck.cli.app import run

    with contextlib.redirect_stdout(io.StringIO()) as said:
        status = int(run(sys.argv[1:]))
    sys.stdout.write(
        json.dumps({"reached": REACHED, "status": status, "said": len(said.getvalue())}) + "\n"
    )


if __name__ == "__main__":
    main()
