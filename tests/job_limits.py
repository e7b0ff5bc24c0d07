"""What a job may use where a test is about something else."""

from shared.adapters.subprocess_jobs import Limits

GENEROUS = Limits(cpu_seconds=900, wall_seconds=1800, memory_mib=4096, file_mib=2048)
