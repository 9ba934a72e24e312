"""An HTML mail becomes the text that a person sees, in the form of a plain mail (T-13, issue 3 point 2)."""

from __future__ import annotations

import pytest

from inbox_agent.mail.html import to_text
from inbox_agent.mail.page import RULE

HIDDEN = {
    "display none": '<span style="display: none">HIDDEN</span>',
    "display none, important": '<span style="DISPLAY:NONE !important">HIDDEN</span>',
    "visibility": '<span style="visibility:hidden">HIDDEN</span>',
    "size 0": '<span style="font-size:0">HIDDEN</span>',
    "size 0 px": '<span style="font-size: 0px; line-height:0">HIDDEN</span>',
    "size 0.01 px": '<span style="font-size:0.01px">HIDDEN</span>',
    "one pixel": '<div style="font-size:1px;color:#ffffff">HIDDEN</div>',
    "opacity": '<span style="opacity:0">HIDDEN</span>',
    "opacity 0.0": '<span style="opacity: 0.0;">HIDDEN</span>',
    "max-height": '<div style="max-height:0px;overflow:hidden">HIDDEN</div>',
    "height with overflow": '<div style="height:0; overflow:hidden">HIDDEN</div>',
    "Outlook": '<div style="mso-hide:all">HIDDEN</div>',
    "off the page": '<div style="position:absolute;left:-9999px">HIDDEN</div>',
    "indented away": '<p style="text-indent:-5000px">HIDDEN</p>',
    "transparent": '<span style="color:transparent">HIDDEN</span>',
    "ink on its own ground": '<span style="color:#123456;background:#123456">HIDDEN</span>',
    "white on nothing": '<span style="color:#ffffff">HIDDEN</span>',
    "white font tag": '<font color="white">HIDDEN</font>',
    "white on a white cell": "<table bgcolor='#FFFFFF'><tr><td style='color:#fff'>HIDDEN</td></tr></table>",
    "attribute": "<p hidden>HIDDEN</p>",
    "inside a hidden parent": '<div style="display:none"><p>HIDDEN <b>HIDDEN</b></p></div>',
    "class of the sheet": "<style>.pre, #top { display:none }</style><p class='x pre'>HIDDEN</p><p id=top>HIDDEN</p>",
    "comment": "<!-- HIDDEN -->",
    "behind a name with a comment in it": '<a<!-- x><div style="display:none"><!-- -->HIDDEN</div>',
    "behind a name with a quote in it": '<x"y><span style="display:none">HIDDEN</span>',
    "behind code with brackets": '<div style="display:none"><script>if (a</div>b) "</p>"</script>HIDDEN</div>',
    "an element of a picture without an end": "<svg><link>HIDDEN</svg>",
    "a comment in a sheet": "<style>.pre { display:/* */none }</style><p class=pre>HIDDEN</p>",
    "conditional comment": "<!--[if mso]><p>HIDDEN</p><![endif]-->",
    "alt text": '<img src="x.png" alt="HIDDEN">',
    "script and title": "<title>HIDDEN</title><script>HIDDEN</script>",
    "head": "<head><style>HIDDEN</style></head>",
    "template": "<template>HIDDEN</template>",
    "image text": "<svg><text>HIDDEN</text></svg>",
    "text field": "<textarea>HIDDEN</textarea>",
}


