//! Ranges: bounds that are numbers, dates or years.

use std::ops::Bound;

use super::super::error::QueryError;
use super::super::query::{Leaf, Node, ValueTest};
use super::super::range::{Interval, Limit, Sort};
use super::super::raw::{Bound as RawBound, Raw};
use super::Term;

const NEEDS_NUMBER: &str = "this field counts: give a number or a range, such as >2000 or [3 TO 5]";

impl Term<'_, '_> {
    /// A range from year to year is one of numbers and one of dates: the field decides.
    pub(super) fn about_value(&self, path: &str) -> Result<Node, QueryError> {
        let leaf = |test| Node::Leaf(Leaf::Value(path.to_owned(), test));
        let test = leaf(self.test()?);
        Ok(match &self.raw {
            Raw::Between(low, high) => match self.years(low, high) {
                Some(years) => Node::any_of(vec![test, leaf(ValueTest::Within(years))]),
                None => test,
            },
            _ => test,
        })
    }

    /// The same bounds as years, where both can be.
    fn years(&self, low: &RawBound, high: &RawBound) -> Option<Interval> {
        let read = |bound: &RawBound| match &bound.text {
            None => Some(None),
            Some(text) => Limit::year(text).map(Some),
        };
        Some(within(Sort::Date, (read(low)?, low), (read(high)?, high)))
    }

    /// Bounds on a count: a range, or one number.
    pub(super) fn count(&self) -> Result<Interval, QueryError> {
        let interval = match &self.raw {
            Raw::Between(low, high) => self.interval(low, high)?,
            Raw::Word(text) => match Limit::parse(text) {
                Some(limit) => Interval {
                    sort: limit.sort(),
                    low: limit.at_least(true),
                    high: limit.at_most(true),
                },
                None => return self.error(NEEDS_NUMBER, None),
            },
            _ => return self.error(NEEDS_NUMBER, None),
        };
        if interval.sort == Sort::Date { self.error(NEEDS_NUMBER, None) } else { Ok(interval) }
    }

    pub(super) fn interval(&self, low: &RawBound, high: &RawBound) -> Result<Interval, QueryError> {
        let read = |bound: &RawBound| match &bound.text {
            None => Ok(None),
            Some(text) => match Limit::parse(text) {
                Some(limit) => Ok(Some(limit)),
                None => self
                    .error(format!("neither a number nor a date such as 2026-01-31: {text}"), None),
            },
        };
        let (mut from, mut to) = (read(low)?, read(high)?);
        // Beside a date a year is one too.
        let is_date = |limit: Option<Limit>| limit.is_some_and(|limit| limit.sort() == Sort::Date);
        if is_date(from) || is_date(to) {
            let year = |bound: &RawBound| bound.text.as_deref().and_then(Limit::year);
            (from, to) = (year(low).or(from), year(high).or(to));
        }
        let sorts = [from, to].map(|limit| limit.map(Limit::sort));
        let sort = match sorts {
            [Some(one), Some(other)] if one != other => {
                return self.error("a range runs from number to number or from date to date", None);
            }
            [Some(sort), _] | [None, Some(sort)] => sort,
            [None, None] => return self.error("a range needs at least one bound", Some("*")),
        };
        Ok(within(sort, (from, low), (to, high)))
    }
}

/// From one bound to the other.
fn within(
    sort: Sort,
    (from, low): (Option<Limit>, &RawBound),
    (to, high): (Option<Limit>, &RawBound),
) -> Interval {
    Interval {
        sort,
        low: from.map_or(Bound::Unbounded, |limit| limit.at_least(low.inclusive)),
        high: to.map_or(Bound::Unbounded, |limit| limit.at_most(high.inclusive)),
    }
}
