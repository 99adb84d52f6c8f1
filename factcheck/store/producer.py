"""The version and project page of factcheck, as stores, files and requests name them."""

from importlib.metadata import PackageNotFoundError, version

PROJECT_PAGE = "https://pypi.org/project/factcheck-claims/"


def _installed_version() -> str:
    try:
        return version("factcheck-claims")
    except PackageNotFoundError:
        return "0+unknown"


__version__ = _installed_version()
