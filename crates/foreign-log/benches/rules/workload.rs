//! Rules and generated logs.

use std::io::{self, Write};

/// Rules, and the kinds of events that their log has.
#[derive(Clone)]
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    pub(crate) rules: &'static str,
    kinds: &'static [&'static str],
    /// How many values the keys have.
    keys: u64,
    /// The rules stand there so often, each time for kinds of its own: `a0`, `a1`, …
    copies: u64,
}

/// Numbers that follow one another without a pattern; the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

impl Workload {
    /// The text of the rules.
    pub(crate) fn text(&self) -> String {
        if self.copies == 1 {
            return self.rules.to_owned();
        }
        (0..self.copies).map(|copy| self.copy(copy)).collect()
    }

    /// The rules with a number behind each name of an event, a state and a rule.
    fn copy(&self, copy: u64) -> String {
        let mut text = String::new();
        for word in self.rules.split_inclusive([' ', '\n']) {
            let name = word.split('(').next().unwrap_or_default();
            let is_rule = word.starts_with('r') && word[1..].trim_end().parse::<u8>().is_ok();
            let is_pattern = name.len() == 1 && word.contains('(');
            if is_rule || is_pattern {
                let (head, rest) = word.split_at(if is_rule { word.trim_end().len() } else { 1 });
                text += head;
                text += if is_rule { "_" } else { "" };
                text += &copy.to_string();
                text += rest;
            } else {
                text += word;
            }
        }
        text
    }

    /// Writes a log of JSON lines, an event a second, two of three no rule speaks of.
    pub(crate) fn write_log(&self, events: u32, out: &mut dyn Write) -> io::Result<()> {
        let mut numbers = Numbers(7);
        for second in 0..events {
            let kind = match numbers.below(3) {
                0 => {
                    let kinds = self.kinds.len() as u64;
                    self.kinds[usize::try_from(numbers.below(kinds)).unwrap_or(0)]
                }
                _ => ["other.noted", "other.seen", "other.moved"][(second % 3) as usize],
            };
            let copy = match numbers.below(self.copies) {
                copy if 1 < self.copies && kind.len() == 1 => copy.to_string(),
                _ => String::new(),
            };
            let (k, v, n) = (numbers.below(self.keys), numbers.below(4), numbers.below(1_000));
            let time = u64::from(second) * 1_000;
            writeln!(
                out,
                r#"{{"time":{time},"type":"{kind}{copy}","data":{{"k":"key-{k}","v":"val-{v}","n":{n}}}}}"#
            )?;
        }
        Ok(())
    }
}

/// Rules behind the declarations that all workloads share.
macro_rules! rules {
    ($text:literal) => {
        concat!(
            "event a(k: id, v: id, n: int)\nevent b(k: id, v: id, n: int)\n",
            "event c(k: id, v: id, n: int)\nevent d(k: id, v: id, n: int)\n",
            "state s(k) from a(k) until b(k)\nstate t(k, v) from c(k, v) until b(k, v)\n",
            $text
        )
    };
}

pub(crate) const WORKLOADS: [Workload; 10] = [
    Workload {
        name: "response with deadline",
        rules: rules!("rule r \"\" whenever a(k) then b(k) within 1 h"),
        kinds: &["a", "b", "c"],
        keys: 1_000,
        copies: 1,
    },
    Workload {
        name: "precedence by two states",
        rules: rules!("rule r \"\" d(k, v) only if s(k) and t(k, v)"),
        kinds: &["a", "b", "c", "d"],
        keys: 1_000,
        copies: 1,
    },
    Workload {
        name: "absence after-until with a window",
        rules: rules!("rule r \"\" after a(k) for 1 h until b(k), never c(k)"),
        kinds: &["a", "b", "c"],
        keys: 1_000,
        copies: 1,
    },
    Workload {
        name: "bounded existence between",
        rules: rules!("rule r \"\" between a(k) and b(k), at most 2 c(k) per k"),
        kinds: &["a", "b", "c"],
        keys: 1_000,
        copies: 1,
    },
    Workload {
        name: "separation by a join on two values",
        rules: rules!("rule r \"\" b(k, v) only if no a(k, v) before"),
        kinds: &["a", "b"],
        keys: 10_000,
        copies: 1,
    },
    Workload {
        name: "two different approvers, no window",
        rules: rules!("rule r \"\" b(k) only if at least 2 distinct v in a(k, v) before"),
        kinds: &["a", "b"],
        keys: 10_000,
        copies: 1,
    },
    Workload {
        name: "nested deadlines",
        rules: rules!("rule r \"\" whenever a(k) then b(k) within 1 h then c(k) within 1 h"),
        kinds: &["a", "b", "c"],
        keys: 1_000,
        copies: 1,
    },
    Workload {
        name: "recurrence",
        rules: rules!("rule r \"\" while s(k), c(k) at least every 2 h"),
        kinds: &["a", "b", "c", "c", "c", "c"],
        keys: 1_000,
        copies: 1,
    },
    Workload {
        name: "count in window",
        rules: rules!("rule r \"\" at most 3 a(k) per k in any 2 h"),
        kinds: &["a"],
        keys: 1_000,
        copies: 1,
    },
    Workload {
        name: "sum in window",
        rules: rules!("rule r \"\" at most 2500 of sum n in a(k, n) per k in any 2 h"),
        kinds: &["a"],
        keys: 1_000,
        copies: 1,
    },
];

