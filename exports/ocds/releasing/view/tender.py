"""The tender section: status, method, dates, lots, criteria, and a milestone for each gate between stages."""

from __future__ import annotations

from typing import Final

from engine.criteria import round_as_refined
from engine.definition import Criterion, Definition
from engine.state import Deadline
from exports.ocds.profiles import Profile
from exports.ocds.releasing.book import Book
from exports.ocds.releasing.case import Case
from exports.ocds.releasing.forms import Piece, instant, money, without_nothing
from exports.ocds.releasing.notices import Section
from exports.ocds.releasing.records import Changed
from exports.ocds.releasing.view.documents import documents
from exports.ocds.releasing.view.planning import total_minor

_ACT: Final = {
    "PA23": {"scheme": "UKPGA", "id": "2023/54", "uri": "https://www.legislation.gov.uk/ukpga/2023/54/contents"}
}
_METHOD: Final = {Profile.UK: "Competitive flexible procedure", Profile.EU: "Innovation partnership"}


def tender(case: Case, book: Book, profile: Profile) -> Piece:
    """The tender as it is known; before the call little more than a title and a status."""
    return without_nothing(
        {
            "id": case.reference,
            "title": title(book),
            "description": book.state.re_enactment,
            "status": tender_status(book),
            "statusDetails": case.definition.steps[book.state.step].title,
            "finalStatusDate": _final_date(book),
            "legalBasis": _ACT.get(case.definition.regime) if profile is Profile.UK else None,
            **(_called(case, book, profile) if book.called else {}),
            "documents": documents(case, book, Section.TENDER),
            "amendments": amendments(book.amendments),
        }
    )


def title(book: Book) -> str:
    """The title; a past case that is re-enacted says so wherever it is named, lest anybody takes it for a live one."""
    return book.state.title if book.state.re_enactment is None else f"{book.state.title} [re-enactment]"


def tender_status(book: Book) -> str:
    """The status of the whole: complete once contracts are entered into, however they end later."""
    if book.contracted_at is not None:
        return "complete"
    if book.state.ended is not None:
        if not book.called:
            return "withdrawn"
        return "cancelled" if any(partner.on_time for partner in book.state.partners.values()) else "unsuccessful"
    if book.called:
        return "active"
    return "planned" if any(known.sort.says == "planned" and not known.void for known in book.notices) else "planning"


def amendments(changes: list[Changed]) -> list[Piece]:
    """Changes to what was published; the reason that a person gave stays inside."""
    return [{"id": str(one.n), "date": instant(one.at), "rationale": one.what} for one in changes]


def _final_date(book: Book) -> str | None:
    cancelled = book.state.ended is not None and book.contracted_at is None and book.ended_at is not None
    return instant(book.ended_at) if cancelled and book.ended_at is not None else None


def _called(case: Case, book: Book, profile: Profile) -> Piece:
    """What the call says."""
    definition = case.definition
    due = book.state.deadlines.get(book.landmarks.applications)
    return {
        "procurementMethod": _method(book),
        "procurementMethodDetails": _method_in_words(definition, book, profile),
        "mainProcurementCategory": case.settings.published_as(case.reference).category,
        "procedure": {"features": features(definition)},
        "secondStage": _second_stage(definition, book) if profile is Profile.EU else None,
        "value": money(total_minor(book), definition.money.currency) if book.state.envelopes else None,
        "tenderPeriod": None if book.landmarks.direct else _period(book, due),
        "expressionOfInterestDeadline": None if due is None or book.landmarks.direct else instant(due.due_at),
        "lots": _lots(definition, book),
        "awardCriteria": "ratedCriteria",
        "awardCriteriaDetails": _criteria_in_words(definition, book),
        "milestones": [_gate(book, move.move, move.title) for move in book.landmarks.gates],
        "numberOfTenderers": None if book.counted is None or book.counted.bids == 0 else book.counted.bids,
    }


def _method(book: Book) -> str:
    """OCDS's own three words: nobody is called, everybody is, or those who are selected."""
    if book.landmarks.direct:
        return "direct"
    return "selective" if book.landmarks.selective else "open"


def _method_in_words(definition: Definition, book: Book, profile: Profile) -> str:
    """The law's own name of a procedure with selection; the title of any other."""
    known = book.landmarks.selective and not book.landmarks.direct
    return _METHOD.get(profile, definition.title) if known else definition.title


def _period(book: Book, due: Deadline | None) -> Piece:
    return without_nothing(
        {
            "startDate": None if book.called_at is None else instant(book.called_at),
            "endDate": None if due is None else instant(due.due_at),
        }
    )


def features(definition: Definition) -> str:
    """The stages of the procedure in words: its own description, where the law leaves the design to the authority."""
    stages = [
        f"{number}. {stage.title}: {', '.join(step.title.lower() for step in stage.steps if not step.ends)}."
        for number, stage in enumerate(definition.stages, 1)
    ]
    return " ".join((definition.summary, *stages))


def _second_stage(definition: Definition, book: Book) -> Piece:
    """Suppliers are fewer from stage to stage; how many are invited is what the first gate into funding says."""
    counts = [
        asked
        for gate in book.landmarks.gates
        for asked in gate.gate
        if asked.kind == "partners_in_state" and set(asked.states) & book.landmarks.funded and asked.max != 0
    ]
    most = [asked.max for asked in counts if asked.max is not None]
    least = [asked.min for asked in counts if asked.min]
    return without_nothing(
        {
            "successiveReduction": len(book.landmarks.gates) > 1,
            "minimumCandidates": min(least, default=None),
            "maximumCandidates": max(most, default=None),
        }
    )


def _lots(definition: Definition, book: Book) -> list[Piece]:
    status = tender_status(book)
    final = round_as_refined(definition, book.state, definition.final_round)
    criteria = [_criterion(name, rule) for name, rule in final.criteria.items()]
    return [
        {
            "id": lot,
            "title": known.title,
            "status": "cancelled" if known.ceased else status,
            "awardCriteria": {"criteria": criteria},
        }
        for lot, known in book.state.lots.items()
    ]


def _criteria_in_words(definition: Definition, book: Book) -> str:
    final = round_as_refined(definition, book.state, definition.final_round)
    return "; ".join(f"{rule.title}, {rule.weight}%" for rule in final.criteria.values())


def _criterion(name: str, rule: Criterion) -> Piece:
    weight = int(rule.weight) if rule.weight == int(rule.weight) else float(rule.weight)
    return {
        "type": "cost" if name in {"cost", "price"} else "quality",
        "name": rule.title,
        "numbers": [{"number": weight, "weight": "percentageExact"}],
    }


def _gate(book: Book, move: str, title: str) -> Piece:
    """A gate is a milestone: met when it was passed, not met when the procedure ended before it."""
    met = book.gates_met.get(move)
    ended = book.state.ended is not None
    return without_nothing(
        {
            "id": move,
            "title": title,
            "type": "assessment",
            "status": "met" if met is not None else "notMet" if ended else "scheduled",
            "dateMet": None if met is None else instant(met),
        }
    )
