"""Secrets of no known form are known by their names, and what only looks like one is let be."""

import pytest

from shared.core.secrets.scanning import hits_in
from tests.core.secrets.examples import example

HEX = "{hex:32}"
LOT = "{any:24}"
PASSWORD = "Tr0{any:8}!"
WORDS = "correct{any:2}"


@pytest.mark.parametrize(
    "text",
    [
        f'api_key = "{LOT}"',
        f'API_KEY: str = "{LOT}"',
        f'"apiKey": "{LOT}",',
        f"export DATA_TOKEN={LOT}",
        f"client_secret: {LOT}",
        f'client_secret = r"{LOT}"',
        f'access_key = "{HEX}"',
        f'os.environ["DB_PASSWORD"] = "{PASSWORD}"',
        f"password: {PASSWORD}",
        f"<password>{PASSWORD}</password>",
        f'<add key="DbPassword" value="{PASSWORD}"/>',
        f'variable "db_password" {{ default = "{PASSWORD}" }}\npassword = "{PASSWORD}"',
        f'connect(user="ada", passwd="{PASSWORD}")',
        f'set("password", "{PASSWORD}")',
        f'{{\\"password\\": \\"{PASSWORD}\\"}}',
        f'if password == "{PASSWORD}":',
        f"--token {LOT}",
        f'datadog = "{HEX}"',
        f"OPENAI={LOT}",
        f"acme_live_{LOT}",
        f'headers = {{"Ocp-Apim-Subscription-Key": "{HEX}"}}',
        'aws_secret_access_key = "{b64:40}"',
        "ARTIFACTORY_TOKEN={low:64}",
        'personalAccessToken = "{low:52}"',
    ],
)
def test_a_value_that_is_called_a_secret_is_one(text):
    assert [*hits_in(example(text.replace("{{", "{").replace("}}", "}")))] != []


@pytest.mark.parametrize(
    "text",
    [
        'password = "${DB_PASSWORD}"',
        'password = os.environ["DB_PASSWORD"]',
        'password = dbutils.secrets.get("scope", "db-password-2024")',
        'password = "{{ secrets.DB_PASSWORD1 }}"',
        'password = f"{prefix}Aa1!aaaa"',
        'password = "<Your-Passw0rd>"',
        'password = "changeme123!A"',
        'password = "xxxxxxxxxxxx"',
        'password = "aaaaaaaaaaaa"',
        'api_key = "your-api-key-1234567890"',
        'token = "AccountTokenV2Name"',
        'token = "https://bank.example/oauth2/v2.0/token"',
        "token: Optional[str] = None",
        "token = tokens2[index3].valueOfIt",
        'secret_name = "churn-Db-Pw1"',
        "secretScope: Retail2Churn!",
        'PASSWORD_FILE = "Db2Secrets!"',
        'secret_name = "churn-db-password-2024"',
        'secret_name = "kv-churn-Prod-01"',
        'SECRET_SCOPE: "kv-Retail-Prod-01"',
        'tokenType = "Bearer-V2-jwt01"',
        "alter user ada with password '<password>'",
        f'commit = "{HEX}{{hex:8}}"',
        f"numpy==2.4.6 --hash=sha256:{HEX}{HEX}",
        '"integrity": "sha512-{b64:86}=="',
        f'key_id = "{HEX}"',
        f"run_id: {HEX}",
        "client_id = {uuid}",
        f'model_uuid: "{HEX}"',
        f'"next_page_token": "{LOT}"',
        f'"id": "chatcmpl-{LOT}"',
        "acme_{hex:8}-{hex:4}-{hex:4}-{hex:12}",
        "encryption_key_sha256 = encryption_key_sha256_of_blob",
        'f"a key of {AES_256_KEY_LENGTH_IN_B1TS}"',
        "https://github.com/bank/own-keys/commit/{hex:40}",
        f'publicKeyToken="{HEX}"',
        "key: ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB{b64:200}",
        "key = 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE{b64:80}=='",
        "AccountKey=Eby8vdM02xNOcqFl{b64:72}==",
        "image/png: iVBORw0KGgo{b64:900}",
        "postgresql://user:password@localhost/db",
        "postgresql://user:${PASSWORD}@localhost/db",
        "the basic principles of bearer bonds",
        "basic {low:25}",
        "Aa1Aa1Aa1Aa1Aa1Aa1Aa1 key",
    ],
)
def test_what_is_no_secret_is_let_be(text):
    drawn = example(text.replace("{{hex", "{hex").replace("{{b64", "{b64"))

    assert [(hit.kind.name, hit.value) for hit in hits_in(drawn)] == []


def test_in_source_code_only_a_literal_is_a_password():
    text = example("password = Tr0{any:8}")

    assert [*hits_in(text, code=True)] == []
    assert len([*hits_in(text)]) == 1


def test_of_values_that_overlap_the_surest_is_told():
    text = example('token = "ghp_{any:36}"\npassword = "glpat-{any:20}"')

    assert [hit.kind.name for hit in hits_in(text)] == ["GitHub token", "GitLab token"]
