"""The check-up of `doctor`: what each check looks at, and which others must be well before it can be tried."""
