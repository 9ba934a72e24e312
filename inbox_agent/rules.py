"""The rule files of `rules/` as values that the core is given; the user may override them file by file.

A topic is a folder, and in it stands one file a language (`rules/labels/sv.toml` → `rules.labels["sv"]`);
a topic without languages is one file (`rules/cadence.toml` → `rules.cadence`). Each topic's shape is a
class below. Loading collects every problem of every file and tells them together, with file and key.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    ValidationError,
    model_validator,
)

from inbox_agent.errors import WrongUse
from inbox_agent.shipped import files, folders
from inbox_agent.words import Role, Stage

_LISTED = re.compile(r"\{([a-z-]+)\}")

#: What a contact's words may mean (contracts.md). `agrees` is a yes to whatever was asked; the hard stop and bad news stand beside.
Intent = Literal[
    "accepts", "accepts-short-of-time", "asks-for-times", "proposes-times", "confirms-time", "reschedules", "cancels",
    "declines", "gives-advice", "asks-question", "makes-introduction", "shares-resource", "encourages", "gives-feedback",
    "thanks", "reports-progress", "pauses", "ends", "suggests-other", "small-talk", "agrees", "do-not-contact", "bad-news",
]  # fmt: skip


class Strict(BaseModel):
    """Frozen, and an unknown key is an error: a misspelt rule must not be silently without effect."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cadence(Strict):
    """How long is fair (`rules/cadence.toml`): amber and red in days by kind, and the waits of the nudge ladder."""

    formal: tuple[int, int]
    informal: tuple[int, int]
    peer: tuple[int, int]
    reverse: tuple[int, int]
    keep_in_touch: tuple[int, int] = Field(alias="keep-in-touch")
    outreach_follow_up: int = Field(alias="outreach-follow-up", ge=3)
    outreach_rest: int = Field(alias="outreach-rest", ge=3)
    check_in_silence: int = Field(alias="check-in-silence", ge=3)
    check_in_rest: int = Field(alias="check-in-rest", ge=3)
    thank_you_hours: int = Field(alias="thank-you-hours", ge=1)
    meeting_over_minutes: int = Field(alias="meeting-over-minutes", ge=0)


class Labels(Strict):
    """What mail programs and people of one language write around a mail (`rules/labels/<language>.toml`).

    Words are compared without case, decoration and trailing colon. `{name}` in a phrase is where a person
    stands; a phrase that begins with `^` counts only where a clause begins. The file `mul.toml` (ISO 639-2 for several languages) holds what is the same everywhere.
    """

    # The labels of a forwarded or quoted header block, by header field (RFC 5322 3.6).
    from_: tuple[str, ...] = Field((), alias="from")
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = Field((), alias="reply-to")
    other: tuple[str, ...] = ()
    # Lines that say "a mail begins here", and subjects that say so.
    forward_markers: tuple[str, ...] = Field((), alias="forward-markers")
    end_markers: tuple[str, ...] = Field((), alias="end-markers")
    original_markers: tuple[str, ...] = Field((), alias="original-markers")
    forward_prefixes: tuple[str, ...] = Field((), alias="forward-prefixes")
    reply_prefixes: tuple[str, ...] = Field((), alias="reply-prefixes")
    on_behalf: tuple[str, ...] = Field((), alias="on-behalf")
    # "On … Ada wrote:" and the words of date lines; months from January on, each with its forms.
    attribution_openers: tuple[str, ...] = Field((), alias="attribution-openers")
    attribution_verbs: tuple[str, ...] = Field((), alias="attribution-verbs")
    months: tuple[tuple[str, ...], ...] = ()
    weekdays: tuple[tuple[str, ...], ...] = ()
    # The end of a letter.
    device_lines: tuple[str, ...] = Field((), alias="device-lines")
    sign_offs: tuple[str, ...] = Field((), alias="sign-offs")
    soft_sign_offs: tuple[str, ...] = Field((), alias="soft-sign-offs")
    disclaimers: tuple[str, ...] = ()
    banners: tuple[str, ...] = ()
    # People: how a note, an introduction or a platform names one, and what surrounds a name.
    note_openers: tuple[str, ...] = Field((), alias="note-openers")
    introductions: tuple[str, ...] = ()
    introduction_subjects: tuple[str, ...] = Field((), alias="introduction-subjects")
    notifications: tuple[str, ...] = ()
    referrals: tuple[str, ...] = ()
    card_labels: tuple[tuple[str, ...], ...] = Field(((), (), (), ()), alias="card-labels", min_length=4, max_length=4)
    titles: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    copulas: tuple[str, ...] = ()
    conjunctions: tuple[str, ...] = ()
    honorifics: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    not_names: tuple[str, ...] = Field((), alias="not-names")
    # What is no contact.
    tests: tuple[str, ...] = ()
    invoices: tuple[str, ...] = ()
    phishing: tuple[str, ...] = ()
    newsletters: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    # Senders that are no person (mul.toml): local parts that nobody reads, those of a role, and the domains of platforms.
    robots: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()


