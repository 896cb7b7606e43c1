//! The labels on the keys: always in sight, because nobody remembers them.

use ratatui::layout::Rect;

use crate::label::scheme::{Group, UNSURE};
use crate::ui::action::Action;
use crate::ui::backend::LabelDef;
use crate::ui::context::Context;
use crate::ui::model::Model;
use crate::ui::paint::{Painter, Piece, width};
use crate::ui::pane::Pane;
use crate::ui::theme::Role;

/// Fewer letters of a name tell nothing.
const FEWEST: usize = 3;
/// With so many it can be read.
const READABLE: usize = 6;

/// Draws the legend between `line.x` and `right`. Where it is too long, what is least needed goes
/// first: the groups, then `unsure`; then all names are cut alike, and at last labels are left out.
pub(super) fn legend(painter: &mut Painter<'_>, line: Rect, right: u16, model: &Model) {
    if whole_legend(painter, line, right, model) {
        return;
    }
    let mut entries = labels(model);
    while !entries.is_empty() && !draw(painter, line, right, model, &entries, FEWEST) {
        entries.pop();
    }
}

/// The same if the names of all labels can be read; whether they can. Without labels they always can.
pub(super) fn whole_legend(
    painter: &mut Painter<'_>,
    line: Rect,
    right: u16,
    model: &Model,
) -> bool {
    let (labels, unsure, groups) = (labels(model), unsure(model), groups(model));
    let most = [&labels[..], &unsure, &groups].concat();
    let fewer = [&labels[..], &unsure].concat();
    labels.is_empty()
        || [most, fewer, labels]
            .iter()
            .any(|entries| draw(painter, line, right, model, entries, READABLE))
}

fn draw(
    painter: &mut Painter<'_>,
    line: Rect,
    right: u16,
    model: &Model,
    entries: &[Entry],
    fewest: usize,
) -> bool {
    let evidence = if model.reader.evidence.is_some() { "evidence for: " } else { "" };
    let from = usize::from(line.x) + 1 + width(evidence);
    let Some(longest) = longest(entries, usize::from(right).saturating_sub(from), fewest) else {
        return false;
    };
    let mut at = painter.fit(line.x + 1, line.y, right, evidence, Role::Title);
    for (key, name) in entries {
        let cut: String = name.chars().take(longest).collect();
        let gap = if longest >= LONG { "  " } else { " " };
        let pieces: [Piece<'_>; 3] = [
            (key.as_str().into(), Role::Key),
            (" ".into(), Role::Dim),
            (format!("{}{gap}", cut.trim_end()).into(), Role::Dim),
        ];
        at = painter.pieces(at, line.y, right, &pieces);
    }
    true
}

/// Names of this length stand two spaces apart.
const LONG: usize = 12;

fn labels_here(model: &Model) -> bool {
    matches!(model.pane_context(), Context::In(Pane::Decisions) | Context::In(Pane::Disputes))
}

/// A key and what it labels.
type Entry = (String, String);

/// The labels at hand; none where keys do not label.
fn labels(model: &Model) -> Vec<Entry> {
    if model.overview.readonly.is_some() || model.focus.stands_alone() && !labels_here(model) {
        return Vec::new();
    }
    let labels = model.overview.scheme.iter().zip(1u8..);
    let entry = |(label, number): (&LabelDef, u8)| {
        Some((key(model, Action::Label(number))?, label.name.clone()))
    };
    labels.filter_map(entry).collect()
}

fn unsure(model: &Model) -> Vec<Entry> {
    let label = model.overview.groups.find(UNSURE).map(|(_, label)| label.name.clone());
    key(model, Action::Unsure).zip(label).into_iter().collect()
}

/// The groups with a key.
fn groups(model: &Model) -> Vec<Entry> {
    let groups = &model.overview.groups.groups;
    let with_key = groups.iter().filter(|group| group.key.is_some()).zip(1u8..);
    let entry = |(group, number): (&Group, u8)| {
        Some((key(model, Action::Group(number))?, group.name.clone()))
    };
    with_key.filter_map(entry).collect()
}

fn key(model: &Model, action: Action) -> Option<String> {
    model.keymap.key(Pane::Reader, action)
}

/// The most letters of each name with which all of them fit; `None`: not even the fewest do. Whoever
/// has shorter names leaves room to the others.
fn longest(entries: &[Entry], room: usize, fewest: usize) -> Option<usize> {
    let needed = |most: usize| -> usize {
        let gap = if most >= LONG { 2 } else { 1 };
        let entry = |(key, name): &Entry| width(key) + 1 + width(name).min(most) + gap;
        entries.iter().map(entry).sum()
    };
    (fewest..=40).rev().find(|most| needed(*most) <= room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_names_are_cut_alike_until_they_fit() {
        let names = ["OK", "Deceptive", "Rule lawyering"];
        let entries: Vec<Entry> =
            names.iter().zip(1..).map(|(name, key)| (format!("{key}"), (*name).into())).collect();
        for (room, most) in [(60, Some(40)), (30, Some(10)), (18, Some(3)), (10, None)] {
            let found = longest(&entries, room, FEWEST);
            assert_eq!(found, most, "{room}");
        }
    }
}
