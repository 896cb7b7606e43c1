//! The sample's searches: every record is read.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use cotscope::record::Record;
use cotscope::search::{FacetValue, Facts, NoFacts, Query, in_order, values_at};
use cotscope::session::searches::SavedSearch;
use cotscope::ui::backend::{FacetWish, QueryError, Results, SearchWish, Searching};

use crate::sample::Sample;

impl Sample {
    fn matches(&self, query: &str, record: &Record) -> bool {
        let facts = Facts { ordinal: 0, citations: &self.citations(record) };
        Query::parse(query).is_ok_and(|query| query.matches(record, &facts, &NoFacts))
    }

    fn count(&self, field: &str, query: &str) -> Vec<FacetValue> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for record in self.records.iter().filter(|record| self.matches(query, record)) {
            for value in values_at(record, field) {
                *counts.entry(value).or_default() += 1;
            }
        }
        let value = |(value, count): (String, u64)| {
            let query = format!("{field}:=\"{value}\"");
            FacetValue { value, count, query }
        };
        counts.into_iter().map(value).collect()
    }
}

impl Searching for Sample {
    fn search(&self, wish: &SearchWish) -> Result<Results, QueryError> {
        let query = &wish.query;
        if let Err(error) = Query::parse(query) {
            let (message, suggestion) = (error.message, error.suggestion);
            return Err(QueryError { message, column: error.column - 1, suggestion });
        }
        let mut found = Vec::new();
        for (ordinal, record) in (0..).zip(&self.records) {
            if self.matches(query, record) {
                let facts = Facts { ordinal, citations: &self.citations(record) };
                found.push((wish.sort.key(record, &facts), ordinal));
            }
        }
        let ordinals = in_order(found).into_iter().map(|ordinal| ordinal as usize).collect();
        let open = self.looks.load(Ordering::Relaxed) && query.contains("suggest:");
        let note = open.then(|| "of the 2 records looked at so far".to_owned());
        Ok(Results { ordinals, note, ..Results::default() })
    }

    fn newest_search(&self, _: u64) {}

    fn scores(&self) -> Vec<String> {
        vec!["judge.care".into(), "tokens".into()]
    }

    fn facet_fields(&self) -> Result<Vec<String>, String> {
        Ok(["outcome", "clause", "judge", "topic"].map(str::to_owned).to_vec())
    }

    fn facets(&self, wish: &FacetWish) -> Vec<(String, Result<Vec<FacetValue>, String>)> {
        wish.fields
            .iter()
            .map(|(field, query)| (field.clone(), Ok(self.count(field, query))))
            .collect()
    }

    fn newest_facets(&self, _: u64) {}

    fn saved_searches(&self) -> Result<Vec<SavedSearch>, String> {
        Ok(self.saved.lock().unwrap().clone())
    }

    fn keep_search(&self, search: &SavedSearch) -> Result<Vec<SavedSearch>, String> {
        self.saved.lock().unwrap().push(search.clone());
        self.saved_searches()
    }

    fn forget_search(&self, name: &str) -> Result<Vec<SavedSearch>, String> {
        self.saved.lock().unwrap().retain(|search| search.name != name);
        self.saved_searches()
    }
}
