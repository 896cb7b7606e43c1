//! What the review loop asks of the session: queues, blindness, decisions, people, disputes.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use super::{NotSaved, Ordinals, Saved};
use crate::record::Field;
use crate::review::Progress;
use crate::session::review::draw::Wish;
use crate::session::review::frame::FieldChoice;
use crate::session::review::people::Person;

/// The session's side of the review loop.
pub trait Reviewing {
    /// Does what is asked. May block; the labels of a decision are on disk when it returns.
    fn review(&self, request: Request) -> Answer;
}

/// Something that the review loop asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Hide verdicts, others' labels and suggestions, or show them.
    Blind(bool),
    /// Show what is hidden as soon as one's own label is on disk, or only when asked.
    AtOnce(bool),
    /// Ask for a verdict on the answer before the chain is shown.
    AnswerFirst(bool),
    /// How one works now: asked again when more records are known.
    Working,
    /// Show what is hidden of a record.
    Reveal(usize),
    /// A record is on the screen with everything in the open: labels on it are not blind.
    Seen(Vec<usize>),
    /// The queues that are there.
    Queues,
    /// Work through a queue.
    OpenQueue(PathBuf),
    /// Go back to browsing.
    LeaveQueue,
    /// Fields that make good strata.
    Fields,
    /// Draw a queue and work through it.
    Draw {
        /// Later ones make earlier ones pointless.
        generation: u64,
        /// How.
        wish: Box<Wish>,
    },
    /// Draw more for a queue.
    Extend {
        /// Later ones make earlier ones pointless.
        generation: u64,
        /// Its file.
        path: PathBuf,
        /// How many records more.
        more: usize,
    },
    /// The last decisions.
    Decisions,
    /// Take one of them back, whatever came after it.
    TakeBack(String),
    /// Give many records one label, in one act.
    Bulk {
        /// Later ones make earlier ones pointless.
        generation: u64,
        /// The records.
        ordinals: Ordinals,
        /// The label's id.
        label: String,
    },
    /// Who did what.
    People,
    /// The records on which somebody's verdict was changed by the chain.
    Flips(String),
    /// The records that reviewers dispute in a group of the scheme.
    Disputes {
        /// The group.
        group: String,
    },
    /// Decide a dispute.
    Decide {
        /// The record.
        record: String,
        /// The group of the scheme.
        group: String,
        /// The label that holds.
        label: String,
        /// Why.
        reason: String,
    },
    /// Put a label on a clause, or take it off.
    Clause(ClauseMark),
    /// The labels that one has put on a clause.
    ClauseMarks {
        /// Name of the spec.
        spec: String,
        /// The clause's id.
        clause: String,
    },
    /// Write labels again, if the log is free now.
    TakeOver,
}

impl Request {
    /// Whether it may write to the log, and so must keep its place among the decisions.
    #[must_use]
    pub fn writes(&self) -> bool {
        !matches!(
            self,
            Request::Queues
                | Request::Fields
                | Request::Draw { .. }
                | Request::Extend { .. }
                | Request::Decisions
                | Request::People
                | Request::Flips(_)
                | Request::Disputes { .. }
        )
    }
}

impl Request {
    /// Whether it decides something: the screen does not close before it is answered.
    #[must_use]
    pub fn decides(&self) -> bool {
        matches!(
            self,
            Request::TakeBack(_)
                | Request::Bulk { .. }
                | Request::Decide { .. }
                | Request::Clause(_)
                | Request::ClauseMarks { .. }
        )
    }

    /// The answer of a backend that died of a bug over it.
    pub(crate) fn died(&self, why: NotSaved) -> Answer {
        match self {
            Request::TakeBack(_) => Answer::TookBack(Err(why)),
            Request::Bulk { .. } => Answer::Bulk(Err(why)),
            Request::Decide { .. } => Answer::Decision(Err(why)),
            Request::Clause(ClauseMark { spec, clause, .. })
            | Request::ClauseMarks { spec, clause } => {
                let (spec, clause) = (spec.clone(), clause.clone());
                Answer::ClauseMarks { spec, clause, marks: Err(why) }
            }
            Request::OpenQueue(_) | Request::Draw { .. } => Answer::Entered(Err(why.reason)),
            Request::Extend { .. } => Answer::Extended(Err(why.reason)),
            _ => Answer::Done,
        }
    }
}

impl Answer {
    /// Whether it answers a request that [`Request::decides`].
    #[must_use]
    pub fn decides(&self) -> bool {
        matches!(
            self,
            Answer::TookBack(_)
                | Answer::Bulk(_)
                | Answer::Decision(_)
                | Answer::ClauseMarks { .. }
        )
    }
}

