"""The page that compares any two published releases, and the small files that it reads.

Each release that has ``models.json`` is compared once with the one before it: ``changes/DATE.js``. The
page puts such steps together, so that it need not read catalogues of many megabytes; they are scripts,
not JSON, so that it works when it is opened from a disk.
"""

from __future__ import annotations

import itertools
import json
import zlib
from collections.abc import Collection, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from llmref.compare.change_log import Step, step_text
from llmref.compare.changes import changes
from llmref.releases.record import Record
from llmref.releases.site_data import NO_CONTENT, Site
from llmref.releases.site_pages import page_head
from llmref.releases.staging import Staging

DATA = "models.json"
FOLDER = "changes"
_SCRIPT = Path(__file__).resolve().parent / "static" / "compare.js"
_STYLE = """\
body { max-width: 72rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; overflow-wrap: anywhere; }
thead th { border-bottom: 1px solid; }
tbody th { font-weight: 400; }
.box { overflow-x: auto; }
label, select, input, button { font: inherit; }
form[hidden] { display: none; }
form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }
summary { font-size: 1.25rem; margin: 1rem 0 .5rem; }
"""


def comparable(records: Iterable[Record]) -> list[Record]:
    """Releases whose data is published, oldest first."""
    return [record for record in records if record.is_release and DATA in record.files]


def change_files(site: Site, staging: Staging, fresh: Collection[str]) -> dict[str, str]:
    """``compare.html`` and what it reads; nothing when fewer than two releases have data.

    Args:
        site: The site with all its versions.
        staging: Where they are.
        fresh: Versions that are not published yet: only they need to be compared.
    """
    records = comparable(site.records)
    if len(records) < 2:
        return {}
    files, rows = {}, []
    for old, new in itertools.pairwise(records):
        name = f"{FOLDER}/{new.name}.js"
        head = _head(old.name, new.name)
        known = staging.place / name
        text = known.read_text(encoding="utf-8") if known.is_file() and not {old.name, new.name} & set(fresh) else ""
        if not text.startswith(head):
            text = _step_script(old, new, staging)
        files[name] = text
        rows.append(_row(text))
    names = [record.name for record in records]
    return {**files, "compare.html": _page(site, names, rows)}


def _head(old: str, new: str) -> str:
    return f'(window.llmrefChanges ??= {{}})[{json.dumps(new)}] = {{\n "old": {json.dumps(old)},\n'


def _step_script(old: Record, new: Record, staging: Staging) -> str:
    folders = [staging.location(record.name) for record in (old, new)]
    exports = [json.loads((folder / DATA).read_text(encoding="utf-8")) for folder in folders]
    for record, export in zip((old, new), exports, strict=True):
        export["release"] = record.name
    models = changes(*exports)
    pages = [set(record.pages) - NO_CONTENT for record in (old, new)]
    step = Step(
        models,
        pages_added={page: "" for page in sorted(pages[1] - pages[0])},
        pages_removed={page: "" for page in sorted(pages[0] - pages[1])},
        counts={"models": len(exports[1]["models"]), "pages": len(pages[1])},
    )
    before, after = (_places(folder, export) for folder, export in zip(folders, exports, strict=True))
    mentioned = {*models.added, *models.renamed.values(), *(value.model for value in models.values)}
    places = {id_: after[id_] for id_ in sorted(mentioned) if id_ in after}
    places |= {id_: before[id_] for id_ in sorted(models.removed) if id_ in before}
    text = step_text(step).rstrip()
    assert text.endswith("}")
    script = f'{text[:-1]},\n "places": {json.dumps(places, ensure_ascii=False)}}};\n'
    return _head(old.name, new.name) + script.split("\n", 2)[2]


def _places(folder: Path, export: Mapping[str, Any]) -> dict[str, list[str]]:
    """Model -> its name, and where it is described, from the inventory of the release."""
    names = {model["id"]: str(model.get("name", model["id"])) for model in export["models"]}
    where = model_places(folder / "objects.inv")
    return {id_: [name, where.get(id_, "")] for id_, name in names.items()}


def model_places(inventory: Path) -> dict[str, str]:
    """Model -> address of its card, relative to the release; empty without an inventory."""
    try:
        packed = inventory.read_bytes().split(b"\n", 4)[4]
    except (OSError, IndexError):
        return {}
    found = {}
    for line in zlib.decompress(packed).decode("utf-8").splitlines():
        name, kind, _, uri = line.split(" ", 4)[:4]
        if kind == "llm:model":
            found[name] = uri.replace("$", name) if uri.endswith("$") else uri
    return found


def _row(script: str) -> str:
    data = json.loads(script[script.index("] = ") + 4 :].rstrip().removesuffix(";"))
    values = data["values"]
    counts = (
        (len(data["models"]["added"]), "model added", "models added"),
        (len(data["models"]["removed"]), "model gone", "models gone"),
        (len(data["models"]["renamed"]), "model renamed", "models renamed"),
        (sum(value[5] == "correction" for value in values), "value corrected", "values corrected"),
        (sum(value[5] == "change" for value in values), "value changed in the world", "values changed in the world"),
        (sum(value[5] == "" and value[2] != "new" for value in values), "other value differs", "other values differ"),
        (sum(value[5] == "" and value[2] == "new" for value in values), "value added", "values added"),
        (len(data["pages"]["added"]), "page added", "pages added"),
        (len(data["pages"]["removed"]), "page gone", "pages gone"),
    )
    said = [f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count]
    return f"<li>{escape(data['old'])} to {escape(data['new'])}: {', '.join(said) or 'no differences'}</li>"


def _page(site: Site, names: list[str], rows: list[str]) -> str:
    heading = f"Compare two releases{f' of {escape(site.project)}' if site.project else ''}"

    def choices(chosen: str) -> str:
        return "".join(f"<option{' selected' if name == chosen else ''}>{name}</option>" for name in reversed(names))

    return (
        page_head(heading, f"<style>\n{_STYLE}</style>\n")
        + f"<main><h1>{heading}</h1>\n"
        '<form id="choose" hidden><label>From <select id="from">'
        f'{choices(names[-2])}</select></label> <label>to <select id="to">{choices(names[-1])}</select></label>\n'
        '<label>Only rows with <input id="filter" type="search"></label></form>\n'
        '<p id="said" role="status"></p>\n<div id="result"></div>\n'
        f"<h2>Release by release</h2>\n<ul>\n{chr(10).join(reversed(rows))}\n</ul>\n"
        '<p><a href="versions.html">All versions</a></p></main>\n'
        f"<script>\n{_SCRIPT.read_text(encoding='utf-8')}</script></body></html>\n"
    )
