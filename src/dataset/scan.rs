//! Reading sources from beginning to end into chunks of the record table.

use std::{
    collections::{HashMap, VecDeque},
    io::{self, Seek, SeekFrom},
    ops::ControlFlow,
    sync::Arc,
};

use super::{
    error::{OpenError, OpenErrorKind},
    format::text::{of_fault, repaired},
    frames::{Frame, Frames, Framing},
    growing::RowsFile,
    layout::{Draft, QuickPlan},
    open::{self, Opened},
    options::OpenOptions,
    plan::Plan,
    progress::{OnProgress, Progress},
    quick::glance,
    source::{RowFault, Source},
    table::{Block, UNKNOWN, row_hash},
};
use crate::problem::{Place, Problem, Severity};

/// A chunk ends at so many records or so many bytes; the first one early, so that a screen can be
/// drawn.
const CHUNK_RECORDS: usize = 65_536;
const CHUNK_BYTES: u64 = 16 << 20;
const FIRST_BYTES: u64 = 1 << 20;

/// How many problems of one source are kept word for word.
const KEPT_PROBLEMS: usize = 1_000;

/// The next stretch of a dataset; give it to [`super::Dataset::push`].
#[derive(Debug, Default)]
pub struct Chunk {
    pub(crate) sources: Vec<Arc<Source>>,
    pub(crate) block: Block,
    pub(crate) problems: Vec<Problem>,
    /// Problems in all, also those that are not kept word for word.
    pub(crate) problem_count: usize,
    pub(crate) tail: Option<Tail>,
    /// Bytes of its rows.
    bytes: u64,
    /// How far the scan is.
    pub progress: Progress,
}

impl Chunk {
    /// How many records it adds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.block.len()
    }

    /// Whether it adds none (it may still bring problems).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.block.len() == 0
    }
}

/// Where the reading of the last source stopped, for following a file that grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tail {
    pub(crate) source: u32,
    pub(crate) offset: u64,
    pub(crate) line: u64,
}

/// Reads the sources of a plan, chunk after chunk. Can be dropped at any time.
#[derive(Debug)]
pub struct Scanner {
    options: OpenOptions,
    waiting: VecDeque<super::plan::Input>,
    qualifiers: Option<HashMap<String, Option<String>>>,
    problems: Vec<Problem>,
    current: Option<Reading>,
    opened: u32,
    done: u64,
    total: u64,
    exact: bool,
    started: bool,
}

/// The source that is being read.
struct Reading {
    source: Arc<Source>,
    index: u32,
    frames: Frames<RowsFile>,
    quick: Option<QuickPlan>,
    closed: bool,
    /// Bytes on disk before it; its own; and bytes of its rows, for progress.
    before: u64,
    bytes: u64,
    rows_bytes: u64,
    kept: usize,
    dropped: usize,
    records: usize,
    /// Something was said about the source before its rows were read.
    warned: bool,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Reading").field("source", &self.source.path).finish_non_exhaustive()
    }
}

