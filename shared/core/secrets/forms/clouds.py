"""Other clouds, and what holds infrastructure together."""

from typing import Final

from shared.core.secrets.kinds import Kind, opened, prefixed

AWS: Final = "AWS IAM, Security credentials"
GOOGLE: Final = "console.cloud.google.com, APIs and services, Credentials"
OCEAN: Final = "cloud.digitalocean.com/account/api"
VAULT: Final = "vault token revoke"

CLOUDS: Final[tuple[Kind, ...]] = (
    prefixed("AWS access key", "AKIA|ASIA|ABIA|ACCA|A3T", r"[A-Z0-9]{16}", AWS),
    prefixed("AWS Bedrock key", "ABSK", r"[A-Za-z0-9+/]{60,260}={0,2}", AWS),
    opened("AWS Bedrock key", "bedrock-api-key-", r"[A-Za-z0-9+/=_-]{20}", AWS),
    prefixed("AWS MWS token", "amzn.mws.", r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", AWS),
    prefixed(
        "Amazon OAuth secret", "amzn1.oa2-cs.v1.", r"[0-9a-f]{64}", "the Amazon developer console"
    ),
    prefixed("Google API key", "AIza", r"[A-Za-z0-9_-]{35}", GOOGLE),
    prefixed("Google OAuth secret", "GOCSPX-", r"[A-Za-z0-9_-]{28}", GOOGLE),
    opened("Google OAuth token", "ya29.", r"[A-Za-z0-9_-]{20}", GOOGLE),
    prefixed("Google refresh token", "1//0", r"[A-Za-z0-9_-]{30,110}", GOOGLE),
    prefixed("Google storage HMAC key", "GOOG1E|GOOG", r"[A-Z0-9]{20,60}", GOOGLE),
    prefixed("Firebase server key", "AAAA", r"[A-Za-z0-9_-]{7}:[A-Za-z0-9_-]{140}", GOOGLE),
    prefixed("DigitalOcean token", "dop_v1_|doo_v1_|dor_v1_", r"[a-f0-9]{64}", OCEAN),
    prefixed("DigitalOcean Spaces key", "DO00", r"[A-Z0-9]{16}", OCEAN),
    prefixed("Alibaba Cloud access key", "LTAI", r"[A-Za-z0-9]{12,26}", "Alibaba Cloud RAM"),
    prefixed("Tencent Cloud secret id", "AKID", r"[A-Za-z0-9]{32}", "Tencent Cloud CAM"),
    prefixed("Volcengine access key", "AKLT", r"[A-Za-z0-9+/=_-]{40,50}", "Volcengine IAM"),
    prefixed("Yandex Cloud key", "AQVN|YCAJE|YCM|YCP", r"[A-Za-z0-9_-]{20,40}", "Yandex Cloud IAM"),
    opened("Yandex token", "t1.|y0_", r"[A-Za-z0-9_=-]{50}", "Yandex ID"),
    prefixed("Cloudflare origin CA key", "v1.0-", r"[a-f0-9]{24}-[a-f0-9]{100,150}", "Cloudflare"),
    prefixed(
        "Cloudflare token", "cfut_|cfat_|cfk_", r"[A-Za-z0-9]{40,60}", "Cloudflare, API tokens"
    ),
    prefixed("Heroku key", "HRKU-", r"[A-Za-z0-9_-]{36,65}", "Heroku, Account"),
    prefixed("Fly.io token", "fo1_", r"[A-Za-z0-9_-]{43}", "fly.io, Access tokens"),
    opened("Fly.io token", "fm1_|fm2_|fm1r_|fm1a_", r"[A-Za-z0-9+/=_-]{80}", "fly.io"),
    prefixed("Render key", "rnd_", r"[A-Za-z0-9]{28,40}", "Render, API keys"),
    prefixed("Scaleway key", "SCW", r"[A-Z0-9]{17}", "Scaleway IAM"),
    prefixed("Tailscale key", "tskey-", r"[a-z]{3,10}-[A-Za-z0-9-]{10,70}", "Tailscale, Keys"),
    prefixed("ngrok key", "ak_2|cr_2", r"[A-Za-z0-9]{26}", "ngrok, API keys"),
    opened("Vault token", "hvs.|hvb.|hvr.", r"[A-Za-z0-9_-]{24}", VAULT),
    prefixed(
        "Vault token",
        "s.|b.",
        r"(?=[A-Za-z]{0,23}[0-9])(?=[^A-Z]{0,23}[A-Z])[A-Za-z0-9]{24}",
        VAULT,
    ),
    prefixed(
        "Doppler token",
        "dp.",
        r"(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}",
        "Doppler",
    ),
    prefixed("Infisical token", "st.", r"[a-f0-9]{24}\.[a-f0-9]{32}\.[a-f0-9]{32}", "Infisical"),
    opened(
        "1Password token", "ops_eyJ|ops_eyj", r"[A-Za-z0-9_=-]{80}", "1Password, Service accounts"
    ),
    prefixed("1Password secret key", "A3-", r"[A-Z0-9]{6}(?:-[A-Z0-9]{5,6}){4,5}", "1Password"),
    prefixed("age secret key", "AGE-SECRET-KEY-1", r"[A-Z0-9]{58}", "whoever the key was given to"),
    prefixed("OpenShift token", "sha256~", r"[A-Za-z0-9_-]{43}", "oc delete oauthaccesstoken"),
    prefixed("Rancher token", "token-", r"[a-z0-9]{5}:[a-z0-9]{50,60}", "Rancher, API keys"),
)
