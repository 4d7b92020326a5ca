//! A difference for people.

use std::fmt::{self, Write};

use super::{Contrast, Difference, Line};
use crate::metrics::amount;
use crate::names;
use crate::wrap::{heading, wrapped};
use crate::zone::Zone;

/// So many lines of a list are shown to people; programs get all of them.
const LINES_MAX: usize = 20;

impl Difference {
    /// Writes it in the words of an account.
    pub fn write(&self, out: &mut dyn Write) -> fmt::Result {
        let [here, there] = [&self.here, &self.there];
        heading(out, &format!("{} and {}", here.name, there.name), '=')?;
        self.beginnings(out)?;
        let (they_are, the_same) = match self.began.as_slice() {
            [] => ("They are", "The same"),
            _ => ("But for that they are", "But for that the same"),
        };
        let Some(first) = &self.first else {
            return writeln!(out, "  {they_are} the same, record by record.");
        };
        writeln!(out, "  {the_same} up to {}. Then", first.after)?;
        let width = here.name.chars().count().max(there.name.chars().count());
        for (side, line) in [(here, &first.here), (there, &first.there)] {
            let name = format!("    {:<width$}  ", side.name);
            match line {
                Some(line) => write_line(&name, line, self.zone, out)?,
                None => writeln!(out, "{name}nothing more")?,
            }
        }
        if let (Some(a), Some(b)) = (&first.here, &first.there)
            && (a.at, &a.text) == (b.at, &b.text)
        {
            writeln!(out, "    They differ in {}.", first.differs_in.join(", "))?;
        }
        out.write_char('\n')?;
        for (name, lines) in [(&here.name, &self.only_here), (&there.name, &self.only_there)] {
            self.list(&format!("Events only in {name}"), lines, out)?;
        }
        self.moved(out)?;
        for (name, lines) in [(&here.name, &self.refused_here), (&there.name, &self.refused_there)]
        {
            self.list(&format!("Commands refused only in {name}"), lines, out)?;
        }
        self.contrasts("Deadlines", &self.deadlines, str::to_string, out)?;
        if let Some(rules) = &self.rules {
            self.contrasts("Rules", rules, standing, out)?;
        }
        match &self.expectations {
            Some(expectations) => {
                self.contrasts("Expectations", expectations, str::to_string, out)?;
            }
            None if self.rules.is_some() => writeln!(out, "  Not judged: expectations.\n")?,
            None => {
                let asked = "rules, since none are named with `--rules`";
                writeln!(out, "  Not judged: expectations, and {asked}.\n")?;
            }
        }
        self.metrics(out)
    }

    /// Of which scenarios they are, whether they have ended, and what they began with otherwise.
    fn beginnings(&self, out: &mut dyn Write) -> fmt::Result {
        let [here, there] = [&self.here, &self.there];
        if here.scenario_hash != there.scenario_hash {
            let [a, b] = [here, there].map(|side| side.scenario.as_deref().unwrap_or("none"));
            if a == b {
                writeln!(out, "  They are of different versions of one scenario, {a}.\n")?;
            } else {
                writeln!(out, "  They are of different scenarios: {a} and {b}.\n")?;
            }
        }
        for side in [here, there].into_iter().filter(|side| !side.ended) {
            writeln!(out, "  {} is unfinished: its last record is {}.\n", side.name, side.head)?;
        }
        // That they are of other scenarios has been said.
        let unsaid = self.began.iter().filter(|began| !began.name.starts_with("scenario"));
        let began: Vec<String> = unsaid.map(|began| began.shown(self.zone)).collect();
        if began.is_empty() {
            return Ok(());
        }
        wrapped(out, "  They began with different: ", 4, &format!("{}.", began.join(", ")))?;
        out.write_char('\n')
    }

    fn list(&self, title: &str, lines: &[Line], out: &mut dyn Write) -> fmt::Result {
        if lines.is_empty() {
            return Ok(());
        }
        heading(out, &format!("{title}: {}", lines.len()), '-')?;
        for line in lines.iter().take(LINES_MAX) {
            write_line("  ", line, self.zone, out)?;
        }
        and_more(lines.len(), out)
    }

    fn moved(&self, out: &mut dyn Write) -> fmt::Result {
        if self.moved.is_empty() {
            return Ok(());
        }
        heading(out, &format!("Events otherwise or at another time: {}", self.moved.len()), '-')?;
        for moved in self.moved.iter().take(LINES_MAX) {
            write_line("  ", &moved.here, self.zone, out)?;
            write_line("    → ", &moved.there, self.zone, out)?;
        }
        and_more(self.moved.len(), out)
    }

    /// What became of things on both sides.
    fn contrasts(
        &self,
        title: &str,
        all: &[Contrast],
        shown: fn(&str) -> String,
        out: &mut dyn Write,
    ) -> fmt::Result {
        let rows: Vec<[String; 3]> = all
            .iter()
            .map(|contrast| {
                let word = |side: &Option<String>| side.as_deref().map_or("–".to_string(), shown);
                [contrast.name.clone(), word(&contrast.here), word(&contrast.there)]
            })
            .collect();
        self.table(title, &rows, out)
    }

    fn metrics(&self, out: &mut dyn Write) -> fmt::Result {
        let other = self.metrics.iter().filter(|row| row.differs());
        let rows: Vec<[String; 3]> = other
            .map(|row| {
                let limits_differ = row.limit_here != row.limit_there;
                let side = |value: Option<_>, limit: &Option<String>| {
                    let value = value.map_or("–".to_string(), amount);
                    let limit = limit.as_deref().filter(|_| limits_differ);
                    limit.map_or(value.clone(), |limit| format!("{value} {limit}"))
                };
                let (here, there) =
                    (side(row.here, &row.limit_here), side(row.there, &row.limit_there));
                [row.text.clone(), here, there]
            })
            .collect();
        self.table("Metrics", &rows, out)?;
        let alike = (self.metrics.len() - rows.len()) as u64;
        match alike {
            0 => Ok(()),
            1 => writeln!(out, "  One other measure is the same."),
            more => writeln!(out, "  {} other measures are the same.", names::grouped(more)),
        }
    }

    fn table(&self, title: &str, rows: &[[String; 3]], out: &mut dyn Write) -> fmt::Result {
        if rows.is_empty() {
            return Ok(());
        }
        heading(out, title, '-')?;
        let head = [String::new(), self.here.name.clone(), self.there.name.clone()];
        let width = |column: usize| {
            let cells = rows.iter().chain([&head]).filter_map(|cells| cells.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let (first, second) = (width(0), width(1));
        for [name, here, there] in [&head].into_iter().chain(rows) {
            writeln!(out, "  {name:<first$}  {here:<second$}  {there}")?;
        }
        out.write_char('\n')
    }
}

/// What came of a rule, as people read it beside another one.
fn standing(word: &str) -> String {
    match word {
        "broken" => "BROKEN".to_string(),
        "given-up" => "GIVEN UP".to_string(),
        "vacuous" => "never triggered".to_string(),
        other => other.to_string(),
    }
}

fn write_line(before: &str, line: &Line, zone: Zone, out: &mut dyn Write) -> fmt::Result {
    let first = format!("{before}{}  {}  ", line.position, zone.short(line.at));
    wrapped(out, &first, before.chars().count() + 4, &line.text)
}

fn and_more(count: usize, out: &mut dyn Write) -> fmt::Result {
    match count.checked_sub(LINES_MAX).filter(|more| 0 < *more) {
        Some(more) => writeln!(out, "  … and {more} more; `--format json` has all of them\n"),
        None => out.write_char('\n'),
    }
}
