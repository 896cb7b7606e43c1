//! Numbers and dates: bounds that a query sets, and how values are compared with them.

use std::ops::Bound;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

/// Bounds on a number or a date.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Interval {
    pub(super) sort: Sort,
    pub(super) low: Bound<f64>,
    pub(super) high: Bound<f64>,
}

/// What a bound compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Numbers.
    Number,
    /// Seconds since 1970 in UTC.
    Date,
}

/// A bound as typed: a date stands for the whole day, a month for all its days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Limit {
    Number(f64),
    Date { from: f64, until: f64 },
}

impl Limit {
    /// Reads a number or a date.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let number = text.parse().ok().filter(|number: &f64| number.is_finite());
        number.map(Limit::Number).or_else(|| {
            let (from, until) = date(text).or_else(|| month(text))?;
            Some(Limit::Date { from, until })
        })
    }

    /// A year as all its days; a number of four digits may mean one.
    pub(super) fn year(text: &str) -> Option<Self> {
        let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        let first = |year: i16| Date::new(year, 1, 1).ok().and_then(|day| utc(day.into()));
        let year: i16 = text.parse().ok().filter(|year| digits && *year >= 1000)?;
        Some(Limit::Date { from: first(year)?, until: first(year + 1)? })
    }

    pub(super) fn sort(self) -> Sort {
        match self {
            Limit::Number(_) => Sort::Number,
            Limit::Date { .. } => Sort::Date,
        }
    }

    /// As the lower bound of an interval.
    pub(super) fn at_least(self, inclusive: bool) -> Bound<f64> {
        match self {
            Limit::Number(number) if inclusive => Bound::Included(number),
            Limit::Number(number) => Bound::Excluded(number),
            Limit::Date { from, .. } if inclusive => Bound::Included(from),
            Limit::Date { from, until } if from == until => Bound::Excluded(from),
            Limit::Date { until, .. } => Bound::Included(until),
        }
    }

    /// As the upper bound of an interval.
    pub(super) fn at_most(self, inclusive: bool) -> Bound<f64> {
        match self {
            Limit::Number(number) if inclusive => Bound::Included(number),
            Limit::Number(number) => Bound::Excluded(number),
            Limit::Date { from, .. } if !inclusive => Bound::Excluded(from),
            Limit::Date { from, until } if from == until => Bound::Included(from),
            Limit::Date { until, .. } => Bound::Excluded(until),
        }
    }
}

impl Interval {
    /// Whether the number lies in it.
    pub(super) fn contains(&self, number: f64) -> bool {
        let above = match self.low {
            Bound::Included(low) => number >= low,
            Bound::Excluded(low) => number > low,
            Bound::Unbounded => true,
        };
        let below = match self.high {
            Bound::Included(high) => number <= high,
            Bound::Excluded(high) => number < high,
            Bound::Unbounded => true,
        };
        above && below
    }

    /// Whether a value of metadata is of this sort and lies in it.
    pub(super) fn holds(&self, value: &Value) -> bool {
        let number = match self.sort {
            Sort::Number => number(value),
            Sort::Date => instant(value),
        };
        number.is_some_and(|number| self.contains(number))
    }
}

/// The number that a value is or spells.
pub(super) fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        // Scores in CSV files and some logs are strings.
        Value::String(text) if text.len() < 40 => text.trim().parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

/// The moment that a value spells, in seconds since 1970; a date is its first second in UTC.
pub(super) fn instant(value: &Value) -> Option<f64> {
    match value {
        // A date begins with a digit and is short: the rest is not worth a parser.
        Value::String(text)
            if (8..40).contains(&text.len()) && text.as_bytes()[0].is_ascii_digit() =>
        {
            date(text.trim()).map(|(from, _)| from)
        }
        _ => None,
    }
}

/// From when to when a date or a moment lasts, in seconds since 1970.
fn date(text: &str) -> Option<(f64, f64)> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        let at = seconds(moment);
        return Some((at, at));
    }
    if text.len() > 10 {
        let at = utc(text.parse().ok()?)?;
        return Some((at, at));
    }
    let day: Date = text.parse().ok()?;
    let next = day.checked_add(1.day()).ok()?;
    Some((utc(day.into())?, utc(next.into())?))
}

/// From when to when a month lasts, written as in 2026-01.
fn month(text: &str) -> Option<(f64, f64)> {
    let first: Date = format!("{text}-01").parse().ok().filter(|_| text.len() == 7)?;
    let next = first.checked_add(1.month()).ok()?;
    Some((utc(first.into())?, utc(next.into())?))
}

fn utc(local: DateTime) -> Option<f64> {
    TimeZone::UTC.to_timestamp(local).ok().map(seconds)
}

#[allow(clippy::cast_precision_loss)] // milliseconds of any calendar date fit
fn seconds(moment: Timestamp) -> f64 {
    moment.as_millisecond() as f64 / 1000.0
}

/// Sixteen hexadecimal digits that sort as the numbers do.
pub(super) fn sortable(number: f64) -> String {
    // -0.0 and 0.0 are the same number.
    let bits = (number + 0.0).to_bits();
    let flipped = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    format!("{flipped:016x}")
}

/// The number that [`sortable`] wrote.
pub(super) fn from_sortable(digits: &str) -> Option<f64> {
    let flipped = u64::from_str_radix(digits, 16).ok()?;
    let bits = if flipped >> 63 == 1 { flipped & !(1 << 63) } else { !flipped };
    Some(f64::from_bits(bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sortable_digits_sort_as_numbers_and_come_back() {
        let numbers = [-1e300, -2.5, -1.0, -0.0, 0.0, 1e-9, 1.0, 7.0, 2000.0, 1e300];
        for pair in numbers.windows(2) {
            assert!(sortable(pair[0]) <= sortable(pair[1]), "{pair:?}");
            assert_eq!(from_sortable(&sortable(pair[0])), Some(pair[0]));
        }
    }

    #[test]
    fn a_date_is_a_day_and_a_moment_is_a_moment() {
        let day = Limit::parse("2026-01-01").unwrap();
        let noon = Value::from("2026-01-01T12:00:00Z");
        let holds = |low, high| Interval { sort: Sort::Date, low, high }.holds(&noon);
        assert!(holds(day.at_least(true), Bound::Unbounded));
        assert!(!holds(day.at_least(false), Bound::Unbounded));
        assert!(holds(Bound::Unbounded, day.at_most(true)));
        assert!(!holds(Bound::Unbounded, day.at_most(false)));
        assert_eq!(instant(&Value::from("2026-01-01 12:00:00")), instant(&noon));
        assert_eq!(instant(&Value::from("2026-01-01T14:00:00+02:00")), instant(&noon));
        assert_eq!(instant(&Value::from("12 monkeys are here")), None);
    }
}
