//! Which tabs are open, as it is kept for the next run.

use std::collections::BTreeMap;

use crate::session::resume::OpenTab;
use crate::ui::host::Open;

use super::tab::Stage;

/// What was kept last.
#[derive(Debug, Default)]
pub(super) struct Kept(Open);

impl Kept {
    /// What is open now, if that is news. Tabs that are still being opened belong to it.
    pub(super) fn changed(
        &mut self,
        stage: &Stage,
        coming: &BTreeMap<usize, OpenTab>,
    ) -> Option<Open> {
        let coming = coming.iter().map(|(number, tab)| (*number, tab.clone()));
        let mut all: BTreeMap<usize, OpenTab> = coming.chain(stage.open()).collect();
        all.retain(|_, tab| !tab.paths.is_empty());
        let at = all.keys().position(|number| *number == stage.front()).unwrap_or(0);
        let tabs: Vec<OpenTab> = all.into_values().collect();
        if tabs.is_empty() || (&tabs, at) == (&self.0.tabs, self.0.at) {
            return None;
        }
        self.0 = Open { times: self.0.times + 1, tabs, at };
        Some(self.0.clone())
    }

    /// The same once more: it is not known whether it was written.
    pub(super) fn again(&self) -> Open {
        Open { times: self.0.times + 1, ..self.0.clone() }
    }
}
