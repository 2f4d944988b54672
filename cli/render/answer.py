"""What a changing command answers: what was recorded, what must be noticed, and where the procedure now stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cli.page import Page
from cli.render.words import written

if TYPE_CHECKING:
    from actions.answer import Answer
    from actions.queries.preview import Previewed


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where a procedure stands, in words; the line of a re-enactment goes before everything."""

    title: str
    re_enactment: str | None


def show_answer(page: Page, answer: Answer, foreseen: tuple[Previewed, ...] | None, standing: Standing | None) -> None:
    """The events by number, then warnings, notes and the step; a dry run shows each event in words."""
    if standing is not None and standing.re_enactment:
        page.line(standing.re_enactment)
    if answer.repeated:
        page.line("This is the first answer to this request id; nothing was done again.")
    if foreseen is not None and not answer.repeated:
        page.line(f"{answer.procedure}: a dry run, nothing is written. It would record:")
        for event in foreseen:
            page.line(f"  event {event.n}  {event.type}: {event.what}")
    else:
        page.line(f"{answer.procedure}: recorded {', '.join(f'{type_} (event {n})' for n, type_ in answer.events)}.")
    for text in answer.warnings:
        page.line(f"Warning: {text}")
    for text in answer.notes:
        page.line(f"Note: {text}")
    if not answer.dry_run:
        title = f'"{standing.title}" ' if standing else ""
        page.line(f"It is in {title}({answer.step}). What is needed next: seedbed explain {answer.procedure}")


def show_register_answer(page: Page, answer: dict[str, Any]) -> None:
    """What was recorded in the register of people."""
    verb = "It would record" if answer["dry_run"] else "Recorded"
    for event in answer["events"]:
        page.line(f"{verb}: {_register_event(event)}.")
    if answer.get("repeated"):
        page.line("This is the first answer to this request id; nothing was done again.")


def _register_event(event: dict[str, Any]) -> str:
    match event["event"]:
        case "PersonAdded":
            return f"{event['person']} is in the register"
        case "RoleAssigned":
            until = f" until {_written(event['to_on'])}" if event.get("to_on") else ""
            where = "all procedures" if event["procedure"] == "*" else event["procedure"]
            given = f"{event['person']} is {event['role']} on {where} from {_written(event['from_on'])}{until}"
            return f"assignment {event['assignment']}: {given}"
        case "RoleDelegated" | "DeputyNamed" | "PreferencesSet":
            return _standing_in(event)
        case "FeedRenewed":
            return _feed(event)
        case "FeedRevoked":
            return f"{event['person']} has no calendar feed any more"
        case _:
            return f"assignment {event['assignment']} ends on {_written(event['to_on'])}"


def _feed(event: dict[str, Any]) -> str:
    """A feed is made the first time, and renewed from then on."""
    if event.get("replaces") is False:
        return f"{event['person']} has a calendar feed now (seedbed feed show tells its address)"
    return f"{event['person']} has a new feed address (seedbed feed show); the one before is void"


def _standing_in(event: dict[str, Any]) -> str:
    if event["event"] == "PreferencesSet":
        return f"how {event['person']} is reminded (seedbed people list shows it)"
    where = "all procedures" if event["procedure"] == "*" else event["procedure"]
    until = f" until {_written(event['to_on'])}" if event.get("to_on") else ""
    days = f"on {where} from {_written(event['from_on'])}{until}"
    if event["event"] == "DeputyNamed":
        return f"deputy {event['deputy']}: {event['person']} stands by for {event['role']} {days}"
    handed = f"{event['person']} hands {event['role']} on to {event['to_person']}"
    return f"delegation {event['delegation']}: {handed} {days}"


def _written(iso: str) -> str:
    return written(date.fromisoformat(iso))
