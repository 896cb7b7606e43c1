//! `cotscope export`: records with labels, notes, evidence and citations.

use std::io::Write;

use serde_json::json;

use super::args::{Export, ExportFormat};
use super::failure::{Failure, exit};
use super::generate::target_failure;
use super::opening::Opening;
use super::output::Output;
use super::progress::{Bar, Unit};
use super::searching;
use crate::dataset::Dataset;
use crate::export::target::Target;
use crate::export::{Format, Item};
use crate::session::labels::Access;

/// What is exported when no query is given: whatever somebody marked.
const MARKED: &str = "has:flag OR has:label OR has:note";

pub(crate) fn run(wish: &Export, opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let format = format(wish)?;
    if out.json && wish.to.file().is_none() && format == Format::Csv {
        return Err(Failure::new(exit::USAGE, "--json and CSV on the same standard output")
            .fix("leave one of them out, or give -o FILE"));
    }
    let query = searching::query(wish.query.as_deref().unwrap_or(MARKED))?;
    let dataset = opening.dataset(&wish.paths, out)?;
    let specs = opening.specs(out)?;
    searching::needs_spec(&query, &specs)?;
    if specs.is_empty() {
        out.say("no --spec: the records go out without citations");
    }
    let citer = opening.detector(&specs);
    let labels = opening.labels(&wish.paths, Access::Read, out)?;
    let board = || searching::suggested(&dataset, &citer, &specs, &labels, opening);
    let mut ordinals = if opening.request.readonly {
        searching::scan(&query, &dataset, &citer, &labels, &board, opening, out)?
    } else {
        let opened = searching::index(&dataset, &citer, opening, out)?;
        searching::all(&query, &opened, &dataset, &labels, &board)?
    };
    ordinals.truncate(opening.most());
    let mut sink = Sink::open(wish, format, &dataset, out)?;
    let mut written = 0;
    let mut bar = Bar::new("exporting", Unit::Records, opening.quiet);
    for (done, &ordinal) in (0..).zip(&ordinals) {
        bar.show(done, ordinals.len() as u64);
        let read = dataset.record(ordinal as usize);
        let Some(record) = opening.readable(read, sink.out())? else { continue };
        let citations = citer.cite(&record);
        let states = labels.states(&record.id);
        let item = Item { record: &record, citations: &citations, states: &states };
        sink.write(&format.row(item)?)?;
        written += 1;
    }
    bar.clear();
    sink.finish(written)?;
    Ok(if written == 0 { exit::NOTHING } else { exit::OK })
}

fn format(wish: &Export) -> Result<Format, Failure> {
    match (wish.format, wish.to.file()) {
        (Some(ExportFormat::Jsonl), _) | (None, None) => Ok(Format::Jsonl),
        (Some(ExportFormat::Csv), _) => Ok(Format::Csv),
        (None, Some(path)) => Format::of_path(path).map_err(|why| {
            Failure::new(exit::USAGE, format!("{}: {why}", path.display()))
                .fix("give another ending, or say --format jsonl or --format csv")
        }),
    }
}

/// Where rows go: a file that appears when it is whole, or standard output.
enum Sink<'o> {
    File(Box<Target>, String, &'o mut Output),
    Standard(&'o mut Output),
}

impl<'o> Sink<'o> {
    fn open(
        wish: &Export,
        format: Format,
        dataset: &Dataset,
        out: &'o mut Output,
    ) -> Result<Self, Failure> {
        let mut sink = match wish.to.file() {
            Some(path) => {
                let inputs = dataset.sources().iter().map(|source| source.path.as_str());
                let target = Target::create_beside(path, wish.to.force, inputs);
                let target = target.map_err(target_failure)?;
                Self::File(Box::new(target), path.display().to_string(), out)
            }
            None => Self::Standard(out),
        };
        sink.write(&format.head()?)?;
        Ok(sink)
    }

    fn out(&mut self) -> &mut Output {
        match self {
            Self::File(_, _, out) | Self::Standard(out) => out,
        }
    }

    fn write(&mut self, rows: &str) -> Result<(), Failure> {
        match self {
            Self::File(target, _, _) => Ok(target.write_all(rows.as_bytes())?),
            Self::Standard(_) if rows.is_empty() => Ok(()),
            Self::Standard(out) => out.text(rows.trim_end_matches('\n')),
        }
    }

    fn finish(self, records: usize) -> Result<(), Failure> {
        if let Self::File(target, path, out) = self {
            target.finish().map_err(target_failure)?;
            if out.json {
                out.object(&json!({"records": records, "path": path}))?;
            }
            out.say(&format!("wrote {records} records to {path}"));
        }
        Ok(())
    }
}
