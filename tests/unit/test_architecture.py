"""The house rules that imports and names can show: who may know whom, who owns which library, what stages never touch."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
BUILDER = TOP / "builder"
FILES = sorted(BUILDER.rglob("*.py"))

MAY_IMPORT = {
    "errors": set(),
    "manner": set(),
    "index_terms": set(),
    "faces": set(),
    "model": {"faces", "page_starts", "index_terms", "manner", "options", "profile"},
    "options": set(),
    "page_starts": set(),
    "profile": set(),
    "shipped": set(),
    "starter": {"errors"},
    # read
    "assets": {"faces", "errors", "model"},
    "fonts": {"faces", "errors", "model", "shipped"},
    "themes": {"errors", "model", "shipped"},
    "printers": {"errors", "profile"},
    # read, edit
    "manuscript": {"errors", "index_terms", "model", "options", "typography"},
    # typeset; the cover's picture is drawn by the press
    "typography": {"page_starts", "errors", "manner", "model"},
    "templates": {"faces", "errors", "model"},
    "cover_layout": {"model", "typography"},
    "barcode": set(),
    "matrices": set(),
    "wrap_sheet": {"errors", "profile"},
    "wrap_layout": {"barcode", "cover_layout", "model", "profile", "typography", "wrap_sheet"},
    "wrap": {"faces", "barcode", "cover", "cover_layout", "errors", "fonts", "manner", "model", "options", "profile", "setting", "templates",
             "themes", "typography", "wrap_layout", "wrap_sheet"},
    "cover": {"faces", "assets", "cover_layout", "errors", "fonts", "model", "pdf", "templates", "themes", "typography"},
    "contents": {"model", "options", "typography"},
    "index_page": {"contents", "index_terms", "model", "typography"},
    "preliminaries": {"model", "typography"},
    "layouts": {"typography"},
    "setting": {"errors", "model", "preliminaries", "profile", "templates", "typography"},
    "paper": {"contents", "cover", "index_page", "layouts", "model", "setting", "typography"},
    "render": {"faces", "page_starts", "contents", "cover", "errors", "fonts", "index_page", "layouts", "manner", "model", "paper", "profile",
               "setting", "templates", "themes", "typography"},
    # bind
    "epub": {"faces", "errors", "model", "options", "typography"},
    "pdf": {"faces", "page_starts", "errors", "layouts", "manner", "matrices", "model", "profile", "typography", "wrap_sheet"},
    "kindle": {"errors", "model"},
    # preflight, save
    "preflight": {"epub", "errors", "matrices", "model", "pdf", "profile", "typography"},
    "saving": {"errors", "model"},
    # finished books to people
    "catalogue": {"assets", "errors"},
    # all of them in order
    "workshop": {"faces", "__version__", "assets", "kindle", "cover", "epub", "errors", "layouts", "model", "options", "page_starts", "pdf", "preflight",
                 "profile", "render", "typography", "wrap"},
    "pipeline": {"faces", "assets", "errors", "fonts", "manuscript", "model", "options", "preflight", "printers", "profile", "saving", "themes",
                 "typography", "workshop"},
    "__init__": {"faces", "errors", "model", "pipeline", "saving"},
    "terminal": {"errors", "pipeline"},
    "cli": {"__version__", "commands", "errors", "model", "printers", "saving", "starter", "terminal", "themes"},
    "mailing": {"errors"},
    "commands": {"catalogue", "kindle", "epub", "devices", "mailing", "errors", "model", "terminal"},
    "devices": {"errors"},
    "__main__": {"cli"},
}
"""Each room with the rooms it may import. No stage knows a later one."""

OWNERS = {
    "markdown_it": {"manuscript"}, "mdit_py_plugins": {"manuscript"}, "nh3": {"manuscript"}, "frontmatter": {"manuscript"},
    "yaml": {"manuscript"}, "pydantic": {"manuscript"}, "pypinyin": {"manuscript"}, "jinja2": {"templates"}, "markupsafe": {"templates"},
    "ebooklib": {"epub"}, "weasyprint": {"pdf"}, "uharfbuzz": {"fonts"}, "fontTools": {"fonts"}, "httpx": {"assets"},
    "httpcore": {"assets"}, "ssrfguard": {"assets"}, "resvg_py": {"assets"}, "PIL": {"assets", "pdf"},
    "pypdfium2": {"pdf", "preflight"}, "pikepdf": {"pdf", "preflight"},
    "barcode": {"barcode"}, "budoux": {"typography"}, "pyphen": {"typography"}, "platformdirs": {"assets", "fonts"}, "typer": {"cli", "commands", "terminal"}, "rich": {"cli", "commands", "terminal"},
    "starlette": {"catalogue"}, "uvicorn": {"catalogue"}, "psutil": {"devices"}, "opencc": {"manuscript"},
}
"""Each heavy library with the rooms that own it."""

FREE = {"lxml", "cssselect2", "tinycss2"}
"""Libraries whose trees any room may walk."""

READS = {"assets", "fonts", "manuscript", "printers", "shipped", "themes"}
"""Rooms of the read side, which look at the disk and (assets) the network."""

EFFECTS = {"catalogue", "cli", "commands", "kindle", "devices", "mailing", "pipeline", "saving", "starter", "terminal", "workshop", "__main__"}

OWN_DATA = {"errors"}
"""Reads the explanations that come with the package."""

PURE = set(MAY_IMPORT) - READS - EFFECTS - OWN_DATA
"""Rooms that are functions of their arguments."""

EXCUSED = {
    "builder/pdf/press.py": r"os\.environ",  # Fontconfig is told by its environment alone to leave the machine's fonts
    "builder/typography/patterns.py": r"_lines|path\.read_bytes",  # pyphen's pattern files, which pyphen itself would read here
    "builder/pdf/colour.py": r"stream\.(read_bytes|write)",  # a stream inside the PDF, not a file
    "builder/preflight/printing/streams.py": r"stream\.read_bytes",  # the same
    "builder/pdf/engine.py": r"sRGB2014\.icc",  # WeasyPrint's own file, a part of the program
    "builder/preflight/outside.py": r"subprocess\.",  # asks EPUBCheck and its like; `build` does not
}

CHILDREN = {"builder/assets/confined.py", "builder/assets/darkroom.py", "builder/assets/drawings.py", "builder/assets/miniature.py",
            "builder/assets/reducing.py"}
"""Modules that run as a process of their own with less memory and time, and answer through its pipes."""

CALLED_BY_LIBRARIES = {"get_source", "get_content", "get_extra_info", "get_first_line", "scanDelims", "_read_mark", "_read_ruby", "_line_widths"}
"""What a library calls by its name or with its own order of arguments, and so not ours to choose."""

WEASYPRINT = {"weasyprint", "weasyprint.text.fonts", "weasyprint.urls"}
"""What of WeasyPrint is made for others; all else is its inside, which `builder/pdf/engine.py` alone may name."""

OUTSIDE_WORLD = re.compile(
    r"\b(os\.(environ|getenv|getcwd|listdir|scandir)|Path\.(cwd|home)|datetime\.(now|utcnow|today)|date\.today"
    r"|time\.(time|localtime|strftime)|uuid\.?uuid[14]|random\.|secrets\.|socket\.|subprocess\.|urlopen|\.read_text|\.read_bytes"
    r"|\.write_text|\.write_bytes|\.glob|\.iterdir)\b|(?<![\w.])open\(")

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc", "tools"}
EMPTY_VERBS = ("get_", "do_", "process_", "handle_")


def room(file: Path) -> str:
    return file.relative_to(BUILDER).parts[0].removesuffix(".py")


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(file: Path) -> Iterator[tuple[str, int]]:
    """Yield every module a file imports, with `from builder import x` as builder.x, and the line."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ["builder", *file.relative_to(BUILDER).parts[:-1]]
            module = ".".join([*above[: len(above) + 1 - node.level], node.module or ""]) if node.level else str(node.module)
            if module.strip(".") == "builder":
                yield from ((f"builder.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield module, node.lineno


def place(file: Path, line: int) -> str:
    return f"{file.relative_to(TOP)}:{line}"


def test_every_room_is_known_and_every_known_room_exists() -> None:
    rooms = {room(f) for f in FILES}
    assert rooms == set(MAY_IMPORT)


def test_rooms_import_only_the_rooms_they_may_know() -> None:
    wrong = [
        f"{place(file, line)}: {room(file)} imports {name}"
        for file in FILES for name, line in imports(file)
        if name.startswith("builder.") and name.split(".")[1] not in {room(file), *MAY_IMPORT[room(file)]}
    ]
    assert not wrong, "\n".join(wrong)


def test_no_two_rooms_import_each_other_even_through_a_third() -> None:
    order: list[str] = []
    left = dict(MAY_IMPORT)
    while left:
        free = [name for name, known in left.items() if known <= {"__version__", *order}]
        assert free, f"a circle among {sorted(left)}"
        order += free
        left = {name: known for name, known in left.items() if name not in free}


def test_each_heavy_library_stays_with_its_owner() -> None:
    wrong = [
        f"{place(file, line)}: {name} belongs to {', '.join(sorted(OWNERS[name.split('.')[0]]))}"
        for file in FILES for name, line in imports(file)
        if name.split(".")[0] in OWNERS and room(file) not in OWNERS[name.split(".")[0]]
    ]
    assert not wrong, "\n".join(wrong)


def test_one_module_alone_names_the_inside_of_weasyprint() -> None:
    insiders = {
        str(file.relative_to(BUILDER)) for file in FILES for name, _ in imports(file)
        if name.split(".")[0] == "weasyprint" and name not in WEASYPRINT
    }
    assert insiders == {"pdf/engine.py"}


def test_nothing_reaches_the_inside_of_weasyprint_by_its_attributes() -> None:
    wrong = [
        f"{place(file, node.lineno)}: {ast.unparse(node)}"
        for file in FILES if file != BUILDER / "pdf" / "engine.py"
        for node in ast.walk(tree(file)) if isinstance(node, ast.Attribute)
        and re.match(r"weasyprint\.(layout|text|draw|formatting_structure|css|pdf|document|stacking)\b", ast.unparse(node))
    ]
    assert not wrong, "\n".join(wrong)


def test_every_library_that_is_imported_is_declared_and_has_an_owner() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[\s<>=!~;\[]", d)[0].lower().replace("_", "-") for d in project["dependencies"]}
    used = {name.split(".")[0] for file in FILES for name, _ in imports(file)} - set(sys.stdlib_module_names) - {"builder"}
    assert used <= set(OWNERS) | FREE, used - set(OWNERS) - FREE
    distributions = metadata.packages_distributions()
    carried_by = {"markupsafe": "jinja2"}  # Jinja's own text type
    missing = {name for name in used
               if not declared & {d.lower().replace("_", "-") for d in [*distributions[name], carried_by.get(name, "")]}}
    assert not missing, f"not in pyproject.toml: {missing}"


def test_only_the_command_prints_or_ends_the_program() -> None:
    wrong = [
        place(file, node.lineno)
        for file in FILES if room(file) not in {"cli", "commands", "terminal", "__main__"} and str(file.relative_to(TOP)) not in CHILDREN
        for node in ast.walk(tree(file))
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"print", "exit", "input"})
        or (isinstance(node, ast.Attribute) and ast.unparse(node) in {"sys.stdout", "sys.stderr", "sys.exit", "sys.argv"})
    ]
    assert not wrong, "\n".join(wrong)


def test_stages_touch_no_clock_chance_environment_disk_or_network() -> None:
    wrong = [
        f"{place(file, node.lineno)}: {ast.unparse(node)}"
        for file in FILES if room(file) in PURE
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute | ast.Call) and OUTSIDE_WORLD.search(ast.unparse(node))
        and not re.search(EXCUSED.get(str(file.relative_to(TOP)), r"(?!)"), ast.unparse(node))
    ]
    assert not wrong, "\n".join(wrong)


