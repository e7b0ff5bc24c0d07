"""What a team asks for is read from pip files, conda files and pyproject.toml; the rest is told."""

import pytest

from shared.core.document import Document
from shared.core.requirements.conda_file import conda_file
from shared.core.requirements.pip_file import pip_file
from shared.core.requirements.project_file import project_file
from shared.core.requirements.requirement import LONGEST, MOST, Odd, Wanted, name_of

SECRET = "hunter2"


def texts(entries):
    """What pip would be told, and of what is odd the remark."""
    return [each.text if isinstance(each, Wanted) else each.remark for each in entries]


def conda(*dependencies):
    return conda_file(Document(values={"dependencies": list(dependencies)}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("pandas==2.2.3\n", ["pandas==2.2.3"], id="a version"),
        pytest.param("# ours\n\n  pandas>=2,<3  # why\n", ["pandas>=2,<3"], id="comments"),
        pytest.param("pandas>=2,\\\n  <3\nnumpy\n", ["pandas>=2,  <3", "numpy"], id="two lines"),
        pytest.param("pandas>=2 \\", ["pandas>=2"], id="a line that goes on to nowhere"),
        pytest.param("mlflow[extras]>=3", ["mlflow[extras]>=3"], id="extras"),
        pytest.param("a; python_version < '3.12'", ["a; python_version < '3.12'"], id="a marker"),
        pytest.param("a==1 --hash=sha256:0a --hash sha256:0b", ["a==1"], id="hashes"),
        pytest.param("a==1 \\\n    --hash=sha256:0a\n", ["a==1"], id="hashes below"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_pip_file_is_read_line_by_line(text, expected):
    assert texts(pip_file(text)) == expected


@pytest.mark.parametrize(
    ("line", "remark"),
    [
        ("-r other.txt", "-r is an option, which no job takes"),
        ("-e .", "-e is an option, which no job takes"),
        ("-c limits.txt", "-c is an option, which no job takes"),
        (
            f"--index-url http://me:{SECRET}@evil.example/simple",
            "--index-url is an option, which no job takes",
        ),
        (f"git+https://me:{SECRET}@host/x", "'git+https://…' is a link or a path"),
        (f"https://host/x.whl?token={SECRET}", "'https://…' is a link or a path"),
        (f"x @ https://me:{SECRET}@host/x.whl", "'x' is a link or a path"),
        ("x @ file:x.whl", "'x' is a link"),
        ("./x.whl", "'./x.whl' is a link or a path"),
        ("pandas=2.2", "'pandas=2.2' is no requirement that pip understands"),
        ("pandas==two", "'pandas==two' is no requirement that pip understands"),
        ("${NAME}==1", "'${NAME}==1' is no requirement that pip understands"),
        ("a; " + "(" * 400, f"'a; {'(' * 57}' is no requirement that pip understands"),
        ("a" * 2 * LONGEST, f"'{'a' * 60}' is endless"),
    ],
    ids=lambda value: value[:24],
)
def test_a_line_that_no_job_can_have_is_told_without_its_secrets(line, remark):
    (odd,) = pip_file(f"\n{line}\n")

    assert isinstance(odd, Odd)
    assert (odd.line, odd.remark) == (2, remark)
    assert odd.remedy
    assert SECRET not in repr(odd)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("-r other.txt", "Write the lines of that file here"),
        ("--constraint limits.txt", "Write the lines of that file here"),
        ("-e .", "goes to the job as it is"),
        ("--extra-index-url https://host/simple", "the platform says which index"),
    ],
)
def test_the_remedy_for_an_option_says_what_it_was_for(line, words):
    (odd,) = pip_file(line)

    assert words in odd.remedy


def test_lines_are_counted_from_where_a_requirement_begins():
    found = pip_file("# ours\npandas>=2,\\\n<3\n\nnumpy\n")

    assert [(each.name, each.line) for each in found] == [("pandas", 2), ("numpy", 5)]


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        pytest.param("pandas", "pandas", id="a name"),
        pytest.param("pandas=2.2", "pandas==2.2.*", id="a prefix"),
        pytest.param("pandas=2.2.*", "pandas==2.2.*", id="a prefix with a star"),
        pytest.param("pandas=2.2*", "pandas==2.2.*", id="a prefix with a hasty star"),
        pytest.param("pandas==2.2.3", "pandas==2.2.3", id="a version"),
        pytest.param("pandas >=2.2,<4", "pandas>=2.2,<4", id="a range after a space"),
        pytest.param("pandas 2.2.3", "pandas==2.2.3", id="a version after a space"),
        pytest.param("conda-forge::scikit-learn>=1.6,<2", "scikit-learn>=1.6,<2", id="a channel"),
        pytest.param("python=3.11", "python==3.11.*", id="Python itself"),
        pytest.param("numpy~=1.26", "numpy~=1.26", id="a compatible release"),
        pytest.param("librosa=0.10", "librosa==0.10.*", id="a library of Python's, by its name"),
        pytest.param("pandas=2.2.3=py311h64a7726_0", "pandas==2.2.3", id="an exported build"),
        pytest.param("pandas 2.2.3 py311_0", "pandas==2.2.3", id="a build after spaces"),
    ],
)
def test_a_specification_of_condas_is_one_of_pips(entry, text):
    (wanted,) = conda(entry)

    assert (wanted.text, wanted.written.split("::")[-1]) == (text, entry.split("::")[-1])


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param("pytorch::pytorch=2.2", id="a name that PyPI has not"),
        pytest.param("cudatoolkit=11.8", id="CUDA"),
        pytest.param("r-base", id="R"),
        pytest.param("libblas=3.9.0", id="a library of C's"),
        pytest.param("_libgcc_mutex=0.1=conda_forge", id="a build of what conda needs for itself"),
        pytest.param("pandas[version='>=2']", id="brackets"),
        pytest.param("pandas=1.8|1.9", id="one or the other"),
        pytest.param("a" * 2 * LONGEST, id="an endless one"),
        pytest.param(None, id="nothing"),
        pytest.param(3.11, id="a number"),
        pytest.param({"pip": "pandas"}, id="pip without a list"),
        pytest.param({"npm": ["react"]}, id="another installer"),
    ],
)
def test_what_only_conda_has_is_told(entry):
    (odd,) = conda(entry)

    assert odd.remark.endswith(": only conda has that")
    assert "pip:" in odd.remedy


