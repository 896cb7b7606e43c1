//! What the bottom of the screen tells: notices, progress, keys that wait for more.

use crate::ui::backend::NotSaved;
use crate::ui::key::Key;
use crate::ui::theme::Role;

/// Keys that wait for more.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    pub(crate) keys: Vec<Key>,
    pub(crate) count: Option<usize>,
    /// Whether what may follow is shown.
    pub(crate) shown: bool,
    /// Number of the prefix, to tell its timer from older ones.
    pub(crate) number: u64,
}

/// What the status line tells.
#[derive(Debug, Default)]
pub(crate) struct Status {
    pub(crate) notice: Option<(String, Role)>,
    /// Number of the notice, to tell its timer from older ones.
    pub(crate) number: u64,
    pub(crate) unsaved: Option<NotSaved>,
    /// A file that has changed since it was read.
    pub(crate) changed: Option<String>,
}

/// A line of the message log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) text: String,
    pub(crate) role: Role,
}
