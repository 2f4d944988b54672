"""What a test need not say: a fitting value for every field of every command, and the role and person for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from config.calendars import load_calendar
from engine.access import AUDITOR
from engine.commands import SpendingAnswers
from engine.definition import Definition
from engine.reminders.recipients import role_of
from engine.time.calendar import Calendar
from engine.time.local_time import local_date
from engine.time.periods import last_day

if TYPE_CHECKING:
    from tests.hands import Hands

Fields = dict[str, Any]

ANSWERS = dict.fromkeys(SpendingAnswers.model_fields, False)
"""No to every question about a line of spending."""

FIXED: dict[str, Fields] = {
    "open": {"title": "A better crossing"},
    "submit_artefact": {"sha256": "ab" * 32, "size": 100, "media_type": "text/plain", "name": "paper.txt"},
    "reject_artefact": {"reason": "Not clear enough."},
    "record_decision": {"reason": "For good reasons."},
    "register_partner": {"name": "Bright Ideas Ltd"},
    "move_partner": {"reason": "As published.", "heard": True},
    "publish_notice": {"reference": "2026/S 000-000001"},
    "extend_deadline": {"reason": "A question was answered late."},
    "shorten_deadline": {"reason": "The need is urgent.", "reference": "2026/S 000-000001"},
    "rule_on_time": {"reason": "The log of the portal.", "in_time": True},
    "commit_money": {"instalments": [{"instalment": "i1", "amount_minor": 1}], "answers": ANSWERS},
    "declare_conflicts": {"position": "none"},
    "check_exclusion": {"outcome": "clear", "debarment_list_checked": True, "subcontractors_checked": True},
    "refine": {"reason": "As it was foreseen."},
    "modify": {"of": "notice", "deadlines_considered": True, "reason": "A clearer text; the dates stay."},
    "change_contract": {
        "ground": "not_substantial",
        "value_before_minor": 1_000,
        "value_after_minor": 1_000,
        "term_before_days": 100,
        "term_after_days": 100,
        "material": False,
        "overall_nature": False,
        "split": False,
        "reason": "A little more time.",
    },
    "report_exclusion": {"reference": "EX-1"},
    "record_claim": {"claim": "hc-1", "reason": "A claim form."},
    "record_lesson": {"about": "procedure", "worked": False, "lesson": "Ask the users first."},
    "record_assessment": {"score": 3, "reason": "It is sound."},
    "moderate_assessment": {"score": 3, "reason": "The panel agrees."},
    "record_communication": {"direction": "sent", "about": "When the result will be known."},
    "waive": {"reason": "It would be out of proportion."},
    "cease_lot": {"reason": "Nobody needs it any more."},
    "suspend": {"basis": "court_order", "reason": "A claim was issued."},
    "resume": {"basis": "court_order", "reason": "The claim was dismissed."},
    "pause": {"reason": "An election."},
    "unpause": {"reason": "It is over."},
    "change_calendar": {"calendar": "uk-2026.1", "reason": "A holiday was proclaimed."},
    "move_procedure": {"definition": "ab" * 32, "reason": "The rules were improved."},
    "move_back": {"reason": "It was too early."},
    "terminate": {"reason": "The need has gone."},
    "correct": {"reason": "It was a mistake."},
}


def complete(hands: Hands, kind: str, given: Fields) -> Fields:
    """The fields of a whole command: fixed ones, those that follow from the procedure, then what the test gave."""
    fields: Fields = {
        "kind": kind,
        "procedure": hands.reference,
        **FIXED.get(kind, {}),
        **_derived(hands, kind),
        **({**_lots_of(hands, given), **_stated_by(hands, given)} if kind == "publish_notice" else {}),
        **given,
    }
    if "role" not in fields:
        fields["role"] = _role_for(hands, kind, fields)
    if "actor" not in fields:
        # Whoever files a paper is not the person who later reviews it or decides on it.
        fields["actor"] = f"{fields['role']}_2" if kind == "submit_artefact" else fields["role"]
    return fields


def _derived(hands: Hands, kind: str) -> Fields:  # noqa: PLR0911 - one row for each kind
    definition = hands.definition
    today = local_date(hands.now, definition.zone)
    match kind:
        case "open":
            return {"definition": hands.loaded.digest, "facts": dict.fromkeys(definition.facts, False)}
        case "publish_notice":
            return {"on": today}
        case "set_deadline":
            return {"starts_on": today}
        case "commit_money" | "set_envelope":
            base = {"legal_base": next(iter(definition.money.legal_bases))} if kind == "commit_money" else {}
            return {"currency": definition.money.currency, **base}
        case "suspend" | "record_claim":
            return {"notified_at": hands.now}
        case "report_exclusion":
            return {"on": today}
        case "check_exclusion" if definition.exclusions is not None:
            return {"list_on": today, "list_source": "The list of the central platform", "heard": True}
        case _:
            return {}


def _lots_of(hands: Hands, given: Fields) -> Fields:
    """The notice of the award names every lot that has ceased."""
    standstill = hands.definition.deadlines.get(hands.definition.standstill_deadline or "")
    if standstill is None or standstill.starts.notice is None or given.get("notice") != standstill.starts.notice:
        return {}
    return {"ceased_lots": tuple(lot for lot, known in hands.state.lots.items() if known.ceased)}


def _stated_by(hands: Hands, given: Fields) -> Fields:
    """What a notice confirms and states as data, where its rule asks for it."""
    definition, state = hands.definition, hands.state
    rule = definition.notices.get(given.get("notice", ""))
    if rule is None:
        return {}
    found: Fields = {}
    if any(asked.kind == "conflicts_confirmed" for asked in rule.gate):
        found["confirms_conflicts"] = True
    if rule.states:
        today = local_date(hands.now, definition.zone)
        cells = definition.rounds[definition.final_round].cells()
        key = "{}/{}/{}/{}/".format
        there = [
            ref for ref in state.partners
            if all(key(definition.final_round, ref, one, sub or "") in state.moderated for one, sub in cells)
        ]  # fmt: skip
        won = {m.target for m in definition.partners.moves.values() if any(r.kind == "ranks_first" for r in m.gate)}
        name = definition.standstill_deadline
        standstill = None if name is None else definition.deadlines[name].period
        content = {
            "award_decided_on": today,
            "summaries_sent_on": today,
            "tenders_received": len(there),
            "tenders_assessed": len(there),
            "tenders_assessed_sme": sum(state.partners[ref].sme for ref in there),
            "unsuccessful_suppliers": [ref for ref in there if state.partners[ref].state not in won],
            "contract_entered_on": today,
            "indicators": [one for known in state.indicators.values() for one in known.material],
        }
        if standstill is not None:
            day = given.get("on", today)
            longer = max(standstill.length, given.get("standstill_days") or 0)
            period = standstill.model_copy(update={"length": longer}).period
            content["standstill_ends_on"] = last_day(day, period, calendar_of(definition.calendar))
        found["content"] = {one: content[one] for one in rule.states}
    return found


def calendar_of(name: str) -> Calendar:
    """The newest shipped version of a calendar."""
    return Calendar.from_data(load_calendar(name))


def _role_for(hands: Hands, kind: str, fields: Fields) -> str:
    """The first role that may do this; any that may change things where what is asked for does not exist."""
    allowed = _advancing(hands, fields) if kind == "advance" else _ROLES[kind](hands.definition, fields)
    return allowed[0] if allowed else next(role for role in hands.definition.roles if role != AUDITOR)


def _advancing(hands: Hands, fields: Fields) -> tuple[str, ...]:
    definition, to = hands.definition, fields["to"]
    here = definition.moves_from.get(hands.state.step, ())
    for move in (*here, *definition.moves):
        stage = None if definition.steps[move.target].ends else definition.stage_of[move.target]
        if fields.get("move") in (None, move.move) and to in (move.target, stage):
            return move.by
    return ()


def _of(collection: str, key: str, attribute: str) -> Callable[[Definition, Fields], tuple[str, ...]]:
    def roles(definition: Definition, fields: Fields) -> tuple[str, ...]:
        rule = getattr(definition, collection).get(fields[key])
        found = () if rule is None else getattr(rule, attribute)
        return (found,) if isinstance(found, str) else tuple(found)

    return roles


def _power(name: str) -> Callable[[Definition, Fields], tuple[str, ...]]:
    return lambda definition, _: getattr(definition.powers, name)


def _money(name: str) -> Callable[[Definition, Fields], tuple[str, ...]]:
    return lambda definition, _: getattr(definition.money, name)


def _reminded(definition: Definition, fields: Fields) -> tuple[str, ...]:
    """Somebody whose work the deadline is."""
    owner = role_of(definition, fields["deadline"], "owner") if fields["deadline"] in definition.deadlines else None
    return () if owner is None else (owner,)


def _partner_move(definition: Definition, fields: Fields) -> tuple[str, ...]:
    rule = definition.partners.moves.get(fields["move"])
    return () if rule is None else rule.by


def _of_section(section: object, name: str) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(section, name, ())
    return found


_ROLES: dict[str, Callable[[Definition, Fields], tuple[str, ...]]] = {
    "open": _power("open"),
    "refine": lambda definition, fields: _of_section(definition.rounds[fields["round"]].refinement, "by"),
    "modify": lambda definition, _: _of_section(definition.modifications, "by"),
    "change_contract": lambda definition, _: _of_section(definition.contract_changes, "by"),
    "set_indicators": lambda definition, _: _of_section(definition.indicators, "by"),
    "report_exclusion": lambda definition, _: _of_section(definition.exclusions, "report_by"),
    "record_claim": _power("suspend"),
    "submit_artefact": _of("artefacts", "artefact", "supplied_by"),
    "accept_artefact": _of("artefacts", "artefact", "reviewed_by"),
    "reject_artefact": _of("artefacts", "artefact", "reviewed_by"),
    "record_decision": _of("decisions", "decision", "by"),
    "register_partner": lambda definition, _: definition.partners.entry.by,
    "move_partner": _partner_move,
    "publish_notice": _of("notices", "notice", "by"),
    "set_deadline": _of("deadlines", "deadline", "set_by"),
    "extend_deadline": _of("deadlines", "deadline", "set_by"),
    "shorten_deadline": _of("deadlines", "deadline", "set_by"),
    "acknowledge_deadline": _reminded,
    "rule_on_time": _power("suspend"),
    "record_missed": lambda definition, fields: ("clock",),
    "set_envelope": _money("set_envelope_by"),
    "commit_money": _money("commit_by"),
    "pay_instalment": _money("pay_by"),
    "declare_conflicts": _power("declare_conflicts"),
    "check_exclusion": _power("check_exclusions"),
    "record_lesson": _power("record_lessons"),
    "record_assessment": _of("rounds", "round", "scored_by"),
    "moderate_assessment": _of("rounds", "round", "moderated_by"),
    "send_summaries": _power("send_summaries"),
    "record_communication": _power("communicate"),
    "waive": _power("waive"),
    "cease_lot": _power("cease_lot"),
    "suspend": _power("suspend"),
    "resume": _power("suspend"),
    "pause": _power("pause"),
    "unpause": _power("pause"),
    "change_calendar": _power("pause"),
    "move_procedure": _power("open"),
    "move_back": _power("open"),
    "terminate": lambda definition, _: definition.termination.by,
    "correct": _power("correct"),
}
