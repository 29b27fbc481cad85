"""Small git repositories with releases, made for a test."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

EXTENSIONS = Path(__file__).resolve().parents[2] / "extensions"

CONF = """\
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).resolve().parent / "extensions"))
from llmref.releases.current import current_release
project = "Tiny"
release = version = current_release()
extensions = ["sphinx_multiversion", "stamp"]
html_theme = "basic"
"""

STAMP = """\
import os

VERSION = {version!r}

def stamp(app, pagename, templatename, context, doctree):
    from stamp_words import words  # late, as helpers are: it must come from the same tree
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "none")
    words = f"<p>stamp {{VERSION}} words {{words}} release {{app.config.release}} "
    words += f"epoch {{epoch}}</p>"
    if "body" in context:
        context["body"] += words

def setup(app):
    app.connect("html-page-context", stamp)
    return {{"parallel_read_safe": True, "parallel_write_safe": True}}
"""


class Project:
    """A Sphinx project in a git repository, whose extension prints its version into each page."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.rows: list[str] = []
        root.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.write("source/releases/releases.yaml", "")

    def git(self, *args: str, epoch: int = 1_700_000_000) -> str:
        env = os.environ | {
            "GIT_COMMITTER_DATE": f"{epoch} +0000",
            "GIT_AUTHOR_DATE": f"{epoch} +0000",
        }
        name = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(
            ["git", *name, *args],
            cwd=self.root,
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def state(self, version: str, pages: dict[str, str], conf: str = CONF) -> None:
        """The working tree with an extension of that version and those pages."""
        self.write("conf.py", conf)
        self.write("extensions/stamp.py", STAMP.format(version=version))
        self.write("extensions/stamp_words.py", f"words = {version!r}\n")
        for name, text in pages.items():
            self.write(f"source/{name}.rst", text)

    def commit(self, epoch: int = 1_700_000_000) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "state", epoch=epoch)
        return self.git("rev-parse", "HEAD")

    def manifest(self, *rows: tuple[str, str]) -> None:
        text = "".join(f"- date: {date}\n  commit: '{commit}'\n" for date, commit in rows)
        self.write("source/releases/releases.yaml", text)


def page(title: str, *children: str) -> str:
    """A page, with a table of contents when it has children."""
    toctree = "".join(f"   {child}\n" for child in children)
    text = f"{title}\n{'=' * len(title)}\n\nText of {title}.\n"
    return text + (f"\n.. toctree::\n\n{toctree}" if children else "")


@pytest.fixture(scope="session", autouse=True)
def _llmref_for_subprocesses() -> Iterator[None]:
    """Builds run in processes of their own, which must find llmref however the tests found it."""
    with pytest.MonkeyPatch.context() as patch:
        others = os.environ.get("PYTHONPATH")
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(EXTENSIONS), others])))
        patch.delenv("LLMREF_VERSION", raising=False)
        yield


@pytest.fixture(scope="session", name="rst_page")
def _rst_page() -> Callable[..., str]:
    return page


@pytest.fixture(scope="session")
def new_project() -> Callable[[Path], Project]:
    """Make a repository without commits in a folder."""
    return Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A repository with one commit."""
    made = Project(tmp_path / "project")
    made.state("1", {"index": page("Home")})
    made.commit()
    return made
