//! `cotscope cite`: where clauses are cited, how, and with what outcome. Streams; needs no index.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::args::Cite;
use super::failure::{Failure, exit};
use super::opening::Opening;
use super::output::Output;
use super::progress::Reading;
use super::words::diff_text;
use crate::citation::{Citation, Kind, Options};
use crate::dataset::is_glob;
use crate::export::json::citation_fields;
use crate::record::Record;
use crate::search::values_at;
use crate::spec::Spec;
use crate::text::CodePoints;

pub(crate) fn run(wish: &Cite, mut opening: Opening, out: &mut Output) -> Result<u8, Failure> {
    let kinds = kinds(&wish.kind)?;
    let named = opening.specs(out)?;
    let (clause, paths) = clause_and_paths(&wish.words, &named);
    if paths.is_empty()
        && !opening.request.specs.is_empty()
        && opening.request.config.datasets.is_empty()
    {
        return Err(Failure::new(exit::USAGE, "which data?")
            .why("no PATH is given, and the demo is not about this spec")
            .fix("give the datasets behind the clause; without --spec the demo is looked at"));
    }
    opening.request.paths = paths.to_vec();
    let (paths, spec_paths) = opening.request.resolved()?;
    let specs = opening.read_specs(&spec_paths, out)?;
    if specs.is_empty() {
        return Err(Failure::new(exit::USAGE, "which spec?")
            .why("citations are looked up in a written policy")
            .fix("give --spec FILE, or set specs = [\"FILE\"] in cotscope.toml"));
    }
    let dataset = opening.dataset(&paths, out)?;
    let detector = opening.detector(&specs);
    let options = Options { paraphrase: wish.paraphrase || kinds.contains(&Kind::Paraphrase) };
    let wanted = |citation: &Citation| {
        clause.is_none_or(|clause| citation.clause.eq_ignore_ascii_case(clause))
            && (kinds.is_empty() || kinds.contains(&citation.kind))
    };
    let mut listing = Listing::new(wish, opening.limit);
    for record in Reading::new("citing", &dataset, opening.quiet) {
        let Some(record) = opening.readable(record, out)? else { continue };
        let mut citations = detector.cite_with(&record, options);
        citations.retain(wanted);
        listing.add(&record, &citations, out)?;
        if listing.is_full() {
            break;
        }
    }
    listing.finish(out)
}

fn kinds(names: &[String]) -> Result<Vec<Kind>, Failure> {
    let kind = |name: &String| {
        Kind::from_name(name).ok_or_else(|| {
            let known = Kind::ALL.map(Kind::name).join(", ");
            Failure::new(exit::USAGE, format!("--kind {name}: there is no such kind"))
                .fix(format!("one of {known}"))
        })
    };
    names.iter().map(kind).collect()
}

/// The first word is a clause if a spec has it, or if it is no file and others follow.
fn clause_and_paths<'w, S: AsRef<Spec>>(
    words: &'w [String],
    specs: &[S],
) -> (Option<&'w str>, &'w [String]) {
    let Some((first, rest)) = words.split_first() else { return (None, words) };
    let known = specs.iter().any(|spec| spec.as_ref().clause(first).is_some());
    let is_path = first == "-" || is_glob(first) || Path::new(first).exists();
    if known && !(rest.is_empty() && is_path) || (!is_path && !rest.is_empty()) {
        (Some(first.trim_start_matches('#')), rest)
    } else {
        (None, words)
    }
}

/// Prints citations as they come, or counts them.
struct Listing<'w> {
    wish: &'w Cite,
    counts: BTreeMap<(String, Option<String>), u64>,
    found: usize,
    limit: usize,
}

impl<'w> Listing<'w> {
    fn new(wish: &'w Cite, limit: Option<usize>) -> Self {
        Self { wish, counts: BTreeMap::new(), found: 0, limit: limit.unwrap_or(usize::MAX) }
    }

    fn counts_only(&self) -> bool {
        self.wish.count || self.wish.by.is_some()
    }

    fn is_full(&self) -> bool {
        !self.counts_only() && self.found >= self.limit
    }

    fn add(
        &mut self,
        record: &Record,
        citations: &[Citation],
        out: &mut Output,
    ) -> Result<(), Failure> {
        if citations.is_empty() {
            return Ok(());
        }
        if self.counts_only() {
            self.count(record, citations);
            return Ok(());
        }
        let points = CodePoints::new(&record.cot);
        for citation in citations.iter().take(self.limit - self.found) {
            print(record, &points, citation, out)?;
            self.found += 1;
        }
        Ok(())
    }

    fn count(&mut self, record: &Record, citations: &[Citation]) {
        let values = match &self.wish.by {
            None => vec![None],
            Some(field) => match values_at(record, field) {
                values if values.is_empty() => vec![Some(String::new())],
                values => values.into_iter().map(Some).collect(),
            },
        };
        for citation in citations {
            self.found += 1;
            for value in &values {
                *self.counts.entry((citation.clause.clone(), value.clone())).or_default() += 1;
            }
        }
    }

    fn finish(self, out: &mut Output) -> Result<u8, Failure> {
        if let Some(field) = &self.wish.by
            && self.found > 0
            && self.counts.keys().all(|(_, value)| value.as_deref() == Some(""))
        {
            out.say(&format!(
                "warning: no record has the field {field}; `cotscope inspect` lists them"
            ));
        }
        let mut counts: Vec<_> = self.counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        counts.truncate(self.limit);
        for ((clause, value), count) in counts {
            if out.json {
                let mut object = Map::from_iter([
                    ("clause".to_owned(), json!(clause)),
                    ("count".to_owned(), json!(count)),
                ]);
                if let (Some(field), Some(value)) = (&self.wish.by, value) {
                    object.insert("by".into(), json!(field));
                    object.insert("value".into(), json!(value));
                }
                out.object(&Value::Object(object))?;
            } else {
                let value = value.map_or(String::new(), |value| format!("\t{value}"));
                out.columns(&format!("{clause}{value}\t{count}"))?;
            }
        }
        Ok(if self.found == 0 { exit::NOTHING } else { exit::OK })
    }
}

fn print(
    record: &Record,
    points: &CodePoints,
    citation: &Citation,
    out: &mut Output,
) -> Result<(), Failure> {
    let fields = citation_fields(record, points, citation);
    if out.json {
        let mut object = Map::from_iter([("record".to_owned(), json!(record.id))]);
        object.extend(fields);
        return out.object(&Value::Object(object));
    }
    let text = citation.span.of(&record.cot).split_whitespace().collect::<Vec<_>>().join(" ");
    let (start, end) = (&fields["start"], &fields["end"]);
    out.columns(&format!(
        "{}\t{}\t{}\t{start}-{end}\t{text}",
        record.id,
        citation.clause,
        citation.kind.name()
    ))?;
    if !citation.diff.is_empty() {
        out.columns(&format!("\t\t\t\t{}", diff_text(&citation.diff)))?;
    }
    if let Some(note) = &citation.note {
        out.columns(&format!("\t\t\t\t{note}"))?;
    }
    Ok(())
}
