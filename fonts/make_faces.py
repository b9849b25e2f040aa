"""Makes the faces of this folder from the packages that fonts.toml names: the same bytes on every run.

    python fonts/make_faces.py             every face, and its sha256 in fonts.toml
    python fonts/make_faces.py --sets      the published character sets in characters/
    python fonts/make_faces.py --optional  builder/fonts/optional.toml: what postpress fonts --fetch may bring
    python fonts/make_faces.py --check     make every face and compare, write nothing

Needs the packages `uharfbuzz`, `fonttools` and `chws-tool`, and the package clients `npm` and `apt-get` (Debian).
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import uharfbuzz as hb
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
UNICODE_DATA = "debian unicode-data 15.0.0-1"

# What can be fetched: its name, family, package, version of the face, and whether it has no chws of its own.
OPTIONAL = (
    ("full", "Noto Serif SC", "npm @expo-google-fonts/noto-serif-sc 0.4.3", "2.003", False),
    ("full", "Noto Sans SC", "npm @expo-google-fonts/noto-sans-sc 0.4.3", "2.004", True),
    ("zh-Hant", "Noto Serif TC", "npm @expo-google-fonts/noto-serif-tc 0.4.4", "2.003", False),
    ("zh-Hant", "Noto Sans TC", "npm @expo-google-fonts/noto-sans-tc 0.4.3", "2.004", True),
    ("ja", "Noto Serif JP", "npm @expo-google-fonts/noto-serif-jp 0.4.3", "2.003", False),
    ("ja", "Noto Sans JP", "npm @expo-google-fonts/noto-sans-jp 0.4.3", "2.004", True),
    ("ko", "Noto Serif KR", "npm @expo-google-fonts/noto-serif-kr 0.4.3", "2.003", False),
    ("ko", "Noto Sans KR", "npm @expo-google-fonts/noto-sans-kr 0.4.3", "2.004", True),
)

# Tables a static face on paper or screen has no use for: variation axes' names, hints for screens of 96 dpi.
DROPPED = ("STAT", "gasp", "prep", "fpgm", "cvt ", "DSIG", "FFTM", "meta")
NAME_IDS = (0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17)


def main(arguments: list[str]) -> int:
    """Do what the command line asks; 1 when `--check` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, help="a folder to keep the downloaded packages in")
    parser.add_argument("--sets", action="store_true")
    parser.add_argument("--optional", action="store_true")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        packages = asked.packages or Path(temporary)
        packages.mkdir(parents=True, exist_ok=True)
        if asked.sets:
            save_sets(packages)
            return 0
        if asked.optional:
            save_optional(packages)
            return 0
        table = tomllib.loads((HERE / "fonts.toml").read_text(encoding="utf-8"))
        different = 0
        for entry in table["face"]:
            data = make(entry, packages)
            digest = hashlib.sha256(data).hexdigest()
            same = digest == entry["sha256"]
            different += not same
            sys.stdout.write(f"{len(data):>10,}  {digest[:12]}  {'same' if same else 'new '}  {entry['file']}\n")
            if not asked.check:
                (HERE / entry["file"]).write_bytes(data)
                write_digest(entry["file"], digest)
                save_license(entry, packages)
        return 1 if asked.check and different else 0


def make(entry: dict[str, Any], packages: Path) -> bytes:
    """Return the bytes of one face: taken from its package, spaced, renamed and cut as its entry says."""
    data = (unpacked(entry["package"], packages) / entry["source"]).read_bytes()
    if entry.get("wide-quotes"):
        data = with_wide_quotes(data)
    if entry.get("add-chws"):
        data = with_contextual_spacing(data)
    data = renamed(data, entry)
    characters = read_sets(entry["characters"])
    face = hb.Face(data)
    wanted = set(face.unicodes) & characters if characters else set(face.unicodes)
    recipe = hb.SubsetInput()
    recipe.sets(hb.SubsetInputSets.UNICODE).update(wanted)
    features = recipe.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG)
    features.clear()
    features.invert()
    recipe.sets(hb.SubsetInputSets.NAME_ID).update(NAME_IDS)
    recipe.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(int.from_bytes(t.encode(), "big") for t in DROPPED)
    recipe.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    return bytes(hb.subset(face, recipe).blob.data)


def with_wide_quotes(data: bytes) -> bytes:
    """Return the face with quotation marks one em wide, as Chinese sets them (GB/T 15834) and the other faces have them."""
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    em, glyphs, drawn, names = font["head"].unitsPerEm, font["glyf"], font.getGlyphSet(), font.getBestCmap()
    made = {}
    for mark, opens in (("‘", True), ("’", False), ("“", True), ("”", False)):
        name = names[ord(mark)]
        glyph = glyphs[name]
        shift = em * 0.93 - glyph.xMax if opens else em * 0.07 - glyph.xMin
        outline = DecomposingRecordingPen(drawn)
        drawn[name].draw(outline)
        pen = TTGlyphPen(None)
        outline.replay(TransformPen(pen, (1, 0, 0, 1, round(shift), 0)))
        made[name] = pen.glyph()
    for name, glyph in made.items():
        glyph.recalcBounds(glyphs)
        glyphs[name] = glyph
        font["hmtx"][name] = (em, glyph.xMin)
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()