def _dashed(name: str) -> str:
    return name.replace("_", "-")


class Times(Strict):
    """How one language says days and clocks (`rules/times/<language>.toml`): its words, and the few ways in which
    languages differ. A word may end in `*` (whatever follows); several words are one phrase. `mail/times.py` reads by it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=_dashed)

    clock: Literal[12, 24]  #: whether 7 o'clock says nothing (12) or is a morning (24)
    next_weekday: Literal["next-week", "coming", "ask"]  #: what "next Thursday" is while this week's is still ahead
    slash_dates: Literal["day-first", "ask"]  #: 3/4 without further evidence
    dotted_dates: bool  #: 3.12. is a date
    bare_hours: bool  #: "at 3" needs no further word
    common: tuple[str, ...]  #: frequent words by which the language is recognised
    weekdays: tuple[tuple[str, ...], ...] = Field(min_length=7, max_length=7)  #: Monday first
    weekdays_short: tuple[tuple[str, ...], ...] = Field(min_length=7, max_length=7)  #: only before a number
    months: tuple[tuple[str, ...], ...] = Field(min_length=12, max_length=12)
    ordinal_marks: tuple[str, ...]
    of: tuple[str, ...]
    articles: tuple[str, ...]  #: words for one that are no hour by themselves
    glue: tuple[str, ...]  #: what may stand between a day and its clock
    at: tuple[str, ...]
    oclock: tuple[str, ...]
    am: tuple[str, ...]
    pm: tuple[str, ...]
    noon: tuple[str, ...]
    minutes_past: tuple[str, ...]
    minutes_to: tuple[str, ...]
    plus: tuple[str, ...] = ()  #: "las tres y diez"
    minus: tuple[str, ...] = ()  #: "cinq heures moins dix"
    to: tuple[str, ...]
    between: tuple[str, ...]
    and_or: tuple[str, ...]
    week_after: tuple[str, ...] = ()  #: "Thursday week"
    week_number: tuple[str, ...]
    next: tuple[str, ...]
    coming: tuple[str, ...]
    this: tuple[str, ...]
    last: tuple[str, ...]
    within: tuple[str, ...]
    unit_minute: tuple[str, ...]
    unit_hour: tuple[str, ...]
    unit_day: tuple[str, ...]
    unit_week: tuple[str, ...]
    unit_month: tuple[str, ...]
    tonight: tuple[str, ...]
    here: tuple[str, ...]
    there: tuple[str, ...]
    time: tuple[str, ...]  #: "Stockholm *time*"
    time_of: tuple[str, ...]  #: "*heure de* Paris"
    place: tuple[str, ...]
    cues: tuple[str, ...]  #: a meeting is spoken of
    moves: tuple[str, ...]  #: "move it *from* Monday *to* Tuesday"
    harmless: tuple[str, ...]  #: looks like a refusal or the past and is not
    refusals: tuple[str, ...]
    past: tuple[str, ...]
    events: tuple[str, ...]  #: something that takes place whether or not the two meet
    boundaries: tuple[str, ...]  #: a new thought begins
    instead: tuple[str, ...]  #: the time that follows is given up
    back: tuple[str, ...]  #: the day that follows is the one to come back on
    later: tuple[str, ...]  #: words of a command that say no time themselves
    numbers: dict[str, int]
    ordinals: dict[str, int]
    days: dict[str, int]
    weeks: dict[str, int]
    coming_weeks: dict[str, int] = {}
    parts: dict[str, Literal["am", "pm"]]
    before_hour: dict[str, int]
    after_hour: dict[str, int] = {}
    edges: dict[str, Literal["deadline", "window", "from", "about"]]
    edges_after: dict[str, Literal["deadline", "window", "about"]] = {}  #: "klo 15 mennessä", "3pm onwards"
    durations: dict[str, int]
    zones: dict[str, str]
    months_ahead: dict[str, int] = {}
    month_parts: dict[str, int] = {}


class Zones(Strict):
    """Zone names as people write them (`rules/zones.toml`) → IANA names."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=_dashed)

    month_first: frozenset[str]  #: where 3/4 is the fourth of March
    abbreviations: dict[str, str]
    seasons: dict[str, str]  #: the offset that an abbreviation promises
    ambiguous: dict[str, tuple[str, ...]]
    regions: dict[str, str]
    cities: dict[str, str]


