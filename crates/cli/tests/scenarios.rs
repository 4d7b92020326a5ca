//! Every shipped scenario comes out as its `expected.txt` says.
//!
//! `just bless` writes the files anew; read the diff, it is what people will see.

use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::expect_file;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn every_scenario_comes_out_as_expected() {
    let mut count = 0;
    for entry in std::fs::read_dir(root().join("scenarios")).expect("there are scenarios") {
        let folder = entry.expect("it can be listed").path();
        let output = Command::new(env!("CARGO_BIN_EXE_tripartite"))
            .arg("run")
            .arg(&folder)
            .output()
            .expect("the program runs");
        let shown = String::from_utf8(output.stdout).expect("the account is text");
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{}: {complaints}", folder.display());
        assert_eq!(complaints, "", "{}", folder.display());
        expect_file![folder.join("expected.txt")].assert_eq(&shown);
        count += 1;
    }
    assert!(0 < count, "no scenario was played");
}
