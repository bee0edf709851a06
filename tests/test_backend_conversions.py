"""`conversions`: JSON to models to static nodes and back, each type's classes imported when used."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests import kit
from tests.backend_corpus import Corpus, conversions, write_corpus

reference = kit.load("shared.value_check")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return write_corpus(tmp_path_factory.mktemp("conversions"), 40)


@pytest.fixture
def made(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The generated conversions of the corpus."""
    for name in [name for name in sys.modules if name.split(".")[0] == "corpus"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(corpus.folder)
    return importlib.import_module("corpus.conversions")


def test_the_node_types_are_the_specifications_that_are_nodes(
    corpus: Corpus, made: Any
) -> None:
    nodes = sorted(
        type_ for type_, spec in corpus.specs.items() if spec["kind"] == "node"
    )
    assert list(made.NODE_TYPES) == list(made.MODELS) == list(made.NODES) == nodes
    for type_ in nodes:
        fields = [field["name"] for field in corpus.specs[type_]["fields"]]
        assert list(made.field_names(type_)) == fields
        assert made.NODES[type_].type == type_


def test_importing_them_imports_neither_pydantic_nor_a_model(corpus: Corpus) -> None:
    script = "import sys, corpus.conversions; print(sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=corpus.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "pydantic" not in done.stdout
    assert "_model" not in done.stdout


def test_a_node_goes_to_a_model_and_to_json_and_back(corpus: Corpus, made: Any) -> None:
    from tests.backend_samples import Sampler

    count = 0
    for number, type_ in enumerate(made.NODE_TYPES):
        sampler = Sampler(number)
        for _ in range(20):
            data = sampler.value(corpus.specs[type_]["fields"])
            try:
                model = made.model_from_dict(type_, data)
            except ValidationError:
                continue
            node = made.node_from_dict(type_, data)
            assert node == made.node_from_model(model)
            result = made.dict_from_node(node)
            assert made.node_from_dict(type_, result) == node
            assert made.node_from_model(made.model_from_node(node)) == node
            assert reference.json_equal(result, model.model_dump(by_alias=True))
            count += 1
    assert count > 100


def test_what_is_not_of_the_type_is_refused(made: Any) -> None:
    type_ = made.NODE_TYPES[0]
    with pytest.raises(ValidationError):
        made.node_from_dict(type_, {"type": "another"})
    with pytest.raises(KeyError, match="nothing"):
        made.model_from_dict("nothing", {})


def test_a_module_is_where_its_path_says() -> None:
    summary = {
        "is_node": True,
        "model": "Start",
        "node": "StartNode",
        "fields": ["defaultPort"],
        "attributes": {"defaultPort": "default_port"},
        "omitted": [],
    }
    item = {
        "node_name": "start",
        "path": "lib/src/shop/models/start_model.py",
        "paths": {"static_node": "shop/static/start_node.py"},
        "summary": summary,
    }
    domain = {
        "node_name": "money",
        "path": "m.py",
        "paths": {},
        "summary": {"is_node": False},
    }
    code = conversions([domain, item])
    assert (
        """\
_NODE_TYPES: dict[str, _NodeType] = {
    "start": _NodeType(
        model=("shop.models.start_model", "Start"),
        node=("shop.static.start_node", "StartNode"),
        fields=("defaultPort",),
        attributes={"defaultPort": "default_port"},
        omitted=(),
    ),
}
"""
        in code
    )


@pytest.mark.parametrize(
    "path", ["models/start-model.py", "models/start.txt", "1/a.py"]
)
def test_a_path_that_is_no_module_is_refused(path: str) -> None:
    mapper = kit.load("backend.utils.python_mapper")
    with pytest.raises(ValueError, match="is no path of a Python module"):
        mapper.module_name(path)


def test_a_workspace_without_nodes(tmp_path: Path) -> None:
    compile(conversions([]), "conversions", "exec")
