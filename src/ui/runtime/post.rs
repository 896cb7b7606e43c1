//! The one channel: events, and the tab that they are for.

use std::sync::mpsc::{SendError, Sender};

use crate::ui::event::Event;

/// An event on its way.
#[derive(Debug)]
pub(crate) struct Letter {
    /// Number of the tab; `None`: the one on the screen.
    pub(crate) to: Option<usize>,
    pub(crate) event: Event,
}

/// Where events go in.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    to: Option<usize>,
    sender: Sender<Letter>,
}

impl Post {
    /// To whichever tab is on the screen.
    pub(crate) fn new(sender: Sender<Letter>) -> Self {
        Self { to: None, sender }
    }

    /// To a certain tab.
    pub(crate) fn to_tab(&self, number: usize) -> Self {
        Self { to: Some(number), sender: self.sender.clone() }
    }

    /// Sends; an error means that the screen is gone.
    pub(crate) fn send(&self, event: Event) -> Result<(), SendError<Letter>> {
        self.sender.send(Letter { to: self.to, event })
    }
}
