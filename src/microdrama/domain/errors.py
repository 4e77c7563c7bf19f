"""The one kind of error that is meant for a person."""


class MicrodramaError(Exception):
    """One sentence for a person: what is wrong, what is left behind, what to do next.

    Raised beside its cause and caught once, at the edge, which prints it and leaves with exit_code.
    """

    exit_code = 1


class UsageError(MicrodramaError):
    """The command was asked for something that makes no sense; nothing was begun."""

    exit_code = 2
