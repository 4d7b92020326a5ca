//! `tripartite campaign`, as people run it.

use expect_test::expect;

use super::desk::Desk;

/// What the fixture is asked besides: an outcome, a lever, an uncertainty.
const ASKED: &str = r#"
outcomes:
  broken: { happened: silence.broken }
  to-break: { time-to: silence.broken, since: { happened: silence.started } }
levers:
  hesitation: { sets: warsaw/hesitate/chance, values: [0%] }
  pace: { sets: warsaw/object/after, values: [7h] }
uncertainties:
  pause: { sets: warsaw/object/after, value: { uniform: [1h, 9h] } }
"#;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("asked.yaml", desk.read("small.yaml") + ASKED);
    desk
}

/// What a command prints, with its hashes as they are.
fn printed(desk: &Desk, words: &str) -> String {
    let output = desk.command(words).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{words}: {output:?}");
    String::from_utf8(output.stdout).expect("it is text")
}

fn digest(printed: &str) -> &str {
    let last = printed.lines().last().expect("something is printed");
    let digest = last.strip_prefix("digest ").expect("the last line is the digest");
    assert_eq!(digest.len(), 64);
    digest
}

#[test]
fn a_campaign_says_what_its_runs_come_to_together() {
    let shown = desk().run("campaign asked.yaml --runs 40 --design one-at-a-time");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    expect![[r#"
        One text under silence
        ======================
        scenario  small, seed 1
        design    one-at-a-time, 120 runs planned: 40 numbers × 3 settings of the levers, with the same draws
        runs      120 done

        Outcomes of the scenario as it is, each with its interval at 95.0 %
        -------------------------------------------------------------------
          broken    100.0 % [91.2 %, 100.0 %] (40 of 40)
          to-break  median 2 h 47 min [2 h 4 min, 3 h 14 min]; by 5 h 26 min: 100.0 % [91.2 %, 100.0 %]

        Levers: what they change in `broken`, with intervals at 95.0 %
        --------------------------------------------------------------
          pace = 7h                                    −100.0 points [−100.0 points, −87.6 points], chance < 0.0001; all pairs differ alike
          hesitation = 0%                              +0.0 points [−8.8 points, +8.8 points], chance 1.0000; the pairs do not differ
          best: the scenario as it is; no setting is surely better than the others
          (chances are corrected for all effects on this outcome: Holm)

        digest HASH
    "#]].assert_eq(&shown.out);
}

#[test]
fn without_declared_outcomes_everything_is_measured() {
    let shown = desk().run("campaign small.yaml --runs 20");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    expect![[r#"
        One text under silence
        ======================
        scenario  small, seed 1
        design    replications, 20 runs planned
        runs      20 done

        Outcomes of the scenario as it is, each with its interval at 95.0 %
        -------------------------------------------------------------------
          expectation-1                 100.0 % [83.2 %, 100.0 %] (20 of 20)
          expectation-2                 100.0 % [83.2 %, 100.0 %] (20 of 20)
          0 in every run: missed-tier-one, missed-tier-three, missed-consultation, missed-verification, missed-attribution, missed-launch-plan, missed-mandate-information, missed-rotation, missed-headquarters-rotation, missed-commission-remedy, missed-remedy, missed-need, missed-transit-permit, missed-emergency-activation, missed-depot-refill, missed-guarantee-term, missed-maritime-rotation
          0.0 % in every run: seats-filled
          100.0 % in every run: silence-broken
          44 in every run: events
          nothing to record in any run: breach-to-warning, breaches-warned-of, verified-in-time, attributed-in-time, dissent, violations, violations-unwatched, coverage-lowest, coverage-known, caveat-collisions, red-cards, requirements-in-time, donor-match, needs-matched, requirements-filled, force-mandated
          expectation-1: silence.started: at least once
          expectation-2: silence.adopted: never

        digest HASH
    "#]].assert_eq(&shown.out);
}

#[test]
fn the_digest_is_that_of_the_table_however_it_came_about() {
    let desk = desk();
    let plain = printed(&desk, "campaign asked.yaml --runs 30 --threads 1");
    let kept = printed(&desk, "campaign asked.yaml --runs 30 --threads 2 --out whole");
    assert_eq!(digest(&kept), digest(&plain));
    let table = desk.read("whole/results.csv");
    assert_eq!(blake3::hash(table.as_bytes()).to_hex().as_str(), digest(&plain));
    assert_eq!(desk.read("whole/summary.txt"), kept);
    assert!(desk.read("whole/manifest.json").contains(digest(&plain)));
    assert!(desk.read("whole/dictionary.csv").contains("\"to-break.seen\",0 or 1,"));
    // Cut in the middle of a line, as by a crash.
    desk.write("whole/results.csv", &table[..table.len() / 2]);
    let resumed = printed(&desk, "campaign asked.yaml --runs 30 --out whole --resume");
    assert_eq!(digest(&resumed), digest(&plain));
    assert_eq!(desk.read("whole/results.csv"), table);
}

#[test]
fn a_folder_of_another_campaign_is_left_alone() {
    let desk = desk();
    assert_eq!(desk.run("campaign asked.yaml --runs 5 --out there").code, 0);
    let complain = |words: &str| desk.run(words).complaint();
    expect![[r#"
        exit 4
        error: `there` holds a campaign already
          = help: name another folder, or go on there with `--resume`
    "#]]
    .assert_eq(&complain("campaign asked.yaml --runs 5 --out there"));
    expect![[r#"
        exit 2
        error: the campaign there is another one: `seed` was "1" and is "2"; `runs` was {"first":0,"last":4} and is {"first":0,"last":5}; `rows_planned` was 5 and is 6
          = help: ask for the same campaign, or name another folder
    "#]]
        .assert_eq(&complain("campaign asked.yaml --runs 6 --seed 2 --out there --resume"));
    expect![[r#"
        exit 4
        error: `elsewhere` holds no campaign to go on with
          = help: leave out `--resume` to begin one
    "#]]
    .assert_eq(&complain("campaign asked.yaml --runs 5 --out elsewhere --resume"));
    desk.write("there/results.csv", "row,point\n");
    expect![[r#"
        exit 3
        error: `there/results.csv` cannot be gone on with: the first line is not that of this campaign: other levers, uncertainties or outcomes
    "#]].assert_eq(&complain("campaign asked.yaml --runs 5 --out there --resume"));
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let desk = desk();
    let mut told = String::new();
    for words in [
        "asked.yaml --runs 0",
        "asked.yaml --runs 5 --outcome brokn",
        "asked.yaml --runs 5 --vary warsaw/object/afte=1h",
        "asked.yaml --runs 5 --vary warsaw/object/after",
        "asked.yaml --runs 5 --vary warsaw/object/after=50%",
        "asked.yaml --runs 5 --design latine",
        "asked.yaml --runs 5 --decide 40%,30%",
        "asked.yaml --runs 5 --outcome to-break --decide 30%,40%",
        "small.yaml --runs 5 --design factorial",
        "small.yaml --runs 5 --design morris",
    ] {
        let shown = desk.run(&format!("campaign {words}"));
        assert_eq!((shown.code, shown.out.as_str()), (2, ""));
        told.extend([words, "\n", &shown.err]);
    }
    expect![[r#"
        asked.yaml --runs 0
        error: there are no runs: ask for at least one
        asked.yaml --runs 5 --outcome brokn
        error: no outcome is named `brokn`
          = help: did you mean `broken`?
        asked.yaml --runs 5 --vary warsaw/object/afte=1h
        error: `--vary warsaw/object/afte=1h`: nothing to set is named `warsaw/object/afte` (did you mean `warsaw/object/after`?)
        asked.yaml --runs 5 --vary warsaw/object/after
        error: `--vary warsaw/object/after`: write `KEY=VALUE,VALUE`, such as `washington/decide/chance=50%,100%`
        asked.yaml --runs 5 --vary warsaw/object/after=50%
        error: `--vary warsaw/object/after=50%`: `50%` is not a duration (write a number with its unit, such as `6h`, `2h 30m` or `3d`)
        asked.yaml --runs 5 --design latine
        error: invalid value 'latine' for '--design <DESIGN>': did you mean `latin`?

        For more information, try '--help'.
        asked.yaml --runs 5 --decide 40%,30%
        error: invalid value '40%,30%' for '--decide <LOW,HIGH>': write two chances, the lower one first: `30%,40%`

        For more information, try '--help'.
        asked.yaml --runs 5 --outcome to-break --decide 30%,40%
        error: `to-break` is no chance, so no test can decide it
          = help: name an outcome that happens or not with `--outcome`
        small.yaml --runs 5 --design factorial
        error: there are no levers to compare: declare some under `levers:`, or name one with `--vary`
        small.yaml --runs 5 --design morris
        error: there are no uncertainties to analyze: declare some under `uncertainties:`
    "#]].assert_eq(&told);
}

#[test]
fn a_width_in_another_unit_than_that_of_the_outcome_is_refused() {
    let desk = desk();
    let mut told = String::new();
    for words in ["--outcome to-break --until-within 1%", "--until-within 30min"] {
        told.push_str(&desk.run(&format!("campaign asked.yaml --runs 5 {words}")).complaint());
    }
    expect![[r#"
        exit 2
        error: `--until-within` is not in the unit of `to-break`
          = help: write a duration, such as `30min`
        exit 2
        error: `--until-within` is not in the unit of `broken`
          = help: write a share, such as `1%`
    "#]]
    .assert_eq(&told);
    let none = desk.run("campaign asked.yaml --runs 5 --until-within 0s");
    assert_eq!(none.code, 2);
    assert!(none.err.contains("write a share such as `1%`, a number above 0 or a duration"));
    let known = desk.run("campaign asked.yaml --runs 400 --outcome to-break --until-within 1h");
    assert!(known.out.contains("reached after 100 runs at ±"), "{known:?}");
}

#[test]
fn a_run_over_the_budget_is_told_with_its_seed_and_the_others_go_on() {
    let shown = desk().run("campaign asked.yaml --runs 12 --events-max 16 --seed 3");
    assert_eq!(shown.code, 1);
    expect![[r#"
        One text under silence
        ======================
        scenario  small, seed 3
        design    replications, 12 runs planned
        runs      0 done, 12 given up: over the budget
                  row 0, seed 3 run 0: over-budget: more than 16 events
                  row 1, seed 3 run 1: over-budget: more than 16 events
                  row 2, seed 3 run 2: over-budget: more than 16 events
                  row 3, seed 3 run 3: over-budget: more than 16 events
                  row 4, seed 3 run 4: over-budget: more than 16 events
                  row 5, seed 3 run 5: over-budget: more than 16 events
                  row 6, seed 3 run 6: over-budget: more than 16 events
                  row 7, seed 3 run 7: over-budget: more than 16 events
                  row 8, seed 3 run 8: over-budget: more than 16 events
                  row 9, seed 3 run 9: over-budget: more than 16 events
                  and more; the table has them all

        Outcomes of the scenario as it is, each with its interval at 95.0 %
        -------------------------------------------------------------------
          nothing to record in any run: broken, to-break

        digest HASH
    "#]]
    .assert_eq(&shown.out);
}

/// Ctrl-C keeps what is done; with `--resume` the digest is that of a campaign without a break.
#[cfg(unix)]
#[test]
fn an_interrupted_campaign_says_so_and_goes_on() {
    use std::process::{Command, Stdio};

    let desk = desk();
    let words = "campaign asked.yaml --runs 3000 --threads 2 --out there";
    let mut command = desk.command(words);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    // Once rows are on the disk, it is surely listening.
    while std::fs::metadata(desk.path("there/results.csv")).map_or(0, |file| file.len()) < 1_000 {
        std::thread::yield_now();
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("it is sent").success());
    let output = child.wait_with_output().expect("it ends");
    let (out, err) = (String::from_utf8(output.stdout), String::from_utf8(output.stderr));
    let (out, err) = (out.expect("text"), err.expect("text"));
    assert_eq!(output.status.code(), Some(1), "{out}{err}");
    assert!(out.contains("interrupted; "), "{out}");
    assert!(err.contains("go on with `--out there --resume`"), "{err}");
    let resumed = printed(&desk, &format!("{words} --resume"));
    let whole = printed(&desk, "campaign asked.yaml --runs 3000");
    assert_eq!(digest(&resumed), digest(&whole));
}

/// A lever of each kind of place, whose effects can be worked out.
const PLACES: &str = r#"
outcomes:
  broken: { happened: silence.broken }
  adopted: { time-to: silence.adopted }
  lost: { count: incident.sensor-lost }
  third: { time-to: incident.sensor-lost, where: { sensor: s-3 } }
levers:
  span: { sets: parameters/silence-flash, values: [4h, 10h] }
  pace: { sets: timeline/look/every, values: [1h, 6h] }
  object: { sets: warsaw/object/after, values: [30min] }
  doubt: { sets: warsaw/object/chance, values: [0%] }
"#;

/// In each run every lever stands where the row says, and nothing is left of the run before.
#[test]
fn a_lever_sets_its_place_and_no_run_leaves_anything_to_the_next() {
    let desk = Desk::new();
    let look = "  - { name: look, at: T+01:00, times: 3, every: 2h, by: control, \
        do: incident.lose-sensor, with: { sensor: \"s-${n}\" } }\n\nactors:";
    let small = desk.read("small.yaml").replacen("\nactors:", look, 1);
    let certain = small.replace("{ p10: 1h, p50: 3h, p90: 5h }", "5h");
    desk.write("places.yaml", certain + PLACES);
    printed(&desk, "campaign places.yaml --runs 2 --design factorial --out kept");
    let table = desk.read("kept/results.csv");
    let mut rows = table.lines();
    let columns: Vec<&str> = rows.next().expect("a head").split(',').collect();
    let place = |name: &str| columns.iter().position(|it| *it == name).expect("a column");
    let mut count = 0;
    for row in rows {
        let cells: Vec<&str> = row.split(',').collect();
        let cell = |name: &str| cells[place(name)].parse::<usize>().expect("a number");
        let span = [6_usize, 4, 10][cell("span")];
        let every = [2, 1, 6][cell("pace")];
        let objected_minutes = if cell("object") == 1 { 30 } else { 300 };
        let broken = cell("doubt") == 0 && objected_minutes < span * 60;
        assert_eq!(cell("broken"), usize::from(broken), "{row}");
        // The text is put at 00:30; the run ends after 12 hours.
        let adopted = !broken && span < 12;
        assert_eq!(cell("adopted.seen"), usize::from(adopted), "{row}");
        assert!(!adopted || cell("adopted") == (span * 60 + 30) * 60_000, "{row}");
        let third = 1 + 2 * every;
        assert_eq!(cell("third.seen"), usize::from(third <= 12), "{row}");
        assert!(12 < third || cell("third") == third * 3_600_000, "{row}");
        assert_eq!(cell("lost"), (0..3).filter(|number| number * every < 12).count(), "{row}");
        count += 1;
    }
    assert_eq!(count, 2 * 3 * 3 * 2 * 2);
    let shown =
        printed(&desk, "campaign places.yaml --runs 3 --design one-at-a-time --outcome third");
    let levers = &shown[shown.find("Levers").expect("they are told")..];
    expect![[r#"
        Levers: what they change in `third`, with intervals at 95.0 %
        -------------------------------------------------------------
          pace = 6h                                    +7 h in each of 3 pairs, chance 1.0000; all pairs differ alike
          pace = 1h                                    −2 h in each of 3 pairs, chance 1.0000; all pairs differ alike
          span = 4h                                    +0 ms in each of 3 pairs, chance 1.0000; the pairs do not differ
          span = 10h                                   +0 ms in each of 3 pairs, chance 1.0000; the pairs do not differ
          object = 30min                               +0 ms in each of 3 pairs, chance 1.0000; the pairs do not differ
          doubt = 0%                                   +0 ms in each of 3 pairs, chance 1.0000; the pairs do not differ
          (restricted means: what had not happened by the end counts with the time until then)
          best: pace = 1h; no setting is surely better than the others
          (chances are corrected for all effects on this outcome: Holm)

        digest d81c3ba4bd876e570ae8343e8b9462cf34642b689bd10c3a968ac5c104cc056d
    "#]].assert_eq(levers);
}

/// A number that only some runs have, and all of those alike, is not said to be that of every run;
/// nor is it known how far another one may lie off.
#[test]
fn what_came_out_alike_in_some_runs_is_said_of_those_alone() {
    let desk = Desk::new();
    let seen = "  - { at: T+01:00, chance: 50%, by: monitors, do: incident.report-detection, \
        with: { incident: i-1, sector: east, category: drone, severity: minor, sensor: s-1 } }\n\nactors:";
    let small = desk.read("small.yaml").replacen("\nactors:", seen, 1);
    let asked = "\noutcomes:\n  verified: { metric: verified-in-time }\n  seen: { count: incident.opened }\n";
    desk.write("some.yaml", small + asked);
    let shown = printed(&desk, "campaign some.yaml --runs 30");
    expect![[r#"
        One text under silence
        ======================
        scenario  small, seed 1
        design    replications, 30 runs planned
        runs      30 done

        Outcomes of the scenario as it is, each with its interval at 95.0 %
        -------------------------------------------------------------------
          verified  always 0.0 % (11 runs)
                    (nothing to record in 19 runs)
          seen      mean 0.37 [0.18, 0.55]; 5 % 0; median 0; 95 % 1

        digest 060a925d3dc7c4257a61d7b8f058c1631f3764fefb34c4ce6f0232c3d11ce009
    "#]]
    .assert_eq(&shown);
}

/// An option that would change nothing is refused, and a wrong share is told from a wrong confidence.
#[test]
fn options_that_would_be_ignored_are_refused() {
    let desk = desk();
    for (words, complaint) in [
        (
            "--design replications --vary warsaw/hesitate/chance=0%",
            "error: this design does not compare what `--vary` names\n",
        ),
        ("--risk 1%", "error: the following required arguments were not provided:\n"),
        ("--confidence 100%", "write a share below 100%, such as `95%`"),
        ("--confidence 1", "write a share below 100%, such as `95%`"),
    ] {
        let shown = desk.run(&format!("campaign asked.yaml --runs 2 {words}"));
        assert_eq!((shown.code, shown.out.as_str()), (2, ""), "{words}");
        assert!(shown.err.contains(complaint), "{words}: {}", shown.err);
    }
    let shown = printed(&desk, "campaign asked.yaml --runs 2 --format json");
    assert!(shown.contains("\"confidence\": 0.95,"), "{shown}");
}
