"""Do the pages of `factcheck serve` hold in a browser: without a script, for everybody?

    pip install playwright
    npm install --prefix AXE axe-core
    python benchmarks/page_check.py --axe AXE/node_modules/axe-core/axe.min.js [--shots FOLDER]

Serves a small store of its own, opens every kind of page in Chromium in light and dark, on a
phone, with a right-to-left claim and printed, and lets axe-core look for what keeps people out.
Then it looks claims up with JavaScript switched off, by the keyboard alone, goes back from a
judgement and corrects it, and counts what a page asks of any other host.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FACT_CHECKS = """\
claim,rating,publisher,url,reviewed_on,language,claimant,title,state
The old bridge was closed for 12 years.,False,Bridge Watch,https://bridge.example/closed,2021-03-04,en,A mayor,,
The old bridge was closed for 12 years.,True,Daily Check,https://daily.example/bridge,2021-05-09,en,,,
المياه الساخنة تعالج الإنفلونزا في يومين.,خاطئ,مرصد,https://marsad.example/water,2021-06-01,ar,صفحة,الماء الساخن لا يعالج,
Kunywa maji ya moto kunatibu mafua.,Si kweli,Ukweli Kwanza,https://ukweli.example/maji,2020-05-02,sw,,,
Grad je zabranio bicikle na mostu.,Netačno,Provjera,https://provjera.example/bicikli,2023-01-09,bs,,,withdrawn
"""  # noqa: E501
TOKEN = "only for this check"
BRIDGE = "The old bridge was closed for 12 years."
PAGES = {
    "home": "/",
    "disagree": f"/?q={BRIDGE}",
    "conflict": "/?q=The old bridge was closed for 3 years.&ui=bs&lang=en",
    "rtl": "/?q=المياه الساخنة تعالج الإنفلونزا في يومين.&ui=sr-Cyrl",
    "swahili": "/?q=Kunywa maji ya moto kunatibu mafua.&ui=sw",
    "mistake": "/?q=x y z&since=May&ui=id",
    "list": "/list?ui=hr",
    "missing": "/fact-checks/zzzzzzzzzzzz",
    "trends": "/trends?by=quarter&ui=sw",
    "sign-in": "/review?ui=sw",
}
CLAIMS = f"{BRIDGE}\nThe library lends out telescopes.\nالمياه الساخنة تعالج الإنفلونزا."
DESKTOP, PHONE = {"width": 1000, "height": 800}, {"width": 390, "height": 844}
# A4 without its margins.
SHEET = {"width": 718, "height": 1046}
VIEWS = {
    "light": {"viewport": DESKTOP, "color_scheme": "light"},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone": {"viewport": PHONE, "color_scheme": "light"},
    "phone-dark": {"viewport": PHONE, "color_scheme": "dark"},
    "high-contrast": {"viewport": DESKTOP, "forced_colors": "active"},
}
_STARTS_WITHIN_SECONDS = 60


class Judge:
    """Counts what was checked, and prints what was not as it should be."""

    def __init__(self) -> None:
        """Begin with nothing checked."""
        self.checked = self.failed = 0

    def expect(self, what: str, wrong: object) -> None:
        """Count one check; *wrong* says what is, and is empty where nothing is."""
        self.checked += 1
        if wrong:
            self.failed += 1
            print(f"  WRONG: {what}: {wrong}")


def main() -> None:
    """Check all pages, and fail if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--axe", type=Path, help="axe.min.js of axe-core")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--port", type=int, default=8499)
    parser.add_argument("--shots", type=Path, help="write a picture of every page into this folder")
    arguments = parser.parse_args()
    axe = arguments.axe.read_text(encoding="utf-8") if arguments.axe else ""
    if arguments.shots:
        arguments.shots.mkdir(parents=True, exist_ok=True)
    judge = Judge()
    with served(arguments.port) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=arguments.chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, view in VIEWS.items():
            check_view(browser, base, name, view, axe, arguments.shots, judge)
        check_print(browser, base, arguments.shots, judge)
        check_without_script(browser, base, judge)
        check_keyboard(browser, base, judge)
        check_back(browser, base, judge)
        browser.close()
    print(f"{judge.checked} checks, {judge.failed} wrong; axe-core: {'yes' if axe else 'no'}")
    sys.exit(1 if judge.failed else 0)


@contextmanager
def served(port: int) -> Iterator[str]:
    """Serve a small store, and give the address."""
    with tempfile.TemporaryDirectory() as folder:
        source, store = Path(folder, "fact-checks.csv"), Path(folder, "claims.db")
        source.write_text(FACT_CHECKS, encoding="utf-8")
        command = [sys.executable, "-m", "factcheck"]
        subprocess.run([*command, "ingest", source, "--db", store, "--quiet"], check=True)
        arguments = ["serve", "--db", store, "--port", str(port), "--write"]
        with subprocess.Popen(
            [*command, *arguments],
            stderr=subprocess.DEVNULL,
            env={**os.environ, "FACTCHECK_TOKEN": TOKEN},
        ) as process:
            try:
                base = f"http://127.0.0.1:{port}"
                wait_for(f"{base}/healthz")
                yield base
            finally:
                process.terminate()


