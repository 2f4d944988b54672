"""Run BPMN processes in SpiffWorkflow: in the referees' environment, nothing of ours imported.

Called with a folder that holds ``jobs.json``: for each path its file, its process, and the guard to choose at each
task. Prints one JSON document: the tasks in the order in which they came, the ends that were reached, and whether the
process was completed with every guard used.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def run(file: Path, process: str, guards: list[str]) -> dict[str, Any]:
    """Play one path through; a task of a person is done as soon as it is ready."""
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.parser import BpmnParser, BpmnValidator
    from SpiffWorkflow.util.task import TaskState

    # The validator holds the file against the XML schema of BPMN 2.0.
    parser = BpmnParser(validator=BpmnValidator())
    parser.add_bpmn_file(str(file))
    workflow = BpmnWorkflow(parser.get_spec(process))
    left, tasks = list(guards), []
    workflow.data["move"] = None
    entry = left.pop(0)
    for task in workflow.get_tasks(state=TaskState.READY):
        task.data["move"] = entry
    workflow.do_engine_steps()
    while not workflow.is_completed() and left:
        ready = [task for task in workflow.get_tasks(state=TaskState.READY) if task.task_spec.manual]
        tasks.append(ready[0].task_spec.name)
        ready[0].data["move"] = left.pop(0)
        ready[0].run()
        workflow.refresh_waiting_tasks()
        workflow.do_engine_steps()
    ends = [
        task.task_spec.name
        for task in workflow.get_tasks(state=TaskState.COMPLETED)
        if type(task.task_spec).__name__ == "EndEvent"
    ]
    return {"completed": workflow.is_completed(), "tasks": tasks, "ends": ends, "left": left}


def main() -> None:
    """Print the judgement."""
    folder = Path(sys.argv[1])
    jobs = json.loads((folder / "jobs.json").read_bytes())
    print(json.dumps({name: run(folder / job["file"], job["process"], job["guards"]) for name, job in jobs.items()}))


if __name__ == "__main__":
    main()