@pytest.mark.parametrize("html", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_nobody_sees_is_not_read(html: str) -> None:
    """Each way of hiding text removes it and nothing else."""
    assert to_text(f"<html><body><p>before</p>{html}<p>after</p></body></html>") == "before\n\nafter"


SEEN = {
    "media rule for phones": "<style>@media (max-width:600px){.x{display:none}}</style><p class=x>SEEN</p>",
    "small but legible": '<p style="font-size:0.9em">SEEN</p>',
    "white on a coloured cell": '<table bgcolor="#003366"><tr><td><font color="#ffffff">SEEN</font></td></tr></table>',
    "white where the sheet may paint": "<style>.hero{background:#036}</style><div class=hero><p style='color:#fff'>SEEN</p></div>",
    "half opaque": '<p style="opacity:0.6">SEEN</p>',
    "line height 0 alone": '<p style="line-height:1">SEEN</p>',
    "max width": '<div style="max-width:600px">SEEN</div>',
    "conditional comment for others": "<![if !mso]><p>SEEN</p><![endif]>",
    "three thousand levels": "<div>" * 3000 + "SEEN" + "</div>" * 3000,
    "unclosed everything": "<div><p><b>SEEN<table>",
}


@pytest.mark.parametrize("html", SEEN.values(), ids=SEEN.keys())
def test_what_a_person_sees_is_read(html: str) -> None:
    """What looks like hiding and is not stays."""
    assert to_text(html) == "SEEN"


LAYOUT = {
    "gmail lines": ("<div dir=ltr>Hi Ada,<div><br></div><div>one</div><div>two<br></div></div>", "Hi Ada,\n\none\ntwo"),
    "paragraphs": ("<p>one</p>\n<p>two</p>", "one\n\ntwo"),
    "Word paragraphs": ("<p class=MsoNormal>one<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>two</p>", "one\ntwo"),
    "blanks": ("<p> a \n  b&nbsp;c <b> d</b> e</p>", "a b c d e"),
    "bold label": ("<b>From:</b> Ada<br><b>Sent:</b> today", "From: Ada\nSent: today"),
    "list": ("<ul><li>one</li><li>two<ol><li>a</li><li>b</li></ol></li></ul>", "- one\n- two\n  1. a\n  2. b"),
    "link": ('See <a href="https://x.example/t?a=1">my talk</a>.', "See my talk <https://x.example/t?a=1>."),
    "link that says itself": ('<a href="https://www.x.example/">x.example</a>', "x.example"),
    "link to an address": ('&lt;<a href="mailto:ada@x.example">ada@x.example</a>&gt;', "<ada@x.example>"),
    "name that links to an address": ('<a href="mailto:ada@x.example?subject=Hi">Ada Byron</a> wrote', "Ada Byron <ada@x.example> wrote"),
    "link that is none": ('<a href="javascript:alert(1)">x</a> <a name=top>y</a> <a href="#z">z</a>', "x y z"),
    "link around blocks": ('<a href="https://x.example/b"><div>Book a time</div></a>', "Book a time <https://x.example/b>"),
    "quote": ("new<blockquote type=cite>old<br>older<blockquote>oldest</blockquote></blockquote>", "new\n\n> old\n> older\n>\n> > oldest"),
    "gmail quote": ('<div>yes</div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid"><div>no</div></blockquote>', "yes\n\n> no"),
    "indent button": ('<blockquote style="margin: 0 0 0 40px; border: none; padding: 0px;">just moved</blockquote>', "just moved"),
    "Outlook border": ("<p class=MsoNormal>new</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>From:</b> Ada</p></div>", f"new\n{RULE}\nFrom: Ada"),
    "Outlook on the web": ('<div>new</div><hr style="width:98%"><div id="divRplyFwdMsg"><b>From:</b> Ada</div>', f"new\n{RULE}\nFrom: Ada"),
    "Outlook on a phone": ('new<div style="padding:3pt 0in 0in;border-width:1pt medium medium;border-style:solid none none;border-color:rgb(1,2,3)"><b>From:</b> Ada</div>', f"new\n{RULE}\nFrom: Ada"),
    "table": ("<table><tr><td>From:</td><td>Ada</td></tr><tr><td>To:</td><td>Olle</td></tr></table>", "From: Ada\nTo: Olle"),
    "preformatted": ("<pre>a  b\n c</pre>", "a  b\n c"),
    "pre-wrap": ('<div style="white-space:pre-wrap">a\nb</div>', "a\nb"),
    "entities": ("<p>Zo&euml; &amp; &#8220;Ada&#8221; &lt;3</p>", "Zoë & “Ada” <3"),
    "hidden characters": ("<p>pay&#8203;&#8238; now&#xE0041;</p>", "pay now"),
    "separator in a quote": ("<blockquote>old&#8232;ok</blockquote>", "> old ok"),
    "nothing": ("", ""),
    "no body": ("<html></html>", ""),
}  # fmt: skip


@pytest.mark.parametrize(("html", "text"), LAYOUT.values(), ids=LAYOUT.keys())
def test_the_layout_is_that_of_a_plain_mail(html: str, text: str) -> None:
    """Lines, quotes, lists, links and separators come out as plain mails have them."""
    assert to_text(html) == text
