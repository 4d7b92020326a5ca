use std::io;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use super::*;
use crate::json_lines::line::seal;
use crate::json_lines::tests::{record, sample};

const LINES: usize = 50;

fn read(text: &[u8]) -> Result<Head, LogFault> {
    read_all(Reader::new(text)).map(|reader| reader.head())
}

fn read_all<R: BufRead>(mut reader: Reader<R>) -> Result<Reader<R>, LogFault> {
    while reader.next_line()?.is_some() {}
    Ok(reader)
}

#[track_caller]
fn fault(text: &[u8]) -> LogFault {
    read(text).expect_err("the log is damaged")
}

/// The position that was expected, and the one that was found.
fn out_of_order(fault: &LogFault) -> Option<(Position, Position)> {
    match fault.kind {
        LogFaultKind::OutOfOrder { expected, found } => Some((expected, found)),
        _ => None,
    }
}

/// The lines with their line ends.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|&byte| byte == b'\n').collect()
}

fn line_of(text: &[u8], at: usize) -> u64 {
    lines(&text[..at])
        .iter()
        .filter(|line| {
            line.ends_with(
                b"
",
            )
        })
        .count() as u64
        + 1
}

#[test]
fn a_log_reads_as_it_was_written() {
    let text = sample(LINES as u64);
    let mut reader = Reader::new(&text[..]);
    let mut head = Head::default();
    while let Some(line) = reader.next_line().unwrap() {
        let bytes = record(line.envelope.run, line.number);
        head = head.link(&bytes);
        assert_eq!(line.bytes, bytes);
        assert_eq!(Head { position: line.position, chain: line.chain }, head);
        assert_eq!(line.envelope, Envelope::parse(&bytes).unwrap());
    }
    assert_eq!((reader.head(), head.position), (head, Position(LINES as u64)));
}

proptest! {
    #[test]
    fn a_changed_byte_is_found_in_its_line(at in any::<Index>(), byte in any::<u8>()) {
        let mut text = sample(LINES as u64);
        let at = at.index(text.len());
        prop_assume!(text[at] != byte);
        let line = line_of(&text, at);
        text[at] = byte;
        prop_assert_eq!(fault(&text).line, line);
    }

    #[test]
    fn a_dropped_line_is_found_where_the_next_one_stands(at in 0..LINES - 1) {
        let text = sample(LINES as u64);
        let mut lines = lines(&text);
        lines.remove(at);
        let fault = fault(&lines.concat());
        let expected = Position(at as u64 + 1);
        prop_assert_eq!(fault.line, expected.0);
        prop_assert_eq!(out_of_order(&fault), Some((expected, expected.next())));
    }

    #[test]
    fn a_duplicated_line_is_found(at in 0..LINES, to in 0..=LINES) {
        let text = sample(LINES as u64);
        let mut lines = lines(&text);
        lines.insert(to, lines[at]);
        // Inserted before itself, the second copy is the one that is out of order.
        let line = if at == to { to + 2 } else { to + 1 };
        let fault = fault(&lines.concat());
        prop_assert_eq!(fault.line, line as u64);
        prop_assert!(out_of_order(&fault).is_some());
    }

    #[test]
    fn swapped_lines_are_found_at_the_first(a in 0..LINES, b in 0..LINES) {
        prop_assume!(a != b);
        let text = sample(LINES as u64);
        let mut lines = lines(&text);
        lines.swap(a, b);
        prop_assert_eq!(fault(&lines.concat()).line, a.min(b) as u64 + 1);
    }

    #[test]
    fn a_cut_log_is_found_unless_whole_lines_are_missing(at in any::<Index>()) {
        let text = sample(LINES as u64);
        let at = at.index(text.len());
        let (cut, line) = (&text[..at], line_of(&text, at));
        let whole = cut.is_empty() || cut.ends_with(b"\n");
        match read(cut) {
            Ok(head) => prop_assert!(whole && head.position.0 == line - 1),
            Err(LogFault { kind: LogFaultKind::Empty, .. }) => prop_assert!(cut.is_empty()),
            Err(fault) => {
                prop_assert!(matches!(fault.kind, LogFaultKind::CutLastLine));
                prop_assert!(!whole && fault.line == line);
            }
        }
        let dropping = Reader::new(cut).with_cut_last_line(CutLastLine::Drop);
        match read_all(dropping) {
            Ok(reader) => {
                prop_assert_eq!(reader.head().position.0, line - 1);
                prop_assert_eq!(reader.dropped_last_line(), !whole);
            }
            Err(fault) => prop_assert!(line == 1 && matches!(fault.kind, LogFaultKind::Empty)),
        }
    }

    /// No bytes panic the reader.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&bytes).is_err());
    }
}

#[test]
fn every_flipped_bit_of_a_short_log_is_found_in_its_line() {
    let mut text = sample(3);
    for at in 0..text.len() {
        let line = line_of(&text, at);
        for bit in 0..8 {
            text[at] ^= 1 << bit;
            assert_eq!(fault(&text).line, line, "bit {bit} of byte {at}");
            text[at] ^= 1 << bit;
        }
    }
}

