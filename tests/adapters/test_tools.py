"""What every tool promises, and what was seen to happen where a repository has its way with one."""

import os
import site
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest

from shared.adapters.confined_tools import LIMITS, ConfinedTools
from shared.adapters.confined_tools.tool import Tool, UnusableReportError
from shared.adapters.memory_tools import MemoryTools
from shared.core.tools import ToolReport

ROOT = Path(__file__).parents[2]
EVAL = "value = eval(input())\n"
NAMES = {"bandit": "B307", "pylint": "W0123 eval-used"}
MODULES = ("ast", "json", "isort", "pylint", "bandit", "astroid", "sitecustomize", "yaml")
SHELL = "import subprocess\nsubprocess.Popen('ls *', shell=True)"


@pytest.fixture(params=[MemoryTools, ConfinedTools], ids=["in memory", "as it is"], scope="module")
def tools(request):
    return request.param()


@pytest.fixture(params=sorted(NAMES))
def tool(request):
    return request.param


def rules(report, path="train.py"):
    """The rules that were broken in a file."""
    return {issue.rule for issue in report.issues if issue.path == path}


def test_without_files_there_is_nothing_to_say(tools, tool):
    assert replace(tools.run(tool, {}), version="") == ToolReport(tool=tool)


def test_what_is_found_is_found_by_path_and_line(tools, tool):
    report = tools.run(tool, {"a/b.py": f'"""Doc."""\n\n{EVAL}', "b.py": '"""Doc."""\n'})

    (issue,) = (issue for issue in report.issues if issue.rule == NAMES[tool])
    assert (issue.path, issue.line) == ("a/b.py", 3)
    assert (report.fault, report.unread) == ("", {})


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_judged(tools, tool):
    report = tools.run(tool, {"a.py": "def f(:\n", "b.py": EVAL})

    assert list(report.unread) == ["a.py"]
    assert rules(report, "a.py") == set()
    assert NAMES[tool] in rules(report, "b.py")


@pytest.mark.parametrize(
    ("tool", "sources", "rule"),
    [
        ("bandit", (f"{SHELL}  # nosec", f"{SHELL}  # nosec B602"), "B602"),
        (
            "pylint",
            (
                "# pylint: skip-file\nimport os",
                "import os  # pylint: disable=all",
                "import os  # x pylint:disable=unused-import",
            ),
            "W0611 unused-import",
        ),
    ],
)
def test_a_comment_that_tells_a_tool_to_look_away_is_not_obeyed(tool, sources, rule):
    files = {f"{number}.py": source for number, source in enumerate(sources)}

    report = ConfinedTools().run(tool, files)

    assert all(rule in rules(report, path) for path in files)


def test_an_assert_is_a_weakness_but_in_a_test():
    source = "assert input()"
    places = ("tests/a.py", "m/test/a.py", "test_a.py", "m/a_test.py", "conftest.py", "m/latest.py")

    report = ConfinedTools().run("bandit", dict.fromkeys(places, source))

    assert [issue.path for issue in report.issues] == ["m/latest.py"]


def test_a_password_that_bandit_finds_is_not_repeated():
    report = ConfinedTools().run("bandit", {"train.py": "password = 'hunt:er22'"})

    assert rules(report) == {"B105"}
    assert "er22" not in repr(report)


def test_libraries_of_the_platform_are_not_looked_into():
    source = (
        "import numpy\nimport pandas\n\nnumpy.no_such_thing(pandas.DataFrame().no_such_thing)\n"
    )

    assert rules(ConfinedTools().run("pylint", {"train.py": f'"""Doc."""\n\n{source}'})) == set()


def test_no_file_is_taken_for_a_module_of_the_tool(tmp_path, tool):
    canary = f"open({str(tmp_path / 'canary')!r}, 'w')\n"
    paths = (path for name in MODULES for path in (f"{name}.py", f"{name}/__init__.py"))
    imports = "".join(f"import {name}\n" for name in MODULES)

    report = ConfinedTools().run(tool, {**dict.fromkeys(paths, canary), "train.py": imports})

    assert report.fault == ""
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_behind_and_nothing_is_seen_of_our_environment(tmp_path):
    script = "import os; print(len(os.listdir('.')), sorted(os.environ))"

    assert fault_of(script) == "it said: 0 ['HOME', 'LC_CTYPE', 'TMPDIR']"


