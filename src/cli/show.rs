//! `cotscope show`: one record, marked up.

use serde_json::Value;

use super::args::Show;
use super::failure::{Failure, exit};
use super::opening::Opening;
use super::output::Output;
use crate::citation::{Citation, Kind};
use crate::detector::{Suggestion, outside};
use crate::export::{Item, json as forms};
use crate::label::view::State;
use crate::record::Record;
use crate::session::labels::Access;
use crate::spec::Spec;

pub(crate) fn run(wish: &Show, opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let dataset = opening.dataset(&wish.paths, out)?;
    let Some(ordinal) = dataset.find(&wish.id) else {
        return Err(Failure::new(exit::NOTHING, format!("no record has the id {}", wish.id))
            .fix("`cotscope search -l '*' PATH` lists the ids"));
    };
    let Some(record) = opening.readable(dataset.record(ordinal), out)? else {
        return Ok(exit::NOTHING);
    };
    let specs = opening.specs(out)?;
    let citations = opening.detector(&specs).cite(&record);
    let plain: Vec<Spec> = specs.iter().map(|spec| Spec::clone(spec)).collect();
    let labels = opening.labels(&wish.paths, Access::Read, out)?;
    let (detectors, problems) = opening.request.detectors(&plain, &labels.dir);
    opening.tell(&problems, out);
    let suggestions = detectors.suggest(&record, &citations);
    let states = labels.states(&record.id);
    let item = Item { record: &record, citations: &citations, states: &states };
    if out.json {
        out.object(&object(item, &suggestions))?;
    } else {
        print(item, out)?;
        print_suggestions(&record, &suggestions, out)?;
    }
    Ok(exit::OK)
}

/// The object of the interfaces page; `suggestions` are what detectors say.
fn object(item: Item<'_>, suggestions: &[Suggestion]) -> Value {
    let mut object = forms::item(item);
    object["suggestions"] = outside::to_json(item.record, suggestions).into();
    object
}

fn print_suggestions(
    record: &Record,
    suggestions: &[Suggestion],
    out: &mut Output,
) -> Result<(), Failure> {
    if suggestions.is_empty() {
        return Ok(());
    }
    out.line("")?;
    out.heading("── worth a look, say the detectors")?;
    for suggestion in suggestions {
        let words = suggestion.span.of(record.field(suggestion.field));
        let flag = suggestion.flag.name();
        out.line(&format!("  ? {flag} {:.2}  {}: {words}", suggestion.score, suggestion.reason))?;
    }
    Ok(())
}

fn print(item: Item<'_>, out: &mut Output) -> Result<(), Failure> {
    let record = item.record;
    out.heading(&format!("{}  {}:{}", record.id, record.origin.path, record.origin.line))?;
    for (name, value) in &record.meta {
        out.line(&format!("  {name}: {}", spelled(value)))?;
    }
    for (name, value) in &record.judges {
        out.line(&format!("  judge {name}: {}", spelled(value)))?;
    }
    for (name, value) in &record.humans {
        out.line(&format!("  human {name}: {}", spelled(value)))?;
    }
    for (reviewer, state) in item.states {
        print_state(reviewer, state, out)?;
    }
    if let Some(system) = &record.system {
        section("system", system, out)?;
    }
    for turn in &record.turns {
        section(&turn.role, &turn.text, out)?;
    }
    section("prompt", &record.prompt, out)?;
    let without = if record.redacted_blocks > 0 { "(redacted)" } else { "(none)" };
    let chain = if record.has_cot() { marked(record, item.citations) } else { without.to_owned() };
    section("chain of thought", &chain, out)?;
    section("answer", &record.answer, out)
}

fn spelled(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn print_state(reviewer: &str, state: &State, out: &mut Output) -> Result<(), Failure> {
    let labels = state.labels.iter().map(|held| held.label.to_string());
    let flags = state.flags.iter().map(|flag| format!("! {flag}"));
    let note = state.note.iter().map(|note| format!("* {note}"));
    let all: Vec<String> = labels.chain(flags).chain(note).collect();
    if all.is_empty() {
        return Ok(());
    }
    out.line(&format!("  {reviewer}: {}", all.join(", ")))
}

fn section(name: &str, text: &str, out: &mut Output) -> Result<(), Failure> {
    out.line("")?;
    out.heading(&format!("── {name}"))?;
    out.text(text)
}

/// The sign that stands for a kind wherever citations are marked.
pub(crate) fn sign(kind: Kind) -> &'static str {
    match kind {
        Kind::Id | Kind::Title => "§",
        Kind::Quote => "❝",
        Kind::NearQuote => "≈",
        Kind::Misquote => "✗",
        Kind::Nonexistent => "∅",
        Kind::Anaphora => "^",
        Kind::Paraphrase => "~",
    }
}

/// The chain with every citation as `⟦words⟧‹§ clause kind›`; of overlapping ones the first encloses.
fn marked(record: &Record, citations: &[Citation]) -> String {
    let mut text = String::new();
    let mut at = 0;
    let mut rest = citations.iter().peekable();
    while let Some(citation) = rest.next() {
        if citation.span.start < at {
            continue;
        }
        text.push_str(&record.cot[at..citation.span.start]);
        text.push('⟦');
        text.push_str(citation.span.of(&record.cot));
        text.push('⟧');
        let mut note = note(citation);
        while let Some(same) = rest.next_if(|other| other.span == citation.span) {
            note = format!("{note}, {}", same.clause);
        }
        text.push_str(&format!("‹{note}›"));
        at = citation.span.end;
    }
    text.push_str(&record.cot[at..]);
    text
}

fn note(citation: &Citation) -> String {
    format!("{} {} {}", sign(citation.kind), citation.clause, citation.kind.name())
}
