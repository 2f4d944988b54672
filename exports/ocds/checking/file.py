"""A whole file checked, one release after another: each by itself, and what only shows in several together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import IO, Any

from exports.ocds.checking.findings import Finding, Group, Kind, Severity, Tally, shown
from exports.ocds.checking.release import Looked, Reference, look_at, missing, moment
from exports.ocds.checking.schema_errors import schema_findings
from exports.ocds.profiles import Profile
from exports.ocds.reading.documents import Member, Rest, Trouble, pieces
from exports.ocds.schemas import header_validator, versioned_release_validator


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a check found: counts, groups, and the findings (as many as are kept)."""

    form: str
    profiles: tuple[str, ...]
    releases: int
    records: int
    errors: int
    warnings: int
    notes: int
    groups: tuple[Group, ...]
    findings: tuple[Finding, ...]

    @property
    def valid(self) -> bool:
        """Whether nothing breaks the standard."""
        return self.errors == 0


def check(
    stream: IO[bytes], *, profile: Profile | None = None, watch: Callable[[int], None] = lambda _: None
) -> Report:
    """Check a file of any form; without a profile, what each package declares says by which one it is judged."""
    checker = _Checker(profile)
    for piece in pieces(stream, watch):
        checker.take(piece)
    return checker.report()


def declared(extensions: Any) -> Profile:
    """The profile that a package's extensions ask for; the widest where nothing is declared."""
    if not isinstance(extensions, list):
        return Profile.UK
    text = " ".join(address for address in extensions if isinstance(address, str))
    if "ocds_uk_extension" in text:
        return Profile.UK
    return Profile.EU if "/profiles/eu/" in text or "open-contracting-extensions" in text else Profile.CORE


@dataclass(slots=True)
class _Process:
    """What the releases of one contracting process say together."""

    ids: dict[str, str] = field(default_factory=dict)
    dates: dict[datetime, str] = field(default_factory=dict)
    last: datetime | None = None
    made: set[Reference] = field(default_factory=set)
    unmet: dict[Reference, tuple[str, str]] = field(default_factory=dict)


