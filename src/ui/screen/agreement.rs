//! The agreement screen: who rated the records, how far they agree, the true rate of a label, slices,
//! and the records that raters differ about.

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::session::agreement::{Asked, Compared, Kind, Reading, Report};
use crate::ui::action::Action;
use crate::ui::paint::count;
use crate::ui::widget::table::Table;

mod differing;
mod draw;
mod matrix;
mod rate;
mod raters;
mod sides;
mod slices;
mod statistics;

pub(crate) use draw::{Look, draw};
pub(crate) use sides::Sides;

/// Rows above the body: the views, what is compared, a rule.
const HEAD: u16 = 3;

/// What the screen shows, and where the cursor is.
#[derive(Debug, Default)]
pub(crate) struct AgreementScreen {
    report: Option<Arc<Report>>,
    /// What was asked for last.
    pub(crate) asked: Asked,
    /// The raters that were compared before a pair of them was chosen.
    before_pair: Option<Vec<String>>,
    view: View,
    tables: [Table; View::ALL.len()],
    /// A record that raters differ about, side by side.
    pub(crate) sides: Option<Sides>,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum View {
    Raters,
    #[default]
    Matrix,
    Statistics,
    Rate,
    Slices,
    Disagreements,
}

impl View {
    const ALL: [View; 6] = [
        View::Raters,
        View::Matrix,
        View::Statistics,
        View::Rate,
        View::Slices,
        View::Disagreements,
    ];

    fn name(self) -> &'static str {
        match self {
            View::Raters => "raters",
            View::Matrix => "matrix",
            View::Statistics => "statistics",
            View::Rate => "true rate",
            View::Slices => "slices",
            View::Disagreements => "disagreements",
        }
    }
}

/// What Enter leads to.
#[derive(Debug)]
pub(crate) enum Opened {
    /// These records, and what they are.
    Records(Vec<usize>, String),
    /// What a query finds.
    Query(String),
    /// A new comparison: `asked` has changed.
    Compare,
    /// A record side by side.
    Sides(usize),
    Nothing,
}

impl AgreementScreen {
    /// Shows what was found.
    pub(crate) fn show(&mut self, report: Arc<Report>) {
        self.tables[View::Raters as usize].replace(raters::table(&report));
        if let Ok(compared) = &report.compared {
            self.tables[View::Matrix as usize].replace(matrix::table(compared));
            self.tables[View::Statistics as usize].replace(statistics::table(compared));
            self.tables[View::Rate as usize].replace(rate::table(compared));
            self.tables[View::Slices as usize].replace(slices::table(compared));
            self.tables[View::Disagreements as usize].replace(differing::table(compared));
        } else {
            self.view = View::Raters;
        }
        self.report = Some(report);
    }

    /// Whether anything has been compared.
    pub(crate) fn report(&self) -> Option<&Arc<Report>> {
        self.report.as_ref()
    }

    fn compared(&self) -> Option<&Compared> {
        self.report.as_ref()?.compared.as_ref().ok()
    }

    fn table(&self) -> &Table {
        &self.tables[self.view as usize]
    }

    fn table_mut(&mut self) -> &mut Table {
        &mut self.tables[self.view as usize]
    }

    /// The next view, or the one before.
    pub(crate) fn turn(&mut self, forward: bool) {
        let step = if forward { 1 } else { View::ALL.len() - 1 };
        self.view = View::ALL[(self.view as usize + step) % View::ALL.len()];
    }

    pub(crate) fn moved(&mut self, action: Action, count: Option<usize>, height: u16) {
        match &mut self.sides {
            Some(sides) => sides.moved(action, count, height),
            None => self.table_mut().moved(action, count, height),
        }
    }

    pub(crate) fn move_by(&mut self, rows: isize) {
        match &mut self.sides {
            Some(sides) => sides.scroll(rows),
            None => self.table_mut().move_by(rows),
        }
    }

    /// Brings the cursor into view.
    pub(crate) fn settle(&mut self, area: Rect) {
        let places = draw::Places::new(area, self);
        self.table_mut().settle(places.table);
        if let Some(sides) = &mut self.sides {
            sides.settle(places.body);
        }
    }

    /// The records of which it can be read what a rater said.
    pub(crate) fn in_sight(&self, area: Rect) -> Vec<usize> {
        if let Some(sides) = &self.sides {
            return vec![sides.ordinal];
        }
        let Some(compared) = self.compared().filter(|_| self.view == View::Disagreements) else {
            return Vec::new();
        };
        let rows = self.table().visible(draw::Places::new(area, self).table);
        rows.filter_map(|(_, at)| Some(compared.disagreements.get(at)?.ordinal)).collect()
    }

    /// Puts the cursor on what was clicked; `true` when it was there already.
    pub(crate) fn click(&mut self, area: Rect, x: u16, y: u16) -> bool {
        let places = draw::Places::new(area, self);
        self.sides.is_none() && self.table_mut().click(places.table, x, y)
    }

