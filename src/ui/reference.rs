//! The table of actions as documentation: README and man page are made from it.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::action::TABLE;
use super::context::EVERYWHERE;
use super::key::{Key, shown};
use super::keymap::{KeyProblem, Keymap};

/// An action as documentation shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionHelp {
    /// What a configuration calls it.
    pub name: &'static str,
    /// Its default keys.
    pub keys: Vec<String>,
    /// Where it works; empty means everywhere.
    pub contexts: Vec<&'static str>,
    /// What it does, in one line.
    pub help: &'static str,
}

/// Every action, in the order of the help screen.
#[must_use]
pub fn actions() -> Vec<ActionHelp> {
    TABLE
        .iter()
        .map(|entry| ActionHelp {
            name: entry.name,
            keys: entry
                .keys
                .iter()
                .filter_map(|keys| Key::parse_sequence(keys))
                .map(|keys| shown(&keys))
                .collect(),
            contexts: match entry.contexts {
                all if all == EVERYWHERE => Vec::new(),
                some => some.iter().map(|context| context.name()).collect(),
            },
            help: entry.help,
        })
        .collect()
}

/// What is wrong with changes of keys: names that no action has, keys that two actions want.
#[must_use]
pub fn key_problems(changes: &BTreeMap<String, String>) -> Vec<KeyProblem> {
    Keymap::new(changes).1
}

/// The table in Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from("| key | action | what it does |\n|---|---|---|\n");
    for action in actions() {
        let keys: Vec<String> = action.keys.iter().map(|keys| code(keys)).collect();
        let row = format!("| {} | `{}` | {} |", keys.join(" "), action.name, action.help);
        let _ = writeln!(text, "{row}"); // writing to a string cannot fail
    }
    text
}

/// A key in code marks; a bar would end the cell of the table.
fn code(keys: &str) -> String {
    format!("`{}`", keys.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_row() {
        let text = markdown();
        assert_eq!(text.lines().count(), TABLE.len() + 2);
        assert!(text.contains("| `j` `↓` | `down` | Down a line"), "{text}");
        assert!(text.contains("| `Y c` | `copy-citation` |"), "{text}");
    }
}
