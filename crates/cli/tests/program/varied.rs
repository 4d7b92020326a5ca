//! What `tripartite campaign` refuses of levers and numbers, in words that say what to write instead.

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

/// No number makes the program panic, or the parser speak of an argument that there is.
#[test]
fn numbers_that_cannot_be_are_refused_with_those_that_can() {
    let desk = Desk::new();
    let asked = "\noutcomes:\n  broken: { happened: silence.broken }\nuncertainties:\n  \
        pause: { sets: warsaw/object/after, value: { uniform: [1h, 9h] } }\n";
    desk.write("asked.yaml", desk.read("small.yaml") + asked);
    let mut told = String::new();
    for words in [
        "--threads 18446744073709551615",
        "--threads 0",
        "--split --repetitions 4000000000",
        "--split --repetitions -1",
        "--confidence -5%",
        "--until-within -1%",
        "--decide -1%,5%",
        "--decide 30%,40% --risk -1%",
        "--events-max -1",
        "--events-max 0",
        "--seconds-max 0",
        "--until-within 4% --design morris",
    ] {
        let shown = desk.run(&format!("campaign asked.yaml --runs 2 {words}"));
        assert_eq!((shown.code, shown.out.as_str()), (2, ""), "{words}");
        told.extend([words, "\n", shown.err.lines().next().unwrap_or_default(), "\n"]);
    }
    expect![[""]].assert_eq(&told);
    let explored = desk.run("explore small.yaml --threads 2000");
    assert!(explored.err.contains("write a whole number from 1 to 1024"), "{explored:?}");
}

/// Shared among the repetitions, the runs are rounded up, and that is what is too many.
#[test]
fn too_many_runs_to_split_are_told_with_the_most_that_can_be() {
    let desk = Desk::new();
    let rare = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rare.yaml");
    desk.write("rare.yaml", std::fs::read_to_string(rare).expect("it is text"));
    let mut told = String::new();
    for words in ["--runs 4294967295", "--runs 2 --repetitions 100000"] {
        told.push_str(&desk.run(&format!("campaign rare.yaml --split {words}")).complaint());
    }
    expect![[""]].assert_eq(&told);
}
