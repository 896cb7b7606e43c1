//! The sample's side of the review loop: blindness and nothing else. What needs queues and logs is
//! tested on a session (`review.rs`).

use std::collections::BTreeSet;
use std::sync::Arc;

use cotscope::label::Scheme;
use cotscope::ui::backend::Given;
use cotscope::ui::backend::review::{Answer, Request, Reviewing, Shown, Working};

use crate::sample::{Sample, scheme};

/// What is hidden.
#[derive(Default)]
pub(crate) struct State {
    blind: bool,
    revealed: BTreeSet<usize>,
}

impl Sample {
    /// Whether the judge of a record is hidden.
    pub(crate) fn hides(&self, ordinal: usize) -> bool {
        let state = self.reviewing.lock().unwrap();
        state.blind && !state.revealed.contains(&ordinal)
    }
}

impl Reviewing for Sample {
    fn review(&self, request: Request) -> Answer {
        let mut state = self.reviewing.lock().unwrap();
        match request {
            Request::Blind(on) => {
                state.blind = on;
                Answer::Working(Box::new(Working { blind: on, ..Working::default() }))
            }
            Request::Reveal(ordinal) => {
                state.revealed.insert(ordinal);
                let judge = self.records[ordinal].meta["judge"].as_str().unwrap();
                let judges = vec![("j".to_owned(), judge.to_owned())];
                Answer::Revealed { ordinal, result: Ok(Shown { judges, ..Shown::default() }) }
            }
            Request::TakeOver => Answer::TakenOver(self.readonly.clone()),
            Request::Queues => Answer::Queues(Vec::new()),
            Request::Decisions => Answer::Decisions(Vec::new()),
            Request::People => Answer::People(Vec::new()),
            Request::Disputes { .. } => Answer::Disputes(Ok(Vec::new())),
            Request::Fields => Answer::Fields(Vec::new()),
            _ => Answer::Done,
        }
    }
}

/// The scheme of the sample as its text would have it.
pub(crate) fn groups() -> Arc<Scheme> {
    let mut text = "[scheme]\n[[scheme.group]]\nid = 'verdict'\n".to_owned();
    for label in scheme() {
        text += "[[scheme.group.label]]\n";
        for (name, value) in [("id", &label.id), ("name", &label.name), ("key", &label.key)] {
            text += &format!("{name} = '{value}'\n");
        }
    }
    text += "[[scheme.group.label]]\nid = 'unsure'\nname = 'unsure'\nkey = '0'\n";
    Arc::new(Scheme::from_toml(&text).unwrap().unwrap())
}

/// A label of the sample's only group.
pub(crate) fn given(id: &str) -> Given {
    Given { group: "verdict".into(), label: id.into(), codes: Vec::new() }
}
