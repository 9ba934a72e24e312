"""What people write in a random year, and the mails that their programs make of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from stories.mailroom import MAILBOX, OWNER

#: Mails of a contact, by what they say. The zone of a time that is named is always named with it.
WORDS: dict[str, str] = {
    "accepts": "Yes, I would be happy to talk. When would suit you?",
    "proposes": "Happy to. {day} at 15:00 CET works for me, 20 minutes by video.",
    "confirms": "Perfect, {day} at 10:00 CET it is.",
    "reschedules": "I am sorry, I have to move our call. Could we do {day} at 11:00 CET instead?",
    "cancels": "Unfortunately I have to cancel our meeting on Thursday.",
    "declines": "Thank you for thinking of me, but I am afraid I have to decline.",
    "stops": "Please do not contact me again.",
    "ends": "I think it is time to end our mentoring here. Thank you for everything.",
    "pauses": "It is too much right now. Please try me again in {month}.",
    "short": "I would like to help, but I only have ten minutes these days.",
    "advice": "I would write the press release before the roadmap. You might also read \"Good Strategy, Bad Strategy\".",
    "thanks": "Thank you so much for your kind words!",
    "introduces": "You should talk to my colleague Bo Ek, bo.ek@harbour.example. Feel free to mention me.",
    "question": "How is the plan coming along? What did the team say?",
    "bad-news": "My father passed away last week, so please excuse my silence.",
    "small-talk": "What a summer we are having here!",
    "riddle": "The lighthouse is blue on Wednesdays, mind the goats.",
    "nej": "Tack för din fråga, men jag måste tyvärr tacka nej.",
    "ja": "Ja, gärna! När passar det dig?",
}  # fmt: skip
#: What the owner may answer to a request for a yes, and to a question.
ORDERS = ("ok", "no", "later 3d", "ok tomorrow 9", "edit:\nDear you,\n\nI wrote this myself.\n\nSofia", "stop", "close",
          "mismatch", "active", "paused", "scheduling", "met", "note: prefers mail", "ok, but shorter please", "what is this?")  # fmt: skip
ANSWERS = ("say no to one thing each quarter\nwrite the press release first", "did not happen", "her talk on roadmaps",
           "2026-12-03 15:00", "no", "later 1w", "moving from design into leading a team")  # fmt: skip
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
PEOPLE = (
    ("Noa Brandt", "noa.brandt@harbour.example"),
    ("Ida Kron", "ida.kron@tower.example"),
    ("Wen Okafor", "wen.okafor@bridge.example"),
)


def said(what: str, now: datetime) -> str:
    day = now + timedelta(days=4)
    month = MONTHS[(now.month + 2) % 12]
    return WORDS[what].format(day=f"{day:%A} {day.day} {MONTHS[day.month - 1]}", month=month)


def mail(
    sender: str, subject: str, text: str, now: datetime, number: int, answers: str = "", **headers: str
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, MAILBOX, subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<year.{number}@programs.example>"
    if answers:
        message["In-Reply-To"] = message["References"] = answers
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text + "\n")
    return message


def forward(name: str, addr: str, now: datetime, number: int) -> EmailMessage:
    text = (
        'I heard the talk "Maps that people finish" at the Harbour Meetup.\nI want to learn about research with little time.\n\n'
        f"---------- Forwarded message ---------\nFrom: {name} <{addr}>\nDate: Sun, Sep 6, 2026 at 06:10\n"
        f"Subject: The recording of my talk\nTo: Sofia Lind <{OWNER}>\n\n\nHi all,\n\nThe recording is on our page.\n\nBest,\n{name}"
    )
    return mail(f"Sofia Lind <{OWNER}>", "Fwd: The recording of my talk", text, now, number)


def calendar(
    name: str, addr: str, method: str, answer: str, start: datetime, now: datetime, number: int
) -> EmailMessage:
    """A calendar mail of a contact, by one of the methods of RFC 5546."""
    stamp = "%Y%m%dT%H%M%SZ"
    organizer = MAILBOX if method == "REPLY" else addr
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:call-{addr}", f"SEQUENCE:{number}",
        f"DTSTART:{start.astimezone(UTC):{stamp}}", f"DTEND:{start.astimezone(UTC) + timedelta(minutes=30):{stamp}}",
        "SUMMARY:Call", f"ORGANIZER:mailto:{organizer}", f"ATTENDEE;CN={name};PARTSTAT={answer}:mailto:{addr}",
        f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{MAILBOX}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    message = mail(f"{name} <{addr}>", "Invitation: Call", "", now, number)
    message.set_content("Call\n")
    message.add_alternative("\r\n".join(lines) + "\r\n", subtype="calendar", params={"method": method})
    return message


def away(name: str, addr: str, back: datetime, now: datetime, number: int) -> EmailMessage:
    text = f"I am out of the office and will be back on {back.day} {MONTHS[back.month - 1]} {back.year}."
    return mail(f"{name} <{addr}>", "Automatic reply: hello", text, now, number, Auto_Submitted="auto-replied")


def bounce(addr: str, now: datetime, number: int) -> bytes:
    """A report of non-delivery (RFC 3464)."""
    return (
        f"From: Mail Delivery Subsystem <mailer-daemon@mx.example>\r\nTo: <{MAILBOX}>\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nDate: {format_datetime(now)}\r\nMessage-ID: <bounce.{number}@mx.example>\r\n"
        'Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThe mail could not be delivered.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {addr}\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown user\r\n\r\n--b--\r\n"
    ).encode()
