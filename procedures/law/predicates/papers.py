"""What papers and notices must say: their checklists name it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.definition.words import Text, Word
from procedures.law.predicates.registry import Fault, predicate
from procedures.law.view import View


class Item(Word):
    """Something that a paper must say, and the words by which a line of its checklist is known."""

    item: Text
    words: tuple[tuple[str, ...], ...]
    """Alternatives: a line that has every word (the beginning of one) of any of them speaks of the item."""


@predicate
def says(view: View, *, of: str, items: tuple[Item, ...], when: tuple[str, ...] = ()) -> Iterator[Fault]:
    """The checklist of a paper or a notice names everything that the law wants in it."""
    name = view.name(of)
    if name is None or view.never(when):
        return
    papers = of.startswith("papers.")
    rule = view.definition.artefacts[name] if papers else view.definition.notices[name]
    where = f"{'artefacts' if papers else 'notices'}.{name}.contains"
    for item in items:
        if not any(speaks(line, item) for line in rule.contains):
            said = f"the checklist of {name} ({rule.title}) says nothing of {item.item}: add a line"
            yield Fault(where=where, message=said)


def speaks(line: str, item: Item) -> bool:
    """Whether a line of a checklist speaks of an item."""
    return any(all(_has(line, word) for word in words) for words in item.words)


def _has(line: str, word: str) -> bool:
    """Whether a line has a word that begins so; letters only count whole from their beginning."""
    return re.search(rf"(?<![\w£]){re.escape(word)}", line, re.IGNORECASE) is not None


@predicate
def cautions(view: View, *, of: str, words: tuple[str, ...]) -> Iterator[Fault]:
    """The caution on a legal base names the limits of that base."""
    name = view.name(of)
    if name is None:
        return
    caution = view.definition.money.legal_bases[name].caution or ""
    missing = [word for word in words if not _has(caution, word)]
    if missing:
        said = f"the caution on {name} does not speak of {', '.join(missing)}, where this base ends"
        yield Fault(where=f"money.legal_bases.{name}.caution", message=said)


@predicate
def seen_by_another(view: View, *, of: str) -> Iterator[Fault]:
    """A paper is accepted by a role that does not supply it, so that nobody judges a paper of their own."""
    found = view.paper(of)
    if found is not None:
        name, rule = found
        if set(rule.reviewed_by) <= set(rule.supplied_by):
            said = f"only roles that supply {name} review it: name a reviewer who does not"
            yield Fault(where=f"artefacts.{name}.reviewed_by", message=said)


@predicate
def per_partner(view: View, *, of: str) -> Iterator[Fault]:
    """A paper is each partner's own."""
    found = view.paper(of)
    if found is not None and not found[1].per_partner:
        said = f"{found[0]} is one paper for all partners, and each has its own (per_partner: true)"
        yield Fault(where=f"artefacts.{found[0]}", message=said)


@predicate
def decided_on(view: View, *, decision: str, paper: str) -> Iterator[Fault]:
    """A decision rests on a paper, and another person confirms it."""
    name, wanted = view.name(decision), view.name(paper)
    if name is None or wanted is None:
        return
    rule = view.definition.decisions[name]
    if wanted not in rule.about:
        said = f"{name} is not decided on {wanted}: name it under about"
        yield Fault(where=f"decisions.{name}", message=said)
