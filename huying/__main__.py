"""`python -m huying` is the same as `huying`."""

from huying.cli import main

if __name__ == "__main__":
    main()
