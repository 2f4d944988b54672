"""Collects every reason against a command, so that a refusal names them all."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from engine.commands import Command
from engine.errors import NotAllowed, NotFound, Refused
from engine.evaluation import Context
from engine.explanation import Explanation, Finding, blocked
from engine.regimes import cited


class Reasons:
    """The findings about one command; ``settle`` raises ``Refused`` with all of them when any blocks."""

    def __init__(self, context: Context, asked: str) -> None:
        self.context = context
        self.asked = asked
        self.findings: list[Finding] = []

    def need(
        self,
        holds: bool,
        id_: str,
        asks: str,
        why: str,
        *,
        who: Iterable[str] = (),
        next_: str | None = None,
        rules: tuple[str, ...] = (),
    ) -> bool:
        """Note a reason unless it holds; returns whether it holds."""
        if not holds:
            titles = self.context.titles(who)
            rules = cited(self.context.definition.regime, rules)
            self.findings.append(blocked(id_, asks, why, who=titles, next_=next_, rules=rules))
        return holds

    def add(self, findings: Iterable[Finding]) -> None:
        """Take over findings made elsewhere."""
        self.findings.extend(findings)

    def settle(self) -> None:
        """Refuse with every reason, if there is one."""
        if any(finding.blocks for finding in self.findings):
            raise Refused(self.explanation())

    def explanation(self) -> Explanation:
        """All findings so far."""
        return Explanation(procedure=self.context.state.procedure, asked=self.asked, findings=tuple(self.findings))


def require_role(context: Context, command: Command, roles: Iterable[str], doing: str) -> None:
    """The definition names the roles that may do this; anybody else is turned away (exit code 7)."""
    allowed = tuple(roles)
    if command.role not in allowed:
        titles = " or ".join(context.titles(allowed))
        own = context.definition.roles.get(command.role)
        raise NotAllowed(
            f"{command.actor} acts as {own.title if own else command.role} and may not {doing}: that is for {titles}."
            f" Try --role {allowed[0]} if you hold it."
        )


def require_known(known: Iterable[str], name: str, what: str) -> None:
    """``NotFound`` with what would fit, for a name that the definition or the procedure does not have."""
    names = list(known)
    if name in names:
        return
    near = get_close_matches(name, names, n=3)
    hint = f" Did you mean {' or '.join(near)}?" if near else f" Known: {', '.join(sorted(names)[:20]) or 'none'}."
    raise NotFound(f'There is no {what} "{name}".{hint}')
