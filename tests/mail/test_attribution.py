from __future__ import annotations

import pytest

from inbox_agent.mail import attribution
from inbox_agent.mail.lexicon import lexicon
from inbox_agent.mail.lines import read
from tests.mail.sample_mails import LABELS

WORDS = lexicon(LABELS)

LINES = {
    "gmail en": "On Mon, Nov 2, 2026 at 10:12 AM Ada Byron <ada@lab.example> wrote:",
    "gmail sv": "Den mån 2 nov. 2026 kl 10:12 skrev Ada Byron <ada@lab.example>:",
    "gmail de": "Am Mo., 2. Nov. 2026 um 10:12 Uhr schrieb Ada Byron <ada@lab.example>:",
    "gmail fr": "Le lun. 2 nov. 2026 à 10:12, Ada Byron <ada@lab.example> a écrit :",
    "gmail es": "El lun, 2 nov 2026 a las 10:12, Ada Byron (<ada@lab.example>) escribió:",
    "gmail pt": "Ada Byron <ada@lab.example> escreveu (segunda, 2/11/2026 à(s) 10:12):",
    "gmail br": "Em seg., 2 de nov. de 2026 às 10:12, Ada Byron <ada@lab.example> escreveu:",
    "gmail it": "Il giorno lun 2 nov 2026 alle ore 10:12 Ada Byron <ada@lab.example> ha scritto:",
    "gmail nl": "Op ma 2 nov 2026 om 10:12 schreef Ada Byron <ada@lab.example>:",
    "gmail da": "Den man. 2. nov. 2026 kl. 10.12 skrev Ada Byron <ada@lab.example>:",
    "gmail no": "man. 2. nov. 2026 kl. 10:12 skrev Ada Byron <ada@lab.example>:",
    "gmail fi": "ma 2. marrask. 2026 klo 10.12 Ada Byron (ada@lab.example) kirjoitti:",
    "gmail pl": "pon., 2 lis 2026 o 10:12 Ada Byron <ada@lab.example> napisał(a):",
    "apple en": "On 2 Nov 2026, at 10:12, Ada Byron <ada@lab.example> wrote:",
    "apple sv": "2 nov. 2026 kl. 10:12 skrev Ada Byron <ada@lab.example>:",
    "apple de": "Am 02.11.2026 um 10:12 schrieb Ada Byron <ada@lab.example>:",
    "zoho": "---- On Mon, 02 Nov 2026 10:12:33 +0100 Ada Byron <ada@lab.example> wrote ----",
    "proton": "On Monday, November 2nd, 2026 at 10:12 AM, Ada Byron <ada@lab.example> wrote:",
    "month as first name": "On Mon, Nov 2, 2026 at 10:12 AM Jan Maj <ada@lab.example> wrote:",
}
WITHOUT_ADDRESS = {
    "thunderbird en": "On 02/11/2026 10:12, Ada Byron wrote:",
    "thunderbird de": "Am 02.11.26 um 10:12 schrieb Ada Byron:",
    "thunderbird sv": "Den 2026-11-02 kl. 10:12, skrev Ada Byron:",
    "thunderbird pl": "W dniu 2.11.2026 o 10:12, Ada Byron pisze:",
    "name first": "Ada Byron wrote on Monday, 2 November 2026 at 10:12:",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
@pytest.mark.parametrize("cut", [0, 30, 45], ids=["whole", "wrapped", "wrapped later"])
def test_attributions_are_found_whole_and_wrapped(line: str, cut: int) -> None:
    """Over one line or two, from the first word to the colon, with the writer's name and address."""
    space = line.find(" ", cut) if cut else -1
    wrapped = line if space < 0 else line[:space] + "\n" + line[space + 1 :]
    (found,) = attribution.find(read(f"Thanks!\n\n{wrapped}\n\n> Hello"), WORDS)
    assert (found.first, found.end) == (2, 3 + wrapped.count("\n"))
    writer = attribution.writer(found.text, WORDS)
    assert writer.addr == "ada@lab.example"
    assert writer.name == ("Jan Maj" if "Jan Maj" in line else "Ada Byron")


@pytest.mark.parametrize("line", WITHOUT_ADDRESS.values(), ids=WITHOUT_ADDRESS.keys())
def test_a_writer_without_an_address_is_named(line: str) -> None:
    """Thunderbird and Outlook leave the address out."""
    (found,) = attribution.find(read(f"Thanks!\n\n{line}\nHello"), WORDS)
    assert attribution.writer(found.text, WORDS).name == "Ada Byron"


STORIES = {
    "year": "In 1843 she wrote:\nThe engine weaves.",
    "day and clock": "On 2 November 1998 at 10:12 she wrote:\nThe bearing is gone.",
    "colon in a line": "My boss wrote: no.\nOn Monday at 10:30:\nWe meet.",
    "what I said": "This is what I said:\nread more",
}


@pytest.mark.parametrize("text", STORIES.values(), ids=STORIES.keys())
def test_a_story_is_no_attribution(text: str) -> None:
    """Without address, quote or full name a colon after "wrote" is prose."""
    assert attribution.find(read(text), WORDS) == []
