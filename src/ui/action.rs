//! The one table of actions: name, default keys, where they work, one line of help. Keymap, footer,
//! help screen, palette, which-key popup, the README's key table and the man page come from it.

use Action as A;
use Context::{
    Agreement, Ask, Charts, Clause, Clauses, Confirm, Decisions, Disputes, Drawing, Facets, Line,
    List, Marks, Messages, Note, Orders, Outline, People, Picker, Queues, Reader, Saved, Select,
    Sides, Track,
};

/// Where keys go: the focused pane, or what lies over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Context {
    List,
    Reader,
    Clause,
    /// The table of all clauses.
    Clauses,
    /// The queues of the team.
    Queues,
    /// The last decisions.
    Decisions,
    /// Who did what.
    People,
    /// What reviewers dispute, side by side.
    Disputes,
    /// How far raters agree.
    Agreement,
    /// How good detectors have been.
    Track,
    /// Two records side by side.
    Sides,
    /// The outline of a record.
    Outline,
    /// Charts.
    Charts,
    /// Selecting a span in the reader.
    Select,
    /// A line of text: search or prompt.
    Line,
    /// Help and palette: a filter over a list.
    Picker,
    /// The letter of a mark.
    Marks,
    Note,
    /// What is asked after a label, or about it.
    Ask,
    /// How a queue is to be drawn.
    Drawing,
    Confirm,
    Messages,
    /// The menu of orders.
    Orders,
    /// The menu of saved searches.
    Saved,
    /// The side list of facets.
    Facets,
}

impl Context {
    pub(crate) const ALL: [Context; 25] = [
        List, Reader, Clause, Clauses, Agreement, Queues, Decisions, People, Disputes, Track,
        Sides, Outline, Charts, Select, Line, Picker, Marks, Note, Ask, Drawing, Confirm, Messages,
        Orders, Saved, Facets,
    ];

    /// What help and documentation call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            List => "list",
            Reader => "reader",
            Clause => "clause",
            Clauses => "clause screen",
            Queues => "queues",
            Decisions => "last decisions",
            People => "people",
            Disputes => "disputes",
            Agreement => "agreement screen",
            Track => "track record",
            Sides => "side by side",
            Outline => "outline",
            Charts => "charts",
            Select => "selecting",
            Line => "typing",
            Picker => "help and palette",
            Marks => "marks",
            Note => "note",
            Ask => "question about a label",
            Drawing => "drawing a queue",
            Confirm => "question",
            Messages => "messages",
            Orders => "order of the list",
            Saved => "saved searches",
            Facets => "facets",
        }
    }

    /// Whether letters are text there.
    pub(crate) fn types(self) -> bool {
        matches!(self, Line | Picker | Marks | Note | Ask | Drawing)
    }
}

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
#[derive(Debug)]
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

/// The three panes.
const PANES: &[Context] = &[List, Reader, Clause];
/// The panes and the screen that has views and records to go through.
const VOICES: &[Context] = &[List, Reader, Clause, Agreement];
/// The panes and the screens that stand alone.
const SCREENS: &[Context] = &[
    List, Reader, Clause, Clauses, Agreement, Queues, Decisions, People, Disputes, Track, Sides,
    Outline, Charts,
];
/// The screens of the review loop.
const REVIEW: &[Context] = &[Queues, Decisions, People, Disputes];
/// Panes, and the span that grows in one.
const PARTS: &[Context] = &[List, Reader, Clause, Select, Messages];
/// Wherever something goes up and down.
const MOVES: &[Context] = &[
    List, Reader, Clause, Clauses, Agreement, Queues, Decisions, People, Disputes, Track, Sides,
    Outline, Charts, Select, Messages, Orders, Saved, Facets,
];

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

