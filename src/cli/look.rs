//! How the screen is to look: themes by name and table, the colours that the terminal has.

use std::collections::BTreeMap;

use crate::ui::{Depth, Theme};

/// The user's own themes; what is wrong with one goes to `warn`, and the others stay.
pub(crate) fn own_themes(
    tables: &BTreeMap<String, BTreeMap<String, String>>,
    warn: &mut dyn FnMut(String),
) -> Vec<Theme> {
    let mut themes = Vec::new();
    for (name, colours) in tables {
        match Theme::own(name, colours) {
            Ok(theme) => {
                theme.hard_to_read().iter().for_each(|why| warn(format!("warning: {why}")));
                themes.push(theme);
            }
            Err(error) => warn(format!("warning: {error}")),
        }
    }
    themes
}

/// The theme of that name, the user's own first.
pub(crate) fn chosen_theme(
    name: Option<&str>,
    own: &[Theme],
    warn: &mut dyn FnMut(String),
) -> Theme {
    let Some(name) = name else { return Theme::TERMINAL };
    let all: Vec<Theme> = own.iter().cloned().chain(Theme::ALL).collect();
    if let Some(theme) = all.iter().find(|theme| theme.name() == name) {
        return theme.clone();
    }
    let names: Vec<&str> = all.iter().map(Theme::name).collect();
    warn(format!("warning: there is no theme {name}; there are {}", names.join(", ")));
    Theme::TERMINAL
}

/// How many colours the terminal has, as far as the environment tells.
pub(crate) fn depth() -> Depth {
    /// Terminals that have 24-bit colour and do not always say so.
    const FULL: [&str; 8] =
        ["direct", "truecolor", "kitty", "alacritty", "foot", "ghostty", "wezterm", "iterm"];
    let set = |name| std::env::var(name).unwrap_or_default().to_lowercase();
    let (said, term) = (set("COLORTERM"), format!("{} {}", set("TERM"), set("TERM_PROGRAM")));
    if matches!(said.as_str(), "truecolor" | "24bit") || FULL.iter().any(|name| term.contains(name))
    {
        Depth::Full
    } else if term.contains("256") {
        Depth::Indexed
    } else {
        Depth::Sixteen
    }
}
