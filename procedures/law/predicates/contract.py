"""Refinement, modification and changes: what may still change once it was published or signed."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition import Move
from procedures.law.predicates.registry import Fault, predicate
from procedures.law.view import View
from procedures.law.ways import demands


@predicate
def refined_before_final_tenders(view: View) -> Iterator[Fault]:
    """Criteria are refined only before final tenders are invited."""
    invited = view.step("final_tenders")
    if invited is None:
        return
    late = view.after[invited]
    for move in view.moves("refine_criteria"):
        if move.source in late:
            said = f"{move.move} refines criteria in {move.source}, when final tenders are invited already"
            yield Fault(where=view.at(move), message=said)
    for name, rule in view.definition.rounds.items():
        if rule.refinement is None:
            continue
        for step in sorted(late.intersection(rule.refinement.during)):
            said = f"criteria could be refined in {step}, when final tenders are invited already: take the step out"
            yield Fault(where=f"rounds.{name}.refinement.during", message=said)
        if rule.refinement.before != invited:
            said = f"criteria are refined until {rule.refinement.before}, and final tenders are invited in {invited}"
            yield Fault(where=f"rounds.{name}.refinement.before", message=said)


@predicate
def weights_only_in_consequence(view: View) -> Iterator[Fault]:
    """A weight changes only in consequence of a refined criterion, and the record says which."""
    yield from _each_refinement_asks(view, ("artefact_accepted",), "papers.refinement_record", "the record of it")


@predicate
def counterfactual(view: View) -> Iterator[Fault]:
    """Criteria are refined only after earlier rounds were run again for everybody who was eliminated."""
    yield from _each_refinement_asks(
        view, ("decision_taken",), "decisions.counterfactual", "the earlier rounds run again"
    )
    gone = set(view.names("states.eliminated"))
    tendered = _after_tendering(view)
    for name, rule in view.definition.rounds.items():
        if rule.refinement is not None:
            for state in sorted((gone & tendered) - set(rule.refinement.eliminated)):
                said = f"earlier rounds are not run again for suppliers that are {state}: add the state"
                yield Fault(where=f"rounds.{name}.refinement.eliminated", message=said)


def _after_tendering(view: View) -> set[str]:
    """The states to which a partner comes from a state in which its first tender was in."""
    inside = set(view.names("states.first_tendered")) | set(view.names("states.remaining"))
    return {move.target for move in view.definition.partners.moves.values() if inside.intersection(move.source)}


def _each_refinement_asks(view: View, kinds: tuple[str, ...], of: str, what: str) -> Iterator[Fault]:
    """A move that refines criteria asks for it; the command that refines them carries it with it."""
    name = view.name(of)
    holds = view.holds(kinds, frozenset(filter(None, [name])))
    for move in view.moves("refine_criteria"):
        if name is None or not any(holds(one) for one in demands(view.definition, move.gate)):
            yield Fault(
                where=view.at(move), message=f"{move.move} refines criteria without {what}: ask for it ({kinds[0]})"
            )


@predicate
def provided_again(view: View, *, moves: str) -> Iterator[Fault]:
    """Refined criteria and modified documents are published again, or provided again to everybody still in."""
    tender = view.name("notices.tender")
    for move in view.moves(moves):
        if not _tells(move) and not _republishes(view, move, tender):
            said = f"{move.move} changes what suppliers rely on, and nobody provides it to them again: tell_partners"
            yield Fault(where=view.at(move), message=said)
    refined = [name for name, rule in view.definition.rounds.items() if rule.refinement is not None]
    if moves == "refine_criteria" and refined:
        provided = view.holds(("changes_provided",), frozenset())
        invited = view.step("final_tenders")
        for act in view.entries(invited) if invited is not None else ():
            if not any(provided(one) for one in demands(view.definition, act.gate)):
                said = f"{act.label} comes about before refined criteria are provided again: ask for changes_provided"
                yield Fault(where=act.where, message=said)


def _tells(move: Move) -> bool:
    return any(then.kind == "tell_partners" for then in move.then)


def _republishes(view: View, move: Move, notice: str | None) -> bool:
    return any(
        d.kind in {"notice_published", "changes_provided"} and notice in d.about
        for d in demands(view.definition, move.gate)
    )


@predicate
def modified_while_open(view: View) -> Iterator[Fault]:
    """While requests or first tenders may come in, a modification is decided and the notice is published again."""
    tender = view.name("notices.tender")
    doors = frozenset(view.names("deadlines.participation")) or frozenset(view.names("deadlines.tendering"))
    still = view.holds(("deadline_not_passed",), doors)
    for move in view.moves("modify_notice"):
        if not any(still(one) for one in demands(view.definition, move.gate)):
            said = (
                f"{move.move} can be made after the deadline: ask for deadline_not_passed ({', '.join(sorted(doors))})"
            )
            yield Fault(where=view.at(move), message=said)
        if tender is not None and not _republishes(view, move, tender):
            said = f"{move.move} modifies the notice without publishing it again: ask for notice_published with since"
            yield Fault(where=view.at(move), message=said)
    rules = view.definition.modifications
    if rules is not None:
        if rules.free_until not in doors:
            said = f"any change is free until {rules.free_until}, and the law says until the first deadline"
            yield Fault(where="modifications.free_until", message=said)
        if tender is not None and rules.notice != tender:
            said = f"{rules.notice} is published again, and the notice that calls for competition is {tender}"
            yield Fault(where="modifications.notice", message=said)


@predicate
def not_substantial(view: View) -> Iterator[Fault]:
    """After the first deadline a modification is made only once it is decided that it is not substantial."""
    decision = view.name("decisions.document_change")
    holds = view.holds(("decision_taken",), frozenset(filter(None, [decision])))
    for move in view.moves("modify_documents"):
        if decision is None or not any(holds(one) for one in demands(view.definition, move.gate)):
            said = f"{move.move} is made without deciding whether it is substantial: ask for decision_taken"
            yield Fault(where=view.at(move), message=said)
    rules = view.definition.modifications
    if rules is not None:
        if rules.until not in view.names("deadlines.tendering"):
            said = f"changes are possible until {rules.until}, and the law says until the deadline for final tenders"
            yield Fault(where="modifications.until", message=said)
        if rules.light_touch is not None and rules.light_touch != view.name("facts.light_touch"):
            said = f"{rules.light_touch} excuses a substantial change, and only a light touch contract does"
            yield Fault(where="modifications.light_touch", message=said)


@predicate
def deadlines_reconsidered(view: View) -> Iterator[Fault]:
    """With every modification it is recorded that deadlines were reconsidered."""
    paper = view.name("papers.change_record")
    holds = view.holds(("artefact_accepted",), frozenset(filter(None, [paper])))
    for word in ("modify_notice", "modify_documents"):
        for move in view.moves(word):
            if paper is None or not any(holds(one) for one in demands(view.definition, move.gate)):
                said = f"{move.move} is made without reconsidering deadlines: ask for the record of the change"
                yield Fault(where=view.at(move), message=said)


@predicate
def changes_limited(view: View, *, percent: int, works_percent: int, term_percent: int) -> Iterator[Fault]:
    """A contract is changed only as the law permits: the definition says by whom, and up to which size without more."""
    rules = view.definition.contract_changes
    if rules is None:
        if view.names("states.contracted") and not view.names("moves.change_contract"):
            said = "nothing says how a contract may be changed: add contract_changes"
            yield Fault(where="contract_changes", message=said)
        return
    for field, most in (("percent", percent), ("works_percent", works_percent), ("term_percent", term_percent)):
        given = getattr(rules, field)
        if given > most:
            said = f"{given} % is more than the {most} % that the law lets pass as no substantial change"
            yield Fault(where=f"contract_changes.{field}", message=said)


@predicate
def changes_permitted(view: View, *, most_percent: int) -> Iterator[Fault]:
    """Unforeseen circumstances and known risks permit a change up to the law's part of the value."""
    rules = view.definition.contract_changes
    if rules is not None and rules.most_percent > most_percent:
        said = f"{rules.most_percent} % of the value, and the law permits {most_percent} %"
        yield Fault(where="contract_changes.most_percent", message=said)


