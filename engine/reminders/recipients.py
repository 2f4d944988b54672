"""Who sees to a deadline: the roles that its rungs are for, by what the definition says or leaves unsaid."""

from __future__ import annotations

from engine.definition import Definition, LadderRole


def role_of(definition: Definition, deadline: str, rung_role: str) -> str | None:
    """The role of the procedure that owner, deputy or senior stands for; None: nobody, which only a deputy can be.

    The owner is whoever is named, else may set the deadline, else publishes the notice that meets or starts it, else
    opens procedures. The next level up is whoever may waive.
    """
    rule = definition.deadlines[deadline]
    match LadderRole(rung_role):
        case LadderRole.OWNER:
            if rule.owner is not None:
                return rule.owner
            named = [event.notice for event in (*rule.met_by, rule.starts) if event.notice is not None]
            publish = [role for notice in named for role in definition.notices[notice].by]
            return (*rule.set_by, *publish, *definition.powers.open)[0]
        case LadderRole.DEPUTY:
            return rule.deputy
        case LadderRole.SENIOR:
            return rule.senior or definition.powers.waive[0]
