"""The page: the owner's queue, people and health in a browser on the same machine (F-63, T-42).

It decides nothing itself: every button becomes a `Decision` that goes through `rounds/settle.py`, as a reply by mail does.
It works without JavaScript; htmx only saves the reloads. Nothing on it is remote, and no GET changes anything (T-07).

- `app.py` puts the parts together; `server.py` runs them.
- `guard.py` lets in only what comes from the owner's own browser; `visits.py` knows who is signed in.
- `pages.py` shows, `acts.py` does, `views.py` gathers what is shown.
"""
