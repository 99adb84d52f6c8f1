"""Say which factcheck this is."""

from importlib.metadata import PackageNotFoundError, version


def _installed_version() -> str:
    try:
        return version("factcheck-claims")
    except PackageNotFoundError:
        return "0+unknown"


__version__ = _installed_version()
