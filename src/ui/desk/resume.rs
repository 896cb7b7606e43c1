//! Where one was, kept in the directory that the desk was given; without one nothing is kept.

use crate::session::resume::{Place, State};
use crate::ui::backend::Resume;

use super::Desk;

impl Resume for Desk {
    fn recall(&self) -> Option<State> {
        self.memory.as_ref()?.recall(&self.session)
    }

    fn remember(&self, state: State) -> Result<(), String> {
        let Some(memory) = &self.memory else { return Ok(()) };
        memory.remember(&self.session, state).map_err(|error| error.to_string())
    }

    fn locate(&self, place: &Place) -> Option<usize> {
        self.session.locate(place)
    }
}
