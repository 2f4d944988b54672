"""What the public has been told so far of one procedure, kept while its history is read from the beginning.

Between two public moments people decide about suppliers, and nobody outside may know yet: so states of partners and the
money bound to them are taken over only when the result is told (a step entered, an award notice, an end), and whoever
is chosen stays out until the award notice has named them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from engine.definition import Definition
from engine.state import Commitment, State
from exports.ocds.releasing.case import Told
from exports.ocds.releasing.landmarks import Landmarks, landmarks_of
from exports.ocds.releasing.records import Changed, Counted, Final, Funding, Payment, Published


@dataclass(slots=True)
class Book:
    """The public's knowledge, and the state behind it that the public does not see."""

    definition: Definition
    state: State
    landmarks: Landmarks = field(init=False)
    began: bool = False
    """Whether anything at all is public yet: the problem statement has been approved, or a notice is out."""
    told: dict[str, str] = field(default_factory=dict)
    bound: dict[str, Commitment] = field(default_factory=dict)
    fundings: dict[str, Funding] = field(default_factory=dict)
    finals: dict[str, list[Final]] = field(default_factory=dict)
    notices: list[Published] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    gates_met: dict[str, datetime] = field(default_factory=dict)
    amendments: list[Changed] = field(default_factory=list)
    contract_amendments: dict[str, list[Changed]] = field(default_factory=dict)
    signed: dict[str, datetime] = field(default_factory=dict)
    engagement_over: datetime | None = None
    summaries_at: datetime | None = None
    called_at: datetime | None = None
    contracted_at: datetime | None = None
    ended_at: datetime | None = None
    counted: Counted | None = None

    def __post_init__(self) -> None:
        """Find what the definition's names mean."""
        self.landmarks = landmarks_of(self.definition)

    def now_under(self, definition: Definition) -> None:
        """The procedure was moved to another definition: from here on names mean what they mean there."""
        self.definition, self.landmarks = definition, landmarks_of(definition)

    @property
    def called(self) -> bool:
        """Whether the call is out: a publication that was taken back does not count."""
        if self.landmarks.call_notice is not None:
            return self.landmarks.call_notice in self.state.notices
        known = self.state.deadlines.get(self.landmarks.applications)
        return known is not None and known.started

    def contract_of(self, partner: str) -> Final | None:
        """The latest award of a partner."""
        known = self.finals.get(partner)
        return known[-1] if known else None

    # -- what is told --------------------------------------------------------------------------------------------------

    def tell(self, last: Told) -> None:
        """Take over what was decided about suppliers and their money since the public was last told."""
        self.told = {ref: partner.state for ref, partner in self.state.partners.items()}
        self._note_changed_money(last)
        self.bound = dict(self.state.commitments)
        for ref, state in self.told.items():
            if state in self.landmarks.funded and ref not in self.fundings:
                self._fund(ref, last.at)
            self._contract(ref, state, last)
        if self.contracted_at is None and set(self.told.values()) & self.landmarks.contracted:
            self.contracted_at = last.at
        for funding in self.fundings.values():
            self._end_funding(funding, last.at)
        if self.fundings and self.counted is None:
            self.counted = Counted(requests=sum(p.on_time for p in self.state.partners.values()))

    def _fund(self, ref: str, at: datetime) -> None:
        stage = next(stage for stage in self.definition.stages if stage.stage == self.state.stage)
        self.fundings[ref] = Funding(
            partner=ref,
            title=stage.title,
            at=at,
            lot=self.state.partners[ref].lot,
            awarded_minor=self.funding_minor(ref),
        )

    def funding_minor(self, ref: str) -> int:
        """What is bound to a partner before any contract; integer minor units."""
        return sum(
            known.amount_minor
            for known in self.bound.values()
            if known.partner == ref and known.envelope not in self.landmarks.contract_envelopes
        )

    def contract_minor(self, ref: str) -> int:
        """What is bound to a partner by contract; integer minor units."""
        return sum(
            known.amount_minor
            for known in self.bound.values()
            if known.partner == ref and known.envelope in self.landmarks.contract_envelopes
        )

    def _note_changed_money(self, last: Told) -> None:
        """More money bound under a contract that is public is an amendment of it."""
        for name, known in self.state.commitments.items():
            if name in self.bound:
                continue
            envelope = self.definition.money.envelopes[known.envelope].title
            in_contract = known.envelope in self.landmarks.contract_envelopes
            final = self.contract_of(known.partner)
            if in_contract and final is not None and final.signed_at is not None:
                self._amend(final.contract_id, last, envelope)
            elif not in_contract and known.partner in self.fundings:
                self._amend(self.fundings[known.partner].id, last, envelope)

    def _amend(self, contract: str, last: Told, envelope: str) -> None:
        changes = self.contract_amendments.setdefault(contract, [])
        changes.append(Changed(n=last.n + len(changes), at=last.at, what=f"More money is bound: {envelope}."))

    def _contract(self, ref: str, state: str, last: Told) -> None:
        final = self.contract_of(ref)
        if state in self.landmarks.contracted:
            if final is None or final.status == "cancelled":
                final = self.name_winner(ref, last)
            final.status, final.signed_at = "active", self.signed.get(ref, last.at)
            final.ended_at = (final.ended_at or last.at) if self.state.ended else None
        elif final is not None and final.signed_at is not None:
            final.ended_at = final.ended_at or last.at
        elif final is not None and (state not in self.landmarks.chosen or self.state.ended):
            final.status = "cancelled"

    def name_winner(self, ref: str, last: Told) -> Final:
        """A new award of a partner, told with this event."""
        known = self.finals.setdefault(ref, [])
        final = Final(partner=ref, number=len(known) + 1, at=last.at, notice_n=last.n, lot=self.state.partners[ref].lot)
        known.append(final)
        return final

    def _end_funding(self, funding: Funding, at: datetime) -> None:
        state = self.told.get(funding.partner, "")
        why: str | None = None
        if state in self.definition.leavers:
            why = "The supplier has left the procedure."
        elif self.contracted_at is not None:
            why = "The funded work is over: contracts are entered into."
        elif self.state.ended is not None:
            why = "The procedure has ended."
        funding.why_ended = why
        funding.ended_at = None if why is None else funding.ended_at or at

    def unname(self, notice: Published) -> None:
        """An award notice that was taken back named nobody."""
        if notice.notice == self.landmarks.award_notice:
            for known in self.finals.values():
                if known[-1].notice_n == notice.n and known[-1].signed_at is None:
                    known[-1].status = "cancelled"
