"""How long builds take, as CPU seconds and as ratios, all in one run.

The same pages with the directives' output pasted in are the measure: what the directives cost is what a
full build takes more than that. Three sites are measured: the twelve families with prose, the same pages over the
whole catalogue, and all pages.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 3
"""Each build is made so often, in turn, and the shortest counts."""
_WHOLE = "```{family-page}"
_FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^\n]*)\n.*?^(?P=fence) *$", re.M | re.S)
_MARKED = re.compile(r"<!--llmref-begin (\d+)-->(.*?)<!--llmref-end \1-->", re.S)
_PASTED = re.compile(r"\{((model|family|benchmark|score|paper|license)-[a-z]+|audit-report|bibliography)\}")
_MARKS = '''
from docutils import nodes
from llmref.sphinxext.directives.catalog_directive import CatalogDirective

_run = CatalogDirective.run

def run(self):
    number = self.env.new_serialno("bench")
    begin, end = (nodes.raw("", f"<!--llmref-{word} {number}-->", format="html") for word in ("begin", "end"))
    return [begin, *_run(self), end]

def setup(app):
    CatalogDirective.run = run
    return {"parallel_read_safe": True, "parallel_write_safe": True}
'''


def cpu(command: list[str], cwd: Path) -> float:
    """CPU seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def sphinx(tree: Path, out: Path) -> list[str]:
    """The command that builds ``tree``."""
    # A part of the catalogue leaves papers that nobody cites.
    quiet = ["-q", "-D", "llmref_warn_unused_papers=0"]
    return [sys.executable, "-m", "sphinx", *quiet, "-c", str(tree), "-b", "html", str(tree / "source"), str(out)]


def full(tree: Path, out: Path) -> float:
    """CPU seconds of a build of everything."""
    shutil.rmtree(out, ignore_errors=True)
    return cpu(sphinx(tree, out), tree)


def outputs(tree: Path, out: Path) -> None:
    """Build ``tree`` with a mark before and after what each directive gives."""
    (tree / "bench_marks.py").write_text(_MARKS, encoding="utf-8")
    command = [*sphinx(tree, out), "-D", "extensions=" + ",".join(_extensions(tree))]
    subprocess.run(
        command, cwd=tree, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(tree)},
    )  # fmt: skip


def _extensions(tree: Path) -> list[str]:
    listed = re.search(r"^extensions = \[(.*?)\]", (tree / "conf.py").read_text(encoding="utf-8"), re.M | re.S)
    assert listed is not None
    return [*re.findall(r'"([^"]+)"', listed[1]), "bench_marks"]


def paste(tree: Path, marked: Path) -> None:
    """Put the output of every directive in its place, as raw HTML."""
    for page in (tree / "source").rglob("*.md"):
        built = (marked / page.relative_to(tree / "source")).with_suffix(".html")
        found = [text for _, text in _MARKED.findall(built.read_text(encoding="utf-8"))]

        def put(match: re.Match[str], found: list[str] = found) -> str:
            if not _PASTED.match(match["info"]):
                return match[0]
            return "``````{raw} html\n" + found.pop(0).strip() + "\n``````"

        page.write_text(_FENCE.sub(put, page.read_text(encoding="utf-8")), encoding="utf-8")
        assert not found, f"{page}: {len(found)} outputs have no place"


def copied(target: Path, keep: Callable[[Path], bool] = lambda path: True) -> Path:
    """A tree to build: all sources, or those files of families that ``keep`` wants."""
    target.mkdir()
    for name in ("source", "extensions"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "conf.py", target)
    models = target / "source" / "models"
    for path in sorted([*models.glob("*/*/*.yaml"), *models.glob("*/*/*.md")]):
        # The repository's own files decide: the copy loses them one by one.
        if path.name != "index.md" and not keep(ROOT / path.relative_to(target)):
            path.unlink()
    for folder in sorted(models.glob("*/*/")):
        if folder.is_dir() and not any(path.name != "index.md" for path in folder.iterdir()):
            shutil.rmtree(folder)
    return target


def has_prose(path: Path) -> bool:
    """Whether somebody wrote the page of that family; a page or a spec file."""
    return _WHOLE not in path.with_suffix(".md").read_text(encoding="utf-8")


def measured(base: Path, keep: Callable[[Path], bool]) -> tuple[list[tuple[str, float]], Path]:
    """A full build and the same with the output pasted in; and the tree that was built."""
    base.mkdir()
    tree, plain, marks = (copied(base / name, keep) for name in ("tree", "pasted", "marks"))
    outputs(marks, base / "marked")
    paste(plain, base / "marked")
    times = [(full(tree, base / "html"), full(plain, base / "plain")) for _ in range(ROUNDS)]
    best = [min(column) for column in zip(*times, strict=True)]
    return [("full build", best[0]), ("the same, output pasted in", best[1])], tree


def main() -> None:
    """Measure and print."""
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; the shortest of {ROUNDS} builds")

    def report(title: str, results: list[tuple[str, float]]) -> None:
        print(title)
        for name, seconds in results:
            print(f"  {name:42} {seconds:6.1f} CPU s   {seconds / results[1][1]:5.2f} x", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        report("The twelve families", measured(Path(folder, "twelve"), has_prose)[0])
        report(
            "Pages with prose, over the whole catalogue",
            measured(Path(folder, "prose"), lambda path: path.suffix == ".yaml" or has_prose(path))[0],
        )
        results, tree = measured(Path(folder, "all"), lambda path: True)
        page = tree / "source" / "guide" / "index.md"
        spec = tree / "source" / "models" / "open" / "ai21" / "jamba.yaml"

        def again(name: str, change: Callable[[], object]) -> None:
            change()
            results.append((name, cpu(sphinx(tree, Path(folder, "all", "html")), tree)))

        again("nothing changed", lambda: None)
        again("one page edited", lambda: page.write_text(page.read_text() + "\nMore.\n"))
        again("one spec file edited", lambda: spec.write_text(spec.read_text() + "\n"))
        report("All pages", results)


if __name__ == "__main__":
    main()
