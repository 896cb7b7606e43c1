//! What is known of a dataset before anything is loaded.

use std::sync::Arc;

use crate::label::Scheme;
use crate::spec::Spec;

use super::review;

/// What the title bar and the list need to know before anything is loaded.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// The dataset as the user knows it, e.g. the file's name.
    pub dataset: String,
    /// Records known so far.
    pub records: usize,
    /// The specs, in the order in which they were named.
    pub specs: Vec<Arc<Spec>>,
    /// The labels at hand, at most nine.
    pub scheme: Vec<LabelDef>,
    /// All of the scheme, for groups, codes and what is asked after a label.
    pub groups: Arc<Scheme>,
    /// How the reviewer begins to work.
    pub working: review::Working,
    /// Who labels.
    pub reviewer: String,
    /// Where the labels go, for the help screen.
    pub labels_at: String,
    /// Why nothing can be labelled, if so.
    pub readonly: Option<String>,
    /// Records with a label by this reviewer.
    pub labelled: usize,
    /// How many things were wrong in the inputs.
    pub problems: usize,
    /// Whether records are still being read.
    pub loading: bool,
    /// Whether the search index is complete.
    pub indexed: bool,
    /// A query for the records that cite none of the clauses expected for them, if the project
    /// says which those are.
    pub unexpected: Option<String>,
    /// How the command line shows a record of it.
    pub show: ShowCommand,
}

/// What `cotscope show ID` takes besides the id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShowCommand {
    /// Options that open the data in the same way.
    pub options: Vec<String>,
    /// The data; empty when it has no path, as standard input has none.
    pub paths: Vec<String>,
}

/// A label of the project's scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelDef {
    /// The key, as the scheme writes it.
    pub key: String,
    /// What the label log calls it.
    pub id: String,
    /// What the screen calls it.
    pub name: String,
    /// When to use it, in one line.
    pub help: String,
}
