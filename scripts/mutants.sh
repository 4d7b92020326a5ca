#!/bin/sh
# Breaks families of the core in every way that cargo-mutants knows, and reports what no test
# notices: sh scripts/mutants.sh [FAMILY…]. Needs cargo-mutants and Python 3.10 or later.
set -eu
cd "$(dirname "$0")/.."

if ! command -v cargo-mutants >/dev/null; then
    echo 'cargo-mutants is not installed: cargo install --locked cargo-mutants' >&2
    exit 2
fi
python=target/mutants/venv/bin/python
if [ ! -x "$python" ]; then
    python3 -m venv target/mutants/venv
    "$python" -m pip install --quiet tree_sitter==0.26.1 tree_sitter_rust==0.24.2
fi
[ $# -gt 0 ] || set -- force decision incident response
"$python" scripts/mutants/run.py "$@"
