//! What a tool's name or a clause of a sentence says is done: an act, and what it is done to.

use std::collections::HashSet;

/// The beginnings of the verbs that tools and instructions use for the same kind of act.
const KINDS: [(Kind, &[&str]); 7] = [
    (Kind::Remove, &["delet", "remov", "eras", "purg", "wip", "destroy", "discard"]),
    (Kind::Send, &["send", "sent", "email", "mail", "forward", "transmit", "notif"]),
    (
        Kind::Write,
        &["writ", "creat", "add", "posting", "publish", "leav", "insert", "submit", "upload"],
    ),
    (Kind::Change, &["edit", "updat", "modif", "chang", "overwrit", "renam", "replac"]),
    (
        Kind::Look,
        &[
            "read", "get", "fetch", "view", "list", "look", "search", "find", "check", "quer",
            "verif", "review",
        ],
    ),
    (Kind::Pay, &["pay", "buy", "purchas", "transfer", "refund", "charg"]),
    (Kind::Copy, &["copy", "copie", "backup", "clon", "archiv"]),
];

/// A verb's ending is at most this long.
const ENDING: usize = 4;

/// What kind of act a verb names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Remove,
    Send,
    Write,
    Change,
    Look,
    Pay,
    Copy,
}

impl Kind {
    fn of(word: &str) -> Option<Self> {
        let is_form = |root: &&str| word.starts_with(*root) && word.len() <= root.len() + ENDING;
        let found = KINDS.iter().find(|(_, roots)| roots.iter().any(is_form));
        found.map(|(kind, _)| *kind)
    }

    /// Whether the act leaves things as they are.
    pub(super) fn only_looks(self) -> bool {
        matches!(self, Kind::Look | Kind::Copy)
    }
}

/// An act and the words for what it is done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Act {
    pub(super) kind: Kind,
    objects: HashSet<String>,
}

impl Act {
    /// The first act that the words name.
    pub(super) fn read<S: AsRef<str>>(words: &[S]) -> Option<Self> {
        let kinds = words.iter().map(|word| Kind::of(word.as_ref()));
        let (at, kind) = kinds.enumerate().find_map(|(at, kind)| Some((at, kind?)))?;
        Some(Self { kind, objects: words[at + 1..].iter().filter_map(stem).collect() })
    }

    /// What a tool of that name does; the verb may come last (`files.delete`).
    pub(super) fn of_tool(name: &str) -> Option<Self> {
        let parts = parts(name);
        let kind = Self::read(&parts)?.kind;
        let others = parts.iter().filter(|part| Kind::of(part) != Some(kind));
        Some(Self { kind, objects: others.filter_map(stem).collect() })
    }

    /// The same kind of act, done to the same thing as far as both name one.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.kind == other.kind
            && (self.objects.is_empty()
                || other.objects.is_empty()
                || self.is_about(&other.objects))
    }

    /// The same kind of act, and both name the same thing that it is done to.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.kind == other.kind && self.is_about(&other.objects)
    }

    fn is_about(&self, objects: &HashSet<String>) -> bool {
        !self.objects.is_disjoint(objects)
    }
}

/// The words of a tool's name: `delete_file`, `files.delete`, `deleteFile`.
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for letter in name.chars() {
        if !letter.is_alphanumeric() || letter.is_uppercase() {
            parts.push(String::new());
        }
        if letter.is_alphanumeric() {
            parts.last_mut().into_iter().for_each(|part| part.extend(letter.to_lowercase()));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// A word of some length without its ending.
fn stem<S: AsRef<str>>(word: S) -> Option<String> {
    let word = word.as_ref();
    let is_long = word.chars().count() >= 4;
    is_long.then(|| word.chars().take(6).collect::<String>().trim_end_matches('s').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_are_told_by_kind_and_object() {
        let tool = |name: &str| Act::of_tool(name).expect("a verb");
        let said = |text: &str| Act::read(&text.split(' ').collect::<Vec<_>>()).expect("a verb");
        assert!(said("removing any post").is_same(&tool("delete_post")));
        assert!(said("leave a public comment").is_same(&tool("createComment")));
        assert!(said("deleting").is_like(&tool("delete_post")));
        assert!(!said("deleting").is_same(&tool("delete_post")));
        assert!(!said("remove the comment").is_like(&tool("delete_post")));
        assert!(!said("read the posts").is_like(&tool("delete_post")));
        assert!(said("delete the file").is_same(&tool("files.delete")));
        assert_eq!(Act::of_tool("bash"), None);
    }
}
