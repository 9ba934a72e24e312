"""What letters are made of and what they must not say: the shapes of `rules/dates/`, `rules/purpose/` and `rules/etiquette/`."""

from __future__ import annotations

from pydantic import Field

from inbox_agent.rules.base import Pattern, Strict


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
