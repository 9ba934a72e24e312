"""Real servers on loopback for tests: own instances, own ports, own folders, stopped and removed in the end."""
