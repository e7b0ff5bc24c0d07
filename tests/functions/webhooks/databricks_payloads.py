"""The notifications of Databricks, field by field as it documents them.

https://docs.databricks.com/jobs/notifications, "HTTP webhook payloads"
"""


def ended(run_id, *, name="job_name", event="jobs.on_success"):
    """A run of a job has ended."""
    return {
        "event_type": event,
        "workspace_id": "6051921418418893",
        "run": {"run_id": run_id},
        "job": {"job_id": "1042", "name": name},
    }


def task_ended(run_id, parent, **told):
    """A task of a run has ended."""
    return {
        **ended(run_id, **told),
        "task": {"task_key": "train"},
        "run": {"run_id": run_id, "parent_run_id": parent},
    }