impl Scanner {
    /// Starts at the first file of the plan.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let total = plan.bytes();
        Self {
            exact: total < plan.options.limits.validate_below,
            options: plan.options,
            waiting: plan.inputs.into(),
            qualifiers: None,
            problems: plan.problems,
            current: None,
            opened: 0,
            done: 0,
            total,
            started: false,
        }
    }

    /// Continues behind what was read of a source that grows.
    pub(crate) fn resume(
        source: Arc<Source>,
        tail: Tail,
        options: OpenOptions,
    ) -> Result<Self, OpenError> {
        let failed = |error: &io::Error| OpenError::io(&source.path, "cannot be read", error);
        let mut file = source.rows.open().map_err(|error| failed(&error))?;
        let total = file.metadata().map_err(|error| failed(&error))?.len();
        file.seek(SeekFrom::Start(tail.offset)).map_err(|error| failed(&error))?;
        let frames = Frames::new(
            RowsFile::new(file, tail.offset, None),
            source.framing,
            options.limits.max_line,
            tail.offset,
            tail.line,
        );
        let plan = Plan { inputs: Vec::new(), problems: Vec::new(), options };
        let mut scanner = Self::new(plan);
        (scanner.exact, scanner.total, scanner.started) = (true, total, true);
        scanner.current = Some(Reading {
            source,
            index: tail.source,
            frames,
            quick: None,
            closed: false,
            before: 0,
            bytes: total,
            rows_bytes: total,
            kept: 0,
            dropped: 0,
            records: 0,
            warned: true,
        });
        Ok(scanner)
    }

    /// Reads on; `None` once everything is read.
    pub fn next_chunk(&mut self, progress: OnProgress<'_>) -> Result<Option<Chunk>, OpenError> {
        let mut chunk = Chunk::default();
        self.take_problems(&mut chunk);
        let limit = if self.started { CHUNK_BYTES } else { FIRST_BYTES };
        while chunk.len() < CHUNK_RECORDS && chunk.bytes < limit {
            if self.current.is_none() && !self.open_next(&mut chunk, progress)? {
                break;
            }
            self.read_some(&mut chunk, limit, progress)?;
        }
        self.started = true;
        chunk.progress = Progress { done: self.done.min(self.total), total: self.total };
        if progress(chunk.progress) == ControlFlow::Break(()) {
            return Err(OpenError::cancelled(self.waiting.front().map_or("", |input| &input.name)));
        }
        let finished = self.current.is_none() && self.waiting.is_empty();
        let nothing = chunk.is_empty() && chunk.sources.is_empty() && chunk.problem_count == 0;
        Ok((!(finished && nothing)).then_some(chunk))
    }

    fn take_problems(&mut self, chunk: &mut Chunk) {
        chunk.problem_count += self.problems.len();
        chunk.problems.append(&mut self.problems);
    }

    /// Opens the next file that can be opened; false when there is none left.
    fn open_next(
        &mut self,
        chunk: &mut Chunk,
        progress: OnProgress<'_>,
    ) -> Result<bool, OpenError> {
        let Some(mut input) = self.waiting.pop_front() else {
            return Ok(false);
        };
        let alone = self.opened == 0 && self.waiting.is_empty();
        let qualifiers = self.qualifiers.get_or_insert_with(|| {
            if alone {
                HashMap::new()
            } else {
                open::qualifiers(&input, &self.waiting, &self.options)
            }
        });
        let (done, total) = (self.done, self.total);
        let mut scaled = |one: Progress| {
            progress(Progress { done: done + one.done, total: total.max(done + one.total) })
        };
        let opened = open::open(&mut input, &self.options, &mut scaled);
        let opened = match opened {
            Ok(opened) => opened,
            // One bad file among many does not keep the others from being read.
            Err(error) if !alone && open::is_local(&error) => {
                let nothing_lost = error.kind == OpenErrorKind::NotData;
                let problem = Problem::new(
                    if nothing_lost { Severity::Warning } else { Severity::Incomplete },
                    (*error.place).clone(),
                    format!("left out: {}", error.what),
                );
                chunk.problems.push(match error.fix {
                    Some(fix) => problem.hint(fix),
                    None => problem,
                });
                chunk.problem_count += 1;
                self.done += input.bytes;
                return Ok(true);
            }
            Err(error) => return Err(error),
        };
        let qualifier = qualifiers.get(&input.name).cloned().flatten();
        self.begin(opened, qualifier, input.bytes, chunk);
        Ok(true)
    }

    fn begin(&mut self, opened: Opened, qualifier: Option<String>, bytes: u64, chunk: &mut Chunk) {
        let Opened { mut source, frames, problems, closed, packed, rows_bytes } = opened;
        source.qualifier = qualifier;
        // Packed text is several times its size; the estimate must not depend on what is cached.
        let estimate = if packed { bytes.saturating_mul(8) } else { bytes };
        let exact = self.exact && estimate < self.options.limits.validate_below;
        let quick = if exact { None } else { source.mapper.quick() };
        let warned = !problems.is_empty();
        chunk.problem_count += problems.len();
        chunk.problems.extend(problems);
        let source = Arc::new(source);
        chunk.sources.push(source.clone());
        self.current = Some(Reading {
            source,
            index: self.opened,
            frames,
            quick,
            closed,
            before: self.done,
            bytes,
            rows_bytes,
            kept: 0,
            dropped: 0,
            records: 0,
            warned,
        });
        self.opened += 1;
    }

    /// Reads rows of the current source until it ends or the chunk is full.
    fn read_some(
        &mut self,
        chunk: &mut Chunk,
        limit: u64,
        progress: OnProgress<'_>,
    ) -> Result<(), OpenError> {
        let total = self.total;
        let Some(reading) = self.current.as_mut() else {
            return Ok(());
        };
        loop {
            let frame = match reading.frames.next_frame() {
                Ok(Some(frame)) => frame,
                Ok(None) => break,
                // The rows are still being made: let the caller see what there is.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.done = reading.progress();
                    tell(progress, self.done, total, &reading.source.path)?;
                    if chunk.is_empty() {
                        continue;
                    }
                    return Ok(());
                }
                Err(error) => {
                    return Err(OpenError::io(&reading.source.path, "cannot be read", &error));
                }
            };
            if frame.unterminated && self.options.follow && reading.source.framing == Framing::Lines
            {
                chunk.tail =
                    Some(Tail { source: reading.index, offset: frame.offset, line: frame.line });
                break;
            }
            let before = chunk.len();
            chunk.bytes += frame.len as u64;
            reading.row(frame, &self.options, chunk);
            reading.records += chunk.len() - before;
            self.done = reading.progress();
            if chunk.len() >= CHUNK_RECORDS || chunk.bytes >= limit {
                return Ok(());
            }
        }
        reading.finish_copy(chunk)?;
        reading.end(chunk);
        self.done = reading.before + reading.bytes;
        self.current = None;
        Ok(())
    }
}

