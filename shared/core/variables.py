"""The variables of `model.yml`: of what kind each is, whether it must be given, and who says so."""

from dataclasses import dataclass
from typing import Final

from shared.core import values
from shared.core.spec import ModelSpec
from shared.core.values import Kind


@dataclass(frozen=True, kw_only=True)
class Variable:
    """A name, the kind of value it takes, the requirement it comes from, and a value that fits.

    `default` says in words what counts where nothing is given, empty where nothing does.
    """

    name: str
    kind: Kind
    source: str
    example: str
    required: bool = False
    default: str = ""


SINGLE_NODE: Final = "no workers: a single node"
MODEL_VARIABLES: Final = (
    Variable(
        name="MODEL_NAME",
        kind=values.NAME,
        source="R-030",
        example="credit_scoring",
        required=True,
    ),
    Variable(name="TEAM_NAME", kind=values.LINE, source="R-031", example="risk", required=True),
    Variable(
        name="ENVIRONMENT_FILE",
        kind=values.FILE,
        source="R-032",
        example="environment.yml",
        default="environment.yml or requirements.txt, whichever is there",
    ),
    Variable(
        name="CLUSTER_MIN_WORKER_NODE",
        kind=values.COUNT,
        source="R-033",
        example="1",
        default=SINGLE_NODE,
    ),
    Variable(
        name="CLUSTER_MAX_WORKER_NODE",
        kind=values.COUNT,
        source="R-034",
        example="4",
        default=SINGLE_NODE,
    ),
    Variable(
        name="MODEL_TYPE",
        kind=values.MODEL_TYPE,
        source="R-035",
        example="Supervised",
        default=ModelSpec.model_type,
    ),
    Variable(
        name="ARTIFACTORY_REPOSITORY_MODEL",
        kind=values.KEY,
        source="R-036",
        example="models",
        default="nothing is published",
    ),
    Variable(
        name="IMAGE",
        kind=values.IMAGE,
        source="R-037",
        example="bank.example/models:1.4",
        default="the runtime's own",
    ),
    Variable(
        name="DATABRICKS_RUNTIME",
        kind=values.RUNTIME,
        source="R-058",
        example="17.3 LTS ML",
        default="the platform's",
    ),
    Variable(name="DATASET_NAME", kind=values.LINE, source="R-038", example="loans", required=True),
    Variable(
        name="DATASET_TEMPLATE_FILE",
        kind=values.PATH,
        source="R-039",
        example="tables.yml",
        required=True,
    ),
    Variable(name="ADF_JOB", kind=values.PIPELINE, source="R-040", example="daily", required=True),
    Variable(name="FINANCIAL_ID", kind=values.IDENTIFIER, source="R-041", example="'004711'"),
    Variable(name="CATEGORY", kind=values.CATEGORY, source="R-042", example="credit"),
    Variable(
        name="owners",
        kind=values.ADDRESSES,
        source="R-001",
        example="[name@bank.example]",
        required=True,
    ),
    Variable(
        name="thresholds",
        kind=values.MAPPINGS,
        source="R-077",
        example="[{metric: auc, greater_is_better: true, threshold: 0.8}]",
        required=True,
    ),
    Variable(
        name="parameters",
        kind=values.PARAMETERS,
        source="R-164",
        example="{target: default}",
        default="none",
    ),
)

# The platform's own: a repository that redefines one is refused.
PLATFORM_VARIABLES: Final = frozenset(
    {
        "WORKSPACE_URL_QA",
        "WORKSPACE_URL_PROD",
        "OAUTH2_TOKEN_URL",
        "OAUTH2_ID",
        "OAUTH2_SECRETS_NAME",
        "SPN_QA",
        "SPN_PROD",
        "DATABRICKS_CLUSTER_NAME_QA",
        "DATABRICKS_CLUSTER_NAME_PROD",
        "DATABRICKS_CLUSTER_NAME_TST",
        "CLUSTER_SPARK_VERSION",
        "CLUSTER_NODE_TYPE_ID",
        "CLUSTER_DRIVER_NODE_ID",
        "CLUSTER_AUTOTERMINATION_MINUTES",
        "MODEL_SRC_PATH",
        "NOTEBOOK_PATH",
        "CMR_SCOPE",
        "CMR_PREFIX",
    }
)
# Of these the platform has one for each environment of its policy.
FAMILIES: Final = ("WORKSPACE_URL_", "SPN_", "DATABRICKS_CLUSTER_NAME_")


def is_platforms(name: str) -> bool:
    """Whether a variable is the platform's; Azure Pipelines knows it in whatever case."""
    upper = name.upper()
    return upper in PLATFORM_VARIABLES or upper.startswith(FAMILIES)


def threshold_variables(environments: tuple[str, ...]) -> tuple[Variable, ...]:
    """What one entry of `thresholds` may say, in the words of MLflow's `MetricThreshold`."""
    return (
        Variable(name="metric", kind=values.LABEL, source="R-077", example="auc", required=True),
        Variable(
            name="greater_is_better",
            kind=values.TRUTH,
            source="R-077",
            example="true",
            required=True,
        ),
        Variable(name="threshold", kind=values.NUMBER, source="R-077", example="0.8"),
        Variable(name="min_absolute_change", kind=values.NUMBER, source="R-077", example="0.01"),
        Variable(
            name="environment",
            kind=values.one_of(environments),
            source="R-003",
            example=", ".join(environments[-1:]),
        ),
    )
