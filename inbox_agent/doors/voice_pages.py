"""The owner's page on their voice: one text file a language beside the configuration, which is theirs to edit (F-47)."""

from __future__ import annotations

from pathlib import Path

from inbox_agent.errors import WrongUse


class VoicePages:
    """`voice/<owner>/<language>.txt` in the folder of the configuration; read anew each time, since it may be edited."""

    def __init__(self, beside: Path | None, owner: str) -> None:
        self._folder = beside / "voice" / owner if beside else None

    def path(self, language: str) -> Path | None:
        return self._folder / f"{language}.txt" if self._folder else None

    def read(self, language: str) -> str:
        """The page; "" where there is none. Raises `WrongUse` for one that cannot be read."""
        path = self.path(language)
        if path is None or not path.is_file():
            return ""
        try:
            return path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            raise WrongUse(f"{path} cannot be read: {fault}.", "Save it as UTF-8, or remove it.") from fault

    def write(self, language: str, text: str) -> Path:
        """Keep the owner's page. Raises `WrongUse` where there is no folder for it."""
        path = self.path(language)
        if path is None:
            raise WrongUse("There is no configuration file to keep the page beside.", "Say --config FILE.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path
