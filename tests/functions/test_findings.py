"""What is shown on the review and beside the lines, and what other people's words can do there."""

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from html import unescape

import pytest
from markdown_it import MarkdownIt

from functions.findings import report_findings
from shared import contents
from shared.adapters.memory_reviews import MemoryReviews
from shared.codec import document
from shared.core.errors import RefusedError, TryAgainError
from shared.core.findings import Priority
from shared.core.messages import FindingsReported, ReportFindings
from shared.core.policy import Policy
from shared.exhibits.markdown import APART, plain
from shared.exhibits.summary import LONGEST, ROWS_SHOWN
from tests import stories
from tests.stories import BROKEN, CHURN, SHOWN, UNTIDY, checked, pushed, started, told

HOME = "https://gatehouse.example"
ORDER = ReportFindings(candidate=CHURN, step="findings", ref="refs/heads/main")
HOSTILE = {
    "a mention": "ask @bank/release-managers now",
    "markup": "<img src=x onerror=alert(1)> <!-- gatehouse:x --> </details>",
    "a link": "[click](https://evil.example) ![](https://evil.example/x.png)",
    "a bare address": "see https://evil.example and www.evil.example",
    "a table cell": "x | 1 | ok | y |",
    "a new line": "x\n\n# released\n/approve\n- [x] done",
    "code": "`rm` ``` ~~~ $x$ :shipit:",
    "emphasis": "*a* _b_ ~~c~~ \\*d\\*",
    "a reference": "fixes #7, GH-7, !7 and bank/churn#7",
    "a picture": "ship it :thumbs_up: :shipit:",
    "a list in a list": "- x",
    "a numbered list": "12. x",
    "an entity": "&lt;b&gt; &#64;team",
}
OURS = {"h3", "p", "ul", "li", "strong", "a", "table", "thead", "tbody", "tr", "th", "td"}
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(record, reviews=None, runs=None):
    """What is said on the review of a run."""
    runs, reviews = runs or stories.kept(record), reviews or MemoryReviews()
    report_findings(ORDER, runs, runs.blobs, reviews, HOME)
    return reviews.said(CHURN)


def found(*findings):
    """A run in whose repository all that was found."""
    record = told(started(), (pushed(), checked(findings=findings)))
    runs = stories.kept(record)
    contents.keep(runs.blobs, document(findings))
    return record, runs


def test_a_run_that_ended_says_how_why_and_what_to_do():
    text = shown(stories.turned_away_by_checks())

    assert text.startswith("### Gatehouse: churn is rejected\n")
    assert "It ended at checks" in text
    assert "Next, by Model Dev: mend the findings and push again" in text


def test_a_run_on_its_way_says_for_whom_it_waits():
    text = shown(stories.waiting_for_tests())

    assert text.startswith("### Gatehouse: churn is on its way\n")
    assert "- tests waits for Model Dev: the team's CI publishes its test results" in text


def test_the_road_is_shown_stretch_by_stretch():
    text = shown(stories.released())

    assert "- ✓ **candidate**: push ✓ → checks ✓ → tests ✓ → lint ✓ → training ✓" in text
    assert re.search(r"- ✓ \*\*prod\*\*: gate@\u200bprod ✓ → approval@\u200bprod ✓", text)


def test_every_finding_says_where_what_how_to_mend_it_and_whose_it_is():
    text = shown(stories.turned_away_by_checks())

    assert (
        "| tst now | 1 | score.py, line 3 | score.py defines no function evaluate"
        " | define evaluate(data, model) as the golden path shows | score | Model Dev | R-052 |"
    ) in text.replace("\\", "").replace(APART, "")


def test_what_is_wrong_with_the_evidence_of_the_teams_ci_is_said_with_its_remedy():
    doubtful = stories.linted()
    doubtful = replace(doubtful, report=replace(doubtful.report, remark="no module was linted"))

    text = shown(told(started(), (pushed(), doubtful, checked())))

    assert "The evidence of the team's CI cannot be believed, or is not enough:" in text
    assert "no module was linted" in text
    assert "run pylint in your CI for this very commit" in text


def test_evidence_that_nothing_is_wrong_with_takes_no_room():
    assert "evidence of the team" not in shown(stories.released())


def test_the_page_of_the_run_is_one_click_away():
    text = shown(stories.released())

    assert text.endswith(f"[Everything about this run]({HOME}/api/runs/{CHURN.run_id})")


def test_where_nothing_is_to_be_mended_that_is_said():
    record, runs = found()

    assert "The checks found nothing to mend." in shown(record, runs=runs)


def test_before_the_checks_have_spoken_nothing_is_claimed():
    text = shown(told(started(), (pushed(),)))

    assert "The checks have not spoken yet." in text


def test_of_many_findings_the_gravest_are_shown_and_the_others_counted():
    many = [replace(UNTIDY[0], line=line) for line in range(1, 300)]
    record, runs = found(*many, BROKEN[0])

    text = shown(record, runs=runs)

    assert text.count("\n| nothing | 4 |") == ROWS_SHOWN - 1
    assert text.index("| 1 | score") < text.index("| nothing | 4 |")
    assert f"and {300 - ROWS_SHOWN} more" in text


