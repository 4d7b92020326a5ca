use expect_test::expect;
use proptest::prelude::*;

use super::*;
use crate::tests::{run, written};

/// The cells of a table, read as RFC 4180 says.
fn read(text: &str) -> Vec<Vec<String>> {
    let (mut table, mut line, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut characters) = (false, text.chars().peekable());
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(std::mem::take(&mut cell)),
            '\r' if !quoted && characters.peek() == Some(&'\n') => {
                characters.next();
                line.push(std::mem::take(&mut cell));
                table.push(std::mem::take(&mut line));
            }
            _ => cell.push(character),
        }
    }
    assert!(!quoted && cell.is_empty() && line.is_empty(), "the last line is ended");
    table
}

#[test]
fn a_record_is_a_row() {
    let table = written(&mut Csv::default(), &run("=1+1, \"they said\""), true);
    expect![[r#"
        sequence,recordedtime,time,type,command,subject,actor,seat,cause,correlation,refusalcode,refusal,basis,sourcekey,note,releasableto,tags,form,data,id,chain,scenario
        2,2027-03-01T08:02:00.000Z,2027-03-01T08:02:00.000Z,command.accepted,silence.object,q-1,pl,coalition,1,1,,,assumption,,,all,question:q-1 nation:pl,1,"{""command"":""silence.object"",""data"":{""nation"":""pl"",""question"":""q-1""}}",id-2,0000000000000000000000000000000000000000000000000000000000000000,sample
        3,2027-03-01T08:03:00.000Z,2027-03-01T08:03:00.000Z,silence.broken,,q-1,pl,coalition,2,1,,,fact,S1,"'=1+1, ""they said""",all,question:q-1 nation:pl,1,"{""asked"":[""de"",""pl""],""nation"":""pl"",""question"":""q-1"",""silent"":[""de""],""text_version"":2}",id-3,0000000000000000000000000000000000000000000000000000000000000000,sample
        4,2027-03-01T08:04:00.000Z,2027-03-01T08:04:00.000Z,command.refused,silence.object,q-1,pl,coalition,3,1,silence.closed,"it is, ""broken""",assumption,,,all,question:q-1 nation:pl,1,"{""command"":""silence.object"",""data"":{""nation"":""pl"",""question"":""q-1""},""refusal"":{""code"":""silence.closed"",""text"":""it is, \""broken\""""}}",id-4,0000000000000000000000000000000000000000000000000000000000000000,sample
    "#]]
    .assert_eq(&[0, 2, 3, 4].map(|row| table.lines().nth(row).unwrap().to_owned() + "\n").concat());
}

#[test]
fn every_row_has_all_columns_and_a_view_has_no_identity() {
    for (whole, id) in [(true, "id-3"), (false, "")] {
        let table = read(&written(&mut Csv::default(), &run(""), whole));
        assert_eq!(table.len(), 9, "a header and eight records");
        assert!(table.iter().all(|line| line.len() == COLUMNS.len()));
        let place = COLUMNS.iter().position(|column| *column == "id").unwrap();
        assert_eq!(table[3][place], id);
        let chain = COLUMNS.iter().position(|column| *column == "chain").unwrap();
        assert_eq!(table[3][chain].is_empty(), !whole);
    }
}

proptest! {
    /// Whatever a cell says, it reads back, and no spreadsheet takes it for a formula.
    #[test]
    fn any_text_reads_back_from_its_cell(cells in prop::collection::vec(any_text(), 1..5)) {
        let mut out = Vec::new();
        let given: Vec<Cow<'_, str>> = cells.iter().map(|cell| cell.as_str().into()).collect();
        line(&given, &mut out).unwrap();
        let read = read(std::str::from_utf8(&out).unwrap());
        prop_assert_eq!(read.len(), 1);
        for (written, cell) in read[0].iter().zip(&cells) {
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", written);
            let plain = written.strip_prefix(GUARD).unwrap_or(written);
            prop_assert_eq!(plain, cell);
        }
    }
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[-=+@'\"\t\r\n, a]{0,6}", any::<String>()]
}
