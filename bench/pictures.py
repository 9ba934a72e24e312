"""The pictures of docs/img: the mails to the owner and the page, as Chromium shows them in light, in dark and on a phone.

    python bench/pictures.py [NAME...]

Plays the demo, then a second mailbox for what the demo has no occasion for (a letter that the server refuses, a mailbox
that cannot be read), and photographs what came out. Needs Debian's chromium and playwright. Each picture is drawn in a
palette of 128 colours where Pillow is installed, so that it stays small; without it the plain PNG is kept.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).parent.parent))

from playwright.sync_api import Browser, sync_playwright
from servers.chromium import ARGUMENTS

from inbox_agent.doors import maildir
from inbox_agent.front import beside
from inbox_agent.front.clock import HandClock
from inbox_agent.front.demo import cast as people
from inbox_agent.front.demo import run
from inbox_agent.front.web import server, visits
from inbox_agent.rounds import ask
from inbox_agent.settings import Page

TO = Path(__file__).parent.parent / "docs" / "img"
ENDS = datetime(2026, 11, 25, 7, 40, tzinfo=UTC)
WIDE, PAGE, PHONE = (720, 900), (1040, 900), (390, 844)  #: in CSS pixels
SHOTS = {
    "approval": ("light", "dark", "phone"),
    "digest": ("light", "dark"),
    "asking": ("light",),
    "receipt": ("light",),
    "answer-notice": ("light",),
    "trouble": ("light",),
    "brief": ("light",),
}
PAGES = {"queue": "/", "draft": "/draft/{draft}", "person": "/person/1", "people": "/people", "digest-page": "/digest"}


@dataclass(frozen=True)
class Scene:
    """One picture."""

    name: str
    scheme: str
    size: tuple[int, int]


def scenes(name: str, kinds: tuple[str, ...], wide: tuple[int, int]) -> Iterator[Scene]:
    for kind in kinds:
        dark, phone = kind.startswith("dark"), "phone" in kind
        yield Scene(f"{name}-{kind}", "dark" if dark else "light", PHONE if phone else wide)


def better(kind: str, text: str, than: str) -> bool:
    """Which mail of a kind makes the picture: the one that says most, of an approval in answer to Ada; else the last."""
    if kind == "approval":
        return "mailto:" in text and ("Ada Holm" in text, "<blockquote" in text) > (
            "Ada Holm" in than,
            "<blockquote" in than,
        )
    return kind != "digest" or len(text) > len(than)


def htmls(folder: Path) -> dict[str, str]:
    """The newest mail to the owner of each kind that makes a good picture, as HTML."""
    found: dict[str, str] = {}
    for posted in maildir.posted(folder / "outbox"):
        mail = message_from_bytes(posted.raw, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        kind, body = str(mail.get("X-Inbox-Agent", "")), mail.get_body(("html",))
        text = body.get_content() if body else ""
        if text and kind in SHOTS and better(kind, text, found.get(kind, "")):
            found[kind] = text
    return found


def photograph(browser: Browser, scene: Scene, show: Callable[[Any], None]) -> None:
    context = browser.new_context(
        color_scheme="dark" if scene.scheme == "dark" else "light",
        viewport={"width": scene.size[0], "height": 320},
        device_scale_factor=1.5 if scene.size is PHONE else 1,
    )
    tab = context.new_page()
    show(tab)
    height = min(tab.evaluate("document.documentElement.scrollHeight"), 1_300)
    tab.set_viewport_size({"width": scene.size[0], "height": max(height, 320)})
    raw = small(tab.screenshot())
    (TO / f"{scene.name}.png").write_bytes(raw)
    print(f"{scene.name:>22}  {len(raw) // 1024:>4} kB")
    context.close()


def small(raw: bytes) -> bytes:
    try:
        from PIL import Image  # noqa: PLC0415
    except ImportError:
        return raw
    out = io.BytesIO()
    Image.open(io.BytesIO(raw)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return min(raw, out.getvalue(), key=len)


@contextmanager
def demo() -> Iterator[tuple[Path, Any, Path]]:
    """A demo that has been played, in a folder of its own."""
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base) / "demo"
        cast = people.load()
        settings, config, post = run.prepare(folder, cast)
        run.play(settings, config.parent, post, cast, run.beginning(ENDS, 10), ENDS, lambda week: None)
        yield folder, settings, config


def trouble(settings: Any, config: Path) -> None:
    """A mailbox that cannot be read: the mail that says so is written by the same round as in life."""
    from inbox_agent.front.work import AgentWork  # noqa: PLC0415

    clock = HandClock(ENDS)
    with beside.open_doors(settings, config.parent, clock) as owners:
        doors = owners["me"]
        with doors.records.transaction("me") as tx:
            why = "The server imap.mail.example does not take the password."
            ask.trouble(
                tx, "unread:picture", ENDS, what="unread", why=why, mailbox=doors.account.mailbox.address,
                since=ENDS.isoformat(),
            )  # fmt: skip
        work = AgentWork(owners)
        while tasks := [t for t in work.due(ENDS) if t.flow in ("tell", "send")]:
            for task in tasks:
                work.do(task, ENDS)


def main() -> None:
    wanted = sys.argv[1:]
    TO.mkdir(parents=True, exist_ok=True)
    executable = shutil.which("chromium")
    if not executable:
        sys.exit("Chromium is missing: apt-get install chromium")
    with demo() as (folder, settings, config), sync_playwright() as play:
        trouble(settings, config)
        mails = htmls(folder)
        browser = play.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        for kind, shots in SHOTS.items():
            for scene in scenes(f"mail-{kind}", shots, WIDE):
                if kind in mails and (not wanted or any(w in scene.name for w in wanted)):
                    photograph(browser, scene, lambda tab, kind=kind: tab.set_content(mails[kind]))  # type: ignore[misc]
        clock = HandClock(ENDS)
        with beside.open_doors(settings, config.parent, clock) as owners:
            page = server.start(Page(port=0), owners, clock)
            with owners["me"].records.transaction("me") as tx:
                draft = next((d.id for d in tx.drafts.open() if not d.blocked), 1)
            for name, path in PAGES.items():
                for scene in scenes(f"page-{name}", ("light", "dark", "phone"), PAGE):
                    if wanted and not any(w in scene.name for w in wanted):
                        continue

                    def show(tab: Any, path: str = path) -> None:
                        tab.goto(f"{page.address}/enter?key={visits.new_link(owners['me'], ENDS)}")
                        tab.get_by_role("button").click()
                        tab.goto(page.address + path.format(draft=draft))

                    photograph(browser, scene, show)
            page.stop()
        browser.close()


if __name__ == "__main__":
    main()