fn tell(progress: OnProgress<'_>, done: u64, total: u64, path: &str) -> Result<(), OpenError> {
    match progress(Progress { done, total }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(OpenError::cancelled(path)),
    }
}

impl Reading {
    /// Bytes on disk that are done.
    fn progress(&self) -> u64 {
        let of_source = match self.frames.input().growth() {
            Some(growth) if !growth.has_ended() => growth.taken(),
            Some(_) => self.bytes,
            None => {
                let share = self.frames.position() as f64 / self.rows_bytes.max(1) as f64;
                (self.bytes as f64 * share) as u64
            }
        };
        self.before + of_source.min(self.bytes)
    }

    /// Takes over what went wrong while the copy was made; a failure ends the source.
    fn finish_copy(&mut self, chunk: &mut Chunk) -> Result<(), OpenError> {
        let Some(outcome) = self.frames.input().growth().and_then(|growth| growth.take_outcome())
        else {
            return Ok(());
        };
        let problems = outcome?;
        self.warned |= !problems.is_empty();
        chunk.problem_count += problems.len();
        chunk.problems.extend(problems);
        Ok(())
    }

    fn end(&mut self, chunk: &mut Chunk) {
        if self.closed && !self.frames.is_closed() && self.kept == 0 {
            let place = Place::file(&self.source.path);
            let message = "source incomplete: the list is not closed";
            self.report(Problem::new(Severity::Incomplete, place, message), chunk);
        }
        if self.records + self.kept == 0 && !self.warned {
            let place = Place::file(&self.source.path);
            self.report(Problem::new(Severity::Warning, place, "holds no rows"), chunk);
        }
        if self.dropped > 0 {
            let message = format!("{} more problems like these", self.dropped);
            chunk.problems.push(Problem::new(
                Severity::SetAside,
                Place::file(&self.source.path),
                message,
            ));
        }
        if chunk.tail.is_none() && self.source.framing == Framing::Lines {
            chunk.tail = Some(Tail {
                source: self.index,
                offset: self.frames.position(),
                line: self.frames.line(),
            });
        }
    }

