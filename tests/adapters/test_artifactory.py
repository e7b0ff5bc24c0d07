"""Artifactory misbehaves, and still every release is there once, whole, and as it was put."""

import tracemalloc
from contextlib import closing, suppress
from datetime import timedelta
from hashlib import sha256

import pytest

from shared.adapters.artifactory import Artifactory, Layout, OidcExchange
from shared.core.errors import RefusedError, TryAgainError
from shared.ports import AlteredError, Build, CredentialsError
from tests.standins.artifactory import Artifactory as Server
from tests.standins.serving import serving
from tests.standins.wire import Answer, Cut, Gone, Late, Lost, wire_to

PLACE = "models-retail/churn/4/model/weights.skops"
NOTED = {"mlops.run_id": "churn-5e1f", "mlops.commit": "c0ffee"}
CANARY = "canary-of-a-secret"


@pytest.fixture(scope="module")
def hall():
    """An Artifactory, and a wire to it."""
    server = Server()
    with serving(server.app) as address, wire_to(address) as wire:
        yield server, wire


@pytest.fixture
def server(hall):
    """An Artifactory with one known token and nothing in it."""
    hall[0].forget()
    return hall[0]


@pytest.fixture
def wire(hall, server):
    """The wire, on which nothing has passed yet."""
    hall[1].requests.clear()
    hall[1].troubles.clear()
    return hall[1]


@pytest.fixture
def opened(wire):
    """Makes clients at the other end of the wire."""
    made = []

    def client(token=lambda: "good-token", **choices):
        made.append(Artifactory(f"{wire.address}/artifactory/", token, **choices))
        return made[-1]

    yield client
    for one in made:
        one.close()


@pytest.fixture(params=list(Layout))
def artifactory(request, opened):
    """A client, for each layout."""
    return opened(layout=request.param)


@pytest.fixture
def weights(tmp_path):
    """A file to put."""
    (tmp_path / "weights").write_bytes(b"weights" * 1000)
    return tmp_path / "weights"


def released(artifactory, source):
    """One file put and its build noted, as a publication does it."""
    put = artifactory.put(PLACE, source, NOTED)
    name = "models-retail.churn"
    artifactory.record(
        Build(name=name, number="4", repository="bank/churn", commit="c0ffee", artefacts=(put,))
    )
    return put


PUTS = "PUT /artifactory/models-retail/"
TROUBLES = [
    pytest.param(Answer(408), id="a time-out of its own"),
    pytest.param(Answer(429, headers={"Retry-After": "7"}), id="too many requests"),
    pytest.param(Answer(500), id="a fault"),
    pytest.param(Answer(503), id="a restart"),
    pytest.param(Gone(), id="a connection cut before"),
    pytest.param(Cut(after=10), id="a connection cut in the answer"),
    pytest.param(Lost(), id="a lost answer"),
]
MOMENTS = [
    pytest.param("GET /artifactory/api/storage", id="looking"),
    pytest.param(PUTS, id="deploying"),
    pytest.param("PUT /artifactory/api/build", id="noting the build"),
]


@pytest.mark.parametrize("trouble", TROUBLES[:-2])
@pytest.mark.parametrize("moment", MOMENTS)
def test_trouble_is_told_as_something_that_may_pass(artifactory, wire, weights, trouble, moment):
    wire.upset(trouble, on=moment)

    with pytest.raises(TryAgainError, match="Artifactory"):
        released(artifactory, weights)


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("moment", MOMENTS)
def test_what_trouble_cut_short_is_finished_by_a_repeat_and_there_once(
    artifactory, server, wire, weights, trouble, moment
):
    wire.upset(trouble, on=moment)

    with suppress(TryAgainError):
        released(artifactory, weights)
    released(artifactory, weights)

    assert artifactory.get(PLACE) == weights.read_bytes()
    assert artifactory.properties(PLACE) == NOTED
    assert sum("weights" in place for place in server.files) == 1
    assert list(server.builds) == [("models-retail.churn", "4")]


@pytest.mark.parametrize("moment", ["start-transaction", "PUT /artifactory/api/machinelearning"])
@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_transaction_that_trouble_cut_short_is_replaced_by_another(
    opened, server, wire, weights, trouble, moment
):
    artifactory = opened(layout=Layout.MACHINELEARNING)
    wire.upset(trouble, on=moment)

    with suppress(TryAgainError):
        released(artifactory, weights)
    released(artifactory, weights)

    assert "models-retail/models/churn/4/model-manifest.json" in server.files
    assert artifactory.properties(PLACE) == NOTED


def test_after_a_lost_answer_nothing_is_uploaded_again(opened, server, wire, weights):
    artifactory = opened()
    wire.upset(Answer(404), on=PUTS)
    wire.upset(Lost(), on=PUTS)
    with pytest.raises(TryAgainError):
        artifactory.put(PLACE, weights, NOTED)
    before = wire.count(PUTS)

    artifactory.put(PLACE, weights, NOTED)

    assert wire.count(PUTS) == before == 2


