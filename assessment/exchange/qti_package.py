"""Opens a QTI content package from anywhere: its item files as XML, what its manifest says of them, and our sidecar.

A package from a stranger is only data here. It is never unpacked to disk; document types and entities in its XML are
refused (defusedxml), and so is one that unpacks to more than LARGEST bytes, or that names files outside itself.
"""

import io
import json
import posixpath
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import defusedxml
from defusedxml.ElementTree import fromstring

from assessment.errors import Fault
from assessment.exchange import qti_terms as terms

LARGEST = 50_000_000
"""Bytes that a package may take when unpacked; ours takes one million."""
DEEPEST = 100
"""Elements inside one another that a file may have; ours has six."""
ITEM_FILE = re.compile(r"imsqti_item_xmlv3p\d+")
OTHER_ITEM_FILE = re.compile(r"(imsqti|imsapip|apip)_?\w*item\w*")
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError)
_EXPORT_AGAIN = "Export the package again"


@dataclass(frozen=True, slots=True)
class Part:
    """One item file: its name in the package, its root element, and the names of what the manifest says it is about."""

    file: str
    root: Element
    about: tuple[str, ...]


@dataclass
class Package:
    """What could be read of a package, and what is wrong with it. `kept` is what our sidecar says, by item."""

    name: str
    parts: list[Part] = field(default_factory=list)
    kept: Mapping[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: str, problem: str, remedy: str) -> None:
        self.faults.append(Fault(self.name, place, problem, remedy))


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def unpack(name: str, data: bytes) -> Package:
    """The package in the file `name`; one that is no sound ZIP file has faults and nothing else."""
    package = Package(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            if sum(entry.file_size for entry in entries) > LARGEST:
                package.fault("", "it is far too large for a package of questions", "Split it, or leave out its media")
            elif not _unsafe(package, entries):
                files = {entry.filename: entry for entry in entries if not entry.is_dir()}
                _read(package, packed, files)
    except _DAMAGED as error:
        package.fault("", f"it is not a readable ZIP package ({error})", _EXPORT_AGAIN)
    return package


def _unsafe(package: Package, entries: list[zipfile.ZipInfo]) -> bool:
    """Whether there is anything in the list of files that no honest package has; names each."""
    advice = "Use a package from a source that you trust"
    for entry in entries:
        if _outside(entry.filename):
            package.fault(entry.filename, "this name leads out of the package", advice)
        if entry.flag_bits & 1:
            package.fault(entry.filename, "this file is locked with a password", "Export the package without one")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            package.fault(entry.filename, "this file is packed in an unusual way", "Pack it as an ordinary ZIP file")
    for name, count in Counter(entry.filename for entry in entries).items():
        if count > 1:
            package.fault(name, f"this file is in the package {count} times", _EXPORT_AGAIN)
    return bool(package.faults)


def _outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _read(package: Package, packed: zipfile.ZipFile, files: dict[str, zipfile.ZipInfo]) -> None:
    if terms.MANIFEST not in files:
        inner = next((name for name in files if posixpath.basename(name) == terms.MANIFEST), "")
        advice = "Pack the contents of the folder, not the folder" if inner else _EXPORT_AGAIN
        package.fault(terms.MANIFEST, "this file is missing", advice)
        return
    manifest = _xml(package, terms.MANIFEST, packed.read(files[terms.MANIFEST]))
    if manifest is None:
        return
    if local(manifest) != "manifest" or not any(local(child) == "resources" for child in manifest):
        package.fault(terms.MANIFEST, "this is not the manifest of a content package", _EXPORT_AGAIN)
        return
    listed: set[str] = set()
    for file, about in _items(package, manifest, files):
        if file in listed:
            package.fault(file, "this file is listed twice in the manifest", "List it once")
            continue
        listed.add(file)
        root = _xml(package, file, packed.read(files[file]))
        if root is not None:
            package.parts.append(Part(file, root, about))
    if terms.SIDECAR in files:
        package.kept = _kept(package, packed.read(files[terms.SIDECAR]))


def _xml(package: Package, file: str, data: bytes) -> Element | None:
    """The root of an XML file, or nothing and a fault."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except defusedxml.DefusedXmlException:
        package.fault(file, "it declares a document type or entities, which can do harm", "Remove the <!DOCTYPE>")
        return None
    except (SyntaxError, ValueError, LookupError) as error:
        package.fault(file, f"it is not sound XML ({error})", _EXPORT_AGAIN)
        return None
    layer, depth = [root], 0
    while layer and depth <= DEEPEST:
        layer, depth = [child for element in layer for child in element], depth + 1
    if layer:
        package.fault(file, f"its elements stand in one another more than {DEEPEST} deep", _EXPORT_AGAIN)
        return None
    return root


def _items(
    package: Package, manifest: Element, files: dict[str, zipfile.ZipInfo]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The item files that the manifest lists and that are there; a fault for each file that is not."""
    found = 0
    for resources in (child for child in manifest if local(child) == "resources"):
        for resource in (child for child in resources if local(child) == "resource"):
            base = "".join(element.get(_BASE, "") for element in (manifest, resources, resource))
            own = [child.get("href", "") for child in resource if local(child) == "file"]
            listed = dict.fromkeys(_path(base, href) for href in (resource.get("href", ""), *own) if href)
            missing = [file for file in listed if file not in files and "://" not in file]
            for file in missing:
                _missing(package, file)
            kind = resource.get("type", "")
            if ITEM_FILE.fullmatch(kind):
                found += 1
                yield from _item(package, resource, [file for file in listed if file not in missing], bool(listed))
            elif OTHER_ITEM_FILE.fullmatch(kind):
                found += 1
                place = f"resource {resource.get('identifier', '')}"
                package.fault(place, f"‘{kind}’ is not QTI 3.0", "Export the package as QTI 3.0")
    if not found:
        package.fault(terms.MANIFEST, "it lists no question", f"Give each a resource with type = ‘{terms.ITEM_TYPE}’")


def _item(package: Package, resource: Element, files: list[str], listed: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    place = f"resource {resource.get('identifier', '')}"
    if not listed:
        package.fault(place, "it names no file", "Give it an href")
    elif files and "://" in files[0]:
        package.fault(place, "its file is not in the package", "Add the file, and name it in the manifest")
    elif files:
        yield files[0], tuple(_about(resource))


def _path(base: str, href: str) -> str:
    """The name in the package that a reference of the manifest stands for; one to elsewhere stays as it is."""
    whole = base + href
    return whole if "://" in whole else posixpath.normpath(unquote(whole.partition("#")[0]))


def _missing(package: Package, file: str) -> None:
    if _outside(file):
        package.fault(file, "this reference of the manifest leads out of the package", _EXPORT_AGAIN)
    else:
        package.fault(file, "this file is listed in the manifest but not in the package", "Add it, or do not list it")


def _about(resource: Element) -> Iterator[str]:
    """Every name in the classification and the links to competencies of a resource, the innermost last."""
    for element in resource.iter():
        if local(element) in ("taxon", "labelledGUID"):
            yield from (text.strip() for text in element.itertext() if text.strip())


def _kept(package: Package, data: bytes) -> Mapping[str, Any]:
    """What the sidecar says of each item; nothing if it is not ours."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        package.fault(terms.SIDECAR, "it is not sound JSON", f"{_EXPORT_AGAIN}, or remove the file")
        return {}
    if not isinstance(said, dict) or said.get("format") != terms.FORMAT:
        return {}
    items = said.get("items")
    if not isinstance(items, dict) or not all(isinstance(kept, dict) for kept in items.values()):
        package.fault(terms.SIDECAR, "‘items’ is not a table of tables", f"{_EXPORT_AGAIN}, or remove the file")
        return {}
    return items
