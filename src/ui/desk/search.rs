//! Searches in the screen's words.

use std::sync::Arc;

use super::{Desk, locked};
use crate::search::FacetValue;
use crate::session::searches::{SavedSearch, SavedSearches};
use crate::session::{Found, Heard, SearchError};
use crate::ui::backend::{FacetWish, News, QueryError, Results, SearchWish, Searching, Task};
use crate::ui::paint::counted;

impl Searching for Desk {
    fn search(&self, wish: &SearchWish) -> Result<Results, QueryError> {
        let mut running = self.begin(Task::Search, wish.generation);
        let stale = Arc::clone(&running.stale);
        let news = locked(&self.news).clone();
        let mut hears = |heard: Heard| match (heard, &news) {
            (Heard::First(found), Some(news)) => {
                news(News::FirstFound { generation: wish.generation, results: results(found) });
            }
            (Heard::Read(done, total), _) => running.at(done, total),
            (Heard::First(_), None) => {}
        };
        match self.session.search_by(&wish.query, &wish.sort, &stale, &mut hears) {
            Ok(found) => Ok(results(found)),
            Err(SearchError::Stale) => Ok(Results::default()),
            Err(SearchError::Query(error)) => Err(query_error(error)),
            Err(SearchError::Io(message)) => {
                Err(QueryError { message, column: 0, suggestion: None })
            }
        }
    }

    fn scores(&self) -> Vec<String> {
        self.session.scores()
    }

    fn facet_fields(&self) -> Result<Vec<String>, String> {
        self.session.facet_fields()
    }

    fn facets(&self, wish: &FacetWish) -> Vec<(String, Result<Vec<FacetValue>, String>)> {
        let stale = self.begin(Task::Facets, wish.generation).stale;
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