    /// What Enter does.
    pub(crate) fn open(&mut self) -> Opened {
        let Some(report) = self.report.clone() else { return Opened::Compare };
        if let Some(sides) = &self.sides {
            return Opened::Records(vec![sides.ordinal], "the record that was open".to_owned());
        }
        let Some(row) = self.table().chosen() else { return Opened::Nothing };
        match (self.view, &report.compared) {
            (View::Raters, _) => match report.raters.get(row) {
                Some(rater) if !rater.query.is_empty() => Opened::Query(rater.query.clone()),
                _ => Opened::Nothing,
            },
            (_, Err(_)) => Opened::Nothing,
            (View::Matrix, Ok(compared)) => self.open_cell(compared),
            (View::Slices, Ok(compared)) => slices::records(compared, row)
                .map_or(Opened::Nothing, |(records, what)| Opened::Records(records, what)),
            (View::Disagreements | View::Statistics | View::Rate, Ok(compared)) => {
                let at = if self.view == View::Disagreements { row } else { 0 };
                let found = compared.disagreements.get(at);
                found.map_or(Opened::Nothing, |found| Opened::Sides(found.ordinal))
            }
        }
    }

    /// The records of a cell; of more than two raters the pair.
    fn open_cell(&mut self, compared: &Compared) -> Opened {
        let Some((row, column)) = self.table().chosen_cell() else { return Opened::Nothing };
        if compared.study.raters.len() == 2 {
            return matrix::records(compared, row, column - 1)
                .map_or(Opened::Nothing, |(records, what)| Opened::Records(records, what));
        }
        let names = compared.study.ratings.raters();
        let pair = [row, column - 1].map(|at| names.get(at).cloned());
        match pair {
            [Some(a), Some(b)] if a != b => {
                self.before_pair = Some(names.to_vec());
                self.asked.between = vec![a, b];
                Opened::Compare
            }
            _ => Opened::Nothing,
        }
    }

    /// Goes a step back inside the screen; `None` when there is none, else whether to compare anew.
    pub(crate) fn back(&mut self) -> Option<bool> {
        if self.sides.take().is_some() {
            return Some(false);
        }
        self.asked.between = self.before_pair.take()?;
        Some(true)
    }

    /// Adds the rater under the cursor to those compared, or takes it out.
    pub(crate) fn toggle_rater(&mut self) -> bool {
        let Some(report) = self.report.clone().filter(|_| self.view == View::Raters) else {
            return false;
        };
        let row = self.table().chosen().and_then(|row| report.raters.get(row));
        let Some(rater) = row else { return false };
        if self.asked.between.is_empty() {
            self.asked.between = raters::compared(&report);
        }
        let between = &mut self.asked.between;
        match between.iter().position(|name| *name == rater.name) {
            Some(at) => {
                between.remove(at);
            }
            None => between.push(rater.name.clone()),
        }
        self.before_pair = None;
        true
    }

    /// The next label whose rate is asked for.
    pub(crate) fn next_label(&mut self) -> bool {
        let Some(compared) = self.compared() else { return false };
        let labels = compared.study.ratings.labels();
        let next = labels.get((compared.label + 1) % labels.len().max(1)).cloned();
        self.asked.label = next;
        true
    }

    /// The next field that slices are made by, or the one before.
    pub(crate) fn next_field(&mut self, forward: bool) -> bool {
        let Some(report) = &self.report else { return false };
        let (Ok(compared), fields) = (&report.compared, &report.fields) else { return false };
        let at = fields.iter().position(|field| *field == compared.by).unwrap_or(0);
        let step = if forward { 1 } else { fields.len() - 1 };
        self.asked.by = fields.get((at + step) % fields.len()).cloned();
        self.view = View::Slices;
        true
    }

    /// Reads labels as they are, or as fault and fine.
    pub(crate) fn next_reading(&mut self) {
        let faults = self.compared().is_some_and(|compared| compared.faults);
        self.asked.reading = if faults { Reading::Plain } else { Reading::Faults };
        self.asked.label = None;
    }

    /// The record that raters differ about after the one that is open, or before it.
    pub(crate) fn next_disagreement(&self, forward: bool) -> Option<usize> {
        let open = self.sides.as_ref()?.ordinal;
        let all = &self.compared()?.disagreements;
        let at = all.iter().position(|one| one.ordinal == open)?;
        let next = if forward { at + 1 } else { at.checked_sub(1)? };
        all.get(next).map(|one| one.ordinal)
    }

    /// How the records were drawn and how many were read: always in sight.
    fn design(&self) -> String {
        let Some(report) = &self.report else { return String::new() };
        let Ok(compared) = &report.compared else { return String::new() };
        let study = &compared.study;
        let names = study.ratings.raters().join(", ");
        let mut text = format!("{names}: {} rated twice", count(compared.summary.items));
        match (&study.sample, &report.sample) {
            (Some(sample), _) => {
                let kind = format!("{:?}", sample.sampling).to_lowercase();
                text.push_str(&format!(
                    "; {kind} queue, {} of {} drawn, weighted",
                    count(sample.drawn),
                    count(sample.frame as usize)
                ));
                if study.excluded > 0 {
                    text.push_str(&format!(", {} labels self-selected left out", study.excluded));
                }
            }
            (None, Some(_)) => text.push_str("; all labels, drawn or not, unweighted"),
            (None, None) => {
                let people = study.raters.iter().any(|rater| rater.kind == Kind::Reviewer);
                text.push_str(if people { "; not drawn by chance" } else { "; of the data" });
            }
        }
        if compared.faults {
            text.push_str("; read as fault or fine");
        }
        text
    }
}
