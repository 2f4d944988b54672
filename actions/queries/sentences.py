"""What happened, as a person would say it: one sentence for each type of event, without anybody's own words in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions.queries.withheld import withheld_sentence
from engine import events as e
from engine.definition import Definition
from engine.money import format_money
from engine.time.calendar import read_pin
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant


def sentence(definition: Definition, event: e.Event) -> str:
    """The event in words; it begins with a verb in the past, for who did it stands before it."""
    return _SAY[type(event)](definition, event)


def _opened(d: Definition, v: e.ProcedureOpened) -> str:
    lots = f", lots {', '.join(lot for lot, _ in v.lots)}" if v.lots else ""
    rules = f"law pack {v.law_pack}, calendar {read_pin(v.calendar)}"
    return f'opened "{v.title}" under {d.name} {v.version}, {rules}{lots}'


def _paper(d: Definition, artefact: str, partner: str | None, version: int) -> str:
    of = f" of {partner}" if partner else ""
    rule = d.artefacts.get(artefact)
    return f'"{rule.title if rule else artefact}"{of}, version {version}'


def _submitted(d: Definition, v: e.ArtefactSubmitted) -> str:
    return f"submitted {_paper(d, v.artefact, v.partner, v.version)} ({v.media_type}, {v.size:,} bytes)"


def _accepted(d: Definition, v: e.ArtefactAccepted) -> str:
    return f"accepted {_paper(d, v.artefact, v.partner, v.version)}"


def _rejected(d: Definition, v: e.ArtefactRejected) -> str:
    return f"sent back {_paper(d, v.artefact, v.partner, v.version)}"


def _decided(d: Definition, v: e.DecisionRecorded) -> str:
    verb = "confirmed" if v.confirms else "decided"
    return f'{verb} "{d.decisions[v.decision].title}": {v.outcome}'


def _registered(d: Definition, v: e.PartnerRegistered) -> str:
    lot = f" for lot {v.lot}" if v.lot else ""
    received = describe_instant(v.received_at, d.zone, precise=not v.on_time)
    late = "" if v.on_time else ": too late, kept unopened and not admitted"
    return f"registered {v.partner}{lot}, received {received}{late}"


def _moved(d: Definition, v: e.PartnerMoved) -> str:
    states = d.partners.states
    rule = d.partners.moves.get(v.move)
    why = f' by "{rule.title}"' if rule else ""
    heard = ", after hearing them" if v.heard else ""
    return f'moved {v.partner} from "{states[v.source].title}" to "{states[v.target].title}"{why}{heard}'


def _published(d: Definition, v: e.NoticePublished) -> str:
    ceased = f", with ceased lots {', '.join(v.ceased_lots)}" if v.ceased_lots else ""
    title = d.notices[v.notice].title
    return f"published {v.notice} ({title}) on {describe_date(v.on)}, reference {v.reference}{ceased}"


def _deadline(d: Definition, name: str) -> str:
    return f'the deadline "{d.deadlines[name].title}"'


def _deadline_set(d: Definition, v: e.DeadlineSet) -> str:
    due = describe_instant(v.due_at, d.zone)
    return f"set {_deadline(d, v.deadline)} to {due}, planned to start on {describe_date(v.starts_on)}"


def _deadline_started(d: Definition, v: e.DeadlineStarted) -> str:
    calendar = f", calendar {read_pin(v.calendar)}" if v.calendar else ""
    if v.provisional:
        calendar += ", provisional because the calendar ends before"
    due = describe_instant(v.due_at, d.zone)
    return f"started {_deadline(d, v.deadline)} on {describe_date(v.starts_on)}; it ends {due}{calendar}"


def _deadline_extended(d: Definition, v: e.DeadlineExtended) -> str:
    was, now = describe_instant(v.was_due_at, d.zone), describe_instant(v.due_at, d.zone)
    return f"extended {_deadline(d, v.deadline)} for everybody from {was} to {now}"


def _deadline_shortened(d: Definition, v: e.DeadlineShortened) -> str:
    was, now = describe_instant(v.was_due_at, d.zone), describe_instant(v.due_at, d.zone)
    return f"shortened {_deadline(d, v.deadline)} for everybody from {was} to {now}, by {v.notice} {v.reference}"


def _deadline_stopped(d: Definition, v: e.DeadlineStopped) -> str:
    return f"stopped {_deadline(d, v.deadline)}: what is left of it is kept"


def _deadline_resumed(d: Definition, v: e.DeadlineResumed) -> str:
    was, now = describe_instant(v.was_due_at, d.zone), describe_instant(v.due_at, d.zone)
    return f"let {_deadline(d, v.deadline)} go on with what was left: it ends {now} (before: {was})"


def _deadline_met(d: Definition, v: e.DeadlineMet) -> str:
    return f"met {_deadline(d, v.deadline)} {'in time' if v.in_time else 'late'} (event {v.event})"


def _deadline_missed(d: Definition, v: e.DeadlineMissed) -> str:
    return f"recorded that {_deadline(d, v.deadline)} was missed: it ended {describe_instant(v.due_at, d.zone)}"


def _deadline_acknowledged(d: Definition, v: e.DeadlineAcknowledged) -> str:
    return f"acknowledged {_deadline(d, v.deadline)}"


def _deadline_ruled(d: Definition, v: e.DeadlineRuled) -> str:
    received = describe_instant(v.received_at, d.zone, precise=True)
    side = "in time" if v.in_time else "late"
    return f"ruled {v.subject}, received {received}, {side} for {_deadline(d, v.deadline)}"


def _deadline_cancelled(d: Definition, v: e.DeadlineCancelled) -> str:
    return f"ended {_deadline(d, v.deadline)}, because event {v.event}, which started it, was taken back"


def _deadline_recomputed(d: Definition, v: e.DeadlineRecomputed) -> str:
    was, now = describe_instant(v.was_due_at, d.zone), describe_instant(v.due_at, d.zone)
    because = f"because event {v.event} was corrected"
    return f"counted {_deadline(d, v.deadline)} anew, {because}: it ends {now} (before: {was})"


def _calendar_changed(d: Definition, v: e.CalendarChanged) -> str:
    return f"put the procedure on calendar {read_pin(v.calendar)}; it was on {read_pin(v.was)}"


def _deadline_moved(d: Definition, v: e.DeadlineMoved) -> str:
    was, now = describe_instant(v.was_due_at, d.zone), describe_instant(v.due_at, d.zone)
    return f"moved {_deadline(d, v.deadline)} from {was} to {now}, counted on calendar {read_pin(v.calendar)}"


def _procedure_moved(d: Definition, v: e.ProcedureMoved) -> str:
    return f"moved the procedure to {d.name} {v.version} (law pack {v.law_pack}); it ran under {v.was_version}"


def _moved_back(d: Definition, v: e.ProcedureMovedBack) -> str:
    return f"took back the move of event {v.move}: the procedure runs under {d.name} {v.version} again"


def _deadline_recounted(d: Definition, v: e.DeadlineRecounted) -> str:
    was, now = describe_instant(v.was_due_at, d.zone), describe_instant(v.due_at, d.zone)
    return f"moved {_deadline(d, v.deadline)} from {was} to {now}, counted by the rule of this version"


def _deadline_dropped(d: Definition, v: e.DeadlineDropped) -> str:
    until = describe_instant(v.was_due_at, d.zone)
    return f'took "{v.title}" ({until}) off the deadlines: this version has none such'


def _envelope(d: Definition, name: str) -> str:
    return f'"{d.money.envelopes[name].title}"'


def _envelope_set(d: Definition, v: e.EnvelopeSet) -> str:
    return f"set aside {format_money(v.amount_minor, v.currency)} in {_envelope(d, v.envelope)}"


def _committed(d: Definition, v: e.MoneyCommitted) -> str:
    money = format_money(v.amount_minor, v.currency)
    base = d.money.legal_bases[v.legal_base].title
    return f"committed {money} of {_envelope(d, v.envelope)} to {v.partner} ({v.commitment}); legal base: {base}"


def _paid(d: Definition, v: e.InstalmentPaid) -> str:
    return f"paid {format_money(v.amount_minor, v.currency)} to {v.partner} ({v.commitment}, {v.instalment})"


def _declared(_: Definition, v: e.ConflictsDeclared) -> str:
    return f"declared interests: {v.position}"


def _consulted(_: Definition, v: e.DebarmentListConsulted) -> str:
    of = "" if v.list_on is None else f" of {describe_date(v.list_on)}"
    where = "" if v.list_source is None else f", read at {v.list_source}"
    heard = ", after hearing them" if v.heard else ""
    return f"looked for {v.partner} at the debarment list{of}{where}{heard}"


def _checked(_: Definition, v: e.ExclusionChecked) -> str:
    return f"checked {v.partner} for exclusion and debarment: {v.outcome.replace('_', ' ')}"


def _stage(d: Definition, name: str) -> str:
    return next((stage.title for stage in d.stages if stage.stage == name), name)


def _lesson(d: Definition, v: e.LessonRecorded) -> str:
    return f"recorded what {'worked' if v.worked else 'did not work'} in {_stage(d, v.stage)}, about {v.about}"


def _cell(d: Definition, v: e.AssessmentRecorded | e.AssessmentModerated) -> str:
    rule = d.rounds[v.round]
    criterion = rule.criteria[v.criterion]
    part = criterion.sub_criteria.get(v.sub_criterion or "")  # a refinement may have added it
    sub = f" / {part.title if part else v.sub_criterion}" if v.sub_criterion else ""
    return f"{v.partner} {v.score} of {rule.scale_max} for {criterion.title}{sub} ({rule.title})"


def _scored(d: Definition, v: e.AssessmentRecorded) -> str:
    return f"scored {_cell(d, v)}"


def _moderated(d: Definition, v: e.AssessmentModerated) -> str:
    return f"moderated {_cell(d, v)}"


def _refined(d: Definition, v: e.CriteriaRefined) -> str:
    known = d.rounds[v.round]
    again = f", after running earlier rounds again for {', '.join(ref for _, ref in v.rerun)}" if v.rerun else ""
    weights = ", ".join(f"{title} {weight}%" for _, title, weight, _, _ in v.criteria)
    return f"refined the criteria of {known.title}{again}: {weights}"


def _modified(_: Definition, v: e.ModificationRecorded) -> str:
    told = f", and told {', '.join(v.told)}" if v.told else ""
    when = "before applications closed" if v.phase == "open" else "without changing it substantially"
    return f"modified the {v.of} {when}{told}"


def _contract_changed(d: Definition, v: e.ContractChanged) -> str:
    before, after = (format_money(one, d.money.currency) for one in (v.value_before_minor, v.value_after_minor))
    notice = f", after {v.notice}" if v.notice else ""
    ground = v.ground.replace("_", " ")
    return f"changed the contract with {v.partner} from {before} to {after}, as {ground}{notice}"


def _reported(_: Definition, v: e.ExclusionReported) -> str:
    return f"reported the exclusion of {v.partner} on {describe_date(v.on)}, reference {v.reference}"


def _indicators(_: Definition, v: e.IndicatorsSet) -> str:
    if not v.indicators:
        return f"recorded that no key performance indicator would be appropriate for {v.partner}"
    names = ", ".join(f"{title}{' (material)' if material else ''}" for _, title, material in v.indicators)
    return f"set key performance indicators for {v.partner}: {names}"


def _claim(d: Definition, v: e.ClaimNotified) -> str:
    side = "within the standstill: it suspends by itself" if v.automatic else "which suspends nothing by itself"
    return f"recorded the claim {v.claim}, notified {describe_instant(v.notified_at, d.zone)}, {side}"


def _stated(_: Definition, v: e.NoticeStated) -> str:
    confirmed = " that the conflicts assessment was prepared and revised" if v.conflicts_confirmed else ""
    facts = ", ".join(f"{name.replace('_', ' ')} {_value(value)}" for name, value in v.content.items())
    return f"stated in {v.notice}{confirmed}{': ' if facts else ''}{facts}"


def _value(value: str | int | list[str]) -> str:
    return (", ".join(value) or "nobody") if isinstance(value, list) else str(value)


def _summaries(_: Definition, v: e.SummariesSent) -> str:
    return f"sent the assessment summaries to {', '.join(v.partners)}, all at the same time"


def _communicated(_: Definition, v: e.CommunicationRecorded) -> str:
    way = "to" if v.direction == "sent" else "from"
    return f"recorded a communication {v.direction} {way} {', '.join(v.partners) or 'suppliers'}"


def _waived(d: Definition, v: e.RequirementWaived) -> str:
    move = d.moves_by_name.get(v.move) or d.notices[v.move]
    text = next((rule.text for rule in move.gate if rule.id == v.requirement), v.requirement)
    return f'waived "{text}" of "{move.title}"'


def _gate(d: Definition, v: e.GateDecided) -> str:
    counts: dict[str, int] = {}
    for result in v.results:
        standing = str(result["standing"])
        counts[standing] = counts.get(standing, 0) + 1
    found = ", ".join(f"{count} {standing}" for standing, count in counts.items()) or "nothing was required"
    return f'passed the gate "{d.moves_by_name[v.move].title}" ({found})'


def _entered(d: Definition, v: e.StepEntered) -> str:
    return f'entered "{d.steps[v.target].title}" ({v.target}) in {_stage(d, v.stage)}'


def _award_withdrawn(_: Definition, v: e.AwardWithdrawn) -> str:
    return f"withdrew the award decision in {v.source}: summaries, notice and standstill start anew"


def _lot_ceased(_: Definition, v: e.LotCeased) -> str:
    return f"ceased lot {v.lot}"


def _suspended(d: Definition, v: e.ProcedureSuspended) -> str:
    basis = "automatically" if v.basis == "automatic" else "by court order"
    return f"suspended the procedure {basis}, notified {describe_instant(v.notified_at, d.zone)}"


def _resumed(_: Definition, v: e.ProcedureResumed) -> str:
    return f"resumed the procedure ({v.basis.replace('_', ' ')})"


def _paused(_: Definition, v: e.ProcedurePaused) -> str:
    return "paused the procedure"


def _unpaused(_: Definition, v: e.ProcedureUnpaused) -> str:
    return "went on with the procedure"


def _terminated(d: Definition, v: e.ProcedureTerminated) -> str:
    notice = f"; {v.notice} is now due" if v.notice else "; no notice is due"
    return f'ended the procedure early in "{d.steps[v.source].title}"{notice}'


def _corrected(_: Definition, v: e.CorrectionRecorded) -> str:
    effect = "and took back its effect" if v.effect == "void" else "with a note"
    return f"declared event {v.event} ({v.type}) wrong {effect}"


_SAY: dict[type[e.Event], Callable[[Definition, Any], str]] = {
    e.ProcedureOpened: _opened,
    e.ArtefactSubmitted: _submitted,
    e.ArtefactAccepted: _accepted,
    e.ArtefactRejected: _rejected,
    e.DecisionRecorded: _decided,
    e.PartnerRegistered: _registered,
    e.PartnerMoved: _moved,
    e.NoticePublished: _published,
    e.DeadlineSet: _deadline_set,
    e.DeadlineStarted: _deadline_started,
    e.DeadlineExtended: _deadline_extended,
    e.CalendarChanged: _calendar_changed,
    e.DeadlineMoved: _deadline_moved,
    e.ProcedureMoved: _procedure_moved,
    e.ProcedureMovedBack: _moved_back,
    e.DeadlineRecounted: _deadline_recounted,
    e.DeadlineDropped: _deadline_dropped,
    e.DeadlineShortened: _deadline_shortened,
    e.DeadlineStopped: _deadline_stopped,
    e.DeadlineResumed: _deadline_resumed,
    e.DeadlineMet: _deadline_met,
    e.DeadlineMissed: _deadline_missed,
    e.DeadlineAcknowledged: _deadline_acknowledged,
    e.DeadlineRuled: _deadline_ruled,
    e.DeadlineCancelled: _deadline_cancelled,
    e.DeadlineRecomputed: _deadline_recomputed,
    e.EnvelopeSet: _envelope_set,
    e.MoneyCommitted: _committed,
    e.InstalmentPaid: _paid,
    e.ConflictsDeclared: _declared,
    e.ExclusionChecked: _checked,
    e.LessonRecorded: _lesson,
    e.AssessmentRecorded: _scored,
    e.AssessmentModerated: _moderated,
    e.SummariesSent: _summaries,
    e.CommunicationRecorded: _communicated,
    e.RequirementWaived: _waived,
    e.GateDecided: _gate,
    e.StepEntered: _entered,
    e.AwardWithdrawn: _award_withdrawn,
    e.LotCeased: _lot_ceased,
    e.ProcedureSuspended: _suspended,
    e.ProcedureResumed: _resumed,
    e.ProcedurePaused: _paused,
    e.ProcedureUnpaused: _unpaused,
    e.ProcedureTerminated: _terminated,
    e.CorrectionRecorded: _corrected,
    e.CriteriaRefined: _refined,
    e.ModificationRecorded: _modified,
    e.ContractChanged: _contract_changed,
    e.ExclusionReported: _reported,
    e.IndicatorsSet: _indicators,
    e.ClaimNotified: _claim,
    e.NoticeStated: _stated,
    e.DebarmentListConsulted: _consulted,
    e.ValuesWithheld: lambda _, event: withheld_sentence(event),
}
