//! A scrollbar one column wide, with ticks where there is something to go to.

use ratatui::layout::Rect;

use crate::ui::paint::Painter;
use crate::ui::theme::Role;

/// What the scrollbar stands for: rows in all, rows on the screen, the first of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    pub(crate) height: usize,
    pub(crate) view: usize,
    pub(crate) top: usize,
}

/// Draws into the first column of `area`. Nothing is drawn when everything is on the screen.
/// `ticks` are rows with the sign that stands for them; the first of a cell wins.
pub(crate) fn draw(
    painter: &mut Painter<'_>,
    area: Rect,
    extent: Extent,
    ticks: impl Iterator<Item = (usize, &'static str, Role)>,
) {
    let track = usize::from(area.height);
    if extent.height <= extent.view || track == 0 {
        return;
    }
    let (first, last) = thumb(extent, track);
    let mut taken = vec![false; track];
    for (row, sign, role) in ticks {
        let at = (row * track / extent.height).min(track - 1);
        if !std::mem::replace(&mut taken[at], true) {
            painter.text(area.x, area.y + to_u16(at), area.x + 1, sign, role);
        }
    }
    for (at, taken) in taken.into_iter().enumerate() {
        let y = area.y + to_u16(at);
        let inside = (first..=last).contains(&at);
        if inside && !taken {
            painter.text(area.x, y, area.x + 1, painter.glyphs.thumb, Role::Text);
        } else if inside {
            painter.tint(Rect::new(area.x, y, 1, 1), Role::Title);
        } else if !taken {
            painter.text(area.x, y, area.x + 1, painter.glyphs.wall, Role::Border);
        }
    }
}

/// First and last cell of the thumb.
fn thumb(extent: Extent, track: usize) -> (usize, usize) {
    let length = (extent.view * track / extent.height).max(1);
    let scroll = extent.height - extent.view;
    let first = (extent.top.min(scroll) * (track - length.min(track))).div_ceil(scroll);
    (first, (first + length - 1).min(track - 1))
}

fn to_u16(value: usize) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumb_reaches_both_ends() {
        for (height, view, track) in [(100, 20, 20), (21, 20, 20), (1_000_000, 40, 40), (90, 7, 5)]
        {
            let at = |top| thumb(Extent { height, view, top }, track);
            assert_eq!(at(0).0, 0);
            assert_eq!(at(height - view).1, track - 1, "{height} {view} {track}");
        }
    }
}
