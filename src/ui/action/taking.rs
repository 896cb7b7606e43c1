//! Taking text and records out: clipboard and export.

use super::{Action as A, Dress, Entry, Form, entry};
use crate::ui::context::{
    COPIES,
    Context::{In, Select},
    PANES,
};
use crate::ui::pane::Pane::{Clause, List, Reader};

#[rustfmt::skip] // one action, one line: a table is read down its columns
pub(super) const ENTRIES: &[Entry] = &[
    entry(A::Copy, "copy", &["y"], &[In(List), In(Reader), In(Clause), Select], "copy", "Copy the selection, or the record"),
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
    entry(A::Export, "export", &["e"], PANES, "export", "Export the records that are listed"),
];
