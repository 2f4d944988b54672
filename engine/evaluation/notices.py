"""Requirements about notices; one that is not out tells what stands before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.definition.requirements import NoticePublished, Requirement
from engine.evaluation.context import Context, Reply
from engine.evaluation.planned import unplanned
from engine.explanation import Evidence, Finding
from engine.time.dates import describe_date

Evaluate = Callable[[Requirement, Context], Finding]


def notice_published(asks: NoticePublished, context: Context, evaluate: Evaluate) -> Reply:
    """The notice is out; with ``since``, after the latest entry into that step."""
    rule = context.definition.notices[asks.notice]
    known = context.state.notices.get(asks.notice)
    since = -1 if asks.since is None else context.state.entered_n(asks.since)
    if known is not None and known.n > since:
        on = describe_date(known.on)
        return Reply(
            met=True,
            why=f"{asks.notice} was published on {on}",
            evidence=(Evidence(event=known.n, text=f"{asks.notice} {known.reference}, published {on}"),),
        )
    why = f"{asks.notice} ({rule.title}) is not published{'' if known is None else ' again'}"
    before = tuple(finding for finding in _before(asks.notice, context, evaluate) if finding.blocks)
    if before:
        first = next((finding for finding in before if finding.next), before[0])
        why = f"{why}; before that: {'; '.join(finding.why for finding in before)}"
        return Reply(met=False, why=why, who=first.who, next=first.next)
    return Reply(
        met=False,
        why=why,
        who=context.titles(rule.by),
        next=context.type_group("notice", f"publish {asks.notice} --reference REFERENCE"),
    )


def _before(notice: str, context: Context, evaluate: Evaluate) -> Iterator[Finding]:
    """What publishing it would be refused for; notices that ask for one another are asked once each."""
    if notice in context.within:
        return
    asked = replace(context, move=notice, within=context.within | {notice})
    for requirement in context.definition.notices[notice].gate:
        yield evaluate(requirement, asked)
    # A notice that has become due, as one of an ending has, starts whatever starts with it without a plan.
    if context.state.notice_due != notice:
        yield from unplanned(asked, notice=notice)
