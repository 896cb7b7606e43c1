//! The screen as its users see it: keys in, frames out.

#![allow(clippy::unwrap_used)] // a test that cannot go on says so by failing

#[path = "ui/agreement.rs"]
mod agreement;
#[path = "ui/blindness.rs"]
mod blindness;
#[path = "ui/charts.rs"]
mod charts;
#[path = "ui/gallery.rs"]
mod gallery;
#[path = "ui/hostile.rs"]
mod hostile;
#[path = "ui/keys.rs"]
mod keys;
#[path = "ui/label_files.rs"]
mod label_files;
#[path = "ui/marks.rs"]
mod marks;
#[path = "ui/panics.rs"]
mod panics;
#[path = "ui/places.rs"]
mod places;
#[path = "ui/reader.rs"]
mod reader;
#[path = "ui/review.rs"]
mod review;
#[path = "ui/reviewing.rs"]
mod reviewing;
#[path = "ui/sample.rs"]
mod sample;
#[path = "ui/screens.rs"]
mod screens;
#[path = "ui/searches.rs"]
mod searches;
#[path = "ui/sides.rs"]
mod sides;
#[path = "ui/states.rs"]
mod states;
#[path = "ui/suggestions.rs"]
mod suggestions;
#[path = "ui/taking.rs"]
mod taking;
#[path = "ui/tasks.rs"]
mod tasks;
#[path = "ui/team.rs"]
mod team;
#[path = "ui/themes.rs"]
mod themes;
#[path = "ui/tour.rs"]
mod tour;
#[path = "ui/typing.rs"]
mod typing;

mod support;

use std::sync::Arc;

use cotscope::ui::Settings;
use cotscope::ui::headless::Headless;

use sample::Sample;

/// The sample on a screen of a size, with settings as they come.
fn open(backend: &Arc<Sample>, width: u16, height: u16) -> Headless {
    Headless::new(backend.clone(), &Settings::default(), width, height)
}
