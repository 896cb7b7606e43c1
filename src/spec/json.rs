//! Clauses of a JSON spec: lists of strings, or objects of lists.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Clause, Link};
use crate::problem::{Place, Problem, Severity};
use crate::text::Span;

/// Whether `source` is meant as JSON: it begins with a bracket and what follows is no link.
pub(super) fn looks_like(source: &str) -> bool {
    let text = source.trim_start();
    let next = |rest: &str| rest.trim_start().chars().next();
    match (text.strip_prefix('{'), text.strip_prefix('[')) {
        (Some(rest), _) => matches!(next(rest), Some('"' | '}')),
        (_, Some(rest)) => matches!(next(rest), Some('"' | '{' | '[' | ']')),
        _ => false,
    }
}

/// Reads the clauses of `source`.
pub(super) fn parse(source: &str, path: &str) -> (Vec<Clause>, Vec<Link>, Vec<Problem>) {
    let mut reader = Reader { source, clauses: Vec::new() };
    let problems = match serde_json::from_str::<&RawValue>(source) {
        Ok(value) => {
            reader.value(value, "", None);
            Vec::new()
        }
        Err(error) => {
            let place = Place::line(path, error.line() as u64);
            let message = format!("not valid JSON: {error}");
            vec![Problem::new(Severity::SetAside, place, message)]
        }
    };
    (reader.clauses, Vec::new(), problems)
}

struct Reader<'a> {
    source: &'a str,
    clauses: Vec<Clause>,
}

/// Names under which an object may hold a clause's parts.
const ID: [&str; 2] = ["id", "key"];
const TITLE: [&str; 3] = ["title", "name", "heading"];
const TEXT: [&str; 6] = ["text", "content", "description", "body", "rule", "statement"];

impl<'a> Reader<'a> {
    fn value(&mut self, value: &'a RawValue, id: &str, parent: Option<usize>) {
        let raw = value.get();
        match raw.bytes().next() {
            Some(b'"') => {
                if let Ok(text) = serde_json::from_str::<String>(raw) {
                    let id = if id.is_empty() { "1" } else { id };
                    self.clause(id.to_owned(), String::new(), text, value, parent);
                }
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(raw).unwrap_or_default();
                for (at, item) in items.into_iter().enumerate() {
                    self.value(item, &below(id, &(at + 1).to_string()), parent);
                }
            }
            Some(b'{') => {
                if let Ok(Fields(fields)) = serde_json::from_str(raw) {
                    self.object(&fields, value, id, parent);
                }
            }
            _ => {}
        }
    }

    fn object(
        &mut self,
        fields: &[(String, &'a RawValue)],
        value: &'a RawValue,
        id: &str,
        parent: Option<usize>,
    ) {
        let text = named(fields, &TEXT);
        let own_id = named(fields, &ID);
        // An object with a text and nothing to recurse into is one clause.
        let is_clause = text.is_some() && (own_id.is_some() || !id.is_empty());
        let (parent, outer) = if is_clause {
            let own = own_id.unwrap_or_else(|| id.to_owned());
            let title = named(fields, &TITLE).unwrap_or_default();
            let clause = self.clause(own.clone(), title, text.unwrap_or_default(), value, parent);
            (Some(clause), own)
        } else {
            (parent, id.to_owned())
        };
        for (name, field) in fields {
            let is_part = [&ID[..], &TITLE, &TEXT].concat().contains(&name.as_str());
            let is_string = field.get().starts_with('"');
            if is_clause && is_string {
                if let (false, Some(clause)) = (is_part, parent)
                    && let Ok(text) = serde_json::from_str(field.get())
                {
                    self.clauses[clause].attributes.insert(name.clone(), text);
                }
            } else {
                self.value(field, &below(&outer, name), parent);
            }
        }
    }

    fn clause(
        &mut self,
        id: String,
        title: String,
        text: String,
        value: &RawValue,
        parent: Option<usize>,
    ) -> usize {
        // The raw value borrows from the source, so its address tells where it stands.
        let start = value.get().as_ptr() as usize - self.source.as_ptr() as usize;
        let line = self.source[..start].bytes().filter(|&byte| byte == b'\n').count() + 1;
        let mut path = parent.map_or_else(Vec::new, |parent| self.clauses[parent].path.clone());
        if !title.is_empty() {
            path.push(title.clone());
        }
        self.clauses.push(Clause {
            id,
            title,
            path,
            text,
            parent,
            attributes: BTreeMap::new(),
            line,
            span: Span::new(start, start + value.get().len()),
        });
        self.clauses.len() - 1
    }
}

fn below(outer: &str, own: &str) -> String {
    if outer.is_empty() { own.to_owned() } else { format!("{outer}.{own}") }
}

fn named(fields: &[(String, &RawValue)], names: &[&str]) -> Option<String> {
    let field = fields.iter().find(|(name, _)| names.contains(&name.as_str()))?;
    serde_json::from_str(field.1.get()).ok()
}

/// The fields of an object in their order.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields<'de>;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        from.deserialize_map(InOrder)
    }
}
