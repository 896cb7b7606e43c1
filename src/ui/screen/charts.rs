//! Charts: figures that people would rather look at than read, each bar with its number.

use ratatui::layout::Rect;

use crate::session::charts::{Charts, Unit};
use crate::ui::paint::{Painter, count, width};
use crate::ui::screen::list::{HEAD, empty};
use crate::ui::theme::Role;
use crate::ui::widget::scrollbar::{self, Extent};

/// What the screen shows, and how far it is scrolled.
#[derive(Debug, Default)]
pub(crate) struct ChartsScreen {
    charts: Option<Charts>,
    /// Whether others' labels are hidden.
    blind: bool,
    lines: Vec<Line>,
    top: usize,
    height: usize,
}

/// A line of the screen.
#[derive(Debug)]
enum Line {
    Title(&'static str),
    Note(&'static str),
    /// A name, its number, and the largest number of its chart.
    Bar(String, usize, usize),
    Gap,
}

impl ChartsScreen {
    pub(crate) fn show(&mut self, charts: Charts) {
        self.lines = lines(&charts, self.blind);
        self.charts = Some(charts);
    }

    pub(crate) fn settle(&mut self, area: Rect, blind: bool) {
        if let Some(charts) = self.charts.as_ref().filter(|_| self.blind != blind) {
            self.lines = lines(charts, blind);
        }
        self.blind = blind;
        self.height = usize::from(area.height.saturating_sub(HEAD));
        self.top = self.top.min(self.lines.len().saturating_sub(self.height));
    }

    pub(crate) fn scroll(&mut self, rows: isize) {
        self.top = self.top.saturating_add_signed(rows);
    }

    /// Half a screen.
    pub(crate) fn half(&self) -> isize {
        isize::try_from(self.height / 2).unwrap_or(1).max(1)
    }
}

fn lines(charts: &Charts, blind: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    chart(&mut lines, "Labels set an hour (UTC)", &charts.hours, "You have set no label yet.");
    let (labels, none) = match blind {
        true => (&[][..], "Hidden: you review blind."),
        false => (&charts.labels[..], "Nobody has labelled."),
    };
    chart(&mut lines, "Records by label, of everyone", labels, none);
    let bin = |&(low, high, records): &(usize, usize, usize)| match high {
        usize::MAX => (format!("{} and more", count(low)), records),
        _ => (format!("{} to {}", count(low), count(high)), records),
    };
    let mut lengths: Vec<(String, usize)> = charts.lengths.iter().map(bin).collect();
    if charts.without_chain > 0 {
        lengths.insert(0, ("no chain".to_owned(), charts.without_chain));
    }
    let title = match charts.unit {
        Unit::Characters => "Records by length of the chain, in characters",
        Unit::Bytes => "Records by length of the chain, in bytes until all are indexed",
    };
    chart(&mut lines, title, &lengths, "No records yet.");
    lines.pop(); // no gap below the last one
    lines
}

fn chart(lines: &mut Vec<Line>, title: &'static str, bars: &[(String, usize)], none: &'static str) {
    lines.push(Line::Title(title));
    if bars.is_empty() {
        lines.push(Line::Note(none));
    }
    let most = bars.iter().map(|(_, number)| *number).max().unwrap_or(0);
    lines.extend(bars.iter().map(|(name, number)| Line::Bar(name.clone(), *number, most)));
    lines.push(Line::Gap);
}

/// Draws the screen.
pub(crate) fn draw(painter: &mut Painter<'_>, area: Rect, screen: &ChartsScreen, focused: bool) {
    let role = if focused { Role::Accent } else { Role::Title };
    painter.text(area.x + 1, area.y, area.right(), "Charts", role);
    painter.rule(area.x, area.y + 1, area.right(), painter.glyphs.rule);
    let body = Rect { y: area.y + HEAD, height: area.height.saturating_sub(HEAD), ..area };
    if screen.charts.is_none() {
        return empty(painter, body, &["Counting."]);
    }
    let lines = &screen.lines;
    for (y, line) in (body.y..body.bottom()).zip(&lines[screen.top.min(lines.len())..]) {
        let (x, right) = (area.x + 2, area.right() - 2);
        match line {
            Line::Gap => {}
            Line::Title(title) => {
                painter.fit(area.x + 1, y, right, title, Role::Title);
            }
            Line::Note(note) => {
                painter.fit(x, y, right, note, Role::Dim);
            }
            Line::Bar(name, number, most) => {
                bar(painter, Rect { x, y, width: right - x, height: 1 }, name, *number, *most);
            }
        }
    }
    let extent = Extent { height: lines.len(), view: screen.height, top: screen.top };
    let bar = Rect { x: area.right() - 1, width: 1, ..body };
    scrollbar::draw(painter, bar, extent, std::iter::empty());
}

/// A name, a bar as long as its number, the number. What is not nothing has a bar.
fn bar(painter: &mut Painter<'_>, line: Rect, name: &str, number: usize, most: usize) {
    const NAME: u16 = 26;
    let names = NAME.min(line.width / 2);
    painter.fit(line.x, line.y, line.x + names, name, Role::Text);
    let number_text = count(number);
    let digits = u16::try_from(width(&count(most))).unwrap_or(8);
    let room = usize::from(line.width.saturating_sub(names + digits + 3));
    let length = (number * room).div_ceil(most.max(1)).min(room);
    let at = line.x + names + 1;
    let blocks = painter.glyphs.block.repeat(length);
    let end = painter.text(at, line.y, line.right(), &blocks, Role::Accent);
    painter.text(end + u16::from(length > 0), line.y, line.right(), &number_text, Role::Dim);
}