/// The table, in the order in which help lists it.
#[rustfmt::skip] // one action, one line: a table is read down its columns
pub(crate) const TABLE: &[Entry] = &[
    entry(A::Down, "down", &["j", "down"], MOVES, "move", "Down a line, a record, or a line of the selection"),
    entry(A::Up, "up", &["k", "up"], MOVES, "up", "Up a line, a record, or a line of the selection"),
    entry(A::PageDown, "page-down", &["ctrl-d", "pagedown"], MOVES, "page", "Down half a screen"),
    entry(A::PageUp, "page-up", &["ctrl-u", "pageup"], MOVES, "page", "Up half a screen"),
    entry(A::Top, "top", &["g", "home"], MOVES, "top", "To the beginning; with a count to that line or record"),
    entry(A::Bottom, "bottom", &["G", "end"], MOVES, "end", "To the end"),
    entry(A::Next, "next-part", &["l", "right"], PARTS, "paragraph", "Next paragraph; in a selection, next word"),
    entry(A::Previous, "previous-part", &["h", "left"], PARTS, "paragraph", "Previous paragraph; in a selection, previous word"),
    entry(A::NextRecord, "next-record", &["L"], VOICES, "record", "Next record"),
    entry(A::PreviousRecord, "previous-record", &["H"], VOICES, "previous", "Previous record"),
    entry(A::Open, "open", &["enter"], PANES, "open", "Open the record, or the folded part under the eye"),
    entry(A::Back, "back", &["esc"], BACK, "back", "Back: end the selection, close the clause, leave the reader, clear the search"),
    entry(A::Open, "open-line", &["enter"], REVIEW, "open", "Work through the queue, or go to the record or the records"),
    entry(A::NextPane, "next-pane", &["tab"], VOICES, "view", "To the next pane or view"),
    entry(A::PreviousPane, "previous-pane", &["shift-tab"], VOICES, "view", "To the previous pane or view"),
    entry(A::Search, "search", &["/"], PANES, "search", "Search prompts, chains and answers while typing"),
    entry(A::NextHit, "next-hit", &["n"], PANES, "next hit", "Next hit, on into the next record that has one"),
    entry(A::PreviousHit, "previous-hit", &["N"], PANES, "previous hit", "Previous hit, back into the record before"),
    entry(A::ClearSearch, "clear-search", &["X"], PANES, "clear search", "Clear the search and list every record"),
    entry(A::TakeSuggestion, "take-suggestion", &["tab"], &[Line], "take proposal", "Write the query that the message proposes"),
    entry(A::Orders, "order", &["O"], PANES, "order", "Order of the list: relevance, place, length, citations, a score"),
    entry(A::ChooseOrder, "choose-order", &["enter"], &[Orders], "sort", "Sort the list by this"),
    entry(A::ReverseOrder, "reverse-order", &["r"], &[Orders], "the other way", "Sort the list by this, the other way round"),
    entry(A::Facets, "facets", &["F"], PANES, "facets", "Facets: how the listed records divide, with switches that refine the query"),
    entry(A::Only, "only", &["enter", "space"], &[Facets], "only these", "Only records with this value, or no longer; open or fold a field"),
    entry(A::Exclude, "exclude", &["x"], &[Facets], "not these", "No records with this value, or no longer"),
    entry(A::OpenFacet, "open-facet", &["l", "right"], &[Facets], "open", "Open the field"),
    entry(A::FoldFacet, "fold-facet", &["h", "left"], &[Facets], "fold", "Fold the field"),
    entry(A::ClearFacets, "clear-facets", &["X"], &[Facets], "clear", "Take every switch off"),
    entry(A::SavedSearches, "saved-searches", &["w"], PANES, "saved", "Saved searches: run one, save the present one under a name"),
    entry(A::RunSaved, "run-saved", &["enter"], &[Saved], "run", "Run the saved search"),
    entry(A::KeepSearch, "keep-search", &["a"], &[Saved], "save this", "Save the present search under a name"),
    entry(A::ForgetSearch, "forget-search", &["d"], &[Saved], "forget", "Forget the saved search"),
    entry(A::NextCitation, "next-citation", &["c"], PANES, "cite", "Next citation of a clause"),
    entry(A::PreviousCitation, "previous-citation", &["C"], PANES, "cite", "Previous citation of a clause"),
    entry(A::ShowClause, "clause", &["s"], PANES, "clause", "Open the cited clause, go to it, or close it again"),
    entry(A::NextSuggestion, "next-suggestion", &["i"], PANES, "suggestion", "Next place that a detector points at"),
    entry(A::PreviousSuggestion, "previous-suggestion", &["I"], PANES, "suggestion", "Previous place that a detector points at"),
    entry(A::AcceptSuggestion, "accept-suggestion", &["+"], PANES, "accept", "Make the suggestion one's own label, with its words as evidence"),
    entry(A::DismissSuggestion, "dismiss-suggestion", &["-"], PANES, "dismiss", "Dismiss the suggestion: what it says does not hold"),
    entry(A::TrackRecord, "track-record", &["T"], SCREENS, "track record", "How often each detector fires, and how often people found it right"),
    entry(A::SwitchDetector, "switch-detector", &["x"], &[Track], "on or off", "Switch the detector under the cursor off for this dataset, or on again"),
    entry(A::Missed, "missed", &["w"], &[Track], "missed", "List the labelled records that the detector did not fire on"),
    entry(A::Clauses, "clauses", &["S"], SCREENS, "clauses", "All clauses: how often each is cited, in which kinds, by which field"),
    entry(A::Agreement, "agreement", &["A"], SCREENS, "agreement", "How far raters agree, and the true rate of a label"),
    entry(A::ToggleRater, "toggle-rater", &["space"], &[Agreement], "compare", "Compare the rater under the cursor with the others, or no longer"),
    entry(A::NextLabel, "next-label", &["o"], &[Agreement], "label", "The rate of the next label"),
    entry(A::NextField, "next-slices", &["f"], &[Agreement], "slice by", "Slices by the next field: metadata, chain length, clause, detector"),
    entry(A::PreviousField, "previous-slices", &["F"], &[Agreement], "slice by", "Slices by the previous field"),
    entry(A::Reading, "reading", &["x"], &[Agreement], "fault/fine", "Read labels as they are, or all as fault or fine"),
    entry(A::Weighted, "weighted", &["w"], &[Agreement], "weights", "Only what was drawn by chance, weighted; or all labels"),
    entry(A::OpenRecords, "open-records", &["enter"], &[Clauses, Agreement, Track], "records", "List the records behind the number under the cursor"),
    entry(A::NextColumn, "next-column", &["l", "right"], &[Clauses, Agreement], "column", "Next value of the field; the first column is all records"),
    entry(A::PreviousColumn, "previous-column", &["h", "left"], &[Clauses, Agreement], "column", "Previous value of the field"),
    entry(A::NextField, "next-field", &["tab"], &[Clauses], "field", "Divide by the next field: outcome, label, category, judge …"),
    entry(A::PreviousField, "previous-field", &["shift-tab"], &[Clauses], "field", "Divide by the previous field"),
    entry(A::SortClauses, "sort-clauses", &["o"], &[Clauses], "order", "Order: most cited, as in the spec, misquoted or invented, least cited"),
    entry(A::FilterClauses, "filter-clauses", &["/"], &[Clauses], "filter", "Only clauses whose id or title has what is typed"),
    entry(A::Shares, "shares", &["%"], &[Clauses], "percent", "Show the share of each value's records, or their number"),
    entry(A::Uncited, "uncited", &["0"], &[Clauses], "uncited", "List the records that cite no clause"),
    entry(A::Unexpected, "unexpected", &["x"], &[Clauses], "unexpected", "List the records that cite none of the clauses expected for them"),
    entry(A::Label(1), "label-1", &["1"], LABELS, "label", "Set or take off label 1"),
    entry(A::Label(2), "label-2", &["2"], LABELS, "label", "Set or take off label 2"),
    entry(A::Label(3), "label-3", &["3"], LABELS, "label", "Set or take off label 3"),
    entry(A::Label(4), "label-4", &["4"], LABELS, "label", "Set or take off label 4"),
    entry(A::Label(5), "label-5", &["5"], LABELS, "label", "Set or take off label 5"),
    entry(A::Label(6), "label-6", &["6"], LABELS, "label", "Set or take off label 6"),
    entry(A::Label(7), "label-7", &["7"], LABELS, "label", "Set or take off label 7"),
    entry(A::Label(8), "label-8", &["8"], LABELS, "label", "Set or take off label 8"),
    entry(A::Label(9), "label-9", &["9"], LABELS, "label", "Set or take off label 9"),
    entry(A::Group(1), "group-1", &["o"], PANES, "outcome", "Open the scheme's first group with a key: the outcome"),
    entry(A::Group(2), "group-2", &["p"], PANES, "spec use", "Open its second group: the use of the spec"),
    entry(A::Group(3), "group-3", &[], PANES, "group", "Open its third group"),
    entry(A::LabelClause, "label-clause", &["W"], &[Reader, Clause, Clauses], "clause label", "Say what is wrong with the clause itself"),
    entry(A::Bulk, "bulk-label", &["B"], PANES, "bulk", "Label every record that is listed, after a question"),
    entry(A::Unsure, "unsure", &["0"], PANES, "unsure", "Mark the record as unsure, or no longer"),
    entry(A::Skip, "skip", &["space"], PANES, "skip", "Skip the record and go to the next"),
    entry(A::Undo, "undo", &["u"], UNDO, "undo", "Take the last change of labels back, to the very first one"),
    entry(A::Redo, "redo", &["U"], UNDO, "redo", "Make the change again that was taken back"),
    entry(A::Select, "select", &["v"], PANES, "select", "Select a span as evidence, from the citation or sentence under the eye"),
    entry(A::TakeEvidence, "take-evidence", &["enter", "v"], &[Select], "take", "Make the selection the evidence of the last label, or of the next"),
    entry(A::TakeCited, "take-cited", &["V"], &[List, Reader, Clause], "evidence", "Make the current citation or hit evidence, without selecting"),
    entry(A::SelectSentence, "select-sentence", &["s"], &[Select], "sentence", "Extend the selection by a sentence"),
    entry(A::SelectParagraph, "select-paragraph", &["p"], &[Select], "paragraph", "Extend the selection by a paragraph"),
    entry(A::SwapEnds, "swap-ends", &["o"], &[Select], "other end", "Move the other end of the selection"),
    entry(A::Note, "note", &["a"], PANES, "note", "Write a note on the record"),
    entry(A::Flag, "flag", &["f"], PANES, "flag", "Flag the record, or no longer"),
    entry(A::Copy, "copy", &["y"], &[List, Reader, Clause, Select], "copy", "Copy the selection, or the record"),
    entry(A::CopyAs(Form::Selection, Dress::Full), "copy-selection", &["Y s"], &[Select], "selection", "Copy the selection as a quotation, with where it stands"),
    entry(A::CopyAs(Form::Selection, Dress::Bare), "copy-selection-bare", &["Y S"], &[Select], "bare", "Copy the selected text alone"),
    entry(A::CopyAs(Form::Record, Dress::Full), "copy-record", &["Y r"], COPIES, "record", "Copy the record: prompt, chain, answer, labels"),
    entry(A::CopyAs(Form::Record, Dress::Bare), "copy-record-bare", &["Y R"], COPIES, "bare", "Copy the record's texts alone, without headings and labels"),
    entry(A::CopyAs(Form::Chain, Dress::Full), "copy-chain", &["Y t"], COPIES, "chain", "Copy the chain of thought as a quotation, with whose it is"),
    entry(A::CopyAs(Form::Chain, Dress::Bare), "copy-chain-bare", &["Y T"], COPIES, "bare", "Copy the chain of thought alone"),
    entry(A::CopyAs(Form::Citation, Dress::Full), "copy-citation", &["Y c"], COPIES, "citation", "Copy the current citation with its clause"),
    entry(A::CopyAs(Form::Citation, Dress::Bare), "copy-citation-bare", &["Y C"], COPIES, "bare", "Copy the cited words and the clause's text alone"),
    entry(A::CopyAs(Form::Link, Dress::Full), "copy-link", &["Y l"], COPIES, "link", "Copy the command that shows this record, with its id and prompt"),
    entry(A::CopyAs(Form::Link, Dress::Bare), "copy-link-bare", &["Y L"], COPIES, "bare", "Copy the command that shows this record alone"),
    entry(A::CopyAs(Form::Id, Dress::Bare), "copy-id", &["Y i"], COPIES, "id", "Copy the record's id"),
    entry(A::Repeat, "repeat", &["."], PANES, "repeat", "Set the last label or flag here too"),
    entry(A::SetMark, "set-mark", &["M"], PANES, "mark", "Mark this place with a letter"),
    entry(A::GoToMark, "go-to-mark", &["'"], PANES, "to mark", "Go to the place marked with a letter"),
    entry(A::JumpBack, "jump-back", &["ctrl-o"], PANES, "back", "Back to where the last jump started"),
    entry(A::JumpForward, "jump-forward", &["alt-o", "ctrl-i"], PANES, "forward", "Forward again; Ctrl-i only where the terminal tells it from Tab"),
    entry(A::NextTab, "next-tab", &["]"], SCREENS, "tab", "Next tab; with a count the tab of that number"),
    entry(A::PreviousTab, "previous-tab", &["["], SCREENS, "tab", "Previous tab"),
    entry(A::Tabs, "tabs", &["t b"], SCREENS, "tabs", "Go to a tab, or open another dataset in one"),
    entry(A::CloseTab, "close-tab", &["t x"], SCREENS, "close", "Close this tab"),
    entry(A::Reload, "reload", &["t r"], SCREENS, "reload", "Read the configuration again; saving it does that too"),
    entry(A::Tour, "tour", &["t q"], SCREENS, "tour", "Show the tour of the screen, or leave it"),
    entry(A::Export, "export", &["e"], PANES, "export", "Export the records that are listed"),
    entry(A::Blind, "blind", &["b"], SCREENS, "blind", "Hide verdicts, others' labels and suggestions, or show them"),
    entry(A::Reveal, "reveal", &["r"], PANES, "reveal", "Show what is hidden of this record, once you have labelled it"),
    entry(A::Queues, "queues", &["Q"], SCREENS, "queues", "Review queues: draw one, work through one, extend one"),
    entry(A::DrawQueue, "draw-queue", &["n"], &[Queues], "draw", "Draw a new queue"),
    entry(A::ExtendQueue, "extend-queue", &["x"], &[Queues], "extend", "Draw more for the queue under the cursor"),
    entry(A::CloseQueue, "close-queue", &["c"], &[Queues], "close queue", "Leave the open queue and browse again"),
    entry(A::Disputes, "disputes", &["d"], &[Queues], "disputes", "What reviewers dispute, side by side, to be decided"),
    entry(A::NextGroup, "next-group", &["tab"], &[Disputes], "group", "Disputes in the next group of the scheme"),
    entry(A::Decisions, "decisions", &["D"], SCREENS, "decisions", "Your last ten decisions, to be looked at and changed"),
    entry(A::TakeBack, "take-back", &["x"], &[Decisions], "take back", "Take this decision back, whatever came after it"),
    entry(A::People, "people", &["P"], SCREENS, "people", "Who has labelled how much, how, and how fast"),
    entry(A::Fold, "fold", &["z"], PANES, "fold", "Open or fold the part under the eye"),
    entry(A::FoldAll, "fold-all", &["Z"], PANES, "fold all", "Open every folded part, or fold them again"),
    entry(A::ToggleList, "toggle-list", &["t l"], PANES, "list", "Show or hide the list beside the reader"),
    entry(A::Advance, "advance", &["t a"], PANES, "advance", "A label goes on to the next record, or stays"),
    entry(A::AtOnce, "reveal-at-once", &["t v"], PANES, "reveal at once", "In queues: show what is hidden as soon as you have labelled"),
    entry(A::AnswerFirst, "answer-first", &["t w"], PANES, "answer first", "In queues: label the answer alone before the chain is shown"),
    entry(A::Sides, "sides", &["|"], &[List, Reader, Clause, Sides], "side by side", "Beside it: its pair, or the same prompt elsewhere; word by word"),
    entry(A::HoldSide, "hold-side", &["t |"], PANES, "keep", "Keep the record, to compare it with the next one that is put beside it"),
    entry(A::NextDifference, "next-difference", &["n", "l", "right"], &[Sides], "difference", "Next paragraph that differs"),
    entry(A::PreviousDifference, "previous-difference", &["N", "h", "left"], &[Sides], "difference", "Previous paragraph that differs"),
    entry(A::NextCounterpart, "next-counterpart", &["tab"], &[Sides], "other", "The next record that belongs beside the left one"),
    entry(A::PreviousCounterpart, "previous-counterpart", &["shift-tab"], &[Sides], "other", "The previous record that belongs beside the left one"),
    entry(A::SwapSides, "swap-sides", &["x"], &[Sides], "swap", "Left to right, right to left"),
    entry(A::OpenSide, "open-side", &["enter"], &[Sides], "open right", "Open the record on the right in the reader"),
    entry(A::Outline, "outline", &["t o"], &[List, Reader, Clause, Outline], "outline", "The record's parts and paragraphs with what is marked in each"),
    entry(A::GoToParagraph, "go-to-paragraph", &["enter"], &[Outline], "go there", "Read on from the paragraph under the cursor"),
    entry(A::NextMarked, "next-marked", &["n", "c", "l", "right"], &[Outline], "marked", "Next paragraph with a citation, hit or evidence in it"),
    entry(A::PreviousMarked, "previous-marked", &["N", "C", "h", "left"], &[Outline], "marked", "Previous paragraph with a citation, hit or evidence in it"),
    entry(A::Charts, "charts", &["K"], SCREENS, "charts", "Charts: labels an hour, records by label, lengths of chains"),
    entry(A::Narrower, "narrower", &["<"], PANES, "narrower", "Make the pane smaller"),
    entry(A::Wider, "wider", &[">"], PANES, "wider", "Make the pane larger; the reader takes room from its neighbour"),
    entry(A::Print, "print", &["t f"], PANES, "plain text", "The record as plain text in the terminal's own scrollback; any key comes back"),
    entry(A::Raw, "raw", &["t m"], PANES, "raw", "Show Markdown as it stands in the text, or lightly"),
    entry(A::NextTheme, "next-theme", &["t t"], SCREENS, "theme", "Next theme: terminal, dark, light, high contrast, mono"),
    entry(A::Mouse, "mouse", &["m"], SCREENS, "mouse", "Mouse on or off; off leaves it to the terminal's own selection"),
    entry(A::Messages, "messages", &["!"], SCREENS, "messages", "Show messages and what was wrong in the inputs"),
    entry(A::Palette, "palette", &[":", "ctrl-p"], SCREENS, "actions", "Find any action by name and run it"),
    entry(A::Help, "help", &["?", "f1"], MOVES, "help", "Show the keys that work here"),
    entry(A::Redraw, "redraw", &["ctrl-l"], MOVES, "redraw", "Draw the whole screen again"),
    entry(A::Suspend, "suspend", &["ctrl-z"], EVERYWHERE, "suspend", "Go to the shell; fg comes back"),
    entry(A::Quit, "quit", &["q", "ctrl-c"], SCREENS, "quit", "Quit; labels are on disk already"),
    entry(A::Accept, "accept", &["enter"], TYPED, "take", "Take what was typed, or run the chosen line"),
    entry(A::PreviousItem, "previous-item", &["up", "ctrl-p"], TYPED, "previous", "Previous line, or what was typed before"),
    entry(A::NextItem, "next-item", &["down", "ctrl-n"], TYPED, "choose", "Next line, or what was typed after"),
    entry(A::Save, "save", &["ctrl-s"], &[Note], "save", "Save the note"),
    entry(A::Yes, "yes", &["y", "enter"], &[Confirm], "yes", "Yes"),
    entry(A::No, "no", &["n"], &[Confirm], "no", "No"),
    entry(A::Cancel, "cancel", &["esc", "ctrl-c"], &[Line, Picker, Marks, Note, Drawing, Confirm], "close", "Close without doing anything"),
    entry(A::Accept, "answered", &["enter"], &[Ask, Drawing], "done", "Go on: to the next question, to the next record, or draw"),
    entry(A::Cancel, "leave-open", &["esc", "ctrl-c"], &[Ask], "leave", "Leave it unanswered and go on"),
    entry(A::PreviousItem, "previous-field-of-form", &["up", "shift-tab"], &[Drawing], "up", "The field above"),
    entry(A::NextItem, "next-field-of-form", &["down", "tab"], &[Drawing], "field", "The field below"),
    entry(A::Cancel, "close", &["esc", "q", "ctrl-c"], &[Messages, Orders, Saved, Facets], "close", "Close"),
    entry(A::Cancel, "end-selection", &["ctrl-c"], &[Select], "end", "End the selection"),
];

