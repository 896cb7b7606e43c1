//! The clause screen: every clause with how often it is cited and how, and a heat map of clauses
//! against the values of a field.

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::citation::Kind;
use crate::search::clause_query;
use crate::session::clauses::{ClauseRow, Clauses, Field};
use crate::ui::paint::width;

mod detail;
mod draw;
mod plan;

pub(crate) use draw::{Look, draw};
use plan::Plan;

/// What the screen shows, and where the cursor is.
#[derive(Debug)]
pub(crate) struct ClauseScreen {
    table: Option<Arc<Clauses>>,
    sort: Order,
    filter: String,
    /// The name of the field on the heat map.
    field: Option<String>,
    /// Whether fields made of verdicts are hidden.
    blind: bool,
    /// Whether cells show the share of a value's records instead of their number.
    pub(crate) shares: bool,
    lines: Vec<Line>,
    cursor: usize,
    top: usize,
    /// 0 for all records, then the values of the field.
    column: usize,
    left: usize,
    measures: Measures,
}

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// The records that cite nothing.
    Silent,
    /// The clause of that row.
    Clause(usize),
}

/// In which order clauses are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Most,
    Document,
    Wrong,
    Fewest,
}

impl Order {
    fn next(self) -> Self {
        match self {
            Order::Most => Order::Document,
            Order::Document => Order::Wrong,
            Order::Wrong => Order::Fewest,
            Order::Fewest => Order::Most,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Order::Most => "most cited first",
            Order::Document => "as in the spec",
            Order::Wrong => "misquoted or invented first",
            Order::Fewest => "least cited first",
        }
    }
}

/// What the widths and shades depend on: looked up once for a table and a field.
#[derive(Debug, Default)]
struct Measures {
    /// The widest name of a clause.
    name: usize,
    /// The most records that cite one clause.
    most: u32,
    /// Kinds that occur and the columns that their numbers need.
    kinds: Vec<(usize, usize)>,
    /// The widest value of the field.
    value: usize,
    /// The most records in a cell.
    cell: u32,
    /// The largest share of a value's records that cite a clause.
    peak: f64,
}

impl Default for ClauseScreen {
    fn default() -> Self {
        Self {
            table: None,
            sort: Order::Most,
            filter: String::new(),
            field: None,
            blind: false,
            shares: false,
            lines: Vec::new(),
            cursor: 0,
            top: 0,
            column: 0,
            left: 0,
            measures: Measures::default(),
        }
    }
}

impl ClauseScreen {
    /// Shows a table; the cursor stays on its clause.
    pub(crate) fn show(&mut self, table: Arc<Clauses>) {
        let first = self.table.is_none();
        self.table = Some(table);
        self.arrange();
        if first {
            self.move_to(1); // the first clause, below the records that cite none
        }
    }

    /// Spec and id of the clause under the cursor, if the spec has it.
    pub(crate) fn clause(&self) -> Option<(String, String)> {
        let Line::Clause(row) = *self.lines.get(self.cursor)? else { return None };
        self.row(row).filter(|row| row.exists).map(|row| (row.spec.clone(), row.id.clone()))
    }

    /// How many records the table covers, if fewer than `known` are.
    pub(crate) fn covers_only(&self, known: usize) -> Option<usize> {
        self.table.as_ref().map(|table| table.records).filter(|records| *records < known)
    }

    /// Whether anything has been counted.
    pub(crate) fn has_table(&self) -> bool {
        self.table.is_some()
    }

    /// Hides or shows the fields that a blind reviewer must not see.
    pub(crate) fn set_blind(&mut self, blind: bool) {
        if self.blind != blind {
            self.blind = blind;
            self.arrange();
        }
    }

    pub(crate) fn filter(&self) -> &str {
        &self.filter
    }

    /// Lists the clauses whose id or title has every word of `filter`.
    pub(crate) fn set_filter(&mut self, filter: &str) {
        filter.clone_into(&mut self.filter);
        self.arrange();
    }

    /// The next order.
    pub(crate) fn next_order(&mut self) {
        self.sort = self.sort.next();
        self.arrange();
        self.move_to(usize::from(self.lines.first() == Some(&Line::Silent)));
    }

    /// The next field, or the one before; `false` when there is no other.
    pub(crate) fn next_field(&mut self, forward: bool) -> bool {
        let names: Vec<String> = self.fields().map(|field| field.name.clone()).collect();
        let at = names.iter().position(|name| Some(name) == self.field.as_ref()).unwrap_or(0);
        if names.len() < 2 {
            return false;
        }
        let step = if forward { 1 } else { names.len() - 1 };
        self.field = names.get((at + step) % names.len()).cloned();
        (self.column, self.left) = (0, 0);
        self.arrange();
        true
    }

    pub(crate) fn move_by(&mut self, steps: isize) {
        self.move_to(self.cursor.saturating_add_signed(steps));
    }

    pub(crate) fn move_to(&mut self, line: usize) {
        self.cursor = line.min(self.lines.len().saturating_sub(1));
    }

    /// To another column: 0 for all records, then the values.
    pub(crate) fn move_column(&mut self, steps: isize) {
        let last = self.chosen_field().map_or(0, |field| field.values.len());
        self.column = self.column.saturating_add_signed(steps).min(last);
    }

    /// Brings the cursor into view.
    pub(crate) fn settle(&mut self, area: Rect) {
        let plan = Plan::new(area, self);
        let height = usize::from(plan.lines.height).max(1);
        self.cursor = self.cursor.min(self.lines.len().saturating_sub(1));
        self.top = self.top.max((self.cursor + 1).saturating_sub(height)).min(self.cursor);
        self.top = self.top.min(self.lines.len().saturating_sub(height));
        let columns = self.chosen_field().map_or(0, |field| field.values.len());
        let shown = plan.columns.max(1);
        self.left = self.left.max(self.column.saturating_sub(shown));
        self.left = self.left.min(self.column.saturating_sub(1));
        self.left = self.left.min(columns.saturating_sub(shown));
    }

