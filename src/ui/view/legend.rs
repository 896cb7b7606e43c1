//! The labels on the keys: always in sight, because nobody remembers them.

use ratatui::layout::Rect;

use crate::label::scheme::UNSURE;
use crate::ui::action::Action;
use crate::ui::context::Context;
use crate::ui::model::Model;
use crate::ui::paint::{Painter, Piece, width};
use crate::ui::pane::Pane;
use crate::ui::theme::Role;

/// Fewer letters of a name tell nothing.
const FEWEST: usize = 3;

/// Draws the legend between `line.x` and `right`: where the names do not fit, all are cut alike, and
/// where even that is too long, the last are left out.
pub(super) fn legend(painter: &mut Painter<'_>, line: Rect, right: u16, model: &Model) {
    let mut entries = entries(model);
    while !entries.is_empty() && !draw(painter, line, right, model, &entries) {
        entries.pop();
    }
}

/// The same if the whole of it fits; whether it does. A legend without entries always fits.
pub(super) fn whole_legend(
    painter: &mut Painter<'_>,
    line: Rect,
    right: u16,
    model: &Model,
) -> bool {
    let entries = entries(model);
    entries.is_empty() || draw(painter, line, right, model, &entries)
}

fn draw(
    painter: &mut Painter<'_>,
    line: Rect,
    right: u16,
    model: &Model,
    entries: &[(String, String)],
) -> bool {
    let evidence = if model.reader.evidence.is_some() { "evidence for: " } else { "" };
    let from = usize::from(line.x) + 1 + width(evidence);
    let Some(longest) = longest(entries, usize::from(right).saturating_sub(from)) else {
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

/// Keys and names: labels at hand, unsure, the groups with a key; none where keys do not label.
fn entries(model: &Model) -> Vec<(String, String)> {
    if model.overview.readonly.is_some() || model.focus.stands_alone() && !labels_here(model) {
        return Vec::new();
    }
    let scheme = &model.overview.groups;
    let key = |action| model.keymap.key(Pane::Reader, action);
    let labels = model.overview.scheme.iter().zip(1u8..);
    let labels = labels.map(|(label, number)| (key(Action::Label(number)), label.name.clone()));
    let unsure = scheme.find(UNSURE).map(|(_, label)| (key(Action::Unsure), label.name.clone()));
    let with_key = scheme.groups.iter().filter(|group| group.key.is_some()).zip(1u8..);
    let groups = with_key.map(|(group, number)| (key(Action::Group(number)), group.name.clone()));
    let all = labels.chain(unsure).chain(groups);
    all.filter_map(|(key, name)| Some((key?, name))).collect()
}

/// The most letters of each name with which all of them fit; `None`: not even the fewest do.
fn longest(entries: &[(String, String)], room: usize) -> Option<usize> {
    let needed = |most: usize| -> usize {
        let gap = if most >= LONG { 2 } else { 1 };
        let entry = |(key, name): &(String, String)| width(key) + 1 + width(name).min(most) + gap;
        entries.iter().map(entry).sum()
    };
    (FEWEST..=40).rev().find(|most| needed(*most) <= room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_names_are_cut_alike_until_they_fit() {
        let names = ["OK", "Deceptive", "Rule lawyering"];
        let entries: Vec<(String, String)> =
            names.iter().zip(1..).map(|(name, key)| (format!("{key}"), (*name).into())).collect();
        for (room, most) in [(60, Some(40)), (30, Some(10)), (18, Some(3)), (10, None)] {
            let found = longest(&entries, room);
            assert_eq!(found, most, "{room}");
        }
    }
}
