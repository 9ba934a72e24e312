"""What it means: stages, signals, cadence, and what is due next in a relationship."""
