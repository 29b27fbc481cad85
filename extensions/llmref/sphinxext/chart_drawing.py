"""A process of its own that draws charts: reads ``{name: specification}`` as JSON, writes SVG files.

The drawing engine starts threads, and a Sphinx build that forked after that would hang: so it never
runs inside the build.
"""

import json
import os
import sys
from pathlib import Path


def main() -> None:
    """Draw what standard input names into the folder of the first argument."""
    import vl_convert

    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, specification in json.load(sys.stdin).items():
        target = folder / name
        if name.endswith(".pdf"):
            data = vl_convert.vegalite_to_pdf(specification)
        else:
            data = vl_convert.vegalite_to_svg(specification).encode()
        # Renamed when whole: two builds may share the folder.
        partial = target.with_suffix(f".{os.getpid()}.partial")
        partial.write_bytes(data)
        partial.replace(target)


if __name__ == "__main__":
    main()
