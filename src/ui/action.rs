//! The one table of actions: name, default keys, where they work, one line of help. Keymap, footer,
//! help screen, palette, which-key popup, the README's key table and the man page come from it. It
//! stands in a file a topic.

mod asking;
mod comparing;
mod footer;
mod labelling;
mod moving;
mod places;
mod pointing;
mod program;
mod reviewing;
mod searching;
mod showing;
mod tables;
mod taking;

use super::context::{Context, joined, length};
use Action as A;

pub(crate) use footer::footer;

/// Everything a key can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Action {
    Down,
    Up,
    PageDown,
    PageUp,
    Top,
    Bottom,
    Next,
    Previous,
    NextRecord,
    PreviousRecord,
    Open,
    Back,
    NextPane,
    PreviousPane,
    Search,
    NextHit,
    PreviousHit,
    ClearSearch,
    TakeSuggestion,
    Orders,
    ChooseOrder,
    ReverseOrder,
    Facets,
    Only,
    Exclude,
    OpenFacet,
    FoldFacet,
    ClearFacets,
    SavedSearches,
    RunSaved,
    KeepSearch,
    ForgetSearch,
    NextCitation,
    PreviousCitation,
    ShowClause,
    NextSuggestion,
    PreviousSuggestion,
    AcceptSuggestion,
    DismissSuggestion,
    TrackRecord,
    SwitchDetector,
    Missed,
    Clauses,
    Agreement,
    ToggleRater,
    NextLabel,
    Reading,
    Weighted,
    Charts,
    Outline,
    GoToParagraph,
    NextMarked,
    PreviousMarked,
    Sides,
    HoldSide,
    NextDifference,
    PreviousDifference,
    NextCounterpart,
    PreviousCounterpart,
    SwapSides,
    OpenSide,
    OpenRecords,
    NextColumn,
    PreviousColumn,
    NextField,
    PreviousField,
    SortClauses,
    FilterClauses,
    Shares,
    Uncited,
    Unexpected,
    Label(u8),
    /// A group of the scheme that has a key.
    Group(u8),
    LabelClause,
    Bulk,
    Unsure,
    Skip,
    Undo,
    Redo,
    Select,
    SelectSentence,
    SelectParagraph,
    SwapEnds,
    TakeEvidence,
    TakeCited,
    Queues,
    DrawQueue,
    ExtendQueue,
    CloseQueue,
    Decisions,
    TakeBack,
    People,
    Disputes,
    NextGroup,
    Advance,
    AtOnce,
    AnswerFirst,
    Note,
    Flag,
    Copy,
    CopyAs(Form, Dress),
    Repeat,
    SetMark,
    GoToMark,
    JumpBack,
    JumpForward,
    NextTab,
    PreviousTab,
    Tabs,
    CloseTab,
    Reopen,
    Reload,
    Tour,
    Export,
    Blind,
    Reveal,
    Fold,
    FoldAll,
    ToggleList,
    Raw,
    Print,
    Narrower,
    Wider,
    NextTheme,
    Mouse,
    Messages,
    Palette,
    Help,
    Redraw,
    Suspend,
    Quit,
    Accept,
    Cancel,
    PreviousItem,
    NextItem,
    Save,
    Yes,
    No,
}

/// What is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Form {
    Selection,
    Record,
    Chain,
    Citation,
    /// The command that shows the record.
    Link,
    Id,
}

/// How it is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Dress {
    /// With what it is and where it is from.
    Full,
    /// The text alone.
    Bare,
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) action: Action,
    /// What a configuration and the palette call it.
    pub(crate) name: &'static str,
    /// Key sequences, keys separated by spaces; the first is the one shown.
    pub(crate) keys: &'static [&'static str],
    pub(crate) contexts: &'static [Context],
    /// One or two words for the footer.
    pub(crate) hint: &'static str,
    /// One line of help.
    pub(crate) help: &'static str,
}

const fn entry(
    action: Action,
    name: &'static str,
    keys: &'static [&'static str],
    contexts: &'static [Context],
    hint: &'static str,
    help: &'static str,
) -> Entry {
    Entry { action, name, keys, contexts, hint, help }
}

