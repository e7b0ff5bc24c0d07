"""Where code is kept, built and planned, and where packages are published."""

from typing import Final

from shared.core.secrets.kinds import Kind, opened, prefixed

GITHUB: Final = "github.com, Settings, Developer settings"
GITLAB: Final = "GitLab, Preferences or Settings, Access tokens"
ATLASSIAN: Final = "id.atlassian.com, Security, API tokens"
TERRAFORM: Final = "HCP Terraform, User settings, Tokens"

FORGES: Final[tuple[Kind, ...]] = (
    prefixed("GitHub token", "ghp_|gho_|ghu_|ghr_", r"[A-Za-z0-9]{36,76}", GITHUB),
    opened("GitHub app token", "ghs_", r"[A-Za-z0-9._-]{36}", GITHUB),
    prefixed("GitHub token", "github_pat_", r"[A-Za-z0-9_]{36,100}", GITHUB),
    opened(
        "GitLab token",
        "glpat-|gldt-|glrt-|glrtr-|glcbt-|glptt-|glft-|glimt-|glagent-|gloas-|glsoat-|glffct-"
        "|glwt-",
        r"[A-Za-z0-9_.-]{20}",
        GITLAB,
    ),
    prefixed("GitLab runner token", "GR1348941", r"[A-Za-z0-9_-]{20}", GITLAB),
    prefixed("GitLab session", "_gitlab_session=", r"[0-9a-z]{32}", GITLAB),
    opened("Atlassian API token", "ATATT3|ATCTT3", r"[A-Za-z0-9_=-]{100}", ATLASSIAN),
    prefixed("Bitbucket app password", "ATBB", r"[A-Za-z0-9]{32}", "Bitbucket, App passwords"),
    prefixed("npm token", "npm_", r"[A-Za-z0-9]{36}", "npmjs.com, Access tokens"),
    opened("PyPI token", "pypi-AgE", r"[A-Za-z0-9_-]{50}", "pypi.org/manage/account/token"),
    prefixed("RubyGems key", "rubygems_", r"[a-f0-9]{48}", "rubygems.org/profile/api_keys"),
    prefixed("NuGet key", "oy2", r"[a-z0-9]{43}", "nuget.org, API keys"),
    prefixed("crates.io token", "cio", r"[A-Za-z0-9]{32}", "crates.io/settings/tokens"),
    prefixed("Clojars token", "CLOJARS_", r"[a-f0-9]{60}", "clojars.org/tokens"),
    prefixed(
        "Docker token", "dckr_pat_|dckr_oat_", r"[A-Za-z0-9_-]{27,32}", "hub.docker.com, Security"
    ),
    prefixed("Terraform token", ".atlasv1.", r"[A-Za-z0-9_=-]{60,70}", TERRAFORM),
    prefixed(
        "CircleCI token", "CCIPAT_|CCIPRJ_", r"\w{10,30}_[a-f0-9]{40}", "CircleCI, API tokens"
    ),
    prefixed(
        "Buildkite token", "bkua_|bkpi_|bkct_|bkat_", r"[a-z0-9]{40}", "Buildkite, API tokens"
    ),
    prefixed(
        "SonarQube token", "sqp_|squ_|sqa_|sqb_", r"[a-z0-9]{40}", "SonarQube, My account, Security"
    ),
    prefixed("Sourcegraph token", "sgp_", r"[a-zA-Z0-9_]{40,58}", "Sourcegraph, Access tokens"),
    prefixed("Pulumi token", "pul-", r"[a-f0-9]{40}", "app.pulumi.com/account/tokens"),
    prefixed("Harness token", "pat.|sat.", r"[\w-]{22}\.[0-9a-f]{24}\.[A-Za-z0-9]{20}", "Harness"),
    prefixed("Octopus key", "API-", r"[A-Z0-9]{26,32}", "Octopus Deploy, My API keys"),
    prefixed("Linear key", "lin_api_|lin_oauth_", r"[A-Za-z0-9]{40,64}", "linear.app/settings/api"),
    prefixed("Notion token", "ntn_|secret_", r"[A-Za-z0-9]{43,46}", "notion.so/my-integrations"),
    prefixed("Asana token", "0/|1/|2/", r"\d{12,17}(?:/\d{12,17})?:[a-z0-9]{32}", "Asana, Apps"),
    prefixed(
        "Postman key", "PMAK-", r"[a-f0-9]{24}-[a-f0-9]{34}", "postman.co/settings/me/api-keys"
    ),
    prefixed("Readme key", "rdme_", r"[a-z0-9]{70}", "readme.com"),
    prefixed(
        "Figma token",
        "figd_|figdr_|figo_|figor_",
        r"[A-Za-z0-9_-]{38,60}",
        "Figma, Settings, Security",
    ),
    prefixed("ClickUp token", "pk_", r"\d{5,10}_[A-Z0-9]{32}", "ClickUp, Apps"),
    prefixed("Typeform token", "tfp_", r"[A-Za-z0-9_=.-]{40,62}", "Typeform"),
    prefixed(
        "Vercel token",
        "vcp_|vci_|vca_|vcr_|vck_",
        r"[A-Za-z0-9]{24,60}",
        "vercel.com/account/tokens",
    ),
    prefixed(
        "Netlify token", "nfp_|nfc_|nfu_|nfb_", r"[A-Za-z0-9]{30,40}", "Netlify, Applications"
    ),
    prefixed("Expo token", "expo_", r"[A-Za-z0-9_-]{36,44}", "expo.dev, Access tokens"),
    prefixed("Replicate token", "r8_", r"[A-Za-z0-9]{37}", "replicate.com/account"),
)
