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
        "--vary parameters/tier-three-latest=80h,48h",
        "--vary warsaw/object/after=4h,4h",
        "--vary parameters/tier-three-earliest=90h --vary parameters/tier-three-latest=80h --design factorial",
    ] {
        let shown = desk.run(&format!("campaign small.yaml --runs 2 {words}"));
        assert_eq!((shown.code, shown.out.as_str()), (2, ""), "{words}");
        told.push_str(&shown.err);
    }
    expect![[r#"
        error: `--vary warsaw/object/after=2h`: the place `warsaw/object/after` is set twice (give it one lever with all its values, or one uncertainty)
        error: `--vary "warsaw/object/after"=2h`: the place `warsaw/object/after` is set twice (give it one lever with all its values, or one uncertainty)
        error: `--vary [warsaw/object/after,warsaw/hesitate/after]=1h`: write one place, or several levers in the file
        error: `--vary =1h`: write `KEY=VALUE,VALUE`, such as `washington/decide/chance=50%,100%`
        error: `--vary warsaw/object/after=`: the lever `warsaw/object/after` has no range (list the values to compare with the scenario as it is)
        error: `--vary parameters/tier-three-latest=80h,48h`: the third tier ends before it may open (let `tier-three-earliest` be no more than `tier-three-latest`)
        error: `--vary warsaw/object/after=4h,4h`: the value `4h` stands twice (keep one of the two)
        error: the third tier ends before it may open with parameters/tier-three-earliest = 90h, parameters/tier-three-latest = 80h: leave out one of these values, or compare the levers one-at-a-time
    "#]].assert_eq(&told);
}

#[test]
fn no_more_levers_are_varied_than_a_file_may_have() {
    let desk = Desk::new();
    let varied = |count: usize| {
        let mut command = desk.command("campaign small.yaml --runs 1");
        command.args((0..count).flat_map(|n| ["--vary".into(), format!("nowhere-{n}/after=1h")]));
        super::desk::shown(command).complaint()
    };
    expect![[r#"
        exit 2
        error: `--vary nowhere-0/after=1h`: nothing to set is named `nowhere-0/after` (write `parameters/NAME`, or `ACTOR/BEHAVIOR/` with `after`, `chance`, `every` or `weight-1` for the first option)
    "#]].assert_eq(&varied(64));
    expect![[r#"
        exit 2
        error: `--vary nowhere-64/after=1h`: over 64 levers
    "#]]
    .assert_eq(&varied(65));
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
    expect![[r#"
        --threads 18446744073709551615
        error: invalid value '18446744073709551615' for '--threads <THREADS>': write a whole number from 1 to 1024
        --threads 0
        error: invalid value '0' for '--threads <THREADS>': write a whole number from 1 to 1024
        --split --repetitions 4000000000
        error: invalid value '4000000000' for '--repetitions <REPETITIONS>': write a whole number up to 100000
        --split --repetitions -1
        error: invalid value '-1' for '--repetitions <REPETITIONS>': write a whole number up to 100000
        --confidence -5%
        error: invalid value '-5%' for '--confidence <SHARE>': write a share below 100%, such as `95%`
        --until-within -1%
        error: invalid value '-1%' for '--until-within <HALF-WIDTH>': write a share such as `1%`, a number above 0 or a duration such as `30min`
        --decide -1%,5%
        error: invalid value '-1%,5%' for '--decide <LOW,HIGH>': write a share such as `5%`
        --decide 30%,40% --risk -1%
        error: invalid value '-1%' for '--risk <SHARE>': write a share such as `5%`
        --events-max -1
        error: invalid value '-1' for '--events-max <EVENTS_MAX>': write a whole number from 1 to 18446744073709551615
        --events-max 0
        error: invalid value '0' for '--events-max <EVENTS_MAX>': write a whole number from 1 to 18446744073709551615
        --seconds-max 0
        error: invalid value '0' for '--seconds-max <SECONDS_MAX>': write a whole number from 1 to 18446744073709551615
        --until-within 4% --design morris
        error: this design tells no outcome that could end it
    "#]].assert_eq(&told);
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
    expect![[r#"
        exit 2
        error: 4,294,967,295 runs are too many for 20 repetitions: at most 4,294,967,280 can be numbered
          = help: ask for fewer
        exit 2
        error: 2 runs a level: 0 in each of 100000 repetitions, too few to copy from
          = help: ask for at least `--runs 2000000`: they are shared among the repetitions
    "#]].assert_eq(&told);
}

/// What is required does not count where it cannot be: it is said what goes with what.
#[test]
fn what_has_no_part_in_a_campaign_or_a_search_is_refused() {
    let desk = Desk::new();
    let said = [
        "campaign small.yaml --runs 2 --risk 1% --until-within 10%",
        "campaign small.yaml --runs 2 --repetitions 5 --design latin",
        "campaign small.yaml --runs 2 --split --risk 1%",
        "explore small.yaml --depth 2 --seed 9",
        "explore small.yaml --deviations 2 --seed 9",
        "explore small.yaml --symmetry --seed 9",
    ]
    .map(|words| {
        let complaint = desk.run(words).complaint();
        complaint.lines().take(2).collect::<Vec<_>>().join(": ")
    });
    expect![[r#"
        exit 2: error: the argument '--risk <SHARE>' cannot be used with '--until-within <HALF-WIDTH>'
        exit 2: error: the argument '--repetitions <REPETITIONS>' cannot be used with '--design <DESIGN>'
        exit 2: error: the argument '--split' cannot be used with '--risk <SHARE>'
        exit 2: error: the argument '--depth <CHOICES>' cannot be used with '--seed <SEED>'
        exit 2: error: the argument '--deviations <CHOICES>' cannot be used with '--seed <SEED>'
        exit 2: error: the argument '--symmetry' cannot be used with '--seed <SEED>'"#]].assert_eq(&said.join("\n"));
    let alone = desk.run("campaign small.yaml --runs 2 --risk 1%").complaint();
    assert!(alone.contains("--decide"), "{alone}");
}