def test_names_say_something() -> None:
    wrong = [str(f.relative_to(TOP)) for f in FILES if {*f.relative_to(BUILDER).with_suffix("").parts} & EMPTY_NAMES]
    wrong += [
        f"{place(file, node.lineno)}: {node.name}"
        for file in FILES for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.lstrip("_").startswith(EMPTY_VERBS)
        and node.name not in CALLED_BY_LIBRARIES
    ]
    assert not wrong, "\n".join(wrong)


def test_booleans_are_passed_by_name() -> None:
    wrong = [
        f"{place(file, node.lineno)}: {node.name}({argument.arg})"
        for file in FILES if room(file) not in {"cli", "commands"}  # typer reads a command's arguments by name
        for node in ast.walk(tree(file)) if isinstance(node, ast.FunctionDef) and node.name not in CALLED_BY_LIBRARIES
        for argument in node.args.args
        if argument.annotation is not None and ast.unparse(argument.annotation) == "bool"
    ]
    assert not wrong, "\n".join(wrong)


def test_values_between_rooms_are_frozen() -> None:
    for node in tree(BUILDER / "model.py").body:
        if isinstance(node, ast.ClassDef) and not node.bases:
            assert [ast.unparse(d) for d in node.decorator_list] == ["dataclass(frozen=True, slots=True)"], node.name
            for field in node.body:
                kind = ast.unparse(field.annotation) if isinstance(field, ast.AnnAssign) else ""
                assert not re.search(r"\b(list|dict|set)\b", kind), f"{node.name}: {ast.unparse(field)}"


@pytest.mark.parametrize("package", sorted(f.parent for f in FILES if f.name == "__init__.py"), ids=lambda p: p.name)
def test_a_package_says_what_enters_and_what_leaves(package: Path) -> None:
    assert ast.get_docstring(tree(package / "__init__.py"))


def test_modules_and_functions_can_be_taken_in() -> None:
    """A module near 300 lines, a function on one screen; the slack is for tables and docstrings."""
    wrong = [f"{place(f, 1)}: {n} lines" for f in FILES if (n := len(f.read_text(encoding="utf-8").splitlines())) > 400]
    for file in FILES:
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.FunctionDef):
                said = ast.get_docstring(node)
                length = (node.end_lineno or 0) - node.lineno - (said.count("\n") + 1 if said else 0)
                if length > 60:
                    wrong.append(f"{place(file, node.lineno)}: {node.name} has {length} lines")
    assert not wrong, "\n".join(wrong)
