//! What stands behind the screen: the one seam between [`crate::ui`] and an opened session.

mod agreement;
mod charts;
mod marks;
mod resume;
mod search;
mod sides;
mod suggestions;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub mod review;

use crate::citation::Citation;
use crate::detector::Suggestion;
use crate::label::Scheme;
use crate::problem::Problem;
use crate::record::{Field, Record};
use crate::review::Progress;
use crate::session::clauses::Clauses;
use crate::spec::Spec;
use crate::text::Span;

pub use crate::search::{Hit, Part};
pub use agreement::AgreementDesk;
pub use charts::ChartsDesk;
pub use marks::{Marked, MarksDesk};
pub use resume::Resume;
pub use search::{FacetWish, QueryError, Results, SearchWish, Searching};
pub use sides::SidesDesk;
pub use suggestions::SuggestionDesk;

/// An opened dataset with its specs, index and labels.
///
/// Every call may block (the runtime makes them on worker threads, never on the one that draws) and
/// several may run at once. Ordinals are 0-based positions in the dataset.
pub trait Backend:
    AgreementDesk
    + ChartsDesk
    + MarksDesk
    + Resume
    + review::Reviewing
    + Searching
    + SidesDesk
    + SuggestionDesk
    + Send
    + Sync
{
    /// What the first frame shows. The only call that is made before the screen opens: keep it fast.
    fn overview(&self) -> Overview;

    /// Tells the screen what happens in the background, from now until the sink is dropped.
    fn listen(&self, news: NewsSink);

    /// The list's lines for these records, in the order asked for; unknown ordinals are left out.
    fn rows(&self, ordinals: &[usize]) -> Vec<Row>;

    /// One record with everything that is shown with it. `query` is the active search, empty
    /// without one.
    ///
    /// # Errors
    /// A sentence for the reader, when the record can no longer be read.
    fn open(&self, ordinal: usize, query: &str) -> Result<Loaded, String>;

    /// Where `query` matches in the record, in reading order.
    fn hits(&self, ordinal: usize, query: &str) -> Vec<Hit>;

    /// Makes one change to a record's labels. Returning `Ok` means that it is on disk.
    ///
    /// # Errors
    /// Why it is not; the change waits and is tried again by the backend.
    fn label(&self, command: &Command) -> Result<Saved, NotSaved>;

    /// Takes the last change back; `None` when there is none.
    ///
    /// # Errors
    /// As [`Backend::label`].
    fn undo(&self) -> Result<Option<Saved>, NotSaved>;

    /// Makes the change again that was last taken back; `None` when there is none.
    ///
    /// # Errors
    /// As [`Backend::label`].
    fn redo(&self) -> Result<Option<Saved>, NotSaved>;

    /// The path that the export prompt starts with.
    fn export_path(&self) -> PathBuf;

    /// Writes these records out with labels, notes, evidence and citations.
    ///
    /// # Errors
    /// [`ExportError::Exists`] asks the reader whether to overwrite.
    fn export(
        &self,
        ordinals: &Ordinals,
        path: &Path,
        overwrite: bool,
    ) -> Result<Exported, ExportError>;

    /// Counts what the dataset does with each clause, and tells how far it is by
    /// [`News::Counting`]. `None` when [`Backend::stop_counting`] or a newer count ended it early.
    fn clauses(&self, generation: u64) -> Option<Arc<Clauses>>;

    /// Ends the count that runs, if any. Returns at once.
    fn stop_counting(&self);

    /// What was wrong in the inputs, for the message log.
    fn problems(&self) -> Vec<Problem>;
}

/// Receives background news on any thread.
pub type NewsSink = Box<dyn Fn(News) + Send + Sync>;

/// What the title bar and the list need to know before anything is loaded.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// The dataset as the user knows it, e.g. the file's name.
    pub dataset: String,
    /// Records known so far.
    pub records: usize,
    /// The specs, in the order in which they were named.
    pub specs: Vec<Arc<Spec>>,
    /// The labels at hand, at most nine.
    pub scheme: Vec<LabelDef>,
    /// All of the scheme, for groups, codes and what is asked after a label.
    pub groups: Arc<Scheme>,
    /// How the reviewer begins to work.
    pub working: review::Working,
    /// Who labels.
    pub reviewer: String,
    /// Where the labels go, for the help screen.
    pub labels_at: String,
    /// Why nothing can be labelled, if so.
    pub readonly: Option<String>,
    /// Records with a label by this reviewer.
    pub labelled: usize,
    /// How many things were wrong in the inputs.
    pub problems: usize,
    /// Whether the search index is complete.
    pub indexed: bool,
    /// A query for the records that cite none of the clauses expected for them, if the project
    /// says which those are.
    pub unexpected: Option<String>,
    /// How the command line shows a record of it.
    pub show: ShowCommand,
}

