//! Logs whose chain is whole, and which this version or this center did not write.

use crate::desk::Desk;
use event_store::{AppendCondition, Envelope, EventStore, JsonLines, NewFact, Reader, Tags};
use expect_test::{Expect, expect};

/// Writes `run.jsonl` again as `foreign.jsonl`, with envelopes that `change` has changed and with
/// a chain that fits them.
pub(crate) fn rewrite(desk: &Desk, mut change: impl FnMut(&mut Envelope<'static>)) {
    let log = desk.read("run.jsonl");
    let mut reader = Reader::new(log.as_bytes());
    // One that was written before is of no use any more.
    let _ = std::fs::remove_file(desk.path("foreign.jsonl"));
    let mut foreign = JsonLines::create(&desk.path("foreign.jsonl")).expect("a new log");
    while let Some(line) = reader.next_line().expect("the log is sound") {
        let mut envelope = line.envelope.into_owned();
        change(&mut envelope);
        let mut bytes = Vec::new();
        envelope.write_into(&mut bytes).expect("it is an envelope");
        let tags: Vec<&str> = match &envelope.tags {
            Tags::List(list) => list.to_vec(),
            Tags::Spaced(text) => text.split(' ').filter(|tag| !tag.is_empty()).collect(),
        };
        let fact = NewFact { kind: &envelope.kind, tags: &tags, bytes: &bytes };
        foreign.append(&[fact], &AppendCondition::none()).expect("it is appended");
    }
    foreign.close().expect("it is written");
}

fn check(change: impl FnMut(&mut Envelope<'static>), words: &str, expected: &Expect) {
    let desk = Desk::with_log();
    rewrite(&desk, change);
    let shown = desk.run(words);
    assert_eq!(shown.out, "", "a foreign log is not called sound");
    expected.assert_eq(&shown.complaint());
}

/// Replaces a piece of the data of all records of a kind.
fn replaced(kind: &str, from: &str, to: &str) -> impl FnMut(&mut Envelope<'static>) {
    move |envelope| {
        if envelope.kind == kind {
            let data = String::from_utf8(envelope.data.to_vec()).expect("it is JSON");
            envelope.data = data.replace(from, to).into_bytes().into();
        }
    }
}

#[test]
fn a_log_written_again_unchanged_is_sound() {
    let desk = Desk::with_log();
    rewrite(&desk, |_| {});
    assert_eq!(desk.read("run.jsonl"), desk.read("foreign.jsonl"));
}

#[test]
fn an_unknown_kind_is_named() {
    let rename = |envelope: &mut Envelope<'static>| {
        if envelope.kind == "silence.started" {
            envelope.kind = "silence.begun".into();
        }
    };
    check(
        rename,
        "replay foreign.jsonl",
        &expect![[r#"
            exit 3
            error[L001]: unknown kind `silence.begun`: this log was written by another program or a newer version
              --> foreign.jsonl:83:1
               |
            83 | {"actor":"cochairs","basis":"assumption","cau...HASH"}
               | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
               |
               = help: read the log with the version that wrote it
            error: `foreign.jsonl` is not sound from line 83 on
        "#]],
    );
}

#[test]
fn a_newer_form_is_named_with_the_newest_that_is_known() {
    let raise = |envelope: &mut Envelope<'static>| {
        if envelope.kind == "silence.started" {
            envelope.form = 9.try_into().unwrap();
        }
    };
    check(
        raise,
        "replay foreign.jsonl",
        &expect![[r#"
            exit 3
            error[L001]: `silence.started` has form 9, but the newest form known here is 1: use a newer version
              --> foreign.jsonl:83:1
               |
            83 | {"actor":"cochairs","basis":"assumption","cau...HASH"}
               | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
               |
               = help: read the log with the version that wrote it
            error: `foreign.jsonl` is not sound from line 83 on
        "#]],
    );
}

#[test]
fn an_unknown_actor_is_named() {
    let rename = |envelope: &mut Envelope<'static>| {
        if envelope.actor == "cochairs" {
            envelope.actor = "chairs".into();
        }
    };
    check(
        rename,
        "verify foreign.jsonl",
        &expect![[r#"
            exit 3
            error[L001]: unknown actor `chairs`
              --> foreign.jsonl:80:1
               |
            80 | {"actor":"chairs","basis":"assumption","corre...HASH"}
               | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
               |
               = help: read the log with the version that wrote it
            error: `foreign.jsonl` is not sound from line 80 on
        "#]],
    );
}

#[test]
fn an_event_that_the_center_decides_otherwise_is_named() {
    let change = replaced("silence.started", "\"urgency\":\"flash\"", "\"urgency\":\"routine\"");
    check(
        change,
        "verify foreign.jsonl",
        &expect![[r#"
            exit 3
            error[L001]: the center decides otherwise: `silence.started` {"asked":["fr","pl","uk"],"closes_at":"2027-03-01T14:30:00.000Z","matter":"statement","question":"q-1","text_version":1,"urgency":"flash"} instead of `silence.started` {"asked":["fr","pl","uk"],"closes_at":"2027-03-01T14:30:00.000Z","matter":"statement","question":"q-1","text_version":1,"urgency":"routine"}
              --> foreign.jsonl:83:1
               |
            83 | {"actor":"cochairs","basis":"assumption","cau...HASH"}
               | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
               |
               = help: the log was falsified, or written by another version of the program, or by another program
            error: `foreign.jsonl` is not sound from line 83 on
        "#]],
    );
}

#[test]
fn a_command_that_the_center_refuses_is_named() {
    let change = replaced("command.accepted", "\"asked\":[\"fr\",\"pl\",\"uk\"]", "\"asked\":[]");
    check(
        change,
        "verify foreign.jsonl",
        &expect![[r#"
            exit 3
            error[L001]: the command is recorded as accepted, but the center refuses it: a text must be put to somebody
              --> foreign.jsonl:82:1
               |
            82 | {"actor":"cochairs","basis":"assumption","cor...HASH"}
               | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
               |
               = help: the log was falsified, or written by another version of the program, or by another program
            error: `foreign.jsonl` is not sound from line 82 on
        "#]],
    );
}

#[test]
fn an_end_state_that_is_not_reached_is_named() {
    let change = replaced("run.ended", "\"state_hash\":\"", "\"state_hash\":\"0");
    check(
        change,
        "verify foreign.jsonl",
        &expect![[r#"
            exit 3
            error[L001]: the end state has the hash HASH, but `run.ended` says HASH
              --> foreign.jsonl:91:1
               |
            91 | {"actor":"clock","basis":"assumption","correl...HASH"}
               | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
               |
               = help: the log was falsified, or written by another version of the program, or by another program
            error: `foreign.jsonl` is not sound from line 91 on
        "#]],
    );
}

#[test]
fn a_run_that_was_not_started_so_is_named() {
    let desk = Desk::with_log();
    rewrite(&desk, replaced("run.started", "\"seed\":\"1\"", "\"seed\":\"2\""));
    let shown = desk.run("verify foreign.jsonl");
    assert_eq!(shown.code, 3);
    assert!(shown.err.contains("has the id"), "{}", shown.err);
}

#[test]
fn a_log_of_another_scenario_is_refused() {
    let desk = Desk::with_log();
    let shown = desk.run("verify run.jsonl --scenario missed.yaml");
    expect![[r#"
        exit 3
        error: this log is of another scenario than `missed.yaml`
          = help: it is of `small` with the hash HASH; the file has HASH
    "#]]
    .assert_eq(&shown.complaint());
}

#[test]
fn another_choice_plays_to_another_record() {
    // The chain, the decisions and the scenario fit; only the drawn delay does not.
    let desk = Desk::with_log();
    rewrite(&desk, |envelope| {
        if envelope.kind == "choice.made" {
            let data = String::from_utf8(envelope.data.to_vec()).expect("it is JSON");
            envelope.data = data.replace("\"drawn\":\"", "\"drawn\":\"1").into_bytes().into();
        }
    });
    assert_eq!(desk.run("verify foreign.jsonl").code, 0);
    let shown = desk.run("verify foreign.jsonl --scenario small.yaml");
    assert_eq!((shown.code, shown.out.as_str()), (3, ""));
    assert!(shown.err.contains("played again, "), "{}", shown.err);
}

/// Rule 42: a record that says that it is for others than it is.
#[test]
fn a_record_with_another_audience_is_named() {
    let open_to = |kind: &'static str, audience: &'static str| {
        move |envelope: &mut Envelope<'static>| {
            if envelope.kind == kind {
                envelope.releasable_to = audience.into();
            }
        }
    };
    for (kind, audience, said) in [
        ("choice.made", "all", "it is releasable to `control`, but it says `all`"),
        ("command.accepted", "fr uk", "it is releasable to `all`, but it says `fr uk`"),
        ("silence.started", "us", "it is releasable to `all`, but it says `us`"),
        ("run.started", "us", "it is releasable to `all`, but it says `us`"),
        ("run.ended", "us", "it is releasable to `all`, but it says `us`"),
        ("silence.started", "everybody", "names no audience: unknown seat or nation `everybody`"),
        ("silence.started", "us us", "names no audience: `us` stands twice"),
    ] {
        let desk = Desk::with_log();
        rewrite(&desk, open_to(kind, audience));
        let shown = desk.run("verify foreign.jsonl");
        assert_eq!((shown.code, shown.out.as_str()), (3, ""), "{kind}");
        assert!(shown.err.contains(said), "{kind}: {}", shown.err);
    }
}
