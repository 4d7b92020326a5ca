//! `tripartite campaign --vary`: what it takes, and what it refuses.

use expect_test::expect;

use super::desk::Desk;

/// Of two levers on one place the last would hold in every run, and the other change nothing unseen.
#[test]
fn what_cannot_be_varied_is_refused() {
    let desk = Desk::new();
    let mut told = String::new();
    for words in [
        "--vary warsaw/object/after=1h --vary warsaw/object/after=2h",
        "--vary warsaw/object/after=1h --vary warsaw/hesitate/chance=0% --vary \"warsaw/object/after\"=2h",
        "--vary [warsaw/object/after,warsaw/hesitate/after]=1h",
        "--vary =1h",
        "--vary warsaw/object/after=",
    ] {
        let shown = desk.run(&format!("campaign small.yaml --runs 2 {words}"));
        assert_eq!((shown.code, shown.out.as_str()), (2, ""), "{words}");
        told.push_str(&shown.err);
    }
    expect![[""]].assert_eq(&told);
}

#[test]
fn no_more_levers_are_varied_than_a_file_may_have() {
    let desk = Desk::new();
    let varied = |count: usize| {
        let mut command = desk.command("campaign small.yaml --runs 1");
        command.args((0..count).flat_map(|n| ["--vary".into(), format!("nowhere-{n}/after=1h")]));
        super::desk::shown(command).complaint()
    };
    expect![[""]].assert_eq(&varied(64));
    expect![[""]].assert_eq(&varied(65));
}
