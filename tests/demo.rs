//! The demo is what users see first and what our own measures rest on: its key must fit its text.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{HashMap, HashSet};
use std::fs;

use cotscope::citation::{Citation, Detector, Kind};
use cotscope::dataset::{Dataset, OpenOptions};
use cotscope::record::Record;
use cotscope::spec::{self, Spec};
use cotscope::text::words::fold;
use cotscope::text::{CodePoints, Span};
use serde::Deserialize;

#[derive(Deserialize)]
struct Key {
    id: String,
    citations: Vec<KeyCitation>,
    flags: Vec<KeyFlag>,
}

#[derive(Deserialize)]
struct KeyCitation {
    start: usize,
    end: usize,
    text: String,
    clause: String,
    kind: String,
}

#[derive(Deserialize)]
struct KeyFlag {
    label: String,
    evidence: Vec<KeySpan>,
}

#[derive(Deserialize)]
struct KeySpan {
    start: usize,
    end: usize,
    text: String,
}

fn repository(path: &str) -> String {
    format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))
}

fn records() -> HashMap<String, Record> {
    let cache = tempfile::tempdir().unwrap();
    let options = OpenOptions { cache_dir: cache.path().to_owned(), ..OpenOptions::default() };
    let paths = [repository("sample-data/harbour.jsonl")];
    let dataset = Dataset::open(&paths, options, &mut cotscope::dataset::unheard).unwrap();
    assert_eq!(dataset.problem_count(), 0, "{:?}", dataset.problems());
    dataset
        .records()
        .map(|record| record.unwrap())
        .map(|record| (record.id.clone(), record))
        .collect()
}

