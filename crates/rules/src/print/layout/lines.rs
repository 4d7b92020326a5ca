//! Lines as they become longer, and where they break then.

/// Longer lines are broken between the things that they say.
const WIDTH_MAX: usize = 120;

/// A word, what stands in front of it, and what the printer put there.
#[derive(Clone, Copy)]
struct Word<'a> {
    gap: &'a str,
    printed: &'a str,
    text: &'a str,
}

impl Word<'_> {
    fn width(&self) -> usize {
        self.gap.trim_start_matches('\n').chars().count() + self.text.chars().count()
    }
}

pub(super) struct Lines<'a> {
    /// What a line begins with that goes on with what the one before it says.
    indent: &'static str,
    done: String,
    /// The last line.
    line: Vec<Word<'a>>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(indent: &'static str) -> Lines<'a> {
        Lines { indent, done: String::new(), line: Vec::new() }
    }

    pub(super) fn add(&mut self, gap: &'a str, printed: &'a str, text: &'a str) {
        if gap.contains('\n') {
            self.end_line();
        }
        self.line.push(Word { gap, printed, text });
    }

    pub(super) fn finish(mut self) -> String {
        self.end_line();
        self.done + "\n"
    }

    /// Breaks the line where the printer would, if it is too long, and what is too long even then
    /// between what is put together.
    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if width(&line) <= WIDTH_MAX {
            self.write(&line);
            return;
        }
        let mut line = line;
        for word in line.iter_mut().skip(1).filter(|word| word.printed.contains('\n')) {
            word.gap = word.printed;
        }
        for part in line.chunk_by_mut(|_, next| !next.gap.contains('\n')) {
            for looseness in 0..=TIGHTEST {
                if WIDTH_MAX < longest(part) {
                    self.fill(part, looseness);
                }
            }
            self.write(part);
        }
    }

    fn write(&mut self, words: &[Word<'a>]) {
        for word in words {
            self.done.extend([word.gap, word.text]);
        }
    }

    /// Ends lines as late as can be, in front of what is joined to the rest no tighter than this.
    fn fill(&self, words: &mut [Word<'a>], tightness: usize) {
        let mut used = 0;
        let mut ends = joints(words, tightness);
        ends.push(words.len());
        let mut start = 0;
        for end in ends {
            let Some(part) = words.get_mut(start..end) else { return };
            let own = width(part);
            if let Some(first) = part.first_mut().filter(|_| 0 < used) {
                let is_full = WIDTH_MAX < used + own;
                first.gap = if is_full { self.indent } else { first.gap };
            }
            used = part.iter().fold(used, |used, word| {
                if word.gap.contains('\n') { word.width() } else { used + word.width() }
            });
            start = end;
        }
    }
}

fn width(words: &[Word<'_>]) -> usize {
    words.iter().map(Word::width).sum()
}

fn longest(words: &[Word<'_>]) -> usize {
    words.chunk_by(|_, next| !next.gap.contains('\n')).map(width).max().unwrap_or(0)
}

/// How tightly things are joined at most: what stands between brackets.
const TIGHTEST: usize = 3;

/// Where something is joined to what stands in front of it, no tighter than this.
fn joints(words: &[Word<'_>], tightness: usize) -> Vec<usize> {
    let is_verdicts = words.first().is_some_and(|word| word.text == "expect");
    let mut joints = Vec::new();
    // At each depth, whether a `between` waits for its `and`.
    let mut open = vec![false];
    for (place, word) in words.iter().enumerate() {
        let next = words.get(place + 1).map_or("", |word| word.text);
        let depth = open.len() - 1;
        let waits = open.last().copied().unwrap_or(false);
        let tight = match word.text {
            "(" => {
                open.push(false);
                continue;
            }
            ")" if 0 < depth => {
                open.pop();
                continue;
            }
            "between" | "and" if next != "(" && (waits || word.text == "between") => {
                open.iter_mut().last().into_iter().for_each(|it| *it = !waits);
                continue;
            }
            "until" | "reads" => 0,
            "and" | "or" => 1,
            "then" => 2,
            _ if is_verdicts && 1 < place && depth == 0 && next == "(" => 0,
            _ => continue,
        };
        if 0 < place && (if depth == 0 { tight } else { TIGHTEST }) <= tightness {
            joints.push(place);
        }
    }
    joints
}