/// What the sentences say, written in the core: the general evaluator.
pub(crate) const FORMULAS: [Workload; 3] = [
    Workload {
        name: "formula: response with deadline",
        rules: rules!("rule r \"\" formula: a(k) and not eventually [0 s, 1 h] b(k)"),
        kinds: &["a", "b", "c"],
        keys: 1_000,
        copies: 1,
    },
    Workload {
        name: "formula: absence until an answer",
        rules: rules!("rule r \"\" formula: a(k) and ((not b(k)) until [0 s, 1 h] c(k))"),
        kinds: &["a", "b", "c"],
        keys: 1_000,
        copies: 1,
    },
    Workload {
        name: "formula: count in window",
        rules: rules!(
            "rule r \"\" formula: a(k) and m = count of e in \
             (once [0 s, 2 h] a(k, position: e)) per k and m > 3"
        ),
        kinds: &["a"],
        keys: 1_000,
        copies: 1,
    },
];

/// Twenty rules at once, two of each form.
pub(crate) const TWENTY: Workload = Workload {
    name: "twenty rules at once",
    rules: rules!(
        "rule r1 \"\" whenever a(k) then b(k) within 1 h\n\
rule r2 \"\" whenever a(k, n) where n > 500 then c(k) within 2 h\n\
rule r3 \"\" d(k, v) only if s(k) and t(k, v)\n\
rule r4 \"\" d(k) only if s(k)\n\
rule r5 \"\" after a(k) for 1 h until b(k), never c(k)\n\
rule r6 \"\" after c(k) for 1 h, never d(k)\n\
rule r7 \"\" between a(k) and b(k), at most 2 c(k) per k\n\
rule r8 \"\" between a(k) and d(k), at most 3 b(k) per k\n\
rule r9 \"\" b(k, v) only if no a(k, v) before\n\
rule r10 \"\" d(k, v) only if no c(k, v) before\n\
rule r11 \"\" b(k) only if at least 2 distinct v in a(k, v) before\n\
rule r12 \"\" d(k) only if at least 3 distinct v in c(k, v) before\n\
rule r13 \"\" whenever a(k) then b(k) within 1 h then c(k) within 1 h\n\
rule r14 \"\" whenever b(k) then c(k) within 1 h then d(k) within 1 h\n\
rule r15 \"\" while s(k), c(k) at least every 2 h\n\
rule r16 \"\" while t(k, v), d(k) at least every 2 h\n\
rule r17 \"\" at most 3 a(k) per k in any 2 h\n\
rule r18 \"\" at most 9 b(k) per k in any 4 h\n\
rule r19 \"\" at most 2500 of sum n in a(k, n) per k in any 2 h\n\
rule r20 \"\" at most 5000 of sum n in c(k, n) per k in any 2 h\n"
    ),
    kinds: &["a", "b", "c", "d"],
    keys: 1_000,
    copies: 1,
};

/// Two hundred rules: the twenty, ten times, each time on four kinds of events of their own. The log
/// has a thousand values, as those of the other workloads have: a hundred of each time. In the second
/// it has ten thousand. Of those a log of 100,000 events has met few, since it has 830 events of a
/// kind: what most rules look for is not there yet, and less than a tenth of the work is done.
pub(crate) const TWO_HUNDRED: [Workload; 2] = [
    Workload { name: "two hundred rules, forty kinds", copies: 10, keys: 100, ..TWENTY },
    Workload { name: "two hundred rules, 10,000 values", copies: 10, ..TWENTY },
];
