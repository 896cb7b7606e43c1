//! The marks, while a letter is awaited: which are set, and where.

use std::collections::BTreeMap;

use ratatui::layout::Rect;

use crate::session::resume::Place;
use crate::ui::paint::Painter;
use crate::ui::theme::Role;

use super::picker::centred;

/// Waits for the letter of a mark.
#[derive(Debug)]
pub(crate) struct Marks {
    /// A mark is to be set, not gone to.
    pub(crate) sets: bool,
    marks: Vec<(char, String)>,
    /// Said when there is none.
    none: String,
    chosen: usize,
}

impl Marks {
    /// `key` is the one that sets a mark.
    pub(crate) fn new(sets: bool, marks: &BTreeMap<char, Place>, key: &str) -> Self {
        let marks = marks.iter().map(|(letter, place)| (*letter, described(place))).collect();
        let none = if sets {
            "No mark is set yet.".into()
        } else {
            format!("No mark is set; {key} sets one.")
        };
        Self { sets, marks, none, chosen: 0 }
    }

    /// The letter of the chosen line.
    pub(crate) fn letter(&self) -> Option<char> {
        self.marks.get(self.chosen).map(|(letter, _)| *letter)
    }

    pub(crate) fn move_by(&mut self, steps: isize) {
        let last = self.marks.len().saturating_sub(1);
        self.chosen = self.chosen.saturating_add_signed(steps).min(last);
    }

    pub(crate) fn draw(&self, painter: &mut Painter<'_>, screen: Rect) {
        let title = if self.sets { "Mark this place: a letter" } else { "Go to mark: a letter" };
        let rows = u16::try_from(self.marks.len()).unwrap_or(u16::MAX).clamp(1, 12);
        let inside = painter.overlay(centred(screen, 56, rows + 2), title);
        if self.marks.is_empty() {
            painter.fit(inside.x, inside.y, inside.right(), &self.none, Role::Dim);
        }
        let top = (self.chosen + 1).saturating_sub(usize::from(inside.height));
        let lines = self.marks.iter().enumerate().skip(top);
        for (y, (index, (letter, place))) in (inside.y..inside.bottom()).zip(lines) {
            let key = letter.to_string();
            painter.text(inside.x, y, inside.right(), &key, Role::Key);
            painter.fit(inside.x + 3, y, inside.right(), place, Role::Text);
            if index == self.chosen {
                painter.tint(Rect { y, height: 1, ..inside }, Role::Selected);
            }
        }
    }
}

/// A place in a few words.
fn described(place: &Place) -> String {
    match place.at {
        Some(spot) => format!("{}, {} from byte {}", place.record, spot.field.name(), spot.byte),
        None => format!("{}, at the top", place.record),
    }
}
