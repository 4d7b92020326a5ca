"""Breaks the core in every way that cargo-mutants knows, and reports what no test notices.

usage: python run.py FAMILY…      such as: force decision incident response

All mutants are built at once (see weave.py), so that hundreds of them take minutes. The unit
tests of the crate `domain` run against each; its properties against what they leave.
Needs cargo-mutants, and the Python packages tree-sitter and tree-sitter-rust.
"""

import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import weave

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "target" / "mutants"
TREE = WORK / "tree"
ENVIRONMENT = {
    **os.environ,
    "RUSTFLAGS": "--cap-lints allow",
    "CARGO_TARGET_DIR": str(WORK / "build"),
    "PROPTEST_MAX_SHRINK_ITERS": "0",
}


def listed(families):
    files = [word for f in families for word in ("-f", f"crates/domain/src/{f}/**", "-f", f"crates/domain/src/{f}.rs")]
    call = ["cargo", "mutants", "--list", "--json", "--package", "domain", *files]
    return json.loads(subprocess.run(call, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def copy_and_weave(mutants, left_out):
    """A copy of the tree with all mutants but those left out; returns those with no place."""
    shutil.rmtree(TREE, ignore_errors=True)
    shutil.copytree(ROOT, TREE, ignore=shutil.ignore_patterns("target", ".git"))
    sources, no_place = {}, set()
    for number, mutant in enumerate(mutants, 1):
        if number in left_out:
            continue
        path = TREE / mutant["file"]
        source = sources.setdefault(path, weave.Source(path.read_bytes()))
        if not source.place(number, mutant):
            no_place.add(number)
    for path, source in sources.items():
        path.write_bytes(source.woven())
    library = TREE / "crates/domain/src/lib.rs"
    library.write_text(library.read_text().replace("pub mod actor;", "mod mutant;\npub mod actor;", 1))
    (library.parent / "mutant.rs").write_text(weave.SWITCH)
    return no_place


def cargo(*words):
    call = ["cargo", *words, "--package", "domain", "--lib", "--message-format=json"]
    lines = subprocess.run(call, cwd=TREE, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return [json.loads(line) for line in lines.stdout.splitlines()]


def not_compiling():
    """The mutants at which the compiler stops: each error lies behind the switch of its mutant."""
    found = set()
    for message in cargo("check", "--profile", "test"):
        if message["reason"] != "compiler-message" or message["message"]["level"] != "error":
            continue
        for span in message["message"]["spans"]:
            if span["is_primary"]:
                before = (TREE / span["file_name"]).read_bytes()[: span["byte_start"]]
                switches = re.findall(rb"mutant::on\((\d+)\)", before)
                found.add(int(switches[-1]))
    return found


def woven_tests(mutants):
    left_out = set()
    while True:
        no_place = copy_and_weave(mutants, left_out)
        faulty = not_compiling()
        if not faulty:
            break
        left_out |= faulty
    built = [m["executable"] for m in cargo("test", "--no-run") if m.get("executable")]
    return built[0], left_out | no_place


def survives(tests, number, *options):
    # Tests find the files that they compare with by the folder of their crate.
    crate = str(TREE / "crates/domain")
    environment = {**ENVIRONMENT, "CARGO_MANIFEST_DIR": crate, "MUTANT": str(number)}
    try:
        call = subprocess.run(
            [tests, "-q", *options],
            env=environment,
            timeout=600,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return False
    return call.returncode == 0


def main(families):
    mutants = listed(families)
    tests, not_viable = woven_tests(mutants)
    if not survives(tests, 0):
        sys.exit("the tests fail without any mutant")
    viable = [n for n in range(1, len(mutants) + 1) if n not in not_viable]
    by_units = [n for n in viable if survives(tests, n, "--skip", "properties")]
    survivors = [n for n in by_units if survives(tests, n, "properties")]
    families_of = collections.Counter(mutants[n - 1]["file"].split("/")[3] for n in viable)
    print(f"{len(mutants)} mutants, of which {len(not_viable)} do not compile")
    print("of the others, by family:", dict(families_of))
    print(f"{len(viable) - len(by_units)} of {len(viable)} noticed by unit tests,")
    print(f"{len(by_units) - len(survivors)} more by properties; {len(survivors)} survive:")
    for number in survivors:
        print(" ", mutants[number - 1]["name"])


if __name__ == "__main__":
    main(sys.argv[1:])
