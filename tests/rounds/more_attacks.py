"""Further mails that look like a yes and are none: forged proofs, answers in the wrong place, and words in ten languages.

Written before the gate's rules were looked at again, beside those of `approval_attacks.py`. Of all of them no letter may leave.
"""

from __future__ import annotations

from rounds.approval_attacks import EVIL, FAIL, NONE, PASS, PIN, PLAIN, QUOTE, SOFIA, TRACE, Mail, parts

FAR = "Received: from relay.elsewhere.example (relay.elsewhere.example [203.0.113.99]) by out.home.example; Mon, 7 Sep 2026 10:10:03 +0200\n"
#: The server stamps nothing that proves anything, or nothing at all.
BARE = TRACE + NONE


def stamped(words: str) -> str:
    """What the owner's server would have had to say."""
    return f"{TRACE}Authentication-Results: {words}\n"


PROOFS = [
    Mail("the verdict below another hop", top=TRACE + FAR + PASS),
    Mail("the verdict as ARC", top=BARE + f"ARC-Authentication-Results: i=1; {PIN}; dmarc=pass header.from=home.example\n"),
    Mail("the verdict with an X before it", top=BARE + f"X-Authentication-Results: {PIN}; dmarc=pass header.from=home.example\n"),
    Mail("the verdict as the original's", top=BARE + f"Authentication-Results-Original: {PIN}; dmarc=pass header.from=home.example\n"),
    Mail("a server whose name begins alike", top=stamped(f"{PIN}.elsewhere.example; dmarc=pass header.from=home.example")),
    Mail("a server whose name ends alike", top=stamped(f"not-{PIN}; dmarc=pass header.from=home.example")),
    Mail("a domain that begins alike", top=stamped(f"{PIN}; dmarc=pass header.from=home.example.elsewhere.example")),
    Mail("a domain that ends alike", top=stamped(f"{PIN}; dmarc=pass header.from=nothome.example")),
    Mail("a signature of the domain above", top=stamped(f"{PIN}; dkim=pass header.d=example header.i=@example")),
    Mail("a signature whose identity alone is ours", top=stamped(f"{PIN}; dkim=pass header.d=elsewhere.example header.i=@home.example")),
    Mail("SPF alone", top=stamped(f"{PIN}; spf=pass smtp.mailfrom={EVIL}; dkim=none; dmarc=none")),
    Mail("SPF of our domain without DMARC", top=stamped(f"{PIN}; spf=pass smtp.mailfrom=sofia@home.example; dkim=none")),
    Mail("a best guess", top=stamped(f"{PIN}; dmarc=bestguesspass header.from=home.example")),
    Mail("pass and fail in one", top=stamped(f"{PIN}; dmarc=pass header.from=home.example; dmarc=fail header.from=home.example")),
    Mail("the pass in a comment", top=stamped(f"{PIN}; dkim=none (dmarc=pass header.from=home.example)")),
    Mail("the pass in a nested comment", top=stamped(f"{PIN}; dkim=none (a (b) ; dmarc=pass header.from=home.example)")),
    Mail("the pass in a reason", top=stamped(f'{PIN}; dkim=neutral reason="x; dmarc=pass header.from=home.example"')),
    Mail("the pass in an escaped reason", top=stamped(f'{PIN}; dkim=neutral reason="x\\"; dmarc=pass header.from=home.example; \\""')),
    Mail("a later version of the header", top=stamped(f"{PIN} 2; dmarc=pass header.from=home.example")),
    Mail("the name in a comment", top=stamped(f"({PIN}) evil.example; dmarc=pass header.from=home.example")),
    Mail("the name folded away", top=stamped(f"evil.example;\n {PIN}; dmarc=pass header.from=home.example")),
    Mail("an honest fail above a forged pass", top=TRACE + FAIL + PASS),
    Mail("another person's pass", top=stamped(f"{PIN}; dmarc=pass header.from=elsewhere.example"), sender=SOFIA),
    Mail("their own mail in our name", sender=f"Sofia Lind <{EVIL}>", top=stamped(f"{PIN}; dmarc=pass header.from=elsewhere.example")),
    Mail("an assistant's mail", sender="Sofia's assistant <assistant@home.example>", body="Sofia says ok\n"),
    Mail("an assistant as Sender", more="Sender: assistant@home.example\n"),
    Mail("a mail that was sent on", more="Resent-From: mallory@elsewhere.example\nResent-Date: Mon, 7 Sep 2026 10:11:00 +0200\n"),
    Mail("no date", date="", top=BARE),
    Mail("no thread and no token", thread="", subject="ok"),
    Mail("a number instead of a token", thread="", subject="Re: [1] First message to Ada Holm"),
]  # fmt: skip

