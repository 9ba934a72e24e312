"""B-11: the page and the digest over many relationships: time to answer, time to the first paint, and bytes.

    python bench/page.py [1000 10000]

So many relationships with their mails, letters, ledger and audit are written straight into an SQLite file; a twentieth
of them has a draft that waits. Each view is asked for over loopback as a browser does, signed in; the time is on the
wall, of the median of 15, beside that of `/static/icon.svg`, which is what server and line cost alone. The first paint
is Chromium's own word (First Contentful Paint), where it is installed.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).parent.parent))

import sqlalchemy as sa
from servers.chromium import ARGUMENTS
from year import CONFIG

from inbox_agent.doors.records import schema
from inbox_agent.front.assemble import SilentWake, doors_of, open_records
from inbox_agent.front.clock import HandClock
from inbox_agent.front.web import server, visits
from inbox_agent.rounds import tell, weekly
from inbox_agent.rounds.ports import Doors
from inbox_agent.settings import Page, parse

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PAINT = """new Promise(done => new PerformanceObserver(seen => {
  const paint = seen.getEntriesByName("first-contentful-paint")[0]; if (paint) done(paint.startTime) }).observe({type: "paint", buffered: true}))"""
STAGES = (
    "prospect",
    "outreach",
    "scheduling",
    "active",
    "active",
    "active",
    "keep-in-touch",
    "quiet",
    "resting",
    "ended",
)
FIRST, LAST = (
    ("Noa", "Ida", "Wen", "Per", "Lena", "Tomas", "Priya", "Ines"),
    ("Brandt", "Holm", "Duarte", "Ek", "Raman"),
)
WORDS = "I would write the press release before the roadmap, and ask three people who will not be polite about it. " * 6
VIEWS = (
    "/", "/?page=2", "/draft/1", "/people", "/people?stage=active&health=red", "/people?q=holm", "/people?page=9", "/person/7",
    "/ledger", "/ledger/7", "/digest", "/aside", "/health", "/settings",
)  # fmt: skip


def seed(connection: sa.Connection, count: int) -> None:
    """So many lives, in a few statements."""
    chance = random.Random(count)  # noqa: S311 (a simulation)

    def ago(most: int) -> datetime:
        return NOW - timedelta(minutes=chance.randrange(60, most * 24 * 60))

    def put(table: sa.Table, rows: list[dict[str, Any]]) -> None:
        for first in range(0, len(rows), 2_000):
            connection.execute(sa.insert(table), [{"owner": "me", **row} for row in rows[first : first + 2_000]])

    numbers = range(1, count + 1)
    names = [f"{chance.choice(FIRST)} {chance.choice(LAST)} {n}" for n in numbers]
    put(schema.people, [{"id": n, "name": names[n - 1], "organisation": f"Place {n % 90}"} for n in numbers])
    addresses = [f"contact.{n}@place{n}.example" for n in numbers]
    put(
        schema.addresses,
        [{"key": a, "addr": a, "person_id": n, "suspect": False, "added": NOW} for n, a in enumerate(addresses, 1)],
    )
    stages = [chance.choice(STAGES) for _ in numbers]
    put(
        schema.relationships,
        [
            {"id": n, "person_id": n, "role": "mentee", "kind": "informal", "stage": stages[n - 1], "since": ago(200), "purpose": "research with little time",
             "last_inbound": ago(200), "last_outbound": ago(200), "next_what": "check-in", "next_due": NOW + timedelta(days=n % 60), "next_why": "P-71: quiet"}
            for n in numbers
        ],
    )  # fmt: skip
    put(schema.messages, list(_mails(chance, numbers, ago)))
    put(
        schema.events,
        [
            {"at": ago(200), "what": what, "relationship_id": n, "draft_id": n if n <= count // 20 else None, "because": json.dumps([["P-30", "they answered"]]),
             "data": json.dumps({"before": "outreach", "after": stages[n - 1]})}
            for n in numbers for what in ("stage", "heard", "drafted", "letter-sent", "stage", "kept", "asked", "answered")
        ],
    )  # fmt: skip
    put(
        schema.ledger,
        [
            {"id": n, "relationship_id": n, "at": ago(200), "what": "advice", "words": WORDS[:200], "gist": f"ask three people {n}", "fingerprint": str(n)}
            for n in numbers
        ],
    )  # fmt: skip
    waits = range(1, count // 20 + 1)
    put(
        schema.drafts,
        [
            {"id": n, "relationship_id": n, "kind": "check-in", "occasion": f"check-in:{n}", "version": 1, "state": "waiting", "created": ago(9), "ask_by": "digest"}
            for n in waits
        ],
    )  # fmt: skip
    put(
        schema.versions,
        [
            {"draft_id": n, "version": 1, "created": NOW, "digest": f"{n:064x}", "message_id": f"<d{n}@sofia.example>", "recipients": json.dumps([addresses[n - 1]]),
             "subject": "A greeting", "text": WORDS, "language": "en", "in_reply_to": "", "references": "[]", "findings": "[]", "blocked": "", "written_by": "template",
             "source": "", "notice": ""}
            for n in waits
        ],
    )  # fmt: skip
    put(schema.digests, [{"week": "2026-W48", "made": NOW - timedelta(days=2), "items": "[]"}])
    put(schema.owners, [{"created": NOW - timedelta(days=300), "polled": NOW, "poll_tried": NOW}])


def _mails(chance: random.Random, numbers: range, ago: Any) -> Iterator[dict[str, Any]]:
    for n in numbers:
        for k in range(4):
            at = ago(200)
            yield {
                "identity": f"{n}.{k}", "message_id": f"<{n}.{k}@place.example>", "direction": "in" if k % 2 else "out", "state": "taken", "at": at, "received": at,
                "raw": b"x" * 8_000 if k % 2 else None, "kind": "correspondence" if k % 2 else "letter", "intent": "gives-advice", "from_addr": f"contact.{n}@place{n}.example",
                "subject": "Re: A question about research", "text": WORDS, "language": "en", "relationship_id": n, "because": json.dumps([["advice.en.3", "I would"]]),
            }  # fmt: skip


class Asker:
    """One signed-in browser, as far as a request goes."""

    def __init__(self, page: server.Server, doors: Doors) -> None:
        self.port = int(page.address.rpartition(":")[2])
        self.cookie = ""
        key = visits.new_link(doors, NOW)
        headers = {"Origin": page.address, "Content-Type": "application/x-www-form-urlencoded"}
        _, _, answer = self.ask("/enter", "POST", f"key={key}", headers)
        self.cookie = str(answer["Set-Cookie"]).partition(";")[0]

    def ask(
        self, path: str, method: str = "GET", body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[float, int, Any]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        begun = time.perf_counter()
        line.request(method, path, body, {"Cookie": self.cookie, **(headers or {})})
        answer = line.getresponse()
        text = answer.read()
        taken = (time.perf_counter() - begun) * 1000
        line.close()
        if answer.status >= 400:
            sys.exit(f"{path}: {answer.status} {text[:300]!r}")
        return taken, len(text), answer.headers


def paints(page: server.Server, doors: Doors) -> dict[str, float]:
    """First Contentful Paint of each view, in ms; nothing where no Chromium is installed."""
    executable = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415
    except ImportError:
        return {}
    if not executable:
        return {}
    found: dict[str, float] = {}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        tab = browser.new_page()
        tab.goto(f"{page.address}/enter?key={visits.new_link(doors, NOW)}")
        tab.get_by_role("button").click()
        for view in VIEWS:
            taken = []
            for _ in range(5):
                tab.goto(page.address + view)
                taken.append(tab.evaluate(PAINT))
            found[view] = statistics.median(taken)
        browser.close()
    return found


def measure(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = parse(CONFIG.format(path=Path(folder) / "page.sqlite"))
        records = open_records(settings)
        doors = doors_of(settings, "me", None, records, None, SilentWake(), HandClock(NOW))
        with records.transaction("me") as tx:
            seed(tx.connection, count)
        page = server.start(Page(port=0), {"me": doors}, HandClock(NOW))
        asker = Asker(page, doors)
        painted = paints(page, doors)
        print(f"{count} relationships\n{'view':<34} {'ms':>7} {'paint ms':>9} {'kB':>6}")
        for view in ("/static/icon.svg", *VIEWS):
            asked = [asker.ask(view) for _ in range(15)]
            paint = f"{painted[view]:.0f}" if view in painted else "–"
            print(
                f"{view:<34} {statistics.median(a[0] for a in asked):>7.1f} {paint:>9} {asked[0][1] / 1000:>6.1f}",
                flush=True,
            )
        taken = []
        for _ in range(5):
            begun = time.perf_counter()
            with records.transaction("me") as tx:
                mail = tell.digest_preview(doors, weekly.gather(tx, doors, NOW, NOW - timedelta(days=2)), NOW)
            taken.append((time.perf_counter() - begun) * 1000)
        size = (len(mail.text.encode()) + len(mail.html.encode())) / 1000
        print(f"{'the digest as a mail':<34} {statistics.median(taken):>7.1f} {'–':>9} {size:>6.1f}\n", flush=True)
        page.stop()
        records.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", nargs="*", type=int, default=[1_000, 10_000])
    for count in parser.parse_args().counts:
        measure(count)


if __name__ == "__main__":
    main()
