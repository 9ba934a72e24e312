"""How mail programs lay out a reply to a request for a yes: the words, what they quote of our mail, and their ornaments.

Each takes the words and the mail that is answered, and gives the lines of a mail from `Content-Type` on, as the
program writes them. Names, forms and the order of parts are those of the programs; every text is our own.
"""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable
from html import escape
from textwrap import wrap

from inbox_agent.mail.message import Message

Layout = Callable[[str, Message], str]
WHO = "inbox-agent <letters@sofia.example>"
PLAIN = 'Content-Type: text/plain; charset="utf-8"\n'


def _bar(text: str, mark: str = "> ") -> str:
    return "".join(f"{mark}{line}".rstrip() + "\n" for line in text.splitlines())


def _broken(text: str, width: int = 74) -> str:
    return "\n".join(part for line in text.splitlines() for part in (wrap(line, width) or [""]))


def _quoted_printable(text: str, kind: str = "plain") -> str:
    body = quopri.encodestring(text.encode()).decode()
    return f'Content-Type: text/{kind}; charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n{body}'


def _base64(text: str, kind: str = "plain") -> str:
    body = base64.encodebytes(text.replace("\n", "\r\n").encode()).decode()
    return f'Content-Type: text/{kind}; charset="UTF-8"\nContent-Transfer-Encoding: base64\n\n{body}'


def _both(plain: str, html: str) -> str:
    return (
        'Content-Type: multipart/alternative; boundary="0000000000001"\n\n'
        f"--0000000000001\n{plain}\n--0000000000001\n{html}\n--0000000000001--\n"
    )


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())


def gmail(words: str, was: Message) -> str:
    head = f"On Mon, Sep 7, 2026 at 9:11 AM {WHO} wrote:"
    plain = f"{words}\n\n{head}\n\n{_bar(_broken(was.text))}"
    html = f'<div dir="ltr">{_lines(words)}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{escape(head)}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"><p>{_lines(was.text)}</p></blockquote></div>'
    return _both(_base64(plain), _quoted_printable(html, "html"))


def gmail_in_swedish(words: str, was: Message) -> str:
    head = f"Den mån 7 sep. 2026 kl 09:11 skrev {WHO}:"
    html = f'<div dir="auto">{_lines(words)}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{escape(head)}<br></div><blockquote class="gmail_quote">{_lines(was.text)}</blockquote></div>'
    return _both(_base64(f"{words}\n\n{head}\n\n{_bar(_broken(was.text))}"), _quoted_printable(html, "html"))


def outlook_for_windows(words: str, was: Message) -> str:
    head = f"From: {WHO} \nSent: Monday, September 7, 2026 9:11 AM\nTo: Sofia Lind <sofia@home.example>\nSubject: {was.subject}"
    plain = f"{words}\n\n \n\n{head}\n\n \n\n" + was.text.replace("\n", "\n\n")
    rows = "".join(f"<b>{escape(a)}:</b>{escape(b)}<br>" for a, _, b in (x.partition(":") for x in head.splitlines()))
    html = f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {{margin:0cm}} --></style></head><body lang="EN-GB"><div class="WordSection1"><p class="MsoNormal"><span lang="SV">{_lines(words)}<o:p></o:p></span></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">{rows}<o:p></o:p></p></div></div><p class="MsoNormal">{_lines(was.text)}</p></div></body></html>'
    return _both(_quoted_printable(plain), _quoted_printable(html, "html"))


def outlook_on_the_web(words: str, was: Message) -> str:
    head = f"From: {WHO}\nSent: 07 September 2026 09:11\nTo: Sofia Lind <sofia@home.example>\nSubject: {was.subject}"
    plain = f"{words}\n________________________________\n{head}\n\n{was.text}\n"
    html = f'<html><head></head><body dir="ltr"><div class="elementToProof" style="font-family: Aptos; font-size: 12pt">{_lines(words)}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{_lines(head)}</font><div>&nbsp;</div></div><div>{_lines(was.text)}</div></body></html>'
    return _both(_quoted_printable(plain), _quoted_printable(html, "html"))


