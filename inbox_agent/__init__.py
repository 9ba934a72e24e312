"""inbox-agent: an email-native assistant for mentorship relationships.

**The road.** A mail comes in and walks one straight line of plain functions::

    raw → parse → identify → (relationship) → hear (signal, because) → next step → brief → writer
        → review (etiquette, grounding) → propose → keep → ask the owner

A yes by mail, command line or page becomes one `Decision` and goes into `rounds/settle.py`; timers and new mail
both end in `rounds/prepare.py`. Nothing ever goes to a contact without the owner's yes to exactly that text.

**The floors**, from the ground up; arrows of import go down only (`tests/test_floors.py`):

- `errors`, `settings`, `rules`, `shipped`, `words`: the ground.
- `mail/`: what arrived. Bytes in, values out.
- `mentorship/`: what it means. Stages, signals, what is due next.
- `drafts/`: what to answer. The brief, the letters, the checks, the approval.
- `rounds/`: one round of work each, read from top to bottom: fetch, take_in, prepare, ask, settle, send_out, weekly.
- `doors/`: beside the rounds, the only folder that touches the world: IMAP, Maildir, SMTP, the database, the model.
- `front/`: where people and timers come in; the only floor that reads a clock. `front/assemble.py` chooses the doors.

The first three floors open no file or socket and read no clock: `now` and the rules come in as arguments.

**Nothing waits in memory; what waits is a row.** The agent looks at what is new and what is due *now*, and does
it; the same look twice does nothing twice. A crash or a month of downtime costs time, never mail.

**The words.** The *owner* is whom the agent works for. A *contact* is anybody the owner wants to reach or knows. A
*relationship* joins both and has a role, a kind and a stage. *P-nn* in the code names a rule of `docs/playbook.md`,
*F-nn* a feature of `docs/features.md`, *T-nn* and *R-nn* a rule of trust or a fault in `docs/trust.md`.
"""
