"""Timelines and what is done along them: cut, reframe, render."""
