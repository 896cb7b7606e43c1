//! Opening one file: what it is, a normalised copy if it needs one, a sample of its rows, the mapping.

use std::{
    collections::{HashMap, VecDeque},
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    ops::ControlFlow,
    sync::Arc,
};

use serde_json::Value;

use super::{
    error::{OpenError, OpenErrorKind},
    format::{self, HEAD, Sniffed},
    frames::{Frames, Framing},
    growing::{Growth, RowsFile, RowsPath},
    layout::Mapper,
    mapping::Pointer,
    normalise::{self, Normalised},
    options::OpenOptions,
    own::Own,
    plan::{Input, STDIN},
    progress::{OnProgress, Progress},
    sniff::{Format, MARKDOWN, Shape},
    source::{Source, Stamp},
    spool,
};
use crate::problem::{Place, Problem, Severity};

/// A file ready to be scanned.
pub(crate) struct Opened {
    pub(crate) source: Source,
    pub(crate) frames: Frames<RowsFile>,
    pub(crate) problems: Vec<Problem>,
    /// A closing bracket is expected at the end.
    pub(crate) closed: bool,
    pub(crate) rows_bytes: u64,
    /// The rows are more bytes than the file.
    pub(crate) packed: bool,
}

/// Rows that are looked at to guess the mapping: so many from the beginning, and from other places.
const HEAD_ROWS: usize = 40;
const SPREAD_ROWS: u64 = 24;

/// Rows longer than this are not looked at unless there are no others.
const SAMPLE_ROW: usize = 4 << 20;

/// Whether an error concerns one file only, so that the others can still be read.
pub(crate) fn is_local(error: &OpenError) -> bool {
    use OpenErrorKind::{Missing, NotData, Unusable};
    matches!(error.kind, Unusable | Missing | NotData)
}

/// Opens `input`; standard input is first put into a file.
pub(crate) fn open(
    input: &mut Input,
    options: &OpenOptions,
    progress: OnProgress<'_>,
) -> Result<Opened, OpenError> {
    let held = spool::standard_input(input, options, progress)?;
    let unreadable = |error: &io::Error| OpenError::io(&input.name, "cannot be read", error);
    let stamp = Stamp::of(&input.path).map_err(|error| unreadable(&error))?;
    let sniffed = format::sniff(input, options).map_err(|error| unreadable(&error))?;
    let sniffed = sniffed.map_err(|what| unusable(input, &what))?;
    let Located { rows, growth, shape, problems } = locate(input, &sniffed, options)?;
    let mut file = rows.open().map_err(|error| unreadable(&error))?;
    let rows_bytes = file.metadata().map_err(|error| unreadable(&error))?.len();
    let samples = match &growth {
        None => sample(&rows, &shape, options).map_err(|error| unreadable(&error))?,
        Some(growth) => first_rows(&rows, growth, options, progress, &input.name)?,
    };
    let mut problems = problems;
    let ended = growth.as_ref().filter(|_| samples.is_empty());
    if let Some(outcome) = ended.and_then(|growth| growth.take_outcome()) {
        problems.extend(outcome?);
    }
    let mapper = Mapper::detect(&samples, &options.mapping, layout_of(sniffed.format));
    let mut source = Source {
        path: input.name.clone(),
        format: sniffed.format,
        layout: mapper.layout,
        mapping: mapper.mapping.clone(),
        bytes: stamp.bytes,
        mapper,
        label: input.label.clone(),
        qualifier: None,
        rows,
        framing: shape.framing,
        shared: shape.shared,
        max_depth: options.limits.max_depth,
        stamp: (input.name != STDIN).then_some(stamp),
        original: input.path.clone(),
        held,
    };
    problems.extend(fit(&mut source, &samples, options)?);
    let line = skip(&mut file, shape.skip).map_err(|error| unreadable(&error))?;
    let file = RowsFile::new(file, shape.skip as u64, growth);
    let frames = Frames::new(file, shape.framing, options.limits.max_line, shape.skip as u64, line);
    let packed = !sniffed.in_place();
    Ok(Opened { source, frames, problems, closed: shape.closed && !packed, packed, rows_bytes })
}

/// The layout's name where the format says it.
fn layout_of(format: Format) -> Option<&'static str> {
    match format {
        Format::InspectEval | Format::InspectJson => Some("inspect"),
        Format::ClaudeCode => Some("claude-code"),
        _ => None,
    }
}

/// Where the rows lie and how.
struct Located {
    rows: RowsPath,
    growth: Option<Arc<Growth>>,
    shape: Shape,
    problems: Vec<Problem>,
}