class Dates(Strict):
    """How a letter names a day, a clock and a zone (`rules/dates/`), as format strings; Monday and January come first."""

    weekdays: tuple[str, ...] = Field(min_length=7, max_length=7)
    months: tuple[str, ...] = Field(min_length=12, max_length=12)
    day: str
    clock: str
    one_zone: str
    two_zones: str
    two_zones_two_days: str
    short: str


class Pronouns(Strict):
    """The forms of one pronoun; "" where the language or the agent has no use for one."""

    subject: str
    object: str
    possessive: str = ""
    own: str = ""
    self: str = ""


class Person(Strict):
    """How an owner's words about a contact become words to the contact (`[person]` of `rules/purpose/`)."""

    families: dict[str, Pronouns]
    you: Pronouns
    verbs: dict[str, str]  #: irregular third person → second person
    third_person_s: bool
    not_verbs: tuple[str, ...]
    adverbs: tuple[str, ...]
    before_subject: tuple[str, ...]
    inverted: dict[str, str]  #: an auxiliary before the subject, as in a question
    not_owned: tuple[str, ...]  #: after these words a form that is object and possessive is an object
    others: tuple[str, ...]  #: words for several people, to whom a "they" may point
    possessive_s: tuple[str, ...]
    reflexive: dict[str, str] = {}
    ambiguous: tuple[str, ...] = ()


class NoteWords(Strict):
    """How a line of the owner's notes on a conversation becomes a sentence (`[notes]` of `rules/purpose/`)."""

    i_am: str  #: how the owner's line on themself becomes a sentence; {a} is the English article
    begins: dict[str, tuple[str, ...]]  #: the subject that was left out → first words of such lines
    sentence: tuple[str, ...]  #: first words of a line that is a sentence already
    lead_ins: tuple[str, ...]  #: what opens a spoken line and says nothing
    gifts: tuple[str, ...]  #: how a line begins that tells of something offered
    thanks: str  #: such a line with thanks after it
    not_well: tuple[str, ...]  #: it did not go well; not said to the contact
    private: tuple[str, ...]  #: not meant for the contact's eyes


class PurposeWords(Strict):
    """What in an owner's note points to a work, a topic, a place and questions (`rules/purpose/`)."""

    quotes: tuple[str, str]  #: around a title
    vague: tuple[str, ...]
    joins: tuple[str, ...]
    made: tuple[str, ...]
    verbs: tuple[str, ...]
    ends: tuple[str, ...]
    authored: tuple[str, ...]
    topic: tuple[str, ...]
    wonder: tuple[str, ...]
    asking: tuple[str, ...]
    met: tuple[str, ...]
    places: tuple[str, ...]
    referred: tuple[str, ...]
    to_agent: tuple[str, ...]
    labels: dict[str, tuple[str, ...]]
    works: dict[str, tuple[str, ...]]  #: the word for "your" → nouns of work; "" → definite nouns, which take none
    yours: dict[str, tuple[str, ...]]  #: the word for "your" → endings of any noun
    person: Person
    notes: NoteWords


class Words(Strict):
    """By which words a language is known (`rules/words/<language>.toml`), separated by blanks."""

    words: str