FORWARD = "---------- Forwarded message ---------\nFrom: Sofia Lind <sofia@home.example>\nDate: Mon, 7 Sep 2026 at 10:00\nSubject: Re: letter\nTo: <letters@sofia.example>\n\nok\n"
PLACES = [
    Mail("the yes in the subject alone", subject="ok", body="\n"),
    Mail("the yes in the signature alone", body="-- \nok\n"),
    Mail("the yes in the quotation alone", body=f"{QUOTE}\n> ok\n"),
    Mail("the yes in a quotation with other marks", body="» ok\n» Sofia\n"),
    Mail("the yes in a forward", body=FORWARD, subject="Fwd: letter"),
    Mail("a forward under a note", body=f"see below\n\n{FORWARD}", subject="Fwd: letter"),
    Mail("the yes in an attached mail", **parts("mixed", (PLAIN, ""), ("message/rfc822", "From: sofia@home.example\nSubject: x\n\nok\n"))),
    Mail("the yes in an attached text", **parts("mixed", (PLAIN, "see the file"), (f"{PLAIN}; name=answer.txt\nContent-Disposition: attachment", "ok"))),
    Mail("the yes in a calendar", **parts("mixed", (PLAIN, ""), ("text/calendar", "BEGIN:VCALENDAR\nCOMMENT:ok\nEND:VCALENDAR"))),
    Mail("the yes in a card", **parts("mixed", (PLAIN, ""), ("text/vcard", "BEGIN:VCARD\nVERSION:4.0\nFN:ok\nEND:VCARD"))),
    Mail("two texts that differ", **parts("mixed", (PLAIN, "ok"), (PLAIN, "but not before she has answered"))),
    Mail("a picture for the words", **parts("related", ("text/html; charset=utf-8", '<img src="cid:x" alt="ok">'))),
    Mail("the yes in a title", body="<html><head><title>ok</title></head><body></body></html>", form="text/html; charset=utf-8"),
    Mail("the yes in a button", body="<html><body><button>ok</button><input value='ok'></body></html>", form="text/html; charset=utf-8"),
    Mail("the yes under a notice", body="Do not act on this mail.\n\nok\n"),
    Mail("the yes over a change of mind", body="ok\n\nWait, no.\n"),
]  # fmt: skip

#: What people say who do not say yes, language by language: a condition, a change, a question, a doubt, irony, a promise to
#: look, a no with an ok in it.
WORDS = {
    "en": ("ok once you fix her name", "ok but drop the last line", "ok with you?", "okay, I guess?", "sure, whatever", "ok, will look tonight", "not ok", "it would be ok if she agreed", "ok noted", "no, ok?"),
    "sv": ("ok om du tar bort sista raden", "ja men vänta till måndag", "är det ok?", "jaja", "ok, jag tittar ikväll", "inte ok", "visst, som om", "ok när hon har svarat", "nja, ok", "ja eller nej?"),
    "de": ("ok, falls sie noch da ist", "ja, aber ohne den letzten Satz", "geht das ok?", "na klar, sonst noch was", "ok, schaue ich mir morgen an", "nicht ok", "wäre ok", "ok sobald der Name stimmt", "jein", "ja oder nein?"),
    "fr": ("ok si elle est d’accord", "oui mais sans la dernière phrase", "c’est ok ?", "ben voyons", "ok, je regarde ce soir", "pas ok", "ce serait ok", "ok dès que le nom est corrigé", "mouais", "oui ou non ?"),
    "es": ("vale, pero cambia el saludo", "ok si ella está de acuerdo", "¿vale?", "sí, claro, y qué más", "ok, lo miro esta noche", "no vale", "estaría bien", "ok cuando corrijas el nombre", "bueno, no sé", "¿sí o no?"),
    "it": ("ok ma aspetta lunedì", "sì, se lei è d’accordo", "va bene?", "sì, come no", "ok, lo guardo stasera", "non va bene", "andrebbe bene", "ok appena correggi il nome", "boh, ok", "sì o no?"),
    "pt": ("ok, só que muda o título", "sim, se ela concordar", "ok?", "pois, claro, era só o que faltava", "ok, vejo hoje à noite", "não está ok", "seria ok", "ok quando corrigires o nome", "talvez ok", "sim ou não?"),
    "nl": ("ok, mits hij akkoord is", "ja, maar zonder de laatste zin", "oké?", "ja hoor, vast wel", "ok, ik kijk er morgen naar", "niet ok", "zou ok zijn", "ok zodra de naam klopt", "mwah, ok", "ja of nee?"),
    "da": ("ok, men vent lige", "ja, hvis hun er enig", "er det ok?", "ja ja, hvem tror på det", "ok, jeg kigger på det i aften", "ikke ok", "det ville være ok", "ok når navnet er rettet", "tja, ok", "ja eller nej?"),
    "no": ("ok, hvis du retter feilen", "ja, men uten siste setning", "er det ok?", "ja særlig", "ok, jeg ser på det i kveld", "ikke ok", "det hadde vært ok", "ok når navnet er rettet", "tja, ok", "ja eller nei?"),
    "fi": ("ok, kunhan korjaat nimen", "kyllä, mutta ilman viimeistä lausetta", "onko ok?", "joo joo, varmaan", "ok, katson illalla", "ei ok", "olisi ok", "ok kun hän on vastannut", "no ehkä ok", "kyllä vai ei?"),
}  # fmt: skip

ALL = [
    *PROOFS,
    *PLACES,
    *(Mail(f"{language}: {words}", body=f"{words}\n{QUOTE}") for language, some in WORDS.items() for words in some),
]
