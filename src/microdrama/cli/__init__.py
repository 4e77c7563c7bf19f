"""The command line: reads arguments, calls one use case, prints what came of it. No decisions."""
