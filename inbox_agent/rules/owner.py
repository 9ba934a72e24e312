"""How the owner answers and is answered: the shapes of `rules/orders/`, `rules/wishes/`, `rules/answers/` and `rules/sentences/`."""

from __future__ import annotations

from pydantic import ConfigDict, Field, RootModel

from inbox_agent.rules.base import Pattern, Strict, dashed
from inbox_agent.words import Stage


class Answers(Strict):
    """Answers of the owner that mean something besides their words (`rules/answers/`)."""

    did_not_happen: tuple[str, ...] = Field(alias="did-not-happen")
    today: tuple[str, ...]
    yesterday: tuple[str, ...]
    none: tuple[str, ...]  #: what was kept in the ledger is none
    meanings: dict[
        str, tuple[str, ...]
    ] = {}  #: what a contact's mail means, by intent; the first word is the one to answer with


class ProfileWords(Strict):
    """What the parts of the owner's profile are called, asked for and understood as (`rules/profile/`), by `mentorship.profile.NAMES`."""

    subjects: tuple[str, ...]  #: of a mail that asks for the profile
    labels: dict[str, tuple[str, ...]]  #: the first heads the form
    questions: dict[str, str]
    examples: dict[str, str] = {}  #: a line of a filled form for each


class Sentences(RootModel[dict[str, str]]):
    """What the agent says to its owner when something was not done (`rules/sentences/`), by the name of the occasion."""


class PageWords(RootModel[dict[str, str]]):
    """What the page in the browser says (`rules/page/`), by the name of the place."""


class OrderWords(Strict):
    """How an owner of one language answers (`rules/orders/<language>.toml`); `mail/orders.py` reads by it.

    Each entry is a row of words. A line is an order only if it consists of such entries and nothing else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=dashed)

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
    pause: tuple[str, ...]  #: with a time: nothing is drafted until then
    no_contact: tuple[str, ...]  #: this was taken for a contact and is none
    again: tuple[str, ...]  #: may be written to again, after a stop or "not a contact"
    merge: tuple[str, ...]  #: stands before a name or an address: the two are one person
    split: tuple[str, ...]  #: stands before an address: it is somebody else's
    mismatch: tuple[str, ...] = ()  #: says by itself that the two do not fit
    edit: tuple[str, ...]  #: with a colon: the new text follows
    note: tuple[str, ...]  #: with a colon: a note follows
    noise: tuple[str, ...]  #: greetings, thanks, "please"
    sign_offs: tuple[str, ...]
    moments: tuple[str, ...]  #: words that say a time: days, parts of the day, units
    glue: tuple[str, ...]  #: words that stand between those
    and_: tuple[str, ...] = Field(alias="and")  #: joins the numbers of a digest
    to: tuple[str, ...] = ()  #: makes a range of two numbers
    request: tuple[str, ...] = ()  #: asks for something: "can you", after which a wish may stand anywhere
    wishes: tuple[str, ...]  #: how a wish for another draft begins
    but: tuple[str, ...]  #: after a yes: a wish follows, or a condition
    draft: tuple[str, ...]  #: stands before a person and a kind of letter: have it written
    addressed: tuple[str, ...]  #: stands before the person where the kind comes first: "a question to Ada"
    articles: tuple[str, ...] = ()  #: may stand before the kind
    in_its_place: tuple[str, ...] = ()  #: behind the kind: instead of the draft that waits
    letters: dict[str, tuple[str, ...]] = {}  #: what each kind is called, besides its own name


class WishWords(Strict):
    """What an owner wishes of a draft, as far as no model is needed (`rules/wishes/`); `drafts/wishes.py` reads by it."""

    drop: tuple[str, ...]
    replace: tuple[str, ...]
    with_: tuple[str, ...] = Field(alias="with")  #: stands between what is replaced and what takes its place
    instead: tuple[str, ...]  #: the new words stand before it, the old ones after it
    paragraph: tuple[str, ...]
    sentence: tuple[str, ...]
    about: tuple[str, ...]  #: after a sentence or a paragraph: words follow that stand in it
    shorter: tuple[str, ...]  #: a whole clause that wishes the draft shorter
    points_back: tuple[Pattern, ...]  #: a sentence that makes no sense without the one before it
    filler: tuple[str, ...]
    ordinals: dict[str, int]  #: from 1, or from -1 backwards
