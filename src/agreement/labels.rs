//! Labels as people and programs write them: what stands for "no rating", which spellings are one
//! label, and in which order labels are listed.

use std::collections::{BTreeMap, HashMap};

/// Words that tables write where a rating is missing, case aside.
const MISSING: [&str; 8] = ["", "nan", "na", "n/a", "<na>", "null", ".", "*"];

/// A label without the blanks around it; `None` where the text stands for no rating.
#[must_use]
pub fn given(text: &str) -> Option<&str> {
    let invisible = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}');
    let text = text.trim_matches(invisible);
    let missing = MISSING.iter().any(|word| word.eq_ignore_ascii_case(text));
    (!missing).then_some(text)
}

/// The labels of a set of ratings: every spelling leads to one of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    /// In order: as told, else numbers ascending, else by alphabet.
    pub names: Vec<String>,
    /// The labels as numbers, when all of them are.
    pub values: Option<Vec<f64>>,
    /// Spellings that were taken for another label, which differs in case, blanks or digits only.
    pub folded: Vec<(String, String)>,
    at: HashMap<String, usize>,
}

impl Labels {
    /// From all spellings, each with how often it occurs. Spellings that differ in case or blanks
    /// only, and numbers that are equal, are one label: its most frequent spelling. `order` names
    /// labels that come first, as on a scale.
    #[must_use]
    pub fn new<'t>(spellings: impl IntoIterator<Item = &'t str>, order: &[String]) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for spelling in spellings {
            *counts.entry(spelling).or_default() += 1;
        }
        let mut groups: BTreeMap<String, Vec<(&str, usize)>> = BTreeMap::new();
        for (spelling, times) in counts {
            groups.entry(folded(spelling)).or_default().push((spelling, times));
        }
        let mut labels: Vec<(&str, Vec<&str>)> =
            groups.values().filter_map(|group| one(group)).collect();
        let scale: Vec<String> = order.iter().map(|label| folded(label)).collect();
        let numbers: Option<Vec<f64>> = labels.iter().map(|(name, _)| number(name)).collect();
        let is_numeric = numbers.is_some_and(|numbers| !numbers.is_empty());
        labels.sort_by(|(a, _), (b, _)| {
            let place = |name: &str| scale.iter().position(|step| *step == folded(name));
            let (x, y) = (place(a).unwrap_or(usize::MAX), place(b).unwrap_or(usize::MAX));
            let value = |name: &str| number(name).filter(|_| is_numeric).unwrap_or(0.0);
            x.cmp(&y).then_with(|| value(a).total_cmp(&value(b))).then_with(|| a.cmp(b))
        });
        Self::of(&labels, is_numeric)
    }

    fn of(labels: &[(&str, Vec<&str>)], is_numeric: bool) -> Self {
        let mut made = Self::default();
        for (index, (name, spellings)) in labels.iter().enumerate() {
            made.names.push((*name).to_owned());
            for spelling in spellings {
                made.at.insert((*spelling).to_owned(), index);
                if spelling != name {
                    made.folded.push(((*spelling).to_owned(), (*name).to_owned()));
                }
            }
        }
        let values = || made.names.iter().map(|name| number(name)).collect::<Option<_>>();
        made.values = if is_numeric { values() } else { None };
        made
    }

    /// The index of the label that a spelling leads to.
    #[must_use]
    pub fn index(&self, spelling: &str) -> Option<usize> {
        self.at.get(spelling).copied()
    }
}

/// The most frequent spelling of a label, with all of them.
fn one<'t>(spellings: &[(&'t str, usize)]) -> Option<(&'t str, Vec<&'t str>)> {
    let (name, _) = spellings.iter().rev().max_by_key(|(_, times)| *times)?;
    Some((name, spellings.iter().map(|(spelling, _)| *spelling).collect()))
}

fn folded(label: &str) -> String {
    if let Some(number) = number(label) {
        return format!("{number:?}");
    }
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn number(label: &str) -> Option<f64> {
    // Zero has two signs, and they are one label.
    label.trim().parse().ok().filter(|number: &f64| number.is_finite()).map(|number| number + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_no_rating_is_none() {
        let texts = ["NaN", " n/a", ".", "", " \u{feff}", "null", "<NA>", "none", " no ", "0"];
        let found: Vec<_> = texts.map(given).into_iter().flatten().collect();
        assert_eq!(found, ["none", "no", "0"]);
    }

    #[test]
    fn spellings_that_mean_one_label_lead_to_one() {
        let labels = Labels::new(["Yes", "yes", "yes", "no", "partly  so", "Partly so"], &[]);
        assert_eq!(labels.names, ["Partly so", "no", "yes"]);
        assert_eq!(labels.index("Yes"), labels.index("yes"));
        assert_eq!(labels.folded.len(), 2, "{:?}", labels.folded);
        assert_eq!(labels.values, None);
    }

    #[test]
    fn numbers_are_in_order_and_equal_ones_are_one_label() {
        let labels = Labels::new(["10", "9", "9.0", "1e1", "-0", "0"], &[]);
        assert_eq!(labels.values, Some(vec![0.0, 9.0, 10.0]));
        assert_eq!(labels.index("9.0"), labels.index("9"));
    }

    #[test]
    fn a_scale_gives_the_order() {
        let order = ["low", "mid", "high"].map(str::to_owned);
        let labels = Labels::new(["high", "Low", "mid", "other"], &order);
        assert_eq!(labels.names, ["Low", "mid", "high", "other"]);
    }
}
