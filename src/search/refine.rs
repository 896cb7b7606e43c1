//! Queries that a program writes: exactly this value, clause or label, in the words of the language.

use super::term::value_field;

/// A query for the records that have exactly `value` in the field at `path`, as
/// [`each_spelling`](super::each_spelling) gives both; `None` where the language cannot say it.
#[must_use]
pub fn value_query(path: &str, value: &str) -> Option<String> {
    Some(format!("{}:={}", quoted_name(path)?, quoted(value)?))
}

/// A query for the records that have nothing in the field at `path`.
#[must_use]
pub fn missing_query(path: &str) -> Option<String> {
    Some(format!("NOT {}:*", quoted_name(path)?))
}

/// A query for the records that have anything in the field at `path`.
#[must_use]
pub fn any_query(path: &str) -> Option<String> {
    Some(format!("{}:*", quoted_name(path)?))
}

/// A query for the record with this id.
#[must_use]
pub fn id_query(id: &str) -> Option<String> {
    Some(format!("id:{}", quoted(id)?))
}

/// A query for the records that a reviewer decided something about.
#[must_use]
pub fn by_query(reviewer: &str) -> Option<String> {
    Some(format!("by:{}", quoted(reviewer)?))
}

/// A query for the records that cite a clause.
#[must_use]
pub fn clause_query(id: &str) -> Option<String> {
    Some(format!("clause:{}", quoted(id)?))
}

/// A query for the records that carry a label, whoever gave it.
#[must_use]
pub fn label_query(label: &str) -> Option<String> {
    Some(format!("label:{}", quoted(label)?))
}

/// What a query calls the field at `path`: the path, behind `meta.` where the language gives the
/// bare name another meaning.
#[must_use]
pub fn field_name(path: &str) -> String {
    match value_field(path) {
        Some(own) if own == path => path.to_owned(),
        _ => format!("meta.{path}"),
    }
}

fn quoted_name(path: &str) -> Option<String> {
    let name = field_name(path);
    let plain = name.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c))
        && name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    match plain {
        true => Some(name),
        false if name.contains('"') => None,
        false => Some(format!("\"{name}\"")),
    }
}

/// In quotation marks. A backslash stands for itself unless a quotation mark follows it, and then
/// nothing can be written that means it.
fn quoted(text: &str) -> Option<String> {
    let lost = text.contains("\\\"") || text.ends_with('\\');
    (!lost).then(|| format!("\"{}\"", text.replace('"', "\\\"")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;
    use crate::search::{Facts, NoFacts, Query, each_spelling};

    fn finds(query: &str, record: &Record) -> bool {
        let facts = Facts { ordinal: 0, citations: &[] };
        Query::parse(query).unwrap().matches(record, &facts, &NoFacts)
    }

    #[test]
    fn what_is_written_finds_what_it_was_written_from() {
        let values = ["refused", "a b", "\"x\"", "OR", "c:\\dir", "=1", "*", "第一条", " "];
        for name in ["outcome", "label", "judge", "id", "meta.x", "two words", "1st", "a:b", "LEN"]
        {
            for value in values {
                let mut record = Record::default();
                record.meta.insert(name.into(), value.into());
                let mut query = None;
                each_spelling(&record, &mut |path, value| query = value_query(path, value));
                let query = query.unwrap();
                assert!(finds(&query, &record), "{name} {value}: {query}");
                assert!(!finds(&query, &Record::default()), "{query}");
                record.meta.insert(name.into(), "other".into());
                assert!(!finds(&query, &record), "{query}");
                let missing = missing_query(&name.to_lowercase()).unwrap();
                assert!(finds(&missing, &Record::default()) && !finds(&missing, &record));
                let any = any_query(&name.to_lowercase()).unwrap();
                assert!(finds(&any, &record) && !finds(&any, &Record::default()));
            }
        }
    }

    #[test]
    fn what_cannot_be_written_is_not() {
        for id in ["r1", "a b\"c/7#2", "x*", "a.jsonl:2"] {
            let record = |id: &str| Record { id: id.into(), ..Record::default() };
            let query = id_query(id).unwrap();
            assert!(finds(&query, &record(id)) && !finds(&query, &record("r12")), "{query}");
        }
        assert_eq!(value_query("a\"b", "x"), None);
        assert_eq!(value_query("a", "x\\"), None);
        assert_eq!(value_query("a", "x\\\"y"), None);
    }
}
