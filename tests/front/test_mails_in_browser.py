"""The mails to the owner as a browser shows them: legible in light and in dark, on a phone and wide (AA)."""

from __future__ import annotations

from typing import Any

import pytest
from drafts.test_owner_mails import MAILS

from inbox_agent.doors.template_writer import load_templates
from inbox_agent.drafts.owner_mails import owner_mail
from inbox_agent.rules import load
from inbox_agent.shipped import folders

#: Every text with its contrast to what lies behind it (WCAG 2.2, 1.4.3). Where nothing is painted it is the browser's canvas.
CONTRASTS = """() => {
  const probe = document.createElement("div"); probe.style.background = "Canvas"; document.body.append(probe);
  const canvas = getComputedStyle(probe).backgroundColor; probe.remove();
  const parts = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = parts(c).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b };
  const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if ((parts(c)[3] ?? 1) > 0) return c } return canvas };
  const found = []; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) { const text = walk.currentNode.textContent.trim(); if (!text) continue;
    const e = walk.currentNode.parentElement, a = light(getComputedStyle(e).color), b = light(behind(e));
    found.push([text.slice(0, 60), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]) }
  return found }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_of_every_mail_can_be_read(chromium: Any, scheme: str) -> None:
    """4.5 to 1 at least, nothing wider than the screen of a phone, and no mail of more than 30 kB."""
    rules, sources = load(), load_templates(folders("prompts", None))
    with chromium.new_context(color_scheme=scheme, viewport={"width": 390, "height": 800}) as context:
        tab = context.new_page()
        for name, value in MAILS.items():
            html = owner_mail(value, "en", "Europe/Stockholm", sources, rules).html
            assert len(html.encode()) <= 30_000, name
            tab.set_content(html)
            contrasts = tab.evaluate(CONTRASTS)
            assert contrasts, name
            assert [pair for pair in contrasts if pair[1] < 4.5] == [], name
            assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
