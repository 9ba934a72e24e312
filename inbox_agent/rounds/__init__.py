"""One round of work a file, read from top to bottom; the world shows as `doors.x.verb`."""
