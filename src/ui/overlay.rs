//! What lies over the panes: a stack, of which the topmost has the keys.

pub(crate) mod marks;
pub(crate) mod menu;
pub(crate) mod note;
pub(crate) mod picker;

use std::path::PathBuf;

use super::action::Context;
use super::backend::Ordinals;
use super::widget::input::Input;
use crate::search::SortBy;

use marks::Marks;
use menu::Menu;
use note::NoteEditor;
use picker::Picker;

/// Something over the panes.
#[derive(Debug)]
pub(crate) enum Overlay {
    Search(SearchLine),
    Filter(FilterLine),
    Prompt(Prompt),
    Picker(Picker),
    Marks(Marks),
    Note(Box<NoteEditor>),
    Question(Question),
    Messages { top: usize },
    Orders(Orders),
}

/// The search while it is typed.
#[derive(Debug)]
pub(crate) struct SearchLine {
    pub(crate) input: Input,
    /// What Esc goes back to: query, listing and record.
    pub(crate) before: (String, Ordinals, Option<usize>),
    /// Which line of the history is shown, counted from the newest.
    pub(crate) recalled: Option<usize>,
}

/// The filter of the clause screen while it is typed.
#[derive(Debug)]
pub(crate) struct FilterLine {
    pub(crate) input: Input,
    /// What Esc goes back to.
    pub(crate) before: String,
}

/// The menu of orders.
#[derive(Debug)]
pub(crate) struct Orders {
    /// One a line of the menu.
    pub(crate) choices: Vec<SortBy>,
    pub(crate) menu: Menu,
}

/// A line that is asked for.
#[derive(Debug)]
pub(crate) struct Prompt {
    pub(crate) title: String,
    pub(crate) input: Input,
    pub(crate) ordinals: Ordinals,
}

/// A question with two answers; Esc gives neither.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) text: String,
    /// What `yes` means, in words.
    pub(crate) yes_means: &'static str,
    pub(crate) no_means: &'static str,
    pub(crate) yes: Answer,
    pub(crate) no: Answer,
}

/// What an answer does.
#[derive(Debug)]
pub(crate) enum Answer {
    Nothing,
    Overwrite { ordinals: Ordinals, path: PathBuf },
    SaveNote,
    DiscardNote,
    Copy(String),
    Quit,
}

impl Overlay {
    /// Its menu, if it is one.
    pub(crate) fn menu(&mut self) -> Option<&mut Menu> {
        match self {
            Overlay::Orders(orders) => Some(&mut orders.menu),
            _ => None,
        }
    }

    pub(crate) fn context(&self) -> Context {
        match self {
            Overlay::Search(_) | Overlay::Filter(_) | Overlay::Prompt(_) => Context::Line,
            Overlay::Picker(_) => Context::Picker,
            Overlay::Marks(_) => Context::Marks,
            Overlay::Note(_) => Context::Note,
            Overlay::Question(_) => Context::Confirm,
            Overlay::Messages { .. } => Context::Messages,
            Overlay::Orders(_) => Context::Orders,
        }
    }
}