def outlook_in_german(words: str, was: Message) -> str:
    head = f"Von: {WHO}\nGesendet: Montag, 7. September 2026 09:11\nAn: Sofia Lind <sofia@home.example>\nBetreff: {was.subject}"
    return _quoted_printable(f"{words}\n\n________________________________\n{head}\n\n{was.text}\n")


def outlook_in_french(words: str, was: Message) -> str:
    head = (
        f"De : {WHO}\nEnvoyé : lundi 7 septembre 2026 09:11\nÀ : Sofia Lind <sofia@home.example>\nObjet : {was.subject}"
    )
    return _quoted_printable(f"{words}\n\n{head}\n\n{was.text}\n")


def outlook_for_android(words: str, was: Message) -> str:
    html = f'<html><body><div dir="auto" style="font-family: Aptos">{_lines(words)}</div><div id="ms-outlook-mobile-signature" dir="auto">Get <a href="https://aka.ms/AAb9ysg">Outlook for Android</a></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg"><b>From:</b> {escape(WHO)}<br><b>Sent:</b> Monday, September 7, 2026 9:11:10 AM<br><b>To:</b> Sofia Lind &lt;sofia@home.example&gt;<br><b>Subject:</b> {escape(was.subject)}</div><br>{_lines(was.text)}</body></html>'
    return _quoted_printable(html, "html")


def apple_mail(words: str, was: Message) -> str:
    head = f"On 7 Sep 2026, at 09:11, {WHO} wrote:"
    html = f'<html><head></head><body style="overflow-wrap: break-word;">{_lines(words)}<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>{escape(head)}</div><br class="Apple-interchange-newline"><div>{_lines(was.text)}</div></blockquote></div><br></body></html>'
    return _both(_quoted_printable(f"{words}\n\n{_bar(head)}> \n{_bar(was.text)}\n"), _quoted_printable(html, "html"))


def iphone(words: str, was: Message) -> str:
    head = f"On 7 Sep 2026, at 09:11, {WHO} wrote:"
    html = f'<html><body dir="auto">{_lines(words)}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">{escape(head)}<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">{_lines(was.text)}</div></blockquote></body></html>'
    return _both(
        _quoted_printable(f"{words}\n\nSent from my iPhone\n\n{_bar(head)}> \n{_bar(was.text)}"),
        _quoted_printable(html, "html"),
    )


def iphone_in_spanish(words: str, was: Message) -> str:
    head = f"El 7 sept 2026, a las 9:11, {WHO} escribió:"
    return _quoted_printable(f"{words}\n\nEnviado desde mi iPhone\n\n{_bar(head)}> \n{_bar(was.text)}")


def thunderbird(words: str, was: Message) -> str:
    return f"Content-Type: text/plain; charset=UTF-8; format=flowed\nContent-Transfer-Encoding: 8bit\n\n{words}\n\nOn 07/09/2026 09:11, inbox-agent wrote:\n{_bar(_broken(was.text))}"


def thunderbird_below(words: str, was: Message) -> str:
    """The answer under the quotation, as many write it there."""
    return f"Content-Type: text/plain; charset=UTF-8; format=flowed\nContent-Transfer-Encoding: 8bit\n\nOn 07/09/2026 09:11, inbox-agent wrote:\n{_bar(_broken(was.text))}\n{words}\n"


def thunderbird_in_html(words: str, was: Message) -> str:
    html = f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body><p>{_lines(words)}</p><div class="moz-cite-prefix">On 07/09/2026 09:11, inbox-agent wrote:<br></div><blockquote type="cite" cite="mid:x@sofia.example"><pre class="moz-quote-pre" wrap="">{escape(was.text)}</pre></blockquote></body></html>'
    return _quoted_printable(html, "html")


