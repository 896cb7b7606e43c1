//! The track-record screen: how often each detector fires, and how often people found it right.

use std::collections::BTreeSet;
use std::sync::Arc;

use ratatui::layout::Rect;

use crate::detector::track::{Share, Track};
use crate::search::id_query;
use crate::session::suggestions::{Learnt, TrackRecord};
use crate::ui::action::Action;
use crate::ui::paint::{Painter, Piece, count, counted};
use crate::ui::screen::list::empty;
use crate::ui::theme::Role;
use crate::ui::widget::table::{Cell, Column, Table};

/// Rows above the body: the heading, what the ranker has learnt, the rule.
const HEAD: u16 = 3;
/// Records that a list of false alarms names at most: a query of more would be unreadable.
const MOST: usize = 60;

/// What the screen shows, and where the cursor is.
#[derive(Debug)]
pub(crate) struct TrackScreen {
    record: Option<Arc<TrackRecord>>,
    learnt: Vec<Learnt>,
    table: Table,
    lines: Vec<Line>,
}

/// A line of the table.
#[derive(Clone, Debug)]
enum Line {
    /// The track of that number.
    Track(usize),
    /// A detector that is off and has never fired here.
    Off(String),
}

impl Default for TrackScreen {
    fn default() -> Self {
        let table = Table::new(vec![
            Column::left("detector").shrinks(22),
            Column::left("flag").shrinks(9).goes(2),
            Column::right("fires"),
            Column::right("judged"),
            Column::right("right"),
            Column::right("95% interval").goes(4),
            Column::right("recall").goes(3),
            Column::right("missed").goes(5),
            Column::left("version").shrinks(3).goes(6),
            Column::left("").goes(1),
        ]);
        Self { record: None, learnt: Vec::new(), table, lines: Vec::new() }
    }
}

impl TrackScreen {
    /// Shows a track record; the cursor stays on its detector, wherever that stands now.
    pub(crate) fn show(&mut self, record: Arc<TrackRecord>) {
        let before = self.chosen().map(|(id, _)| id.to_owned());
        let fired = |id: &String| record.tracks.iter().any(|track| track.detector == *id);
        let silent = record.off.iter().filter(|id| !fired(id)).cloned().map(Line::Off);
        self.lines = (0..record.tracks.len()).map(Line::Track).chain(silent).collect();
        self.table.fill(self.lines.iter().map(|line| cells(line, &record)).collect());
        self.record = Some(record);
        let id = |line: &Line| self.id(line).map(str::to_owned);
        let there = self.lines.iter().position(|line| before.is_some() && id(line) == before);
        if let Some(there) = there {
            self.table.move_to(there);
        }
    }

    fn id<'a>(&'a self, line: &'a Line) -> Option<&'a str> {
        match line {
            Line::Track(at) => Some(&self.record.as_ref()?.tracks.get(*at)?.detector),
            Line::Off(id) => Some(id),
        }
    }

    /// Shows what the ranker has learnt.
    pub(crate) fn show_learnt(&mut self, learnt: Vec<Learnt>) {
        self.learnt = learnt;
    }

    pub(crate) fn has_record(&self) -> bool {
        self.record.is_some()
    }

    /// The detector under the cursor, and whether it is switched on.
    pub(crate) fn chosen(&self) -> Option<(&str, bool)> {
        let record = self.record.as_ref()?;
        let id = self.id(self.lines.get(self.table.chosen()?)?)?;
        Some((id, !record.is_off(id)))
    }

    fn track(&self) -> Option<&Track> {
        match self.lines.get(self.table.chosen()?)? {
            Line::Track(at) => self.record.as_ref()?.tracks.get(*at),
            Line::Off(_) => None,
        }
    }

    /// A query for the false alarms under the cursor; `None` when there is none.
    pub(crate) fn false_alarms(&self) -> Option<String> {
        named(&self.track()?.false_alarms)
    }

    /// A query for the records that the detector under the cursor missed.
    pub(crate) fn missed(&self) -> Option<String> {
        named(&self.track()?.missed)
    }

    pub(crate) fn moved(&mut self, action: Action, count: Option<usize>, height: u16) {
        self.table.moved(action, count, height);
    }

    pub(crate) fn move_by(&mut self, rows: isize) {
        self.table.move_by(rows);
    }

    pub(crate) fn settle(&mut self, area: Rect) {
        self.table.settle(body(area));
    }

    /// Puts the cursor on what was clicked; `true` when it was there already.
    pub(crate) fn click(&mut self, area: Rect, x: u16, y: u16) -> bool {
        self.table.click(body(area), x, y)
    }
}

