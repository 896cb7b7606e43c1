//! Which keys do what, where: the table of actions with a user's changes.

mod wanted;

use std::collections::BTreeMap;

use super::action::{Action, Entry, TABLE};
use super::context::Context;
use super::key::{Key, shown};

pub(crate) use wanted::wanted;

/// Keys to actions for every context.
#[derive(Debug)]
pub(crate) struct Keymap {
    bound: BTreeMap<(Context, Vec<Key>), usize>,
}

/// What is wrong with a change of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyProblem {
    /// The action whose keys were to change.
    pub action: String,
    /// In a sentence.
    pub text: String,
}

/// What a sequence of keys means so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Does(Action),
    /// The beginning of longer sequences.
    Prefix,
    Nothing,
}

impl Keymap {
    /// The table with `changes` (action name to key sequences, separated by `, `; empty unbinds),
    /// and a sentence for every change that could not be made or that took a key from another.
    pub(crate) fn new(changes: &BTreeMap<String, String>) -> (Self, Vec<KeyProblem>) {
        let mut keymap = Self { bound: BTreeMap::new() };
        let mut problems = unknown_names(changes);
        for (index, entry) in TABLE.iter().enumerate() {
            if changes.contains_key(entry.name) {
                continue;
            }
            for keys in entry.keys.iter().filter_map(|keys| Key::parse_sequence(keys)) {
                keymap.bind(index, &keys);
            }
        }
        for (index, entry) in TABLE.iter().enumerate() {
            if let Some(wanted) = changes.get(entry.name) {
                keymap.change(index, wanted, changes, &mut problems);
            }
        }
        (keymap, problems)
    }

    fn bind(&mut self, index: usize, keys: &[Key]) {
        for &context in TABLE[index].contexts {
            self.bound.insert((context, keys.to_vec()), index);
        }
    }

    fn change(
        &mut self,
        index: usize,
        wanted: &str,
        changes: &BTreeMap<String, String>,
        problems: &mut Vec<KeyProblem>,
    ) {
        let name = TABLE[index].name;
        let mut told = |text: String| problems.push(KeyProblem { action: name.to_owned(), text });
        for text in wanted.split(", ").map(str::trim).filter(|text| !text.is_empty()) {
            let Some(keys) = Key::parse_sequence(text) else {
                told(format!(
                    "keys.{name}: no key is called \"{text}\" (try j, ctrl-d, alt-x, enter, f5)"
                ));
                continue;
            };
            let rivals = self.rivals(&keys, TABLE[index].contexts, index);
            let by_user = rivals.iter().find(|&&other| changes.contains_key(TABLE[other].name));
            if let Some(&other) = by_user {
                told(format!(
                    "keys: {text} is given to both {} and {name}; {} keeps it",
                    TABLE[other].name, TABLE[other].name
                ));
                continue;
            }
            for other in rivals {
                self.unbind(other, &keys);
                told(self.taken(name, text, other));
            }
            self.bind(index, &keys);
        }
    }

    /// Entries that already have these keys, or longer or shorter ones that could not be told from
    /// them, in one of the contexts.
    fn rivals(&self, keys: &[Key], contexts: &[Context], but: usize) -> Vec<usize> {
        let mut rivals: Vec<usize> = self
            .bound
            .iter()
            .filter(|((context, other), index)| {
                contexts.contains(context)
                    && **index != but
                    && (other.starts_with(keys) || keys.starts_with(other))
            })
            .map(|(_, index)| *index)
            .collect();
        rivals.sort_unstable();
        rivals.dedup();
        rivals
    }

    fn unbind(&mut self, index: usize, keys: &[Key]) {
        self.bound.retain(|(_, other), owner| {
            *owner != index || !(other.starts_with(keys) || keys.starts_with(other))
        });
    }

    fn taken(&self, name: &str, text: &str, other: usize) -> String {
        let left = match self.keys_of(other).as_slice() {
            [] => "has no key now; the palette still runs it".to_owned(),
            keys => format!("keeps {}", keys.join(", ")),
        };
        format!("keys: {name} takes {text} from {}, which {left}", TABLE[other].name)
    }

    fn keys_of(&self, index: usize) -> Vec<String> {
        let mut keys: Vec<String> = self
            .bound
            .iter()
            .filter(|(_, owner)| **owner == index)
            .map(|((_, keys), _)| shown(keys))
            .collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// What `keys` mean in a context.
    pub(crate) fn meaning(&self, context: Context, keys: &[Key]) -> Meaning {
        if let Some(&index) = self.bound.get(&(context, keys.to_vec())) {
            return Meaning::Does(TABLE[index].action);
        }
        if !self.continuations(context, keys).is_empty() {
            return Meaning::Prefix;
        }
        Meaning::Nothing
    }

    /// What may follow `keys`: the rest of each sequence and its entry, in the order of the table.
    pub(crate) fn continuations(
        &self,
        context: Context,
        keys: &[Key],
    ) -> Vec<(&[Key], &'static Entry)> {
        let mut found: Vec<(usize, &[Key])> = self
            .bound
            .range((context, keys.to_vec())..)
            .take_while(|((other, sequence), _)| *other == context && sequence.starts_with(keys))
            .filter(|((_, sequence), _)| sequence.len() > keys.len())
            .map(|((_, sequence), index)| (*index, &sequence[keys.len()..]))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(index, rest)| (rest, &TABLE[index])).collect()
    }

