//! Values in the ways in which logs write them.

use rules::{RuleSet, Vocabulary};

use super::{RULES, read};
use crate::{Fault, Mapping, ReadError, Reader, Shape};

/// What a cell between quotation marks holds is its own, line ends too.
#[test]
fn a_cell_keeps_the_line_ends_that_it_was_written_with() {
    let told = |end: &str| {
        let rows = format!("time,type,id{end}1,seen,\"a{end}b\"{end}");
        read(rows.as_bytes(), Shape::Csv, &Mapping::default())
    };
    assert!(told("\r\n").contains(r"ids broken for id a\r\nb: seen"), "{}", told("\r\n"));
    assert!(told("\n").contains(r"ids broken for id a\nb: seen"), "{}", told("\n"));
}

#[test]
fn a_time_may_have_a_fraction_of_its_unit() {
    for (time, at, unit, shown) in [
        ("1.25", "0.5", "s", "1970-01-01 00:00:00.500, long 500 ms"),
        ("\"1.25\"", "\"0.5009\"", "s", "1970-01-01 00:00:00.500, long 500 ms"),
        ("1250.0", "1e3", "ms", "1970-01-01 00:00:01, long 1 s"),
        ("1250.75", "2000.999", "ms", "1970-01-01 00:00:02, long 2 s"),
        ("1250000.5", "1e6", "us", "1970-01-01 00:00:01, long 1 s"),
        ("\"1250000000.5\"", "1e9", "ns", "1970-01-01 00:00:01, long 1 s"),
    ] {
        let mapping = Mapping::parse(&format!("{{\"time_unit\":\"{unit}\"}}"));
        let mapping = mapping.expect("it is a mapping");
        let data = format!("{{\"at\":{at},\"long\":{at}}}");
        let line = format!("{{\"time\":{time},\"type\":\"timed\",\"data\":{data}}}\n");
        let told = read(line.as_bytes(), Shape::JsonLines, &mapping);
        let first = "timed #0 at 1970-01-01 00:00:01.250";
        assert_eq!(told, format!("1 events\nt broken for at {shown}: {first}\n"), "{line}");
        if !at.contains('e') {
            let cells = format!("time,type,at,long\n{time},timed,{at},{at}\n");
            assert_eq!(read(cells.as_bytes(), Shape::Csv, &mapping), told, "{cells}");
        }
    }
}

#[test]
fn a_value_that_its_field_does_not_have_is_a_fault() {
    for (name, value, of) in [
        ("whole", "\"four\"", "int"),
        ("whole", "4.5", "int"),
        ("part", "true", "number"),
        ("part", "\"\"", "number"),
        ("yes", "2", "bool"),
        ("at", "true", "time"),
        ("at", "9223372036854775807", "time"),
        ("which", "\"hihg\"", "{low, high}"),
        ("which", "[\"low\",\"hihg\"]", "{low, high}"),
    ] {
        let log = format!("{{\"time\":0,\"type\":\"seen\",\"data\":{{\"{name}\":{value}}}}}\n");
        let told = read(log.as_bytes(), Shape::JsonLines, &Mapping::default());
        let shown = value.rsplit(',').next().unwrap_or_default().replace(['"', ']'], "");
        let said = format!("fault in line 1: `data.{name}`: `{shown}` is of no type {of}\n");
        assert!(told.contains(&said), "{told}");
    }
}

const NINE: &str = "write at most nine digits behind the point, and eighteen in all";
const TEXT: &str = "write it as a text, in which at most nine digits behind the point are read";

/// A field, a value that it cannot have, what is said of it, and the help.
const NUMBERS: [(&str, &str, &str, &str); 13] = [
    (
        "whole",
        "99999999999999999999",
        "the number, about 100000000000000000000, is out of the range of type int",
        "",
    ),
    ("whole", "18446744073709551615", "`18446744073709551615` is out of the range of type int", ""),
    (
        "whole",
        "\"-99999999999999999999\"",
        "`-99999999999999999999` is out of the range of type int",
        "",
    ),
    (
        "whole",
        "1e17",
        "the number, about 100000000000000000, has more digits than are read exactly as a value of type int",
        "write all its digits, without a point and without an exponent",
    ),
    (
        "part",
        "1e30",
        "the number, about 1000000000000000000000000000000, is out of the range of type number",
        "",
    ),
    (
        "part",
        "1234567.1234567891",
        "the number, about 1234567.1234567892, has more digits than are read exactly as a value of type number",
        TEXT,
    ),
    (
        "part",
        "\"0.1234567891\"",
        "`0.1234567891` has more digits than a value of type number",
        NINE,
    ),
    (
        "part",
        "\"9223372036854775807.5\"",
        "`9223372036854775807.5` has more digits than a value of type number",
        NINE,
    ),
    (
        "part",
        "\"9223372036854775808\"",
        "`9223372036854775808` is out of the range of type number",
        "",
    ),
    ("part", "\"1e3\"", "`1e3` is of no type number", ""),
    (
        "long",
        "\"99999999999999999999\"",
        "`99999999999999999999` is out of the range of type duration",
        "write a length of time as a number of milliseconds",
    ),
    (
        "at",
        "\"99999999999999999999\"",
        "`99999999999999999999` is out of the range of type time",
        "",
    ),
    (
        "id",
        "99999999999999999999",
        "the number, about 100000000000000000000, has more digits than are read exactly as a value of type id",
        "write it as a text, in which every digit counts",
    ),
];

