"""Does the documentation site hold in a browser: on a phone, in the dark, for everybody?

    just site && npm install --prefix AXE axe-core
    python benchmarks/site_check.py build/site --axe AXE/node_modules/axe-core/axe.min.js

Opens pages of the site in Chromium in the views of page_check.py, lets axe-core look for what
keeps people out, and counts what is wider than the screen or asked of any other host.
"""

import argparse
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from page_check import VIEWS, Judge, violations
from playwright.sync_api import Browser, sync_playwright

# One of each kind; all with --all.
PAGES = (
    "docs/index.html",
    "docs/tutorial.html",
    "docs/trust.html",
    "docs/json.html",
    "README.html",
    "search.html",
)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and says nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    """Check the pages, and fail if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path, help="what 'just site' has built")
    parser.add_argument("--axe", type=Path, required=True, help="axe.min.js of axe-core")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--all", action="store_true", help="every page, which takes long")
    parser.add_argument("--shots", type=Path, help="write a picture of every page into this folder")
    given = parser.parse_args()
    every = [page.relative_to(given.site).as_posix() for page in given.site.rglob("*.html")]
    pages = sorted(every) if given.all else PAGES
    judge = Judge()
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=given.site)) as server,
        sync_playwright() as playwright,
    ):
        Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_address[1]}/"
        browser = playwright.chromium.launch(
            executable_path=given.chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for view in VIEWS:
            check_view(browser, base, view, pages, given, judge)
        browser.close()
        server.shutdown()
    print(f"{judge.checked} checks on {len(pages)} pages, {judge.failed} wrong")
    sys.exit(1 if judge.failed else 0)


def check_view(  # noqa: PLR0913, PLR0917 - all of them are what a view is
    browser: Browser,
    base: str,
    view: str,
    pages: list[str] | tuple[str, ...],
    given: argparse.Namespace,
    judge: Judge,
) -> None:
    """Open the pages in one view."""
    context = browser.new_context(**VIEWS[view])
    page = context.new_page()
    foreign: list[str] = []
    page.on("request", lambda each: None if each.url.startswith(base) else foreign.append(each.url))
    axe = given.axe.read_text(encoding="utf-8")
    for path in pages:
        page.goto(base + path)
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        judge.expect(f"{path}, {view}: wider than the screen by pixels", max(too_wide, 0))
        judge.expect(f"{path}, {view}: axe-core", violations(page, axe))
        if given.shots:
            name = f"{path.replace('/', '-').removesuffix('.html')}-{view}.png"
            page.screenshot(path=given.shots / name)
    judge.expect(f"{view}: asked of other hosts", [url for url in foreign if url[:5] != "data:"])
    context.close()


if __name__ == "__main__":
    main()
