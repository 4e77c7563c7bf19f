"""The words of the trade as frozen values; no I/O, no third-party library but msgspec."""
