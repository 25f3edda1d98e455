"""What the content security policy and the look ask of every template, walked over the files (research §5, STYLE §9)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from core.marks import icon

ROOT = settings.BASE_DIR
# Mail has no policy and no stylesheet of its own, so its colours stand in the text.
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if not {"mail", "email"} & set(path.parts))
SOURCES = sorted(
    path for app in settings.INSTALLED_APPS if (ROOT / app).is_dir() for path in (ROOT / app).rglob("*.py") if "tests" not in path.parts
)
# Drawings and nothing that anybody typed: each call is commented where it stands.
MAY_MARK_SAFE = {
    "core/columns.py",
    "core/drawn.py",
    "core/markdown.py",
    "core/marks.py",
    "core/widgets.py",
}  # each escapes every part that it puts in
COMPONENTS = sorted((ROOT / "templates/components").glob("*.html"))
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "hx-on": re.compile(r"hx-on[:-]", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.I),
    "an inline stylesheet": re.compile(r"<style\b", re.I),
    "a script address": re.compile(r"javascript:", re.I),
    "the safe filter": re.compile(r"\|\s*safe\b"),
    "autoescape off": re.compile(r"autoescape\s+off"),
    "an address of somebody else": re.compile(r"(?:src|href|action)=[\"']https?://", re.I),
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_breaks_the_content_security_policy(what):
    assert [name(path) for path in TEMPLATES if FORBIDDEN[what].search(path.read_text())] == []


def test_only_drawings_are_marked_safe():
    found = {name(path) for path in SOURCES if re.search(r"\bmark_safe\(|\bSafeString\(", path.read_text())}
    assert found <= MAY_MARK_SAFE


def test_no_markup_is_made_with_an_f_string():
    """format_html escapes what it is given; an f-string inside it does not."""
    found = [name(path) for path in SOURCES if re.search(r"format_html\(\s*f[\"']", path.read_text())]
    assert found == []


def test_components_are_included_with_only():
    """So that what a component needs stands where it is included (STYLE §9)."""
    include = re.compile(r"{%\s*include\s+\"(components/[^\"]+|django_tables2/[^\"]+)\"(.*?)%}", re.S)
    loose = [
        (name(path), match[1])
        for path in TEMPLATES
        for match in include.finditer(path.read_text())
        if not match[2].rstrip().endswith("only")
    ]
    assert loose == []


def test_every_component_names_its_inputs_in_its_first_line():
    silent = [name(path) for path in COMPONENTS if "Inputs:" not in path.read_text().splitlines()[0]]
    assert silent == []


def test_every_component_that_is_included_exists():
    include = re.compile(r"{%\s*include\s+\"([^\"#]+)")
    wanted = {(name(path), found) for path in TEMPLATES for found in include.findall(path.read_text())}
    missing = sorted((where, what) for where, what in wanted if not (ROOT / "templates" / what).exists())
    assert missing == []


def test_every_icon_exists():
    wanted = {found for path in TEMPLATES for found in re.findall(r"{%\s*icon\s+\"([\w-]+)\"", path.read_text())}
    for one in sorted(wanted):
        assert icon(one).startswith("<svg")


def test_no_colour_stands_outside_the_tokens():
    """Section 2 of theme.css holds them; a picture of a square code needs white paper."""
    css = (ROOT / "static/css/app.css").read_text()
    assert re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s)])", css, re.I) == ["#fff"]


def test_forms_carry_their_token():
    """A form that posts has the token by its tag or as the hidden field of a component."""
    post = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.S | re.I)
    naked = [
        name(path) for path in TEMPLATES for form in post.findall(path.read_text()) if "csrf" not in form and "{% slot body %}" not in form
    ]
    assert naked == []
