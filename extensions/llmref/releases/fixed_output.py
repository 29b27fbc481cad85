"""PDF and ePub without the moment in which they were made: one commit gives one file, byte for byte."""

from __future__ import annotations

import datetime
import hashlib
import re
import zipfile
from pathlib import Path

_PDF_DATE = re.compile(rb"(/(?:CreationDate|ModDate)\s*\(D:)(\d{14})([^)]*)(\))")
_PDF_ID = re.compile(rb"(/ID\s*\[\s*<)([0-9A-Fa-f]+)(>\s*<)([0-9A-Fa-f]+)(>)")
_XMP_DATE = re.compile(rb"(<xmp:(?:CreateDate|ModifyDate|MetadataDate)>)(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")
_OPF_DATE = re.compile(r'(<dc:date>|<meta property="dcterms:modified">)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ')
_FIRST_YEAR = 1980
"""Zip files know no earlier one."""


def fix_pdf(path: Path, epoch: int) -> None:
    """Put the time ``epoch`` for the PDF's dates, and a digest of its content for its random ids.

    Lengths stay the same, so that the table of offsets at the end of the file stays right.
    """
    moment = datetime.datetime.fromtimestamp(epoch, datetime.UTC)
    stamp = moment.strftime("%Y%m%d%H%M%S").encode()
    pdf = _PDF_DATE.sub(lambda found: found[1] + stamp + _utc(found[3]) + found[4], path.read_bytes())
    pdf = _XMP_DATE.sub(lambda found: found[1] + moment.strftime("%Y-%m-%dT%H:%M:%S").encode(), pdf)
    blank = _PDF_ID.sub(lambda found: found[1] + b"0" * len(found[2]) + found[3] + b"0" * len(found[4]) + found[5], pdf)
    digest = hashlib.sha256(blank).hexdigest().encode() * 4
    pdf = _PDF_ID.sub(
        lambda found: found[1] + digest[: len(found[2])] + found[3] + digest[: len(found[4])] + found[5], pdf
    )
    path.write_bytes(pdf)


def _utc(zone: bytes) -> bytes:
    """A time zone of the same length: ``+02'00'`` becomes ``+00'00'``."""
    return re.sub(rb"\d", b"0", zone).replace(b"-", b"+")


def fix_epub(path: Path, epoch: int) -> None:
    """Write the ePub anew: files in the order of their names, each with the time ``epoch``."""
    moment = datetime.datetime.fromtimestamp(epoch, datetime.UTC)
    stamp = max(moment, datetime.datetime(_FIRST_YEAR, 1, 1, tzinfo=datetime.UTC)).timetuple()[:6]
    fresh = path.with_name(f"{path.name}.new")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(fresh, "w") as new:
        # The type of the file comes first and is not compressed: so says the standard.
        names = sorted(old.namelist(), key=lambda name: (name != "mimetype", name))
        for name in names:
            content = old.read(name)
            if name.endswith(".opf"):
                content = _OPF_DATE.sub(rf"\g<1>{moment:%Y-%m-%dT%H:%M:%SZ}", content.decode()).encode()
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            new.writestr(entry, content)
    fresh.replace(path)
