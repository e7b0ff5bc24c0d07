"""The neighbours of one machine that are looked at: a folder for each, and nobody behind it."""

from pathlib import Path

from shared.ports import Artefacts, Ci, People, Reviews, Statuses


def ci() -> Ci:
    """A CI that posts what it has."""
    from shared.adapters.no_ci import NoCi

    return NoCi()


def statuses_in(home: Path) -> Statuses:
    """Commit statuses in a folder."""
    from shared.adapters.folder_statuses import FolderStatuses

    return FolderStatuses(home / "statuses")


def reviews_in(home: Path) -> Reviews:
    """Comments and findings in a folder."""
    from shared.adapters.folder_reviews import FolderReviews

    return FolderReviews(home / "reviews")


def artefacts_in(home: Path) -> Artefacts:
    """Released models in a folder."""
    from shared.adapters.directory_artefacts import DirectoryArtefacts

    return DirectoryArtefacts(home / "artefacts")


def mailbox_in(home: Path) -> People:
    """Letters in a folder."""
    from shared.adapters.mailbox import Mailbox

    return Mailbox(home / "mail")