fn locate(input: &Input, sniffed: &Sniffed, options: &OpenOptions) -> Result<Located, OpenError> {
    if let (true, Some(shape)) = (sniffed.in_place(), &sniffed.shape) {
        let rows = RowsPath::new(&input.path);
        return Ok(Located { rows, growth: None, shape: shape.clone(), problems: Vec::new() });
    }
    let Normalised { rows, problems, growth } = normalise::normalise(input, options)?;
    let shared = sniffed.shape.as_ref().map(|shape| shape.shared.clone()).unwrap_or_default();
    let shape = Shape { shared, ..Shape::new(sniffed.format, Framing::Prefixed, 0, false) };
    Ok(Located { rows, growth, shape, problems })
}

/// The first rows of a copy that is being made, as soon as there are enough of them.
fn first_rows(
    rows: &RowsPath,
    growth: &Arc<Growth>,
    options: &OpenOptions,
    progress: OnProgress<'_>,
    name: &str,
) -> Result<Vec<Value>, OpenError> {
    let failed = |error: &io::Error| OpenError::io(name, "cannot be read", error);
    let file = RowsFile::new(rows.open().map_err(|error| failed(&error))?, 0, Some(growth.clone()));
    let mut frames = Frames::new(file, Framing::Prefixed, options.limits.max_line, 0, 1);
    let mut found = Vec::new();
    while found.len() < HEAD_ROWS + SPREAD_ROWS as usize {
        match frames.next_frame() {
            Ok(Some(frame)) if frame.fault.is_none() => {
                found.extend(parsed(frames.bytes(&frame), Framing::Prefixed, options));
            }
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                let done = growth.taken();
                if progress(Progress { done, total: done }) == ControlFlow::Break(()) {
                    return Err(OpenError::cancelled(name));
                }
            }
            Err(error) => return Err(failed(&error)),
        }
    }
    Ok(found)
}

/// Places the file behind `count` bytes and says on which line that is.
fn skip(file: &mut File, count: usize) -> io::Result<u64> {
    let mut skipped = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(count as u64).read_to_end(&mut skipped)?;
    Ok(1 + memchr::memchr_iter(b'\n', &skipped).count() as u64)
}

/// Rows from the beginning and, where rows are lines, from all over the file.
fn sample(rows: &RowsPath, shape: &Shape, options: &OpenOptions) -> io::Result<Vec<Value>> {
    let mut file = rows.open()?;
    let bytes = file.metadata()?.len();
    let mut found = Vec::new();
    skip(&mut file, shape.skip)?;
    let mut frames = Frames::new(&mut file, shape.framing, options.limits.max_line, 0, 1);
    let mut long = None;
    while found.len() < HEAD_ROWS && frames.position() < (32 << 20) {
        let Some(frame) = frames.next_frame()? else {
            break;
        };
        let row = frames.bytes(&frame);
        if frame.fault.is_none() && row.len() <= SAMPLE_ROW {
            found.extend(parsed(row, shape.framing, options));
        } else if frame.fault.is_none() && found.is_empty() && long.is_none() {
            long = parsed(row, shape.framing, options).map(shortened);
        }
    }
    let head_end = frames.position();
    if matches!(shape.framing, Framing::Lines | Framing::Prefixed) && bytes > 2 * head_end {
        for part in 1..SPREAD_ROWS {
            found.extend(row_near(&mut file, bytes / SPREAD_ROWS * part, shape.framing, options)?);
        }
    }
    if found.is_empty() {
        found.extend(long);
    }
    Ok(found)
}

/// How much of each end of a very long text is kept in a sample.
const TEXT_ENDS: usize = 64 << 10;

/// A sampled row with the middle of its very long texts left out: what it is shows at the ends, and a
/// sample is held several times over.
fn shortened(mut row: Value) -> Value {
    match &mut row {
        Value::String(text) if text.len() > 4 * TEXT_ENDS => {
            let head = boundary(text, TEXT_ENDS);
            let tail = boundary(text, text.len() - TEXT_ENDS);
            *text = [&text[..head], &text[tail..]].concat();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = shortened(item.take())),
        Value::Object(map) => map.values_mut().for_each(|item| *item = shortened(item.take())),
        _ => {}
    }
    row
}

/// The last character boundary up to `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The first whole line behind `offset`.
fn row_near(
    file: &mut File,
    offset: u64,
    framing: Framing,
    options: &OpenOptions,
) -> io::Result<Option<Value>> {
    file.seek(SeekFrom::Start(offset))?;
    let mut window = Vec::new();
    file.take(256 << 10).read_to_end(&mut window)?;
    let mut lines = window.split(|byte| *byte == b'\n').skip(1);
    let line = lines.next().filter(|_| lines.next().is_some());
    Ok(line.and_then(|line| parsed(line.trim_ascii(), framing, options)))
}