    /// The keys that run an action in a context, the table's first key first.
    pub(crate) fn keys(&self, context: impl Into<Context>, action: Action) -> Vec<String> {
        let context = context.into();
        let mut found: Vec<(usize, String)> = self
            .bound
            .iter()
            .filter(|((other, _), index)| *other == context && TABLE[**index].action == action)
            .map(|((_, keys), index)| (rank(&TABLE[*index], keys), shown(keys)))
            .collect();
        found.sort();
        found.into_iter().map(|(_, keys)| keys).collect()
    }

    /// The key that the footer shows.
    pub(crate) fn key(&self, context: impl Into<Context>, action: Action) -> Option<String> {
        self.keys(context, action).into_iter().next()
    }
}

/// The place of a sequence among the default keys of its entry.
fn rank(entry: &Entry, keys: &[Key]) -> usize {
    entry
        .keys
        .iter()
        .position(|default| Key::parse_sequence(default).as_deref() == Some(keys))
        .unwrap_or(entry.keys.len())
}

fn unknown_names(changes: &BTreeMap<String, String>) -> Vec<KeyProblem> {
    let is_unknown = |name: &&String| !TABLE.iter().any(|entry| entry.name == **name);
    changes
        .keys()
        .filter(is_unknown)
        .map(|name| match nearest(name) {
            Some(near) => format!("keys.{name}: no such action; did you mean {near}?"),
            None => format!("keys.{name}: no such action; the palette (:) lists them"),
        })
        .zip(changes.keys().filter(is_unknown))
        .map(|(text, action)| KeyProblem { action: action.clone(), text })
        .collect()
}

/// The action whose name shares the most with a wrong one.
fn nearest(name: &str) -> Option<&'static str> {
    let shared = |other: &str| name.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    TABLE
        .iter()
        .map(|entry| (shared(entry.name), entry.name))
        .filter(|(score, _)| *score >= 3)
        .max_by_key(|(score, _)| *score)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::pane::Pane;

    fn with(changes: &[(&str, &str)]) -> (Keymap, Vec<String>) {
        let changes = changes.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
        let (keymap, problems) = Keymap::new(&changes);
        (keymap, problems.into_iter().map(|problem| problem.text).collect())
    }

    fn keys(text: &str) -> Vec<Key> {
        Key::parse_sequence(text).unwrap()
    }

    #[test]
    fn a_changed_action_loses_its_default_keys() {
        let (keymap, problems) = with(&[("search", "alt-f, ctrl-f")]);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(keymap.meaning(Context::In(Pane::List), &keys("/")), Meaning::Nothing);
        assert_eq!(
            keymap.meaning(Context::In(Pane::List), &keys("alt-f")),
            Meaning::Does(Action::Search)
        );
        assert_eq!(keymap.keys(Pane::List, Action::Search), ["Alt-f", "Ctrl-f"]);
    }

    #[test]
    fn conflicts_name_both_actions() {
        let (keymap, problems) = with(&[("note", "j")]);
        assert_eq!(problems, ["keys: note takes j from down, which keeps ↓"]);
        assert_eq!(
            keymap.meaning(Context::In(Pane::Reader), &keys("j")),
            Meaning::Does(Action::Note)
        );

        let (keymap, problems) = with(&[("note", "x"), ("flag", "x")]);
        assert_eq!(problems, ["keys: x is given to both note and flag; note keeps it"]);
        assert_eq!(
            keymap.meaning(Context::In(Pane::Reader), &keys("x")),
            Meaning::Does(Action::Note)
        );
    }

    #[test]
    fn a_key_that_begins_a_sequence_is_a_conflict() {
        let (keymap, problems) = with(&[("note", "Y")]);
        for copy in ["copy-record", "copy-link", "copy-id"] {
            let taken = format!("note takes Y from {copy},");
            assert!(problems.iter().any(|problem| problem.contains(&taken)), "{problems:?}");
        }
        assert_eq!(
            keymap.meaning(Context::In(Pane::Reader), &keys("Y")),
            Meaning::Does(Action::Note)
        );
    }

    #[test]
    fn wrong_names_and_keys_are_reported_and_leave_the_rest() {
        let (_, problems) = with(&[("serch", "F"), ("note", "hyper-q")]);
        assert_eq!(
            problems,
            [
                "keys.serch: no such action; the palette (:) lists them",
                "keys.note: no key is called \"hyper-q\" (try j, ctrl-d, alt-x, enter, f5)",
            ]
        );
    }

    #[test]
    fn a_prefix_knows_what_may_follow() {
        let (keymap, _) = with(&[]);
        assert_eq!(keymap.meaning(Context::In(Pane::Reader), &keys("Y")), Meaning::Prefix);
        let names: Vec<_> = keymap
            .continuations(Context::In(Pane::Reader), &keys("t"))
            .iter()
            .map(|(_, e)| e.name)
            .collect();
        let at = |name| names.iter().position(|other| *other == name);
        assert!(at("tabs") < at("toggle-list"), "in the order of the table: {names:?}");
        assert_eq!(keymap.meaning(Context::In(Pane::Reader), &keys("Y q")), Meaning::Nothing);
    }
}
