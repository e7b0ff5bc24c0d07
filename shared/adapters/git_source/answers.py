"""What a git host means by its answer, where that is not what was asked for."""

import re
from typing import TYPE_CHECKING

from shared.core.errors import TryAgainError
from shared.delays import delay_in
from shared.git_hosts import GitHost, GitHostKind
from shared.ports import CredentialsError, UnreadableSourceError

if TYPE_CHECKING:
    from httpx import Response

# https://docs.github.com/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens
# https://docs.gitlab.com/user/profile/personal_access_tokens/#personal-access-token-scopes
# https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate
RIGHTS = {
    GitHostKind.GITHUB: "Contents: read",
    GitHostKind.GITLAB: "read_repository",
    GitHostKind.AZURE_DEVOPS: "Code: Read",
}
SIGN_IN = re.compile(r"sign_?-?in|log_?-?in|/saml|/sso", re.IGNORECASE)
GONE = {404, 410}


class MissingRepositoryError(UnreadableSourceError):
    """A repository that is not on its host, or that we may not know of: hosts say the same."""


def judge(answer: "Response", host: GitHost, subject: str) -> None:
    """Raise unless the answer is git's own: `CredentialsError`, `TryAgainError` or what is wrong.

    Nothing of what a host writes is repeated, since it may repeat what it was told.
    """
    status, token = answer.status_code, f"{host.kind.setting}_TOKEN"
    after = delay_in(answer.headers.get("Retry-After", ""))
    right = f"the right {RIGHTS[host.kind]!r}"
    if status in {408, 429} or status >= 500 or (status == 403 and after):
        raise TryAgainError(f"{subject}: its host answers {status} just now", after=after)
    if status in {401, 403} or _asks_to_sign_in(answer):
        raise CredentialsError(
            f"{subject}: its host does not let us read: put a token with {right} behind {token}"
        )
    if status in GONE:
        raise MissingRepositoryError(
            f"there is no such repository, or the token behind {token} lacks {right}: mend either"
        )
    if answer.is_redirect:
        raise UnreadableSourceError("has moved: register the address it is at now")
    if status != 200:
        raise UnreadableSourceError(f"its host answers {status}: register the address it clones by")
    if not answer.headers.get("Content-Type", "").startswith("application/x-git-upload-pack-"):
        raise UnreadableSourceError("is not served by git: register the address it clones by")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise UnreadableSourceError("comes compressed, which was not asked for")


def _asks_to_sign_in(answer: "Response") -> bool:
    """Azure DevOps shows its sign-in page, as 203 or by a redirect, where a token is bad.

    https://learn.microsoft.com/azure/devops/integrate/get-started/rest/samples
    """
    page = answer.headers.get("Content-Type", "").startswith("text/html")
    if answer.is_redirect:
        return bool(SIGN_IN.search(answer.headers.get("Location", "")))
    return answer.status_code in {200, 203} and page
