//! What stands behind the screen: the one seam between [`crate::ui`] and an opened session.

mod agreement;
mod charts;
mod clauses;
mod export;
mod labels;
mod marks;
mod news;
mod overview;
mod record;
mod resume;
mod search;
mod sides;
mod suggestions;
mod tasks;

use std::sync::Arc;

pub mod review;

use crate::problem::Problem;

pub use crate::search::{Hit, Part};
pub use agreement::AgreementDesk;
pub use charts::ChartsDesk;
pub use clauses::ClauseDesk;
pub use export::{ExportDesk, ExportError, ExportWish, Exported};
pub use labels::{Change, Command, LabelDesk, NotSaved, Saved};
pub use marks::{Marked, MarksDesk};
pub use news::{News, NewsSink};
pub use overview::{LabelDef, Overview, ShowCommand};
pub use record::{Evidence, Given, Hidden, LabelState, Loaded, Marks, Row, Weighed};
pub use resume::Resume;
pub use search::{FacetWish, QueryError, Results, SearchWish, Searching};
pub use sides::SidesDesk;
pub use suggestions::SuggestionDesk;
pub use tasks::{Progress, Task, TaskDesk};

/// An opened dataset with its specs, index and labels.
///
/// Every call may block (the runtime makes them on worker threads, never on the one that draws) and
/// several may run at once. Ordinals are 0-based positions in the dataset.
pub trait Backend:
    AgreementDesk
    + ChartsDesk
    + ClauseDesk
    + ExportDesk
    + LabelDesk
    + MarksDesk
    + Resume
    + review::Reviewing
    + Searching
    + SidesDesk
    + SuggestionDesk
    + TaskDesk
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

    /// Reads the data anew, in the place of this one, which gives up its labels' log.
    ///
    /// # Errors
    /// Why that cannot be, in a sentence; this one goes on then.
    fn reopen(&self) -> Result<Arc<dyn Backend>, String>;

    /// What was wrong in the inputs, for the message log.
    fn problems(&self) -> Vec<Problem>;
}

/// Which records a listing holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ordinals {
    /// Every record, as in the dataset.
    All,
    /// These, in this order.
    Some(Arc<[usize]>),
}
