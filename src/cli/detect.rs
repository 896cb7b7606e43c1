//! `cotscope detect`: suggested flags with evidence; a suggestion is a pointer to read, no verdict.

use std::fs;
use std::path::Path;

use super::args::Detect;
use super::failure::{Failure, exit};
use super::opening::Opening;
use super::output::Output;
use crate::detector::{Pack, Suggestion, Suite, outside};
use crate::record::Record;
use crate::spec::Spec;

pub(crate) fn run(wish: &Detect, opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    if wish.check {
        return check(wish, out);
    }
    let dataset = opening.dataset(&wish.paths, out)?;
    let specs = opening.specs(out)?;
    let citer = opening.detector(&specs);
    let suite = suite(wish, &specs, opening, out)?;
    let limit = opening.limit.unwrap_or(usize::MAX);
    let mut printed = 0;
    for record in dataset.records() {
        let Some(record) = opening.readable(record, out)? else { continue };
        let mut found = suite.suggest(&record, &citer.cite(&record));
        found.retain(|one| {
            wish.flag.is_empty() || wish.flag.iter().any(|flag| flag == one.flag.name())
        });
        for suggestion in found.iter().take(limit - printed) {
            print(&record, suggestion, out)?;
            printed += 1;
        }
        if printed == limit {
            break;
        }
    }
    Ok(if printed == 0 { exit::NOTHING } else { exit::OK })
}

/// The built-in pack and those named, without the cues switched off.
fn suite(
    wish: &Detect,
    specs: &[std::sync::Arc<Spec>],
    opening: &Opening,
    out: &mut Output,
) -> Result<Suite, Failure> {
    let mut packs = vec![Pack::builtin()];
    for path in &wish.pack {
        let (pack, problems) = read(path)?;
        opening.tell(&problems, out);
        packs.push(pack);
    }
    let specs: Vec<Spec> = specs.iter().map(|spec| Spec::clone(spec)).collect();
    let suite = Suite::new(&packs, &specs).without(wish.without.iter().cloned());
    Ok(match wish.threshold {
        Some(threshold) => suite.threshold(threshold),
        None => suite,
    })
}

fn read(path: &Path) -> Result<(Pack, Vec<crate::problem::Problem>), Failure> {
    let source = fs::read_to_string(path).map_err(|why| {
        Failure::new(exit::NO_INPUT, format!("{}: {why}", path.display()))
            .fix("check the path of the pack")
    })?;
    Ok(Pack::parse(&path.to_string_lossy(), &source))
}

/// Runs every cue's own examples, of the packs named, else of the built-in one.
fn check(wish: &Detect, out: &mut Output) -> Result<u8, Failure> {
    let mut bad = 0;
    let mut packs = Vec::new();
    for path in &wish.pack {
        let (pack, problems) = read(path)?;
        for problem in &problems {
            out.line(&problem.to_string())?;
        }
        bad += problems.len();
        packs.push(pack);
    }
    if packs.is_empty() {
        packs.push(Pack::builtin());
    }
    let cues: usize = packs.iter().map(|pack| pack.cue_ids().count()).sum();
    for failure in packs.iter().flat_map(Pack::check) {
        bad += 1;
        out.line(&failure.to_string())?;
    }
    out.say(&format!("{cues} cues, {bad} problems"));
    Ok(if bad == 0 { exit::OK } else { exit::BAD_DATA })
}

fn print(record: &Record, suggestion: &Suggestion, out: &mut Output) -> Result<(), Failure> {
    if out.json {
        return out.object(&outside::to_json(record, suggestion));
    }
    let text = suggestion.span.of(record.field(suggestion.field));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    out.columns(&format!(
        "{}\t{}\t{}\t{:.2}\t{}\t{text}",
        record.id,
        suggestion.flag.name(),
        suggestion.code,
        suggestion.score,
        suggestion.reason
    ))
}
