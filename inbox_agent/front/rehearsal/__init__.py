"""A rehearsal: an archive of mail, played through the real rounds on a temporary database, sending nothing (F-90)."""
