"""What an ended procedure still owes: the notice that the law wants once nothing is awarded or a contract has ended."""

from __future__ import annotations

from dataclasses import dataclass

from actions.queries.moment import Moment


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """A notice that must be published as soon as reasonably practicable: whose it is, and what they would type."""

    notice: str
    title: str
    who: tuple[str, ...]
    next: str
    rules: tuple[str, ...]

    @property
    def why(self) -> str:
        """In words."""
        return f"{self.notice} ({self.title}) must be published as soon as reasonably practicable"


def owed_by(moment: Moment) -> Owed | None:
    """The notice that is owed at that moment, if any (UK-PTN-1, UK-END-1)."""
    name = moment.state.notice_due
    if name is None:
        return None
    rule, context = moment.definition.notices[name], moment.context()
    return Owed(
        notice=name,
        title=rule.title,
        who=context.titles(rule.by),
        next=context.type_group("notice", f"publish {name} --reference REFERENCE"),
        rules=rule.rules,
    )
