//! Other people's detectors: a command that reads records and writes suggestions, and suggestions
//! that came with the data. Both in the form that `cotscope detect --json` prints.

use std::collections::HashMap;
use std::io::{self, BufWriter, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::problem::{Place, Problem, Severity};
use crate::record::{Field, Record};
use crate::text::{CodePoints, Span};

use super::{Flag, Suggestion};

/// A command that is asked for suggestions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// What its suggestions are called when they name no detector.
    pub name: String,
    /// The program and its arguments; no shell is involved.
    pub command: Vec<String>,
    /// It is ended after this long.
    pub timeout: Duration,
    /// It is ended after writing this many bytes.
    pub max_output: usize,
}

/// Suggestions by record id, and what was wrong with the lines.
pub type Found = (Vec<(String, Suggestion)>, Vec<Problem>);

impl Outside {
    /// What a cached result depends on: the command and the record's texts.
    #[must_use]
    pub fn cache_key(&self, record: &Record) -> String {
        let mut hasher = blake3::Hasher::new();
        for part in &self.command {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.update(record.text_hash().as_bytes());
        hasher.finalize().to_hex()[..32].to_owned()
    }

    /// Hands the records over as JSON lines and reads suggestions back. What was written before a
    /// time-out or an overlong output is kept, and the rest is a [`Problem`].
    ///
    /// # Errors
    /// When the command cannot be started.
    pub fn run(&self, records: &[Record]) -> io::Result<Found> {
        let (program, arguments) = self
            .command
            .split_first()
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "an empty command"))?;
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (output, mut problems) = self.talk(&mut child, records);
        let (found, more) = read_suggestions(&self.name, &self.name, &output, records);
        problems.extend(more);
        Ok((found, problems))
    }

    /// Writes in one thread and reads in another, so that neither side waits for the other.
    fn talk(&self, child: &mut Child, records: &[Record]) -> (String, Vec<Problem>) {
        let deadline = Instant::now() + self.timeout;
        let (sender, receiver) = mpsc::channel();
        let mut problems = Vec::new();
        let mut output = Vec::new();
        let input = child.stdin.take();
        let stdout = child.stdout.take();
        let lines: Vec<String> = records.iter().map(|record| request(record).to_string()).collect();
        std::thread::spawn(move || {
            if let Some(input) = input {
                // A command that ends early closes its input; what it wrote still counts.
                let _ = write_lines(input, &lines);
            }
        });
        std::thread::spawn(move || {
            if let Some(stdout) = stdout {
                send_chunks(stdout, &sender);
            }
        });
        loop {
            match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(chunk) => output.extend(chunk),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    problems.push(self.problem(&format!("ended after {:?}", self.timeout)));
                    break;
                }
            }
            if output.len() > self.max_output {
                output.truncate(self.max_output);
                problems.push(self.problem(&format!("wrote more than {} bytes", self.max_output)));
                break;
            }
        }
        if problems.is_empty() {
            problems.extend(self.exit_problem(child, deadline));
        } else {
            let _ = child.kill();
            let _ = child.wait();
        }
        (String::from_utf8_lossy(&output).into_owned(), problems)
    }

    /// Waits until the deadline for a command that has closed its output.
    fn exit_problem(&self, child: &mut Child, deadline: Instant) -> Option<Problem> {
        loop {
            match child.try_wait() {
                Ok(Some(status)) if status.success() => return None,
                Ok(Some(status)) => return Some(self.problem(&format!("failed ({status})"))),
                Ok(None) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(2));
                }
                _ => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Some(self.problem("did not end after closing its output"));
                }
            }
        }
    }

    fn problem(&self, message: &str) -> Problem {
        let message = format!("detector `{}` {message}", self.name);
        Problem::new(Severity::Incomplete, Place::file(self.command.join(" ")), message)
            .hint("its suggestions up to there are kept; try it by hand on one record")
    }
}

fn write_lines(input: impl Write, lines: &[String]) -> io::Result<()> {
    let mut input = BufWriter::new(input);
    for line in lines {
        writeln!(input, "{line}")?;
    }
    input.flush()
}

fn send_chunks(mut stdout: impl Read, sender: &mpsc::Sender<Vec<u8>>) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(length) = stdout.read(&mut buffer) {
        if length == 0 || sender.send(buffer[..length].to_vec()).is_err() {
            return;
        }
    }
}

/// What a command is given of a record: one JSON object a line.
fn request(record: &Record) -> Value {
    json!({
        "record": record.id,
        "system": record.system,
        "prompt": record.prompt,
        "cot": record.cot,
        "answer": record.answer,
    })
}

