"""Strict YAML: what is not plainly text, a whole number, true, false or null is text, and every trick is refused."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import DefinitionInvalid
from procedures import strict_yaml
from procedures.strict_yaml import MAX_BYTES, MAX_DEPTH, read
from tests.procedures.places import SHIPPED, TINY, complaints_of

BOMB = b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
UNSEEN = "name: t\u200biny\n".encode()

HOSTILE = {
    "empty": (b"", "1: the file: found nothing"),
    "only_a_comment": (b"# nothing\n", "1: the file: found nothing"),
    "duplicate_key": (b"a: 1\nb: 2\na: 3\n", '3: the file: found the key "a" a second time (first on line 1)'),
    "duplicate_key_inside": (b"x:\n  a: 1\n  a: 2\n", '3: x: found the key "a" a second time (first on line 2)'),
    "duplicate_key_otherwise_quoted": (b'a: 1\n"a": 2\n', '2: the file: found the key "a" a second time'),
    "anchor": (b"a: &here 1\n", "1: a: found the anchor &here"),
    "alias_bomb": (BOMB, "1: a: found the anchor &a"),
    "alias_without_anchor": (b"a: *there\n", "1: a: found the alias *there"),
    "merge_key": (b"a:\n  <<: {b: 1}\n", "2: a: found the merge key <<"),
    "tag": (b"a: !!python/object/apply:os.system [ls]\n", "1: a: found the tag"),
    "plain_tag": (b"a: !!str 1\n", "1: a: found the tag"),
    "own_tag": (b"a: !secret 1\n", "1: a: found the tag !secret"),
    "non_specific_tag": (b"a: ! 1\n", "1: a: found the tag !"),
    "directive": (b"%YAML 1.1\n---\na: 1\n", "found a % directive"),
    "tag_directive": (b"%TAG ! tag:example.org,2020:\n---\na: 1\n", "found a % directive"),
    "second_document": (b"a: 1\n---\nb: 2\n", "2: the file: found a second document"),
    "deep_lists": (b"[" * 5000, f"found more than {MAX_DEPTH} levels"),
    "deep_mappings": (b"{a: " * 5000, f"found more than {MAX_DEPTH} levels"),
    "deep_blocks": (b"".join(b" " * i + b"a:\n" for i in range(400)), f"found more than {MAX_DEPTH} levels"),
    "number_as_key": (b"1: a\n", "1: the file: found the key 1"),
    "true_as_key": (b"true: a\n", "1: the file: found the key true"),
    "nothing_as_key": (b"? \n: a\n", "found the key nothing"),
    "list_as_key": (b"? [a]\n: b\n", "1: the file: found a list or mapping as a key"),
    "mapping_as_key": (b"{a: 1}: b\n", "found a list or mapping as a key"),
    "huge_number": (b"a: " + b"9" * 5000 + b"\n", "1: a: found a number of 5000 digits"),
    "too_large": (b"a: x\n" * (MAX_BYTES // 5 + 1), "found more than 512 KiB"),
    "not_utf_8": (b"a: 1\nb: \xff\xfe\n", "2: the file: found the byte 0xff"),
    "utf_16": ("a: 1\n".encode("utf-16"), "1: the file: found the byte 0xff"),
    "latin_1": ("a: caf\xe9\n".encode("latin-1"), "1: the file: found the byte 0xe9"),
    "byte_order_mark": (b"\xef\xbb\xbfa: 1\n", "1: the file: found the invisible character U+FEFF"),
    "null_byte": (b"a: 1\nb: x\x00y\n", "2: the file: found the invisible character U+0000"),
    "escape_character": (b"a: \x1b[31mred\n", "found the invisible character U+001B"),
    "tab": (b"a:\tb\n", "1: the file: found the invisible character U+0009"),
    "lone_carriage_return": (b"a: 1\rb: 2\n", "found the invisible character U+000D"),
    "next_line": ("a: x\u0085y\n".encode(), "found the invisible character U+0085"),
    "line_separator": ("a: x\u2028y\n".encode(), "found the invisible character U+2028"),
    "reversed_text": ("a: x\u202ey\n".encode(), "found the invisible character U+202E"),
    "zero_width_space": (UNSEEN, "found the invisible character U+200B"),
    "escaped_null": (b'a: "x\\0y"\n', "1: a: found the invisible character U+0000"),
    "escaped_reversal": (b'a: "x\\u202Ey"\n', "1: a: found the invisible character U+202E"),
    "escaped_control_in_a_key": (b'"a\\e": 1\n', "found the invisible character U+001B"),
    "unclosed": (b"a: [1, 2\n", "expected YAML"),
    "unindented": (b"a:\n  b: 1\n c: 2\n", "3: the file: found"),
    "two_colons": (b"a: b: c\n", "1: the file: found mapping values are not allowed"),
    "unknown_escape": (b'a: "\\q"\n', "1: the file: found"),
    "at_sign": (b"a: @b\n", "1: the file: found"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_yaml_is_refused_with_file_line_and_what_was_found(name: str) -> None:
    """Nothing of the kind is repaired, guessed or skipped, and none of it takes long."""
    content, said = HOSTILE[name]
    began = time.perf_counter()
    with pytest.raises(DefinitionInvalid) as refused:
        read(content, "hostile.yaml")
    message = str(refused.value)
    assert message.startswith("hostile.yaml:")
    assert said in message
    assert ", expected " in message
    assert "\n" not in message
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("name", HOSTILE)
def test_the_parser_written_in_python_refuses_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML was built without its C parser nothing more is let in, and nothing is found elsewhere."""
    content, _ = HOSTILE[name]
    in_c = complaints_of(lambda: read(content, "hostile.yaml"))
    monkeypatch.setattr(strict_yaml, "_LOADER", yaml.SafeLoader)
    in_python = complaints_of(lambda: read(content, "hostile.yaml"))
    assert [line.split(": found")[0] for line in in_python] == [line.split(": found")[0] for line in in_c]


