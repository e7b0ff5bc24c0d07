"""Databricks, JFrog and other places where data, models and packages are kept."""

from typing import Final

from shared.core.secrets.kinds import Kind, opened, prefixed, told

DATABRICKS: Final = "the Databricks workspace, Settings, Developer, Access tokens"
JFROG: Final = "JFrog, Administration, Access tokens"

DATA: Final[tuple[Kind, ...]] = (
    prefixed("Databricks token", "dapi|dkea|doau|dsapi", r"[0-9a-f]{32}(?:-\d)?", DATABRICKS),
    prefixed(
        "Databricks OAuth secret",
        "dose|dosa",
        r"[0-9a-f]{32}",
        "the service principal's page in the Databricks account, Secrets",
    ),
    prefixed("JFrog API key", "AKCp", r"[A-Za-z0-9]{60,80}", JFROG),
    prefixed("JFrog reference token", "cmVmdGtu|cmVmdG", r"[A-Za-z0-9]{40,60}", JFROG),
    prefixed("JFrog access token", "eyJ2ZXIiOi", r"[A-Za-z0-9_-]{10,400}\.[\w-]{10,40}", JFROG),
    told(
        "JFrog password",
        ":_password|:_auth|_auth=|_auth =",
        r"(?:(?<![a-z])_auth|:_(?:password|auth)) ?= ?\"?(?P<value>[a-z0-9+/]{12,400}={0,2})",
        JFROG,
    ),
    told(
        "JFrog API key",
        "x-jfrog-art-api",
        r"x-jfrog-art-api[\"']? ?[:=] ?[\"']?(?P<value>[a-z0-9._-]{20,200})",
        JFROG,
    ),
    prefixed(
        "Hugging Face token", "hf_|api_org_", r"[A-Za-z0-9]{30,40}", "huggingface.co/settings"
    ),
    prefixed(
        "PlanetScale secret",
        "pscale_tkn_|pscale_pw_|pscale_oauth_",
        r"[\w.=-]{32,64}",
        "PlanetScale",
    ),
    prefixed("Confluent secret", "cflt", r"[A-Za-z0-9+/]{60}", "Confluent Cloud, API keys"),
    prefixed("Prefect key", "pnu_|pnb_", r"[a-zA-Z0-9]{36}", "Prefect Cloud, API keys"),
    prefixed("dbt token", "dbtc_|dbts_|dbtu_", r"[\w=-]{30,80}", "dbt Cloud, API tokens"),
    prefixed("Neon key", "napi_", r"[a-z0-9]{60,70}", "Neon, API keys"),
    prefixed("Supabase key", "sbp_|sb_secret_", r"[A-Za-z0-9_-]{31,60}", "Supabase, Access tokens"),
    prefixed(
        "Airtable token", "pat", r"[A-Za-z0-9]{14}\.[a-f0-9]{64}", "airtable.com/create/tokens"
    ),
    prefixed("Weights & Biases key", "wandb_v1_", r"[A-Za-z0-9_]{60,90}", "wandb.ai/authorize"),
    prefixed("Kaggle token", "KGAT_", r"[a-f0-9]{32}", "kaggle.com/settings"),
    opened(
        "Snowflake token",
        "ver:1-hint:|ver:2-hint:|ver:3-hint:",
        r"[\w:-]{10,60}ETMsDgAAA[\w+/=-]{40}",
        "Snowflake",
    ),
)
