//! Other people's detectors: commands, asked in batches, whose answers are kept in the cache.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use crate::detector::Suggestion;
use crate::detector::outside::{Outside, read_of_record, to_json};
use crate::problem::{Place, Problem, Severity};
use crate::record::Record;
use crate::session::place;

/// A `[[detectors.command]]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// What its suggestions are called when they name no detector.
    pub name: String,
    /// The program and its arguments; no shell is involved.
    pub command: Vec<String>,
    /// Seconds after which it is ended, a batch.
    #[serde(default = "minute")]
    pub timeout: u64,
    /// Bytes of output after which it is ended, a batch.
    #[serde(default = "ten_megabytes")]
    pub max_output: usize,
}

fn minute() -> u64 {
    60
}

fn ten_megabytes() -> usize {
    10 << 20
}

/// Records that are put to a command at once.
pub(super) const BATCH: usize = 64;

/// The commands and where their answers are kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Commands {
    all: Vec<Outside>,
    cache: PathBuf,
    /// Nothing is to be written: answers are used and forgotten.
    forgets: bool,
}

impl Commands {
    pub(super) fn new(commands: &[Command]) -> Self {
        let all = commands.iter().map(|one| Outside {
            name: one.name.clone(),
            command: one.command.clone(),
            timeout: Duration::from_secs(one.timeout),
            max_output: one.max_output,
        });
        Self { all: all.collect(), cache: place::cache_dir().join("detectors"), forgets: false }
    }

    /// The same without writing anything.
    pub(super) fn forgetful(self) -> Self {
        Self { forgets: true, ..self }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn version(&self) -> String {
        let words: Vec<String> = self.all.iter().map(|one| one.command.join(" ")).collect();
        words.join("; ")
    }

    /// What all commands say of each record. An answer that a command finished is kept, also when
    /// it is that there is nothing; one that was cut short is asked for again next time.
    pub(super) fn ask(&self, records: &[Record]) -> (Vec<Vec<Suggestion>>, Vec<Problem>) {
        let mut said = vec![Vec::new(); records.len()];
        let mut problems = Vec::new();
        for outside in &self.all {
            let mut unknown = Vec::new();
            for (at, record) in records.iter().enumerate() {
                match self.kept(outside, record) {
                    Some(found) => said[at].extend(found),
                    None => unknown.push(at),
                }
            }
            problems.extend(self.ask_one(outside, records, &unknown, &mut said));
        }
        (said, problems)
    }

    fn ask_one(
        &self,
        outside: &Outside,
        records: &[Record],
        unknown: &[usize],
        said: &mut [Vec<Suggestion>],
    ) -> Vec<Problem> {
        if unknown.is_empty() {
            return Vec::new();
        }
        let asked: Vec<Record> = unknown.iter().map(|&at| records[at].clone()).collect();
        let (found, mut problems) = match outside.run(&asked) {
            Ok(answer) => answer,
            Err(why) => return vec![not_started(outside, &why)],
        };
        let is_whole = problems.iter().all(|problem| problem.severity == Severity::SetAside);
        for (&at, record) in unknown.iter().zip(&asked) {
            let of_it = found.iter().filter(|(id, _)| *id == record.id);
            let of_it: Vec<Suggestion> = of_it.map(|(_, suggestion)| suggestion.clone()).collect();
            if is_whole && let Err(why) = self.keep(outside, record, &of_it) {
                let place = Place::file(self.cache.to_string_lossy());
                let message = format!("what `{}` said cannot be kept: {why}", outside.name);
                problems.push(Problem::new(Severity::Warning, place, message));
            }
            said[at].extend(of_it);
        }
        problems
    }

    /// What the commands said of a record before.
    pub(super) fn remembered(&self, record: &Record) -> Vec<Suggestion> {
        self.all.iter().filter_map(|outside| self.kept(outside, record)).flatten().collect()
    }

    fn kept(&self, outside: &Outside, record: &Record) -> Option<Vec<Suggestion>> {
        let lines = fs::read_to_string(self.file(outside, record)).ok()?;
        let lines: Vec<String> = lines.lines().map(str::to_owned).collect();
        let (found, problems) = read_of_record(&outside.name, "cache", &lines, record);
        problems.is_empty().then(|| found.into_iter().map(|(_, one)| one).collect())
    }

    fn keep(
        &self,
        outside: &Outside,
        record: &Record,
        found: &[Suggestion],
    ) -> std::io::Result<()> {
        if self.forgets {
            return Ok(());
        }
        let path = self.file(outside, record);
        let lines: String = to_json(record, found).iter().map(|one| format!("{one}\n")).collect();
        fs::create_dir_all(path.parent().unwrap_or(&self.cache))?;
        let unfinished = path.with_extension(format!("{}.unfinished", std::process::id()));
        fs::write(&unfinished, lines)?;
        fs::rename(&unfinished, &path)
    }

    fn file(&self, outside: &Outside, record: &Record) -> PathBuf {
        let key = outside.cache_key(record);
        self.cache.join(&key[..2]).join(format!("{key}.jsonl"))
    }
}

fn not_started(outside: &Outside, why: &std::io::Error) -> Problem {
    let place = Place::file(outside.command.join(" "));
    Problem::new(
        Severity::Incomplete,
        place,
        format!("detector `{}` did not start: {why}", outside.name),
    )
    .hint("check the command in [[detectors.command]]")
}
