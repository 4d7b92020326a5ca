//! What is read from a log, and what is said of one that cannot be read.

use std::fmt::Write;

use expect_test::{Expect, expect};
use proptest::prelude::*;
use rules::{Audit, RuleSet, Vocabulary};

use crate::{Mapping, ReadError, Reader, Shape};

mod lists;
mod mapped;
mod written;

/// Every type of field, and a rule that tells what came by being broken.
const RULES: &str = "event seen(id: id, text: text, whole: int, part: number, yes: bool, at: time,\n\
    \x20 which: {low, high}, long: duration)\n\
    event timed(at: time, long: duration)\nrule t \"\" never timed(at, long)\n\
    rule r \"\" never seen(id, text, whole, part, yes, at)\n\
    rule ids \"\" never seen(id)\n";

fn read(log: &[u8], shape: Shape, mapping: &Mapping) -> String {
    let rules = RuleSet::parse(RULES, &Vocabulary::default()).expect("it is sound");
    let mut audit = Audit::new(&rules);
    let mut reader = Reader::new(log, shape, mapping, rules.vocabulary());
    let failed = loop {
        match reader.next(&mut |event| audit.observe(event).map(drop)) {
            Ok(true) => {}
            Ok(false) => break None,
            Err(ReadError::Fault(fault)) => break Some(fault),
            Err(ReadError::Io(error)) => panic!("memory does not fail: {error}"),
        }
    };
    let results = audit.results();
    let mut told = format!("{} events\n", results.log.events);
    for violation in results.rules.iter().flat_map(|rule| rule.violations.iter()) {
        let _ = writeln!(told, "{}", violation.text.split(';').next().unwrap_or_default());
    }
    if let Some(fault) = failed {
        let _ = writeln!(told, "fault in {fault}");
    }
    told
}

fn check(log: &str, shape: Shape, mapping: &str, told: &Expect) {
    let mapping = Mapping::parse(mapping).expect("it is a mapping");
    told.assert_eq(&read(log.as_bytes(), shape, &mapping));
}