class MachineWords(Strict):
    """What machines write in one language (`rules/machine/<language>.toml`), for `mail/machine.py`; months from January, weekdays from Monday."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=_dashed)

    auto_subjects: tuple[str, ...]  #: how the subject of an automatic reply begins
    absence_subjects: tuple[str, ...]  #: the same, but people begin a subject so, too
    absences: tuple[str, ...]  #: somebody is away
    left: tuple[str, ...]  #: somebody is gone for good
    receipts: tuple[str, ...]  #: "we have received your request"
    bounce_subjects: tuple[str, ...]
    delays: tuple[str, ...]  #: it will be tried again
    months: tuple[tuple[str, ...], ...] = Field(min_length=12, max_length=12)
    weekdays: tuple[tuple[str, ...], ...] = Field(min_length=7, max_length=7)
    tomorrow: tuple[str, ...]
    back: tuple[str, ...]  #: the day that is named is the first day back
    until: tuple[str, ...]
    through: tuple[str, ...]  #: the day that is named is the last day away
    from_: tuple[str, ...] = Field(alias="from")  #: the day that is named is the first day away


class Answers(Strict):
    """Answers of the owner that mean something besides their words (`rules/answers/`)."""

    did_not_happen: tuple[str, ...] = Field(alias="did-not-happen")


class Sentences(RootModel[dict[str, str]]):
    """What the agent says to its owner when something was not done (`rules/sentences/`), by the name of the occasion."""


#: A phrase in the form that `mentorship/phrases.py` tells: words, (a|b c), (a|b)?, {list}, stem*, * and **, ^ and $.
Phrase = Annotated[
    str,
    StringConstraints(
        pattern=r"^(?:\^ )?(?:\([^()^]+\)\??|\{[a-z-]+\}\??|\*\*?|[^\s()|*^$?{}]+\*?)(?: (?:\([^()^]+\)\??|\{[a-z-]+\}\??|\*\*?|[^\s()|*^$?{}]+\*?))*(?: \$)?$"
    ),
]


class Signal(Strict):
    """One rule of `rules/signals/`: where the phrase stands, this intent gets this weight. Its id is never given to another rule."""

    id: int
    intent: Intent
    phrase: Phrase
    weight: float = Field(3, ge=1, le=5)  #: 3 is enough by itself, 1 and 2 only beside others
    stages: tuple[Stage, ...] = ()  #: only in these; none named: in all
    role: Role | None = None
    question: bool | None = None  #: only in a sentence that asks, or only in one that does not
    slots: bool | None = None  #: only where the mail names a day and a clock, or only where it does not


class Signals(Strict):
    """How contacts of one language say what they mean (`rules/signals/<language>.toml`); `mentorship/signals.py` reads by it."""

    __hash__ = object.__hash__  # one set of rules is read once and compiled once

    lists: dict[str, tuple[str, ...]] = {}  #: named alternatives for `{name}` in a phrase
    harmless: tuple[Phrase, ...]  #: looks like a refusal or a doubt and is none
    refusals: tuple[Phrase, ...]  #: anywhere in a mail: what seems a yes is not sure
    doubts: tuple[Phrase, ...]  #: in the sentence of a yes: conditions, "but", negations
    advice: tuple[Phrase, ...] = ()  #: how a piece of advice begins
    rules: tuple[Signal, ...]

    @model_validator(mode="after")
    def _numbered_once(self) -> Signals:
        ids = [rule.id for rule in self.rules]
        twice = sorted({n for n in ids if ids.count(n) > 1})
        if twice:
            raise ValueError(f"the ids {twice} stand twice")
        wanted = (
            {name for text in self._phrases() for name in _LISTED.findall(text)}
            - set(self.lists)
            - {"number", "url", "addr"}
        )
        if wanted:
            raise ValueError(f"there is no list named {sorted(wanted)}")
        return self

    def _phrases(self) -> tuple[str, ...]:
        return (*(rule.phrase for rule in self.rules), *self.harmless, *self.refusals, *self.doubts, *self.advice)


class OrderWords(Strict):
    """How an owner of one language answers (`rules/orders/<language>.toml`); `mail/orders.py` reads by it.

    Each entry is a row of words. A line is an order only if it consists of such entries and nothing else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=_dashed)

    yes: tuple[str, ...]  #: sends
    beside: tuple[str, ...] = ()  #: may stand beside a yes; alone it says nothing
    no: tuple[str, ...]
    later: tuple[str, ...]  #: ask me again
    stop: tuple[str, ...]
    close: tuple[str, ...]
    undo: tuple[str, ...]
    met: tuple[str, ...]
    stage: tuple[str, ...]  #: stands before the name of a stage
    stages: dict[Stage, tuple[str, ...]] = {}  #: further names of stages
    mismatch: tuple[str, ...] = ()  #: says by itself that the two do not fit
    edit: tuple[str, ...]  #: with a colon: the new text follows
    note: tuple[str, ...]  #: with a colon: a note follows
    noise: tuple[str, ...]  #: greetings, thanks, "please"
    sign_offs: tuple[str, ...]
    moments: tuple[str, ...]  #: words that say a time: days, parts of the day, units
    glue: tuple[str, ...]  #: words that stand between those
    and_: tuple[str, ...] = Field(alias="and")  #: joins the numbers of a digest
    to: tuple[str, ...] = ()  #: makes a range of two numbers
    wishes: tuple[str, ...]  #: how a wish for another draft begins
    but: tuple[str, ...]  #: after a yes: a wish follows, or a condition


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as fault:
        raise ValueError(f"'{pattern}' is not a regular expression: {fault}") from fault
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class Etiquette(Strict):
    """What a letter must not say, as regular expressions (`rules/etiquette/`); `says` tells the owner of a find."""

    golden: tuple[Pattern, ...]
    large: tuple[Pattern, ...]
    pressure: tuple[Pattern, ...]
    flattery: tuple[Pattern, ...]
    idioms: tuple[Pattern, ...]
    asks: tuple[Pattern, ...]
    meta: tuple[Pattern, ...]
    address: tuple[Pattern, ...]
    formal: Pattern = ""
    empty_subjects: tuple[str, ...]
    blame: tuple[Pattern, ...]
    signoffs: tuple[str, ...]
    clock: Pattern
    your_time: tuple[Pattern, ...]
    my_time: tuple[Pattern, ...]
    met: tuple[Pattern, ...]
    said: tuple[Pattern, ...]
    owner_met: Pattern  #: how an owner's note says that the two have met
    other_days: dict[str, int]  #: word → days from today
    money: Pattern
    says: dict[str, str]


