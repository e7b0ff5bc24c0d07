"""What is measured, side by side with peers; each module prints a line of figures."""