/// A query for records by their ids.
fn named(ids: &[String]) -> Option<String> {
    // Two people may have cleared one record.
    let ids: BTreeSet<&String> = ids.iter().collect();
    let queries: Vec<String> = ids.into_iter().take(MOST).filter_map(|id| id_query(id)).collect();
    (!queries.is_empty()).then(|| queries.join(" OR "))
}

fn cells(line: &Line, record: &TrackRecord) -> Vec<Cell> {
    let track = match line {
        Line::Off(id) => {
            let mut cells = vec![Cell::new(id.as_str(), Role::Dim)];
            cells.extend(std::iter::repeat_n(Cell::new("", Role::Dim), 8));
            cells.push(Cell::new("off", Role::Warning));
            return cells;
        }
        Line::Track(at) => &record.tracks[*at],
    };
    let off = record.is_off(&track.detector);
    let role = if off { Role::Dim } else { Role::Text };
    let percent = |share: Option<Share>| {
        share.map_or_else(|| "-".to_owned(), |share| format!("{:.0}%", share.value * 100.0))
    };
    let interval = track.precision.map_or_else(String::new, |share| {
        format!("{:.0} to {:.0}", share.low * 100.0, share.high * 100.0)
    });
    vec![
        Cell::new(track.detector.as_str(), if off { Role::Dim } else { Role::Title }),
        Cell::new(track.flag.name(), role),
        Cell::new(count(track.fired), role),
        Cell::new(count(track.judged), role),
        Cell::new(percent(track.precision), role),
        Cell::new(interval, Role::Dim),
        Cell::new(percent(track.recall), role),
        Cell::new(count(track.missed.len()), role),
        Cell::new(track.version.as_str(), Role::Dim),
        Cell::new(if off { "off" } else { "" }, Role::Warning),
    ]
}

/// The room below the heading.
fn body(area: Rect) -> Rect {
    Rect { y: area.y + HEAD, height: area.height.saturating_sub(HEAD), ..area }
}

/// How to draw it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look<'a> {
    pub(crate) focused: bool,
    /// How far the detectors are that look.
    pub(crate) looking: Option<&'a str>,
    /// How far the ranker is that learns.
    pub(crate) learning: Option<&'a str>,
    /// Why there is nothing, and what to do.
    pub(crate) empty: &'a [&'a str],
}

pub(crate) fn draw(painter: &mut Painter<'_>, area: Rect, screen: &TrackScreen, look: Look<'_>) {
    heading(painter, area, screen, look);
    ranker(painter, area, screen, look.learning);
    painter.rule(area.x, area.y + 2, area.right(), painter.glyphs.rule);
    if screen.has_record() {
        screen.table.draw(painter, body(area), look.focused, look.empty);
    } else {
        empty(painter, body(area), look.empty);
    }
}

fn heading(painter: &mut Painter<'_>, area: Rect, screen: &TrackScreen, look: Look<'_>) {
    let role = if look.focused { Role::Accent } else { Role::Title };
    let mut pieces: Vec<Piece<'_>> = vec![("Track record ".into(), role)];
    if let Some(words) = look.looking {
        pieces.push((format!("{words}  ").into(), Role::Text));
    }
    if let Some(record) = &screen.record {
        let (seen, all) = record.examined;
        let judged = counted(record.judged, "record");
        let text = format!("{} of {} looked at, {judged} judged", count(seen), count(all));
        pieces.push((text.into(), Role::Dim));
    }
    painter.pieces(area.x + 1, area.y, area.right(), &pieces);
}

/// How much the ranker has learnt, for any flag and then for each, as far as there is room.
fn ranker(painter: &mut Painter<'_>, area: Rect, screen: &TrackScreen, learning: Option<&str>) {
    let mut pieces: Vec<Piece<'_>> = vec![("Ranker ".into(), Role::Title)];
    if let Some(words) = learning {
        pieces.push((format!("{words}  ").into(), Role::Text));
    } else if screen.learnt.is_empty() {
        pieces.push(("has no labels to learn from".into(), Role::Dim));
    }
    for one in &screen.learnt {
        let quality = match (one.quality.auroc, one.quality.pack_auroc) {
            (Some(ranker), Some(packs)) => format!("AUROC {ranker:.2}, packs alone {packs:.2}"),
            _ => "too few for a test".to_owned(),
        };
        let text = format!(
            "{}: {} of {} labels, {quality}  ",
            one.flag, one.quality.positives, one.quality.labels
        );
        pieces.push((text.into(), Role::Dim));
    }
    painter.pieces(area.x + 1, area.y + 1, area.right(), &pieces);
}