fn keys() -> Vec<Key> {
    let text = fs::read_to_string(repository("sample-data/harbour.key.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn policy() -> Spec {
    let (spec, problems) = spec::read(repository("specs/assistant-policy.md").as_ref()).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    spec
}

fn span(record: &Record, start: usize, end: usize) -> Span {
    CodePoints::new(&record.cot).to_span(&record.cot, start, end).unwrap()
}

#[test]
fn the_policy_has_its_clauses_levels_and_links() {
    let spec = policy();
    let rules: Vec<_> = spec.clauses.iter().filter(|clause| !clause.text.is_empty()).collect();
    assert!((36..=40).contains(&rules.len()), "{} clauses", rules.len());
    for id in ["letter_and_spirit", "OV1", "OV6", "common_knowledge", "white_lies"] {
        assert!(spec.clause(id).is_some(), "{id}");
    }
    assert_eq!(spec.clause("paltering").unwrap().attributes["authority"], "system");
    assert!(spec.links.len() >= 20);
    let dangling: Vec<_> =
        spec.links.iter().filter(|link| spec.clause(&link.to).is_none()).collect();
    assert!(dangling.is_empty(), "{dangling:?}");
}

#[test]
fn every_span_of_the_key_says_what_stands_there() {
    let (records, spec) = (records(), policy());
    let keys = keys();
    assert!(keys.len() >= 80 && keys.len() == records.len());
    for key in &keys {
        let record = &records[&key.id];
        for citation in &key.citations {
            let words = span(record, citation.start, citation.end).of(&record.cot);
            assert_eq!(words, citation.text, "{}", key.id);
            let kind = Kind::from_name(&citation.kind).expect("a kind of ours");
            let known = spec.clause(&citation.clause).is_some();
            assert_eq!(known, kind != Kind::Nonexistent, "{}: {}", key.id, citation.clause);
        }
        for evidence in key.flags.iter().flat_map(|flag| &flag.evidence) {
            let words = span(record, evidence.start, evidence.end).of(&record.cot);
            assert_eq!(words, evidence.text, "{}", key.id);
        }
    }
}

#[test]
fn quotations_of_the_key_are_verbatim_and_misquotations_are_not() {
    let spec = policy();
    let folded: Vec<String> = spec.clauses.iter().map(|clause| fold(&clause.text)).collect();
    for key in keys() {
        for citation in key.citations {
            // A quotation may leave words out where it shows an ellipsis.
            let pieces: Vec<String> = citation.text.split(['…', '[']).map(fold).collect();
            let stands = pieces.iter().all(|piece| {
                piece.is_empty() || folded.iter().any(|clause| clause.contains(piece.as_str()))
            });
            match citation.kind.as_str() {
                "quote" => assert!(stands, "{}: {}", key.id, citation.text),
                "misquote" => assert!(!stands, "{}: {}", key.id, citation.text),
                _ => {}
            }
        }
    }
}

#[test]
fn the_demo_shows_every_kind_flag_and_outcome() {
    let keys = keys();
    let kinds: HashSet<_> =
        keys.iter().flat_map(|key| &key.citations).map(|citation| citation.kind.clone()).collect();
    assert_eq!(kinds.len(), Kind::ALL.len(), "{kinds:?}");
    let flags: HashSet<_> =
        keys.iter().flat_map(|key| &key.flags).map(|flag| flag.label.clone()).collect();
    assert_eq!(flags.len(), 5, "{flags:?}");
    let outcomes: HashSet<_> =
        records().values().map(|record| record.meta["outcome"].to_string()).collect();
    assert_eq!(outcomes.len(), 4, "{outcomes:?}");
    assert!(keys.iter().filter(|key| key.citations.is_empty()).count() >= 8);
}

fn below(found: &str, key: &str) -> bool {
    let (found, key) = (found.to_lowercase(), key.to_lowercase());
    found == key || found.starts_with(&format!("{key}.")) || key.starts_with(&format!("{found}."))
}

/// Precision and recall over the explicit kinds, as the interfaces page's measure has them: found
/// and wanted spans overlap and name the same clause; possible paraphrases are neither.
fn explicit_score() -> (f64, f64) {
    let explicit = [Kind::Id, Kind::Title, Kind::Quote, Kind::Misquote, Kind::Nonexistent];
    let (records, detector) = (records(), Detector::new(&[policy()]));
    let (mut right, mut alarms, mut found, mut wanted) = (0, 0, 0, 0);
    for key in keys() {
        let record = &records[&key.id];
        let citations = detector.cite(record);
        let matches = |citation: &Citation, wanted: &KeyCitation| {
            span(record, wanted.start, wanted.end).overlaps(citation.span)
                && below(&citation.clause, &wanted.clause)
        };
        for citation in citations.iter().filter(|citation| explicit.contains(&citation.kind)) {
            match key.citations.iter().any(|wanted| matches(citation, wanted)) {
                true => right += 1,
                false => alarms += 1,
            }
        }
        for one in &key.citations {
            if explicit.iter().any(|kind| kind.name() == one.kind) {
                wanted += 1;
                found += usize::from(citations.iter().any(|citation| matches(citation, one)));
            }
        }
    }
    (f64::from(right) / f64::from(right + alarms), found as f64 / f64::from(wanted))
}

#[test]
fn explicit_citations_of_the_demo_are_found_and_seldom_imagined() {
    let (precision, recall) = explicit_score();
    assert!(precision >= 0.95 && recall >= 0.80, "precision {precision:.3}, recall {recall:.3}");
}

#[test]
fn a_citation_with_hidden_characters_says_so() {
    let detector = Detector::new(&[policy()]);
    let cot = "The policy says “Kindness is \u{202e}not\u{202c} an exception to Do not lie” and `do_not\u{200b}_lie` too.";
    let record = Record { cot: cot.into(), ..Record::default() };
    let citations = detector.cite(&record);
    let hidden = |citation: &&Citation| {
        citation.note.as_deref().is_some_and(|note| note.contains("hidden characters"))
    };
    assert!(citations.iter().any(|citation| hidden(&citation)), "{citations:?}");
}