    fn report(&mut self, problem: Problem, chunk: &mut Chunk) {
        chunk.problem_count += 1;
        if self.kept < KEPT_PROBLEMS {
            self.kept += 1;
            chunk.problems.push(problem);
        } else {
            self.dropped += 1;
        }
    }

    fn row(&mut self, frame: Frame, options: &OpenOptions, chunk: &mut Chunk) {
        if let Some(fault) = frame.fault {
            let place = self.source.place(frame.line, frame.offset, None);
            self.report(of_fault(fault, place, &options.limits), chunk);
            return;
        }

        let bytes = self.frames.bytes(&frame);
        let quick = self.quick.as_ref().and_then(|plan| glance(plan, &self.source, bytes, &frame));
        match quick {
            Some((id, cot_len)) if chunk.block.has_room(id.len()) => {
                let mut entry =
                    Block::entry(frame.offset, frame.len, frame.line, row_hash(bytes), self.index);
                entry.cot_len = cot_len;
                chunk.block.push(entry, &id);
            }
            _ => self.read_in_full(&frame, chunk),
        }
    }

    fn read_in_full(&mut self, frame: &Frame, chunk: &mut Chunk) {
        let bytes = self.frames.bytes(frame);
        let hash = row_hash(bytes);
        let row = self.source.read(bytes);
        let place = self.source.place(frame.line, frame.offset, Some(&row));
        for problem in repaired(&row.repairs, &place) {
            self.report(problem, chunk);
        }
        for warning in row.drafts.iter().flat_map(|draft| &draft.warnings) {
            self.report(Problem::new(Severity::Warning, place.clone(), warning.clone()), chunk);
        }
        let line = row.line.unwrap_or(frame.line);
        self.push(frame, hash, line, &row.drafts, chunk);
        if let Some(fault) = &row.fault {
            self.report(of_row(fault, place, frame), chunk);
        }
    }

    fn push(&self, frame: &Frame, hash: u32, line: u64, drafts: &[Draft], chunk: &mut Chunk) {
        for (part, draft) in drafts.iter().enumerate() {
            let mut entry = Block::entry(frame.offset, frame.len, frame.line, hash, self.index);
            entry.part = u32::try_from(part).unwrap_or(u32::MAX);
            entry.cot_len =
                u32::try_from(draft.record.cot.len()).unwrap_or(UNKNOWN - 1).min(UNKNOWN - 1);
            let mut id = base_id(&self.source, draft.own_id.as_deref(), line);
            if let Some(part) = &draft.part {
                id.push('/');
                id.push_str(part);
            }
            chunk.block.push(entry, &id);
        }
    }
}

/// Why a row was set aside, or that the source ends inside it.
fn of_row(fault: &RowFault, mut place: Place, frame: &Frame) -> Problem {
    let error = match fault {
        RowFault::Shape(why) => {
            return Problem::new(Severity::SetAside, place, why.clone())
                .hint("name the fields: --map prompt=/…, --map cot=/…, --map answer=/…");
        }
        RowFault::Json(error) => error,
    };
    place.byte = place.byte.map(|byte| byte + error.at as u64);
    if error.cut && frame.unterminated {
        let message = format!("source incomplete: the last row is cut off: {}", error.message);
        return Problem::new(Severity::Incomplete, place, message);
    }
    Problem::new(Severity::SetAside, place, fault.message())
}

/// The id of a row's records, without what tells several of one row apart.
pub(crate) fn base_id(source: &Source, own: Option<&str>, line: u64) -> String {
    match (own, &source.qualifier) {
        (Some(own), Some(qualifier)) => format!("{qualifier}/{own}"),
        (Some(own), None) => own.to_owned(),
        (None, _) => format!("{}:{line}", source.label),
    }
}