def test_bytes_that_are_known_are_not_sent_a_second_time(opened, wire, weights):
    artifactory = opened()
    artifactory.put(PLACE, weights)
    before = wire.count(PUTS)

    artifactory.put(PLACE.replace("/4/", "/5/"), weights)

    assert [one.status for one in wire.requests if one.method == "PUT"][before:] == [201]


def test_an_answer_that_does_not_come_in_time_is_waited_for_no_longer(opened, wire, weights):
    wire.upset(Late(seconds=0.5))

    with pytest.raises(TryAgainError, match="ReadTimeout"):
        opened(seconds=0.2).put(PLACE, weights)
    wire.rest()


def test_a_server_that_asks_to_be_left_alone_is_left_alone_for_so_long(opened, wire, weights):
    wire.upset(Answer(429, headers={"Retry-After": "7"}))

    with pytest.raises(TryAgainError) as trouble:
        opened().put(PLACE, weights)

    assert trouble.value.after == timedelta(seconds=7)


@pytest.mark.parametrize("layout", list(Layout))
def test_a_token_that_is_not_known_is_one_clear_error(opened, weights, layout):
    artifactory = opened(lambda: CANARY, layout=layout)

    with pytest.raises(CredentialsError, match="GATEHOUSE_ARTIFACTORY_TOKEN") as trouble:
        artifactory.put(PLACE, weights)

    assert CANARY not in str(trouble.value)


@pytest.mark.parametrize("right", ["deploy", "annotate", "build"])
def test_a_right_that_is_missing_is_one_clear_error(opened, server, weights, right):
    server.rights.discard(right)
    server.forgets_properties = True

    with pytest.raises(CredentialsError, match="Read, Deploy and Annotate"):
        released(opened(), weights)


@pytest.mark.parametrize("status", [403, 409])
def test_a_refusal_because_the_same_bytes_are_there_is_no_refusal(opened, wire, weights, status):
    artifactory = opened()
    artifactory.put(PLACE, weights)
    wire.upset(Answer(404), on="GET /artifactory/api/storage")
    wire.upset(Answer(status), on=PUTS)

    assert artifactory.put(PLACE, weights, NOTED).path == PLACE
    assert artifactory.properties(PLACE) == NOTED


def test_nothing_is_overwritten_where_the_server_would_allow_it(opened, server, tmp_path, weights):
    artifactory = opened()
    server.rights.add("overwrite")
    artifactory.put(PLACE, weights)
    (tmp_path / "other").write_bytes(b"other weights")

    with pytest.raises(AlteredError, match="never changes"):
        artifactory.put(PLACE, tmp_path / "other")

    assert artifactory.get(PLACE) == weights.read_bytes()


def test_what_the_server_reads_back_wrongly_is_noticed(opened, server, weights):
    server.lies = "0" * 64

    with pytest.raises(AlteredError, match="sha256 0000"):
        opened().put(PLACE, weights)


def test_properties_that_were_not_taken_are_mended(opened, server, weights):
    server.forgets_properties = True
    artifactory = opened()

    artifactory.put(PLACE, weights, NOTED)

    assert server.files[PLACE].noted == NOTED


def test_a_file_too_large_for_the_server_is_refused_for_good(opened, server, weights):
    server.longest = 100

    with pytest.raises(RefusedError, match="413"):
        opened().put(PLACE, weights)


@pytest.mark.parametrize("layout", list(Layout))
def test_a_repository_that_is_not_there_is_refused_with_the_setting(opened, weights, layout):
    with pytest.raises(RefusedError, match="ARTIFACTORY_REPOSITORY_MODEL"):
        opened(layout=layout).put("models-nobody/churn/4/model/weights", weights)


def test_what_the_server_says_of_us_is_not_repeated(opened, wire, weights):
    wire.upset(Answer(400, body=CANARY.encode()))

    with pytest.raises(RefusedError) as trouble:
        opened().put(PLACE, weights)

    assert CANARY not in str(trouble.value)


def test_a_redirect_is_not_followed(opened, wire, weights):
    wire.upset(Answer(302, headers={"Location": "http://127.0.0.1:9/"}))

    with pytest.raises(RefusedError, match="302"):
        opened().put(PLACE, weights)


def test_a_model_that_another_process_released_first_is_where_that_left_it(opened, weights):
    slower, faster = (opened(layout=Layout.MACHINELEARNING) for _ in range(2))
    slower.put(PLACE, weights, NOTED)
    released(faster, weights)

    released(slower, weights)

    assert slower.place_of(PLACE) == faster.place_of(PLACE)
    assert slower.get(PLACE) == weights.read_bytes()


