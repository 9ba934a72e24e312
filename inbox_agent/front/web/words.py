"""The page's own sentences in the owner's language, and days and clocks in the owner's zone (F-95)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from inbox_agent.drafts import dates
from inbox_agent.rounds.ports import Doors


class Words:
    """`t("key", name=value)` gives a sentence of `rules/page/<language>.toml` with its values put in."""

    def __init__(self, doors: Doors) -> None:
        self.language = doors.account.owner.language
        # A language that the page does not speak yet has it in English, and its mails and letters in its own.
        self._sentences = (doors.rules.page.get(self.language) or doors.rules.page["en"]).root
        self._dates = doors.rules.dates[self.language]
        self._zone = doors.account.owner.timezone

    def __call__(self, key: str, **values: object) -> str:
        sentence = self._sentences[key]
        return sentence.format_map({k: str(v) for k, v in values.items()}) if values else sentence

    def step(self, what: str | None) -> str:
        """A step that is no letter: a question to the owner, or a move that time brings about."""
        if (what or "").startswith(("time:back-to-", "time:try-again", "time:pause-over")):
            return self("step-pause-over")
        name = {"time:silence": "rest", "meeting:over": "conversation"}.get(what or "", what)
        return self._sentences.get(f"step-{name}") or self("step-move")

    def at(self, moment: datetime | None) -> str:
        """Day and clock on the owner's wall; "" for no moment."""
        return dates.short(moment, self._zone, self._dates) if moment else ""

    def day(self, moment: datetime | None) -> str:
        return dates.day(moment, self._zone, self._dates) if moment else ""

    def iso(self, moment: datetime) -> str:
        """For programs: the `datetime` of a `<time>` element."""
        return moment.astimezone(ZoneInfo(self._zone)).isoformat(timespec="minutes")

    def ago(self, moment: datetime | None, now: datetime) -> str:
        """How many days ago by the owner's calendar, in words: Monday evening is not yesterday on a Wednesday morning."""
        if moment is None:
            return self("never")
        zone = ZoneInfo(self._zone)
        days = max(0, (now.astimezone(zone).date() - moment.astimezone(zone).date()).days)
        return self("today") if days == 0 else self("yesterday") if days == 1 else self("days-ago", days=days)
