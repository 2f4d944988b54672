"""One well-formed example of every command and of every event."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from engine import events as e
from tests.defaults import ANSWERS

AT = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
DAY = date(2026, 3, 2)
DIGEST = "ab" * 32
_WHO = {"procedure": "RL-1", "actor": "anna", "role": "owner"}
_CELL = {
    "round": "final",
    "partner": "acme",
    "criterion": "way",
    "sub_criterion": "new",
    "score": 3,
    "reason": "Sound.",
}

_FIELDS: dict[str, dict[str, Any]] = {
    "open": {
        "title": "Crossings", "definition": DIGEST, "lots": {"north": "North"}, "facts": {"big": True},
        "re_enactment": "As in 2018",
    },
    "submit_artefact": {
        "artefact": "bid", "partner": "acme", "sha256": DIGEST, "size": 1, "media_type": "text/plain", "name": "b",
    },
    "accept_artefact": {"artefact": "bid", "partner": "acme"},
    "reject_artefact": {"artefact": "bid", "partner": "acme", "reason": "Not clear."},
    "record_decision": {"decision": "go", "outcome": "hold", "reason": "Not yet."},
    "register_partner": {"partner": "acme", "name": "Acme Ltd", "lot": "north", "sme": True, "received_at": AT},
    "move_partner": {"partner": "acme", "move": "exclude", "reason": "On the list.", "heard": True},
    "publish_notice": {
        "notice": "N6", "on": DAY, "reference": "2026/S 1", "ceased_lots": ("north",), "standstill_days": 9,
        "confirms_conflicts": True,
        "content": {"tenders_assessed": 2, "standstill_ends_on": DAY, "indicators": ("k1",)},
    },
    "set_deadline": {"deadline": "entry_closes", "due_at": AT, "starts_on": DAY},
    "extend_deadline": {"deadline": "entry_closes", "due_at": AT, "reason": "A late answer."},
    "shorten_deadline": {
        "deadline": "entry_closes", "due_at": AT, "notice": "N1", "reference": "2026/S 1", "reason": "Urgent.",
    },
    "acknowledge_deadline": {"deadline": "entry_closes"},
    "rule_on_time": {
        "deadline": "entry_closes", "about": "acme", "received_at": AT, "in_time": True, "reason": "The log.",
    },
    "record_missed": {"deadline": "details_due"},
    "set_envelope": {"envelope": "trials", "amount_minor": 1, "currency": "GBP"},
    "commit_money": {
        "commitment": "c1", "envelope": "trials", "partner": "acme", "currency": "GBP", "legal_base": "payment",
        "instalments": ({"instalment": "i1", "amount_minor": 1},), "answers": ANSWERS,
    },
    "pay_instalment": {"commitment": "c1", "instalment": "i1", "amount_minor": 1},
    "declare_conflicts": {"position": "mitigated", "details": "Stepped back."},
    "check_exclusion": {
        "partner": "acme", "outcome": "excluded", "debarment_list_checked": True, "subcontractors_checked": True,
        "reason": "On the list.", "list_on": DAY, "list_source": "The central platform", "heard": True,
    },
    "record_lesson": {"stage": "plan", "about": "artefact:paper", "worked": False, "lesson": "Ask first."},
    "record_assessment": _CELL,
    "moderate_assessment": _CELL,
    "send_summaries": {"partners": ("acme",)},
    "record_communication": {"partners": ("acme",), "direction": "sent", "about": "When it will be known."},
    "waive": {"move": "prepare", "requirement": "announced", "reason": "Too small."},
    "advance": {"to": "READY", "move": "prepare"},
    "cease_lot": {"lot": "north", "reason": "Not needed."},
    "suspend": {"basis": "court_order", "notified_at": AT, "reason": "A claim."},
    "resume": {"basis": "disposal", "reason": "Dismissed."},
    "pause": {"reason": "An election."},
    "unpause": {"reason": "It is over."},
    "change_calendar": {"calendar": "uk-2026.2", "reason": "A holiday was proclaimed."},
    "move_procedure": {
        "definition": DIGEST, "names": (("step", "TRIAL", "PILOT"),), "facts": {"big": True}, "keep": ("standstill",),
        "revised": "2026/S 2", "admits_others": False, "changes_participants": False, "told": "By letter.",
        "reconsidered": "None has to be revised.", "reason": "The rules were improved.",
    },
    "move_back": {"reason": "Too early."},
    "refine": {
        "round": "final", "reason": "As foreseen.",
        "criteria": {"way": {
            "title": "The way", "weight": "45.5", "minimum": 2,
            "sub_criteria": {"new": {"title": "Newer", "weight": "100"}},
        }},
    },
    "modify": {
        "of": "documents", "admits_others": False, "changes_participants": False, "told": ("acme",),
        "deadlines_considered": True, "reason": "Clearer.",
    },
    "change_contract": {
        "partner": "acme", "ground": "known_risk", "value_before_minor": 100, "value_after_minor": 140,
        "term_before_days": 10, "term_after_days": 11, "works": True, "material": False, "overall_nature": False,
        "split": False, "aggregate_below_threshold": True, "published_before": "N1", "reason": "It happened.",
    },
    "report_exclusion": {"partner": "acme", "on": DAY, "reference": "EX-1"},
    "set_indicators": {
        "partner": "acme", "indicators": ({"indicator": "k1", "title": "Delay", "material": True},),
        "published_on": DAY, "reason": "As tendered.",
    },
    "record_claim": {"claim": "hc-1", "notified_at": AT, "issued_at": AT, "partner": "acme", "reason": "A claim form."},
    "terminate": {"reason": "No need."},
    "correct": {"event": 3, "event_type": "", "effect": "void", "on": DAY, "reason": "A slip."},
}  # fmt: skip

COMMANDS: dict[str, dict[str, Any]] = {kind: {"kind": kind, **_WHO, **fields} for kind, fields in _FIELDS.items()}
"""Every command by its kind, each field given a value of its own."""

EVENTS: tuple[e.Event, ...] = (
    e.ProcedureOpened(
        title="Crossings", definition=DIGEST, version="1.0.0", law_pack="test-1", calendar="uk-2026.1", initial="DRAFT",
        stage="plan", lots=[("north", "North")], facts={"big": True}, re_enactment="As in 2018",
    ),
    e.ArtefactSubmitted(
        artefact="bid", partner="acme", version=1, sha256=DIGEST, size=1, media_type="text/plain", by="anna", name="b",
    ),
    e.ArtefactAccepted(artefact="bid", partner="acme", version=1, by="ben"),
    e.ArtefactRejected(artefact="bid", partner="acme", version=1, by="ben", reason="Not clear."),
    e.DecisionRecorded(decision="go", outcome="pass", by="anna", role="owner", confirms=False, reason="Yes."),
    e.PartnerRegistered(
        partner="acme", state="applied", lot="north", sme=True, received_at=AT, due_at=AT, on_time=True, name="Acme",
    ),
    e.PartnerMoved(partner="acme", move="admit", source="applied", target="trying", heard=False, reason="Good."),
    e.NoticePublished(notice="N1", on=DAY, reference="2026/S 1", ceased_lots=["north"]),
    e.DeadlineSet(deadline="entry_closes", due_at=AT, starts_on=DAY),
    e.DeadlineStarted(deadline="entry_closes", starts_on=DAY, last_on=DAY, due_at=AT, calendar="uk-2026.1"),
    e.DeadlineExtended(deadline="entry_closes", due_at=AT, last_on=DAY, was_due_at=AT, reason="Late answer."),
    e.CalendarChanged(calendar="uk-2026.2", was="uk-2026.1", by="ada", reason="A holiday was proclaimed."),
    e.DeadlineMoved(
        deadline="entry_closes", last_on=DAY, due_at=AT, was_due_at=AT, calendar="uk-2026.2", provisional=False
    ),
    e.DeadlineShortened(
        deadline="entry_closes", due_at=AT, last_on=DAY, was_due_at=AT, notice="N1", reference="2026/S 1",
        reason="Urgent.",
    ),
    e.DeadlineStopped(deadline="entry_closes", due_at=AT, days=None, microseconds=7),
    e.DeadlineResumed(deadline="entry_closes", due_at=AT, last_on=DAY, was_due_at=AT),
    e.DeadlineMet(deadline="entry_closes", by="notice N1", event=7, in_time=True),
    e.DeadlineMissed(deadline="entry_closes", due_at=AT),
    e.DeadlineAcknowledged(deadline="entry_closes", by="anna", role="owner"),
    e.DeadlineRuled(
        deadline="entry_closes", subject="acme", received_at=AT, due_at=AT, error_us=2_000_000, in_time=True, by="anna",
        role="owner", reason="The log.",
    ),
    e.DeadlineRecomputed(
        deadline="entry_closes", event=7, starts_on=DAY, last_on=DAY, due_at=AT, was_due_at=AT, calendar="uk-2026.1",
    ),
    e.DeadlineRecounted(
        deadline="entry_closes", last_on=DAY, due_at=AT, was_due_at=AT, calendar="uk-2026.1", length=10,
        provisional=False,
    ),
    e.DeadlineCancelled(deadline="entry_closes", event=7, was_due_at=AT),
    e.ProcedureMoved(
        definition=DIGEST, version="2.0.0", was="cd" * 32, was_version="1.0.0", law_pack="test-2",
        calendar="uk-2026.1", step="PILOT", stage="trial", names=[("step", "TRIAL", "PILOT")], facts={"big": True},
        waivers=["prepare/announced"], reckoned=[("entry_closes", "kept", "it is counted as before")],
        modification="limited", by="anna", revised="2026/S 2", reason="Better.",
        reconsidered="None.", told="By letter.",
    ),
    e.ProcedureMovedBack(
        definition="cd" * 32, version="1.0.0", was=DIGEST, was_version="2.0.0", move=7, by="anna", reason="Too early.",
    ),
    e.DeadlineDropped(deadline="entry_closes", title="Entry closes", was_due_at=AT),
    e.EnvelopeSet(envelope="trials", amount_minor=10, currency="GBP"),
    e.MoneyCommitted(
        commitment="c1", envelope="trials", partner="acme", amount_minor=3, currency="GBP", legal_base="payment",
        instalments=[("i1", 1), ("i2", 2)], category="RD_BASIC", answers=ANSWERS,
    ),
    e.InstalmentPaid(
        commitment="c1", envelope="trials", instalment="i1", partner="acme", amount_minor=1, currency="GBP",
    ),
    e.ConflictsDeclared(person="anna", role="owner", position="mitigated", details="Stepped back."),
    e.ExclusionChecked(
        partner="acme", outcome="clear", debarment_list_checked=True, subcontractors_checked=True, reason="Fine.",
    ),
    e.LessonRecorded(stage="plan", about="artefact:paper", worked=False, lesson="Ask first."),
    e.AssessmentRecorded(
        round="final", partner="acme", criterion="way", sub_criterion="new", evaluator="anna", score=3, reason="Sound.",
    ),
    e.AssessmentModerated(
        round="final", partner="acme", criterion="way", sub_criterion="new", moderator="ben", score=3, reason="Agreed.",
    ),
    e.SummariesSent(partners=["acme"]),
    e.DebarmentListConsulted(partner="acme", list_on=DAY, list_source="The central platform", heard=True),
    e.CriteriaRefined(
        round="final", rerun=[("first", "bolt")], by="anna", reason="As foreseen.",
        criteria=[("way", "Way", "100", 2, [("new", "New", "100")])],
    ),
    e.ModificationRecorded(
        of="notice", phase="open", admits_others=None, changes_participants=None, told=["acme"],
        deadlines_considered=True, by="anna", reason="Clearer.",
    ),
    e.ContractChanged(
        partner="acme", ground="known_risk", value_before_minor=100, value_after_minor=140, term_before_days=10,
        term_after_days=11, works=True, material=False, overall_nature=False, split=False,
        aggregate_below_threshold=None, published_before="N1", notice="N10", by="anna", reason="It happened.",
    ),
    e.ExclusionReported(partner="acme", on=DAY, reference="EX-1"),
    e.IndicatorsSet(partner="acme", indicators=[("k1", "Delay", True)], published_on=DAY, by="anna", reason="T."),
    e.ClaimNotified(claim="hc-1", notified_at=AT, issued_at=AT, partner="acme", automatic=True, reason="A claim."),
    e.NoticeStated(notice="N6", conflicts_confirmed=True, content={"tenders_assessed": 2, "indicators": ["k1"]}),
    e.CommunicationRecorded(partners=["acme"], direction="sent", about="When."),
    e.RequirementWaived(move="prepare", requirement="announced", by="anna", reason="Too small."),
    e.GateDecided(
        move="prepare", source="DRAFT", target="READY", results=[{"id": "a", "standing": "met", "events": [1, 2]}],
    ),
    e.StepEntered(move="prepare", source="DRAFT", target="READY", stage="plan", ends=False),
    e.AwardWithdrawn(source="STANDSTILL"),
    e.LotCeased(lot="north", reason="Not needed."),
    e.ProcedureSuspended(basis="court_order", notified_at=AT, reason="A claim."),
    e.ProcedureResumed(basis="disposal", reason="Dismissed."),
    e.ProcedurePaused(reason="An election."),
    e.ProcedureUnpaused(reason="It is over."),
    e.ProcedureTerminated(source="READY", target="NOTHING", stage="award", notice="N3", reason="No need."),
    e.ValuesWithheld(
        decision="w1", ground="personal_data", places=[(3, "data.reason")], proposed_by="rita", by="rob",
        instead="The test was late.",
    ),
    e.CorrectionRecorded(event=0, type="procedure.opened", effect="note", reason="A slip."),
)  # fmt: skip
"""One event of each type, in an order in which each can follow those before it."""
