"""Every address of the app, found by walking the URL resolver, so that a new page joins the tests by existing."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter

SOMETHING = {IntConverter: 1, UUIDConverter: "00000000-0000-4000-8000-000000000000"}


@dataclass(frozen=True)
class Route:
    """A pattern with its name (`namespace:name`) and the converters of what it captures, by name."""

    name: str
    pattern: str
    captures: dict = field(default_factory=dict, hash=False)

    def __str__(self):
        return self.name or self.pattern

    def url(self, **known) -> str:
        """The address with these captures filled in; what is left over gets something that matches its converter."""
        url = self.pattern
        for capture, converter in self.captures.items():
            value = known.get(capture, SOMETHING.get(type(converter), "x"))
            url = url.replace(f"{{{capture}}}", str(value))
        return f"/{url}"


def every_route() -> list[Route]:
    """All routes that are written with path(); one written as a regular expression is named but cannot be filled in."""
    return list(_walk(get_resolver(), "", "", {}))


def _walk(resolver: URLResolver, before: str, namespace: str, captures: dict) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        route = getattr(entry.pattern, "_route", None)
        if route is None:  # a regular expression: the admin's catch-all and the names of allauth's keys
            continue
        here = dict(captures)
        for name, converter in entry.pattern.converters.items():
            here[name] = converter
            kind = route[: route.index(f"{name}>")].rpartition("<")[2]
            route = route.replace(f"<{kind}{name}>", f"{{{name}}}")
        if isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else ""
            yield Route(name, before + route, here)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, before + route, inner, here)