def test_the_parser_written_in_python_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same value, with the same lines."""
    in_c = read(SHIPPED.read_bytes(), "shipped.yaml")
    monkeypatch.setattr(strict_yaml, "_LOADER", yaml.SafeLoader)
    assert read(SHIPPED.read_bytes(), "shipped.yaml") == in_c


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("True", "True"),
        ("TRUE", "TRUE"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("~", "~"),
        ("Null", "Null"),
        ("12:30", "12:30"),
        ("12:30:45", "12:30:45"),
        ("2026-11-23", "2026-11-23"),
        ("2026-11-23T12:00:00Z", "2026-11-23T12:00:00Z"),
        ("0", 0),
        ("-7", -7),
        ("007", "007"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("+1", "+1"),
        ("-0", 0),
        ("1.5", "1.5"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("'7'", "7"),
        ('"true"', "true"),
        ("=", "="),
        ("<<", "<<"),
        ("999999999999999999", 999999999999999999),
    ],
)
def test_only_plain_whole_numbers_true_false_and_null_are_not_text(written: str, meant: object) -> None:
    """No country becomes false, no time of day becomes a number, no date becomes anything but itself."""
    value = read(f"a: {written}\n".encode(), "plain.yaml").value
    assert value == {"a": meant}
    assert isinstance(value, dict)
    assert type(value["a"]) is type(meant)


def test_every_part_knows_its_line() -> None:
    """Keys, items of lists and what is written on one line are all found where they stand."""
    lines = read(b"a: 1\nb:\n  - x\n  - c: 2\n    d: [3, 4]\n", "lines.yaml").lines
    assert lines[("a",)] == 1
    assert lines[("b",)] == 2
    assert lines[("b", 0)] == 3
    assert lines[("b", 1, "d")] == 5
    assert lines[("b", 1, "d", 1)] == 5


def test_lines_that_end_the_windows_way_are_the_same_file() -> None:
    """A file saved on another system says the same on the same lines."""
    unix = TINY.read_bytes()
    windows = unix.replace(b"\n", b"\r\n")
    assert read(windows, "t.yaml") == read(unix, "t.yaml")


def test_accents_and_currency_signs_are_ordinary_text() -> None:
    """Only what a reader cannot see is refused."""
    assert read("a: Straße, café, £20,000 — 20 µm\n".encode(), "t.yaml").value == {"a": "Straße, café, £20,000 — 20 µm"}


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """No bytes lead to anything but a value or a complaint that names the file."""
    assert all(line.startswith("fuzz.yaml:") for line in complaints_of(lambda: read(content, "fuzz.yaml")))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab:-?,[]{}&*!|>'\"%@`# \n0", max_size=60))
def test_any_punctuation_is_read_or_refused(text: str) -> None:
    """The same for text made of YAML's own punctuation, which reaches deeper into the parser."""
    assert all(line.startswith("fuzz.yaml:") for line in complaints_of(lambda: read(text.encode(), "fuzz.yaml")))
