"""factcheck starts where there are only the modules that every platform has."""

import subprocess
import sys

# What Windows has not is refused to our own modules; the libraries know their platform.
PROGRAM = """
import builtins, importlib, pkgutil
import factcheck
ABSENT = set("curses fcntl grp posix pty pwd readline resource syslog termios tty".split())
EXTRAS_NOT_HERE = {"pyarrow", "pyspark"}
really_import = builtins.__import__
def guarded(name, globals=None, *others, **named):
    if name in ABSENT and (globals or {}).get("__name__", "").startswith("factcheck"):
        raise ModuleNotFoundError(f"{globals['__name__']} imports {name}", name=name)
    return really_import(name, globals, *others, **named)
builtins.__import__ = guarded
names = [each.name for each in pkgutil.walk_packages(factcheck.__path__, "factcheck.")]
for name in names:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in EXTRAS_NOT_HERE:
            raise
print(len(names))
"""


def test_no_module_needs_what_windows_lacks():
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False
    )

    assert ended.stderr == ""
    assert int(ended.stdout) > 250
