"""``python -m llmref`` is the ``llmref`` command."""

from llmref.cli import main

if __name__ == "__main__":
    main()
