//! The results as a Parquet file: the rows of `results.csv`, for programs that read columns.
//!
//! `status` is a string, everything else a 64-bit integer; what was not recorded is null. Rows are
//! read from the table in parts, so memory does not grow with their number.

use std::io::{self, BufRead, Write};
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use crate::fold::Fold;
use crate::outcome::{Cell, Kind};
use crate::row::Row;

/// Why a file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ColumnsError {
    #[error("the table cannot be read")]
    Read(#[from] io::Error),
    #[error("line {0} of the table is no row of this campaign")]
    Line(u64),
    #[error(transparent)]
    Parquet(#[from] ParquetError),
}

/// The rows of a group: readers take one at a time.
const GROUP: usize = 65_536;

/// A column, and the part of it that is not written yet.
enum Column {
    Words(Vec<ByteArray>),
    Numbers(Vec<i64>),
    /// Numbers, and for each row 1 if there is one and 0 if not.
    Known(Vec<i64>, Vec<i16>),
}

/// Writes the rows of a table.
pub fn write(
    table: &mut dyn BufRead,
    fold: &Fold,
    out: impl Write + Send,
) -> Result<(), ColumnsError> {
    let (schema, mut columns) = columns(fold)?;
    let properties = WriterProperties::builder().set_created_by("tripartite".to_string()).build();
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    let mut rows = 0;
    for (line, number) in table.lines().zip(1..).skip(1) {
        let row = Row::read(&line?, &fold.layout, &fold.outcomes.columns);
        take(&row.ok_or(ColumnsError::Line(number))?, fold, &mut columns);
        rows += 1;
        if rows == GROUP {
            flush(&mut writer, &mut columns)?;
            rows = 0;
        }
    }
    if 0 < rows {
        flush(&mut writer, &mut columns)?;
    }
    writer.close()?;
    Ok(())
}

/// The columns in the order of the table.
fn columns(fold: &Fold) -> Result<(TypePtr, Vec<Column>), ParquetError> {
    let mut types = Vec::new();
    let mut columns = Vec::new();
    let mut add = |name: &str, column: Column| {
        let (physical, repetition, logical) = match &column {
            Column::Words(_) => {
                (Physical::BYTE_ARRAY, Repetition::REQUIRED, Some(LogicalType::String))
            }
            Column::Numbers(_) => (Physical::INT64, Repetition::REQUIRED, None),
            Column::Known(..) => (Physical::INT64, Repetition::OPTIONAL, None),
        };
        let built = Type::primitive_type_builder(name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()?;
        types.push(Arc::new(built));
        columns.push(column);
        Ok::<(), ParquetError>(())
    };
    let numbers = || Column::Numbers(Vec::new());
    let known = || Column::Known(Vec::new(), Vec::new());
    for name in ["row", "point", "run"] {
        add(name, numbers())?;
    }
    add("status", Column::Words(Vec::new()))?;
    let levers = fold.layout.levers.iter().map(|lever| &lever.name);
    for name in levers.chain(fold.layout.uncertainties.iter().map(|one| &one.name)) {
        add(name, numbers())?;
    }
    for column in &fold.outcomes.columns {
        add(&column.name, known())?;
        if column.kind == Kind::Time {
            add(&format!("{}.seen", column.name), known())?;
        }
    }
    let schema = Type::group_type_builder("run").with_fields(types).build()?;
    Ok((Arc::new(schema), columns))
}

/// Takes a row, cell by cell in the order of the columns.
fn take(row: &Row, fold: &Fold, columns: &mut [Column]) {
    let spec = &row.spec;
    let whole = |number: u64| i64::try_from(number).ok();
    let mut cells: Vec<Option<i64>> =
        [spec.index, spec.point as u64, spec.run.into()].map(whole).into();
    // The status is a word.
    cells.push(None);
    cells.extend(spec.levers.iter().map(|value| whole(*value as u64)));
    cells.extend(spec.uncertainties.iter().map(|value| Some(*value)));
    for (place, column) in fold.outcomes.columns.iter().enumerate() {
        let cell = row.cells.get(place).copied().unwrap_or(Cell::Nothing);
        cells.push(cell.number());
        if column.kind == Kind::Time {
            cells.push(match cell {
                Cell::Nothing => None,
                Cell::Number(_) => Some(1),
                Cell::NotBy(_) => Some(0),
            });
        }
    }
    for (column, cell) in columns.iter_mut().zip(cells) {
        match column {
            Column::Words(words) => words.push(row.status.word().into()),
            Column::Numbers(numbers) => numbers.extend(cell),
            Column::Known(numbers, known) => {
                numbers.extend(cell);
                known.push(i16::from(cell.is_some()));
            }
        }
    }
}

/// Writes what is gathered as a group of rows.
fn flush<W: Write + Send>(
    writer: &mut SerializedFileWriter<W>,
    columns: &mut [Column],
) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for column in columns {
        let Some(mut open) = group.next_column()? else {
            break;
        };
        match column {
            Column::Words(words) => {
                open.typed::<ByteArrayType>().write_batch(words, None, None)?;
                words.clear();
            }
            Column::Numbers(numbers) => {
                open.typed::<Int64Type>().write_batch(numbers, None, None)?;
                numbers.clear();
            }
            Column::Known(numbers, known) => {
                open.typed::<Int64Type>().write_batch(numbers, Some(known), None)?;
                numbers.clear();
                known.clear();
            }
        }
        open.close()?;
    }
    group.close()?;
    Ok(())
}

#[cfg(test)]
mod tests;
