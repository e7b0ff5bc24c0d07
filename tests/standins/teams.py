"""A Teams workflow that posts cards to a channel ("When a Teams webhook request is received").

Whoever knows the URL with its `sig` may post; 202 is the answer before anything is posted.
https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
https://learn.microsoft.com/connectors/teams/#microsoft-teams-webhook
https://learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app (signatures, 401)
https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format (28 KB)
The elements a card may have are those of the schema of Adaptive Cards 1.4,
https://adaptivecards.io/explorer/.
"""

import json
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

PATH = "/powerautomate/automations/direct/workflows/86ff/triggers/manual/paths/invoke"
LARGEST = 28 * 1024
RUN_FIELDS = {"type", "text", "size", "weight", "isSubtle", "color"}
BLOCK_FIELDS = {"type", "inlines", "spacing", "separator"}


@dataclass
class Channel:
    """What was posted, and whether the workflow is there and turned on."""

    sig: str
    cards: list = field(default_factory=list)
    enabled: bool = True

    def url(self, address):
        """The URL that Teams shows for the workflow."""
        return f"{address}{PATH}?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={self.sig}"

    def app(self):
        """The workflow behind its URL."""
        return Starlette(routes=[Route(PATH, self.invoke, methods=["POST"])])

    async def invoke(self, request):
        """Take a card."""
        body = await request.body()
        if request.query_params.get("sig") != self.sig:
            return refusal(401, "DirectApiInvalidAuthorizationScheme")
        if not self.enabled:
            return refusal(400, "WorkflowTriggerIsNotEnabled")
        if len(body) > LARGEST:
            return refusal(413, "RequestEntityTooLarge")
        try:
            self.cards.append(card_in(json.loads(body)))
        except (ValueError, LookupError, TypeError) as error:
            return refusal(400, "TriggerInputSchemaMismatch", str(error))
        return Response(status_code=202)


def refusal(status, code, detail=""):
    """An error as the service words it, with the URL in it."""
    message = f"The request to {PATH}?sig=canary-sig was refused. {detail}"
    return JSONResponse({"error": {"code": code, "message": message}}, status)


def card_in(document):
    """The card of a message.  Raises `ValueError` where Teams would show none."""
    [attachment] = document["attachments"]
    content = attachment["content"]
    kind = (document["type"], attachment["contentType"], content["type"], content["version"])
    if kind != ("message", "application/vnd.microsoft.card.adaptive", "AdaptiveCard", "1.4"):
        raise ValueError(f"no card: {kind}")
    for block in content["body"]:
        runs = block["inlines"]
        wrong = (block.keys() - BLOCK_FIELDS) | {f for run in runs for f in run.keys() - RUN_FIELDS}
        kinds = {block["type"], *(run["type"] for run in runs)}
        if wrong or kinds != {"RichTextBlock", "TextRun"}:
            raise ValueError(f"not in the schema: {wrong or kinds}")
    for action in content["actions"]:
        if action.keys() != {"type", "title", "url"} or action["type"] != "Action.OpenUrl":
            raise ValueError("a workflow can only open a URL")
    return content


def words_on(card):
    """All that people read on a card, a line for each block."""
    return ["".join(run["text"] for run in block["inlines"]) for block in card["body"]]
