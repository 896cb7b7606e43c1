//! Several datasets on one screen: what a tab asks for, and what it knows of the others.

use std::fmt;
use std::sync::Arc;

use super::backend::Backend;
use crate::session::resume::OpenTab;

/// What a tab wants done with tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    /// To the tab so many further right, around the ends.
    Turn(isize),
    /// To the tab of that number.
    Go(usize),
    /// Which datasets could be opened?
    List,
    /// Open a dataset in a tab of its own, and go there.
    Open(String),
    /// Close this tab.
    Close,
    /// Read the data of this tab anew.
    Reopen,
}

/// What comes of it.
pub(crate) enum Answer {
    /// The data were read anew.
    Reopened(Result<Arc<dyn Backend>, String>),
    Datasets(Vec<String>),
    Opened {
        /// The place that was kept for it.
        number: usize,
        tab: OpenTab,
        /// Go there; otherwise it waits behind.
        show: bool,
        result: Result<Arc<dyn Backend>, String>,
    },
}

impl fmt::Debug for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Reopened(_) => out.write_str("Reopened"),
            Answer::Datasets(paths) => out.debug_tuple("Datasets").field(paths).finish(),
            Answer::Opened { tab, .. } => out.debug_tuple("Opened").field(tab).finish(),
        }
    }
}

/// What a tab knows of all tabs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tabs {
    /// The datasets, from left to right.
    pub(crate) names: Vec<String>,
    /// Which of them this one is.
    pub(crate) at: usize,
}
