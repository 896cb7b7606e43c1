//! What changed between two versions of a spec. Clauses are matched by what they say; an id that
//! was given to other words does not make them the same clause.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Clause, DiffOp, DiffPart, Spec, likeness, word_diff};

/// One change of one clause. A clause that was moved and reworded has two.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// What happened.
    #[serde(rename = "change")]
    pub kind: ChangeKind,
    /// The clause's id in the new version; in the old one if it was removed.
    pub clause: String,
    /// Renamed: the earlier id, or the earlier title if the id is the same. Moved: the id of the
    /// clause that it lay under, empty for none. Reworded: the earlier id if it was another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// The clause's title.
    pub title: String,
    /// Reworded: the old words against the new.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diff: Vec<DiffPart>,
}

/// What can happen to a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Only the new version has it.
    Added,
    /// Only the old version has it.
    Removed,
    /// Its text differs in more than white space and case.
    Reworded,
    /// Its id or title differs.
    Renamed,
    /// It lies under another clause, or in another order among its neighbours.
    Moved,
}

/// Clauses that have this share of their word pairs in common are the same clause.
const SAME_CONTENT: f32 = 0.5;
/// With the same id, this share is enough.
const SAME_WITH_ID: f32 = 0.12;

/// The changes from `old` to `new` in the order of the new document, removals last.
#[must_use]
pub fn diff(old: &Spec, new: &Spec) -> Vec<Change> {
    let before = matching(old, new);
    let moved = moved(old, new, &before);
    let mut changes = Vec::new();
    for (at, clause) in new.clauses.iter().enumerate() {
        match before[at] {
            Some(was) => {
                let moved_from = moved[at].then(|| parent_id(old, was));
                changes.extend(compare(&old.clauses[was], clause, moved_from));
            }
            None => changes.push(change(ChangeKind::Added, clause, None)),
        }
    }
    let kept: Vec<usize> = before.iter().flatten().copied().collect();
    let gone = old.clauses.iter().enumerate().filter(|(at, _)| !kept.contains(at));
    changes.extend(gone.map(|(_, clause)| change(ChangeKind::Removed, clause, None)));
    changes
}

fn change(kind: ChangeKind, clause: &Clause, was: Option<String>) -> Change {
    let (id, title) = (clause.id.clone(), clause.title.clone());
    Change { kind, clause: id, was, title, diff: Vec::new() }
}

fn compare(old: &Clause, new: &Clause, moved_from: Option<String>) -> Vec<Change> {
    let mut changes = Vec::new();
    let id_changed = !same(&old.id, &new.id);
    if id_changed {
        changes.push(change(ChangeKind::Renamed, new, Some(old.id.clone())));
    } else if old.title != new.title {
        changes.push(change(ChangeKind::Renamed, new, Some(old.title.clone())));
    }
    if let Some(from) = moved_from {
        changes.push(change(ChangeKind::Moved, new, Some(from)));
    }
    let diff = word_diff(&old.text, &new.text);
    if diff.iter().any(|part| part.op != DiffOp::Same) {
        let was = id_changed.then(|| old.id.clone());
        changes.push(Change { diff, ..change(ChangeKind::Reworded, new, was) });
    }
    changes
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// For each clause of `new` the clause of `old` that it was.
fn matching(old: &Spec, new: &Spec) -> Vec<Option<usize>> {
    let texts = |spec: &Spec| -> Vec<String> {
        spec.clauses.iter().map(|clause| format!("{} {}", clause.title, clause.text)).collect()
    };
    let (old_texts, new_texts) = (texts(old), texts(new));
    let old_texts: Vec<&str> = old_texts.iter().map(String::as_str).collect();
    let new_texts: Vec<&str> = new_texts.iter().map(String::as_str).collect();
    let mut pairs: Vec<(f32, usize, usize)> = likeness::alike(&old_texts, &new_texts)
        .into_iter()
        .filter_map(|(was, is, share)| {
            let same_id = same(&old.clauses[was].id, &new.clauses[is].id);
            let enough = if same_id { SAME_WITH_ID } else { SAME_CONTENT };
            // Among equally good matches the one that kept its id wins.
            (share >= enough).then_some((share + if same_id { 0.3 } else { 0.0 }, was, is))
        })
        .collect();
    pairs.extend(by_name(old, new));
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken = vec![false; old.clauses.len()];
    let mut before = vec![None; new.clauses.len()];
    for (_, was, is) in pairs {
        if !taken[was] && before[is].is_none() {
            taken[was] = true;
            before[is] = Some(was);
        }
    }
    before
}

/// Clauses with the same id and the same title (or none), however different the words: last choice.
fn by_name(old: &Spec, new: &Spec) -> Vec<(f32, usize, usize)> {
    let mut pairs = Vec::new();
    for (was, clause) in old.clauses.iter().enumerate() {
        let is = new.clauses.iter().position(|other| {
            same(&clause.id, &other.id)
                && !clause.title.is_empty()
                && same(&clause.title, &other.title)
        });
        pairs.extend(is.map(|is| (0.0, was, is)));
    }
    pairs
}

fn parent_id(spec: &Spec, clause: usize) -> String {
    let parent = spec.clauses[clause].parent;
    parent.map_or_else(String::new, |parent| spec.clauses[parent].id.clone())
}

/// Whether each clause of `new` lies elsewhere than it did.
fn moved(old: &Spec, new: &Spec, before: &[Option<usize>]) -> Vec<bool> {
    let mut moved = vec![false; new.clauses.len()];
    let mut families: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for (at, clause) in new.clauses.iter().enumerate() {
        let Some(was) = before[at] else { continue };
        let old_parent = old.clauses[was].parent;
        let new_parent = clause.parent.map(|parent| before[parent]);
        // Below a clause that is new itself nothing can be said of the place.
        match (old_parent, new_parent) {
            (_, Some(None)) => moved[at] = old_parent.is_some(),
            (a, b) if a == b.flatten() => families.entry(clause.parent).or_default().push(at),
            _ => moved[at] = true,
        }
    }
    for family in families.values() {
        let order: Vec<usize> = family.iter().filter_map(|&at| before[at]).collect();
        let stay = longest_rising(&order);
        for (&at, stays) in family.iter().zip(stay) {
            moved[at] = !stays;
        }
    }
    moved
}

/// Which elements belong to one longest rising subsequence: those keep their order.
fn longest_rising(order: &[usize]) -> Vec<bool> {
    let mut tails: Vec<usize> = Vec::new();
    let mut previous = vec![None; order.len()];
    for at in 0..order.len() {
        let place = tails.partition_point(|&tail| order[tail] < order[at]);
        previous[at] = place.checked_sub(1).map(|place| tails[place]);
        if place == tails.len() {
            tails.push(at);
        } else {
            tails[place] = at;
        }
    }
    let mut rising = vec![false; order.len()];
    let mut next = tails.last().copied();
    while let Some(at) = next {
        rising[at] = true;
        next = previous[at];
    }
    rising
}

#[cfg(test)]
mod tests {
    use super::longest_rising;

    #[test]
    fn as_few_as_possible_are_said_to_have_moved() {
        for (order, stays) in [
            (&[1, 2, 3][..], &[true, true, true][..]),
            (&[3, 1, 2], &[false, true, true]),
            (&[1, 5, 2, 3, 4], &[true, false, true, true, true]),
            (&[], &[]),
        ] {
            assert_eq!(longest_rising(order), stays);
        }
    }
}