/// Where a line is typed or chosen.
const TYPED: &[Context] = &[Line, Picker, Marks];
/// Where a record can be copied.
const COPIES: &[Context] = &[List, Reader, Clause, Select];
/// Where digits label.
const LABELS: &[Context] = &[List, Reader, Clause, Select, Decisions, Disputes];
/// Where Esc goes a step back.
const BACK: &[Context] = &[
    List, Reader, Clause, Clauses, Agreement, Queues, Decisions, People, Disputes, Track, Sides,
    Outline, Charts, Select,
];
const UNDO: &[Context] = &[List, Reader, Clause, Decisions];
const EVERYWHERE: &[Context] = &Context::ALL;

impl Action {
    /// Its line of the table.
    pub(crate) fn entry(self) -> Option<&'static Entry> {
        TABLE.iter().find(|entry| entry.action == self)
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

/// What the footer shows in a context, most wanted first: narrow screens lose the last ones. Help
/// and quit are kept to the end of the line.
pub(crate) fn footer(context: Context) -> &'static [Action] {
    match context {
        List => {
            &[A::Down, A::Open, A::Search, A::Label(1), A::Flag, A::Export, A::Clauses, A::Palette]
        }
        Reader => &[
            A::Down,
            A::NextCitation,
            A::ShowClause,
            A::Search,
            A::Select,
            A::Note,
            A::NextRecord,
            A::Flag,
        ],
        Clause => &[
            A::Down,
            A::NextCitation,
            A::ShowClause,
            A::Back,
            A::CopyAs(Form::Citation, Dress::Full),
        ],
        Clauses => &[
            A::OpenRecords,
            A::NextColumn,
            A::NextField,
            A::SortClauses,
            A::Uncited,
            A::FilterClauses,
            A::Back,
            A::Shares,
            A::Unexpected,
        ],
        Queues => {
            &[A::Open, A::DrawQueue, A::ExtendQueue, A::CloseQueue, A::Disputes, A::People, A::Back]
        }
        Decisions => &[A::Open, A::Label(1), A::TakeBack, A::Undo, A::Back],
        People => &[A::Down, A::Open, A::Queues, A::Back],
        Disputes => &[A::Down, A::Label(1), A::Open, A::NextGroup, A::Back],
        Agreement => &[
            A::NextPane,
            A::OpenRecords,
            A::ToggleRater,
            A::NextLabel,
            A::NextField,
            A::Reading,
            A::Weighted,
            A::Back,
        ],
        Track => &[A::Down, A::OpenRecords, A::SwitchDetector, A::Missed, A::Back],
        Charts => &[A::Down, A::PageDown, A::Back],
        Outline => &[A::Down, A::GoToParagraph, A::NextMarked, A::Back],
        Sides => {
            &[A::Down, A::NextDifference, A::NextCounterpart, A::SwapSides, A::OpenSide, A::Back]
        }
        Select => &[
            A::TakeEvidence,
            A::Label(1),
            A::Next,
            A::Down,
            A::SelectSentence,
            A::SelectParagraph,
            A::SwapEnds,
            A::Copy,
            A::Back,
        ],
        Line => &[A::Accept, A::Cancel, A::NextItem],
        Picker | Marks => &[A::Accept, A::NextItem, A::Cancel],
        Note => &[A::Save, A::Cancel, A::Suspend],
        Ask => &[A::Accept, A::Cancel, A::Suspend],
        Drawing => &[A::Accept, A::NextItem, A::Cancel],
        Confirm => &[A::Yes, A::No, A::Cancel],
        Messages => &[A::Down, A::PageDown, A::Bottom, A::Cancel],
        Orders => &[A::ChooseOrder, A::ReverseOrder, A::Down, A::Cancel],
        Saved => &[A::RunSaved, A::KeepSearch, A::ForgetSearch, A::Cancel],
        Facets => &[A::Only, A::Exclude, A::OpenFacet, A::ClearFacets, A::Cancel],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use super::*;
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
        for context in Context::ALL {
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
