//! The sample's searches: every record is read.

use cotscope::record::Record;
use cotscope::search::{Facts, NoFacts, Query, in_order};
use cotscope::ui::backend::{QueryError, Results, SearchWish, Searching};

use crate::sample::{Sample, hits};

impl Sample {
    fn matches(&self, query: &str, record: &Record) -> bool {
        if query.contains(':') {
            let facts = Facts { ordinal: 0, citations: &self.citations(record) };
            return Query::parse(query).is_ok_and(|query| query.matches(record, &facts, &NoFacts));
        }
        query == "*" || !hits(record, query).is_empty()
    }
}

impl Searching for Sample {
    fn search(&self, wish: &SearchWish) -> Result<Results, QueryError> {
        let query = &wish.query;
        if query.matches('"').count() % 2 == 1 {
            let column = query.chars().take_while(|letter| *letter != '"').count();
            let suggestion = Some(format!("{query}\""));
            return Err(QueryError { message: "unclosed quote".into(), column, suggestion });
        }
        let mut found = Vec::new();
        for (ordinal, record) in (0..).zip(&self.records) {
            if self.matches(query, record) {
                let facts = Facts { ordinal, citations: &self.citations(record) };
                found.push((wish.sort.key(record, &facts), ordinal));
            }
        }
        let ordinals = in_order(found).into_iter().map(|ordinal| ordinal as usize).collect();
        Ok(Results { ordinals, ..Results::default() })
    }

    fn newest_search(&self, _: u64) {}

    fn scores(&self) -> Vec<String> {
        vec!["judge.care".into(), "tokens".into()]
    }
}
