"""Real answers to ports."""
