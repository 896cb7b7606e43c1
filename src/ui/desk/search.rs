//! Searches in the screen's words.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::{Desk, locked};
use crate::search::FacetValue;
use crate::session::searches::{SavedSearch, SavedSearches};
use crate::session::{Found, SearchError};
use crate::ui::backend::{FacetWish, News, QueryError, Results, SearchWish, Searching};
use crate::ui::paint::counted;

/// Which request is the newest, and the flag that ends the one that runs. The newest generation is
/// told by whoever gives the work, so that it is known while the worker is still busy.
#[derive(Debug, Default)]
pub(super) struct Latest(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    newest: u64,
    running: Option<(u64, Arc<AtomicBool>)>,
}

impl Latest {
    /// Everything before `generation` is stale.
    pub(super) fn supersede(&self, generation: u64) {
        let mut state = locked(&self.0);
        state.newest = state.newest.max(generation);
        if let Some((running, stale)) = &state.running
            && *running < state.newest
        {
            stale.store(true, Ordering::Relaxed);
        }
    }

    /// The flag that is set once `generation` is stale.
    pub(super) fn begin(&self, generation: u64) -> Arc<AtomicBool> {
        let mut state = locked(&self.0);
        let stale = Arc::new(AtomicBool::new(generation < state.newest));
        state.running = Some((generation, Arc::clone(&stale)));
        stale
    }
}

impl Searching for Desk {
    fn search(&self, wish: &SearchWish) -> Result<Results, QueryError> {
        let stale = self.searches.begin(wish.generation);
        let news = locked(&self.news).clone();
        let mut first = |found: Found| {
            if let Some(news) = &news {
                news(News::FirstFound { generation: wish.generation, results: results(found) });
            }
        };
        match self.session.search_by(&wish.query, &wish.sort, &stale, &mut first) {
            Ok(found) => Ok(results(found)),
            Err(SearchError::Stale) => Ok(Results::default()),
            Err(SearchError::Query(error)) => Err(query_error(error)),
            Err(SearchError::Io(message)) => {
                Err(QueryError { message, column: 0, suggestion: None })
            }
        }
    }

    fn newest_search(&self, generation: u64) {
        self.searches.supersede(generation);
    }

    fn scores(&self) -> Vec<String> {
        self.session.scores()
    }

    fn facet_fields(&self) -> Result<Vec<String>, String> {
        self.session.facet_fields()
    }

    fn facets(&self, wish: &FacetWish) -> Vec<(String, Result<Vec<FacetValue>, String>)> {
        let stale = self.facets.begin(wish.generation);
        let count = |(name, query): &(String, String)| {
            let counted = self.session.facet(name, query, &stale).map_err(|error| match error {
                SearchError::Query(error) => error.message,
                SearchError::Stale => "not counted".to_owned(),
                SearchError::Io(why) => why,
            });
            (name.clone(), counted)
        };
        wish.fields.iter().map(count).collect()
    }

    fn newest_facets(&self, generation: u64) {
        self.facets.supersede(generation);
    }

    fn saved_searches(&self) -> Result<Vec<SavedSearch>, String> {
        SavedSearches::of_user().all().map_err(|error| error.to_string())
    }

    fn keep_search(&self, search: &SavedSearch) -> Result<Vec<SavedSearch>, String> {
        let saved = self.writable_searches()?;
        saved.keep(search).and_then(|()| saved.all()).map_err(|error| error.to_string())
    }

    fn forget_search(&self, name: &str) -> Result<Vec<SavedSearch>, String> {
        let saved = self.writable_searches()?;
        saved.forget(name).and_then(|()| saved.all()).map_err(|error| error.to_string())
    }
}

impl Desk {
    fn writable_searches(&self) -> Result<SavedSearches, String> {
        if self.session.readonly {
            return Err("this run is read-only and saves nothing".to_owned());
        }
        Ok(SavedSearches::of_user())
    }
}

/// What else may match.
fn note(found: &Found) -> Option<String> {
    match found.examined {
        Some(seen) => Some(format!("of the {} looked at so far", counted(seen, "record"))),
        None => found.partial.then(|| "of the records indexed so far".to_owned()),
    }
}

fn results(found: Found) -> Results {
    Results {
        at_most: found.at_most,
        note: note(&found),
        ordinals: found.ordinals.into(),
        doubt: found.doubt.map(query_error),
    }
}

fn query_error(error: crate::search::QueryError) -> QueryError {
    QueryError {
        message: error.message,
        column: error.column.saturating_sub(1),
        suggestion: error.suggestion,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_search_ends_the_one_that_runs_and_those_that_wait() {
        let latest = Latest::default();
        latest.supersede(1);
        let first = latest.begin(1);
        assert!(!first.load(Ordering::Relaxed));
        latest.supersede(3);
        assert!(first.load(Ordering::Relaxed), "it hears of it while it runs");
        assert!(latest.begin(2).load(Ordering::Relaxed), "it is stale before it begins");
        let third = latest.begin(3);
        latest.supersede(2);
        assert!(!third.load(Ordering::Relaxed), "an older one does not end it");
    }
}
