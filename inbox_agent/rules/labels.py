"""What mail programs and people write around a mail: the shape of `rules/labels/`."""

from __future__ import annotations

from pydantic import Field

from inbox_agent.rules.base import Strict


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
    organisation: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    # Lines that say "a mail begins here", and subjects that say so.
    forward_markers: tuple[str, ...] = Field((), alias="forward-markers")
    conversation_markers: tuple[str, ...] = Field((), alias="conversation-markers")  #: those of a whole thread
    dated_markers: tuple[str, ...] = Field((), alias="dated-markers")  #: a marker that the date stands behind
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
    at: tuple[str, ...] = ()  #: what follows is where somebody works
    of: tuple[str, ...] = ()  #: what follows may be that, or a field of work
    within: tuple[str, ...] = ()  #: what follows is a place, unless it is known for an organisation
    leads: tuple[str, ...] = ()  #: what follows is what the writer is: "I am the", "as"
    works: tuple[str, ...] = ()  #: what follows says where the writer works: "I work at", "I run"
    via: tuple[str, ...] = ()
    copulas: tuple[str, ...] = ()
    conjunctions: tuple[str, ...] = ()
    honorifics: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    legal_forms: tuple[str, ...] = Field((), alias="legal-forms")  #: of companies, without their stops
    not_names: tuple[str, ...] = Field((), alias="not-names")
    # What is no contact.
    kin: tuple[str, ...] = ()  #: what the nearest family is called, by itself
    tests: tuple[str, ...] = ()
    invoices: tuple[str, ...] = ()
    phishing: tuple[str, ...] = ()
    newsletters: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    # Senders that are no person (mul.toml): local parts that nobody reads, those of a role, and the domains of platforms.
    robots: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
