//! How the records of a query divide: which fields there are, and the values of each with counts.

use std::io;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};

use super::searching::SearchError;
use super::{Session, index};
use crate::search::FacetValue;

/// Fields that are not of the data: what chains cite, and what people and detectors said.
const OURS: [&str; 7] = ["clause", "cite", "flag", "label", "by", "suggest", "agree"];
/// What readers ask for first, where the data have it.
const FIRST: [&str; 4] = ["outcome", "verdict", "result", "category"];

impl Session {
    /// The names of the fields that records divide by: the outcome first, then what is cited, what people
    /// said, judges, and every other field of the data, as far as records are indexed.
    ///
    /// # Errors
    /// Where nothing is indexed yet: why, and what to do.
    pub fn facet_fields(&self) -> Result<Vec<String>, String> {
        let searcher = self.searcher.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some((searcher, _)) = searcher else { return Err(self.not_indexed().to_owned()) };
        let fields = searcher.fields().map_err(|error| error.to_string())?;
        let mut names: Vec<String> = fields.into_iter().map(|(name, _)| name).collect();
        let ours = OURS.iter().filter(|name| !self.specs.is_empty() || !is_cited(name));
        names.extend(ours.map(|name| (*name).to_owned()));
        names.sort_by_key(|name| place(name));
        names.dedup();
        Ok(names)
    }

    /// The values of `field` over the records that match `query`, most frequent first.
    ///
    /// # Errors
    /// When the query or the index cannot be read, or nothing is indexed yet, or the answer is not
    /// wanted any more.
    pub fn facet(
        &self,
        field: &str,
        query: &str,
        stale: &AtomicBool,
    ) -> Result<Vec<FacetValue>, SearchError> {
        let query = self.readable(query)?;
        let searcher = self.searcher.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some((searcher, _)) = searcher else {
            return Err(SearchError::Io(self.not_indexed().to_owned()));
        };
        let facts = index::known(&self.dataset(), &self.labels());
        searcher.facet(&query, field, &facts, stale).map_err(|error: io::Error| {
            if stale.load(Ordering::Relaxed) {
                SearchError::Stale
            } else {
                SearchError::Io(error.to_string())
            }
        })
    }
}

impl Session {
    /// Why there is no index yet, and what to do.
    fn not_indexed(&self) -> &'static str {
        if self.readonly {
            "Facets are counted by the index, and --readonly builds none. Start once without \
             --readonly, or count in the shell: cotscope search '*' PATH --facet FIELD --readonly"
        } else {
            "Facets are counted by the index, which is being built: they appear here when it is done."
        }
    }
}

fn is_cited(name: &str) -> bool {
    ["clause", "cite"].contains(&name)
}

/// Where a field stands among the others; fields of one place by name.
fn place(name: &str) -> (usize, usize, String) {
    let at = |names: &[&str]| names.iter().position(|other| *other == name);
    let (group, within) = match (at(&FIRST), at(&OURS)) {
        (Some(within), _) => (0, within),
        (_, Some(within)) => (1, within),
        _ if name.starts_with("judge.") => (2, 0),
        _ => (3, 0),
    };
    (group, within, name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_readers_ask_for_first_stands_first() {
        let mut names = ["zone", "judge.care", "label", "clause", "outcome", "alpha"];
        names.sort_by_key(|name| place(name));
        assert_eq!(names, ["outcome", "clause", "label", "judge.care", "alpha", "zone"]);
    }
}
