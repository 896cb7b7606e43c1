//! Building an index: records in, segments out, with bounded memory.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use tantivy::index::SegmentMeta;
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy};
use tantivy::{Index, IndexWriter};

use super::citations::CitationTable;
use super::compile::into_io;
use super::entry::{Entry, Gate};
use super::facts::Cite;
use super::index::{Progress, Stage};
use super::schema::{self, Fields};
use super::searcher::{Citations, Searcher};
use super::source::Source;
use super::tokenizer;
use crate::record::Record;

/// What building may take.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Threads that index; reading and finding citations goes on in the caller's.
    pub threads: usize,
    /// Memory for words that are not yet written, all threads together, in bytes.
    pub memory: usize,
    /// Whether records become searchable while the index is built.
    pub searchable_early: bool,
}

impl Default for Options {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { threads: cores.clamp(1, 2), memory: 160 << 20, searchable_early: true }
    }
}

/// Text that may wait for the threads that index, in bytes.
const WAITING: usize = 8 << 20;
/// Text after which records first become searchable; each time after four times as much.
const FIRST_COMMIT: u64 = 4 << 20;
/// Segments beyond which the smallest are joined.
const MOST_SEGMENTS: usize = 48;
/// Records between reports.
const REPORT: u32 = 256;

/// Opens the index in a directory with our analysers.
pub(super) fn open(dir: &Path) -> io::Result<(Index, Fields)> {
    let index = Index::open_in_dir(dir).map_err(into_io)?;
    let (expected, fields) = schema::schema();
    if index.schema() != expected {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the index has another schema"));
    }
    tokenizer::register(index.tokenizers());
    Ok((index, fields))
}

/// Makes an empty index in a directory.
pub(super) fn create(dir: &Path) -> io::Result<(Index, Fields)> {
    let (schema, fields) = schema::schema();
    let index = Index::create_in_dir(dir, schema).map_err(into_io)?;
    tokenizer::register(index.tokenizers());
    Ok((index, fields))
}

/// Adds the records of a source from number `from` on, and their citations.
pub(super) struct Builder<'b> {
    pub(super) index: &'b Index,
    pub(super) fields: Fields,
    pub(super) options: Options,
    pub(super) cite: Option<&'b dyn Cite>,
    /// The citations of the records before.
    pub(super) table: Option<CitationTable>,
    pub(super) progress: &'b mut dyn FnMut(Progress) -> ControlFlow<()>,
}

impl Builder<'_> {
    /// Runs to the end, or until the caller breaks off.
    pub(super) fn run(
        mut self,
        source: &dyn Source,
        from: u32,
    ) -> io::Result<ControlFlow<(), Option<CitationTable>>> {
        let mut writer = self.writer()?;
        let gate = Gate::new(WAITING);
        let mut failure = None;
        let mut next_commit = FIRST_COMMIT;
        let mut report = Progress::new(Stage::Indexing, from, source.len());
        source.scan(from, &mut |ordinal, record| {
            report.records = ordinal;
            report.bytes += weight(&record);
            self.note_citations(ordinal, &record);
            let added = writer.add_document(Entry::new(ordinal, record, &self.fields, &gate));
            let mut step = added.map(|_| ()).map_err(into_io);
            if step.is_ok() && self.options.searchable_early && report.bytes >= next_commit {
                next_commit *= 4;
                report.records = ordinal + 1;
                step = self.commit_early(&mut writer, &mut report);
            } else if ordinal % REPORT == 0 && (self.progress)(report.plain()).is_break() {
                report.stopped = true;
            }
            failure = step.err();
            if failure.is_some() || report.stopped {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        if let Some(error) = failure {
            return Err(error);
        }
        if report.stopped {
            writer.rollback().map_err(into_io)?;
            return Ok(ControlFlow::Break(()));
        }
        report.stage = Stage::Finishing;
        let _ = (self.progress)(report.plain());
        writer.commit().map_err(into_io)?;
        self.join_small_segments(&mut writer)?;
        writer.wait_merging_threads().map_err(into_io)?;
        Ok(ControlFlow::Continue(self.table))
    }

    fn writer(&self) -> io::Result<IndexWriter<Entry>> {
        let threads = self.options.threads.max(1);
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread((self.options.memory / threads).max(16 << 20))
            .num_merge_threads(1)
            .build();
        let writer = self.index.writer_with_options(options).map_err(into_io)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(writer)
    }

    /// Joins the smallest segments when there are too many, as after many small additions: each
    /// one costs every query a little. Larger ones are left alone, for joining costs as much as
    /// indexing half as much text.
    fn join_small_segments(&self, writer: &mut IndexWriter<Entry>) -> io::Result<()> {
        let mut segments = self.index.searchable_segment_metas().map_err(into_io)?;
        if segments.len() <= MOST_SEGMENTS {
            return Ok(());
        }
        segments.sort_unstable_by_key(SegmentMeta::max_doc);
        segments.truncate(segments.len() - MOST_SEGMENTS / 2);
        let small: Vec<_> = segments.iter().map(SegmentMeta::id).collect();
        writer.merge(&small).wait().map_err(into_io)?;
        // The merged ones are still on disk, and would be listed and kept for ever: their files go
        // once nobody holds them.
        drop(segments);
        writer.garbage_collect_files().wait().map_err(into_io)?;
        Ok(())
    }

    fn note_citations(&mut self, ordinal: u32, record: &Record) {
        if let (Some(cite), Some(table)) = (self.cite, &mut self.table)
            && table.records() == ordinal
        {
            table.push(&cite.cite(record));
        }
    }

    /// Makes what has been added searchable and hands it over.
    fn commit_early(
        &mut self,
        writer: &mut IndexWriter<Entry>,
        report: &mut Progress,
    ) -> io::Result<()> {
        writer.commit().map_err(into_io)?;
        let citations = match &self.table {
            Some(table) => Citations::Here(std::sync::Arc::new(table.clone())),
            None => Citations::None,
        };
        let mut progress = report.plain();
        progress.searcher = Some(Searcher::new(self.index, self.fields, citations)?);
        report.stopped = (self.progress)(progress).is_break();
        Ok(())
    }
}

/// Bytes of a record's texts.
fn weight(record: &Record) -> u64 {
    let turns: usize = record.turns.iter().map(|turn| turn.text.len()).sum();
    (record.prompt.len() + record.cot.len() + record.answer.len() + turns) as u64
}
