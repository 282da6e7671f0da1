"""Names that say nothing, functions that say too much, modules that do not say why they are long."""

import ast
import re

from .sources import Source, sources

EMPTY_WORDS = {
    "utils",
    "util",
    "common",
    "helper",
    "helpers",
    "misc",
    "manager",
    "managers",
    "handler",
    "handlers",
}
LONGEST_FUNCTION = 60
LONGEST_MODULE = 500
REASON = re.compile(r"\blong because\b")
WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def empty_words(name: str) -> set[str]:
    """The words of an identifier that name nothing: {"manager"} of ``CaseManager``."""
    return {word.lower() for word in WORDS.findall(name)} & EMPTY_WORDS


def _definitions(source: Source) -> list[Definition]:
    return [node for node in ast.walk(source.tree) if isinstance(node, Definition)]


def _words_of_bases(node: Definition) -> set[str]:
    """Django calls its query doors managers; who must derive from one may say so."""
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    return {word for base in bases for word in empty_words(ast.unparse(base).partition("[")[0])}


def _length(node: Definition) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_modules_and_definitions_bear_names_of_the_field() -> None:
    wrong = [source.name for source in sources() if empty_words(source.name.rpartition(".")[2])]
    wrong += [
        f"{source.at(node)} {node.name}"
        for source in sources()
        for node in _definitions(source)
        if empty_words(node.name) - _words_of_bases(node)
    ]
    assert wrong == []
    assert empty_words("CaseManager")
    assert empty_words("date_utils")
    assert not empty_words("clock_acts")


def test_functions_are_short() -> None:
    wrong = [
        f"{source.at(node)} {node.name}: {_length(node)} lines"
        for source in sources()
        for node in _definitions(source)
        if not isinstance(node, ast.ClassDef) and _length(node) > LONGEST_FUNCTION
    ]
    assert wrong == []


def test_a_long_module_says_why() -> None:
    wrong = [
        f"{source.name}: {source.text.count(chr(10))} lines"
        for source in sources()
        if source.text.count("\n") > LONGEST_MODULE
        and not REASON.search(ast.get_docstring(source.tree) or "")
    ]
    assert wrong == [], 'say at the top of the module what it is "long because" of'