def wait_for(address: str) -> None:
    """Wait until something answers at *address*."""
    end = time.monotonic() + _STARTS_WITHIN_SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=1)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def check_view(  # noqa: PLR0913, PLR0917 - all of them are what a view is
    browser: Browser, base: str, name: str, view: dict, axe: str, shots: Path | None, judge: Judge
) -> None:
    """Open every page in one view."""
    context = browser.new_context(**view, bypass_csp=False)
    page = context.new_page()
    foreign: list[str] = []
    page.on("request", lambda each: None if each.url.startswith(base) else foreign.append(each.url))
    refused: list[str] = []
    page.on("console", lambda each: refused.append(each.text) if each.type == "error" else None)
    for title in (*PAGES, "table", "fact-check", "review"):
        open_page(page, base, title)
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        judge.expect(f"{title}, {name}: wider than the screen by pixels", max(too_wide, 0))
        if title == "table" and name.startswith("phone"):
            judge.expect(f"{title}, {name}: scrolls sideways by pixels", page.evaluate(_SIDEWAYS))
            rows = page.get_by_role("row").count()
            judge.expect(f"{title}, {name}: rows for a screen reader", rows != _ROWS and rows)
        if axe:
            judge.expect(f"{title}, {name}: axe-core", violations(page, axe))
        if shots:
            page.screenshot(path=shots / f"{title}-{name}.png", full_page=True)
    judge.expect(f"{name}: asked of other hosts", foreign)
    # A page about a mistake has a status that the console calls an error.
    judge.expect(f"{name}: console", [each for each in refused if "status of 4" not in each])
    context.close()


def open_page(page: Page, base: str, title: str) -> None:
    """Open one page by its address, or by what leads to it."""
    if title == "table":
        page.goto(f"{base}/list")
        page.fill("#claims", CLAIMS)
        page.click("main button")
    elif title == "fact-check":
        page.goto(f"{base}/?q={BRIDGE}")
        page.click("a[href$='#cite']")
    elif title == "review":
        page.goto(f"{base}/review")
        page.fill("#token", TOKEN)
        page.click("main button")
        page.fill("#by", "A maintainer")
        page.fill("#claims", CLAIMS)
        page.click("main button")
        page.wait_for_selector("fieldset")
    else:
        page.goto(base + PAGES[title])


def violations(page: Page, axe: str) -> list[str]:
    """List what axe-core finds: rules, and the elements that break them."""
    # By the debugger's protocol, which the page's own policy does not bind.
    page.evaluate(f"() => {{ {axe} }}")
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']} at {[node['target'] for node in each['nodes']][:3]}"
        for each in found["violations"]
    ]


def check_print(browser: Browser, base: str, shots: Path | None, judge: Judge) -> None:
    """Print answers: nothing that can only be filled in on a screen, and no wider than a sheet."""
    page = browser.new_page(viewport=SHEET)
    for title in ("disagree", "table"):
        page.emulate_media(media="screen")
        open_page(page, base, title)
        page.emulate_media(media="print")
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        judge.expect(f"{title}, printed: wider than the sheet by pixels", max(too_wide, 0))
        headings = page.get_by_role("heading", name="Another list").all_inner_texts()
        judge.expect(f"{title}, printed: headings of forms", headings)
        if shots:
            page.screenshot(path=shots / f"{title}-print.png", full_page=True)
            page.pdf(path=shots / f"{title}.pdf", format="A4")
    page.close()


def check_without_script(browser: Browser, base: str, judge: Judge) -> None:
    """Look a claim and a list up with JavaScript switched off."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(base)
    page.fill("#q", BRIDGE)
    page.click("main button")
    judge.expect("a claim without script", "" if "SUGGESTED" in page.inner_text("main") else "none")
    page.click("header a >> nth=1")
    page.set_input_files(
        "#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": b"claim\nx y"}
    )
    page.click("main button")
    judge.expect("a list without script", "" if page.is_visible("table") else "no table")
    with page.expect_download() as download:
        page.click("button[value=csv]")
    judge.expect("a download", "" if download.value.suggested_filename == "answers.csv" else "none")
    page.context.close()


def check_keyboard(browser: Browser, base: str, judge: Judge) -> None:
    """Look a claim up by the keyboard: skip what leads there, type, and send."""
    page = browser.new_page()
    page.goto(base)
    page.keyboard.press("Tab")
    judge.expect("the first stop skips to the content", page.evaluate(_FOCUS) != "#main" and "no")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(BRIDGE)
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer")
    judge.expect("an answer by keyboard", "" if page.is_visible("#answer") else "none")
    page.close()


def check_back(browser: Browser, base: str, judge: Judge) -> None:
    """Go back from an answer of the review, and answer otherwise."""
    page = browser.new_page()
    open_page(page, base, "review")
    asked = page.input_value("input[name=text]"), page.input_value("input[name=id]")
    page.click("button[value=same]")
    page.wait_for_load_state()
    page.go_back()
    again = page.input_value("input[name=text]"), page.input_value("input[name=id]")
    judge.expect("back from an answer", again != asked and again)
    page.click("button[value=different]")
    page.wait_for_load_state()
    judge.expect("another answer", page.get_by_role("alert").all_inner_texts())
    page.close()


_ROWS = 4
_SIDEWAYS = "(side => side.scrollWidth - side.clientWidth)(document.querySelector('.side'))"
_FOCUS = "document.activeElement.getAttribute('href')"

if __name__ == "__main__":
    main()
