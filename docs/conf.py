"""Build the documentation site with Sphinx, from the Markdown pages that people read on GitHub.

    sphinx-build -c docs -W --keep-going -n . build/site

The source folder is the whole checkout, so that a page may link to any file of it: to another
page, or to a script or a test, which the reader can then download.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx

from factcheck.store.producer import __version__

project = "factcheck"
author = "factcheck contributors"
project_copyright = f"{author}, Apache License 2.0"
release = __version__

root_doc = "docs/index"
include_patterns = ["*.md", "docs/**.md", "benchmarks/README.md"]
# Folders of the checkout that hold no page: Sphinx would search them.
exclude_patterns = [".*", "build", "dist", "factcheck", "fuzz", "share", "tests"]
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]

# Links to a heading are written as GitHub makes them.
myst_heading_anchors = 4

autodoc_member_order = "bysource"
# Attributes as one list, not each as a paragraph of its own.
napoleon_use_ivar = True
autodoc_typehints_format = "short"
# Errors are in a tree of their own; the other types are Python's, or no page describes them.
nitpick_ignore_regex = [
    (r"py:exc", r"\w+"),
    (r"py:.*", r"(collections|datetime|pathlib|typing|np|numpy|numpy\.typing)\..*"),
    (r"py:.*", r".*\[.*|\w+Table|BaseFileLock|Finding|Ledger|Repository|StoreStats"),
    (r"py:.*", r"Encoder|NDArray"),
    (r"py:.*", r"factcheck\.(formats|ranking|retrieval|store)\..*"),
]

html_theme = "furo"
html_title = f"factcheck {release}"
html_static_path = ["site"]
html_css_files = ["site.css"]
# What stands at the top of the site leads to docs/index.html.
html_extra_path = ["site/index.html"]
html_copy_source = False

# Addresses that stand for another's: nobody is there.
linkcheck_ignore = [r"https?://127\.0\.0\.1.*", r".*\.example(/.*)?$"]
linkcheck_timeout = 20
linkcheck_anchors_ignore_for_url = [r"https://github\.com/.*"]

# What axe-core misses in the theme: names, levels, and a way to scroll by keyboard. Commands need
# none, as site.css wraps them; the empty corner of a table is no heading.
MENDED = {
    r'<aside class="sidebar-drawer">': r'<aside class="sidebar-drawer" aria-label="All pages">',
    r'<aside class="toc-drawer': r'<aside aria-label="This page" class="toc-drawer',
    r'role="heading">': r'role="heading" aria-level="2">',
    r'<div id="search-results">': r'<h1>Search</h1><div id="search-results">',
    r'<div class="table-wrapper': r'<div tabindex="0" class="table-wrapper',
    r'<th class="(head[^"]*)"><p></p></th>': r'<td class="\1"></td>',
    r'(<div class="highlight-(?!sh |powershell )[^>]*><div class="highlight"><pre)>': (
        r'\1 tabindex="0">'
    ),
}


def mend(app: Sphinx, error: Exception | None) -> None:
    """Mend the pages of the finished site."""
    for page in Path(app.outdir).rglob("*.html") if error is None else ():
        text = page.read_text("utf-8")
        for theirs, ours in MENDED.items():
            text = re.sub(theirs, ours, text)
        page.write_text(text, "utf-8")


def setup(app: Sphinx) -> None:
    """Ask Sphinx to call us when the site is finished."""
    app.connect("build-finished", mend)
