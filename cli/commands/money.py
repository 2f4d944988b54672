"""Money: set aside, bound on a legal base, paid."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.completion import complete_from
from cli.declaring import Answered, Draft, changes, draft, reads
from cli.desk import Desk
from cli.looking_back import looked_at
from cli.options import At, Partner, Ref
from cli.values import amount, answers, named
from engine.errors import InvalidInput, NotFound

app = typer.Typer(name="money", help="Money: set aside, bound on a legal base, paid.", rich_markup_mode=None)
app.callback()(lambda: None)

Amount = Annotated[
    str, typer.Argument(metavar="AMOUNT", help="A sum such as 20000, 20,000.00 or £20,000; read exactly, to the penny.")
]


@changes(
    app,
    "envelope",
    examples=(
        "seedbed money envelope RL-1 seed_and_testbed £350,000 --actor fin",
        "seedbed money envelope RL-1 refinement 2,000,000.00 --actor fin --dry-run",
    ),
)
def envelope(
    desk: Desk,
    ref: Ref,
    envelope: Annotated[
        str,
        typer.Argument(
            metavar="ENVELOPE",
            help="The envelope, as the definition names it.",
            autocompletion=complete_from("envelopes"),
        ),
    ],
    amount_: Amount,
) -> Draft:
    """Set a sum aside for the stages of an envelope; it can grow, or shrink to what is already bound."""
    currency = _currency(desk, ref)
    sum_ = amount(amount_, currency, "AMOUNT")
    return draft("set_envelope", ref, envelope=envelope, amount_minor=sum_, currency=currency)


@changes(
    app,
    "commit",
    examples=(
        "seedbed money commit RL-1 immense --envelope refinement --legal-base BASE --instalment a=9,000 --answers ...",
        "seedbed money commit RL-1 immense ... --instalment start=10000 --instalment end=10000 --dry-run",
    ),
)
def commit(
    desk: Desk,
    *,
    ref: Ref,
    partner: Partner,
    envelope: Annotated[
        str,
        typer.Option("--envelope", metavar="ENVELOPE", help="From which.", autocompletion=complete_from("envelopes")),
    ],
    legal_base: Annotated[
        str,
        typer.Option("--legal-base", metavar="BASE", help="Why the transfer is lawful, as the definition names it."),
    ],
    instalments: Annotated[
        list[str], typer.Option("--instalment", metavar="ID=AMOUNT", help="A payment foreseen; repeat for each.")
    ],
    answers_: Annotated[
        list[str],
        typer.Option(
            "--answers",
            "--answer",
            metavar="NAME=YES|NO,...",
            help="The twelve answers that classify the spending: novel, creative, uncertain, systematic, transferable,"
            " specific_aim, prototype_or_method, field_test, goods_or_works, quantity_production,"
            " first_operational_use, pays_for_taking_part.",
        ),
    ],
    commitment: Annotated[
        str | None,
        typer.Option("--commitment", metavar="ID", help="Its reference; default: the next of PARTNER-1, -2 ..."),
    ] = None,
) -> Draft:
    """Bind money of an envelope to a partner, in instalments, on a legal base."""
    currency = _currency(desk, ref)
    return draft(
        "commit_money",
        ref,
        commitment=commitment or _next_commitment(desk, ref, partner),
        envelope=envelope,
        partner=partner,
        currency=currency,
        instalments=tuple(
            {"instalment": name, "amount_minor": amount(text, currency, f"--instalment {name}")}
            for name, text in named(instalments, "--instalment", "start=10000").items()
        ),
        legal_base=legal_base,
        answers=_twelve(answers(answers_, "--answers")),
    )


def _twelve(given: dict[str, bool]) -> dict[str, bool]:
    """Every question is answered by somebody; none is guessed."""
    from engine.commands import SpendingAnswers

    questions = list(SpendingAnswers.model_fields)
    missing, unknown = [q for q in questions if q not in given], [q for q in given if q not in questions]
    if unknown:
        raise NotFound(f"--answers: there is no question {', '.join(unknown)}. There are: {', '.join(questions)}.")
    if missing:
        raise InvalidInput(f"--answers: not answered: {', '.join(missing)} (each yes or no).")
    return given


@changes(
    app,
    "pay",
    examples=(
        "seedbed money pay RL-1 immense-1 start £10,000 --actor fin",
        "seedbed money pay RL-1 immense-1 end 10000.00 --actor fin --request-id invoice-4711",
    ),
)
def pay(
    desk: Desk,
    ref: Ref,
    commitment: Annotated[
        str,
        typer.Argument(metavar="COMMITMENT", help="Its reference.", autocompletion=complete_from("commitments")),
    ],
    instalment: Annotated[str, typer.Argument(metavar="INSTALMENT", help="Which payment of it.")],
    amount_: Amount,
) -> Draft:
    """Record that an instalment was paid: its exact sum, once."""
    sum_ = amount(amount_, _currency(desk, ref), "AMOUNT")
    return draft("pay_instalment", ref, commitment=commitment, instalment=instalment, amount_minor=sum_)


@reads(app, "show", examples=("seedbed money show RL-1", "seedbed money show RL-1 --at 2027-03-01 --json"))
def show(desk: Desk, ref: Ref, at: At = None) -> Answered:
    """Show the envelopes and commitments: set aside, bound, paid and left."""
    from actions.queries.funds import money_of
    from cli.render.money import show_money

    with desk.reading() as reading:
        money = money_of(desk.house, reading, ref, at=looked_at(desk, reading, at))
    return Answered(schema="seedbed/money/1", value=money, show=lambda page: show_money(page, money))


def _currency(desk: Desk, ref: str) -> str:
    from actions.queries.moment import moment_of

    with desk.reading() as reading:
        return moment_of(desk.house, reading, ref).definition.money.currency


def _next_commitment(desk: Desk, ref: str, partner: str) -> str:
    from actions.queries.moment import moment_of

    with desk.reading() as reading:
        known = moment_of(desk.house, reading, ref).state.commitments
    number = 1
    while f"{partner}-{number}" in known:
        number += 1
    return f"{partner}-{number}"
