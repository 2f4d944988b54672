"""The forms that an event can have: with its later fields, and as it was before they came."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Final

from storage.codec import EVENT_TABLES

UNRECORDED: Final = {
    "criteria.refined": "came with the law at run time: shipped definitions foresee it, and no recorded life needs it",
    "modification.recorded": "the same",
    "contract.changed": "the same",
    "exclusion.reported": "the same",
    "indicators.set": "the same",
    "claim.notified": "the same",
    "values.withheld": "made with the stream of records, whose own tests hold its bytes until the first release",
    "withholding.proposed": "the same",
    "withholding.withdrawn": "the same",
    "withholding.confirmed": "the same",
    "records.withheld": "the same",
    "withholding.done": "the same",
    "hold.placed": "the same",
    "hold.lifted": "the same",
    "ledger.key_rotated": "stands beside checkpoints, which no history holds: the published vectors hold its bytes",
    "ledger.restored": "the same",
}
"""Event types that no golden history holds yet, each with the reason; one that is recorded has to leave."""

UNRECORDED_OLDER: Final = {
    "procedure.moved": "has had all of its fields since it began",
    "clock.anomaly": "its later field came before anything was released",
    "export.made": "has had all of its fields since it began",
}
"""Event types whose older form no golden history holds, each with the reason."""


def every_type() -> dict[str, type]:
    """Every event type of every stream, by its stored name."""
    return {name: cls for table in EVENT_TABLES for name, cls in table.items()}


def optional_fields(name: str) -> frozenset[str]:
    """The public fields of an event type that have a default: what an older event does not have."""
    cls = every_type()[name]
    return frozenset(
        field.name
        for field in fields(cls)
        if not (field.default is MISSING and field.default_factory is MISSING) and "Sealed" not in str(field.type)
    )
