"""Which question is asked of the model for each kind of command."""

from __future__ import annotations

from collections.abc import Callable

from tests.properties import expect_course as course
from tests.properties import expect_papers as papers
from tests.properties import expect_people as people
from tests.properties.model import Command, Model
from tests.properties.verdict import TURNED_AWAY, Verdict


def verdict(model: Model, command: Command) -> Verdict:
    """What is to be expected."""
    found = Verdict()
    if command["role"] == "auditor":
        # Who checks a record does not write it, whatever is asked: nothing else is looked at.
        return Verdict(no={TURNED_AWAY})
    EXPECT[command["kind"]](model, command, found)
    if command["role"] not in model.raw["roles"]:
        # A store asks its register before anything else; the rules alone ask for the names first. Both say no.
        found.no.add(TURNED_AWAY)
    return found


EXPECT: dict[str, Callable[[Model, Command, Verdict], None]] = {
    "open": papers.expect_open,
    "submit_artefact": papers.expect_submit,
    "accept_artefact": papers.expect_review,
    "reject_artefact": papers.expect_review,
    "record_decision": papers.expect_decide,
    "register_partner": people.expect_register,
    "move_partner": people.expect_move_partner,
    "publish_notice": papers.expect_publish,
    "set_deadline": papers.expect_set_deadline,
    "extend_deadline": papers.expect_extend,
    "shorten_deadline": papers.expect_shorten,
    "acknowledge_deadline": papers.expect_acknowledge,
    "rule_on_time": papers.expect_ruling,
    "record_missed": papers.expect_missed,
    "set_envelope": people.expect_envelope,
    "commit_money": people.expect_commit,
    "pay_instalment": people.expect_pay,
    "declare_conflicts": papers.expect_declare,
    "check_exclusion": people.expect_check,
    "set_indicators": people.expect_indicators,
    "report_exclusion": people.expect_report,
    "record_lesson": papers.expect_lesson,
    "record_assessment": people.expect_score,
    "moderate_assessment": people.expect_moderate,
    "send_summaries": people.expect_summaries,
    "record_communication": papers.expect_communicate,
    "waive": course.expect_waive,
    "advance": course.expect_advance,
    "cease_lot": course.expect_cease,
    "suspend": course.expect_suspend,
    "resume": course.expect_resume,
    "pause": course.expect_pause,
    "unpause": course.expect_unpause,
    "terminate": course.expect_terminate,
    "correct": course.expect_correct,
}
