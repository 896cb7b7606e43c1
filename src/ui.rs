//! The terminal screen: one closed list of events, one channel, one loop that receives, drains,
//! updates and draws once.
//!
//! | part | what it does |
//! |---|---|
//! | [`backend`] | the seam: what stands behind the screen |
//! | `pane`, `context` | what is on the screen, and where keys go |
//! | `action`, `key`, `keymap` | the one table of actions, and which keys run them |
//! | `event`, `update`, `effect` | what happens, what it does to the model, what is to be done outside |
//! | `model`, `layout`, `screen`, `overlay`, `places` | the state of the screen, and where things stand |
//! | `view`, `paint`, `theme`, `glyph`, `widget` | drawing; every text goes through `paint` |
//! | `tour` | the tour of the demo |
//! | `runtime`, `terminal`, `clipboard`, `tabs` | threads, the device, signals, several datasets |
//! | [`Host`] | what the screen asks of whoever opened it |
//! | [`reference`] | the table of keys for README and man page |
//! | [`headless`] | the same without a terminal, for tests and pictures |

mod action;
pub mod backend;
mod clipboard;
mod context;
pub mod desk;
mod effect;
mod event;
mod glyph;
pub mod headless;
mod host;
mod key;
mod keymap;
mod layout;
mod model;
mod overlay;
mod paint;
mod pane;
mod places;
pub mod reference;
mod runtime;
mod screen;
mod settings;
mod tabs;
mod terminal;
mod theme;
mod tour;
mod update;
mod view;
mod widget;

pub use host::{Host, Open};
pub use runtime::{Start, run};
pub use settings::{Settings, UiError};
pub use terminal::{size as terminal_size, speaks_kitty};
pub use theme::{Depth, LEAST, Theme, contrast};

/// Whether the screen fits into a terminal of that size.
#[must_use]
pub fn fits(width: u16, height: u16) -> bool {
    width >= layout::SMALLEST.0 && height >= layout::SMALLEST.1
}
