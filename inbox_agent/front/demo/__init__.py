"""The demo: invented people write to each other over ten weeks, through the same agent that serves real mail."""
