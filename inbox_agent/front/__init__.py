"""Where people and timers come in: the command line, the engine, the demo; the only floor that reads a clock."""
