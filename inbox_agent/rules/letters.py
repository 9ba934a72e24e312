"""What letters are made of and what they must not say: the shapes of `rules/dates/`, `rules/address/`, `rules/purpose/`, `rules/etiquette/`."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

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
    words_too: tuple[str, ...] = ()  #: short forms of days and months, of any language, that are words in this one
    cities: dict[str, str] = {}  #: where the language has its own name for the city of a zone


class Pronouns(Strict):
    """The forms of one pronoun; "" where the language or the agent has no use for one."""

    subject: str
    object: str
    possessive: str = ""
    own: str = ""
    self: str = ""


class VoiceWords(Strict):
    """What tells one writer of a language from another, and how the page of a voice is written (`rules/voice/`)."""

    head: str  #: with {letters}
    about: str  #: a length, with {words}
    labels: dict[str, str]  #: field of a voice → what its line is called
    values: dict[Literal["yes", "no", "formal", "informal"], str]
    contractions: dict[str, str] = {}  #: "I am" → "I’m"
    each: bool = False  #: whoever writes one of them need not write another, and none is written to a person who is addressed formally


class Address(Strict):
    """The form of address of a language (`rules/address/`): how it shows, and how a person is greeted in it (P-53)."""

    default: Literal["formal", "informal"]  #: to somebody with whom no form is known
    formal: tuple[Pattern, ...] = ()  #: case-sensitive: "Sie" and "sie" differ
    informal: tuple[Pattern, ...] = ()
    says_formal: tuple[str, ...] = ()  #: how an owner orders the form: "Sie", "siezen"
    says_informal: tuple[str, ...] = ()
    honorifics: dict[str, tuple[str, ...]] = {}  #: family of pronouns → "Frau" and its like; the first is written
    titles: tuple[str, ...] = ()  #: academic titles that a formal greeting keeps


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
    possessives: dict[
        str, dict[str, str]
    ] = {}  #: family → each form of "her" → the form of "your" with the same ending
    whole: dict[str, str] = {}  #: words that are turned as they stand: "a-t-elle" → "avez-vous"
    agree_listed: bool = False  #: a verb is turned only where `verbs` or `endings` know it; any other is a doubt
    endings: dict[str, str] = {}  #: regular endings of third person → second person
    before_object: tuple[str, ...] = ()  #: prepositions: the same form after them is no subject ("avec elle")
    impersonal: tuple[Pattern, ...] = ()  #: a pronoun that means nobody: "il faut"
    capital_you: bool = False  #: a capital in mid-sentence says "you" and not "she": Sie, Ihnen
    of_name: Pattern = ""  #: "the talk of {name}", its first group the noun
    doubtful: tuple[Pattern, ...] = ()  #: where a word may mean the contact and cannot be turned
    second_person: Pattern = ""  #: a question to the contact shows one of these, where a verb alone hides its person


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


class Informal(Strict):
    """What differs where a person is not addressed formally: du, tu, tú (`[informal]` of `rules/purpose/`)."""

    you: Pronouns
    your: dict[str, str]  #: formal "your" → informal, for nouns of `works` and `yours`; see `split`
    split: dict[
        str, tuple[str, ...]
    ] = {}  #: informal "your" → nouns, where one formal word is several: votre → ton, ta
    possessives: dict[str, dict[str, str]]
    whole: dict[str, str] = {}
    verbs: dict[str, str]
    inverted: dict[str, str]
    endings: dict[str, str] = {}
    doubtful: tuple[Pattern, ...] = ()
    second_person: Pattern = ""


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
    articles: tuple[str, ...] = ("a", "an", "the", "ett", "en")
    definite: tuple[str, ...] = ("the", "that")  #: articles that a description of a work keeps
    relatives: tuple[str, ...] = ("that", "which", "som")
    compounds: bool = False  #: a noun may be the end of a longer one: Blogbeitrag is a Beitrag
    inflected: bool = False  #: an adjective before a work changes with its case, and so is not taken over
    bare: Pattern = ""  #: a topic that cannot stand behind a preposition as it is
    contracted: dict[str, str] = {}  #: the end of a cue → the article that the topic gets back: " du" → "le "
    informal: Informal | None = None

    def spoken(self, formal: bool) -> PurposeWords:
        """These words for a letter with that form of address; the same where the language has one form only."""
        return self if formal else self.informally

    @cached_property
    def informally(self) -> PurposeWords:
        """Made once: patterns are kept by the words that they are made of."""
        other = self.informal
        if other is None:
            return self
        turn = {
            name: getattr(other, name)
            for name in ("you", "possessives", "whole", "verbs", "inverted", "endings", "doubtful", "second_person")
        }
        tables = {name: _informal(getattr(self, name), other) for name in ("works", "yours")}
        return self.model_copy(update={"person": self.person.model_copy(update=turn), **tables})


def _informal(table: dict[str, tuple[str, ...]], other: Informal) -> dict[str, tuple[str, ...]]:
    """Nouns by their formal "your" become nouns by their informal one."""
    turned: dict[str, tuple[str, ...]] = {}
    for yours, nouns in table.items():
        for noun in nouns:
            own = next((mine for mine, split in other.split.items() if noun in split), other.your.get(yours, yours))
            turned[own] = (*turned.get(own, ()), noun)
    return turned


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
    thanks: tuple[Pattern, ...]  #: the thanks of a first message (P-21)
    ease: tuple[Pattern, ...]  #: what leaves the other free: when, how, or not at all (P-21)
    promises: tuple[Pattern, ...]  #: what binds the owner, who has to have said it
    casual: tuple[str, ...]  #: how a casual greeting or closing begins
    formal_frame: tuple[str, ...]  #: and a stiff one
    hard_hour: tuple[Pattern, ...]  #: what says that an hour is seen to be hard on the other (P-52)
    judging: tuple[Pattern, ...]  #: a person judged where a behaviour was meant (P-42)
    clock: Pattern
    your_time: tuple[Pattern, ...]
    my_time: tuple[Pattern, ...]
    met: tuple[Pattern, ...]
    met_where: Pattern  #: a claim of where they met, its group the place
    said: tuple[Pattern, ...]
    stated: tuple[Pattern, ...]  #: what has to stand in the sources literally, or its group
    speaks: tuple[
        Pattern, ...
    ]  #: what follows the first word of a sentence where somebody of that name speaks or gives
    no_speakers: str  #: words, in lower case with spaces between, that may stand before `speaks` and name nobody
    before_subject: str  #: words, with spaces between, after which a clause begins, and with it whoever speaks in it
    bare_nouns: Pattern  #: the ending of a noun that stands without an article and is no name
    owner_met: Pattern  #: how an owner's note says that the two have met
    other_days: dict[str, int]  #: word → days from today
    money: Pattern
    #: Where every noun has a capital: the nouns that are no names, in lower case with spaces between.
    nouns: str = ""
    noun_endings: tuple[str, ...] = ()
    before_verbal_noun: tuple[str, ...] = ()
    before_adjective: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()  #: words of address that have a capital anywhere
    says: dict[str, str]


class Names(Strict):
    """Which words are names whatever their case (`rules/names.toml`)."""

    given: str  #: given names in small letters, with blanks between, that are no words
