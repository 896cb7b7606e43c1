//! What the track-record screen wants done, and what comes of it.

use std::sync::Arc;

use crate::session::suggestions::{Learnt, TrackRecord};
use crate::ui::backend::Backend;

/// Something to be done for the track-record screen.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    /// How good have the detectors been?
    Track,
    /// How much has the ranker learnt?
    Learn,
    /// Switch a detector off, or on.
    Switch { id: String, on: bool },
    /// Look at the records that have not been looked at.
    Look,
    /// Stop looking.
    Stop,
}

/// The answer to a request.
#[derive(Debug)]
pub(crate) enum Answer {
    Track(Arc<TrackRecord>),
    Learnt(Vec<Learnt>),
    Switched { id: String, on: bool, result: Result<String, String> },
}

/// Does what a request asks for; blocks as long as that takes. Looking goes on by itself.
pub(crate) fn perform(backend: &dyn Backend, request: Request) -> Option<Answer> {
    Some(match request {
        Request::Track => Answer::Track(backend.track_record()),
        Request::Learn => Answer::Learnt(backend.learn()),
        Request::Switch { id, on } => {
            let result = backend.switch_detector(&id, on);
            Answer::Switched { id, on, result }
        }
        Request::Look => {
            backend.look();
            return None;
        }
        Request::Stop => {
            backend.stop_looking();
            return None;
        }
    })
}
