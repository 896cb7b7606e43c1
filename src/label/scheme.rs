//! Which labels there are: the built-in scheme, or one's own from `cotscope.toml`.

use super::event::Choice;

pub mod parse;

pub use parse::SchemeError;

/// Id of the label that stands for "I cannot tell". Every scheme has it (a scheme that does not
/// define it gets it on `0` in its first group); statistics treat it as an abstention.
pub const UNSURE: &str = "unsure";

/// A label scheme: groups of labels, in the order of its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheme {
    /// What the scheme is called.
    pub name: String,
    /// All groups.
    pub groups: Vec<Group>,
}

/// Labels that answer one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What events and outputs call it.
    pub id: String,
    /// What screens call it.
    pub name: String,
    /// The question, in one line.
    pub help: String,
    /// Whether its labels exclude one another.
    pub choice: Choice,
    /// Whether the order of its labels is a scale (weighted agreement makes sense).
    pub ordered: bool,
    /// What its labels are put on.
    pub target: Target,
    /// The key that opens it. Without it and without `when`, its labels are at hand at once.
    pub key: Option<String>,
    /// It is asked after one of these labels was given.
    pub when: Vec<String>,
    /// Its labels.
    pub labels: Vec<Label>,
}

/// What a group's labels are put on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// A record.
    #[default]
    Record,
    /// A clause of the spec.
    Clause,
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// What events and outputs call it; unique in the scheme's groups at hand.
    pub id: String,
    /// What screens call it.
    pub name: String,
    /// One line with an example.
    pub help: String,
    /// The key that gives it, when its group is at hand or open.
    pub key: Option<String>,
    /// Whether it should not stand without a span that shows it.
    pub evidence: bool,
    /// Follow-up codes, any number of which refine it.
    pub codes: Vec<Code>,
}

/// A refinement of a label.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// What events and outputs call it.
    pub id: String,
    /// What screens call it.
    pub name: String,
    /// One line with an example.
    pub help: String,
    /// The key that gives it, when its label's codes are open.
    pub key: Option<String>,
}

/// Two things on one key where only one can be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyConflict {
    /// The key, as the scheme or keymap writes it.
    pub key: String,
    /// What is on it first.
    pub first: String,
    /// What else is on it.
    pub second: String,
}

impl Group {
    /// Whether its labels' keys act on every record without a step before.
    #[must_use]
    pub fn is_at_hand(&self) -> bool {
        self.key.is_none() && self.when.is_empty() && self.target == Target::Record
    }

    /// The label of that id.
    #[must_use]
    pub fn label(&self, id: &str) -> Option<&Label> {
        self.labels.iter().find(|label| label.id == id)
    }
}

impl Scheme {
    /// The scheme that comes with the program.
    #[must_use]
    pub fn builtin() -> Self {
        parse::scheme(BUILTIN).expect("the built-in scheme is tested").expect("and is there")
    }

    /// The `[scheme]` table of a configuration; `None` when it has none.
    ///
    /// # Errors
    /// With line and column, when the table is not a scheme, names something twice, asks after a
    /// label that does not exist, or puts two labels of one menu on one key.
    pub fn from_toml(text: &str) -> Result<Option<Self>, SchemeError> {
        parse::scheme(text)
    }

    /// The group of that id.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// The first group with a label of that id, and the label.
    #[must_use]
    pub fn find(&self, label: &str) -> Option<(&Group, &Label)> {
        self.groups.iter().find_map(|group| Some((group, group.label(label)?)))
    }

    /// The groups whose keys act on every record.
    pub fn at_hand(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(|group| group.is_at_hand())
    }

    /// The groups to ask after `label` was given.
    pub fn follow_ups<'a>(&'a self, label: &'a str) -> impl Iterator<Item = &'a Group> {
        self.groups.iter().filter(move |group| group.when.iter().any(|asked| asked == label))
    }

    /// Keys that are always taken while a record is read: labels at hand and groups to be opened.
    pub fn keys_at_hand(&self) -> impl Iterator<Item = (&str, String)> {
        let labels = self.at_hand().flat_map(|group| {
            let named = |label: &Label| format!("label {}/{}", group.id, label.id);
            group.labels.iter().filter_map(move |label| Some((label.key.as_deref()?, named(label))))
        });
        let groups = self
            .groups
            .iter()
            .filter_map(|group| Some((group.key.as_deref()?, format!("group {}", group.id))));
        labels.chain(groups)
    }

    /// Keys of the scheme that another table of keys has taken: `taken` gives key and action.
    #[must_use]
    pub fn conflicts_with<'a>(
        &self,
        taken: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Vec<KeyConflict> {
        let ours: Vec<_> = self.keys_at_hand().collect();
        let conflict = |(key, action): (&str, &str)| {
            let (_, second) = ours.iter().find(|(ours, _)| *ours == key)?;
            Some(KeyConflict { key: key.into(), first: action.into(), second: second.clone() })
        };
        taken.into_iter().filter_map(conflict).collect()
    }

    /// What a label of this scheme still lacks: a span, if it asks for one.
    #[must_use]
    pub fn lacks_evidence(&self, group: &str, label: &str, spans: usize) -> bool {
        let label = self.group(group).and_then(|group| group.label(label));
        spans == 0 && label.is_some_and(|label| label.evidence)
    }
}

impl Default for Scheme {
    fn default() -> Self {
        Self::builtin()
    }
}

/// The text of the built-in scheme, for `cotscope init`.
pub const BUILTIN: &str = include_str!("scheme/builtin.toml");
