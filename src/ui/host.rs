//! What the screen asks of whoever opened it: configuration, and other datasets.

use std::path::PathBuf;
use std::sync::Arc;

use super::backend::Backend;
use super::settings::Settings;
use crate::session::resume::OpenTab;

/// The other side of [`super::run`]. Calls may block; the screen makes them on other threads.
pub trait Host: Send + Sync {
    /// How the screen is to be by the configuration as it stands now, and what is wrong with that.
    fn settings(&self) -> (Settings, Vec<String>);

    /// Files whose change is a change of the configuration, whether or not they are there.
    fn configuration(&self) -> Vec<PathBuf>;

    /// Datasets that a user may want to open: the project's, then the data files at hand.
    fn datasets(&self) -> Vec<String>;

    /// Opens a dataset.
    ///
    /// # Errors
    /// Why it cannot be opened, in a sentence.
    fn open(&self, tab: &OpenTab) -> Result<Arc<dyn Backend>, String>;

    /// Keeps which datasets are open, for the next run.
    fn remember(&self, open: Open);
}

/// Which datasets are open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// How often that was told, this time included: what is told first may come last.
    pub times: u64,
    /// From left to right; what was piped in is left out, since it cannot be opened again.
    pub tabs: Vec<OpenTab>,
    /// Which of them is on the screen.
    pub at: usize,
}