@predicate
def change_noticed(view: View) -> Iterator[Fault]:
    """A change that needs a notice names the contract change notice."""
    rules, notice = view.definition.contract_changes, view.name("notices.change")
    if rules is not None and notice is not None and rules.notice != notice:
        said = f"a change is announced by {rules.notice}, and the contract change notice is {notice}"
        yield Fault(where="contract_changes.notice", message=said)


@predicate
def indicators_enough(view: View, *, least: int) -> Iterator[Fault]:
    """Where the definition has rules for indicators, they ask for as many as the law does."""
    rules = view.definition.indicators
    if rules is not None and rules.least < least:
        said = f"{rules.least} indicators are too few: the law wants at least {least}"
        yield Fault(where="indicators.least", message=said)


@predicate
def loops_known(view: View, *, after: str) -> Iterator[Fault]:
    """What may be repeated once the notice is out is named for what it is: a modification, a refinement or a change."""
    tender = view.notice(after)
    marks = view.definition.landmarks.moves
    named = {name for word in type(marks).model_fields for name in view.names(f"moves.{word}")}
    public = (
        frozenset[str]().union(*(view.after[step] for step in tender[1].during)) if tender is not None else frozenset()
    )
    for move in view.definition.moves:
        if move.source == move.target and move.source in public and move.move not in named:
            said = f"{move.move} comes back to {move.source}, and no landmark says what it changes: name it (moves)"
            yield Fault(where=view.at(move), message=said)
