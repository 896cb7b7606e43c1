//! Normalised copies: whatever cannot be read in place is turned into lines of JSON once, in the
//! cache, and read from there ever after.
//!
//! A copy is two files, named by a hash of the source's path, size, time and sampled content and
//! of [`VERSION`]: `<key>.rows` with one row a line (original line, tab, member, tab, JSON) and
//! `<key>.json` with what else is known. Both are written under another name and renamed, the
//! second one last, so that a copy which is found is whole.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    panic,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tempfile::NamedTempFile;

use super::{
    error::OpenError,
    format,
    growing::{Growth, RowsPath},
    options::OpenOptions,
    plan::Input,
    source::Stamp,
};
use crate::problem::{Place, Problem, Severity};

/// Goes up with every change of what the copies hold.
const VERSION: u32 = 1;

/// A source as lines of JSON.
#[derive(Debug)]
pub(crate) struct Normalised {
    pub(crate) rows: RowsPath,
    /// Known at once for a copy that was found.
    pub(crate) problems: Vec<Problem>,
    /// A copy that is being made.
    pub(crate) growth: Option<Arc<Growth>>,
}

/// What the second file says.
#[derive(Serialize, Deserialize)]
struct Sidecar {
    version: u32,
    /// For people who look into the cache.
    format: String,
    source: String,
    bytes: u64,
    problems: Vec<KeptProblem>,
}

#[derive(Serialize, Deserialize)]
struct KeptProblem {
    member: Option<String>,
    line: Option<u64>,
    byte: Option<u64>,
    severity: String,
    message: String,
    hint: Option<String>,
}

/// Finds the normalised copy of `input`, or starts to make it.
pub(crate) fn normalise(input: &Input, options: &OpenOptions) -> Result<Normalised, OpenError> {
    let key = key(input).map_err(|error| OpenError::io(&input.name, "cannot be read", &error))?;
    let directory = options.cache_dir.join("rows");
    if let Some(found) = find(&directory, &key, input) {
        return Ok(found);
    }
    fs::create_dir_all(&directory).map_err(|error| unwritable(&directory, &error))?;
    sweep(&directory);
    let making = tempfile::Builder::new().prefix(MAKING).tempfile_in(&directory);
    let file = making.map_err(|error| unwritable(&directory, &error))?;
    let rows = RowsPath::new(file.path());
    let growth = Arc::new(Growth::new(rows.clone()));
    let work =
        Work { input: input.clone(), options: options.clone(), directory, key, rows: rows.clone() };
    let told = growth.clone();
    let thread = thread::Builder::new().name("normalise".to_owned());
    let started = thread.spawn(move || work.run(file, &told));
    started.map_err(|error| OpenError::io(&input.name, "no thread could be started", &error))?;
    Ok(Normalised { rows, problems: Vec::new(), growth: Some(growth) })
}

fn unwritable(directory: &Path, error: &io::Error) -> OpenError {
    OpenError::io(directory.to_string_lossy(), "the cache cannot be written", error)
        .fix("point XDG_CACHE_HOME at a directory with room that you may write to")
}

/// What unfinished copies are called.
const MAKING: &str = "making-";

/// Deletes unfinished copies that a killed program left behind: none takes a day to make.
fn sweep(directory: &Path) {
    let day = Duration::from_secs(24 * 60 * 60);
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let unfinished = entry.file_name().to_string_lossy().starts_with(MAKING);
        let age = entry
            .metadata()
            .and_then(|meta| meta.modified())
            .ok()
            .and_then(|time| time.elapsed().ok());
        if unfinished && age.is_some_and(|age| age > day) {
            // Another program may be quicker; then there is nothing left to do.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The making of one copy, in a thread of its own.
struct Work {
    input: Input,
    options: OpenOptions,
    directory: PathBuf,
    key: String,
    rows: RowsPath,
}

impl Work {
    fn run(self, file: NamedTempFile, growth: &Arc<Growth>) {
        let mut written = 0;
        let outcome =
            panic::catch_unwind(panic::AssertUnwindSafe(|| self.make(file, growth, &mut written)));
        let outcome = outcome.unwrap_or_else(|_| {
            Err(OpenError::unusable(
                &self.input.name,
                "is damaged in a way that stopped the reader",
            ))
        });
        growth.end(written, outcome);
    }

    fn make(
        &self,
        file: NamedTempFile,
        growth: &Arc<Growth>,
        written: &mut u64,
    ) -> Result<Vec<Problem>, OpenError> {
        let mut sink = Sink::new(file, &self.input, growth.clone());
        let made = format::write_rows(&self.input, &self.options, &mut sink);
        let failed = |error: &io::Error| unwritable(&self.directory, error);
        let (file, problems) = sink.finish().map_err(|error| failed(&error))?;
        *written = file.as_file().metadata().map_or(0, |meta| meta.len());
        let format = made?;
        let rows = self.directory.join(format!("{}.rows", self.key));
        let renamed = self.rows.rename(|| {
            file.persist(&rows).map_err(|error| error.error)?;
            Ok(rows)
        });
        renamed.map_err(|error| failed(&error))?;
        let sidecar = Sidecar {
            version: VERSION,
            format: format.name().to_owned(),
            source: self.input.name.clone(),
            bytes: *written,
            problems: problems.iter().map(KeptProblem::of).collect(),
        };
        write_sidecar(&self.directory, &self.key, &sidecar).map_err(|error| failed(&error))?;
        Ok(problems)
    }
}

/// What a copy is known by: path, size, time and samples of the content.
fn key(input: &Input) -> io::Result<String> {
    let path = fs::canonicalize(&input.path).unwrap_or_else(|_| input.path.clone());
    let stamp = Stamp::of(&input.path)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(&VERSION.to_le_bytes());
    hasher.update(path.as_os_str().as_encoded_bytes());
    hasher.update(input.name.as_bytes());
    hasher.update(&stamp.bytes.to_le_bytes());
    hasher.update(&stamp.modified_ns.to_le_bytes());
    let mut file = File::open(&input.path)?;
    let mut sample = vec![0; 16 << 10];
    for part in 0..8_u64 {
        file.seek(SeekFrom::Start(stamp.bytes / 8 * part))?;
        let read = file.read(&mut sample)?;
        hasher.update(&sample[..read]);
    }
    Ok(hasher.finalize().to_hex()[..32].to_owned())
}

fn find(directory: &Path, key: &str, input: &Input) -> Option<Normalised> {
    let rows = directory.join(format!("{key}.rows"));
    let sidecar = fs::read(directory.join(format!("{key}.json"))).ok()?;
    let sidecar: Sidecar = serde_json::from_slice(&sidecar).ok()?;
    let whole = sidecar.version == VERSION && fs::metadata(&rows).ok()?.len() == sidecar.bytes;
    let problems = sidecar.problems.into_iter().map(|kept| kept.restore(&input.name)).collect();
    whole.then(|| Normalised { rows: RowsPath::new(&rows), problems, growth: None })
}

fn write_sidecar(directory: &Path, key: &str, sidecar: &Sidecar) -> io::Result<()> {
    let mut file = NamedTempFile::new_in(directory)?;
    file.write_all(&serde_json::to_vec(sidecar)?)?;
    file.persist(directory.join(format!("{key}.json"))).map_err(|error| error.error)?;
    Ok(())
}

impl KeptProblem {
    fn of(problem: &Problem) -> Self {
        let Place { member, line, byte, .. } = problem.place.clone();
        Self {
            member,
            line,
            byte,
            severity: severity_name(problem.severity).to_owned(),
            message: problem.message.clone(),
            hint: problem.hint.clone(),
        }
    }

    fn restore(self, path: &str) -> Problem {
        let place =
            Place { path: path.to_owned(), member: self.member, line: self.line, byte: self.byte };
        let severity = SEVERITIES.iter().find(|one| severity_name(**one) == self.severity);
        let mut problem =
            Problem::new(*severity.unwrap_or(&Severity::Warning), place, self.message);
        problem.hint = self.hint;
        problem
    }
}

const SEVERITIES: [Severity; 4] =
    [Severity::Warning, Severity::Repaired, Severity::SetAside, Severity::Incomplete];

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::Repaired => "repaired",
        Severity::SetAside => "set_aside",
        Severity::Incomplete => "incomplete",
    }
}

