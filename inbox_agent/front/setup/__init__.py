"""Setting up: what is asked, what is found, and the configuration that comes of it."""