fn parsed(row: &[u8], framing: Framing, options: &OpenOptions) -> Option<Value> {
    let mut repairs = super::json::Repairs::default();
    let start = match framing {
        Framing::Prefixed => super::source::prefix(row).2,
        Framing::Members => super::structure::member_start(row, 0).ok()?.1,
        Framing::Lines | Framing::Values => 0,
    };
    super::json::parse(&row[start..], options.limits.max_depth, &mut repairs).ok()
}

/// Reports a mapping that fits nothing. An override that fits none of the rows is an error: what the
/// caller asked for cannot be done.
fn fit(
    source: &mut Source,
    samples: &[Value],
    options: &OpenOptions,
) -> Result<Vec<Problem>, OpenError> {
    let fields = || {
        let fields = super::layout::fields::Fields::of(samples);
        let names: Vec<String> =
            fields.all.iter().take(30).map(|field| field.pointer.to_string()).collect();
        names.join(" ")
    };
    for (field, pointer) in &options.mapping {
        let found = samples.iter().any(|row| Pointer::parse(pointer).get(row).is_some());
        if !found && !samples.is_empty() {
            return Err(OpenError::unusable(
                &source.path,
                &format!("no row has a field {pointer}, which {field} was mapped to"),
            )
            .fix(format!("these fields exist: {}", fields())));
        }
    }
    if samples.is_empty() {
        source.layout = NOTHING;
    }
    if let Some(own) = Own::of_rows(samples).filter(|_| options.mapping.is_empty()) {
        let error = OpenError::new(OpenErrorKind::NotData, &source.path, own.what());
        return Err(error.fix(own.fix(&source.path)));
    }
    if !samples.is_empty() && !source.mapper.is_usable() {
        source.layout = "unknown";
        let problem = Problem::new(
            Severity::Warning,
            Place::file(&source.path),
            format!(
                "no field looks like a prompt, a chain of thought or an answer; these exist: {}",
                fields()
            ),
        );
        return Ok(vec![
            problem.hint("say which they are: --map prompt=/…, --map cot=/…, --map answer=/…"),
        ]);
    }
    Ok(Vec::new())
}

/// The layout of a source without any row that could be read.
pub const NOTHING: &str = "nothing";

fn unusable(input: &Input, what: &str) -> OpenError {
    let error = OpenError::unusable(&input.name, what);
    if what == MARKDOWN {
        return error.fix("a written policy goes beside the data: `cotscope DATA --spec FILE`");
    }
    error.fix(
        "expected JSON lines, a JSON array or object, CSV, TSV, Parquet or an Inspect log, also packed with gzip or zstd",
    )
}

/// What to put before the ids of each source: nothing, unless several sources use the same ids.
pub(crate) fn qualifiers(
    first: &Input,
    others: &VecDeque<Input>,
    options: &OpenOptions,
) -> HashMap<String, Option<String>> {
    let mut users: HashMap<String, Vec<usize>> = HashMap::new();
    let inputs: Vec<&Input> = std::iter::once(first).chain(others).collect();
    for (place, input) in inputs.iter().enumerate() {
        let mut ids = peek_ids(input, options);
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            users.entry(id).or_default().push(place);
        }
    }
    let mut clash = vec![false; inputs.len()];
    for places in users.into_values().filter(|places| places.len() > 1) {
        places.into_iter().for_each(|place| clash[place] = true);
    }
    let stems: Vec<String> = inputs.iter().map(|input| stem(&input.label)).collect();
    let name = |place: usize| {
        let shared = |names: &dyn Fn(usize) -> String| {
            (0..inputs.len()).filter(|other| names(*other) == names(place)).count() > 1
        };
        if !shared(&|one| stems[one].clone()) {
            stems[place].clone()
        } else if !shared(&|one| inputs[one].label.clone()) {
            inputs[place].label.clone()
        } else {
            inputs[place].name.clone()
        }
    };
    let places = inputs.iter().enumerate();
    places.map(|(place, input)| (input.name.clone(), clash[place].then(|| name(place)))).collect()
}

/// A file's name without the endings that say what it is.
fn stem(label: &str) -> String {
    let label = label.strip_suffix(".gz").or_else(|| label.strip_suffix(".zst")).unwrap_or(label);
    label.rsplit_once('.').map_or(label, |(stem, _)| stem).to_owned()
}

/// The ids of a file's first rows, as far as they can be had cheaply.
fn peek_ids(input: &Input, options: &OpenOptions) -> Vec<String> {
    if input.name == STDIN {
        return Vec::new();
    }
    let Ok(Ok(sniffed)) = format::sniff(input, options) else {
        return Vec::new();
    };
    let rows = format::peek(input, &sniffed, options, HEAD);
    let mapper = Mapper::detect(&rows, &options.mapping, None);
    rows.into_iter()
        .filter_map(|row| mapper.map(row, None).ok())
        .filter_map(|drafts| drafts.into_iter().next()?.own_id)
        .collect()
}
