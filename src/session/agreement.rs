//! Who rated the records of an opened dataset, how far they agree, and what follows for the true
//! rate of a flag: [`crate::agreement`] on a dataset, its judges, its people and its label logs.

mod disagreements;
mod evidence;
mod raters;
mod refusal;
mod report;
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
pub use report::{Asked, Compared, Reading, Report};
pub use sample::{Part, Sample};
pub use scores::{BINS as CALIBRATION_BINS, Calibration, calibration};
pub use sides::{Side, sides};
pub use study::{FAULT, FINE, Question, Sources, Study};
pub use survey::{Attribute, Survey, Tally};
pub use truth::{Method, Truth, truth};
