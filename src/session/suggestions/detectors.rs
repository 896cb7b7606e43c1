//! All that makes suggestions: the packs and structural detectors, what came with the data, and
//! other people's commands.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

use super::commands::{Command, Commands};
use crate::citation::Citation;
use crate::detector::outside::{self, Found};
use crate::detector::{DEFAULT_THRESHOLD, Examination, Pack, Suggestion, Suite};
use crate::problem::{Place, Problem, Severity};
use crate::record::Record;
use crate::session::Config;
use crate::spec::Spec;

/// `[detectors]` in the configuration.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DetectorsConfig {
    /// Cue packs besides the built-in one, relative to the file.
    pub packs: Vec<PathBuf>,
    /// Ids of cues and detectors that are switched off.
    pub off: Vec<String>,
    /// Suggest from this score on, 0 to 1.
    pub threshold: Option<f32>,
    /// Files of suggestions as `cotscope detect --json` prints them, relative to the file.
    pub suggestions: Vec<PathBuf>,
    /// Commands that are asked for suggestions.
    pub command: Vec<Command>,
}

/// Everything that makes suggestions, ready to be asked.
pub struct Detectors {
    suite: Suite,
    /// The same without anything switched off.
    whole: Suite,
    off: Vec<String>,
    /// Those of them that the configuration names.
    configured: Vec<String>,
    /// Lines of suggestions that came with the data, by record.
    imported: HashMap<String, Vec<String>>,
    commands: Commands,
}

/// The field of a record in which its data bring suggestions along.
const FIELD: &str = "suggestions";

impl Detectors {
    /// The built-in pack, and what the configuration names. `off` are ids that are switched off
    /// besides the configured ones. What cannot be read is reported; the rest works.
    #[must_use]
    pub fn open(config: &Config, specs: &[Spec], off: &[String]) -> (Self, Vec<Problem>) {
        let wanted = &config.detectors;
        let mut problems = Vec::new();
        let mut packs = vec![Pack::builtin()];
        for path in &wanted.packs {
            let path = config.resolve(path);
            match fs::read_to_string(&path) {
                Ok(source) => {
                    let (pack, found) = Pack::parse(&path.to_string_lossy(), &source);
                    packs.push(pack);
                    problems.extend(found);
                }
                Err(why) => problems.push(unreadable(&path, &why, "pack")),
            }
        }
        let imported = import(config, &mut problems);
        let threshold = wanted.threshold.unwrap_or(DEFAULT_THRESHOLD);
        let whole = Suite::new(&packs, specs).threshold(threshold);
        let commands = Commands::new(&wanted.command);
        let off: Vec<String> = wanted.off.iter().chain(off).cloned().collect();
        let suite = whole.clone().without(off.iter().cloned());
        let configured = wanted.off.clone();
        (Self { suite, whole, off, configured, imported, commands }, problems)
    }

    /// The same without writing anything to the cache.
    #[must_use]
    pub fn read_only(self) -> Self {
        Self { commands: self.commands.forgetful(), ..self }
    }

    /// The same with these switched off, those of the configuration, and no others.
    pub(super) fn with_off(&self, off: &[String]) -> Self {
        let off: Vec<String> = self.configured.iter().chain(off).cloned().collect();
        Self {
            suite: self.whole.clone().without(off.iter().cloned()),
            whole: self.whole.clone(),
            off,
            configured: self.configured.clone(),
            imported: self.imported.clone(),
            commands: self.commands.clone(),
        }
    }

    /// Ids that are switched off.
    #[must_use]
    pub fn off(&self) -> &[String] {
        &self.off
    }

    /// Whether the configuration switches it off, which only its author can change.
    #[must_use]
    pub fn is_configured_off(&self, id: &str) -> bool {
        self.configured.iter().any(|off| off == id)
    }

