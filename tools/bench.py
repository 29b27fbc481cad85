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


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        tree, plain = base / "tree", base / "plain"
        for target in (tree, plain):
            target.mkdir()
            for name in ("source", "extensions"):
                shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
            shutil.copy(ROOT / "conf.py", target)
        results: list[tuple[str, float]] = []

        def measure(name: str, where: Path, out: str, change: Callable[[], object] | None = None) -> None:
            if change is not None:
                change()
            results.append((name, cpu(sphinx(where, base / out), where)))

        page = tree / "source" / "guide" / "index.md"
        spec = tree / "source" / "models" / "open" / "ai21" / "jamba.yaml"
        measure("full build", tree, "html")
        pasted(plain, base / "html")
        measure("the same pages with the output pasted in", plain, "plain")
        measure("nothing changed", tree, "html")
        measure("one page edited", tree, "html", lambda: page.write_text(page.read_text() + "\nMore.\n"))
        measure("one spec file edited", tree, "html", lambda: spec.write_text(spec.read_text() + "\n"))
    reference = results[1][1]
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    for name, seconds in results:
        print(f"{name:44} {seconds:6.1f} CPU s   {seconds / reference:5.2f} x")


if __name__ == "__main__":
    main()