def test_however_much_is_found_a_comment_stays_short_enough():
    words = "`*|<" * 300
    wordy = [replace(UNTIDY[0], path=words, remark=words, remedy=words)] * 200
    record, runs = found(*wordy)

    text = shown(record, runs=runs)

    assert len(text) < LONGEST + 5_000
    assert re.search(r"and \d+ more\n", text)


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_words_from_a_repository_are_shown_and_set_nothing_off(words):
    finding = replace(UNTIDY[0], path=words, remark=words, remedy=words)
    record, runs = found(finding)

    html = MARKDOWN.render(shown(record, runs=runs))

    cells = re.findall(r"<td>(.*?)</td>", html)
    line = " ".join(words.split())
    assert unescape(cells[3]).replace(APART, "") == unescape(cells[4]).replace(APART, "") == line
    assert set(re.findall(r"</?(\w+)", html)) <= OURS
    assert re.findall(r'href="([^"]*)"', html) == [f"{HOME}/api/runs/{CHURN.run_id}"]


@pytest.mark.parametrize("sign", ["@team", "#7", "!7", "GH-7", "www.x.example", "http://x.example"])
def test_what_forges_would_link_is_held_apart(sign):
    assert sign not in plain(f"see {sign}").replace("\\", "")


def test_findings_are_shown_beside_the_lines_with_their_place_in_the_repository():
    candidate = replace(CHURN, folder="models/churn")
    there = tuple(replace(one, path=f"models/churn/{one.path}") for one in BROKEN)
    record = told(started(candidate), (pushed(candidate), checked(candidate, findings=there)))
    runs, reviews = stories.kept(record), MemoryReviews()

    report_findings(replace(ORDER, candidate=candidate), runs, runs.blobs, reviews, HOME)

    [run] = json.loads(reviews.shown(candidate))["runs"]
    places = [each["locations"][0]["physicalLocation"] for each in run["results"]]
    assert places[0]["artifactLocation"]["uri"] == "models/churn/score.py"
    assert run["automationDetails"]["id"] == "gatehouse/churn/"


def test_findings_that_were_shown_are_not_shown_again():
    runs, reviews = stories.kept(told(stories.waiting_for_tests(), (SHOWN,))), MemoryReviews()

    report_findings(replace(ORDER, step="conclusion"), runs, runs.blobs, reviews, HOME)

    assert reviews.said(CHURN) is not None
    assert reviews.shown(CHURN) is None


def test_findings_that_could_not_be_shown_before_are_shown_at_the_end():
    runs, reviews = stories.kept(stories.turned_away_by_checks()), MemoryReviews()

    report_findings(replace(ORDER, step="conclusion"), runs, runs.blobs, reviews, HOME)

    [run] = json.loads(reviews.shown(CHURN))["runs"]
    assert [each["ruleId"] for each in run["results"]] == [each.check for each in BROKEN]


def test_the_answer_tells_the_run_which_step_is_done():
    runs = stories.kept(stories.released())

    answer = report_findings(ORDER, runs, runs.blobs, MemoryReviews(), HOME)

    assert answer == FindingsReported(candidate=CHURN, step="findings")


def test_an_order_that_comes_late_shows_how_the_run_stands_now():
    reviews = MemoryReviews()

    shown(stories.waiting_for_tests(), reviews)
    now = shown(stories.released(), reviews)

    assert now.startswith("### Gatehouse: churn is released")


def test_an_order_for_no_run_is_refused():
    runs = stories.kept()

    with pytest.raises(RefusedError, match="there is no such run"):
        report_findings(ORDER, runs, runs.blobs, MemoryReviews(), HOME)


@dataclass(frozen=True)
class DeafReviews:
    """A forge that does not answer."""

    def comment(self, candidate, text):
        raise TryAgainError("the forge does not answer")


def test_trouble_of_the_forge_is_left_to_the_bus():
    runs = stories.kept(stories.released())

    with pytest.raises(TryAgainError):
        report_findings(ORDER, runs, runs.blobs, DeafReviews(), HOME)


def test_what_blocks_now_and_what_will_block_further_on_are_told_apart():
    rules = (Priority.EXPECTED, Priority.ADVISED, Priority.NICE)
    record, runs = found(BROKEN[0], *(replace(UNTIDY[0], priority=each) for each in rules))

    text = shown(record, runs=runs)

    assert (
        "The checks found 4 to mend: 1 blocks tst now, 1 will block qa, 1 will block prod, 1 is advice."
        in text
    )


def test_what_a_check_in_shadow_found_is_shown_and_blocks_not_yet():
    policy = Policy(shadow={BROKEN[0].check: date(2100, 1, 1)})
    record = told(started(policy=policy), (pushed(), checked(findings=BROKEN)))
    runs = stories.kept(record)
    contents.keep(runs.blobs, document(BROKEN))

    text = shown(record, runs=runs)

    assert "1 would block, were their checks not in shadow yet" in text
    assert "| not yet | 1 | score.py" in text
