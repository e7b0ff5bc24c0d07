"""What a check looks at: one model's folder, cut out of a repository."""

import pytest

from shared import yaml_reader
from shared.core.checks.folders import files_of, models_in, tree_of
from shared.core.checks.tree import Tree
from shared.core.document import Document, UnreadableDocumentError

REPOSITORY = {
    "README.md": b"two models\n",
    "models/churn/model.yml": b"MODEL_NAME: churn\n",
    "models/churn/src/a.py": b"\xef\xbb\xbfa = 1\n",
    "models/churn/examples.bin": b"\0\1",
    "models/churn_two/model.yml": b"MODEL_NAME: churn_two\n",
}


@pytest.mark.parametrize(
    ("paths", "folders"),
    [
        pytest.param([], (), id="nothing"),
        pytest.param(["train.py", "model.yaml", "my_model.yml"], (), id="no model"),
        pytest.param(["train.py", "model.yml"], (".",), id="one at the root"),
        pytest.param(list(REPOSITORY), ("models/churn", "models/churn_two"), id="two in folders"),
        pytest.param(["b/model.yml", "model.yml"], (".", "b"), id="one within the other"),
    ],
)
def test_a_model_is_a_folder_with_a_model_file(paths, folders):
    assert models_in(paths) == folders


def test_a_folder_holds_its_own_files_by_their_own_paths():
    assert sorted(files_of("models/churn", REPOSITORY)) == [
        "examples.bin",
        "model.yml",
        "src/a.py",
    ]
    assert files_of(".", REPOSITORY) == REPOSITORY


def test_a_tree_tells_text_from_everything_else():
    links = ["models/churn/link", "link"]
    tree = tree_of("models/churn", REPOSITORY, read=yaml_reader.read, passed_over=links)

    assert tree.files["src/a.py"] == "a = 1\n"
    assert tree.unread == {"examples.bin": "not UTF-8 text"}
    assert tree.passed_over == ("link",)
    assert tree.model_file == Document(values={"MODEL_NAME": "churn"}, lines={"MODEL_NAME": 1})


def test_a_tree_without_a_readable_model_file_knows_why():
    tree = tree_of("models", REPOSITORY, read=yaml_reader.read)

    assert isinstance(tree.model_file, UnreadableDocumentError)
    assert str(tree.model_file) == "not there. Add model.yml as UTF-8 text."


def test_a_source_is_parsed_once_for_all_checks():
    tree = tree_of("models/churn", REPOSITORY, read=yaml_reader.read)

    assert tree.syntax("src/a.py") is tree.syntax("src/a.py")


def test_a_yaml_file_is_read_once_for_all_checks_or_not_at_all():
    tree = tree_of(".", {"a.yml": b"a: 1\n", "b.yml": b"["}, read=yaml_reader.read)

    assert tree.document("a.yml") is tree.document("a.yml")
    assert tree.document("a.yml").values == {"a": 1}
    assert isinstance(tree.document("b.yml"), UnreadableDocumentError)


def test_a_tree_that_nobody_gave_a_reader_reads_no_yaml():
    tree = Tree(files={"a.yml": "a: 1\n"}, model_file=Document(values={}))

    assert isinstance(tree.document("a.yml"), UnreadableDocumentError)


def test_a_tree_keeps_the_bytes_of_what_is_not_text_and_of_what_lies_in_no_model_s_folder():
    tree = tree_of("models/churn", REPOSITORY, read=yaml_reader.read)

    assert tree.odd == {"examples.bin": b"\0\1"}
    assert tree.outside == {"README.md": b"two models\n"}
    assert tree_of(".", REPOSITORY, read=yaml_reader.read).outside == {}
