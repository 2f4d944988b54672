"""What is changed after it was published, and claims: criteria refined, the notice modified, a claim recorded."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from cli.completion import complete_from
from cli.declaring import Draft, changes, draft
from cli.desk import Desk
from cli.options import Reason, Ref
from cli.values import local_moment
from engine.errors import InvalidInput

app = typer.Typer(rich_markup_mode=None)

YesNo = Literal["yes", "no"]


@changes(
    app,
    "refine",
    examples=(
        (
            'seedbed refine RL-1 final --weight outcome=45 --weight cost=25 --title outcome="Outcome in use"'
            ' --reason "As foreseen." --actor com'
        ),
        'seedbed refine RL-1 final --sub outcome/benefit=50 --sub outcome/users=50 --reason "As foreseen." --actor com',
    ),
)
def refine(
    desk: Desk,
    *,
    ref: Ref,
    round_: Annotated[
        str, typer.Argument(metavar="ROUND", help="The assessment round.", autocompletion=complete_from("rounds"))
    ],
    title: Annotated[
        list[str] | None, typer.Option("--title", metavar="CRITERION=TEXT", help="Its new wording; repeat for more.")
    ] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option("--weight", metavar="CRITERION=NUMBER", help="Its new weight, only in consequence (UK-REF-2)."),
    ] = None,
    minimum: Annotated[
        list[str] | None, typer.Option("--minimum", metavar="CRITERION=NUMBER", help="Its new least score.")
    ] = None,
    sub: Annotated[
        list[str] | None,
        typer.Option(
            "--sub",
            metavar="CRITERION/SUB=NUMBER[:TITLE]",
            help="A sub-criterion with its weight; give all of a criterion's; a new one with its title.",
        ),
    ] = None,
    reason: Reason,
) -> Draft:
    """Refine the criteria of a round, as the notice foresaw it; earlier rounds are run again (UK-REF-1..4)."""
    criteria: dict[str, dict[str, Any]] = {}
    for name, given in _pairs(title, "--title"):
        criteria.setdefault(name, {})["title"] = given
    for name, given in _pairs(weight, "--weight"):
        criteria.setdefault(name, {})["weight"] = given
    for name, given in _pairs(minimum, "--minimum"):
        if not given.isdecimal():
            raise InvalidInput(f"--minimum: expected a whole number for {name}, got {given}.")
        criteria.setdefault(name, {})["minimum"] = int(given)
    for name, given in _pairs(sub, "--sub"):
        criterion, slash, part = name.partition("/")
        if not slash:
            raise InvalidInput(f"--sub: expected CRITERION/SUB=NUMBER[:TITLE], got {name}={given}.")
        number, colon, words = given.partition(":")
        parts = criteria.setdefault(criterion, {}).setdefault("sub_criteria", {})
        parts[part] = {"weight": number, **({"title": words} if colon else {})}
    if not criteria:
        raise InvalidInput("Say what is refined: --title, --weight, --minimum or --sub.")
    return draft("refine", ref, round=round_, criteria=criteria, reason=reason)


def _pairs(given: list[str] | None, option: str) -> list[tuple[str, str]]:
    pairs = [one.partition("=") for one in given or ()]
    for name, equals, value in pairs:
        if not name or not equals or not value:
            raise InvalidInput(f"{option}: expected NAME=VALUE, got {name}{equals}{value}.")
    return [(name, value) for name, _, value in pairs]


@changes(
    app,
    "modify",
    examples=(
        'seedbed modify RL-1 --of notice --deadlines-considered --reason "Two sites more; the date stays." --actor com',
        (
            "seedbed modify RL-1 --of documents --admits-others no --changes-participants no --told immense"
            ' --told zipabout --deadlines-considered --reason "A clearer protocol." --actor com'
        ),
    ),
)
def modify(
    desk: Desk,
    *,
    ref: Ref,
    of: Annotated[Literal["notice", "documents"], typer.Option("--of", help="What is modified.")],
    admits_others: Annotated[
        YesNo | None,
        typer.Option("--admits-others", help="Would suppliers that did not take part have been admitted? (s.31(3))"),
    ] = None,
    changes_participants: Annotated[
        YesNo | None, typer.Option("--changes-participants", help="Would others have taken part? (s.31(3))")
    ] = None,
    told: Annotated[
        list[str] | None,
        typer.Option(
            "--told",
            metavar="PARTNER",
            help="A participating supplier that was told; repeat for each.",
            autocompletion=complete_from("partners"),
        ),
    ] = None,
    deadlines_considered: Annotated[
        bool, typer.Option("--deadlines-considered", help="Whether to revise deadlines was considered (UK-MOD-3).")
    ] = False,
    reason: Reason,
) -> Draft:
    """Modify the notice or the documents; after applications closed only if it is not substantial (UK-MOD-1..3)."""
    return draft(
        "modify",
        ref,
        of=of,
        admits_others=_answer(admits_others),
        changes_participants=_answer(changes_participants),
        told=tuple(told or ()),
        deadlines_considered=deadlines_considered,
        reason=reason,
    )


def _answer(given: YesNo | None) -> bool | None:
    return None if given is None else given == "yes"


@changes(
    app,
    "claim",
    examples=(
        (
            "seedbed claim RL-1 hc-2028-7 --notified-at 2028-01-04T10:15 --issued-at 2028-01-04T09:30"
            ' --reason "Claim form." --actor lee'
        ),
        'seedbed claim RL-1 hc-2028-9 --notified-at 2028-02-01T10:15 --reason "A letter only." --actor lee --dry-run',
    ),
)
def claim(
    desk: Desk,
    *,
    ref: Ref,
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="A short reference for the claim.")],
    notified_at: Annotated[
        str, typer.Option("--notified-at", metavar="LOCAL", help="When the authority was notified, London time.")
    ],
    issued_at: Annotated[
        str | None, typer.Option("--issued-at", metavar="LOCAL", help="When proceedings were issued; default: not yet.")
    ] = None,
    partner: Annotated[
        str | None,
        typer.Option(
            "--partner",
            metavar="PARTNER",
            help="Whose claim it is, if a partner's.",
            autocompletion=complete_from("partners"),
        ),
    ] = None,
    reason: Reason,
) -> Draft:
    """Record a claim; issued and notified within the standstill, it suspends the procedure by itself (UK-SS-3)."""
    return draft(
        "record_claim",
        ref,
        claim=claim,
        notified_at=local_moment(notified_at, "--notified-at"),
        issued_at=None if issued_at is None else local_moment(issued_at, "--issued-at"),
        partner=partner,
        reason=reason,
    )
