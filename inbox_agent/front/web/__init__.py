"""The page: the owner's queue, people and health in a browser on the same machine (F-63, T-42).

It decides nothing itself: every button ends in the round that a reply by mail and the command line end in, too.
It works without JavaScript; htmx only saves the reloads. Nothing on it is remote, and no GET changes anything (T-07).

- `app.py` puts the parts together; `server.py` runs them.
- `guard.py` lets in only what comes from the owner's own browser; `visits.py` knows who is signed in.
- `pages.py` shows what `queue.py`, `people.py` and `person.py` gather; `acts.py` and `corrections.py` do.
"""
