"""Draw the picture set: `python -m tests.images.render [DIR] [--only NAME]`.

Every picture is drawn by the system's Chromium from our own mails, and comes out the same on every run. Without DIR the set goes to a folder under the
system's temporary one, named after what it is made from, and is drawn once.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import io
import json
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from playwright.async_api import async_playwright

from tests.images import truth as truths
from tests.images.cases import cases
from tests.images.clients import CLIENTS, page
from tests.images.degrade import degraded
from tests.images.written import HERE, mails

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.async_api import Browser, Page

    from tests.images.cases import Case
    from tests.images.truth import Truth

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb", "--hide-scrollbars"),
]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1100, "height": 760}
SHARED_LINES = 3
"""Lines that two screens of one mail have in common."""
SNAP = """() => {
  const scroll = document.querySelector(".scroll");
  const lines = (%s)();
  if (lines.cut.some((box) => box[3] > lines.scroll[3])) {
    scroll.style.height = `${Math.ceil(Math.max(...lines.lines.map((line) => line.box[3]))) - lines.scroll[1]}px`;
    document.querySelector(".frame").classList.add("snapped");
  }
}"""
"""The bar below moves up a little where it would cut a line in half: what half a line says nobody can call true."""


async def render(folder: Path, wanted: Sequence[Case]) -> list[Truth]:
    """Draw the cases wanted and the degraded twin of each, with the truth beside every one; returns the truths."""
    made: list[Truth] = []
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for case in wanted:
            clean, pictures = await draw(browser, case)
            for item, data in ((clean, pictures), degraded(clean, pictures, case.kind)):
                _write(folder, item, data)
                made.append(item)
        await browser.close()
    return made


async def draw(browser: Browser, case: Case) -> tuple[Truth, list[bytes]]:
    """One case: what it shows, and its pictures."""
    client = CLIENTS[case.client]
    long = case.mode == "long"
    tab = await browser.new_page(viewport=DESK if client.desk else PHONE, device_scale_factor=case.scale)
    try:
        await tab.set_content(
            page(client, mails()[case.mail], theme=case.theme, brief=case.mode == "brief", long=long, forward=case.mode == "forward", turn=case.turn)
        )
        await tab.evaluate("document.fonts.ready")
        shots, pictures = [], []
        for _ in range(2 if case.mode == "pair" else 1):
            if shots and not await _scroll_on(tab, shots[-1]):
                break
            if not long:
                await tab.evaluate(SNAP % EXTRACT)
            shots.append(await tab.evaluate(EXTRACT))
            pictures.append(await tab.screenshot(type="png", full_page=long, animations="disabled"))
        drawn = truths.of(case, shots, [_size(data) for data in pictures])
    finally:
        await tab.close()
    return _body_only(drawn, pictures) if case.mode == "crop" else (drawn, pictures)


def cached() -> Path:
    """The folder of the whole set, drawn now if it is not there yet."""
    folder = Path(tempfile.gettempdir(), f"honmono-images-{_fingerprint()}")
    if not (folder / "index.json").exists():
        write_index(folder, asyncio.run(render(folder, cases())))
    return folder


def write_index(folder: Path, made: list[Truth]) -> None:
    """Name what a whole run made: the sign that the set is complete."""
    (folder / "index.json").write_text(json.dumps([item.name for item in made]), "utf-8")


async def _scroll_on(tab: Page, shot: dict[str, Any]) -> bool:
    """Scroll so that the last lines of the screen stand at the top of the next one; False when the mail has ended already."""
    bodies = [line["box"] for line in shot["lines"] if line["field"] == "body"]
    top = bodies[-SHARED_LINES][1] if len(bodies) > SHARED_LINES else shot["scroll"][3]
    before = await tab.evaluate(
        """() => { const s = document.querySelector(".scroll"); s.style.height = ""; document.querySelector(".frame").classList.remove("snapped"); return s.scrollTop; }"""
    )
    after = await tab.evaluate(
        "(by) => { const s = document.querySelector('.scroll'); s.scrollTop += Math.floor(by); return s.scrollTop; }", top - shot["scroll"][1] - 3
    )
    return bool(after > before)


def _body_only(drawn: Truth, pictures: list[bytes]) -> tuple[Truth, list[bytes]]:
    """The case cut to the lines of the body, as people crop."""
    boxes = [line.box for line in drawn.lines if line.field == "body"] + [box for _, box in drawn.codes]
    margin = 4 * drawn.scale
    top, bottom = int(min(box[1] for box in boxes)) - margin, int(max(box[3] for box in boxes)) + margin
    image = Image.open(io.BytesIO(pictures[0])).convert("RGB").crop((0, top, drawn.sizes[0][0], bottom))
    file = io.BytesIO()
    image.save(file, "PNG")
    return truths.clipped(drawn, top, bottom), [file.getvalue()]


def _write(folder: Path, item: Truth, pictures: list[bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in zip(item.files, pictures, strict=True):
        (folder / name).write_bytes(data)
    (folder / f"{item.name}.json").write_text(json.dumps(item.to_dict(), ensure_ascii=False, indent=1), "utf-8")


def _size(data: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(data)).size


def _fingerprint() -> str:
    """Of everything the set is made from."""
    digest = hashlib.sha256()
    code = [HERE / f"{name}.py" for name in ("cases", "clients", "degrade", "render", "truth", "written")]
    data = [path for path in HERE.rglob("*") if path.suffix in (".toml", ".html", ".css", ".js")]
    for path in sorted((*code, *data)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


EXTRACT = "\n".join(line for line in (HERE / "extract.js").read_text("utf-8").splitlines() if not line.startswith("//"))


def main() -> None:
    """Draw, and say how many."""
    parser = argparse.ArgumentParser(description="Draw the picture set.")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--only", default="", help="a part of a case's name")
    wanted = parser.parse_args()
    if wanted.folder is None:
        print(cached())
        return
    made = asyncio.run(render(wanted.folder, [case for case in cases() if wanted.only in case.name]))
    if not wanted.only:
        write_index(wanted.folder, made)
    for title, counts in (
        ("app", Counter(item.client for item in made)),
        ("mode", Counter(item.mode for item in made)),
        ("kind", Counter(item.kind or "clean" for item in made)),
    ):
        print(f"{title}: " + " · ".join(f"{name} {count}" for name, count in counts.items()))
    print(f"{len(made)} cases, {sum(len(item.files) for item in made)} pictures in {wanted.folder}")


if __name__ == "__main__":
    main()
