"""Where everything in a history came from: W3C PROV, as PROV-JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from engine import events as e
from engine.canonical import instant_text
from engine.state import artefact_key
from exports.process.ocel.objects import evidence_of
from exports.process.source import Entry, History

VOCABULARY: Final = "urn:seedbed:prov:1:"
_AUTHORITY, _RULES, _PLAN = "p:authority", "p:rules", "p:definition"

Record = dict[str, Any]


def prov(history: History) -> bytes:
    """The provenance of a procedure: people by pseudonym, no sealed word, no name.

    Each event is an activity that uses the state before it and generates the one after it, with exactly one agent:
    the first event of a command is its person's (or its machine's), what follows from it is the rules' on behalf of
    that one.
    """
    made = _Provenance(history)
    for entry in history.entries:
        made.tell(entry)
    return (json.dumps(made.document(), ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


class _Provenance:
    """The records of one procedure as they grow."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.entities: Record = {}
        self.activities: Record = {}
        self.agents: Record = {}
        self.relations: dict[str, Record] = {}
        self.versions: dict[tuple[str, int], str] = {}
        self.papers: dict[int, str] = {}
        self.cause: str | None = None
        definition = history.definition
        self.entities[_PLAN] = _typed(
            "prov:Plan",
            **{
                "s:name": definition.name, "s:version": definition.version, "s:sha256": history.definition_sha256,
                "s:law_pack": definition.law_pack,
            },
        )  # fmt: skip
        self.agents[_AUTHORITY] = _typed("prov:Organization")
        self.agents[_RULES] = _typed("prov:SoftwareAgent", **{"s:definition_sha256": history.definition_sha256})

    def tell(self, entry: Entry) -> None:
        """One event: its activity, what it used and generated, and who is behind it."""
        activity, at = f"p:event-{entry.n}", instant_text(entry.at)
        self.activities[activity] = {
            "prov:startTime": at, "prov:endTime": at, "prov:label": entry.type, "s:n": entry.n, "s:hash": entry.hash,
            "s:cause": entry.cause,
        }  # fmt: skip
        self._associate(entry, activity)
        state = f"p:state-{entry.n}"
        self.entities[state] = _typed("s:State", **{"s:n": entry.n, "s:hash": entry.hash})
        self._relate("wasGeneratedBy", entity=state, activity=activity, time=at)
        if entry.n > 0:
            before = f"p:state-{entry.n - 1}"
            self._relate("used", activity=activity, entity=before, time=at)
            self._relate("wasDerivedFrom", generatedEntity=state, usedEntity=before, activity=activity)
        self._papers(entry, activity, at)
        if isinstance(entry.event, e.GateDecided):
            for evidence in self._evidence(entry.event, entry.n):
                self._relate("used", activity=activity, entity=evidence, time=at, role="s:evidence")

    def _associate(self, entry: Entry, activity: str) -> None:
        person = self._person(entry)
        if entry.cause != self.cause:
            self.cause = entry.cause
            self._relate(
                "wasAssociatedWith", activity=activity, agent=person, plan=_PLAN, role=f"s:{_local(entry.role)}"
            )
            return
        self._relate("wasAssociatedWith", activity=activity, agent=_RULES, plan=_PLAN, role="s:rules")
        self._relate("actedOnBehalfOf", delegate=_RULES, responsible=person, activity=activity)

    def _person(self, entry: Entry) -> str:
        """Whoever recorded an event; a machine acts for the rules, a person for the authority."""
        role = self.history.definition_at(entry.n).roles.get(entry.role)
        machine = role is not None and role.kind == "machine"
        name = f"p:{'machine' if machine else 'person'}-{_local(entry.by)}"
        if name not in self.agents:
            self.agents[name] = _typed("prov:SoftwareAgent" if machine else "prov:Person")
            responsible = _RULES if machine else _AUTHORITY
            self._relate("actedOnBehalfOf", delegate=name, responsible=responsible)
        return name

    def _papers(self, entry: Entry, activity: str, at: str) -> None:
        match entry.event:
            case e.ArtefactSubmitted(artefact=artefact, partner=partner, version=version):
                key = artefact_key(artefact, partner)
                name = f"p:artefact-{_local(key)}-v{version}"
                self.entities[name] = _typed(
                    "s:Artefact",
                    **{
                        "s:name": artefact, "s:version": version, "s:sha256": entry.event.sha256,
                        "s:media_type": entry.event.media_type, "s:size": entry.event.size,
                    },
                )  # fmt: skip
                self.versions[key, version] = self.papers[entry.n] = name
                self._relate("wasGeneratedBy", entity=name, activity=activity, time=at)
                self._relate("wasAttributedTo", entity=name, agent=self._supplier(partner) or self._person(entry))
                if (before := self.versions.get((key, version - 1))) is not None:
                    self._relate(
                        "wasDerivedFrom", generatedEntity=name, usedEntity=before, activity=activity,
                        type="prov:Revision",
                    )  # fmt: skip
            case e.ArtefactAccepted() | e.ArtefactRejected():
                paper = self.versions[artefact_key(entry.event.artefact, entry.event.partner), entry.event.version]
                self.papers[entry.n] = paper
                self._relate("used", activity=activity, entity=paper, time=at, role="s:reviewed")
            case _:
                pass

    def _supplier(self, partner: str | None) -> str | None:
        if partner is None:
            return None
        name = f"p:partner-{_local(partner)}"
        self.agents.setdefault(name, _typed("prov:Organization", **{"s:partner": partner}))
        return name

    def _evidence(self, event: e.GateDecided, n: int) -> Iterator[str]:
        """The paper that an event of the evidence is about, else the state that it made; never twice."""
        before = f"p:state-{n - 1}"
        found = (self.papers.get(known, f"p:state-{known}") for known in evidence_of(event) if known < n)
        yield from (name for name in dict.fromkeys(found) if name != before)

    def _relate(self, relation: str, **parts: str) -> None:
        records = self.relations.setdefault(relation, {})
        named = {f"prov:{name}": value for name, value in parts.items()}
        for name in ("prov:type", "prov:role"):
            if name in named:
                named[name] = _qualified(named[name])  # type: ignore[assignment]
        records[f"_:{relation}{len(records) + 1}"] = named

    def document(self) -> Record:
        """The whole, in the order in which it was told."""
        reference = quote(self.history.reference, safe="")
        return {
            "prefix": {"p": f"urn:seedbed:procedure:{reference}:", "s": VOCABULARY},
            "entity": self.entities,
            "activity": self.activities,
            "agent": self.agents,
            **self.relations,
        }


def _typed(type_: str, **attributes: object) -> Record:
    return {"prov:type": _qualified(type_), **attributes}


def _qualified(name: str) -> Record:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def _local(name: str) -> str:
    """A name as the local part of a qualified one."""
    return quote(name, safe="-_.").replace("%", "_x").replace("~", "_x7E")