    /// Puts the cursor on what was clicked; `true` when it was there already.
    pub(crate) fn click(&mut self, area: Rect, x: u16, y: u16) -> bool {
        let plan = Plan::new(area, self);
        let before = (self.cursor, self.column);
        if y >= plan.lines.y && y < plan.lines.bottom() {
            self.move_to(self.top + usize::from(y - plan.lines.y));
            self.column = plan.column_at(x).map_or(0, |column| self.left + column + 1);
            self.move_column(0);
            return before == (self.cursor, self.column);
        }
        false
    }

    /// A query for the records that the cursor is on.
    pub(crate) fn query(&self) -> Option<String> {
        let subject = match self.lines.get(self.cursor)? {
            Line::Silent => UNCITED.to_owned(),
            Line::Clause(row) => clause_query(&self.row(*row)?.id)?,
        };
        match self.column.checked_sub(1) {
            None => Some(subject),
            Some(column) => {
                let value = self.chosen_field()?.values.get(column)?;
                Some(format!("{subject} AND {}", value.query))
            }
        }
    }

    /// The field on the heat map.
    fn chosen_field(&self) -> Option<&Field> {
        let name = self.field.as_ref()?;
        self.fields().find(|field| field.name == *name)
    }

    /// The fields that may be shown.
    fn fields(&self) -> impl Iterator<Item = &Field> {
        let fields = self.table.iter().flat_map(|table| &table.fields);
        fields.map(Arc::as_ref).filter(|field| !(self.blind && field.is_verdict()))
    }

    fn row(&self, row: usize) -> Option<&ClauseRow> {
        self.table.as_ref()?.rows.get(row)
    }

    /// Lists the lines anew, after a change of table, order, filter or field.
    fn arrange(&mut self) {
        let stay = self.lines.get(self.cursor).copied();
        if self.chosen_field().is_none() {
            let first = self.fields().next().map(|field| field.name.clone());
            self.field = first;
            (self.column, self.left) = (0, 0);
        }
        self.lines = self.arranged();
        self.measures = self.measured();
        let again = stay.and_then(|stay| self.lines.iter().position(|line| *line == stay));
        self.move_to(again.unwrap_or(self.cursor));
        self.move_column(0);
    }

    fn arranged(&self) -> Vec<Line> {
        let Some(table) = &self.table else { return Vec::new() };
        let wanted = self.filter.to_lowercase();
        let words: Vec<&str> = wanted.split_whitespace().collect();
        let matches = |row: &ClauseRow| {
            let text = format!("{} {}", row.id, row.title).to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        let mut rows: Vec<usize> =
            (0..table.rows.len()).filter(|row| matches(&table.rows[*row])).collect();
        let records = |row: &usize| table.rows[*row].records;
        match self.sort {
            Order::Document => {}
            Order::Most => rows.sort_by_key(|row| std::cmp::Reverse(records(row))),
            Order::Fewest => rows.sort_by_key(records),
            Order::Wrong => {
                let wrong = |row: &usize| (table.rows[*row].wrong(), records(row));
                rows.sort_by_key(|row| std::cmp::Reverse(wrong(row)));
            }
        }
        let silent = words.is_empty().then_some(Line::Silent);
        silent.into_iter().chain(rows.into_iter().map(Line::Clause)).collect()
    }

    fn measured(&self) -> Measures {
        let Some(table) = &self.table else { return Measures::default() };
        let rows = &table.rows;
        let kinds = (0..Kind::ALL.len()).filter_map(|kind| {
            let most = rows.iter().map(|row| row.kinds[kind]).max().unwrap_or(0);
            (most > 0).then(|| (kind, short_count(most).len()))
        });
        let mut measures = Measures {
            name: rows.iter().map(|row| width(&name(row))).max().unwrap_or(0),
            most: rows.iter().map(|row| row.records).max().unwrap_or(0),
            kinds: kinds.collect(),
            ..Measures::default()
        };
        let Some(field) = self.chosen_field() else { return measures };
        for (column, value) in field.values.iter().enumerate() {
            measures.value = measures.value.max(width(value_name(value.value.as_deref())));
            measures.cell = measures.cell.max(value.silent);
            for row in 0..rows.len() {
                let records = field.cell(row, column).records;
                measures.cell = measures.cell.max(records);
                if value.records >= FEW {
                    measures.peak = measures.peak.max(share(records, value.records));
                }
            }
        }
        measures
    }
}

/// Records of a value below which their share has no shade: one of one is no tendency.
const FEW: u32 = 5;

/// The records that cite nothing, as a query.
pub(crate) const UNCITED: &str = "NOT has:citation";

/// A clause by id and title.
fn name(row: &ClauseRow) -> String {
    if row.title.is_empty() { row.id.clone() } else { format!("{} {}", row.id, row.title) }
}

/// A value as the heat map names it.
fn value_name(value: Option<&str>) -> &str {
    match value {
        None => "(none)",
        Some("") => "(empty)",
        Some(value) => value,
    }
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

/// A number in four columns at most: `9999`, `12k`, `3M`.
fn short_count(number: u32) -> String {
    match number {
        0..10_000 => number.to_string(),
        10_000..1_000_000 => format!("{}k", number / 1000),
        _ => format!("{}M", number / 1_000_000),
    }
}
