//! Lines with hits and those around them, as a grep prints them.

use crate::cli::args::Search;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::record::Record;
use crate::search::Hit;
use crate::text::Span;

/// How many lines are shown before and after each line with a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Around {
    before: usize,
    after: usize,
}

/// The lines that are asked for, if any are.
pub(super) fn around(wish: &Search) -> Option<Around> {
    let both = wish.context;
    let asked = [both, wish.before, wish.after].iter().any(Option::is_some);
    let lines = |own: Option<usize>| own.or(both).unwrap_or(0);
    asked.then(|| Around { before: lines(wish.before), after: lines(wish.after) })
}

/// Prints `id:field:line:text` for lines with a hit, with `-` for `:` the lines around them, and `--`
/// between stretches that do not touch.
pub(super) fn print(
    record: &Record,
    hits: &[Hit],
    around: Around,
    out: &mut Output,
) -> Result<(), Failure> {
    let mut rest = hits;
    while let Some(first) = rest.first() {
        let (of_part, others) = rest.split_at(rest.partition_point(|hit| hit.part == first.part));
        let (name, text) = (first.part.name(), first.part.of(record));
        let mut last = None;
        for (number, line, is_hit) in shown(text, of_part, around) {
            if last.is_some_and(|last| last + 1 < number) {
                out.line("--")?;
            }
            let sign = if is_hit { ':' } else { '-' };
            out.line(&format!("{}{sign}{name}{sign}{number}{sign}{line}", record.id))?;
            last = Some(number);
        }
        rest = others;
    }
    Ok(())
}

/// The lines to show: number from 1, text, whether it has a hit.
fn shown<'t>(text: &'t str, hits: &[Hit], around: Around) -> Vec<(usize, &'t str, bool)> {
    let mut offset = 0;
    let mut lines: Vec<(Span, &str)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let span = Span::new(offset, offset + line.len());
        offset = span.end;
        lines.push((span, line.trim_end_matches(['\n', '\r'])));
    }
    let is_hit: Vec<bool> =
        lines.iter().map(|(span, _)| hits.iter().any(|hit| hit.span.overlaps(*span))).collect();
    let near = |at: usize| {
        let end = (at + around.before + 1).min(is_hit.len());
        is_hit[at.saturating_sub(around.after)..end].contains(&true)
    };
    let wanted = (0..lines.len()).filter(|at| near(*at));
    wanted.map(|at| (at + 1, lines[at].1, is_hit[at])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Query;

    #[test]
    fn lines_before_and_after_are_shown_once() {
        let cot = "a\nb\nkey\nc key\nd\ne\nf\nkey";
        let record = Record { cot: cot.into(), ..Record::default() };
        let hits = Query::parse("key").unwrap().hits(&record);
        let numbers = |before, after| -> Vec<usize> {
            let around = Around { before, after };
            shown(cot, &hits, around).into_iter().map(|(number, ..)| number).collect()
        };
        assert_eq!(numbers(0, 0), [3, 4, 8]);
        assert_eq!(numbers(1, 0), [2, 3, 4, 7, 8]);
        assert_eq!(numbers(0, 2), [3, 4, 5, 6, 8]);
        assert_eq!(numbers(9, 9), [1, 2, 3, 4, 5, 6, 7, 8]);
    }
}
