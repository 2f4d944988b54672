"""Makes mutants of a file of guards: each differs from it in one comparison, negation, choice, condition or call.

A mutant that no test notices is a rule that nobody would miss.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

_FLIPS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One changed file: where the change is, what it was and what it is, and the whole source."""

    path: Path
    line: int
    function: str
    was: str
    becomes: str
    source: str

    @property
    def name(self) -> str:
        """What stays the same when lines move."""
        return f"{self.path.parent.name}/{self.path.name}:{self.function}: {self.was}  ->  {self.becomes}"


def mutants(path: Path) -> list[Mutant]:
    """Every mutant of a file's functions, in the order of their lines; what is declared beside them is left alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    inside = {id(part) for function in ast.walk(tree) if isinstance(function, ast.FunctionDef) for body in function.body
              for part in ast.walk(body)}  # fmt: skip
    for number, node in enumerate(ast.walk(tree)):
        for change in range(_changes(node) if id(node) in inside else 0):
            changed = deepcopy(tree)
            other = _nth(changed, number)
            was = _said(other)
            _change(other, change)
            source = ast.unparse(ast.fix_missing_locations(changed))
            line = getattr(node.target if isinstance(node, ast.comprehension) else node, "lineno", 0)
            function = _function_at(tree, line)
            mutant = Mutant(
                path=path, line=line, function=function, was=was, becomes=_said(other, gone=was), source=source
            )
            found.append(mutant)
    return sorted(found, key=lambda mutant: (mutant.line, mutant.was, mutant.becomes))


def _nth(tree: ast.AST, number: int) -> ast.AST:
    for index, node in enumerate(ast.walk(tree)):
        if index == number:
            return node
    raise IndexError(number)


def _said(node: ast.AST, gone: str = "") -> str:
    if isinstance(node, ast.If | ast.While):
        return f"if {ast.unparse(node.test)}"
    if isinstance(node, ast.comprehension):
        return f"for {ast.unparse(node.target)} " + " ".join(f"if {ast.unparse(test)}" for test in node.ifs)
    return ast.unparse(node)


def _changes(node: ast.AST) -> int:
    """How many different changes a node allows."""
    match node:
        case ast.Compare(ops=[operator]):
            return len(_FLIPS[type(operator)])
        case ast.Compare(ops=operators):
            return len(operators)
        case (
            ast.BoolOp()
            | ast.IfExp()
            | ast.If()
            | ast.While()
            | ast.UnaryOp(op=ast.Not())
            | ast.Constant(value=bool())
            | ast.Expr(value=ast.Call() | ast.YieldFrom() | ast.Yield())
            | ast.comprehension(ifs=[_, *_])
        ):
            return 1
        case _:
            return 0


def _change(node: ast.AST, change: int) -> None:
    match node:
        case ast.Compare(ops=[operator]):
            node.ops = [_FLIPS[type(operator)][change]()]
        case ast.Compare(ops=operators):
            node.ops = [_FLIPS[type(o)][0]() if at == change else o for at, o in enumerate(operators)]
        case ast.BoolOp():
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ast.IfExp():
            node.body, node.orelse = node.orelse, node.body
        case ast.If() | ast.While():
            node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
        case ast.UnaryOp():
            node.op, node.operand = ast.Not(), ast.UnaryOp(op=ast.Not(), operand=node.operand)
        case ast.Constant():
            node.value = not node.value
        case ast.Expr():
            node.value = ast.Constant(value=...)
        case ast.comprehension():
            node.ifs = []
        case _:
            raise AssertionError(f"{ast.dump(node)} has no changes")


def _function_at(tree: ast.AST, line: int) -> str:
    """The innermost function around a line."""
    around = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.lineno <= line <= (n.end_lineno or 0)]
    return max(around, key=lambda node: node.lineno).name if around else "the module"


def guards(root: Path) -> Iterator[Path]:
    """The files whose rules must not be missed."""
    for folder in ("engine/evaluation", "engine/decide"):
        yield from sorted(path for path in (root / folder).glob("*.py") if path.name != "__init__.py")
