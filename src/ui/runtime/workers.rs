//! Worker threads: one for each kind of work, so that a long search holds up neither labels nor
//! the next record. Requests that a newer one makes pointless are dropped unread.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crate::ui::backend::Backend;
use crate::ui::backend::review;
use crate::ui::clipboard::Clipboard;
use crate::ui::effect::Effect;
use crate::ui::effect::agreement::Request;
use crate::ui::effect::{search, suggestions};
use crate::ui::event::Event;
use crate::ui::settings::Settings;

use super::perform::{died, perform};
use super::post::Post;

/// The workers' inboxes.
pub(super) struct Workers {
    read: Sender<Effect>,
    search: Sender<Effect>,
    facets: Sender<Effect>,
    labels: Sender<Effect>,
    slow: Sender<Effect>,
    /// Citations of long records.
    marks: Sender<Effect>,
    count: Sender<Effect>,
    keep: Sender<Effect>,
    compare: Sender<Effect>,
    suggest: Sender<Effect>,
    clipboard: Sender<Effect>,
    backend: Arc<dyn Backend>,
}

impl Workers {
    pub(super) fn start(
        backend: Arc<dyn Backend>,
        settings: &Settings,
        events: &Post,
    ) -> io::Result<Self> {
        let lane = |name: &str, backend: Arc<dyn Backend>| {
            worker(name, events, move |effect| perform(&*backend, effect))
        };
        let mut clipboard = Clipboard::new(settings.clipboard_file.clone());
        Ok(Self {
            read: lane("read", Arc::clone(&backend))?,
            search: lane("search", Arc::clone(&backend))?,
            facets: lane("facets", Arc::clone(&backend))?,
            labels: lane("labels", Arc::clone(&backend))?,
            slow: lane("slow", Arc::clone(&backend))?,
            marks: lane("marks", Arc::clone(&backend))?,
            count: lane("count", Arc::clone(&backend))?,
            keep: lane("keep", Arc::clone(&backend))?,
            compare: lane("compare", Arc::clone(&backend))?,
            suggest: lane("suggest", Arc::clone(&backend))?,
            clipboard: worker("clipboard", events, move |effect| match effect {
                Effect::Copy(text) => Some(Event::Copied(clipboard.copy(text))),
                _ => None,
            })?,
            backend,
        })
    }

    /// Hands an effect to whoever does it. Never waits.
    pub(super) fn give(&self, effect: Effect) {
        match &effect {
            // The worker may be busy with an older one, which must hear of it.
            Effect::Search(search::Request::Find(wish)) => {
                self.backend.newest_search(wish.generation);
            }
            Effect::Search(search::Request::Stop(newest)) => {
                return self.backend.newest_search(*newest);
            }
            Effect::Search(search::Request::Facets(wish)) => {
                self.backend.newest_facets(wish.generation);
            }
            _ => {}
        }
        let lane = match &effect {
            Effect::Search(search::Request::Find(_)) => &self.search,
            Effect::Search(search::Request::Facets(_)) => &self.facets,
            Effect::Label(_) | Effect::Undo | Effect::Redo => &self.labels,
            Effect::Review(review::Request::StopDrawing) => &self.read,
            Effect::Review(request) if request.writes() => &self.labels,
            Effect::Review(_) => &self.slow,
            Effect::Export { .. } | Effect::Problems => &self.slow,
            Effect::Count { .. } => &self.count,
            Effect::Sides(_) | Effect::Charts => &self.slow,
            Effect::Mark(_) => &self.marks,
            Effect::Keep(_) => &self.keep,
            Effect::Agreement(Request::Compare { .. }) => &self.compare,
            Effect::Suggestions(suggestions::Request::Look | suggestions::Request::Stop) => {
                &self.read
            }
            Effect::Suggestions(_) => &self.suggest,
            Effect::Copy(_) => &self.clipboard,
            _ => &self.read,
        };
        let _ = lane.send(effect); // a worker outlives its panics, and ends only with the program
    }
}

fn worker(
    name: &str,
    events: &Post,
    mut work: impl FnMut(Effect) -> Option<Event> + Send + 'static,
) -> io::Result<Sender<Effect>> {
    let (sender, inbox) = channel();
    let events = events.clone();
    thread::Builder::new().name(format!("cotscope-{name}")).spawn(move || {
        let mut waiting = VecDeque::new();
        while let Some(effect) = next(&inbox, &mut waiting) {
            let kept = effect.clone();
            let answer = catch_unwind(AssertUnwindSafe(|| work(effect)));
            let answer = answer.unwrap_or_else(|_| died(&kept)); // the panic hook has told of it
            if answer.is_some_and(|event| events.send(event).is_err()) {
                return;
            }
        }
    })?;
    Ok(sender)
}

/// The next request that is still wanted.
fn next(inbox: &Receiver<Effect>, waiting: &mut VecDeque<Effect>) -> Option<Effect> {
    if waiting.is_empty() {
        waiting.push_back(inbox.recv().ok()?);
    }
    waiting.extend(inbox.try_iter());
    while waiting.len() > 1 && waiting.iter().skip(1).any(|later| pointless(&waiting[0], later)) {
        waiting.pop_front();
    }
    waiting.pop_front()
}

/// Whether a later request makes an earlier one pointless.
fn pointless(earlier: &Effect, later: &Effect) -> bool {
    matches!(
        (earlier, later),
        (Effect::Search(search::Request::Find(_)), Effect::Search(search::Request::Find(_)))
            | (
                Effect::Search(search::Request::Facets(_)),
                Effect::Search(search::Request::Facets(_)),
            )
            | (Effect::Count { .. }, Effect::Count { .. })
            | (
                Effect::Agreement(Request::Compare { .. }),
                Effect::Agreement(Request::Compare { .. }),
            )
            | (Effect::Open { .. } | Effect::Hits { .. }, Effect::Open { .. })
            | (Effect::Hits { .. }, Effect::Hits { .. })
            | (Effect::Sides(_), Effect::Sides(_))
            | (Effect::Mark(_), Effect::Mark(_))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(ordinal: usize) -> Effect {
        Effect::Open { generation: 0, ordinal, query: String::new() }
    }

    #[test]
    fn only_the_latest_of_what_replaces_itself_is_done() {
        let (sender, inbox) = channel();
        for effect in [open(1), Effect::Rows(vec![1]), open(2), open(3), Effect::Undo, Effect::Undo]
        {
            sender.send(effect).unwrap();
        }
        drop(sender);
        let mut waiting = VecDeque::new();
        let mut done = Vec::new();
        while let Some(effect) = next(&inbox, &mut waiting) {
            done.push(format!("{effect:?}"));
        }
        let names: Vec<&str> = done.iter().map(|name| &name[..4]).collect();
        assert_eq!(names, ["Rows", "Open", "Undo", "Undo"]);
        assert!(done[1].contains("ordinal: 3"));
    }

    #[test]
    fn a_worker_survives_a_panic_and_answers_for_it() {
        let (events, inbox) = channel();
        let work = |effect| match effect {
            Effect::Undo => panic!("on purpose"),
            _ => Some(Event::Resumed),
        };
        let sender = worker("test", &Post::new(events), work).unwrap();
        sender.send(Effect::Undo).unwrap();
        sender.send(Effect::Redo).unwrap();
        assert!(matches!(inbox.recv().unwrap().event, Event::TookBack { result: Err(_), .. }));
        assert!(matches!(inbox.recv().unwrap().event, Event::Resumed));
    }
}
