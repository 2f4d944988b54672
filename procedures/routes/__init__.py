"""Which procedure fits: the questions of the route decision (law.md 8.0), and what follows from the answers."""

from procedures.routes.advice import Advice, Caution, Reason, RuledOut
from procedures.routes.advising import advise, needed, settled
from procedures.routes.questions import QUESTION, QUESTIONS, Answers, Ask, Question

__all__ = [
    "QUESTION",
    "QUESTIONS",
    "Advice",
    "Answers",
    "Ask",
    "Caution",
    "Question",
    "Reason",
    "RuledOut",
    "advise",
    "needed",
    "settled",
]
