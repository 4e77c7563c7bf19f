"""The command line, as `microdrama` and as `python -m microdrama`.

Worker processes read the main module again when they start. It loads nothing before it is asked to run, so that they
load what their stage needs and not the whole command line: a second for each of them.
"""


def main() -> None:
    """Run the command line."""
    from microdrama.cli.app import main as run  # noqa: PLC0415 (see above)

    run()


if __name__ == "__main__":
    main()