class _Checker:
    def __init__(self, profile: Profile | None) -> None:
        self._asked = profile
        self._tally = Tally()
        self._processes: dict[str, _Process] = {}
        self._profiles: dict[str, None] = {}
        self._forms: dict[str, None] = {}
        self._releases = self._records = 0

    def take(self, piece: Member | Rest | Trouble) -> None:
        if isinstance(piece, Trouble):
            self._tell(Severity.ERROR, Kind.JSON, piece.place.removesuffix(": "), piece.message)
        elif isinstance(piece, Member):
            self._member(piece)
        else:
            self._rest(piece)

    def report(self) -> Report:
        for ocid, process in self._processes.items():
            for reference, (place, release) in process.unmet.items():
                if reference not in process.made:
                    self._tally.add(missing(reference, place, release, ocid))
        if not self._releases and not self._records and not self._tally.counts[Severity.ERROR]:
            self._tell(Severity.ERROR, Kind.SCHEMA, "", "there is no release in this file")
        counts = self._tally.counts
        return Report(
            form=", ".join(self._forms) or "nothing that could be read",
            profiles=tuple(self._profiles),
            releases=self._releases,
            records=self._records,
            errors=counts[Severity.ERROR],
            warnings=counts[Severity.WARNING],
            notes=counts[Severity.NOTE],
            groups=self._tally.groups(),
            findings=tuple(self._tally.kept),
        )

    # -- what a file is made of ----------------------------------------------------------------------------------------

    def _member(self, piece: Member) -> None:
        profile = self._profile(piece.beside.get("extensions") if piece.beside else None)
        if piece.list_ == "records" or (piece.list_ is None and _is_record(piece.value)):
            self._forms.setdefault("record package" if piece.list_ else "list of records")
            self._record(piece.value, piece.place, profile)
            return
        self._forms.setdefault("release package" if piece.list_ else "list of releases")
        if piece.list_ is None and _is_package(piece.value):
            self._package(piece.value, piece.place)
        else:
            self._release(piece.value, piece.place, profile)

    def _rest(self, piece: Rest) -> None:
        value, place = piece.value, piece.place
        if not piece.lists and _is_record(value):
            self._forms.setdefault("record")
            self._record(value, place, self._profile(None))
        elif "records" in piece.lists or "records" in value:
            self._header(value, place, "record", piece.lists)
        elif piece.lists and _is_single_record(value):
            self._records += 1
            self._forms.setdefault("record")
            self._compiled(value, place, self._profile(None))
        elif piece.lists or _is_package(value):
            self._header(value, place, "release", piece.lists)
        elif value:
            self._forms.setdefault("single release" if not place else "releases, one on each line")
            self._release(value, place, self._profile(None))

    def _package(self, value: dict[str, Any], place: str) -> None:
        """A package that is itself a member of a list."""
        for name in ("releases", "records"):
            members = value.get(name)
            for number, member in enumerate(members if isinstance(members, list) else ()):
                here = f"{place}/{name}/{number}"
                self._member(Member(place=here, list_=name, value=member, beside=value))
        lists = {name: len(value[name]) for name in ("releases", "records") if isinstance(value.get(name), list)}
        self._header(value, place, "record" if "records" in value else "release", lists)

    def _header(self, value: Mapping[str, Any], place: str, kind: str, lists: Mapping[str, int]) -> None:
        self._forms.setdefault(f"{kind} package")
        filled = {**value, **{name: [] for name in lists}}
        for finding in schema_findings(header_validator(kind), filled, place):
            self._tally.add(finding)
        version = value.get("version")
        if isinstance(version, str) and not version.startswith("1.1"):
            message = f"it declares version {shown(version)}, and is judged by 1.1"
            self._tell(Severity.NOTE, Kind.SCHEMA, f"{place}/version", message)
        if lists.get(f"{kind}s") == 0:
            self._tell(Severity.ERROR, Kind.SCHEMA, f"{place}/{kind}s", "the list is empty")

    def _record(self, value: Any, place: str, profile: Profile) -> None:
        self._records += 1
        if not isinstance(value, dict):
            self._tell(Severity.ERROR, Kind.SCHEMA, place, f"a record is wanted, not {shown(value)}")
            return
        if not isinstance(value.get("ocid"), str) or not value["ocid"]:
            self._tell(Severity.ERROR, Kind.SCHEMA, place, "ocid is missing")
        releases = value.get("releases")
        if not isinstance(releases, list) or not releases:
            self._tell(Severity.ERROR, Kind.SCHEMA, f"{place}/releases", "a list of releases is wanted")
            releases = ()
        before: datetime | None = None
        for number, release in enumerate(releases):
            here = f"{place}/releases/{number}"
            date = moment(release["date"]) if _is_link(release) else self._release(release, here, profile).date
            if before is not None and date is not None and date < before:
                self._tell(Severity.ERROR, Kind.DATE_ORDER, f"{here}/date", "it is older than the release before it")
            before = date or before
        self._compiled(value, place, profile)

    def _compiled(self, value: Mapping[str, Any], place: str, profile: Profile) -> None:
        if "compiledRelease" in value:
            looked = look_at(value["compiledRelease"], f"{place}/compiledRelease", profile)
            self._take_findings(looked)
            self._take_references(looked)
        if "versionedRelease" in value:
            here = f"{place}/versionedRelease"
            # The only schema of a versioned release is the bare standard's: it does not know what profiles add.
            severity = Severity.ERROR if profile is Profile.CORE else Severity.WARNING
            for finding in schema_findings(versioned_release_validator(), value["versionedRelease"], here):
                self._tally.add(replace(finding, severity=severity))

    # -- releases ------------------------------------------------------------------------------------------------------

    def _release(self, value: Any, place: str, profile: Profile) -> Looked:
        self._releases += 1
        looked = look_at(value, place, profile)
        self._take_findings(looked)
        if looked.ocid:
            self._take_references(looked)
            self._together(looked, place)
        else:
            for reference, where in looked.unmet().items():
                self._tally.add(missing(reference, where, looked.release, ""))
        return looked

    def _take_findings(self, looked: Looked) -> None:
        for finding in looked.findings:
            self._tally.add(finding)

    def _take_references(self, looked: Looked) -> None:
        process = self._processes.setdefault(looked.ocid, _Process())
        process.made |= looked.made
        for reference, place in looked.unmet().items():
            process.unmet.setdefault(reference, (place, looked.release))

    def _together(self, looked: Looked, place: str) -> None:
        process = self._processes[looked.ocid]
        if looked.release:
            first = process.ids.setdefault(looked.release, place)
            if first != place:
                message = f"{shown(looked.release)} is already the id of the release at {first or 'the beginning'}"
                self._tell(Severity.ERROR, Kind.DUPLICATE_ID, f"{place}/id", message, looked)
        if looked.date is None:
            return
        first = process.dates.setdefault(looked.date, place)
        if first != place:
            message = f"the release at {first or 'the beginning'} has the same date: which of them counts is not told"
            self._tell(Severity.WARNING, Kind.DATE_ORDER, f"{place}/date", message, looked)
        elif process.last is not None and looked.date < process.last:
            message = "it is older than a release of the same process that stands before it"
            self._tell(Severity.NOTE, Kind.DATE_ORDER, f"{place}/date", message, looked)
        process.last = looked.date

    def _profile(self, extensions: Any) -> Profile:
        profile = self._asked or declared(extensions)
        self._profiles.setdefault(profile.value)
        return profile

    def _tell(self, severity: Severity, kind: Kind, path: str, message: str, looked: Looked | None = None) -> None:
        known = looked or Looked()
        self._tally.add(
            Finding(severity=severity, kind=kind, path=path, message=message, release=known.release, ocid=known.ocid)
        )


def _is_record(value: Any) -> bool:
    return isinstance(value, dict) and "releases" in value and "ocid" in value


def _is_single_record(value: Mapping[str, Any]) -> bool:
    return "publisher" not in value and bool({"ocid", "compiledRelease", "versionedRelease"} & value.keys())


def _is_package(value: Any) -> bool:
    return isinstance(value, dict) and ("releases" in value or "records" in value or "publisher" in value)


def _is_link(value: Any) -> bool:
    return isinstance(value, dict) and "url" in value and "date" in value and "ocid" not in value
