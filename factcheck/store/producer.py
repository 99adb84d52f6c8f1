"""The version and project page of factcheck, as stores, files and requests name them."""

PROJECT_PAGE = "https://pypi.org/project/factcheck-claims/"

# The only place; tools/set_version.py copies it to where it is not read from here.
__version__ = "0.2.0rc1"
