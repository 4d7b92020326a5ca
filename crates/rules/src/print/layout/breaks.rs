//! Which of our words their author began a line with.

/// How far apart two texts may be until they say the same again.
const APART_MAX: usize = 64;

/// Words, each with what stands in front of it.
type Words<'a> = [(&'a str, &'a str)];

/// For each word of ours, whether a line begins with it in the text that it was read from; nothing
/// if the texts are too far apart. `about` is where what is said about a rule stands in ours.
pub(super) fn breaks(
    ours: &Words<'_>,
    theirs: &Words<'_>,
    about: std::ops::Range<usize>,
) -> Option<Vec<bool>> {
    let head = aligned(ours.get(..about.start)?, theirs.get(..about.start)?)?;
    let said = reordered(ours.get(about.clone())?, theirs.get(about.clone())?);
    let rest = aligned(ours.get(about.end..)?, theirs.get(about.end..)?)?;
    Some([head, said, rest].concat())
}

fn is_broken((gap, _): &(&str, &str)) -> bool {
    gap.contains('\n')
}

/// The same things in another order: the lines hold as many of them as before.
fn reordered(ours: &Words<'_>, theirs: &Words<'_>) -> Vec<bool> {
    if ours.iter().map(|(_, word)| word).eq(theirs.iter().map(|(_, word)| word)) {
        return theirs.iter().map(is_broken).collect();
    }
    let mut chosen =
        things(theirs).into_iter().map(|place| theirs.get(place).is_some_and(is_broken));
    let starts = things(ours);
    let breaks =
        (0..ours.len()).map(|place| starts.contains(&place) && chosen.next().unwrap_or(true));
    breaks.collect()
}

/// Where each thing begins that is said about a rule.
fn things(words: &Words<'_>) -> Vec<usize> {
    let word = |place: usize| words.get(place).map_or("", |(_, word)| *word);
    let (mut starts, mut place) = (Vec::new(), 0);
    while place < words.len() {
        starts.push(place);
        place += match word(place) {
            "source" | "severity" | "note" => 2,
            "in" if word(place + 3) == "to" => 5,
            "in" | "duty" => 3,
            _ => 1,
        };
    }
    starts
}

/// The same things in the same order, some of them in other words.
fn aligned(ours: &Words<'_>, theirs: &Words<'_>) -> Option<Vec<bool>> {
    let mut breaks = Vec::with_capacity(ours.len());
    let (mut mine, mut their) = (0, 0);
    while mine < ours.len() {
        let (new, old) = next_alike(ours.get(mine..)?, theirs.get(their..)?)?;
        // A line that began with what is gone begins with what stands there now.
        let skipped = theirs.get(their..their + old)?.iter().any(is_broken);
        let found = theirs.get(their + old).is_some_and(is_broken);
        for place in mine..mine + new {
            let opens = ours.get(place).is_some_and(|(_, word)| *word == "(");
            breaks.push(place == mine && (skipped || (opens && found)));
        }
        (mine, their) = (mine + new, their + old);
        if mine < ours.len() {
            breaks.push(found || (skipped && new == 0));
            (mine, their) = (mine + 1, their + 1);
        }
    }
    Some(breaks)
}

/// How many words are to be skipped on both sides until they are the same, or at their end.
fn next_alike(ours: &Words<'_>, theirs: &Words<'_>) -> Option<(usize, usize)> {
    for apart in 0..=APART_MAX {
        for new in 0..=apart {
            let old = apart - new;
            let is_alike = match (ours.get(new), theirs.get(old)) {
                (Some((_, mine)), Some((_, their))) => mine == their,
                (None, None) => new == ours.len() && old == theirs.len(),
                _ => false,
            };
            if is_alike {
                return Some((new, old));
            }
        }
    }
    None
}