/// What `cotscope show ID` takes besides the id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShowCommand {
    /// Options that open the data in the same way.
    pub options: Vec<String>,
    /// The data; empty when it has no path, as standard input has none.
    pub paths: Vec<String>,
}

/// A label of the project's scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelDef {
    /// The key, as the scheme writes it.
    pub key: String,
    /// What the label log calls it.
    pub id: String,
    /// What the screen calls it.
    pub name: String,
    /// When to use it, in one line.
    pub help: String,
}

/// A line of the record list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Position in the dataset.
    pub ordinal: usize,
    /// The record's id.
    pub id: String,
    /// Title, or how the prompt begins (a few hundred characters are plenty).
    pub preview: String,
    /// Length of the chain in characters.
    pub chars: usize,
    /// Outcome that came with the data.
    pub outcome: Option<String>,
    /// The judge's verdict in a few words, unless it is hidden.
    pub judge: Option<String>,
    /// What this reviewer has put on the record.
    pub marks: Marks,
}

/// A record's labels in the list: one letter each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// First letter of each label that was set, upper case.
    pub letters: String,
    /// Set aside as unsure.
    pub unsure: bool,
    /// Skipped.
    pub skipped: bool,
    /// Flagged.
    pub flagged: bool,
    /// Has a note.
    pub noted: bool,
}

/// A record as the reader shows it.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The record.
    pub record: Arc<Record>,
    /// Outcome that came with the data.
    pub outcome: Option<String>,
    /// The judge's verdict in a few words, unless it is hidden.
    pub judge: Option<String>,
    /// What is there and not shown.
    pub hidden: Hidden,
    /// Citations in the chain, by start.
    pub citations: Vec<Citation>,
    /// Where the active search matches, in reading order.
    pub hits: Vec<Hit>,
    /// What detectors point at, in reading order.
    pub suggestions: Vec<Suggestion>,
    /// What this reviewer has put on it.
    pub labels: LabelState,
    /// The record is so long that citations, hits and suggestions come later, by [`MarksDesk::marks`].
    pub later: bool,
}

/// What a reviewer may not see of a record yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// A judge's verdict, or others' labels.
    pub verdicts: bool,
    /// The chain: the answer is labelled first.
    pub chain: bool,
    /// What detectors suggest, whether or not they do.
    pub suggestions: bool,
}

/// What a reviewer has put on one record: only what is on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelState {
    /// Ids of the labels that are set, oldest first.
    pub labels: Vec<String>,
    /// The same with their groups and codes.
    pub given: Vec<Given>,
    /// Ids of the labels that were given on the answer alone.
    pub on_answer: Vec<String>,
    /// Set aside as unsure.
    pub unsure: bool,
    /// Skipped.
    pub skipped: bool,
    /// Flagged.
    pub flagged: bool,
    /// The note.
    pub note: Option<String>,
    /// The spans that labels rest on.
    pub evidence: Vec<Evidence>,
    /// Suggestions that were accepted or dismissed.
    pub suggestions: Vec<Weighed>,
}

/// A suggestion that the reviewer has accepted or dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// The flag that was suggested.
    pub flag: String,
    /// Who suggested it.
    pub detector: String,
    /// The words that it pointed at.
    pub place: (Field, Span),
    /// Accepted, or dismissed.
    pub accepted: bool,
}

/// A label as it is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The group of the scheme.
    pub group: String,
    /// The label's id.
    pub label: String,
    /// Follow-up codes.
    pub codes: Vec<String>,
}

/// A span that a label rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The label's id; `None` while it belongs to none.
    pub label: Option<String>,
    /// In which text.
    pub field: Field,
    /// Where in it.
    pub span: Span,
}

