"""`python -m microdrama` is the command line."""

from microdrama.cli.app import main

if __name__ == "__main__":
    main()
