"""The libraries that a team asks for, as pip files, conda files and `pyproject.toml` name them."""
