"""Write the pages that the catalogue lacks: one a family without prose, and the index of each developer.

Pages that exist are left as they are: prose is written over a generated page, never the other way round.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from llmref.library import read_library
from llmref.own_data import builtin_folders

HERE = Path(__file__).resolve().parents[1]
MODELS = HERE / "source" / "models"
FAMILY = """\
---
last-checked: {day}
---
# {name}

```{{family-page}} {id}
```
"""
DEVELOPER = """\
---
last-checked: {day}
---
# {title}

{kind} of {name}{link}, newest first.

```{{family-list}}
:developer: {id}
:openness: {openness}
:caption: {kind} of {name}
```

```{{toctree}}
:hidden:
:glob:
*
```
"""
KINDS = {"open": ("open-weights", "Open-weight families"), "proprietary": ("proprietary", "Proprietary families")}


def main() -> None:
    """Write what is missing and print its name."""
    library, _ = read_library(builtin_folders(), [])
    today = datetime.date.today().isoformat()
    for family in library.families.values():
        page = Path(family.path).with_suffix(".md")
        _write(page, FAMILY.format(day=today, name=family.spec.name, id=family.id))
        folder = page.parent
        developer = library.catalog.developers[family.spec.developer]
        openness, kind = KINDS[folder.parent.name]
        link = f" ([{developer.url.split('/')[2]}]({developer.url}))" if developer.url else ""
        # Many developers have both kinds; the sidebar has to tell them apart.
        title = developer.name if openness == "open-weights" else f"{developer.name} API"
        text = DEVELOPER.format(
            day=today, title=title, name=developer.name, id=developer.id, kind=kind, openness=openness, link=link
        )
        _write(folder / "index.md", text)


def _write(path: Path, text: str) -> None:
    if not path.exists():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(HERE))


if __name__ == "__main__":
    main()
