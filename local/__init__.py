"""The platform on one machine: what Azure does for us in the cloud, done in one process here."""
