"""What a dated release costs, measured on a synthetic project, all in one run.

- Adding one release to a site of thirty: CPU seconds against one plain build of it, sphinx-build on a
  fresh checkout (at most 1.15 times). Of what it costs more, about a second is the same for every release,
  however small: sphinx-multiversion's own process, a git worktree and an archive, the start of the command. With
  200 pages that is a fifth of a build; as a rule a release has as many pages as the reference has.
- Publishing when nothing is new: seconds (at most 2).
- Killed (SIGKILL) at ten random moments: each time the site is the old one or the new one, byte for byte.

Exits with 1 when one of these does not hold.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT, SECONDS, KILLS, REPEATS = 1.15, 2.0, 10, 5
CONF = """\
from llmref.releases.current import current_release
project = "Synthetic"
author = "Nobody"
release = version = current_release()
extensions = ["sphinx_multiversion", "myst_parser", "llmref"]
html_theme = "furo"
llmref_catalogs = ["models"]
llmref_bib_files = []
"""
FAMILY = """\
family: {{id: f{n}, name: Family {n}, developer: us, openness: open-weights, summary: Models for a measurement.}}
sources:
  config: {{kind: config, url: "https://example.org/config.json", seen: 2024-01-01}}
defaults: {{from: config, released: 2024-01-01}}
models:
  - id: f{n}-1b
    name: Model {n}
    context_length: {context}
    architecture: {{model_type: llama, hidden_size: 64, num_hidden_layers: {layers}, num_attention_heads: 4,
                   num_key_value_heads: 2, intermediate_size: 128, vocab_size: 1000, tie_word_embeddings: true}}
"""
PROSE = "Every page has some text, so that a build is a build. It speaks of {model} and of nothing else. " * 12


class Synthetic:
    """A git repository with a commit a release."""

    def __init__(self, folder: Path, pages: int) -> None:
        self.root, self.pages = folder / "project", pages
        self.rows: list[tuple[str, str]] = []
        self.root.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        # The package is the tree's own, as in a release of the reference.
        ignore = shutil.ignore_patterns("__pycache__", "data")
        shutil.copytree(ROOT / "extensions" / "llmref", self.root / "extensions" / "llmref", ignore=ignore)
        self.write("conf.py", CONF)
        self.write("source/models/developers.yaml", "- {id: us, name: Us}\n")

    def git(self, *arguments: str) -> str:
        name = ["-c", "user.name=B", "-c", "user.email=b@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(["git", *name, *arguments], cwd=self.root, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def release(self, number: int) -> str:
        """Commit another state, and name it in the manifest."""
        listed = "\n".join(f"pages/p{n}" for n in range(self.pages))
        self.write("source/index.md", f"# Release {number}\n\n```{{toctree}}\n{listed}\n```\n")
        for n in range(self.pages):
            model = f"{{spec}}`f{n}-1b.num_hidden_layers` layers of {{model}}`f{n}-1b`"
            self.write(f"source/models/f{n}.yaml", FAMILY.format(n=n, context=1024 * (n + number), layers=2 + n))
            text = PROSE.format(model=model)
            self.write(f"source/pages/p{n}.md", f"# Page {n}\n\n{text}\n\n```{{family-spec}} f{n}\n```\n")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", f"state {number}")
        date = f"2024-01-{number:02}" if number <= 31 else f"2024-02-{number - 31:02}"
        self.rows.append((date, self.git("rev-parse", "HEAD")))
        rows = "".join(f"- date: {day}\n  commit: '{commit}'\n" for day, commit in self.rows)
        self.write("source/releases/releases.yaml", rows)
        return date

    def publish(self, out: Path, *more: str) -> list[str]:
        return [sys.executable, "-m", "llmref", "publish", "--out", str(out), "--formats", "html", *more]


def cpu(command: list[str], folder: Path) -> float:
    """CPU seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def plain_build(tree: Path, out: Path) -> list[str]:
    """Sphinx alone on a fresh checkout, which runs its own code, as a release does."""
    environment = ["env", f"PYTHONPATH={tree / 'extensions'}"]
    sphinx = [sys.executable, "-m", "sphinx", "-j", "auto", "-c", str(tree), str(tree / "source"), str(out)]
    return [*environment, *sphinx]


def content(site: Path) -> str:
    """One digest of names and bytes of all files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(site)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def copied(site: Path, name: str) -> Path:
    """The site once more, each file a second name: publishing writes no file in place."""
    target = site.with_name(name)
    subprocess.run(["cp", "-al", str(site), str(target)], check=True)
    return target


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--releases", type=int, default=30, help="releases that are there already (default: 30)")
    parser.add_argument("--pages", type=int, default=650, help="pages of each (default: 650, as the reference has)")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT / "extensions")
    good = True

    def say(name: str, value: str, holds: bool) -> None:
        nonlocal good
        good = good and holds
        print(f"{name:58} {value:>28}  {'ok' if holds else 'TOO MUCH'}", flush=True)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["LLMREF_CACHE"] = str(folder / "cache")
        project = Synthetic(folder, options.pages)
        for number in range(options.releases):
            project.release(number + 1)
        old = folder / "site"
        started = time.monotonic()
        subprocess.run(project.publish(old), cwd=project.root, check=True, stdout=subprocess.DEVNULL)
        print(f"{options.releases} releases of {options.pages} pages built in {time.monotonic() - started:.0f} s")

        date = project.release(options.releases + 1)
        plains, adding = [], []
        for turn in range(REPEATS):
            tree = folder / f"tree{turn}"
            project.git("worktree", "add", "--detach", str(tree), "HEAD")
            plains.append(cpu(plain_build(tree, folder / f"plain{turn}"), tree))
            adding.append(cpu(project.publish(copied(old, f"added{turn}")), project.root))
        plain, added = statistics.median(plains), statistics.median(adding)
        print(f"one plain build of {date}: {plain:.2f} CPU s; adding it to {options.releases}: {added:.2f} CPU s")
        ratio = added / plain
        say(f"adding one, against one plain build (at most {LIMIT} x)", f"{ratio:.2f} x", ratio <= LIMIT)

        new = folder / "added0"
        seconds = []
        for _ in range(REPEATS):
            started = time.monotonic()
            subprocess.run(project.publish(new), cwd=project.root, check=True, stdout=subprocess.DEVNULL)
            seconds.append(time.monotonic() - started)
        least = min(seconds)
        say(f"publishing when nothing is new (at most {SECONDS:.0f} s)", f"{least:.2f} s", least <= SECONDS)

        wanted = {content(old): "old", content(new): "new"}
        site = copied(old, "killed")
        started = time.monotonic()
        subprocess.run(project.publish(copied(old, "timed")), cwd=project.root, check=True, stdout=subprocess.DEVNULL)
        whole = time.monotonic() - started
        moments, found = random.Random(31), []
        for _ in range(KILLS):
            run = subprocess.Popen(
                project.publish(site), cwd=project.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(moments.uniform(0, whole))
            run.kill()
            run.wait()
            found.append(wanted.get(content(site), "BROKEN"))
        counted = ", ".join(f"{found.count(what)} {what}" for what in dict.fromkeys(found))
        say(f"killed at {KILLS} random moments", counted, "BROKEN" not in found)
        subprocess.run(project.publish(site), cwd=project.root, check=True, stdout=subprocess.DEVNULL)
        result = wanted.get(content(site), "BROKEN")
        say("and the next run makes it the new one", result, result == "new")
    sys.exit(not good)


if __name__ == "__main__":
    main()
