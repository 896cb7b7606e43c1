//! The changes of the table that a user and a scheme want.

use std::collections::BTreeMap;

use crate::label::scheme::UNSURE;
use crate::ui::action::TABLE;
use crate::ui::backend::Overview;

/// The keys that a user and the scheme want. The scheme's keys are changes of the table like a
/// user's, so that conflicts are told in the same way; the user's own word comes last.
pub(crate) fn wanted(
    overview: &Overview,
    wanted: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    let mut set = |name: String, key: Option<&str>| {
        let default = TABLE.iter().find(|entry| entry.name == name).map(|entry| entry.keys);
        let key = key.unwrap_or_default();
        if default.is_some_and(|default| default.first().copied().unwrap_or_default() != key) {
            keys.insert(name, key.to_owned());
        }
    };
    let scheme = &overview.groups;
    for number in 1..=9 {
        let label = overview.scheme.get(number - 1);
        set(format!("label-{number}"), label.map(|label| label.key.as_str()));
    }
    let groups = || scheme.groups.iter().filter_map(|group| group.key.as_deref());
    for number in 1..=3 {
        set(format!("group-{number}"), groups().nth(number - 1));
    }
    let unsure = scheme.find(UNSURE).and_then(|(_, label)| label.key.as_deref());
    set("unsure".to_owned(), unsure);
    keys.extend(wanted.clone());
    keys
}