/// The topics, in the order in which help lists them.
const TOPICS: &[&[Entry]] = &[
    moving::ENTRIES,
    searching::ENTRIES,
    pointing::ENTRIES,
    tables::ENTRIES,
    labelling::ENTRIES,
    taking::ENTRIES,
    places::ENTRIES,
    reviewing::ENTRIES,
    comparing::ENTRIES,
    showing::ENTRIES,
    program::ENTRIES,
    asking::ENTRIES,
];

/// The table.
pub(crate) const TABLE: &[Entry] = &joined::<_, { length(TOPICS) }>(TOPICS);

impl Action {
    /// Its line of the table for a context; several lines may tell of it for different ones.
    pub(crate) fn entry_in(self, context: Context) -> Option<&'static Entry> {
        TABLE.iter().find(|entry| entry.action == self && entry.contexts.contains(&context))
    }

    /// Whether it may go far, so that one wants to come back.
    pub(crate) fn jumps(self) -> bool {
        matches!(
            self,
            A::Top
                | A::Bottom
                | A::NextRecord
                | A::PreviousRecord
                | A::Search
                | A::ClearSearch
                | A::NextHit
                | A::PreviousHit
                | A::NextCitation
                | A::PreviousCitation
                | A::NextSuggestion
                | A::PreviousSuggestion
                | A::Missed
                | A::OpenRecords
                | A::Uncited
                | A::Unexpected
        )
    }

    /// Whether `repeat` does it once more.
    pub(crate) fn repeats(self) -> bool {
        matches!(self, A::Label(_) | A::Unsure | A::Flag | A::Skip)
    }

    /// The action that goes the other way: the footer shows the two as one.
    pub(crate) fn counterpart(self) -> Option<Action> {
        Some(match self {
            A::Down => A::Up,
            A::PageDown => A::PageUp,
            A::Next => A::Previous,
            A::NextRecord => A::PreviousRecord,
            A::NextCitation => A::PreviousCitation,
            A::NextSuggestion => A::PreviousSuggestion,
            A::NextHit => A::PreviousHit,
            A::NextColumn => A::PreviousColumn,
            A::NextDifference => A::PreviousDifference,
            A::NextMarked => A::PreviousMarked,
            A::Narrower => A::Wider,
            A::NextItem => A::PreviousItem,
            A::NextTab => A::PreviousTab,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use super::*;
    use crate::ui::context::EVERYWHERE;
    use crate::ui::key::Key;

    #[test]
    fn every_action_has_a_name_of_its_own_and_help() {
        let mut names = BTreeSet::new();
        for entry in TABLE {
            assert!(names.insert(entry.name), "{} twice", entry.name);
            assert!(!entry.help.is_empty() && !entry.hint.is_empty(), "{}", entry.name);
            assert!(!entry.help.ends_with('.') && entry.help.len() < 90, "{}", entry.name);
            assert!(!entry.contexts.is_empty(), "{}", entry.name);
        }
    }

    #[test]
    fn no_key_is_bound_twice_or_hides_a_sequence() {
        let mut bound: HashMap<(Context, Vec<Key>), &str> = HashMap::new();
        for entry in TABLE {
            for keys in entry.keys {
                let keys = Key::parse_sequence(keys).unwrap_or_else(|| panic!("{keys}"));
                for &context in entry.contexts {
                    let other = bound.insert((context, keys.clone()), entry.name);
                    assert_eq!(other, None, "{keys:?} in {context:?}: {}", entry.name);
                }
            }
        }
        for (context, keys) in bound.keys() {
            for length in 1..keys.len() {
                assert!(!bound.contains_key(&(*context, keys[..length].to_vec())), "{keys:?}");
            }
        }
    }

    #[test]
    fn footers_name_actions_that_work_there() {
        for &context in EVERYWHERE {
            assert!(footer(context).len() >= 3, "{context:?}");
            for action in footer(context) {
                let works = TABLE
                    .iter()
                    .any(|entry| entry.action == *action && entry.contexts.contains(&context));
                assert!(works, "{action:?} in {context:?}");
            }
        }
    }
}
