"""How long builds take, as CPU seconds and as ratios, all in one run.

The same pages with the directives' output pasted in are the measure: what the directives cost is what a
full build takes more than that.
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
_DIRECTIVE = re.compile(
    r"^```\{(model-table|model-compare|model-chart|model-diff|model-spec|family-spec|family-page|family-list|family-layers"
    r"|benchmark-list|score-list|paper-list|license-list|audit-report|bibliography)\}.*?^```$",
    re.M | re.S,
)


def cpu(command: list[str], cwd: Path) -> float:
    """CPU seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def sphinx(tree: Path, out: Path) -> list[str]:
    """The command that builds ``tree``."""
    return [sys.executable, "-m", "sphinx", "-q", "-c", str(tree), "-b", "html", str(tree / "source"), str(out)]


def pasted(tree: Path, html: Path) -> None:
    """Put the output of every directive in its place, as raw HTML, in the order in which it stands in the page."""
    blocks = re.compile(
        r'<div class="llmref-table-box".*?</table>\s*</div>(?:\s*<p class="llmref-legend">.*?</p>)?'
        r'|<figure class="llmref-chart".*?</figure>\s*<details.*?</details>|<ol class="llmref-bib">.*?</ol>\n'
        r'|<ul class="llmref-papers">.*?</ul>|<div class="llmref-card">.*?</details>(?:.*?</p>)?</div>',
        re.S,
    )
    for page in (tree / "source").rglob("*.md"):
        built = html / page.relative_to(tree / "source").with_suffix(".html")
        whole = built.read_text(encoding="utf-8") if built.is_file() else ""
        cards = blocks.findall(whole)

        article = re.search(r"<article.*?</h1>(.*)</section>\s*</article>", whole, re.S)

        def put(match: re.Match[str], cards: list[str] = cards, article: re.Match[str] | None = article) -> str:
            if match[1] == "family-page":
                taken = article[1] if article else ""
            elif match[1] == "family-spec":
                taken, cards[:] = "\n".join(cards), []
            else:
                taken = cards.pop(0) if cards else ""
            return "```{raw} html\n" + taken.replace("```", "") + "\n```"

        page.write_text(_DIRECTIVE.sub(put, page.read_text(encoding="utf-8")), encoding="utf-8")


def copied(target: Path, *, prose_only: bool) -> Path:
    """A tree to build: all pages, or those that somebody wrote, without the ones that a directive makes whole."""
    target.mkdir()
    for name in ("source", "extensions"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "conf.py", target)
    if prose_only:
        for page in (target / "source").rglob("*.md"):
            if "```{family-page}" in page.read_text(encoding="utf-8"):
                page.unlink()
    return target


def measured(base: Path, *, prose_only: bool) -> tuple[list[tuple[str, float]], Path]:
    """A full build and the same with the output pasted in; and the tree that was built."""
    base.mkdir()
    tree, plain = (copied(base / name, prose_only=prose_only) for name in ("tree", "pasted"))
    full = cpu(sphinx(tree, base / "html"), tree)
    pasted(plain, base / "html")
    return [("full build", full), ("the same, output pasted in", cpu(sphinx(plain, base / "plain"), plain))], tree


def main() -> None:
    """Measure and print."""
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")

    def report(title: str, results: list[tuple[str, float]]) -> None:
        print(title)
        for name, seconds in results:
            print(f"  {name:42} {seconds:6.1f} CPU s   {seconds / results[1][1]:5.2f} x", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        report("Pages with prose", measured(Path(folder, "prose"), prose_only=True)[0])
        results, tree = measured(Path(folder, "all"), prose_only=False)
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
