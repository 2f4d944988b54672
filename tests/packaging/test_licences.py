"""Whoever runs Seedbed takes on no licence that asks for more than a notice."""

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Names as SPDX writes them, and as older metadata do.
PERMISSIVE = frozenset(
    {"0BSD", "BSD", "BSD License", "BSD 3-Clause License", "BSD-2-Clause", "BSD-3-Clause"}
    | {"MIT", "MIT-0", "MIT License", "MIT Licence", "MIT license", "The MIT License (MIT)"}
    | {"Apache-2.0", "Apache Software License", "ISC", "ISC License", "ISC License (ISCL)"}
    | {"CNRI-Python", "PSF-2.0", "Zlib"}
)
# Not permissive by their metadata alone, each with the reason why we may run beside it. We copy and change none.
ACCEPTED = {
    "certifi": "MPL-2.0, which asks only that changes to its own files stay open; a list of root certificates",
    "orjson": "MPL-2.0 for some of its files, the rest Apache-2.0 or MIT; unchanged, and Prefect requires it too",
    "pathspec": "MPL-2.0, required by Prefect; used unchanged",
    "pysqlite3": "names none in its metadata; its LICENSE file is the zlib licence",
    "text-unidecode": "Artistic License or GPL, at our choice: the former; Prefect's python-slugify requires it",
}


@cache
def run_time_closure() -> frozenset[str]:
    """Return every distribution that installing seedbed brings on this machine, extras that are asked for included."""
    waiting: list[tuple[str, frozenset[str]]] = [("seedbed", frozenset({"notify"}))]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        name, extras = here
        for text in requires(name) or ():
            asked = Requirement(text)
            if asked.marker is None or any(asked.marker.evaluate({"extra": extra}) for extra in {"", *extras}):
                waiting.append((canonicalize_name(asked.name), frozenset(asked.extras)))
    return frozenset(name for name, _ in seen)


def is_permissive(expression: str) -> bool:
    """Judge an SPDX expression: OR is our choice, AND binds us to both."""
    expression = expression.strip()
    inner = re.fullmatch(r"\(([^()]*)\)", expression)
    if inner:
        return is_permissive(inner[1])
    for operator, judge in ((r"\bAND\b", all), (r"\bOR\b", any)):
        parts = re.split(operator + r"(?![^(]*\))", expression)
        if len(parts) > 1:
            return judge(is_permissive(part) for part in parts)
    return expression in PERMISSIVE


def declared(name: str) -> list[str]:
    """Return what the metadata say: the SPDX expression, else the classifiers, else the first line of the text."""
    data = metadata(name)
    if "License-Expression" in data:
        return [data["License-Expression"]]
    prefix = "License :: OSI Approved :: "
    classifiers = [line.removeprefix(prefix) for line in data.get_all("Classifier", []) if line.startswith(prefix)]
    text = data["License"].strip() if "License" in data else ""
    return classifiers or (text or "names none").splitlines()[:1]


@pytest.mark.parametrize("name", sorted(run_time_closure()))
def test_every_run_time_dependency_is_permissive(name: str) -> None:
    """All that is declared must be permissive, or the package stands in the short list above with its reason."""
    try:
        licences = declared(name)
    except PackageNotFoundError:
        pytest.fail(f"{name} is required but not installed; run `make setup`")
    permissive = all(is_permissive(licence) for licence in licences)
    assert permissive != (name in ACCEPTED), f"{name}: {licences}"


def test_the_list_of_exceptions_names_only_what_we_run() -> None:
    """An exception whose package has gone is removed with it."""
    assert set(ACCEPTED) <= run_time_closure()


@pytest.mark.parametrize(
    ("expression", "permissive"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND LGPL-3.0-or-later", False),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", False),
        ("(MIT OR GPL-2.0-only) AND BSD-3-Clause", True),
        ("AGPL-3.0-only", False),
        ("GNU Library or Lesser General Public License (LGPL)", False),
        ("names none", False),
    ],
)
def test_an_expression_is_judged_by_what_it_binds_us_to(expression: str, permissive: bool) -> None:
    """The judge itself is tried on each kind of answer."""
    assert is_permissive(expression) is permissive