#[test]
fn values_are_read_as_their_fields_are_declared() {
    let told = expect![[r#"
        3 events
        r broken for id A, text say "é", whole 4, part 0.25, yes true, at 2026-03-01 05:00:00: seen #0 at 2026-03-01 06:00:00
        r broken for id 17, text 1.5, whole -4, part 2, yes false, at 1970-01-01 00:00:01: seen #2 at 2026-03-01 06:00:00.123
        ids broken for id A: seen #0 at 2026-03-01 06:00:00
        ids broken for id 17: seen #2 at 2026-03-01 06:00:00.123
    "#]];
    check(
        "\u{feff}{\"time\":\"2026-03-01T06:00:00Z\",\"type\":\"seen\",\"data\":{\"id\":\"A\",\"text\":\"say \\\"é\\\"\",\"whole\":4,\"part\":0.25,\"yes\":true,\"at\":\"2026-03-01T06:00:00+01:00\"}}\n\
         \n\
         {\"type\":\"other\",\"data\":{\"deep\":[{\"x\":[1]}]},\"time\":1772344800000}\r\n\
         {\"data\":{\"id\":17,\"text\":1.5,\"whole\":-4,\"part\":2,\"yes\":false,\"at\":1000},\"time\":\"2026-03-01 06:00:00.1239\",\"type\":\"seen\"}",
        Shape::JsonLines,
        "{}",
        &told,
    );
    check(
        "\u{feff}type,time,id,text,whole,part,yes,at,more\r\n\
         seen,2026-03-01T06:00:00Z,A,\"say \"\"é\"\"\",4,0.25,true,2026-03-01T06:00:00+01:00,x\r\n\
         other,1772344800000,,,,,,,\r\n\
         seen,2026-03-01 06:00:00.1239,17,1.5,-4,2,0,1000,\"a\nb,c\"",
        Shape::Csv,
        "{}",
        &told,
    );
}

#[test]
fn a_mapping_says_what_things_are_called() {
    let mapping = r#"{"time": "meta.when", "type": "meta.what", "data": "", "time_unit": "s", "sequence": "n",
        "types": {"SEEN": "seen"}, "fields": {"seen": {"id": "who.name"}}}"#;
    let told = expect![[r#"
        2 events
        ids broken for id A: seen #7 at 1970-01-01 00:01:00
        ids broken for id B: seen #9 at 1970-01-01 00:01:01
    "#]];
    check(
        "{\"n\":7,\"who\":{\"name\":\"A\"},\"meta\":{\"when\":60,\"what\":\"SEEN\"}}\n\
         {\"n\":9,\"meta\":{\"what\":\"SEEN\",\"when\":61},\"who\":{\"age\":3,\"name\":\"B\"}}\n",
        Shape::JsonLines,
        mapping,
        &told,
    );
    let mapping = mapping.replacen('{', "{\"separator\": \";\", ", 1);
    check(
        "n;who.name;meta.when;meta.what\n7;A;60;SEEN\n9;B;61;SEEN\n",
        Shape::Csv,
        &mapping,
        &told,
    );
}

/// Where a mapping names a column that is not there, no rule would ever be asked.
#[test]
fn a_table_has_the_columns_that_its_mapping_names() {
    let mapping = Mapping::parse(r#"{"fields": {"seen": {"id": "who"}}}"#).expect("a mapping");
    let told = read(b"time,type,id\n1,seen,A\n", Shape::Csv, &mapping);
    assert!(told.contains("line 1: the header has no column `who`"), "{told}");
    for (mapping, column) in
        [(r#"{"sequence": "nr"}"#, "`nr`"), (r#"{"data": "body"}"#, "that begins with `body.`")]
    {
        let mapping = Mapping::parse(mapping).expect("a mapping");
        let told = read(b"time,type,id\n1,seen,A\n", Shape::Csv, &mapping);
        let wanted = format!("0 events\nfault in line 1: the header has no column {column}\n");
        assert_eq!(told, wanted);
    }
    let told = read(b"time,type,who\n1,seen,A\n", Shape::Csv, &mapping);
    assert!(!told.contains("fault"), "{told}");
}

/// JSON is read with binary fractions: where digits could be lost, the number is refused, even as
/// an id, which two different numbers would share.
#[test]
fn a_number_is_exact_or_refused() {
    for (number, is_exact) in [
        ("18446744073709551615", true),
        ("18446744073709551616", false),
        ("123456789012.125", true),
        ("1234567.1234567891", false),
        ("-0.000000001234567", true),
    ] {
        let log = format!("{{\"time\":1,\"type\":\"seen\",\"data\":{{\"id\":{number}}}}}\n");
        let told = read(log.as_bytes(), Shape::JsonLines, &Mapping::default());
        assert_eq!(!told.contains("digits than are read exactly"), is_exact, "{number}: {told}");
    }
}

#[test]
fn lists_are_read_item_by_item() {
    let told = expect![[r#"
        1 events
        ids broken for id 3: seen #0 at 1970-01-01 00:00:00
        ids broken for id A: seen #0 at 1970-01-01 00:00:00
    "#]];
    check(
        "{\"time\":0,\"type\":\"seen\",\"data\":{\"id\":[\"A\",null,{\"x\":1},[2],3]}}\n",
        Shape::JsonLines,
        "{}",
        &told,
    );
}

/// What stands beside a fault says what to do about that fault, and no other.
#[test]
fn a_fault_is_told_with_its_own_help() {
    let good = "{\"time\":0,\"type\":\"seen\",\"sequence\":5}\n";
    for (second, mapping, help) in [
        ("{\"time\":0,\"type\":\"seen\",\"sequence\":4}", "{}", "the positions must rise from"),
        ("{\"time\":-1,\"type\":\"seen\",\"sequence\":6}", "{}", "sort the log by time"),
        (
            "{\"time\":0,\"type\":\"seen\",\"sequence\":6,\"data\":{\"long\":\"3 h\"}}",
            "{\"time_unit\": \"s\"}",
            "write a length of time as a number of seconds",
        ),
    ] {
        let rules = RuleSet::parse(RULES, &Vocabulary::default()).expect("it is sound");
        let mapping = Mapping::parse(mapping).expect("it is a mapping");
        let log = format!("{good}{second}\n");
        let mut audit = Audit::new(&rules);
        let mut reader =
            Reader::new(log.as_bytes(), Shape::JsonLines, &mapping, rules.vocabulary());
        let mut next = || reader.next(&mut |event| audit.observe(event).map(drop));
        assert!(next().expect("the first is sound"));
        let Err(ReadError::Fault(fault)) = next() else { panic!("{second} is refused") };
        assert!(fault.help.as_ref().is_some_and(|told| told.starts_with(help)), "{fault:?}");
    }
}

/// Sources that are careful with numbers write them as texts.
#[test]
fn a_text_is_read_as_its_field_is_declared() {
    let told = expect![[r#"
        1 events
        r broken for id true, text false, whole 4, part 0.123456789, yes true, at 1970-01-01 00:00:01: seen #0 at 1970-01-01 00:00:00
        ids broken for id true: seen #0 at 1970-01-01 00:00:00
    "#]];
    check(
        "{\"time\":0,\"type\":\"seen\",\"data\":{\"id\":true,\"text\":false,\"whole\":\"4\",\"part\":\"0.123456789\",\"yes\":\"true\",\"at\":\"1000\",\"which\":\"low\"}}\n",
        Shape::JsonLines,
        "{}",
        &told,
    );
}

#[test]
fn a_fault_names_its_line() {
    let line = |id: &str, time: &str| {
        format!("{{\"time\":{time},\"type\":\"seen\",\"data\":{{\"id\":\"{id}\"}}}}\n")
    };
    let good = line("A", "1000");
    for (second, said) in [
        (line("B", "999"), "line 2: #1 is of 1970-01-01T00:00:00.999Z, but the log has reached"),
        ("{\"type\":\"seen\"}\n".to_owned(), "line 2: the event has no `time`"),
        ("{\"time\":1000}\n".to_owned(), "line 2: the event has no `type`"),
        (line("B", "\"noon\""), "line 2: `time` is no time: noon"),
        (line("B", "9223372036854775807"), "line 2: `time` is no time: 9223372036854775807"),
        (line("B", "9e14"), "line 2: `time` is no time: 900000000000000"),
        (
            line("B", "1.234567890123456789"),
            "line 2: `time`: the number, about 1.2345678901234567, has more digits than are read",
        ),
        (line("B", "true"), "line 2: `time` is no time: neither a text nor a number"),
        (line("B", "{}"), "line 2: `time` is no time: neither a text nor a number"),
        ("{\"time\":1000,\"type\":3}\n".to_owned(), "line 2: `type` is not a text"),
        ("{\"type\":{\"a\":1},\"time\":1}\n".to_owned(), "line 2: `type` is not a text"),
        ("[1]\n".to_owned(), "line 2: the line is no event: invalid type: sequence"),
        ("{\"time\":1000,\n".to_owned(), "line 2: the line is no event: EOF"),
        (
            good.replace("\"A\"", "\"A\",\"part\":0.12345678901"),
            "line 2: `data.part`: `0.12345678901` has more digits than a value of type number",
        ),
        (good.replace("1000", "1000,\"sequence\":0"), "line 2: #0 does not come after #0"),
        (good.replace("1000", "1000,\"sequence\":-1"), "line 2: `sequence` is no position"),
        (format!("{}{good}", "[".repeat(100_000)), "line 2: the line is no event: "),
    ] {
        let told =
            read(format!("{good}{second}").as_bytes(), Shape::JsonLines, &Mapping::default());
        assert!(told.contains(&format!("fault in {said}")), "{second}: {told}");
    }
    for (log, said) in [
        ("", "line 1: the log is empty"),
        ("time,type\n", "0 events"),
        ("\n", "0 events"),
        ("time,kind\n", "line 1: the header has no column `type`"),
        ("time,type,time\n", "line 1: the header names `time` twice"),
        ("time,type,sequence\n1,a,\n1,b,1\n1,c,\n", "3 events"),
        ("time,type,sequence\n1,a,x\n", "line 2: `sequence` is no position"),
        ("time,type\n1,a\n2,b,c\n", "line 3: the record has 3 cells, but the header has 2"),
        ("time,type,whole\n1,seen,x\n", "line 2: `whole`: `x` is of no type int"),
        ("time,type,yes\n1,seen,perhaps\n", "line 2: `yes`: `perhaps` is of no type bool"),
        ("time,type,at\n1,seen,noon\n", "line 2: `at`: `noon` is of no type time"),
        ("time,type\n1,\"a\nb\"\n0,c\n", "line 4: #1 is of 1970-01-01T00:00:00.000Z"),
        ("time,type\n1,\"A\"BC\n", "line 2: a cell goes on behind its closing quotation mark"),
        ("time,type\n1,5\" pipe\"\n", "line 2: a quotation mark stands in a cell that does not"),
        ("time,type\n1,\"a\nb\" c\n", "line 3: a cell goes on behind its closing quotation mark"),
        ("time,type\n1,\"\"\n", "1 events"),
        ("time,type\r1,a\r2,b\r", "line 1: a carriage return stands in a cell without quotation"),
        ("time,type\r\n1,a\r\n2,\"\r\"\r\n", "2 events"),
        ("time,type,text\r\n1,\"a\r\nb\" c\n", "line 3: a cell goes on behind its closing"),
    ] {
        let told = read(log.as_bytes(), Shape::Csv, &Mapping::default());
        assert!(told.contains(said), "{log}: {told}");
    }
}

#[test]
fn a_log_that_ends_in_the_middle_of_a_line_is_cut_and_not_wrong() {
    let whole = "{\"time\":1,\"type\":\"seen\",\"data\":{\"id\":\"A\"}}";
    for (log, shape, events, is_cut) in [
        (format!("{whole}\n{}", &whole[..20]), Shape::JsonLines, 1, true),
        (format!("{whole}\n{whole}"), Shape::JsonLines, 2, false),
        ("time,type,id\n1,seen,A\n2,se".to_owned(), Shape::Csv, 1, true),
        ("time,type,id\n1,seen,A\n2,seen,\"B".to_owned(), Shape::Csv, 1, true),
        ("time,type,id\n1,seen,A\n2,seen,B".to_owned(), Shape::Csv, 2, false),
    ] {
        for drops in [false, true] {
            let rules = RuleSet::parse(RULES, &Vocabulary::default()).expect("it is sound");
            let (mapping, mut seen) = (Mapping::default(), 0);
            let reader = Reader::new(log.as_bytes(), shape, &mapping, rules.vocabulary());
            let mut reader = reader.dropping_cut_line(drops);
            let end = loop {
                match reader.next(&mut |_| Ok(())) {
                    Ok(true) => seen += 1,
                    Ok(false) => break None,
                    Err(ReadError::Fault(fault)) => break Some(fault),
                    Err(ReadError::Io(error)) => panic!("memory does not fail: {error}"),
                }
            };
            assert_eq!(seen, events, "{log}");
            let reported = end.map(|fault| (fault.line, fault.is_cut));
            let last = events + if shape == Shape::Csv { 2 } else { 1 };
            assert_eq!(reported, (is_cut && !drops).then_some((last, true)), "{log}");
        }
    }
}

/// An object that ends is not half-written, so nothing may drop it.
#[test]
fn a_whole_object_without_a_line_feed_is_wrong_and_not_cut() {
    let rules = RuleSet::parse(RULES, &Vocabulary::default()).expect("it is sound");
    for line in [
        r#"{"time":1,"type":"seen","data":{"whole":"x"}}"#,
        r#"{"time":1,"kind":"seen"}"#,
        r#"{"time":"soon","type":"seen"}"#,
    ] {
        for drops in [false, true] {
            let mapping = Mapping::default();
            let reader =
                Reader::new(line.as_bytes(), Shape::JsonLines, &mapping, rules.vocabulary());
            let read = reader.dropping_cut_line(drops).next(&mut |_| Ok(()));
            let Err(ReadError::Fault(fault)) = read else { panic!("{line} is no event") };
            assert!(!fault.is_cut && !fault.message.contains("middle"), "{fault}");
        }
    }
}

/// Blanks between which nothing stands are cells.
#[test]
fn a_record_of_empty_cells_is_no_empty_line() {
    let mapping = Mapping::parse("{\"separator\": \"\\t\"}").expect("a mapping");
    let told = read(b"time\ttype\n\n  \n1\tother\n\t\n", Shape::Csv, &mapping);
    assert!(told.starts_with("1 events\nfault in line 5: `time` is no time"), "{told}");
}

/// One mark too many would otherwise take all that comes behind it for a line that was cut.
#[test]
fn a_stray_quotation_mark_does_not_drop_the_rest_of_a_log() {
    for (log, said) in [
        (
            "time,type\n1,a\n2,\"b\n3,c\n",
            "line 3: a quotation mark opened in line 3 is never closed",
        ),
        (
            "time,type\n1,\"a\nb\",\"c\nd",
            "line 3: a quotation mark opened in line 3 is never closed",
        ),
        ("time,type\n1,\"a\n2,\"b\n", "line 3: a cell goes on behind its closing quotation mark"),
        ("time,type\n1,\"a\n2,\"b\"\n", "line 3: a cell goes on behind its closing quotation mark"),
    ] {
        let rules = RuleSet::parse(RULES, &Vocabulary::default()).expect("it is sound");
        let mapping = Mapping::default();
        let reader = Reader::new(log.as_bytes(), Shape::Csv, &mapping, rules.vocabulary());
        let mut reader = reader.dropping_cut_line(true);
        let fault = loop {
            match reader.next(&mut |_| Ok(())) {
                Ok(true) => {}
                Err(ReadError::Fault(fault)) => break fault,
                other => panic!("{log}: {other:?}"),
            }
        };
        assert!(fault.to_string().contains(said) && !fault.is_cut, "{log}: {fault}");
    }
}

#[test]
fn a_line_without_end_is_refused_before_it_fills_the_memory() {
    let endless = std::io::repeat(b'x');
    let rules = RuleSet::parse(RULES, &Vocabulary::default()).expect("it is sound");
    let input = std::io::BufReader::new(endless);
    let mut reader = Reader::new(input, Shape::JsonLines, &Mapping::default(), rules.vocabulary());
    let Err(ReadError::Fault(fault)) = reader.next(&mut |_| Ok(())) else {
        panic!("it is refused");
    };
    assert_eq!(fault.to_string(), "line 1: the line is longer than 16 MiB");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), is_csv in any::<bool>()) {
        let shape = if is_csv { Shape::Csv } else { Shape::JsonLines };
        read(&bytes, shape, &Mapping::default());
    }

    #[test]
    fn any_pieces_of_a_log_are_read_or_refused(
        log in "(time|type|id|seen|,|\"|\n|\\{|\\}|:|\\[|\\]|1|-|\\.|2026-03-01| |é|null|data)*",
        is_csv in any::<bool>(),
    ) {
        let shape = if is_csv { Shape::Csv } else { Shape::JsonLines };
        read(log.as_bytes(), shape, &Mapping::default());
    }

    /// What is written as JSON lines and as CSV says the same.
    #[test]
    fn both_shapes_say_the_same(ids in proptest::collection::vec("[a-z\"',;é\n]{1,5}", 1..8)) {
        let mut lines = String::new();
        let mut table = String::from("time,type,id\n");
        for (second, id) in ids.iter().enumerate() {
            let json = serde_json::json!({"time": second, "type": "seen", "data": {"id": id}});
            let _ = writeln!(lines, "{json}");
            let _ = writeln!(table, "{second},seen,\"{}\"", id.replace('"', "\"\""));
        }
        let mapping = Mapping::default();
        prop_assert_eq!(
            read(lines.as_bytes(), Shape::JsonLines, &mapping),
            read(table.as_bytes(), Shape::Csv, &mapping)
        );
    }
}
