"""A theme's templates: names and values come in, filled text leaves. Owner of Jinja."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from builder.errors import Report
from builder.faces import Face
from builder.model import Theme, ThemeFile


class _ThemeLoader(jinja2.BaseLoader):
    """Serves a theme's own files and nothing from the disk."""

    def __init__(self, files: Mapping[str, ThemeFile]) -> None:
        self._files = files

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, None]:
        del environment
        if template not in self._files:
            raise jinja2.TemplateNotFound(template)
        file = self._files[template]
        return file.text, file.path, None


@lru_cache(maxsize=16)
def _environment(theme: Theme) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=_ThemeLoader(dict(theme.templates) | dict(theme.styles)),
        autoescape=lambda name: not (name or "").endswith(".css.j2"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["markup"] = Markup  # for what the manuscript room has cleaned already
    environment.filters["css_string"] = css_string
    return environment


def css_string(text: str) -> str:
    """Return text as a quoted CSS string (CSS Syntax 3, serialise a string)."""
    return '"' + re.sub(r'["\\\n\r\f<]', lambda m: f"\\{ord(m[0]):x} ", text) + '"'


def font_faces(faces: Sequence[Face]) -> str:
    """Return the `@font-face` rules of some faces, whose files the style sheet finds at `fonts/FILE`."""
    return "".join(
        f"@font-face {{ font-family: {css_string(face.family)}; font-weight: {face.weight}; "
        f"font-style: {'italic' if face.italic else 'normal'}; src: url(fonts/{face.file}) }}\n"
        for face in faces
    )


def fill(theme: Theme, template: str, context: Mapping[str, object], report: Report) -> str:
    """Return a template (`cover.html.j2`, `print.css.j2`) filled with a context; `options` is always there.

    Everything is escaped in `.html.j2` and `.xhtml.j2` unless the template passes it through the filter `markup`.

    Raises:
        PostpressError: T010 a template that is not there, T011 a mistake in one, with its file and line.
    """
    environment = _environment(theme)
    try:
        return environment.get_template(template).render(options=dict(theme.options), **context)
    except jinja2.TemplateNotFound as error:
        report.error("T010", f"the theme {theme.name!r} has no template {error.name!r}",
                     hint="add it to the theme, or extend a theme that has it")
    except jinja2.TemplateSyntaxError as error:
        report.error("T011", f"mistake in a template: {error.message}", path=error.filename or template, line=error.lineno)
    except Exception as error:  # whatever a template's expression can raise is the template's mistake
        path, line = _place(error, theme, template)
        report.error("T011", f"mistake in a template: {error}", path=path, line=line,
                     hint="the names a template may use are listed in docs/reference/themes.md")
    report.stop_on_errors()
    raise AssertionError("a template failed without a diagnostic")


def _place(error: Exception, theme: Theme, template: str) -> tuple[str, int | None]:
    """Return the theme file and line an exception came from: Jinja rewrites the traceback to the template's lines."""
    paths = {file.path for _, file in (*theme.templates, *theme.styles)}
    frames: list[Any] = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in paths]
    return (frames[-1].filename, frames[-1].lineno) if frames else (template, None)