def k9(words: str, was: Message) -> str:
    return _quoted_printable(
        f"{words}\n-- \nSent from my Android device with K-9 Mail. Please excuse my brevity.\n\nAm 7. September 2026 09:11:10 MESZ schrieb inbox-agent <letters@sofia.example>:\n{_bar(was.text, '>')}"
    )


def fairemail(words: str, was: Message) -> str:
    html = f'<html><body><p>{_lines(words)}</p><div><p>Sep 7, 2026 09:11:10 {escape(WHO)}:</p><blockquote style="border-left: 3px solid #ccc">{_lines(was.text)}</blockquote></div></body></html>'
    plain = f"{words}\n\nSep 7, 2026 09:11:10 {WHO}:\n\n{_bar(was.text)}"
    return _both(_quoted_printable(plain), _quoted_printable(html, "html"))


def proton(words: str, was: Message) -> str:
    head = f"On Monday, 7 September 2026 at 09:11, {WHO} wrote:"
    html = f'<div style="font-family: Arial">{_lines(words)}</div><div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Sent with <a href="https://proton.me/mail/home">Proton Mail</a> secure email.</div></div><div class="protonmail_quote">{escape(head)}<br><blockquote class="protonmail_quote" type="cite">{_lines(was.text)}</blockquote><br></div>'
    plain = (
        f"{words}\n\nSent with [Proton Mail](https://proton.me/mail/home) secure email.\n\n{head}\n\n{_bar(was.text)}"
    )
    return _both(_base64(plain), _base64(html, "html"))


def yahoo(words: str, was: Message) -> str:
    head = f"On Monday, September 7, 2026 at 09:11:10 AM GMT+2, {WHO} wrote:"
    html = f'<html><body><div class="yahoo-style-wrap"><div dir="ltr">{_lines(words)}</div><div><br></div></div><div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>{escape(head)}</div><div><br></div><div>{_lines(was.text)}</div></div></div></body></html>'
    return _both(
        _quoted_printable(f" {words}\n\n    {head}  \n \n " + was.text.replace("\n", "\n ")),
        _quoted_printable(html, "html"),
    )


def gmx(words: str, was: Message) -> str:
    html = f'<html><head></head><body><div style="font-family: Verdana;font-size: 12.0px;"><div>{_lines(words)}</div><div>&nbsp;</div><div style="margin: 10.0px 5.0px 5.0px 10.0px;padding: 10.0px 0 10.0px 10.0px;border-left: 2.0px solid rgb(195,217,229);"><div><b>Gesendet:</b> Montag, 7. September 2026 um 09:11<br/><b>Von:</b> {escape(WHO)}<br/><b>An:</b> sofia@home.example<br/><b>Betreff:</b> {escape(was.subject)}</div><div>{_lines(was.text)}</div></div></div></body></html>'
    return _quoted_printable(html, "html")


def fastmail(words: str, was: Message) -> str:
    head = "On Mon, 7 Sep 2026, at 9:11 AM, inbox-agent wrote:"
    html = f'<!DOCTYPE html><html><head><title></title></head><body><div>{_lines(words)}</div><div><br></div><div>{head}</div><blockquote type="cite" id="qt" style="">{_lines(was.text)}</blockquote><div><br></div></body></html>'
    return _both(_quoted_printable(f"{words}\n\n{head}\n{_bar(was.text)}"), _quoted_printable(html, "html"))


def mutt(words: str, was: Message) -> str:
    return f"Content-Type: text/plain; charset=utf-8\nContent-Disposition: inline\nContent-Transfer-Encoding: 8bit\n\n{words}\n\nOn Mon, Sep 07, 2026 at 09:11:10AM +0200, inbox-agent wrote:\n{_bar(was.text)}\n-- \nSofia Lind\n"


