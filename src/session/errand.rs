//! What a thread of its own does whenever it is asked to, until the session closes.

use std::sync::{Condvar, Mutex, PoisonError};

use super::lock;

/// Asks the thread for its work, and ends it. Asking twice before it begins is asking once.
#[derive(Debug, Default)]
pub(super) struct Errand {
    asked: Mutex<Asked>,
    bell: Condvar,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Asked {
    #[default]
    Nothing,
    Again,
    End,
}

impl Errand {
    /// Asks for the work.
    pub(super) fn ask(&self) {
        let mut asked = lock(&self.asked);
        if *asked == Asked::Nothing {
            *asked = Asked::Again;
        }
        self.bell.notify_all();
    }

    /// Lets the thread end.
    pub(super) fn end(&self) {
        *lock(&self.asked) = Asked::End;
        self.bell.notify_all();
    }

    /// Waits until the work is asked for; false when there will be none any more.
    pub(super) fn wait(&self) -> bool {
        let guard = lock(&self.asked);
        let waiting = |asked: &mut Asked| *asked == Asked::Nothing;
        let mut asked =
            self.bell.wait_while(guard, waiting).unwrap_or_else(PoisonError::into_inner);
        let again = *asked == Asked::Again;
        if again {
            *asked = Asked::Nothing;
        }
        again
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_done_as_often_as_it_is_asked_for_anew_and_ends_when_told() {
        let errand = Errand::default();
        errand.ask();
        errand.ask();
        assert!(errand.wait());
        errand.ask();
        assert!(errand.wait(), "asked while it was under way");
        errand.ask();
        errand.end();
        errand.ask();
        assert!(!errand.wait() && !errand.wait(), "the end is the end");
    }
}
