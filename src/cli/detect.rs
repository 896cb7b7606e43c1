//! `cotscope detect`: suggested flags with evidence; a suggestion is a pointer to read, no verdict.

mod rank;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::Detect;
use super::failure::{Failure, exit};
use super::opening::Opening;
use super::output::Output;
use super::progress::Reading;
use crate::citation::Detector;
use crate::detector::{Flag, Pack, Suggestion, outside};
use crate::record::Record;
use crate::session::labels::Access;
use crate::session::suggestions::Detectors;
use crate::spec::Spec;

/// Records that are looked at together: commands are asked about all of them at once.
const BATCH: usize = 64;

pub(crate) fn run(wish: &Detect, opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    if wish.check {
        return check(wish, out);
    }
    let dataset = opening.dataset(&wish.paths, out)?;
    let specs = opening.specs(out)?;
    let citer = opening.detector(&specs);
    let plain: Vec<Spec> = specs.iter().map(|spec| Spec::clone(spec)).collect();
    let labels = opening.labels(&wish.paths, Access::Read, out)?;
    let detectors = detectors(wish, &plain, &labels.dir, opening, out)?;
    if wish.rank.is_some() {
        say_unknown(wish, out);
        return rank::run(wish, &dataset, &detectors, &citer, &labels, opening, out);
    }
    let mut looking = Looking { wish, detectors: &detectors, citer: &citer, printed: 0 };
    let limit = opening.most();
    let mut batch = Vec::new();
    let mut reading = Reading::new("detecting", &dataset, opening.quiet);
    for record in reading.by_ref() {
        let Some(record) = opening.readable(record, out)? else { continue };
        batch.push(record);
        if batch.len() == BATCH || !detectors.asks_commands() {
            looking.look(&mut batch, limit, opening, out)?;
        }
        if looking.printed >= limit {
            break;
        }
    }
    looking.look(&mut batch, limit, opening, out)?;
    if looking.printed == 0 {
        say_unknown(wish, out);
    }
    Ok(if looking.printed == 0 { exit::NOTHING } else { exit::OK })
}

/// What is needed to look at records and print what is found.
struct Looking<'a> {
    wish: &'a Detect,
    detectors: &'a Detectors,
    citer: &'a Detector,
    printed: usize,
}

impl Looking<'_> {
    fn look(
        &mut self,
        batch: &mut Vec<Record>,
        limit: usize,
        opening: &Opening,
        out: &mut Output,
    ) -> Result<(), Failure> {
        let records = std::mem::take(batch);
        let (said, problems) = self.detectors.ask(&records);
        opening.tell(&problems, out);
        for (record, said) in records.iter().zip(said) {
            let mut found = self.detectors.suggest(record, &self.citer.cite(record));
            found.extend(said);
            found.sort_by(|a, b| b.score.total_cmp(&a.score));
            found.retain(|one| is_wanted(self.wish, one.flag.name()));
            found.truncate(limit.saturating_sub(self.printed));
            print(record, &found, out)?;
            self.printed += found.len();
        }
        Ok(())
    }
}

/// A misspelt flag must not look like one that nothing was found for.
fn say_unknown(wish: &Detect, out: &mut Output) {
    let known = [&Flag::BUILTIN[..], &[Flag::any()]].concat();
    for flag in wish.flag.iter().filter(|flag| known.iter().all(|known| known.name() != *flag)) {
        let names: Vec<&str> = known.iter().map(Flag::name).collect();
        out.say(&format!("--flag {flag} is none of the built-in {}", names.join(", ")));
    }
}

fn is_wanted(wish: &Detect, flag: &str) -> bool {
    wish.flag.is_empty() || wish.flag.iter().any(|wanted| wanted == flag)
}

/// Everything that makes suggestions: what the configuration says and what the command line adds.
fn detectors(
    wish: &Detect,
    specs: &[Spec],
    labels: &Path,
    opening: &Opening,
    out: &mut Output,
) -> Result<Detectors, Failure> {
    let mut request = opening.request.clone();
    for path in &wish.pack {
        read(path)?; // a pack that was asked for and is missing is a mistake
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        request.config.detectors.packs.push(path);
    }
    request.config.detectors.off.extend(wish.without.iter().cloned());
    if wish.threshold.is_some() {
        request.config.detectors.threshold = wish.threshold;
    }
    let (detectors, problems) = request.detectors(specs, labels);
    opening.tell(&problems, out);
    Ok(detectors)
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
    let mut wrong: Vec<String> = Vec::new();
    let mut packs = Vec::new();
    for path in wish.paths.iter().map(Path::new).chain(wish.pack.iter().map(PathBuf::as_path)) {
        let (pack, problems) = read(path)?;
        wrong.extend(problems.iter().map(ToString::to_string));
        packs.push(pack);
    }
    if packs.is_empty() {
        packs.push(Pack::builtin());
    }
    let cues: usize = packs.iter().map(|pack| pack.cue_ids().count()).sum();
    wrong.extend(packs.iter().flat_map(Pack::check).map(|failure| failure.to_string()));
    if out.json {
        out.object(&json!({"cues": cues, "problems": wrong}))?;
    } else {
        wrong.iter().try_for_each(|problem| out.line(problem))?;
    }
    out.say(&format!("{cues} cues, {} problems", wrong.len()));
    Ok(if wrong.is_empty() { exit::OK } else { exit::BAD_DATA })
}

fn print(record: &Record, found: &[Suggestion], out: &mut Output) -> Result<(), Failure> {
    if out.json {
        return outside::to_json(record, found).iter().try_for_each(|one| out.object(one));
    }
    found.iter().try_for_each(|suggestion| print_line(record, suggestion, out))
}

fn print_line(record: &Record, suggestion: &Suggestion, out: &mut Output) -> Result<(), Failure> {
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
