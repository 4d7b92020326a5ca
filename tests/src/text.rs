//! What the repository's own texts say: sections, commands and links of Markdown, recipes.

/// The text under the heading, up to the next heading of its rank or above.
pub fn section(markdown: &str, heading: &str) -> Option<String> {
    let mut fenced = false;
    let mut lines = markdown.lines().skip_while(|line| *line != heading);
    lines.next()?;
    let body = lines.take_while(|line| {
        fenced ^= line.starts_with("```");
        fenced || rank(line).is_none_or(|other| Some(other) > rank(heading))
    });
    Some(body.collect::<Vec<_>>().join("\n"))
}

/// The lines of the fenced blocks that are marked `sh`.
pub fn shell_commands(markdown: &str) -> Vec<&str> {
    let mut fence = None;
    let mut commands = Vec::new();
    for line in markdown.lines() {
        match (fence, line.strip_prefix("```")) {
            (None, Some(language)) => fence = Some(language.trim()),
            (Some(_), Some(_)) => fence = None,
            (Some("sh"), None) => commands.push(line),
            _ => {}
        }
    }
    commands
}

/// The pieces of inline code.
pub fn inline_code(markdown: &str) -> Vec<&str> {
    prose(markdown).flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// Where the links lead that stay inside the repository, without their `#anchor`.
pub fn relative_links(markdown: &str) -> Vec<&str> {
    let prose = prose(markdown).flat_map(|line| line.split('`').step_by(2));
    let inline = prose.flat_map(|piece| piece.split("](").skip(1));
    let targets = inline.filter_map(|rest| rest.split([')', ' ']).next());
    let inside = targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:"));
    let files = inside.filter_map(|target| target.split('#').next());
    files.filter(|file| !file.is_empty()).collect()
}

/// The names of a justfile's recipes.
pub fn recipes(justfile: &str) -> Vec<&str> {
    let heads =
        justfile.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()));
    let heads = heads.filter(|line| !line.contains(":=") && line.contains(':'));
    heads.filter_map(|line| line.split([' ', ':']).next()).collect()
}

/// The lines outside fenced blocks.
fn prose(markdown: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    markdown.lines().filter(move |line| {
        let is_fence = line.starts_with("```");
        fenced ^= is_fence;
        !fenced && !is_fence
    })
}

/// How many `#` a heading has; none if the line is no heading.
fn rank(line: &str) -> Option<usize> {
    let rank = line.len() - line.trim_start_matches('#').len();
    (rank > 0 && line[rank..].starts_with(' ')).then_some(rank)
}