/// What came of a [`Request`].
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// How one works now.
    Working(Box<Working>),
    /// A queue is open, or why not.
    Entered(Result<Box<Working>, String>),
    /// What became of a wish to see: shown now or before, or the reason why not yet.
    Revealed {
        /// The record.
        ordinal: usize,
        /// What is to be read of it now.
        result: Result<Shown, String>,
    },
    /// The queues that are there.
    Queues(Vec<QueueRow>),
    /// Fields that make good strata.
    Fields(Vec<FieldChoice>),
    /// A queue was extended, or why not.
    Extended(Result<String, String>),
    /// The last decisions, latest first.
    Decisions(Vec<Decided>),
    /// What the decision that was taken back has changed; `None`: it was taken back before.
    TookBack(Result<Option<Box<Saved>>, NotSaved>),
    /// How many records have the label now, and how many this reviewer has labelled; `None`: it was
    /// stopped, and no record has it.
    Bulk(Result<Option<(usize, usize)>, NotSaved>),
    /// Everybody's progress.
    People(Vec<Person>),
    /// The records of somebody's flips.
    Flips {
        /// Whose.
        reviewer: String,
        /// The records.
        ordinals: Arc<[usize]>,
    },
    /// The disputes, or why they are not shown.
    Disputes(Result<Vec<Disputed>, String>),
    /// A dispute is decided on disk.
    Decision(Result<(), NotSaved>),
    /// The labels of a clause as they are on disk now.
    ClauseMarks {
        /// Name of the spec.
        spec: String,
        /// The clause's id.
        clause: String,
        /// Ids of its labels, with the other clause of a conflict.
        marks: Result<Vec<(String, Option<String>)>, NotSaved>,
    },
    /// Why the log still cannot be written, if so.
    TakenOver(Option<String>),
    /// Nothing more to say.
    Done,
}

/// How a reviewer works now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Working {
    /// Verdicts, others' labels and suggestions are hidden.
    pub blind: bool,
    /// They show as soon as one's own label is on disk.
    pub at_once: bool,
    /// A verdict on the answer alone comes first.
    pub answer_first: bool,
    /// The queue that is open.
    pub queue: Option<QueueView>,
}

/// The open queue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueueView {
    /// Its name.
    pub name: String,
    /// Its file.
    pub path: String,
    /// Its records in the order in which they are to be read.
    pub records: Arc<[usize]>,
    /// Items whose records are not known, or not yet.
    pub missing: usize,
    /// Where to go on, as an index of `records`.
    pub next: usize,
    /// How far one is.
    pub progress: Progress,
}

/// A queue in the list of queues.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueRow {
    /// The file.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// How it was drawn, in a few words; or why it cannot be used.
    pub design: Result<String, String>,
    /// Between whom it is split; nobody named means that everyone reads all.
    pub reviewers: Vec<String>,
    /// How many of its records everyone reads.
    pub shared: usize,
    /// How far the reviewer is.
    pub progress: Progress,
    /// Whether it is open.
    pub open: bool,
}

/// What a reveal shows of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Judge and verdict.
    pub judges: Vec<(String, String)>,
    /// What others say.
    pub others: Vec<Side>,
    /// One's own labels before anything was shown.
    pub before: Vec<String>,
}

/// What one reviewer says about a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Who.
    pub reviewer: String,
    /// Labels with their codes, in words.
    pub labels: Vec<String>,
    /// Ids of the labels.
    pub ids: Vec<String>,
    /// The words that they rest on, and where those stand.
    pub evidence: Vec<(Field, String)>,
    /// The note.
    pub note: Option<String>,
}

/// One of the last decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Id of its first event.
    pub event: String,
    /// When.
    pub time: Timestamp,
    /// The record's id.
    pub record: String,
    /// The record, if the dataset has it.
    pub ordinal: Option<usize>,
    /// What was decided, in a few words.
    pub what: String,
    /// Where the record came from: the name of a kind of choice.
    pub origin: String,
}

/// A record in dispute.
#[derive(Clone, Debug, PartialEq)]
pub struct Disputed {
    /// The record's id.
    pub record: String,
    /// The record, if the dataset has it.
    pub ordinal: Option<usize>,
    /// Who says what.
    pub sides: Vec<Side>,
    /// The share of pairs of reviewers who disagree.
    pub score: f64,
    /// Who has decided what, and why.
    pub decision: Option<(String, String, String)>,
}

/// A label on a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseMark {
    /// The record that was being read.
    pub ordinal: Option<usize>,
    /// Name of the spec.
    pub spec: String,
    /// The clause's id.
    pub clause: String,
    /// The label's id.
    pub label: String,
    /// The other clause, for a conflict.
    pub other: Option<String>,
}
