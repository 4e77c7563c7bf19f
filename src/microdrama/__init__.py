"""Long stories in, vertical series of 1-3 minute episodes out."""

__version__ = "0.1.0"
