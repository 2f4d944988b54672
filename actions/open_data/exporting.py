"""A procedure written down as open data: made from its history, validated, put on record, and only then handed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from actions.evidence.placing import drafted
from actions.exporting import exporting_role, record_export
from actions.house import House
from actions.open_data.elsewhere import external_ocid
from actions.queries.moment import moment_of
from config.open_data import PLACEHOLDER, OpenData, OpenDataInvalid, read_open_data
from engine import events as e
from engine.errors import InvalidInput, NotFound
from engine.moving.course import Course
from exports.ocds.merging import Release
from exports.ocds.profiles import Profile
from exports.ocds.releasing.case import Case, Told
from exports.ocds.releasing.packages import record_package, release_package, to_bytes
from exports.ocds.releasing.releases import releases_of
from storage.codec import happened
from storage.reading import Reading
from storage.rows import UNREADABLE


@dataclass(frozen=True, kw_only=True, slots=True)
class Released:
    """A package that was handed over; ``placeholder``: its ocid has no registered prefix yet."""

    procedure: str
    file: str
    form: str
    profile: str
    ocid: str
    placeholder: bool
    releases: int
    sha256: str
    bytes: int
    upto_n: int
    role: str
    logged_as: int

    @property
    def sentence(self) -> str:
        """What was done."""
        plural = "" if self.releases == 1 else "s"
        return f"{self.file}: {self.form} of {self.ocid} with {self.releases} release{plural}, valid ({self.profile})."


def export_releases(
    house: House,
    procedure: str,
    out: Path,
    *,
    profile: Profile,
    record: bool = False,
    actor: str,
    role: str | None = None,
    force: bool = False,
    request_id: str | None = None,
    auth: str = "claim",
) -> Released:
    """Write everything public about a procedure, whole and valid or not at all; it is on record before it has its name.

    ``NotAllowed`` unless the actor may take copies out; ``NotFound`` for an unknown procedure, and while nothing of it
    is public; ``InvalidInput`` when the file exists.
    """
    with house.store.reading() as reading:
        acting = exporting_role(house, reading, actor=actor, procedure=procedure, role=role)
        case = case_of(house, reading, procedure, open_data_of(house))
    releases = _public(case, profile)
    content = to_bytes((record_package if record else release_package)(case, releases, profile))
    with drafted(out, force=force) as draft:
        draft.handle.write(content)
        digest, upto_n = draft.sha256(), case.history[-1].n
        logged = record_export(
            house,
            actor=actor,
            role=acting,
            procedure=procedure,
            what=f"ocds.{profile.value}{'.record' if record else ''}",
            sha256=digest,
            request_id=request_id,
            upto_n=upto_n,
            auth=auth,
        )
    return Released(
        procedure=procedure,
        file=str(out),
        form="record package" if record else "release package",
        profile=profile.value,
        ocid=case.ocid,
        placeholder=case.ocid.startswith(PLACEHOLDER),
        releases=len(releases),
        sha256=digest,
        bytes=len(content),
        upto_n=upto_n,
        role=acting,
        logged_as=logged.n,
    )


def _public(case: Case, profile: Profile) -> list[Release]:
    releases = releases_of(case, profile)
    if not releases:
        raise NotFound(
            f"Nothing of {case.reference} is public yet: its first release comes when the problem statement is approved"
            f" or a notice is published. `seedbed show {case.reference}` says where it stands."
        )
    return releases


def open_data_of(house: House) -> OpenData:
    """Who publishes, from the data folder; ``InvalidInput`` when its file cannot be used."""
    try:
        return read_open_data(house.settings.home)
    except OpenDataInvalid as error:
        raise InvalidInput(str(error)) from error


def case_of(house: House, reading: Reading, procedure: str, settings: OpenData) -> Case:
    """A procedure as releases are made from it: its whole history, and the names of suppliers that are disclosed."""
    moment = moment_of(house, reading, procedure)
    history = tuple(_history(reading, procedure))
    return Case(
        reference=procedure,
        definition=moment.definition,
        history=history,
        versions={digest: house.definitions.pinned(reading, digest) for digest in Course(history).digests},
        settings=settings,
        names=dict(_names(reading, procedure)),
        external_ocid=external_ocid(house, moment.definition, moment.state),
    )


def _history(reading: Reading, procedure: str) -> Iterator[Told]:
    for row in reading.events(procedure):
        known = happened(row.canon)
        yield Told(n=known.n, at=known.at, event=known.event, cause=row.body()["cause"])


def _names(reading: Reading, procedure: str) -> Iterator[tuple[str, str]]:
    """The names under which suppliers registered: the only sealed words that open data ever tells (decision 0137)."""
    disclosed = reading.disclosures(procedure)
    for row in reading.events(procedure):
        event = happened(row.canon).event
        name = disclosed.get((row.hash, "data.name"), UNREADABLE)
        if isinstance(event, e.PartnerRegistered) and isinstance(name, str):
            yield event.partner, name