/// One change to a record's labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// Which record.
    pub ordinal: usize,
    /// What changes.
    pub change: Change,
    /// Whether the order of the open queue has brought the record. What was found by searching has
    /// been chosen by the reviewer.
    pub from_queue: bool,
}

/// What a [`Command`] changes.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Sets the label with that id, or takes it off if it is set and no evidence is given.
    Label {
        /// Id in the scheme.
        id: String,
        /// The span it rests on.
        evidence: Option<(Field, Span)>,
    },
    /// Sets a label of a group that was opened, or takes it off.
    Choose {
        /// The group of the scheme.
        group: String,
        /// The label's id.
        label: String,
    },
    /// Adds a follow-up code to a label that is set, or takes it away.
    Code {
        /// The group of the scheme.
        group: String,
        /// The label's id.
        label: String,
        /// The code's id.
        code: String,
    },
    /// Sets the record aside as unsure, or no longer.
    Unsure,
    /// Passes over the record.
    Skip,
    /// Flags it, or no longer.
    Flag,
    /// Replaces the note; empty takes it away.
    Note(String),
    /// Adds evidence to the label that was set last.
    Evidence(Field, Span),
    /// Accepts a suggestion, which sets its label with its words as evidence, or dismisses it.
    Weigh {
        /// What was suggested.
        suggestion: Box<Suggestion>,
        /// Accepted, or dismissed.
        accepted: bool,
    },
}

/// The answer to a change that is on disk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Saved {
    /// The record it concerned (undo may concern another than the open one).
    pub ordinal: usize,
    /// How the record stands now.
    pub labels: LabelState,
    /// The label that was set, if one was.
    pub given: Option<Given>,
    /// Whether that label asks for a span which shows it, and has none.
    pub wants_evidence: bool,
    /// Whether more of the record may be seen now than before.
    pub opens: bool,
    /// How far one is in the open queue.
    pub progress: Option<Progress>,
    /// What was done, in a few words: `OK`, `undid note on r12`.
    pub summary: String,
    /// Records with a label by this reviewer now.
    pub labelled: usize,
}

/// The answer to a change that is not on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSaved {
    /// How many changes wait.
    pub waiting: usize,
    /// Why.
    pub reason: String,
}

/// Which records a listing holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ordinals {
    /// Every record, as in the dataset.
    All,
    /// These, in this order.
    Some(Arc<[usize]>),
}

/// A finished export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// How many records were written.
    pub records: usize,
    /// Where they are.
    pub path: PathBuf,
}

/// Why nothing was exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportError {
    /// The target exists and overwriting was not asked for.
    Exists,
    /// Any other reason, for the reader.
    Failed(String),
}

/// What happens in the background.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Records are being read; `total` in the same unit, if known. Equal means done.
    Loading {
        /// How far.
        done: u64,
        /// Of how much.
        total: Option<u64>,
    },
    /// The search index is being built. Equal means done.
    Indexing {
        /// How far.
        done: u64,
        /// Of how much.
        total: u64,
        /// How long it will take.
        eta: Option<Duration>,
    },
    /// The index could not be built: searching goes on without, or with an older one.
    NotIndexed(String),
    /// The first records that a search found.
    FirstFound {
        /// Which search.
        generation: u64,
        /// What it found so far.
        results: Results,
    },
    /// Citations are being counted for the clause screen.
    Counting {
        /// Which count.
        generation: u64,
        /// Records counted.
        done: usize,
        /// Of how many.
        total: usize,
    },
    /// A queue is being drawn. Equal means done.
    Drawing {
        /// Records looked at.
        done: usize,
        /// Of how many.
        total: usize,
    },
    /// Detectors look at the records.
    Suggesting {
        /// How far.
        done: usize,
        /// Of how many.
        total: usize,
        /// How long it will take.
        eta: Option<Duration>,
    },
    /// Detectors have looked at all records, or were stopped.
    Suggested,
    /// Records are being read for the agreement screen.
    Comparing {
        /// Which comparison.
        generation: u64,
        /// Records read.
        done: usize,
        /// Of how many.
        total: usize,
    },
    /// More records are known now.
    RowsGrew {
        /// How many there are.
        records: usize,
    },
    /// Every change that waited is on disk.
    Saved,
    /// Changes wait to be saved.
    NotSaved(NotSaved),
    /// How many things are wrong in the inputs.
    Problems(usize),
    /// Anything else to be told once.
    Notice(String),
}
