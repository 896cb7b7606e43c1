//! Something to be read over the panes: lines with a role each, scrolled.

use ratatui::layout::Rect;

use crate::text::wrap::Wrapped;
use crate::ui::paint::Painter;
use crate::ui::theme::Role;

use super::picker::centred;

/// Lines with a title.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) title: String,
    pub(crate) lines: Vec<(String, Role)>,
    /// The first line shown.
    pub(crate) top: usize,
}

impl Sheet {
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    pub(crate) fn line(&mut self, text: impl Into<String>, role: Role) {
        self.lines.push((text.into(), role));
    }

    pub(crate) fn move_by(&mut self, lines: isize) {
        let last = self.lines.len().saturating_sub(1);
        self.top = self.top.saturating_add_signed(lines).min(last);
    }

    pub(crate) fn draw(&self, painter: &mut Painter<'_>, body: Rect) {
        let height = u16::try_from(self.lines.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inside = painter.overlay(centred(body, 76, height.clamp(8, 24)), &self.title);
        let mut y = inside.y;
        for (text, role) in self.lines.iter().skip(self.top) {
            let wrapped = Wrapped::new(text, inside.width.max(1));
            for row in 0..wrapped.len().max(1) {
                if y >= inside.bottom() {
                    return;
                }
                if row < wrapped.len() {
                    let span = wrapped.span(row);
                    painter.marked(inside.x, y, inside.right(), text, span, *role, &[]);
                }
                y += 1;
            }
        }
    }
}