/// Suggestions as `cotscope detect --json` prints them: offsets in code points.
#[must_use]
pub fn to_json(record: &Record, suggestions: &[Suggestion]) -> Vec<Value> {
    let mut points: HashMap<Field, CodePoints> = HashMap::new();
    let one = |suggestion: &Suggestion| {
        let text = record.field(suggestion.field);
        let points = points.entry(suggestion.field).or_insert_with(|| CodePoints::new(text));
        object(record, suggestion, points.of_span(text, suggestion.span))
    };
    suggestions.iter().map(one).collect()
}

fn object(record: &Record, suggestion: &Suggestion, (start, end): (usize, usize)) -> Value {
    json!({
        "record": record.id,
        "flag": suggestion.flag.name(),
        "code": suggestion.code,
        "score": suggestion.score,
        "detector": suggestion.detector,
        "version": suggestion.version,
        "start": start,
        "end": end,
        "text": suggestion.span.of(record.field(suggestion.field)),
        "field": suggestion.field.name(),
        "reason": suggestion.reason,
    })
}

#[derive(Deserialize)]
struct Line {
    record: Value,
    flag: String,
    #[serde(default)]
    code: String,
    #[serde(default = "sure")]
    score: f32,
    detector: Option<String>,
    #[serde(default)]
    version: String,
    start: Option<usize>,
    end: Option<usize>,
    text: Option<String>,
    #[serde(default = "cot")]
    field: String,
    #[serde(default)]
    reason: String,
}

fn sure() -> f32 {
    1.0
}

fn cot() -> String {
    Field::Cot.name().into()
}

/// Reads suggestions from JSON lines. `name` stands in where a line names no detector; `path` is
/// what problems call the source. A span is given by `start` and `end`, or by `text` alone, or not
/// at all (then it is the whole field). Lines that fit no record or no text are set aside.
#[must_use]
pub fn read_suggestions(name: &str, path: &str, lines: &str, records: &[Record]) -> Found {
    let by_id: HashMap<&str, &Record> =
        records.iter().map(|record| (record.id.as_str(), record)).collect();
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for (number, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match read_line(name, line, &by_id) {
            Ok(suggestion) => found.push(suggestion),
            Err(message) => {
                let place = Place::line(path, number as u64 + 1);
                problems.push(Problem::new(Severity::SetAside, place, message).hint(
                    "a line is {\"record\", \"flag\", \"start\", \"end\"} with offsets in code points",
                ));
            }
        }
    }
    (found, problems)
}

/// The record that a line is about, whether or not the rest of it is sound.
#[must_use]
pub fn record_of(line: &str) -> Option<String> {
    let line: Value = serde_json::from_str(line).ok()?;
    line.get("flag")?;
    line.get("record").map(as_id)
}

/// Reads the suggestions about one record; a line need not name it.
#[must_use]
pub fn read_of_record(name: &str, path: &str, lines: &[String], record: &Record) -> Found {
    let with_record = |line: &String| match serde_json::from_str(line) {
        Ok(Value::Object(mut fields)) => {
            fields.insert("record".into(), record.id.as_str().into());
            Value::Object(fields).to_string()
        }
        _ => line.clone(),
    };
    let lines: Vec<String> = lines.iter().map(with_record).collect();
    read_suggestions(name, path, &lines.join("\n"), std::slice::from_ref(record))
}

/// Ids that are numbers in the source are text here.
fn as_id(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn read_line(
    name: &str,
    line: &str,
    records: &HashMap<&str, &Record>,
) -> Result<(String, Suggestion), String> {
    let line: Line = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let id = as_id(&line.record);
    let record = records.get(id.as_str()).ok_or_else(|| format!("no record `{id}`"))?;
    let field = Field::ALL
        .into_iter()
        .find(|field| field.name() == line.field)
        .ok_or_else(|| format!("no field `{}`", line.field))?;
    let span = line.span(record.field(field))?;
    let suggestion = Suggestion {
        flag: Flag::from_name(&line.flag),
        code: line.code,
        score: if line.score.is_finite() { line.score.clamp(0.0, 1.0) } else { 0.0 },
        detector: line.detector.unwrap_or_else(|| name.to_owned()),
        version: line.version,
        field,
        span,
        reason: line.reason,
        negated: false,
    };
    Ok((id, suggestion))
}

impl Line {
    fn span(&self, text: &str) -> Result<Span, String> {
        match (self.start, self.end, &self.text) {
            (Some(start), Some(end), _) => {
                let span = CodePoints::new(text).to_span(text, start, end);
                span.ok_or_else(|| format!("{start}..{end} is no span of the {}", self.field))
            }
            (_, _, Some(quote)) if !quote.is_empty() => {
                let start = text.find(quote.as_str());
                let start =
                    start.ok_or_else(|| format!("`{quote}` is not in the {}", self.field))?;
                Ok(Span::new(start, start + quote.len()))
            }
            _ => Ok(Span::new(0, text.len())),
        }
    }
}
