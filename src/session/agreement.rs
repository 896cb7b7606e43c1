//! Who rated the records of an opened dataset, how far they agree, and what follows for the true
//! rate of a flag: [`crate::agreement`] on a dataset, its judges, its people and its label logs.

mod disagreements;
mod evidence;
mod raters;
mod refusal;
mod sample;
mod scores;
mod sides;
mod study;
mod survey;
mod truth;

pub use disagreements::{Disagreement, disagreements};
pub use evidence::{SpanAgreement, span_agreement};
pub use raters::{Kind, Rater};
pub use refusal::Refusal;
pub use sample::{Part, Sample};
pub use scores::{BINS as CALIBRATION_BINS, Calibration, calibration};
pub use sides::{Side, sides};
pub use study::{FAULT, FINE, Question, Sources, Study};
pub use survey::{Attribute, Survey, Tally};
pub use truth::{Method, Truth, truth};

use crate::label::scheme::Group;
use crate::session::Labels;

/// Everything that is said about agreement in a dataset.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Everyone who could be compared, reviewers first.
    pub raters: Vec<Rater>,
}

impl Report {
    /// From what the records hold and what people labelled in `group`.
    #[must_use]
    pub fn new(survey: &Survey, labels: &Labels, group: &Group) -> Self {
        Self { raters: raters::known(survey, labels, &group.id) }
    }
}
