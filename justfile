# Lists the recipes.
default:
    @just --list

# Everything that must hold before a commit; the same as the test command of the README.
check:
    sh scripts/check

# Runs all tests, or those whose name contains the words given.
test *names:
    cargo test --workspace --locked -- {{names}}

# Writes what the tests found into their expected texts; read the diff before you commit it.
bless:
    UPDATE_EXPECT=1 cargo test --workspace --locked
    git diff --stat

# Measures how fast the engine is, beside the anchors; the ratios count.
bench:
    cargo bench --workspace --locked --bench '*'

# Plays a scenario, with any options of `tripartite run`.
run scenario='scenarios/paris-summit' *options:
    cargo run --release --locked --bin tripartite -- run {{scenario}} {{options}}

# Formats all files.
fmt:
    cargo fmt --all

# Clippy, with every warning an error.
lint:
    sh scripts/check lint

# Builds the documentation, with every warning an error.
doc:
    sh scripts/check doc

# Checks licenses, sources and bans of the dependencies.
deny:
    sh scripts/check deny

# Breaks families of the core in every way that cargo-mutants knows, and reports what no test notices.
mutants *families:
    sh scripts/mutants.sh {{families}}

# Compares the rule monitor with the definition of its language on very many random rules and logs.
soak-rules cases='100000':
    RULES_CASES={{cases}} cargo test --release --locked --package rules -- sentences formulas hostile

# Measures the rule monitor on ten workloads, three formulas, twenty and two hundred rules: time, memory, growth.
bench-rules *options:
    cargo bench --locked --package foreign-log --bench rules -- {{options}}

# Measures the rule monitor beside Reelay, which it takes from PyPI into an environment of its own, and RTLola.
bench-rules-peers events='20000':
    python3 -m venv target/peers && target/peers/bin/pip install --quiet reelay
    target/peers/bin/python scripts/bench-rules-peers {{events}}

# Makes the golden values of our statistics again with SciPy, lifelines and SALib, and compares.
oracle:
    sh crates/campaign/oracle/run

# Measures the SQLite store beside raw rusqlite, redb, UmaDB's core and happenstance; builds them first.
bench-store events='1000000':
    cargo run --release --locked --manifest-path benches/store/Cargo.toml -- {{events}}
    cargo run --release --locked --ignore-rust-version --manifest-path benches/happenstance/Cargo.toml -- {{events}}

# Kills a process that appends to a store 200 times, and looks at what is left each time.
soak-store kills='200':
    STORE_KILLS={{kills}} cargo test --release --locked --package event-store-sqlite --test store -- crash::

# Measures what it costs to keep the log of a run: in memory, in lines, in SQLite.
bench-log:
    cargo bench --locked --package cli --bench log

# Lets other programs read logs and exports; fetches them from PyPI and npm, needs python3 and node.
interop *scenarios:
    sh scripts/interop/run {{scenarios}}

# Fuzzes a target for so many seconds: rule_text (the language) or rule_monitor (rules and logs).
fuzz target='rule_text' seconds='60':
    sh scripts/fuzz {{target}} {{seconds}}
