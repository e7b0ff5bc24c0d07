"""Services over the web: chat, mail, payments, language models, and what watches over others."""

from typing import Final

from shared.core.secrets.kinds import Kind, opened, prefixed, told

SLACK: Final = "api.slack.com/apps"
STRIPE: Final = "dashboard.stripe.com/apikeys"
OPENAI: Final = "platform.openai.com/api-keys"
ANTHROPIC: Final = "console.anthropic.com/settings/keys"
GRAFANA: Final = "Grafana, Service accounts"
UUID: Final = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

SERVICES: Final[tuple[Kind, ...]] = (
    opened("Slack token", "xoxb-|xoxa-|xoxp-|xoxr-|xoxs-|xoxo-", r"[A-Za-z0-9-]{10}", SLACK),
    opened("Slack token", "xoxe.xox|xoxe-", r"[A-Za-z0-9.-]{20}", SLACK),
    opened("Slack session", "xoxc-|xoxd-", r"[A-Za-z0-9%-]{20}", SLACK),
    prefixed("Slack app token", "xapp-", r"\d-[A-Z0-9]{5,20}-\d{5,20}-[A-Za-z0-9]{20,90}", SLACK),
    told(
        "web hook of Slack",
        "hooks.slack.com/",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/(?P<value>[a-z0-9/]{30,90})",
        SLACK,
    ),
    told(
        "web hook of Discord",
        "/api/webhooks/",
        r"/api/webhooks/(?P<value>[0-9]{15,21}/[a-z0-9_-]{50,90})",
        "the channel's integrations",
    ),
    prefixed(
        "Discord bot token",
        "MT|MD|Mj|Mz|NT|ND|Nj|Nz|OT|OD|Oj|Oz",  # how a number begins in base64
        r"[A-Za-z0-9_-]{22,24}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}",
        "discord.com/developers",
    ),
    Kind(
        name="Telegram bot token",
        marks=(":AA",),
        form=r":(?P<value>AA[A-Za-z0-9_-]{32,33})(?![A-Za-z0-9_-])",
        at="BotFather, /revoke",
    ),
    prefixed("Twilio key", "SK", r"[0-9a-f]{32}", "console.twilio.com, API keys"),
    prefixed("SendGrid key", "SG.", r"[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}", "SendGrid"),
    prefixed("Mailgun key", "key-|pubkey-", r"[0-9a-f]{32}", "Mailgun, API security"),
    prefixed("Brevo key", "xkeysib-|xsmtpsib-", r"[a-f0-9]{64}-[A-Za-z0-9]{16}", "Brevo, API keys"),
    prefixed("MailerSend token", "mlsn.", r"[a-f0-9]{64}", "MailerSend"),
    prefixed("Resend key", "re_", r"[A-Za-z0-9]{8}_[A-Za-z0-9]{20,30}", "resend.com/api-keys"),
    Kind(
        name="Mailchimp key",
        marks=("-us",),
        form=r"(?<![0-9a-f])(?P<value>[0-9a-f]{32}-us[0-9]{1,2})(?![0-9a-z])",
        at="Mailchimp, API keys",
        back=32,
    ),
    opened("Stripe key", "sk_live_|rk_live_|sk_test_|rk_test_", r"[A-Za-z0-9]{10}", STRIPE),
    prefixed("Stripe web hook secret", "whsec_", r"[A-Za-z0-9+/=]{24,64}", STRIPE),
    prefixed("Square token", "sq0atp-|sq0csp-|sq0idb-", r"[A-Za-z0-9_-]{22,50}", "Square"),
    prefixed("Square token", "EAAA", r"[A-Za-z0-9_-]{60}", "developer.squareup.com/apps"),
    prefixed(
        "Braintree token",
        "access_token$",
        r"(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}",
        "PayPal",
    ),
    prefixed(
        "Flutterwave key", "FLWSECK-|FLWSECK_TEST-", r"[A-Za-z0-9]{12,40}(?:-X)?", "Flutterwave"
    ),
    prefixed("Razorpay key", "rzp_live_|rzp_test_", r"[A-Za-z0-9]{14,24}", "Razorpay"),
    prefixed("Plaid token", "access-", rf"(?:sandbox|development|production)-{UUID}", "Plaid"),
    prefixed("EasyPost key", "EZAK|EZTK", r"[A-Za-z0-9]{54}", "EasyPost"),
    prefixed("Shippo token", "shippo_live_|shippo_test_", r"[a-f0-9]{40}", "Shippo"),
    prefixed("Duffel token", "duffel_live_|duffel_test_", r"[A-Za-z0-9_=-]{43}", "Duffel"),
    prefixed("Frame.io token", "fio-u-", r"[A-Za-z0-9_=-]{64}", "Frame.io"),
    prefixed("Shopify token", "shpat_|shpca_|shppa_|shpss_|shpua_", r"[a-fA-F0-9]{32}", "Shopify"),
    # Pictures in notebooks are base64, which may begin so anywhere, and go on for pages.
    prefixed("Facebook token", "EAA", r"[A-Za-z0-9]{90,300}+(?![+/=])", "developers.facebook.com"),
    prefixed(
        "Instagram token", "IGQ", r"[A-Za-z0-9_-]{90,300}+(?![+/=])", "developers.facebook.com"
    ),
    prefixed(
        "Twitter bearer token", "AAAAAAAAAAAAAAAAAAAAA", r"[A-Za-z0-9%]{40,120}", "developer.x.com"
    ),
    prefixed("LinkedIn secret", "WPL_AP1.", r"[A-Za-z0-9.=]{16,40}", "linkedin.com/developers"),
    opened("OpenAI key", "sk-proj-|sk-svcacct-|sk-admin-|sk-None-", r"[A-Za-z0-9_-]{40}", OPENAI),
    prefixed("OpenAI key", "sk-", r"[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}", OPENAI),
    prefixed("Anthropic key", "sk-ant-", r"[a-z0-9]{3,10}-[A-Za-z0-9_-]{60,130}", ANTHROPIC),
    prefixed("OpenRouter key", "sk-or-v1-", r"[0-9a-f]{64}", "openrouter.ai/keys"),
    prefixed(
        "language model key",
        "sk-",
        r"(?=[A-Za-z]{0,31}[0-9])[A-Za-z0-9]{32,64}",
        "the provider's console",
    ),
    prefixed("Groq key", "gsk_", r"[A-Za-z0-9]{48,56}", "console.groq.com/keys"),
    prefixed("xAI key", "xai-", r"[A-Za-z0-9_]{70,90}", "console.x.ai"),
    prefixed("Perplexity key", "pplx-", r"[A-Za-z0-9]{40,60}", "perplexity.ai/settings/api"),
    prefixed("Fireworks key", "fw_", r"[A-Za-z0-9]{20,30}", "fireworks.ai"),
    prefixed("NVIDIA key", "nvapi-", r"[A-Za-z0-9_-]{60,70}", "build.nvidia.com"),
    prefixed(
        "LangSmith key", "lsv2_", r"(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}", "smith.langchain.com"
    ),
    prefixed("Langfuse key", "sk-lf-|pk-lf-", UUID, "Langfuse, Project settings"),
    prefixed("Pinecone key", "pcsk_", r"[A-Za-z0-9_]{50,80}", "app.pinecone.io"),
    prefixed("Tavily key", "tvly-", r"[A-Za-z0-9-]{20,60}", "app.tavily.com"),
    prefixed("Cerebras key", "csk-", r"[a-z0-9]{40,60}", "cloud.cerebras.ai"),
    prefixed("Jina key", "jina_", r"[A-Za-z0-9_-]{50,70}", "jina.ai"),
    prefixed("Firecrawl key", "fc-", r"[0-9a-f]{32}", "firecrawl.dev"),
    prefixed(
        "Modal token",
        "ak-|as-",
        r"(?=[A-Za-z]{0,21}[0-9])(?=[^A-Z]{0,21}[A-Z])[A-Za-z0-9]{22}",
        "modal.com/settings",
    ),
    prefixed("ElevenLabs key", "sk_", r"[0-9a-f]{48}", "elevenlabs.io"),
    prefixed("RunPod key", "rpa_", r"[A-Z0-9]{30,50}[a-z0-9]{0,10}", "runpod.io"),
    prefixed(
        "New Relic key",
        "NRAK-|NRJS-|NRII-|NRSP-|NRIQ-|NRRA-|NRAA-",
        r"[A-Za-z0-9_-]{19,47}",
        "New Relic, API keys",
    ),
    Kind(
        name="Okta token",
        marks=("00",),
        form=r"(?<![A-Za-z0-9_+/-])(?P<value>00(?=[a-z0-9_-]{0,38}[A-Z])(?=[A-Z0-9_-]{0,38}[a-z])"
        r"[A-Za-z0-9_-]{40})(?![A-Za-z0-9_+/-])",
        at="Okta, Security, API, Tokens",
        shown=2,
    ),
    Kind(
        name="New Relic licence key",
        marks=("NRAL",),
        form=r"(?<![0-9a-fA-F])(?P<value>[0-9a-fxA-F]{36}NRAL)(?![A-Za-z0-9])",
        at="New Relic, API keys",
        back=36,
    ),
    opened("Grafana token", "glc_|glsa_", r"[A-Za-z0-9+/_=]{32}", GRAFANA),
    prefixed("Grafana key", "eyJrIjoi", r"[A-Za-z0-9+/_-]{40,400}={0,2}", GRAFANA),
    opened(
        "Sentry token",
        "sntryu_|sntrys_|sntrya_",
        r"[A-Za-z0-9+/=_]{40}",
        "sentry.io/settings/auth-tokens",
    ),
    prefixed("Honeycomb key", "hcaik_|hcaic_|hcbik_|hcamk_", r"[a-z0-9]{26,80}", "Honeycomb"),
    prefixed(
        "Datadog app token", "ddapp_|ddpat_", r"[A-Za-z0-9]{32,60}", "Datadog, Personal settings"
    ),
    prefixed(
        "Dynatrace token",
        "dt0s01.|dt0c01.|dt0s16.|dt0e01.",
        r"[A-Z0-9]{8,24}\.[A-Z0-9]{50,64}",
        "Dynatrace, Access tokens",
    ),
    prefixed("Axiom token", "xaat-|xapt-", UUID, "Axiom, Settings"),
    prefixed("PostHog key", "phx_|phc_", r"[A-Za-z0-9]{40,50}", "PostHog, Personal API keys"),
    prefixed("LaunchDarkly key", "sdk-|mob-|api-", UUID, "LaunchDarkly, Authorization"),
    prefixed("HubSpot token", "pat-na1-|pat-na2-|pat-eu1-", UUID, "HubSpot, Private apps"),
    prefixed("Intercom token", "dG9rO", r"[A-Za-z0-9+/]{40,80}={0,2}", "Intercom, Developer hub"),
    prefixed(
        "Mapbox token",
        "sk.eyJ|tk.eyJ|pk.eyJ",
        r"[A-Za-z0-9_-]{40,120}\.[A-Za-z0-9_-]{20,24}",
        "account.mapbox.com",
    ),
    prefixed("Contentful token", "CFPAT-", r"[A-Za-z0-9_-]{43}", "Contentful"),
    prefixed("Apify key", "apify_api_", r"[A-Za-z0-9]{34,46}", "Apify, Integrations"),
    prefixed("Flagsmith token", "ser.", r"[A-Za-z0-9]{20,30}", "Flagsmith"),
    prefixed("Adobe secret", "p8e-|s8e-", r"[A-Za-z0-9_-]{32}", "developer.adobe.com/console"),
    prefixed("Adafruit key", "aio_", r"[A-Za-z0-9]{28}", "io.adafruit.com"),
    prefixed("Ubidots token", "BBFF-|BBUS-", r"[A-Za-z0-9]{30}", "Ubidots"),
    prefixed("Zuplo key", "zpka_", r"[a-f0-9]{32}_[a-f0-9]{8}", "Zuplo"),
    prefixed("Endor Labs key", "endr+", r"[A-Za-z0-9_-]{16}", "Endor Labs"),
    prefixed("Ramp token", "ramp_sec_|ramp_id_", r"[A-Za-z0-9]{32,48}", "Ramp"),
    prefixed("Trello token", "ATTA", r"[0-9a-f]{64,72}[0-9A-F]{0,8}", "trello.com/power-ups/admin"),
    told(
        "key in the address of a node",
        "infura.io/|alchemyapi.io/|alchemy.com/|quiknode.pro/|quicknode.pro/",
        r"(?:infura\.io|alchemyapi\.io|alchemy\.com|quic?knode\.pro)/(?:v[0-9]/)?"
        r"(?P<value>[a-z0-9_-]{32,64})",
        "the provider's dashboard",
    ),
    told(
        "web hook of Mattermost",
        "/hooks/",
        r"/hooks/(?P<value>[a-z0-9]{26})(?![a-z0-9])",
        "Mattermost, Integrations",
    ),
    prefixed("Lob key", "live_|test_", r"[a-f0-9]{35}", "Lob"),
    prefixed("GoCardless token", "live_", r"[A-Za-z0-9_=-]{40}", "GoCardless"),
)
