"""What pages, their JSON twins and the command line show of a run, as values."""
