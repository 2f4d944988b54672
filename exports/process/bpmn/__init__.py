"""A machine as a BPMN 2.0 process: a task for each place, a gateway where several moves lead on, and its drawing."""
