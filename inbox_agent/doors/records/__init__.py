"""The records: the database of everything the agent knows, a noun a file."""
