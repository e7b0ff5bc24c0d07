"""A runtime has what is asked for, has it not, or nobody can tell (R-058)."""

import pytest

from shared.core.compatibility import Answer, answer, protected
from shared.core.requirements.requirement import wanted
from tests.core.checks.clusters import ML, RUNTIMES, runtime

CLUSTER = RUNTIMES[ML]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("pandas", Answer.OK, id="no version: the runtime's own will do"),
        pytest.param("pandas==2.2.3", Answer.OK, id="the very version"),
        pytest.param("pandas==2.2.*", Answer.OK, id="a prefix"),
        pytest.param("Pandas>=2.2,<4", Answer.OK, id="a range, oddly spelt"),
        pytest.param("pandas==3.1.1", Answer.CONFLICT, id="another version"),
        pytest.param("pandas>=3,<2", Answer.CONFLICT, id="no version at all"),
        pytest.param("torch==2.7.0", Answer.OK, id="a build of the version"),
        pytest.param("torch==2.7.0+cpu", Answer.OK, id="the very build"),
        pytest.param("torch==2.7.0+cu126", Answer.CONFLICT, id="another build"),
        pytest.param("mlflow==3.0.1", Answer.OK, id="listed under its lesser name"),
        pytest.param("mlflow>=3.1", Answer.CONFLICT, id="newer than its lesser name"),
        pytest.param("skops==0.14", Answer.UNKNOWN, id="absent from the list"),
        pytest.param("python==3.12.*", Answer.OK, id="the minor version of Python"),
        pytest.param("python>=3.12.3", Answer.OK, id="a patch of Python that may be there"),
        pytest.param("python==3.11.*", Answer.CONFLICT, id="another Python"),
        pytest.param("pandas==1; python_version < '3.12'", Answer.OK, id="for an older Python"),
        pytest.param("pandas==1; python_version >= '3.12'", Answer.CONFLICT, id="for this Python"),
        pytest.param("pandas==1; sys_platform == 'win32'", Answer.OK, id="for Windows"),
        pytest.param("pandas==1; platform_machine == 'arm64'", Answer.OK, id="for another machine"),
        pytest.param("pandas==1; extra == 'old'", Answer.OK, id="for an extra nobody asks for"),
        pytest.param("pandas==1; 'linux' in sys_platform", Answer.CONFLICT, id="for Linux"),
        pytest.param("pandas==1; os_name ~= 'x'", Answer.CONFLICT, id="for nobody knows whom"),
    ],
)
def test_a_requirement_is_met_or_not_or_nobody_can_tell(text, expected):
    assert answer(wanted(text), CLUSTER) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("pyspark==4.1.0", Answer.OK, id="what is known all the same"),
        pytest.param("pyspark==3.5.0", Answer.CONFLICT, id="another version of that"),
        pytest.param("pandas==1", Answer.UNKNOWN, id="what is not known"),
        pytest.param("python==3.12.*", Answer.UNKNOWN, id="its Python"),
        pytest.param("pyspark==3; python_version < '3.12'", Answer.UNKNOWN, id="whom it is for"),
    ],
)
def test_of_a_runtime_nobody_has_seen_little_is_known(text, expected):
    unseen = runtime("18.x-scala2.13", python="", packages={"pyspark": "4.1.0"})

    assert answer(wanted(text), unseen) is expected


def test_prereleases_count_as_what_they_are():
    early = runtime(ML, packages={"opentelemetry-api": "1.27.0b1"})

    assert answer(wanted("opentelemetry-api>=1.26"), early) is Answer.OK


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pyspark", True),
        ("numpy", True),
        ("mlflow-skinny", False),
        ("databricks-sdk", True),
        ("scikit-learn", False),
    ],
)
def test_what_the_runtime_is_built_on_is_protected(name, expected):
    assert protected(name) is expected