def test_names_that_lead_elsewhere_lead_nowhere(tmp_path, tools):
    path = f"../../../../..{tmp_path}/canary.py"

    report = tools.run("bandit", {path: EVAL, "/etc/passwd": "", "a\nb.py": ""})

    assert rules(report, path) == {"B307"}
    assert list(tmp_path.iterdir()) == []


def test_a_large_tree_is_divided_and_told_as_one():
    long = f"{EVAL}{'x = 1' * 1}\n" + "# a comment that takes its time\n" * 4_000
    files = {f"m{number}.py": long for number in range(6)}

    report = ConfinedTools().run("bandit", files)

    assert {issue.path for issue in report.issues if issue.rule == "B307"} == files.keys()


def tell(output, _names):
    """A reader that only repeats."""
    raise UnusableReportError(f"it said: {output.decode().strip()}")


def fault_of(script, report=tell, **limits):
    """Why a tool that is such a script was of no use."""
    with NamedTemporaryFile("w", suffix=".py") as file:
        file.write(script)
        file.flush()
        odd = Tool(name="bandit", script=Path(file.name), report=report)
        tools = ConfinedTools(limits=replace(LIMITS, **limits), tools={"bandit": odd})
        fault = tools.run("bandit", {"train.py": "x = 1"}).fault
    return fault.removeprefix("bandit: ").removeprefix("bandit ")


@pytest.mark.parametrize(
    ("script", "limits", "fault"),
    [
        pytest.param(
            "while True: pass", {"wall_seconds": 0.5}, "took longer than 0.5 s", id="late"
        ),
        pytest.param(
            "while True: pass", {"cpu_seconds": 1}, "ended by the system: CPU time", id="busy"
        ),
        pytest.param(
            "import os; os.kill(os.getpid(), 11)", {}, "by the system: Segmentation", id="crashed"
        ),
        pytest.param("print('x' * 2**21)", {"file_mib": 1}, "more than 1 MiB", id="talkative"),
        pytest.param("bytes(2**31)", {}, "exit code 1 (MemoryError)", id="greedy"),
        pytest.param("raise ValueError('hunter2')", {}, "exit code 1 (ValueError)", id="confused"),
        pytest.param("pass", {}, "broke with exit code 0", id="silent"),
    ],
)
def test_a_tool_that_breaks_says_so(script, limits, fault):
    assert fault in fault_of(script, **limits)


def test_a_tool_can_start_nothing_where_its_user_has_no_privileges():
    script = "import resource; print(resource.getrlimit(resource.RLIMIT_NPROC))"

    assert fault_of(script) == "it said: (0, 0)"


NOT_A_REPORT = "what it printed is not its report"


@pytest.mark.parametrize(
    ("tool", "printed", "fault"),
    [
        ("bandit", "no JSON", NOT_A_REPORT),
        ("bandit", "{}", NOT_A_REPORT),
        ("bandit", "[" * 100_000, NOT_A_REPORT),
        ("bandit", '{"results": [], "errors": [], "metrics": {}}', "it did not look at train.py"),
        (
            "bandit",
            '{"results": [], "errors": [], "metrics": {"../code/file_00000.py": {}, "x": {}}}',
            "it speaks of a file that it was not given",
        ),
        ("pylint", '{"messages": [7], "statistics": {}}', NOT_A_REPORT),
    ],
)
def test_a_report_that_is_not_about_the_files_is_of_no_use(tool, printed, fault):
    report = ConfinedTools().tools[tool].report

    assert fault_of(f"print({printed!r})", report) == fault


def test_python_is_called_in_a_way_that_nobody_can_get_between():
    script = "import sys; print(sys.flags.isolated, sys.flags.no_site, len(sys.path))"

    assert fault_of(script) == "it said: 1 1 3"


def test_a_tool_that_is_not_installed_has_passed_nothing():
    absent = Tool(name="bandit", script=Path("/nonexistent/tool.py"), report=tell)

    report = ConfinedTools(tools={"bandit": absent}).run("bandit", {"train.py": ""})

    assert report.fault == "bandit broke with exit code 2"


def test_tools_are_found_where_python_knows_its_libraries_by_the_environment_only():
    python = Path(sys.base_prefix, "bin", "python3.11")
    script = "from shared.adapters.confined_tools import ConfinedTools as Tools; " + "; ".join(
        f"print(repr(Tools().run({tool!r}, {{'train.py': {EVAL!r}}}).fault))" for tool in NAMES
    )

    ran = subprocess.run(
        (python, "-c", script),
        env={"PYTHONPATH": os.pathsep.join((str(ROOT), *site.getsitepackages()))},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout.split() == ["''", "''"]
