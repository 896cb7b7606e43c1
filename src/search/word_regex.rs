//! Regular expressions over words: one that holds spaces becomes a phrase of expressions, so that
//! the index can answer it too.

use super::pattern::{Slot, WordRegex};

/// What is wrong with an expression, at which byte of it, and what to write instead of the whole term.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) repair: Option<String>,
}

/// The places of the phrase that an expression asks for. `section \d+` asks for a word that ends
/// in "section" and after it one that begins with a digit, whatever separates the two.
pub(super) fn slots(source: &str) -> Result<Vec<Slot>, Fault> {
    let parts = split(source)?;
    let last = parts.len() - 1;
    let mut slots = Vec::with_capacity(parts.len());
    for (index, (at, part)) in parts.iter().enumerate() {
        let source = match (index, index == last) {
            (0, true) => (*part).to_owned(),
            (0, false) => format!("(?:{part})$"),
            (_, true) => format!("^(?:{part})"),
            (_, false) => format!("^(?:{part})$"),
        };
        let compiled = WordRegex::new(&folded(part)).and_then(|_| WordRegex::new(&folded(&source)));
        match compiled {
            Ok(regex) => slots.push(Slot::Regex(Box::new(regex))),
            Err(error) => return Err(Fault { at: *at, message: reason(&error), repair: None }),
        }
    }
    Ok(slots)
}

/// Why the expression was refused, in one line.
pub(super) fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => {
            "this regular expression is too large; use smaller repetitions".to_owned()
        }
        other => {
            let text = other.to_string();
            let line = text.lines().last().unwrap_or_default();
            format!("not a regular expression: {}", line.trim_start_matches("error: "))
        }
    }
}

/// Letters beyond ASCII as the analyser folds them; escapes and classes of ASCII stay as they are.
fn folded(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    for c in source.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            super::words::push_folded(c, &mut out);
        }
    }
    out
}

/// Splits at spaces and `\s` outside groups and classes, and says where each part begins.
fn split(source: &str) -> Result<Vec<(usize, &str)>, Fault> {
    let (mut parts, mut start, mut depth, mut class) = (Vec::new(), 0, 0usize, false);
    let (mut alternatives, mut inner_space) = (false, None);
    let mut chars = source.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let escaped = (c == '\\').then(|| chars.next().map_or(' ', |(_, next)| next));
        let space = if escaped.is_some() { escaped == Some('s') } else { c.is_whitespace() };
        match c {
            _ if space && depth == 0 && !class => {
                while chars.next_if(|(_, next)| *next == '+' || next.is_whitespace()).is_some() {}
                parts.push((start, &source[start..at]));
                start = chars.peek().map_or(source.len(), |(next, _)| *next);
            }
            _ if space && !class => inner_space = inner_space.or(Some(at)),
            '[' => class = true,
            ']' => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth = depth.saturating_sub(1),
            '|' if !class && depth == 0 => alternatives = true,
            _ => {}
        }
    }
    parts.push((start, &source[start..]));
    parts.retain(|(_, part)| !part.is_empty());
    check(source, &parts, alternatives, inner_space)?;
    Ok(parts)
}

fn check(
    source: &str,
    parts: &[(usize, &str)],
    alternatives: bool,
    inner_space: Option<usize>,
) -> Result<(), Fault> {
    if parts.is_empty() {
        let message = "there is nothing in this regular expression".to_owned();
        return Err(Fault { at: 0, message, repair: Some(String::new()) });
    }
    if let Some(at) = inner_space {
        let message = "a space inside a group: expressions are matched word by word, so write the \
                       alternatives out with OR";
        return Err(Fault { at, message: message.to_owned(), repair: None });
    }
    if alternatives && parts.len() > 1 {
        let branches: Vec<String> =
            source.split('|').map(|branch| format!("/{}/", branch.trim())).collect();
        let message = "expressions are matched word by word: write alternatives of several words \
                       with OR";
        let repair = Some(format!("({})", branches.join(" OR ")));
        return Err(Fault {
            at: source.find('|').unwrap_or(0),
            message: message.to_owned(),
            repair,
        });
    }
    Ok(())
}
