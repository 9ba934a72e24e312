"""Genuine yeses in the layouts of mail programs that `approval_layouts.py` does not have, each in its own language.

Written before the gate's rules were looked at again. Each is the words, the attribution or header block that the program
writes, and how it marks what it quotes; every text is our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from inbox_agent.mail.message import Message

AGENT = "letters@sofia.example"
WHO = f"inbox-agent <{AGENT}>"
HTML = "text/html; charset=utf-8"
FLOWED = "text/plain; charset=utf-8; format=flowed"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """`above` stands between the words and the quotation; `mark` before each quoted line."""

    name: str
    words: str
    above: str
    mark: str = "> "
    form: str = TEXT
    before: str = ""  #: stands over the words
    below: bool = False  #: the words come last

    def __call__(self, was: Message) -> str:
        above = self.above.replace("{subject}", was.subject)
        quoted = "\n".join(f"{self.mark}{line}".rstrip() for line in was.text.splitlines())
        if self.form == HTML:
            body = (
                f"<html><body><div>{escape(self.words)}</div><div><br></div><div>{above}</div>"
                f"<blockquote>{'<br>'.join(map(escape, was.text.splitlines()))}</blockquote></body></html>"
            )
        elif self.below:
            body = f"{above}\n{quoted}\n\n{self.words}\n"
        else:
            body = f"{self.before}{self.words}\n\n{above}\n{quoted}\n"
        return f"Content-Type: {self.form}\nContent-Transfer-Encoding: 8bit\n\n{body}"


def block(name: str, words: str, *labels: str, below: str = "") -> Reply:
    """A header block over the unmarked text, as Outlook writes it in each language."""
    values = (WHO, labels[4], "Sofia Lind <sofia@home.example>", "{subject}")
    lines = "\n".join(f"{label} {value}" for label, value in zip(labels[:4], values, strict=True))
    return Reply(name, words, f"{below}{lines}\n", "")


REPLIES = [
    # Gmail and the iPhone in further languages.
    Reply("Gmail in Italian", "sì, invia pure", f"Il giorno lun 7 set 2026 alle ore 09:11 {WHO} ha scritto:\n"),
    Reply("Gmail in Dutch", "ja, verstuur maar", f"Op ma 7 sep 2026 om 09:11 schreef {WHO}:\n"),
    Reply("Gmail in Brazilian Portuguese", "sim, pode enviar", f"Em seg., 7 de set. de 2026 às 09:11, {WHO}\nescreveu:\n"),
    Reply("Gmail in Portuguese", "ok, envia", f"{WHO} escreveu (segunda, 7/09/2026 à(s) 09:11):\n"),
    Reply("Gmail in Finnish", "kyllä, lähetä", f"ma 7. syysk. 2026 klo 9.11 inbox-agent ({AGENT}) kirjoitti:\n"),
    Reply("Gmail in Danish", "ja tak, send den", f"Den man. 7. sep. 2026 kl. 09.11 skrev {WHO}:\n"),
    Reply("Gmail in Norwegian", "ja, send den", f"man. 7. sep. 2026 kl. 09:11 skrev {WHO}:\n"),
    Reply("Gmail in German", "ja, bitte senden", f"Am Mo., 7. Sept. 2026 um 09:11 Uhr schrieb {WHO}:\n"),
    Reply("Gmail in French", "oui, envoyez", f"Le lun. 7 sept. 2026 à 09:11, {WHO} a écrit :\n"),
    Reply("iPhone in Danish", "ok", f"Sendt fra min iPhone\n\n> Den 7. sep. 2026 kl. 09.11 skrev {WHO}:\n> "),
    Reply("iPhone in Dutch", "Akkoord", f"Verstuurd vanaf mijn iPhone\n\n> Op 7 sep 2026 om 09:11 heeft {WHO} het volgende geschreven:\n> "),
    Reply("iPhone in Italian", "va bene", f"Inviato da iPhone\n\n> Il giorno 7 set 2026, alle ore 09:11, {WHO} ha scritto:\n> "),
    Reply("iPhone in French", "D’accord", f"Envoyé de mon iPhone\n\n> Le 7 sept. 2026 à 09:11, {WHO} a écrit :\n> "),
    Reply("iPhone in Finnish", "ok", f"Lähetetty iPhonesta\n\n> {WHO} kirjoitti 7.9.2026 kello 9.11:\n> "),
    Reply("iPhone in Portuguese", "Sim", f"Enviado do meu iPhone\n\n> No dia 7 de set. de 2026, às 09:11, {WHO} escreveu:\n> "),
    Reply("iPhone in Norwegian", "Ja", f"Sendt fra min iPhone\n\n> 7. sep. 2026 kl. 09:11 skrev {WHO}:\n> "),
    Reply("iPhone in German", "Passt, abschicken", f"Von meinem iPhone gesendet\n\n> Am 07.09.2026 um 09:11 schrieb {WHO}:\n> "),
    Reply("iPhone in Swedish", "ja, skicka", f"Skickat från min iPhone\n\n> 7 sep. 2026 kl. 09:11 skrev {WHO}:\n> "),
    # Outlook in further languages.
    block("Outlook in Swedish", "Ja, skicka", "Från:", "Skickat:", "Till:", "Ämne:", "den 7 september 2026 09:11", below="________________________________\n"),
    block("Outlook in Danish", "godkendt", "Fra:", "Sendt:", "Til:", "Emne:", "7. september 2026 09:11"),
    block("Outlook in Norwegian", "godkjent", "Fra:", "Sendt:", "Til:", "Emne:", "mandag 7. september 2026 09:11"),
    block("Outlook in Dutch", "ok, verzenden", "Van:", "Verzonden:", "Aan:", "Onderwerp:", "maandag 7 september 2026 09:11"),
    block("Outlook in Italian", "Approvato", "Da:", "Inviato:", "A:", "Oggetto:", "lunedì 7 settembre 2026 09:11", below="________________________________\n"),
    block("Outlook in Portuguese", "aprovado", "De:", "Enviado:", "Para:", "Assunto:", "segunda-feira, 7 de setembro de 2026 09:11"),
    block("Outlook in Finnish", "hyväksytty", "Lähettäjä:", "Lähetetty:", "Vastaanottaja:", "Aihe:", "maanantai 7. syyskuuta 2026 9.11"),
    block("Outlook in Spanish", "Sí, envíala", "De:", "Enviado:", "Para:", "Asunto:", "lunes, 7 de septiembre de 2026 9:11"),
    block("Windows Mail", "Yes, send it", "From:", "Sent:", "To:", "Subject:", "07 September 2026 09:11", below="Sent from Mail for Windows\n\n"),
    # Programs of their own kind.
    Reply("Claws Mail", "ok", f"On Mon, 7 Sep 2026 09:11:00 +0200\n{WHO} wrote:\n"),
    Reply("Claws Mail, below", "ok", f"On Mon, 7 Sep 2026 09:11:00 +0200\n{WHO} wrote:\n", below=True),
    Reply("KMail", "yes please", "On Monday, 7 September 2026 09:11:00 CEST inbox-agent wrote:"),
    Reply("The Bat!", "ok", "Monday, September 7, 2026, 9:11:00 AM, you wrote:\n", "ia> ", before="Hello inbox-agent,\n\n"),
    Reply("Notes", "ok", f'\n\n\nFrom:\t"inbox-agent" <{AGENT}>\nTo:\tsofia@home.example\nDate:\t07-09-2026 09:11\nSubject:\t{{subject}}\n\n\n', ""),
    Reply("GroupWise", "ok", f">>> {WHO} 07.09.2026 09:11 >>>", ""),
    Reply("Zoho", "approved", f"---- On Mon, 07 Sep 2026 09:11:00 +0200 {WHO} wrote ----\n", ""),
    Reply("Yandex", "ok", f"07.09.2026, 09:11, &quot;inbox-agent&quot; &lt;{AGENT}&gt;:", form=HTML),
    Reply("Open-Xchange", "ja", f"> {WHO} hat am 07.09.2026 09:11 CEST geschrieben:\n> \n> "),
    Reply("Tuta", "ok", f"7 Sept 2026, 09:11 by {AGENT}:\n"),
    Reply("Horde in German", "ok", f"Zitat von {WHO}:\n"),
    Reply("Horde", "go ahead", f"Quoting {WHO}:\n"),
    Reply("SOGo", "send it", f"On Monday, September 07, 2026 09:11 CEST, {WHO} wrote:\n ", " > "),
    Reply("SquirrelMail", "yes", "On Mon, September 7, 2026 9:11 am, inbox-agent wrote:"),
    Reply("Geary", "ok", f"On Mon, Sep 7 2026 at 09:11:00 +02:00, {WHO} wrote:", form=FLOWED),
    Reply("aerc", "ok", "On Mon Sep 7, 2026 at 9:11 AM CEST, inbox-agent wrote:"),
    Reply("Gnus", "yes", f"{WHO} writes:\n"),
    Reply("Alpine", "ok", "On Mon, 7 Sep 2026, inbox-agent wrote:\n"),
    Reply("Superhuman", "looks good, send", f"Sent via Superhuman ( https://sprh.mn/?vip=sofia@home.example )\n\nOn Mon, Sep 07, 2026 at 9:11 AM, {WHO} wrote:\n"),
    Reply("HEY", "ok", f"On September 7, 2026, {WHO} wrote:", form=HTML),
    Reply("BlueMail", "ok", f"Get BlueMail for Android\n\nOn 7 Sep 2026, at 09:11, {WHO} wrote:\n"),
    Reply("Mailspring", "ok", f"On Sep 7 2026, at 9:11 am, {WHO} wrote:\n"),
    Reply("Mailbird", "ok", f"On 07-09-2026 09:11:00, {WHO} wrote:\n", ""),
    Reply("Rainloop in Spanish", "vale", f"7 de septiembre de 2026 9:11, {WHO} escribió:\n"),
]  # fmt: skip
