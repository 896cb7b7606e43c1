//! Queues: which there are, drawing them, working through one.

use std::path::Path;
use std::sync::Arc;

use super::working;
use crate::review::{Allocation, Design, Queue, Sampling};
use crate::session::review::OpenQueue;
use crate::session::review::draw::{Listed, Wish};
use crate::ui::backend::Task;
use crate::ui::backend::review::{QueueRow, Working};
use crate::ui::desk::Desk;

impl Desk {
    pub(super) fn queues(&self) -> Vec<QueueRow> {
        let open = self.session.labels().queue().map(|queue| queue.path.clone());
        let row = |listed: Listed| {
            let queue = listed.queue.as_ref().ok();
            QueueRow {
                name: name(&listed.path),
                design: listed.queue.as_ref().map(in_words).map_err(Clone::clone),
                reviewers: queue.map(|queue| queue.design.reviewers.clone()).unwrap_or_default(),
                shared: queue.map_or(0, |queue| queue.design.shared),
                progress: listed.progress,
                open: open.as_deref() == Some(&*listed.path),
                path: listed.path,
            }
        };
        self.session.queues().into_iter().map(row).collect()
    }

    /// Opens a queue for the reviewer.
    pub(super) fn enter(&self, path: &Path) -> Result<Box<Working>, String> {
        let reviewer = self.session.labels().reviewer().to_owned();
        let queue = OpenQueue::read(path, &reviewer).map_err(|why| why.to_string())?;
        if queue.items().is_empty() {
            return Err(format!("{} has no record for {reviewer}", queue.name));
        }
        let mut labels = self.session.labels();
        if labels.open_queue(queue).is_err() {
            self.session.unsaved();
        }
        Ok(Box::new(working(&self.session, &labels)))
    }

    /// A queue is a file.
    fn may_write(&self) -> Result<(), String> {
        match self.session.readonly {
            true => Err("read-only: nothing is written, so no queue is drawn".to_owned()),
            false => Ok(()),
        }
    }

    pub(super) fn draw(&self, wish: Wish, generation: u64) -> Result<Box<Working>, String> {
        self.may_write()?;
        let mut running = self.begin(Task::Draw, generation);
        let stale = Arc::clone(&running.stale);
        let drawn = self.session.draw(wish, &stale, &mut |done, total| running.at(done, total));
        self.enter(&drawn.map_err(|why| why.to_string())?)
    }

    pub(super) fn extend(
        &self,
        path: &Path,
        more: usize,
        generation: u64,
    ) -> Result<String, String> {
        self.may_write()?;
        let mut running = self.begin(Task::Draw, generation);
        let stale = Arc::clone(&running.stale);
        let mut progress = |done, total| running.at(done, total);
        self.session.extend(path, more, &stale, &mut progress).map_err(|why| why.to_string())?;
        let mut labels = self.session.labels();
        if labels.queue().is_some_and(|open| open.path == path)
            && let Ok(longer) = OpenQueue::read(path, labels.reviewer())
            && labels.open_queue(longer).is_err()
        {
            self.session.unsaved();
        }
        Ok(name(path))
    }
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// How a queue was drawn.
fn in_words(queue: &Queue) -> String {
    let Design { sampling, by, allocation, .. } = &queue.design;
    let by = by.join(", ");
    match (sampling, allocation) {
        (Sampling::Random, _) => "random".to_owned(),
        (Sampling::Disputed, _) => "most disputed first".to_owned(),
        (Sampling::Ranked, _) => "ranked by detectors".to_owned(),
        (Sampling::Adjudication, _) => "disputes to be decided".to_owned(),
        (Sampling::Stratified, Allocation::Equal) => format!("equal by {by}"),
        (Sampling::Stratified, Allocation::Proportional) => format!("by {by}"),
        (Sampling::Stratified, Allocation::Optimal { .. }) => format!("optimal by {by}"),
        (Sampling::Stratified, Allocation::Weighted { weights }) => {
            let weights: Vec<String> =
                weights.iter().map(|(name, weight)| format!("{name} x{weight}")).collect();
            format!("oversampled {}", weights.join(", "))
        }
    }
}
