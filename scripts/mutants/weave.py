"""Weaves the mutants that cargo-mutants lists into the source, each behind a switch.

One build then holds them all: `crate::mutant::on(N)` is true in a process that runs with
MUTANT=N. A mutant of an operator becomes `if on(N) { mutant } else { original }` around its
expression, one of a function a `return` at its beginning, a deleted arm a guard.
"""

import collections

import tree_sitter
import tree_sitter_rust

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))

SWITCH = """//! Which mutant is on. Woven in by scripts/mutants, never committed.

extern crate std;

static ON: std::sync::OnceLock<usize> = std::sync::OnceLock::new();

pub(crate) fn on(number: usize) -> bool {
    *ON.get_or_init(|| std::env::var("MUTANT").ok().and_then(|v| v.parse().ok()).unwrap_or(0))
        == number
}
"""


def no_std(replacement):
    """The replacement in words that a `no_std` crate knows."""
    for ours, theirs in [
        ("vec!", "alloc::vec!"),
        ("Box::", "alloc::boxed::Box::"),
        ("Cow::", "alloc::borrow::Cow::"),
        ("to_owned()", "into()"),
    ]:
        replacement = replacement.replace(ours, theirs)
    return replacement.encode()


def on(number):
    return b"crate::mutant::on(%d)" % number


class Source:
    """A file with the mutants that are to be woven into it."""

    def __init__(self, text):
        self.text = text
        self.line_starts = [0]
        for line in text.split(b"\n"):
            self.line_starts.append(self.line_starts[-1] + len(line) + 1)
        self.root = PARSER.parse(text).root_node
        self.nodes = []
        pending = [self.root]
        while pending:
            node = pending.pop()
            self.nodes.append(node)
            pending.extend(node.children)
        self.mutants = collections.defaultdict(list)

    def offset(self, place):
        start = self.line_starts[place["line"] - 1]
        line = self.text[start : self.line_starts[place["line"]]].decode()
        return start + len(line[: place["column"] - 1].encode())

    def place(self, number, mutant):
        """Finds the node that a mutant changes; whether there is one that can be woven."""
        start = self.offset(mutant["span"]["start"])

        def is_it(node):
            match mutant["genre"]:
                case "FnValue":
                    body = node.type == "function_item" and node.child_by_field_name("body")
                    return body and not self.text[body.start_byte + 1 : start].strip() and (
                        body.start_byte < start < body.end_byte
                    )
                case "BinaryOperator":
                    operator = node.child_by_field_name("operator")
                    kinds = ("binary_expression", "compound_assignment_expr")
                    return node.type in kinds and operator and operator.start_byte == start
                case "UnaryOperator":
                    return node.type == "unary_expression" and node.start_byte == start
                case "MatchArm":
                    return node.type == "match_arm" and node.start_byte == start
                case "MatchArmGuard":
                    guard = node.type == "match_pattern" and node.child_by_field_name("condition")
                    return guard and guard.start_byte == start
                case _:
                    return False

        found = next(filter(is_it, self.nodes), None)
        if found is not None:
            self.mutants[found.id].append((number, no_std(mutant["replacement"])))
        return found is not None

    def woven(self):
        return self.text[: self.root.start_byte] + self.emit(self.root) + self.text[self.root.end_byte :]

    def emit(self, node):
        parts, woven, position = {}, b"", node.start_byte
        for child in node.children:
            parts[child.id] = self.emit(child)
            woven += self.text[position : child.start_byte] + parts[child.id]
            position = child.end_byte
        woven += self.text[position : node.end_byte]
        mutants = self.mutants.get(node.id)
        return woven if mutants is None else self.switched(node, parts, woven, mutants)

    def switched(self, node, parts, woven, mutants):
        def part(name):
            return parts[node.child_by_field_name(name).id]

        match node.type:
            case "function_item":
                head = woven[: len(woven) - len(part("body"))].replace(b"const fn", b"fn")
                returns = [b" if %s { return %s; }" % (on(n), value) for n, value in mutants]
                return head + b"{" + b"".join(returns) + part("body")[1:]
            case "binary_expression" | "compound_assignment_expr":
                value = b"{ " + woven + b" }"
                for n, operator in mutants:
                    other = b"%s %s %s" % (part("left"), operator, part("right"))
                    value = b"{ if %s { %s } else %s }" % (on(n), other, value)
                return b"(" + value + b")" if node.type == "binary_expression" else value
            case "unary_expression":
                bare = b"".join(parts[child.id] for child in node.children[1:])
                return b"(if %s { %s } else { %s })" % (on(mutants[0][0]), bare, woven)
            case "match_arm":
                pattern = node.child_by_field_name("pattern")
                rest = woven[len(part("pattern")) :]
                off = b"!" + on(mutants[0][0])
                if pattern.child_by_field_name("condition") is None:
                    return part("pattern") + b" if " + off + rest
                return part("pattern") + b" && " + off + rest
            case "match_pattern":
                guard = part("condition")
                head = woven[: len(woven) - len(guard)]
                for n, value in mutants:
                    guard = b"(if %s { %s } else { %s })" % (on(n), value, guard)
                return head + guard
