//! A query that cannot be read: where, why, and the query that was probably meant.

use std::fmt;

/// Why a query cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// 1-based column, in code points of the query, of what is wrong.
    pub column: usize,
    /// What is wrong there, in one sentence.
    pub message: String,
    /// The whole query, repaired; it can be read. `None` where no repair is obvious.
    pub suggestion: Option<String>,
}

impl fmt::Display for QueryError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "column {}: {}", self.column, self.message)?;
        if let Some(suggestion) = &self.suggestion {
            write!(out, "; did you mean {suggestion}")?;
        }
        Ok(())
    }
}

impl std::error::Error for QueryError {}

/// The name out of `known` that is nearest to a mistyped one; `None` when nothing is near.
pub(super) fn nearest<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let allowed = (typed.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (edit_distance(&typed, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// The least number of insertions, deletions and replacements of characters between two words.
pub(super) fn edit_distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, from) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (index, &to) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(from != to);
            diagonal = row[index + 1];
            row[index + 1] = replaced.min(diagonal + 1).min(row[index] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edit_distances_are_the_known_ones() {
        for (left, right, distance) in
            [("", "", 0), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("für", "fur", 1)]
        {
            assert_eq!(edit_distance(left, right), distance, "{left} {right}");
            assert_eq!(edit_distance(right, left), distance, "{right} {left}");
        }
    }

    #[test]
    fn a_near_name_is_proposed_and_a_far_one_is_not() {
        assert_eq!(nearest("misqoute", ["quote", "misquote"]), Some("misquote"));
        assert_eq!(nearest("zebra", ["quote", "misquote"]), None);
    }
}