class Rules(Strict):
    """All rules: one field a topic, keyed by ISO 639-1 language where the topic has languages."""

    cadence: Cadence
    answers: dict[str, Answers] = {}
    sentences: dict[str, Sentences] = {}
    dates: dict[str, Dates] = {}
    purpose: dict[str, PurposeWords] = {}
    etiquette: dict[str, Etiquette] = {}
    times: dict[str, Times] = {}
    zones: Zones
    labels: dict[str, Labels] = {}
    words: dict[str, Words] = {}
    machine: dict[str, MachineWords] = {}
    signals: dict[str, Signals] = {}
    orders: dict[str, OrderWords] = {}


def load(beside: Path | None = None) -> Rules:
    """Read the shipped rules and the overrides in `beside`/rules. Raises `WrongUse` that lists every problem."""
    raw: dict[str, Any] = {}
    problems: list[str] = []
    for name, path in files(folders("rules", beside), "*.toml").items():
        topic, _, language = name.removesuffix(".toml").partition("/")
        if topic not in Rules.model_fields:
            known = ", ".join(sorted(Rules.model_fields))
            problems.append(f"{path}: there is no topic '{topic}' (known: {known}).")
            continue
        try:
            content = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            problems.append(f"{path}: {fault}.")
            continue
        if get_origin(Rules.model_fields[topic].annotation) is dict:
            raw.setdefault(topic, {})[language] = content
        else:
            raw[topic] = content
    if not problems:
        try:
            return Rules.model_validate(raw)
        except ValidationError as fault:
            problems = [f"rules/{'/'.join(str(p) for p in e['loc'])}: {e['msg']}." for e in fault.errors()]
    raise WrongUse(
        "The rule files have faults: " + " ".join(problems),
        "Mend the files named, or remove your copies to use the shipped rules.",
    )
