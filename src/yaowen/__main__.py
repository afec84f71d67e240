"""`python -m yaowen`: the same as `yaowen`."""

from yaowen.cli import main

if __name__ == "__main__":
    main()
