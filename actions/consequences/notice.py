"""The draft of a notice: its checklist with what the history knows for each item, for a person to complete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.consequences.case import Case
from actions.consequences.markdown import plain
from actions.consequences.notice_facts import facts_for
from engine.definition import NoticeRule
from engine.time.local_time import format_instant


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A draft in two forms, for people and for programs; ``stem`` is the name of both files without its ending."""

    stem: str
    markdown: str
    data: dict[str, Any]


def draft_notice(case: Case, notice: str) -> Draft:
    """Write the draft of a notice as the case stood; nothing in it depends on when it is written."""
    rule = case.definition.notices[notice]
    items = [{"asks": asks, "known": list(facts_for(case, asks))} for asks in rule.contains]
    data = {
        "schema": "seedbed/notice-draft/1",
        "notice": notice,
        "title": rule.title,
        "rules": list(rule.rules),
        "procedure": case.procedure,
        "procedure_title": case.state.title,
        "re_enactment": case.state.re_enactment,
        "event": case.n,
        "as_of": format_instant(case.at),
        "definition": {
            "name": case.definition.name,
            "version": case.state.version,
            "sha256": case.state.definition,
            "law_pack": case.state.law_pack,
        },
        "items": items,
        "ledger": case.ledger,
    }
    return Draft(
        stem=f"{case.procedure}-{notice}-draft-{case.n}", markdown=_markdown(case, notice, rule, items), data=data
    )


def _markdown(case: Case, notice: str, rule: NoticeRule, items: list[dict[str, Any]]) -> str:
    state, definition = case.state, case.definition
    roles = " or ".join(definition.roles[role].title for role in rule.by)
    draft = (
        f"This is a draft, made from the record of {plain(case.procedure)} as of event {case.n}, {case.said(case.at)}."
        f" It is not published. {plain(roles)} completes it, publishes it on the central platform, and records that:"
    )
    about = (
        f"- Procedure: {plain(case.procedure)}, {plain(state.title)}\n"
        f"- Stage and step: {plain(_stage(case))}, {plain(definition.steps[state.step].title)} ({state.step})\n"
        f"- Rules: {', '.join(rule.rules) or 'none named'} ({plain(state.law_pack)})"
    )
    parts = [
        f"# {plain(notice)} {plain(rule.title)}: draft",
        *([f"**{plain(case.banner)}**"] if case.banner is not None else []),
        draft,
        f"    seedbed notice publish {case.procedure} {notice} --on DATE --reference REFERENCE",
        about,
        "## What it must contain",
        *(_item(number, item) for number, item in enumerate(items, 1)),
        *([] if items else ["The definition names no content for this notice."]),
        *([plain(case.ledger)] if case.ledger else []),
    ]
    return "\n\n".join(parts) + "\n"


def _item(number: int, item: dict[str, Any]) -> str:
    known = (
        "\n".join(f"- {plain(fact)}" for fact in item["known"]) or "- To be written: the record says nothing about it."
    )
    return f"### {number}. {plain(item['asks'])}\n\n{known}"


def _stage(case: Case) -> str:
    stages = {stage.stage: stage.title for stage in case.definition.stages}
    return stages[case.definition.stage_of[case.state.step]]