/// How many problems of one source are kept word for word.
pub(crate) const KEPT_PROBLEMS: usize = 1_000;

/// How many bytes are written before a reader is told of them.
const TELL_BYTES: u64 = 256 << 10;

/// Where a format puts its rows.
pub(crate) struct Sink {
    out: BufWriter<NamedTempFile>,
    name: String,
    problems: Vec<Problem>,
    dropped: usize,
    growth: Arc<Growth>,
    written: u64,
    told: u64,
    /// A row as JSON, kept for its room.
    json: Vec<u8>,
    /// Rows written.
    pub(crate) rows: u64,
}

impl Sink {
    fn new(file: NamedTempFile, input: &Input, growth: Arc<Growth>) -> Self {
        Self {
            out: BufWriter::with_capacity(1 << 20, file),
            name: input.name.clone(),
            problems: Vec::new(),
            dropped: 0,
            growth,
            written: 0,
            told: 0,
            json: Vec::new(),
            rows: 0,
        }
    }

    /// The source as the user named it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Writes a row that is one line of JSON already.
    pub(crate) fn raw(&mut self, line: u64, member: &str, json: &[u8]) -> Result<(), OpenError> {
        let mut prefix = format!("{line}\t");
        prefix.extend(member.chars().map(|one| if one.is_control() { ' ' } else { one }));
        prefix.push('\t');
        for part in [prefix.as_bytes(), json, b"\n"] {
            self.out.write_all(part).map_err(|error| self.full(&error))?;
            self.written += part.len() as u64;
        }
        self.rows += 1;
        Ok(())
    }

    /// Writes a row.
    pub(crate) fn value(&mut self, line: u64, member: &str, row: &Value) -> Result<(), OpenError> {
        let mut json = std::mem::take(&mut self.json);
        json.clear();
        let written = serde_json::to_writer(&mut json, row);
        written.map_err(|error| self.full(&error.into()))?;
        let outcome = self.raw(line, member, &json);
        self.json = json;
        outcome
    }

    fn full(&self, error: &io::Error) -> OpenError {
        OpenError::io(&self.name, "its normalised copy cannot be written to the cache", error)
            .fix("make room, or point XDG_CACHE_HOME elsewhere")
    }

    pub(crate) fn problem(&mut self, problem: Problem) {
        if self.problems.len() < KEPT_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.dropped += 1;
        }
    }

    /// Says how many bytes of the source are done; fails when nobody waits for the rows any more.
    pub(crate) fn tell(&mut self, taken: u64) -> Result<(), OpenError> {
        if self.written < self.told + TELL_BYTES {
            return Ok(());
        }
        self.told = self.written;
        self.out.flush().map_err(|error| self.full(&error))?;
        self.growth.advance(self.written, taken);
        if self.growth.is_unwanted() { Err(OpenError::cancelled(&self.name)) } else { Ok(()) }
    }

    fn finish(mut self) -> io::Result<(NamedTempFile, Vec<Problem>)> {
        if self.dropped > 0 {
            let message = format!("{} more problems like these", self.dropped);
            self.problems.push(Problem::new(Severity::SetAside, Place::file(&self.name), message));
        }
        let file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok((file, self.problems))
    }
}