#[test]
fn lines_that_another_tool_has_reformatted_are_read() {
    let text = sample(6);
    let head = read(&text).unwrap();
    let values: Vec<Value> =
        lines(&text).iter().map(|line| serde_json::from_slice(line).unwrap()).collect();
    let sorted: Vec<String> = values.iter().map(|value| format!("{value}\n")).collect();
    let sorted = sorted.concat();
    let spaced = sorted.replace("\":", "\" : ").replace(",\"", "\t, \"");
    let backwards: Vec<String> = values
        .iter()
        .map(|value| {
            let members = value.as_object().unwrap().iter().rev();
            let members: Vec<_> =
                members.map(|(key, value)| format!("\"{key}\":{value}")).collect();
            format!("{{{}}}\n", members.join(","))
        })
        .collect();
    let escaped = sorted.replace('ä', "\\u00e4").replace('/', "\\/");
    assert_ne!(escaped, sorted);
    for reformatted in [sorted, spaced, backwards.concat(), escaped] {
        assert_eq!(read(reformatted.as_bytes()).unwrap(), head, "{reformatted}");
    }
}

#[test]
fn line_ends_and_byte_order_marks_of_editors_are_read() {
    let text = String::from_utf8(sample(3)).unwrap();
    let head = read(text.as_bytes()).unwrap();
    assert_eq!(read(text.replace('\n', "\r\n").as_bytes()).unwrap(), head);
    assert_eq!(read(format!("\u{feff}{text}").as_bytes()).unwrap(), head);
}

#[test]
fn a_line_that_is_too_long_is_not_kept_in_memory() {
    let text = sample(2);
    let longest = lines(&text).iter().map(|line| line.len()).max().unwrap();
    let with_max = |max| read_all(Reader::new(&text[..]).with_line_length_max(max));
    assert!(with_max(longest).is_ok());
    let fault = with_max(longest - 1).unwrap_err();
    assert!(matches!(fault.kind, LogFaultKind::TooLong { .. }));

    let mut endless = Reader::new(io::BufReader::new(io::repeat(b'x')));
    let fault = endless.next_line().unwrap_err();
    assert!(matches!(fault.kind, LogFaultKind::TooLong { max: LINE_LENGTH_MAX }));
    assert!(endless.line.len() <= LINE_LENGTH_MAX + 1);
}

#[test]
fn nothing_is_read_after_a_fault() {
    let text = [&sample(1)[..], b"\n", &sample(1)].concat();
    let mut reader = Reader::new(&text[..]);
    assert!(reader.next_line().unwrap().is_some());
    assert!(reader.next_line().is_err());
    assert!(reader.next_line().unwrap().is_none());
    assert_eq!(reader.head().position, Position(1));
}

#[test]
fn each_fault_says_where_what_and_what_to_do() {
    let text = String::from_utf8(sample(3)).unwrap();
    let line: Vec<&str> = text.split_inclusive('\n').collect();
    let other_run = {
        let (mut sealed, bytes) = (Vec::new(), record(Uuid::nil(), 2));
        seal(&mut sealed, &bytes, read(line[0].as_bytes()).unwrap().chain.link(&bytes));
        String::from_utf8(sealed).unwrap()
    };
    let second = |found: &str| [line[0], found, line[2]].concat().into_bytes();
    let without_chain = format!("{}}}\n", line[1].split(",\"chain\"").next().unwrap());
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty", vec![]),
        ("cut", text.as_bytes()[..text.len() - 5].to_vec()),
        ("cut in the first record", text.as_bytes()[..20].to_vec()),
        ("laid out", text.replacen('{', "{\n  ", 1).into_bytes()),
        ("blank", second("  \n")),
        (
            "not UTF-8",
            second("{\u{1}").into_iter().map(|b| if b == 1 { 0xff } else { b }).collect(),
        ),
        ("not JSON", second("{\"actor\":oops}\n")),
        ("not an object", second("[]\n")),
        ("a fraction", second(&line[1].replace("\"form\":1", "\"form\":1.5"))),
        ("a key twice", second(&line[1].replace("\"form\"", "\"form\":1,\"form\""))),
        ("no chain", second(&without_chain)),
        ("no chain value", second(&line[1].replace("\"chain\":\"", "\"chain\":\"x"))),
        ("changed", second(&line[1].replace("us ua", "all"))),
        ("not a CloudEvent", second(&line[1].replace("specversion", "version"))),
        ("another version", second(&line[1].replace("\"1.0\"", "\"2.0\""))),
        ("dropped", second("")),
        ("duplicated", second(&[line[1], line[1]].concat())),
        ("another run", second(&other_run)),
    ];
    let faults = cases.iter().map(|(name, text)| {
        let fault = fault(text);
        format!("{name}\n  {fault}\n  = help: {}\n", fault.help())
    });
    expect_test::expect_file!["faults.txt"].assert_eq(&faults.collect::<Vec<_>>().concat());
}

#[test]
fn a_failing_input_is_a_fault_with_its_source() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }
    let text = sample(2);
    let input = io::BufReader::new(text[..text.len() - 3].chain(Failing));
    let fault = read_all(Reader::new(input).with_cut_last_line(CutLastLine::Drop)).err().unwrap();
    assert_eq!(fault.line, 2);
    assert!(std::error::Error::source(&fault).is_some());
}
