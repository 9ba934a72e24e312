"""The newest revision, as a word: so that a start at head need not import the migrations (tests hold it true)."""

HEAD = "0013"
