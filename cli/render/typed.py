"""A kept command in the words that a person types: its name, the procedure, and what it is about."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any, Final

TYPED: Final[Mapping[str, str]] = {
    "open": "open {procedure}",
    "submit_artefact": "attach {procedure} {artefact} FILE --partner {partner}",
    "accept_artefact": "accept {procedure} {artefact} --partner {partner}",
    "reject_artefact": "reject {procedure} {artefact} --partner {partner}",
    "record_decision": "decide {procedure} {decision} --outcome {outcome}",
    "register_partner": "partner register {procedure} {partner} --lot {lot}",
    "move_partner": "partner move {procedure} {partner} {move}",
    "publish_notice": "notice publish {procedure} {notice} --on {on}",
    "set_deadline": "deadline set {procedure} {deadline} --due {due_at}",
    "extend_deadline": "deadline extend {procedure} {deadline} --due {due_at}",
    "shorten_deadline": "deadline shorten {procedure} {deadline} --due {due_at}",
    "acknowledge_deadline": "deadline acknowledge {procedure} {deadline}",
    "rule_on_time": "deadline rule {procedure} {deadline}",
    "set_envelope": "money envelope {procedure} {envelope}",
    "commit_money": "money commit {procedure} {partner} --envelope {envelope} --legal-base {legal_base}",
    "pay_instalment": "money pay {procedure} {commitment} {instalment}",
    "declare_conflicts": "declare {procedure} --position {position}",
    "check_exclusion": "partner check {procedure} {partner} --outcome {outcome}",
    "record_lesson": "lesson {procedure} --stage {stage}",
    "record_assessment": "partner score {procedure} {partner} {round} {criterion} {score}",
    "moderate_assessment": "partner moderate {procedure} {partner} {round} {criterion} {score}",
    "send_summaries": "summaries send {procedure} {partners}",
    "record_communication": "communicate {procedure} --direction {direction}",
    "waive": "waive {procedure} {move} {requirement}",
    "advance": "advance {procedure} --to {to} --move {move}",
    "cease_lot": "lot cease {procedure} {lot}",
    "suspend": "suspend {procedure} --basis {basis}",
    "resume": "resume {procedure} --basis {basis}",
    "pause": "pause {procedure}",
    "unpause": "unpause {procedure}",
    "refine": "refine {procedure} {round}",
    "modify": "modify {procedure} --of {of}",
    "change_contract": "contract change {procedure} {partner} --ground {ground}",
    "report_exclusion": "partner report {procedure} {partner} --reference {reference}",
    "set_indicators": "contract indicators {procedure} {partner}",
    "record_claim": "claim {procedure} {claim} --notified-at {notified_at}",
    "terminate": "terminate {procedure}",
    "correct": "correct {procedure} {event}",
}
"""Each command that people type, by its kind; an option without a value is left away, so are free text and names."""


def typed(kind: str, body: Mapping[str, Any]) -> str:
    """The command as it is typed; one that nobody types is called by its kind."""
    words: list[str] = []
    for word in TYPED.get(kind, kind).split():
        value = _value(body, word[1:-1]) if word.startswith("{") else [word]
        if not value and words and words[-1].startswith("--"):
            words.pop()
        words += value
    return f"seedbed {' '.join(words)}" if kind in TYPED else kind


def _value(body: Mapping[str, Any], name: str) -> list[str]:
    value = body.get(name)
    if name == "criterion" and body.get("sub_criterion"):
        value = f"{value}/{body['sub_criterion']}"
    if value is None:
        return []
    return [shlex.quote(str(one)) for one in (value if isinstance(value, list) else [value])]
