//! Values in the ways in which logs write them.

use super::read;
use crate::{Mapping, Shape};

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
