//! Where the panes stand: a pure function of the size and of what is open.

use std::ops::RangeInclusive;

use ratatui::layout::Rect;

/// Below this the screen shows only that it is too small.
pub(crate) const SMALLEST: (u16, u16) = (60, 16);
/// From this width on, list, reader and clause stand side by side.
const WIDE: u16 = 100;
/// From this width on all three fit; below it an open clause takes the list's place.
const WIDEST: u16 = 150;

/// How large the reader wants the panes, in percent of what they share; `None`: as it comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PaneSizes {
    /// Width of the list.
    pub(crate) list: Option<u16>,
    /// Width of a clause beside the reader.
    pub(crate) clause: Option<u16>,
    /// Height of a clause below the reader.
    pub(crate) below: Option<u16>,
}

/// What is open, as far as the layout depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Panes {
    pub(crate) list_wanted: bool,
    pub(crate) clause_open: bool,
    /// The list does not have the keys: on a narrow screen the reader is shown instead of it.
    pub(crate) reading: bool,
    pub(crate) sizes: PaneSizes,
}

/// Where everything stands. A pane that is not shown has no rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) title: Rect,
    pub(crate) list: Option<Rect>,
    pub(crate) reader: Option<Rect>,
    pub(crate) clause: Option<Rect>,
    /// A screen that takes the room of all panes.
    pub(crate) alone: Option<Rect>,
    /// Whether the clause stands beside the reader, not below it.
    pub(crate) beside: bool,
    pub(crate) status: Rect,
    pub(crate) footer: Rect,
    pub(crate) too_small: bool,
}

impl Layout {
    pub(crate) fn new(width: u16, height: u16, panes: Panes) -> Self {
        let row = |y: u16| Rect { x: 0, y, width, height: 1 };
        if width < SMALLEST.0 || height < SMALLEST.1 {
            return Self { too_small: true, ..Self::default() };
        }
        let body = Rect { x: 0, y: 1, width, height: height - 3 };
        let mut layout = Self {
            title: row(0),
            status: row(height - 2),
            footer: row(height - 1),
            beside: width >= WIDE,
            ..Self::default()
        };
        if layout.beside {
            layout.side_by_side(body, panes);
        } else if panes.reading {
            layout.stacked(body, panes);
        } else {
            layout.list = Some(body);
        }
        layout
    }

    /// The same with one screen in place of the panes.
    pub(crate) fn with_one_alone(self) -> Self {
        if self.too_small {
            return self;
        }
        let height = self.status.y - self.title.bottom();
        let body = Rect { y: self.title.bottom(), height, ..self.title };
        Self { list: None, reader: None, clause: None, alone: Some(body), ..self }
    }

    /// The column of the list's scrollbar: a line between panes is also the scrollbar of the pane to
    /// its left.
    pub(crate) fn list_bar(&self) -> Option<u16> {
        let list = self.list?;
        Some(if self.reader.is_some() { list.right() } else { list.right() - 1 })
    }

    /// The column of the reader's scrollbar.
    pub(crate) fn reader_bar(&self) -> Option<u16> {
        let reader = self.reader?;
        let shared = self.clause.is_some() && self.beside;
        Some(if shared { reader.right() } else { reader.right() - 1 })
    }

    fn side_by_side(&mut self, body: Rect, panes: Panes) {
        let mut rest = body;
        // On a screen that has no room for all three, the list and the clause take turns.
        let all = body.width >= WIDEST;
        let clause = panes.clause_open && (all || panes.reading);
        if (panes.list_wanted || !panes.reading) && (all || !clause) {
            let own = (body.width / 4).clamp(32, 44);
            let width = share(panes.sizes.list, body.width, own, 20..=body.width / 2);
            self.list = Some(Rect { width, ..rest });
            rest = after(rest, width + 1);
        }
        if clause {
            let own = (rest.width * 2 / 5).clamp(36, 64);
            let width = share(panes.sizes.clause, rest.width, own, 24..=rest.width * 3 / 5);
            self.clause = Some(Rect { x: rest.right() - width, width, ..rest });
            rest.width -= width + 1;
        }
        self.reader = Some(rest);
    }

    fn stacked(&mut self, body: Rect, panes: Panes) {
        let mut reader = body;
        if panes.clause_open {
            let own = (body.height * 2 / 5).max(6);
            let height = share(panes.sizes.below, body.height, own, 5..=body.height - 5);
            self.clause = Some(Rect { y: body.bottom() - height, height, ..body });
            reader.height -= height;
        }
        self.reader = Some(reader);
    }
}

/// The part of `whole` that is wanted, else `own`, within what leaves room for the rest.
fn share(wanted: Option<u16>, whole: u16, own: u16, limits: RangeInclusive<u16>) -> u16 {
    let part = wanted.map_or(own, |percent| whole * percent.min(100) / 100);
    part.clamp(*limits.start(), *limits.end())
}

/// What is left of `area` to the right of its first `width` columns.
fn after(area: Rect, width: u16) -> Rect {
    Rect { x: area.x + width, width: area.width - width, ..area }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL_OPEN: Panes = Panes {
        list_wanted: true,
        clause_open: true,
        reading: true,
        sizes: PaneSizes { list: None, clause: None, below: None },
    };

    #[test]
    fn panes_stay_inside_and_apart_at_every_size() {
        for width in 0..220 {
            for height in 0..70 {
                for bits in 0..24 {
                    let size = [None, Some(0), Some(100)][bits / 8];
                    let panes = Panes {
                        list_wanted: bits & 1 > 0,
                        clause_open: bits & 2 > 0,
                        reading: bits & 4 > 0,
                        sizes: PaneSizes { list: size, clause: size, below: size },
                    };
                    let layout = Layout::new(width, height, panes);
                    check(width, height, layout);
                    check(width, height, layout.with_one_alone());
                }
            }
        }
    }

    fn check(width: u16, height: u16, layout: Layout) {
        let screen = Rect { x: 0, y: 0, width, height };
        let panes: Vec<Rect> = [
            Some(layout.title),
            layout.list,
            layout.reader,
            layout.clause,
            layout.alone,
            Some(layout.status),
            Some(layout.footer),
        ]
        .into_iter()
        .flatten()
        .filter(|rect| !rect.is_empty())
        .collect();
        assert_eq!(panes.is_empty(), layout.too_small);
        for (index, one) in panes.iter().enumerate() {
            assert_eq!(one.intersection(screen), *one, "{width}x{height}: {one:?}");
            for two in &panes[index + 1..] {
                assert!(!one.intersects(*two), "{width}x{height}: {one:?} {two:?}");
            }
        }
    }

    #[test]
    fn the_clause_stands_beside_from_a_hundred_columns_on() {
        let narrow = Layout::new(80, 24, ALL_OPEN);
        assert!(!narrow.beside && narrow.list.is_none());
        let wide = Layout::new(120, 40, ALL_OPEN);
        assert!(wide.beside && wide.list.is_none(), "the list makes room");
        let sizes = PaneSizes { list: Some(40), ..PaneSizes::default() };
        let asked = Layout::new(120, 40, Panes { clause_open: false, sizes, ..ALL_OPEN });
        assert_eq!(asked.list.map(|list| list.width), Some(48));
        let widest = Layout::new(200, 60, ALL_OPEN);
        assert!(widest.list.is_some() && widest.clause.is_some());
    }
}
