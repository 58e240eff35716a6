"""Files of files whose bytes depend on what is in them alone, not on the clock."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can tell."""
_ROOT = re.compile(rb"<office:document[^>]*>")
_PREFIX = re.compile(rb"[</ ](\w+):[\w-]+[ =>/]")
_NAMESPACE = re.compile(rb' xmlns:([^=]+)="[^"]*"')
_CREATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def packed(files: Mapping[str, bytes], first: str = "") -> bytes:
    """A zip file of these; `first` is stored uncompressed at its beginning, as OpenDocument asks of its media type."""
    made = io.BytesIO()
    names = sorted(files, key=lambda name: name != first)
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            file.writestr(entry, files[name], zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED)
    return made.getvalue()


def steady(data: bytes, made_at: datetime, first: str = "") -> bytes:
    """The same package, and the workbooks within it, as if all of it had been written at `made_at` (UTC)."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        held = {entry.filename: file.read(entry) for entry in file.infolist() if not entry.is_dir()}
    return packed({name: _dated(name, part, made_at) for name, part in held.items()}, first)


def _dated(name: str, part: bytes, made_at: datetime) -> bytes:
    if name.endswith(".xlsx"):
        return steady(part, made_at)
    if name == "docProps/core.xml":
        return _CREATED.sub(rb"\g<1>" + f"{made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode(), part)
    return _tidy(part) if name.endswith(".xml") else part


def _tidy(part: bytes) -> bytes:
    """A part of an OpenDocument file whose first tag names the namespaces in use, in one order.

    odfpy names those that any document used before, in another order each time.
    """
    root = _ROOT.search(part)
    if root is None:
        return part
    rest = _NAMESPACE.sub(b"", root[0]).removesuffix(b">"), part[root.end() :]
    used = {prefix for words in rest for prefix in _PREFIX.findall(words)}
    kept = b"".join(sorted(found[0] for found in _NAMESPACE.finditer(root[0]) if found[1] in used))
    return part[: root.start()] + rest[0] + kept + b">" + rest[1]