/// A number of the wrong size and one with too many digits are told as that, and the help does not
/// lead to another refusal.
#[test]
fn a_number_that_cannot_be_held_is_told_why() {
    for (name, value, said, help) in NUMBERS {
        let log = format!("{{\"time\":0,\"type\":\"seen\",\"data\":{{\"{name}\":{value}}}}}\n");
        let fault = refused(&log, Shape::JsonLines);
        assert_eq!(fault.message, format!("`data.{name}`: {said}"));
        assert_eq!(fault.help.as_deref().unwrap_or_default(), help, "{value}");
    }
}

/// A field whose column is called otherwise by a space would be one that no event has.
#[test]
fn a_column_with_a_space_at_its_edge_is_refused_unless_a_mapping_names_it() {
    let fault = refused("time,type, id\n1,seen, a\n", Shape::Csv);
    assert_eq!(fault.to_string(), "line 1: the column ` id` begins or ends with a space");
    assert!(fault.help.is_some_and(|help| help.ends_with("have a mapping name ` id`")));
    for header in ["time ,type,id", "time,\ttype,id", "time,type,\"id \"", "time,type,id,id "] {
        let fault = refused(&format!("{header}\n1,seen,a\n"), Shape::Csv);
        assert!(fault.message.ends_with("begins or ends with a space"), "{header}: {fault}");
    }
    let mapping = Mapping::parse(r#"{"fields": {"seen": {"id": " id"}}}"#);
    let other = Mapping::parse(r#"{"fields": {"timed": {"at": " at"}}}"#);
    let other = other.expect("it is a mapping");
    for (log, mapping) in [
        ("time,type, id\n1,seen,a\n", &mapping.expect("it is a mapping")),
        ("time,type,id, other\n1,seen,a,b\n", &Mapping::default()),
        // Another event has its field of the name without the space.
        ("time,type,id,at, at\n1,seen,a,,\n", &other),
    ] {
        let told = read(log.as_bytes(), Shape::Csv, mapping);
        assert!(told.contains("ids broken for id a: seen"), "{log}: {told}");
    }
}

#[test]
fn an_event_that_goes_on_in_the_next_line_is_told_to_stand_in_one() {
    let fault = refused("{\n  \"time\": 0,\n  \"type\": \"seen\"\n}\n", Shape::JsonLines);
    assert_eq!(fault.to_string(), "line 1: the line is no event: EOF while parsing an object");
    assert_eq!(fault.help.as_deref(), Some("write each event as an object in one line"));
}

/// Tables of other programs and languages are separated otherwise.
#[test]
fn a_table_that_is_separated_otherwise_is_told_by_what() {
    let semicolons = "line 1: the columns seem to be separated by `;`, not by `,`";
    for (header, said) in [
        ("time;type;id", semicolons),
        ("\"time\";\"type\";\"id\"", semicolons),
        // A comma stands in a name; the columns that are asked for are there.
        ("time;type;\"id, or name\"", semicolons),
        ("time;type;id, or name", semicolons),
        ("when;what", semicolons),
        ("time\ttype\tid", "line 1: the columns seem to be separated by tabs, not by `,`"),
        ("time|type|id", "line 1: the columns seem to be separated by `|`, not by `,`"),
        ("when", "line 1: the header has no column `time`"),
        ("time,kind;of", "line 1: the header has no column `type`"),
    ] {
        assert_eq!(refused(&format!("{header}\n"), Shape::Csv).to_string(), said, "{header}");
    }
    let help = refused("time\ttype\n", Shape::Csv).help.expect("there is something to do");
    assert!(help.starts_with(r#"have a mapping say `"separator": "\t"`, or separate"#), "{help}");
    let mapping = Mapping::parse(r#"{"separator": ";"}"#).expect("it is a mapping");
    let told = read(b"time,type,id\n", Shape::Csv, &mapping);
    assert!(told.contains("seem to be separated by `,`, not by `;`"), "{told}");
}

#[test]
fn a_log_of_a_header_alone_is_one_in_which_nothing_happened() {
    let told = |log: &str, shape| read(log.as_bytes(), shape, &Mapping::default());
    assert_eq!(told("time,type,id\n", Shape::Csv), "0 events\n");
    assert_eq!(told("\ntime,type,id", Shape::Csv), "0 events\n");
    let empty = "0 events\nfault in line 1: the log is empty\n";
    for nothing in ["", "\n", " \n\r\n"] {
        assert_eq!(told(nothing, Shape::Csv), empty, "{nothing:?}");
        assert_eq!(told(nothing, Shape::JsonLines), empty, "{nothing:?}");
    }
}

/// The fault of a log.
fn refused(log: &str, shape: Shape) -> Fault {
    let rules = RuleSet::parse(RULES, &Vocabulary::default()).expect("it is sound");
    let mapping = Mapping::default();
    let mut reader = Reader::new(log.as_bytes(), shape, &mapping, rules.vocabulary());
    loop {
        match reader.next(&mut |_| Ok(())) {
            Ok(true) => {}
            Err(ReadError::Fault(fault)) => return fault,
            other => panic!("{log}: {other:?}"),
        }
    }
}