    /// A name for everything that decides what is suggested, as a key for caches.
    #[must_use]
    pub fn version(&self) -> String {
        let mut ids: Vec<&String> = self.imported.values().flatten().collect();
        ids.sort();
        let mut hasher = blake3::Hasher::new();
        ids.into_iter().for_each(|line| {
            hasher.update(line.as_bytes());
        });
        format!(
            "{} {} {}",
            self.suite.version(),
            self.commands.version(),
            hasher.finalize().to_hex()
        )
    }

    /// Every signal in a record, also below the threshold.
    #[must_use]
    pub fn examine(&self, record: &Record, citations: &[Citation]) -> Examination {
        self.suite.examine(record, citations)
    }

    /// What the packs and structural detectors suggest, and what came with the data.
    #[must_use]
    pub fn suggest(&self, record: &Record, citations: &[Citation]) -> Vec<Suggestion> {
        self.with_brought(self.suite.suggest(record, citations), record)
    }

    /// The same, and what stands under a negation.
    #[must_use]
    pub fn show(&self, record: &Record, citations: &[Citation]) -> Vec<Suggestion> {
        self.with_brought(self.suite.show(record, citations), record)
    }

    fn with_brought(&self, mut found: Vec<Suggestion>, record: &Record) -> Vec<Suggestion> {
        found.extend(self.brought(record).0.into_iter().map(|(_, suggestion)| suggestion));
        found.retain(|one| !self.off.contains(&one.detector));
        found
    }

    /// What came with the data, in the record itself and in files beside it.
    fn brought(&self, record: &Record) -> Found {
        let own = record.meta.get(FIELD).and_then(serde_json::Value::as_array);
        let own = own.into_iter().flatten().map(ToString::to_string);
        let beside = self.imported.get(&record.id).into_iter().flatten().cloned();
        let lines: Vec<String> = own.chain(beside).collect();
        if lines.is_empty() {
            return (Vec::new(), Vec::new());
        }
        outside::read_of_record("data", &record.origin.path, &lines, record)
    }

    /// Whether there are commands to ask.
    #[must_use]
    pub fn asks_commands(&self) -> bool {
        !self.commands.is_empty()
    }

    /// Asks the commands about each of the records, those aside that they were asked about before.
    #[must_use]
    pub fn ask(&self, records: &[Record]) -> (Vec<Vec<Suggestion>>, Vec<Problem>) {
        let (mut said, problems) = self.commands.ask(records);
        for found in &mut said {
            found.retain(|one| !self.off.contains(&one.detector));
        }
        (said, problems)
    }

    /// What the commands said of a record when they were asked.
    #[must_use]
    pub fn remembered(&self, record: &Record) -> Vec<Suggestion> {
        let mut found = self.commands.remembered(record);
        found.retain(|one| !self.off.contains(&one.detector));
        found
    }
}

/// The lines of the files that the configuration names, by record.
fn import(config: &Config, problems: &mut Vec<Problem>) -> HashMap<String, Vec<String>> {
    let mut imported: HashMap<String, Vec<String>> = HashMap::new();
    for path in &config.detectors.suggestions {
        let path = config.resolve(path);
        let source = match fs::read_to_string(&path) {
            Ok(source) => source,
            Err(why) => {
                problems.push(unreadable(&path, &why, "suggestions"));
                continue;
            }
        };
        for (number, line) in (1..).zip(source.lines()).filter(|(_, line)| !line.trim().is_empty())
        {
            match outside::record_of(line) {
                Some(record) => imported.entry(record).or_default().push(line.to_owned()),
                None => problems.push(
                    Problem::new(
                        Severity::SetAside,
                        Place::line(path.to_string_lossy(), number),
                        "no suggestion: an object with `record` and `flag` was expected",
                    )
                    .hint("`cotscope detect --json` prints the form"),
                ),
            }
        }
    }
    imported
}

fn unreadable(path: &std::path::Path, why: &std::io::Error, what: &str) -> Problem {
    let place = Place::file(path.to_string_lossy());
    Problem::new(Severity::Incomplete, place, format!("the {what} cannot be read: {why}"))
        .hint("check [detectors] in cotscope.toml")
}
