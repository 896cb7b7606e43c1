//! What lies over the panes: a stack, of which the topmost has the keys.

pub(crate) mod ask;
pub(crate) mod facets;
pub(crate) mod form;
pub(crate) mod marks;
pub(crate) mod menu;
pub(crate) mod note;
pub(crate) mod picker;
pub(crate) mod sheet;

use std::path::PathBuf;

use super::backend::{Ordinals, Task};
use super::context::Context;
use super::widget::input::Input;
use crate::search::SortBy;

use crate::session::searches::SavedSearch;
use ask::Ask;
use facets::Facets;
use form::DrawForm;
use marks::Marks;
use menu::Menu;
use note::NoteEditor;
use picker::Picker;
use sheet::Sheet;

/// Something over the panes.
#[derive(Debug)]
pub(crate) enum Overlay {
    Search(SearchLine),
    Filter(FilterLine),
    Prompt(Prompt),
    Picker(Picker),
    Marks(Marks),
    Note(Box<NoteEditor>),
    Ask(Ask),
    Form(Box<DrawForm>),
    /// Something to be read.
    Sheet(Sheet),
    Question(Question),
    Messages {
        top: usize,
    },
    Orders(Orders),
    Saved(Saved),
    /// The name of a search that is to be kept.
    Name(NamePrompt),
    Facets(Facets),
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

/// The menu of saved searches.
#[derive(Debug)]
pub(crate) struct Saved {
    /// One a line of the menu.
    pub(crate) searches: Vec<SavedSearch>,
    pub(crate) menu: Menu,
    /// Whether they have come.
    pub(crate) known: bool,
}

/// The name of a search while it is typed.
#[derive(Debug)]
pub(crate) struct NamePrompt {
    pub(crate) input: Input,
    pub(crate) query: String,
}

/// A line that is asked for.
#[derive(Debug)]
pub(crate) struct Prompt {
    pub(crate) title: String,
    pub(crate) input: Input,
    pub(crate) purpose: Purpose,
}

/// What a line is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Purpose {
    /// Where to export these to.
    Export(Ordinals),
    /// Why a dispute is decided so.
    Reason { record: String, group: String, label: String },
    /// The clause that another one conflicts with.
    Conflict { ordinal: Option<usize>, spec: String, clause: String, label: String },
    /// How many records more for a queue.
    Extend(PathBuf),
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
    Overwrite {
        ordinals: Ordinals,
        path: PathBuf,
    },
    /// Ask again where to, and propose this.
    ExportTo {
        ordinals: Ordinals,
        path: PathBuf,
    },
    SaveNote,
    DiscardNote,
    Copy(String),
    /// Give these records a label.
    Bulk {
        ordinals: Ordinals,
        label: String,
    },
    /// End what goes on by itself.
    Stop(Task),
    Quit,
}

impl Overlay {
    /// Its menu, if it is one.
    pub(crate) fn menu(&mut self) -> Option<&mut Menu> {
        match self {
            Overlay::Orders(orders) => Some(&mut orders.menu),
            Overlay::Saved(saved) => Some(&mut saved.menu),
            _ => None,
        }
    }

    pub(crate) fn context(&self) -> Context {
        match self {
            Overlay::Search(_) | Overlay::Filter(_) | Overlay::Prompt(_) => Context::Line,
            Overlay::Picker(_) => Context::Picker,
            Overlay::Marks(_) => Context::Marks,
            Overlay::Note(_) => Context::Note,
            Overlay::Ask(_) => Context::Ask,
            Overlay::Form(_) => Context::Drawing,
            Overlay::Question(_) => Context::Confirm,
            Overlay::Messages { .. } => Context::Messages,
            Overlay::Sheet(_) => Context::Sheet,
            Overlay::Orders(_) => Context::Orders,
            Overlay::Saved(_) => Context::Saved,
            Overlay::Name(_) => Context::Line,
            Overlay::Facets(_) => Context::Facets,
        }
    }
}