def test_a_prefix_and_a_range_at_once_mean_nothing():
    assert texts(conda("pandas=2.2,<3")) == [
        "'pandas=2.2,<3' is no requirement that pip understands"
    ]


def test_what_a_conda_file_names_under_pip_is_read_as_pip_reads_it():
    lines = {"dependencies.1": 7, "dependencies.1.pip.0": 8, "dependencies.1.pip.1": 9}
    values = {"dependencies": ["pandas", {"pip": ["lightgbm==4.3.0", "-e ."]}]}

    found = [*conda_file(Document(values=values, lines=lines))]

    assert texts(found) == ["pandas", "lightgbm==4.3.0", "-e is an option, which no job takes"]
    assert [each.line for each in found] == [None, 8, 9]


@pytest.mark.parametrize("values", [{}, {"dependencies": "pandas"}], ids=["none", "no list"])
def test_a_conda_file_without_dependencies_is_told(values):
    (odd,) = conda_file(Document(values=values))

    assert odd.remark == "there is no list of dependencies"


def test_a_project_is_read_for_its_python_and_its_dependencies():
    text = "[project]\nrequires-python = '>=3.11'\ndependencies = [\n  'pandas>=2',\n]\n"

    found = [*project_file(text)]

    assert [(each.name, each.written, each.line) for each in found] == [
        ("python", "requires-python >=3.11", 2),
        ("pandas", "pandas>=2", 4),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("[tool.ruff]\n", id="no project"),
        pytest.param("project = 3\n", id="a project that is a number"),
        pytest.param("[project]\ndependencies = 'x'\nrequires-python = 3\n", id="other types"),
    ],
)
def test_a_project_that_asks_for_nothing_is_no_fault(text):
    assert [*project_file(text)] == []


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        pytest.param("[[[", "Invalid", id="no TOML"),
        pytest.param("a = " + "[" * 50_000, "recursion", id="very deep"),
        pytest.param("# " + "a" * 70_000, "larger than 64 KiB", id="very long"),
    ],
)
def test_a_project_that_nobody_can_read_is_told(text, remark):
    (odd,) = project_file(text)

    assert odd.remark.startswith("cannot be read: ")
    assert remark in odd.remark


def test_an_escaped_requirement_of_a_project_has_no_line():
    (wanted,) = project_file('[project]\ndependencies = ["pand\\u0061s"]\n')

    assert (wanted.name, wanted.line) == ("pandas", None)


def test_more_libraries_than_anybody_needs_are_not_read():
    found = [*pip_file("".join(f"package{number}\n" for number in range(100_000)))]

    assert len(found) == MOST + 1
    assert found[-1].remark == f"more than {MOST} libraries are named"


def test_absurd_versions_are_compared_and_hurt_nobody():
    (wanted,) = pip_file("a==" + "9" * (LONGEST - 10))

    assert not wanted.specifier.contains("1.0")


@pytest.mark.parametrize(
    ("requirement", "name"),
    [("Scikit_Learn==1", "scikit-learn"), ("zope.interface[x]>=1", "zope-interface"), ("@", "@")],
)
def test_a_requirement_is_known_by_the_name_that_pypi_compares(requirement, name):
    assert name_of(requirement) == name
