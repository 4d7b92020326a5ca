//! Policy rules that are enforced: a command that would break one is refused.

use expect_test::expect;

use crate::desk::Desk;

const RULES: &str = r#"rule no-objection "Poland does not object"
  enforce
  never silence.broken(nation: "pl")
rule one-text "One text at a time"
  enforce
  at most 1 silence.started() in any 3 h
rule adopted "What is put under silence is adopted"
  whenever silence.started(question) then silence.adopted(question) within 8 h
"#;

/// A scenario in which Poland would object, and a second text comes after an hour.
fn desk() -> Desk {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("small")).expect("a folder");
    let second = "  - at: T+01:30\n    by: cochairs\n    do: silence.start\n    with: { question: q-2, matter: statement, urgency: flash, asked: [fr, uk] }\n";
    let text = desk.read("small.yaml");
    let text = text.replace("\nactors:", &format!("{second}\nactors:"));
    desk.write(
        "small/scenario.yaml",
        text.replace("never: silence.adopted", "happened: silence.adopted"),
    );
    desk.write("small/policy.rules", RULES);
    desk
}

#[test]
fn a_command_that_would_break_an_enforced_rule_is_refused_by_its_name() {
    let desk = desk();
    let shown = desk.run("run small --log run.jsonl");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{}", shown.out);
    let part = |heading: &str, next: &str| {
        let from = shown.out.find(&format!("\n{heading}\n")).expect("it is there");
        let to = shown.out[from..].find(&format!("\n{next}\n")).expect("it ends");
        shown.out[from..from + to].to_owned()
    };
    expect![[r#"

        Refusals
        --------
          #86    Mon 1 Mar 10:30  the co-chairs, `silence.start`: the rule `one-text` forbids it: One text at a time
                  (rule.one-text)
          #87    Mon 1 Mar 11:47  Poland, `silence.object`: the rule `no-objection` forbids it: Poland does not
                  object (rule.no-objection)
    "#]].assert_eq(&part("Refusals", "Metrics"));
    expect![[r#"

        Rules
        -----
          kept    no-objection: Poland does not object
                  triggered 0, kept 0
                  not tested: `silence.broken` never occurred
          kept    one-text: One text at a time
                  triggered 1, kept 1
          kept    adopted: What is put under silence is adopted
                  triggered 1, kept 1; the tightest took 6 h of 8 h
    "#]]
    .assert_eq(&part("Rules", "Expectations"));
    let log = desk.read("run.jsonl");
    let refused: Vec<&str> =
        log.lines().filter(|line| line.contains("\"command.refused\"")).collect();
    assert_eq!(refused.len(), 2, "{log}");
    assert!(refused.iter().all(|line| line.contains(r#""code":"rule."#)), "{refused:?}");
}

#[test]
fn what_rules_have_refused_is_decided_again_where_they_are_given() {
    let desk = desk();
    desk.run("run small --log run.jsonl");
    let verified = desk.run("verify run.jsonl");
    assert_eq!((verified.code, verified.err.as_str()), (0, ""));
    expect![[r#"
        run.jsonl: sound
          records   91, in an unbroken chain
          commands  44, of which 2 refused; each decided again, with the same result
          rules     refused 2 of these; that is taken from the log, for no rules are given
          events    44
          choices   1
          ended     in the state that `run.ended` names
          head      #91 HASH
    "#]]
    .assert_eq(&verified.out);
    let again = desk.run("verify run.jsonl --rules small/policy.rules");
    assert_eq!((again.code, again.err.as_str()), (0, ""));
    assert!(!again.out.contains("taken from the log"), "{}", again.out);
    let played = desk.run("verify run.jsonl --scenario small");
    assert_eq!((played.code, played.err.as_str()), (0, ""), "it plays again with its rules");

    desk.write("lax.rules", RULES.replace("at most 1", "at most 2"));
    expect![[r#"
        exit 3
        error[L001]: refused by the rule that `rule.one-text` names, but the rules given allow it
          --> run.jsonl:86:1
           |
        86 | {"actor":"cochairs","basis":"assumption","cor...HASH"}
           | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: the log was falsified, or written by another version of the program, or by another program
        error: `run.jsonl` is not sound from line 86 on
    "#]].assert_eq(&desk.run("verify run.jsonl --rules lax.rules").complaint());
    // The rules that are named count beside those of the scenario.
    let both = desk.run("verify run.jsonl --rules lax.rules --scenario small");
    assert_eq!(both.complaint(), desk.run("verify run.jsonl --rules lax.rules").complaint());
    desk.write("none.rules", "rule other \"Nothing\"\n  never silence.adopted()\n");
    let none = desk.run("verify run.jsonl --rules none.rules").complaint();
    let said = "refused by the rule `one-text`, but the rules given have none of this name\n";
    assert!(none.contains(said), "{none}");
    assert!(none.contains("= help: name the file of the rules under which the run was played"));
    desk.write(
        "strict.rules",
        RULES.replace("never silence.broken(nation: \"pl\")", "never silence.started()"),
    );
    expect![[r#"
        exit 3
        error[L001]: the command is recorded as accepted, but the center refuses it: the rule `no-objection` forbids it: Poland does not object
          --> run.jsonl:82:1
           |
        82 | {"actor":"cochairs","basis":"assumption","cor...HASH"}
           | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: the log was falsified, or written by another version of the program, or by another program
        error: `run.jsonl` is not sound from line 82 on
    "#]].assert_eq(&desk.run("verify run.jsonl --rules strict.rules").complaint());
}

/// Rules that refuse are part of what is played: with others, it is another run.
#[test]
fn a_run_under_other_enforced_rules_is_another_run() {
    let desk = desk();
    desk.run("run small --log run.jsonl");
    let id = |log: &str| {
        let log = desk.read(log);
        log.split_once("\"id\":\"").expect("a record has an id").1[..36].to_owned()
    };
    let observed = RULES.replace("  enforce\n", "");
    desk.write("other.rules", &observed);
    let shown = desk.run("run small --rules other.rules --log other.jsonl");
    assert_eq!(shown.code, 1, "Poland objects, against the rule");
    assert_ne!(id("run.jsonl"), id("other.jsonl"));
    let complaint = desk.run("verify other.jsonl --scenario small").complaint();
    assert!(complaint.contains("this log is of another scenario"), "{complaint}");
    assert_eq!(desk.run("verify other.jsonl --scenario small --rules other.rules").code, 0);

    // Rules that only observe change nothing, not even the name of the run.
    std::fs::remove_file(desk.path("small/policy.rules")).expect("it is removed");
    desk.run("run small --log none.jsonl");
    assert_eq!(desk.read("none.jsonl"), desk.read("other.jsonl"));
}

#[test]
fn a_rule_that_looks_ahead_or_would_tell_of_what_is_hidden_is_not_enforced() {
    let desk = desk();
    let ahead = RULES.replace(
        "rule adopted \"What is put under silence is adopted\"",
        "rule adopted \"What is put under silence is adopted\" enforce",
    );
    desk.write("small/policy.rules", ahead);
    expect![[r#"
        exit 3
        error[R119]: the rule looks ahead and cannot be enforced
         --> small/policy.rules:7:53
          |
        7 | rule adopted "What is put under silence is adopted" enforce
          |                                                     ^^^^^^^ cannot be refused
          |
          = help: only what can be told at the event itself is enforced: `never`, `only if`, `at most`, `at least` but `in total`, `always`
        error: `small/policy.rules` has faults
    "#]].assert_eq(&desk.run("run small").complaint());
    desk.write("small/policy.rules", "rule tape \"Custody only of what was handed in\" enforce\n  incident.custody-transferred(evidence) only if incident.evidence-received(evidence) within 7 d before\n");
    expect![[r#"
        exit 3
        error[R128]: an enforced rule speaks of `incident.custody-transferred`, which not everybody may see
         --> small/policy.rules:1:48
          |
        1 | rule tape "Custody only of what was handed in" enforce
          |                                                ^^^^^^^ would tell of it
          |
          = help: take `enforce` away: the rule then observes, and refuses nothing
        error: `small/policy.rules` has faults
    "#]].assert_eq(&desk.run("run small").complaint());
}

/// Rules that are named judge both histories; those that the log was written with stay in force.
#[test]
fn other_rules_judge_a_history_whose_own_stay_in_force() {
    let desk = desk();
    desk.run("run small --log run.jsonl");
    let late = "rule late \"None too late\"\n  never silence.objection-came-late()\n";
    let few = "rule few \"None is adopted\"\n  never silence.adopted(question: \"q-1\")\n";
    desk.write("few.rules", format!("{late}{few}"));
    let sooner = "--set silence-flash=30min";
    let words =
        format!("branch run.jsonl --scenario small --at T+00:10 {sooner} --rules few.rules");
    let shown = desk.run(&format!("{words} --log new.jsonl --runs 3"));
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{}", shown.out);
    let rules = "Rules\n-----\n        parent  branch\n  late  kept    BROKEN\n";
    assert!(shown.out.contains(rules) && shown.out.contains("broken: late"), "{}", shown.out);
    let log = desk.read("new.jsonl");
    assert!(log.contains("rule.one-text"), "the second text is refused in the branch too\n{log}");
    let why = "why run.jsonl --scenario small --rule few --rules few.rules";
    let shown = desk.run(why);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{}", shown.out);
    // Whenever Poland would object, the rule of the log forbids it.
    let told = "Why: rule few was broken, #90 on Mon 1 Mar 15:30";
    assert!(shown.out.contains(told), "{}", shown.out);
    assert!(shown.out.contains("None of them would have prevented it."), "{}", shown.out);

    desk.write("strict.rules", "rule few \"None\"\n  enforce\n  never silence.adopted()\n");
    let words = "branch run.jsonl --scenario small --at T+00:10 --rules strict.rules";
    let deadline = "why run.jsonl --scenario small --deadline silence:q-1 --rules few.rules";
    let said = [words, deadline].map(|words| desk.run(words).complaint());
    expect![[r#"
        exit 2
        error: `strict.rules` has rules that are enforced, and the log was written without
          = help: take `enforce` out of a copy of the file, to judge the log by it
        exit 2
        error: `--rules few.rules` has no part in `--deadline`
          = help: none of these rules is enforced in the log: leave the file out, or ask for a `--rule`
    "#]].assert_eq(&said.join(""));
}

/// The same rules, in the scenario itself.
fn desk_with_a_block() -> Desk {
    let desk = desk();
    let indented = RULES.replace('\n', "\n  ");
    let text = desk.read("small/scenario.yaml") + "\nrules: |\n  " + indented.trim_end() + "\n";
    desk.write("block.yaml", text);
    desk.write("other.rules", "rule text \"A text is adopted\"\n  whenever silence.started(question) then silence.adopted(question) within 1 h\n");
    let shown = desk.run("run block.yaml --log run.jsonl");
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{}", shown.out);
    desk
}

#[test]
fn rules_in_the_scenario_judge_what_might_have_been() {
    let desk = desk_with_a_block();
    desk.write("late.yaml", desk.read("block.yaml").replace("within 8 h", "within 1 h"));
    desk.run("run late.yaml --log late.jsonl");
    let why = desk.run("why late.jsonl --scenario late.yaml --rule adopted");
    assert!(why.out.starts_with("Why: rule adopted was broken, #86"), "{}{}", why.out, why.err);
    let words = "branch late.jsonl --at 0 --set silence-flash=30m --scenario late.yaml";
    let branch = desk.run(words);
    let rules = branch.out.split("Rules\n").nth(1).unwrap_or_default();
    expect![[r#"
        -----
                   parent  branch
          adopted  BROKEN  kept

          23 other measures are the same.
    "#]]
    .assert_eq(&(rules.to_owned() + &branch.err));
}

/// The text of the scenario is the same, so what its logs name it by tells which rules were in force.
#[test]
fn a_log_tells_whether_rules_in_the_scenario_were_replaced() {
    let desk = desk_with_a_block();
    let shown = desk.run("run block.yaml --rules other.rules --log other.jsonl");
    assert_eq!(shown.err, "", "{}", shown.out);
    let first = |log: &str| desk.read(log).lines().next().map(str::to_owned);
    assert_ne!(first("run.jsonl"), first("other.jsonl"));
    for (log, rules, code) in
        [("run.jsonl", "", 0), ("other.jsonl", " --rules other.rules", 0), ("other.jsonl", "", 3)]
    {
        let words = format!("verify {log} --scenario block.yaml{rules}");
        let shown = desk.run(&words);
        assert_eq!(shown.code, code, "{words}: {}{}", shown.out, shown.err);
    }
    // Other rules judge a log that was written with those of the scenario, which stay in force.
    let words = "why run.jsonl --scenario block.yaml --rules other.rules --rule text";
    let shown = desk.run(words);
    expect![[r#"
        Why: rule text was broken, #86 on Mon 1 Mar 10:30
        =================================================
          1 choices and certain delays came before; 3 changes of one alone were tried.
          None of them would have prevented it.
    "#]]
    .assert_eq(&(shown.out + &shown.err));
}

/// The log is of this scenario, only the rules in force are others: it is said which way out there is.
#[test]
fn a_log_under_other_enforced_rules_is_told_to_name_them() {
    let desk = desk();
    std::fs::remove_file(desk.path("small/policy.rules")).expect("it is removed");
    desk.write("enforced.rules", RULES);
    desk.run("run small --rules enforced.rules --log run.jsonl");
    let commands = [
        "verify run.jsonl --scenario small",
        "branch run.jsonl --scenario small --at 5",
        "why run.jsonl --scenario small --deadline silence:q-1",
    ];
    let said = "of another scenario than `small/scenario.yaml`, or of it with other enforced rules";
    for command in &commands[..2] {
        let complaint = desk.run(command).complaint();
        let help = "if the log was written with enforced rules, name them with `--rules`";
        assert!(complaint.contains(said) && complaint.contains(help), "{complaint}");
        assert!(!complaint.contains("campaign"), "{complaint}");
        let shown = desk.run(&format!("{command} --rules enforced.rules"));
        assert_eq!(shown.code, 0, "{shown:?}");
    }
    let why = desk.run(commands[2]).complaint();
    assert!(why.contains(said), "{why}");
}