def roundcube(words: str, was: Message) -> str:
    return f"Content-Type: text/plain; charset=UTF-8;\n format=flowed\nContent-Transfer-Encoding: 8bit\n\n{words}\n\nOn 2026-09-07 09:11, inbox-agent wrote:\n{_bar(_broken(was.text))}"


def zimbra(words: str, was: Message) -> str:
    head = f'From: "inbox-agent" <letters@sofia.example>\nTo: "Sofia Lind" <sofia@home.example>\nSent: Monday, September 7, 2026 9:11:10 AM\nSubject: {was.subject}'
    return _quoted_printable(f"{words}\n\n----- Original Message -----\n{head}\n\n{was.text}\n")


def samsung(words: str, was: Message) -> str:
    head = f"-------- Original message --------\nFrom: {WHO}\nDate: 07/09/2026 09:11 (GMT+01:00)\nTo: sofia@home.example\nSubject: {was.subject}"
    html = f'<html><body dir="auto"><div dir="auto">{_lines(words)}</div><div dir="auto"><br></div><div id="composer_signature" dir="auto"><div style="font-size:12px;color:#575757">Sent from my Galaxy</div></div><div dir="auto"><br></div><div>{_lines(head)}</div><div><br></div>{_lines(was.text)}</body></html>'
    return _both(
        _base64(f"{words}\n\n\nSent from my Galaxy\n\n\n{head}\n\n{was.text}\n"), _quoted_printable(html, "html")
    )


def spark(words: str, was: Message) -> str:
    html = f'<html><body><div name="messageBodySection"><div dir="auto">{_lines(words)}</div></div><div name="messageSignatureSection"><br>Sent from <a href="https://sparkmailapp.com/source">Spark</a></div><div name="messageReplySection">On 7 Sep 2026 at 09:11 +0200, {escape(WHO)}, wrote:<br><blockquote type="cite" class="spark_quote">{_lines(was.text)}</blockquote></div></body></html>'
    return _quoted_printable(html, "html")


def em_client(words: str, was: Message) -> str:
    return _quoted_printable(
        f'{words}\n\n------ Original Message ------\nFrom "inbox-agent" <letters@sofia.example>\nTo "Sofia Lind" <sofia@home.example>\nDate 07/09/2026 09:11:10\nSubject {was.subject}\n\n{_bar(was.text, ">")}'
    )


def evolution(words: str, was: Message) -> str:
    return f"{PLAIN}Content-Transfer-Encoding: 8bit\n\n{words}\n\nOn Mon, 2026-09-07 at 09:11 +0200, inbox-agent wrote:\n{_bar(_broken(was.text))}\n"


def a_firm_with_a_notice(words: str, was: Message) -> str:
    """Outlook, and what the firm's server writes below everything that leaves."""
    head = f"From: {WHO}\nSent: Monday, September 7, 2026 9:11 AM\nTo: Sofia Lind <sofia@home.example>\nSubject: {was.subject}"
    return _quoted_printable(
        f"{words}\n\nKind regards\n\nSofia Lind\nDesign | Home Ltd\n+46 31 555 01 00\n\n{head}\n\n{was.text}\n\nThis e-mail and any attachment are confidential and intended for the addressee only. If you are not the intended recipient, please delete it.\n"
    )


def button(words: str, was: Message) -> str:
    """A new mail, as a `mailto:` button opens it."""
    return f"{PLAIN}\n{words}\n"


LAYOUTS: tuple[Layout, ...] = (
    gmail, gmail_in_swedish, outlook_for_windows, outlook_on_the_web, outlook_in_german, outlook_in_french, outlook_for_android,
    apple_mail, iphone, iphone_in_spanish, thunderbird, thunderbird_below, thunderbird_in_html, k9, fairemail, proton, yahoo, gmx, fastmail,
    mutt, roundcube, zimbra, samsung, spark, em_client, evolution, a_firm_with_a_notice, button,
)  # fmt: skip
