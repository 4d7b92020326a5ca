//! What is written is read back, and compared with the table.

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use scenario::plan::Plan;

use super::*;
use crate::design::{Design, Layout};
use crate::player::{Budget, Stage};
use crate::stopping::Stopping;
use crate::tests::{played, stage};

/// The table that a Parquet file stands for, as lines.
fn lines(bytes: Vec<u8>) -> String {
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    let fields = reader.metadata().file_metadata().schema().get_fields();
    let mut lines = fields.iter().map(|field| field.name()).collect::<Vec<_>>().join(",") + "\n";
    for row in reader.get_row_iter(None).unwrap() {
        let row = row.unwrap();
        let cells = row.get_column_iter().map(|(_, field)| match field {
            Field::Null => String::new(),
            Field::Long(number) => number.to_string(),
            Field::Str(word) => word.clone(),
            other => panic!("{other:?}"),
        });
        lines += &(cells.collect::<Vec<_>>().join(",") + "\n");
    }
    lines
}

#[track_caller]
fn assert_same(stage: &Stage) {
    let (table, _, fold) = played(stage, 2, Stopping::default());
    let mut written = Vec::new();
    write(&mut table.as_slice(), &fold, &mut written).unwrap();
    assert_eq!(lines(written), String::from_utf8(table).unwrap());
}

#[test]
fn a_parquet_file_has_the_rows_of_the_table() {
    assert_same(&stage(Design::Replications, 30));
    assert_same(&stage(Design::Factorial, 3));
    assert_same(&stage(Design::Latin, 30));
    // Runs that are given up have nothing recorded but that.
    let budget = Budget { events_max: 30, time_max: None };
    assert_same(&Stage { budget, ..stage(Design::Replications, 30) });
}

#[test]
fn many_rows_are_written_in_groups() {
    let (table, _, fold) = played(&stage(Design::Replications, 1), 1, Stopping::default());
    let layout = Layout::new(Design::Replications, &Plan::default(), GROUP as u64 + 5, 7).unwrap();
    let fold = Fold { layout: Arc::new(layout), ..fold };
    let (first, row) = std::str::from_utf8(&table).unwrap().split_once('\n').unwrap();
    let (_, cells) = row.split_once("0,0,0,").unwrap();
    let rows = (0..GROUP + 5).map(|run| format!("{run},0,{run},{cells}"));
    let long = format!("{first}\n{}", rows.collect::<String>());
    let mut written = Vec::new();
    write(&mut long.as_bytes(), &fold, &mut written).unwrap();
    let reader = SerializedFileReader::new(bytes::Bytes::from(written.clone())).unwrap();
    assert_eq!(reader.num_row_groups(), 2);
    assert_eq!(lines(written), long);
}

#[test]
fn a_table_that_is_cut_is_noticed() {
    let (table, _, fold) = played(&stage(Design::Replications, 5), 1, Stopping::default());
    let cut = write(&mut &table[..table.len() - 9], &fold, io::sink());
    assert!(matches!(cut, Err(ColumnsError::Line(6))), "{cut:?}");
}
