//! A dataset on the screen, or behind it: its model, its backend and the threads that work for it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::session::log::Log;
use crate::session::resume::OpenTab;
use crate::ui::backend::Backend;
use crate::ui::event::{Event, Kept};
use crate::ui::model::Model;
use crate::ui::settings::Settings;
use crate::ui::tabs::Tabs;

use super::post::Post;
use super::workers::Workers;

/// One tab.
pub(super) struct Tab {
    /// Its own for ever; events and timers find it by that.
    pub(super) number: usize,
    pub(super) model: Model,
    pub(super) backend: Arc<dyn Backend>,
    pub(super) workers: Workers,
    /// Messages that are in the log file.
    written: usize,
}

impl Tab {
    /// A tab at work, and what is to happen in it first.
    pub(super) fn open(
        number: usize,
        backend: Arc<dyn Backend>,
        settings: &Settings,
        size: (u16, u16),
        post: &Post,
    ) -> io::Result<(Self, Option<Event>)> {
        let post = post.to_tab(number);
        let model = Model::new(&*backend, settings, size);
        let workers = Workers::start(Arc::clone(&backend), settings, &post)?;
        backend.listen(Box::new(move |news| {
            let _ = post.send(Event::News(news)); // the screen is gone: nobody wants to know
        }));
        let kept = backend.recall();
        let recalled = kept.map(|state| Event::Kept(Kept::Recalled(Box::new(state))));
        Ok((Self { number, model, backend, workers, written: 0 }, recalled))
    }
}

impl Tab {
    /// How it is opened again. What was piped in has no path.
    fn opened(&self) -> OpenTab {
        let overview = &self.model.overview;
        let specs = overview.specs.iter().map(|spec| PathBuf::from(&spec.path));
        OpenTab { paths: overview.show.paths.clone(), specs: specs.collect() }
    }

    /// Puts the messages into the log file that have come since it was done last.
    pub(super) fn write_messages(&mut self, log: &Log) {
        let model = &self.model;
        let new = (model.logged - self.written).min(model.messages.len());
        for message in model.messages.iter().skip(model.messages.len() - new) {
            log.write(&format!("{}: {}", model.overview.dataset, message.text));
        }
        self.written = model.logged;
    }
}

/// All tabs, of which there is always one.
pub(super) struct Stage {
    tabs: Vec<Tab>,
    at: usize,
}

impl Stage {
    pub(super) fn new(first: Tab) -> Self {
        let mut stage = Self { tabs: vec![first], at: 0 };
        stage.tell();
        stage
    }

    /// The tab on the screen.
    pub(super) fn shown(&mut self) -> &mut Tab {
        &mut self.tabs[self.at]
    }

    /// The tab that a letter is for: the one of that number, or the one on the screen.
    pub(super) fn find(&mut self, to: Option<usize>) -> Option<&mut Tab> {
        match to {
            None => Some(self.shown()),
            Some(number) => self.tabs.iter_mut().find(|tab| tab.number == number),
        }
    }

    pub(super) fn numbers(&self) -> Vec<usize> {
        self.tabs.iter().map(|tab| tab.number).collect()
    }

    /// Number of the tab on the screen.
    pub(super) fn front(&self) -> usize {
        self.tabs[self.at].number
    }

    /// What is open from left to right.
    pub(super) fn open(&self) -> impl Iterator<Item = (usize, OpenTab)> {
        self.tabs.iter().map(|tab| (tab.number, tab.opened()))
    }

    /// Adds a tab in the order of numbers.
    pub(super) fn add(&mut self, tab: Tab, show: bool) {
        let place = self.tabs.partition_point(|other| other.number < tab.number);
        self.tabs.insert(place, tab);
        self.at += usize::from(place <= self.at);
        if show {
            self.go(place);
        }
        self.tell();
    }

    /// Puts a tab in the place of another one.
    pub(super) fn replace(&mut self, number: Option<usize>, tab: Tab) {
        let shown = self.shown().number;
        let number = number.unwrap_or(shown);
        if let Some(old) = self.tabs.iter_mut().find(|old| old.number == number) {
            let new = std::mem::replace(old, tab);
            let Model { mouse, theme, .. } = new.model;
            (old.model.mouse, old.model.theme) = (mouse, theme);
        }
        self.tell();
    }

    /// Where a dataset is open already.
    pub(super) fn position(&self, paths: &[String]) -> Option<usize> {
        let same = |tab: &Tab| !paths.is_empty() && tab.model.overview.show.paths == paths;
        self.tabs.iter().position(same)
    }

    /// To the tab so many further right.
    pub(super) fn turn(&mut self, steps: isize) {
        let (at, all) = (self.at.cast_signed(), self.tabs.len().cast_signed());
        self.go((at + steps).rem_euclid(all).cast_unsigned());
    }

    /// To a tab by its place; it takes over what belongs to the screen and not to the dataset.
    pub(super) fn go(&mut self, at: usize) {
        if at >= self.tabs.len() || at == self.at {
            return;
        }
        let (from, to) = if at < self.at {
            let (left, right) = self.tabs.split_at_mut(self.at);
            (&right[0].model, &mut left[at].model)
        } else {
            let (left, right) = self.tabs.split_at_mut(at);
            (&left[self.at].model, &mut right[0].model)
        };
        (to.size, to.mouse, to.theme) = (from.size, from.mouse, from.theme.clone());
        self.at = at;
    }

    /// Closes the tab on the screen; `false`: it is the only one.
    pub(super) fn close(&mut self) -> bool {
        if self.tabs.len() == 1 {
            return false;
        }
        let gone = self.tabs.remove(self.at);
        let Model { size, mouse, theme, .. } = gone.model;
        self.at = self.at.min(self.tabs.len() - 1);
        let model = &mut self.shown().model;
        (model.size, model.mouse, model.theme) = (size, mouse, theme);
        self.tell();
        true
    }

    /// Another tab whose labels are not all on disk.
    pub(super) fn unsaved(&self) -> Option<usize> {
        let unsaved = |tab: &Tab| tab.model.saving > 0 || tab.model.status.unsaved.is_some();
        (0..self.tabs.len()).find(|&at| at != self.at && unsaved(&self.tabs[at]))
    }

    /// Every tab, the one on the screen last.
    pub(super) fn all(&self) -> impl Iterator<Item = &Tab> {
        let shown = self.tabs.get(self.at);
        self.tabs
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != self.at)
            .map(|(_, tab)| tab)
            .chain(shown)
    }

    /// Tells every tab of the others.
    fn tell(&mut self) {
        let name = |tab: &Tab| tab.model.overview.dataset.clone();
        let names: Vec<String> = self.tabs.iter().map(name).collect();
        for (at, tab) in self.tabs.iter_mut().enumerate() {
            tab.model.tabs = Tabs { names: names.clone(), at };
        }
    }
}
