"""What to answer: the brief, the letters, the checks, and what binds a yes to one text."""