def test_a_large_file_is_never_held_whole(hall, server, tmp_path):
    with (tmp_path / "large").open("wb") as file:
        file.truncate(48 << 20)
    with closing(Artifactory(f"{hall[1].upstream}/artifactory", lambda: "good-token")) as direct:
        tracemalloc.start()
        put = direct.put(PLACE, tmp_path / "large")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert server.files[PLACE].size == put.size == 48 << 20
    assert peak < 16 << 20


def test_the_build_names_the_commit_and_every_file_with_its_sums(opened, server, weights):
    put = released(opened(), weights)

    build = server.builds["models-retail.churn", "4"]
    assert build["vcs"] == [{"url": "bank/churn", "revision": "c0ffee"}]
    assert build["modules"][0]["artifacts"] == [
        {
            "name": PLACE,
            "type": "skops",
            "sha256": sha256(weights.read_bytes()).hexdigest(),
            "sha1": put.sha1,
            "md5": put.md5,
        }
    ]


def test_a_model_lies_as_jfrogs_own_library_would_have_left_it(opened, server, weights):
    artifactory = opened(layout=Layout.MACHINELEARNING)
    artifactory.put("models-retail/churn/4/manifest.json", weights)
    put = artifactory.put(PLACE, weights)
    beside = artifactory.put("models-retail/churn/4/manifest.json", weights)

    artifactory.record(
        Build(name="c", number="4", repository="r", commit="c0", artefacts=(put, beside))
    )

    root = "models-retail/models/churn/4"
    assert set(server.files) == {
        f"{root}/model-manifest.json",
        f"{root}/model/weights.skops",
        f"{root}/model/gatehouse/manifest.json",
    }


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("models-retail/churn/4/model/gatehouse/x", id="where our own files lie"),
        pytest.param("models-retail/churn/4/model/model-manifest.json", id="their manifest"),
        pytest.param("models-retail/churn/4", id="no file"),
        pytest.param(f"models-retail/{'c' * 61}/4/model/x", id="a name too long for them"),
        pytest.param("models-retail/chürn/4/model/x", id="a letter they do not take"),
    ],
)
def test_a_name_that_a_model_repository_cannot_hold_is_refused(opened, server, weights, path):
    with pytest.raises(RefusedError, match="reserved|generic"):
        opened(layout=Layout.MACHINELEARNING).put(path, weights)

    assert server.files == {}


@pytest.fixture
def exchange(server, wire):
    """Exchanges the identity of a managed identity."""
    server.tokens.clear()
    server.identities["azure"] = f"jwt-{CANARY}"
    return OidcExchange(
        address=f"{wire.address}/artifactory", provider="azure", identity=lambda: f"jwt-{CANARY}"
    )


def test_an_identity_is_exchanged_once_for_many_requests(opened, server, exchange, weights):
    released(opened(exchange), weights)

    assert server.exchanges == 1


def test_a_token_that_has_worn_out_is_exchanged_once_more(opened, server, exchange, weights):
    artifactory = opened(exchange)
    artifactory.put(PLACE, weights)
    server.tokens.clear()

    artifactory.put(PLACE, weights)

    assert server.exchanges == 2


def test_an_identity_that_is_not_mapped_is_one_clear_error(opened, server, exchange, weights):
    server.identities.clear()

    with pytest.raises(CredentialsError, match="GATEHOUSE_ARTIFACTORY_OIDC") as trouble:
        opened(exchange).put(PLACE, weights)

    assert CANARY not in str(trouble.value)


def test_an_exchange_that_asks_to_be_left_alone_is_left_alone_for_so_long(
    opened, wire, exchange, weights
):
    wire.upset(Answer(429, headers={"Retry-After": "7"}), on="oidc/token")

    with pytest.raises(TryAgainError) as trouble:
        opened(exchange).put(PLACE, weights)

    assert trouble.value.after == timedelta(seconds=7)


@pytest.mark.parametrize("trouble", [Answer(429), Answer(503), Gone(), Lost()], ids=repr)
def test_an_exchange_that_fails_for_now_is_tried_again(opened, wire, exchange, weights, trouble):
    wire.upset(trouble, on="oidc/token")

    with pytest.raises(TryAgainError, match="token exchange"):
        opened(exchange).put(PLACE, weights)

    assert opened(exchange).put(PLACE, weights).path == PLACE


def test_the_probe_says_who_we_are_and_what_answered(opened):
    token = "h." + "eyJzdWIiOiJqZmFjQDEvdXNlcnMvZ2F0ZWhvdXNlIn0" + ".s"
    client = opened(lambda: token)

    with pytest.raises(CredentialsError):
        client.probe()
    assert opened().probe().startswith("Artifactory 7.111.4 knows an access token")
    assert client.calls.who == "jfac@1/users/gatehouse"
