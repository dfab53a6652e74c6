"""`python -m plainsight` is the command line."""

from plainsight.cli import main

if __name__ == "__main__":
    main()