def with_contextual_spacing(data: bytes) -> bytes:
    """Return the face with `chws`, `vchw` (and `halt`, `vhal` where it has none), made from its own marks by chws-tool."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "face.ttf").write_bytes(data)
        # The tool stamps the time of its run and walks sets: both are fixed, so that the bytes are.
        fixed = {**os.environ, "SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0"}
        run(["add-chws", "face.ttf", "-o", "spaced.ttf"], folder, fixed)
        spaced = folder / "spaced.ttf"
        if not spaced.is_file():
            sys.exit("add-chws made nothing")
        return spaced.read_bytes()


def renamed(data: bytes, entry: dict[str, Any]) -> bytes:
    """Return the face with the family and style of its entry in the name table, and nothing else of it changed.

    A family whose licence reserves its names (OFL 1.1, clause 3) loses them in every record but the copyright.
    """
    font = TTFont(io.BytesIO(data), recalcTimestamp=False, recalcBBoxes=False)
    name = font["name"]
    style = {(400, "normal"): "Regular", (700, "normal"): "Bold",
             (400, "italic"): "Italic", (700, "italic"): "Bold Italic"}[entry["weight"], entry["style"]]
    kept = {i: name.getDebugName(i) for i in (0, 5, 7, 13, 14)}
    name.names = []
    compact = entry["family"].replace(" ", "") + "-" + style.replace(" ", "")
    names = {**kept, 1: entry["family"], 2: style, 3: f"{entry['version']};{compact}",
             4: entry["family"] if style == "Regular" else f"{entry['family']} {style}", 6: compact}
    for name_id, text in sorted(names.items()):
        if text:
            name.setName(text.replace("\r\n", "\n"), name_id, 3, 1, 0x409)
    if entry.get("renamed-from"):
        font["OS/2"].achVendID = "    "
    font["OS/2"].usWeightClass = entry["weight"]
    font["head"].modified = font["head"].created
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()


def read_sets(names: list[str]) -> set[int]:
    """Return the code points of the named files of characters/; none for a face kept whole."""
    found: set[int] = set()
    for name in names:
        for line in (HERE / "characters" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if line.startswith("#") or not line:
                continue
            span = re.fullmatch(r"U\+([0-9A-F]+)(?:\.\.U\+([0-9A-F]+))?(?:\s.*)?", line)
            if span:
                found.update(range(int(span[1], 16), int(span[2] or span[1], 16) + 1))
            else:
                found.update(map(ord, line))
    return found


def unpacked(package: str, packages: Path) -> Path:
    """Return the folder of an unpacked package, got with the package client it names: `npm NAME VERSION`."""
    client, name, version = package.split()
    folder = packages / re.sub(r"[^\w.-]", "-", f"{name}-{version}")
    if folder.is_dir():
        return folder
    with tempfile.TemporaryDirectory(dir=packages) as temporary:
        place = Path(temporary)
        unpack = place / "unpacked"
        unpack.mkdir()
        if client == "npm":
            run(["npm", "pack", "--ignore-scripts", f"{name}@{version}"], place)
            with tarfile.open(next(place.glob("*.tgz"))) as archive:
                archive.extractall(unpack, filter="data")
        elif client == "debian":
            run(["apt-get", "download", f"{name}={version}"], place)
            run(["dpkg-deb", "-x", str(next(place.glob("*.deb"))), str(unpack)], place)
        else:
            sys.exit(f"no client known for {package!r}")
        unpack.rename(folder)
    return folder


def run(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> None:
    """Run one of the tools this script names, from the interpreter's own folder or the path, in a folder."""
    program = shutil.which(command[0], path=str(Path(sys.executable).parent)) or shutil.which(command[0])
    if program is None:
        sys.exit(f"{command[0]} is not installed")
    done = subprocess.run(  # noqa: S603 - the commands stand in this file, their packages in fonts.toml
        [program, *command[1:]], cwd=folder, env=environment, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed: {done.stderr.decode(errors='replace')}")


def write_digest(file: str, digest: str) -> None:
    """Write a face's sha256 into its entry of fonts.toml."""
    path = HERE / "fonts.toml"
    text = path.read_text(encoding="utf-8")
    changed, count = re.subn(
        rf'(file = "{re.escape(file)}"\n(?:[a-z-]+ = .*\n)*?sha256 = ")[0-9a-f]*"', rf'\g<1>{digest}"', text)
    if count != 1:
        sys.exit(f"fonts.toml has no single entry for {file} with a sha256")
    path.write_text(changed, encoding="utf-8")


def save_license(entry: dict[str, Any], packages: Path) -> None:
    """Keep the licence text that comes with the package, in plain paragraphs."""
    text = (unpacked(entry["package"], packages) / entry["license-source"]).read_text(encoding="utf-8")
    if "\nLicense: OFL-1.1\n" in text:  # Debian's machine-readable copyright: continuation lines begin with a space
        body = text.split("\nLicense: OFL-1.1\n -")[1].split("\nLicense:")[0]
        lines = [line[1:] if line != " ." else "" for line in (" -" + body).splitlines()]
        text = (f"{entry['copyright']}\nwith {entry['reserved']}.\n\n"
                f"This face is a Modified Version, renamed {entry['family']} as clause 3 asks.\n\n"
                "This Font Software is licensed under the SIL Open Font License, Version 1.1.\n\n" + "\n".join(lines))
    elif entry["copyright"].split(" (http")[0] not in text:
        text = f"{entry['copyright']}\n\n{text}"
    (HERE / entry["license-file"]).write_text(text.replace("\r\n", "\n").rstrip() + "\n", encoding="utf-8")


def save_sets(packages: Path) -> None:
    """Write the published Chinese sets: the 2013 table from the Unihan database, the others from Python's codecs."""
    unihan = unpacked(UNICODE_DATA, packages) / "usr/share/unicode/Unihan_OtherMappings.txt.bz2"
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        table = {int(line.split("\t")[0][2:], 16) for line in lines if "\tkTGH\t" in line}
    sets = {
        "tongyong-guifan": ("Table of General Standard Chinese Characters (State Council of China, 2013): 8,105",
                            f"the Unihan database's kTGH in Debian's package {UNICODE_DATA.split(' ', 1)[1]}", table),
        "gb2312": ("GB 2312-1980", "Python's codec gb2312", of_codec("gb2312")),
        "big5": ("Big5", "Python's codec big5", of_codec("big5")),
        "jis-x-0208": ("JIS X 0208", "Python's codec shift_jis", of_codec("shift_jis")),
    }
    (HERE / "characters").mkdir(exist_ok=True)
    for name, (title, source, points) in sets.items():
        row = "".join(map(chr, sorted(p for p in points if p > 0x20 and p not in (0x3000, 0x23))))
        lines = [row[i:i + 64] for i in range(0, len(row), 64)]
        head = [f"# {title}.", f"# Source: {source}. Made by make_faces.py --sets.", "# Besides these: U+0023, U+3000."]
        (HERE / "characters" / f"{name}.txt").write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


def save_optional(packages: Path) -> None:
    """Write the list of faces that can be fetched, with the code points that they have and the shipped ones lack."""
    table = tomllib.loads((HERE / "fonts.toml").read_text(encoding="utf-8"))
    shipped = {c for entry in table["face"] for c in hb.Face((HERE / entry["file"]).read_bytes()).unicodes}
    lines = ["# The faces `postpress fonts --fetch` brings; made by fonts/make_faces.py --optional.", ""]
    known: dict[str, set[int]] = {}
    for name, family, package, version, lacks_chws in OPTIONAL:
        compact = family.replace(" ", "")
        has: set[int] = set()
        for weight, style in ((400, "Regular"), (700, "Bold")):
            source = f"package/{weight}{style}/{compact}_{weight}{style}.ttf"
            data = (unpacked(package, packages) / source).read_bytes()
            font = TTFont(io.BytesIO(data), lazy=True)
            has |= set(font.getBestCmap())
            lines += ["[[face]]", f'name = "{name}"', f'family = "{family}"', f"weight = {weight}", 'style = "normal"',
                      f'file = "{compact}-{style}.ttf"', f'version = "{version}"', f'package = "{package}"',
                      f'source = "{source}"', f"lacks-chws = {str(lacks_chws).lower()}", 'license = "OFL-1.1"',
                      'license-source = "package/LICENSE_FONT"', f'copyright = "{font["name"].getDebugName(0)}"',
                      f"size = {len(data)}", f'sha256 = "{hashlib.sha256(data).hexdigest()}"', ""]
        earlier = set[int]().union(*(points for other, points in known.items() if other != name))
        known[name] = known.get(name, set()) | has - shipped - earlier
    adds = ["# Code points, in ranges, that no face has which comes with postpress, by what to fetch first for them.", "[adds]"]
    adds += [f'{name} = "{" ".join(spans(sorted(points)))}"' for name, points in known.items()]
    path = HERE.parent / "builder" / "fonts" / "optional.toml"
    path.write_text("\n".join([*lines, *adds]) + "\n", encoding="utf-8")


def spans(points: list[int]) -> list[str]:
    """Return sorted code points as `3400 3402-3409`."""
    starts = [p for i, p in enumerate(points) if i == 0 or points[i - 1] != p - 1]
    ends = [p for i, p in enumerate(points) if i + 1 == len(points) or points[i + 1] != p + 1]
    return [f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in zip(starts, ends, strict=True)]


def of_codec(codec: str) -> set[int]:
    """Return the code points that a two-byte codec can write."""
    found: set[int] = set()
    for first in range(0x81, 0xFF):
        for second in range(0x30, 0xFF):
            try:
                found.update(map(ord, bytes((first, second)).decode(codec)))
            except UnicodeDecodeError:
                continue
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
