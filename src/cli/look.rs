//! How the screen is to look: themes by name and table, the colours that the terminal has.

use crate::session::Config;
use crate::ui::{Depth, Theme};

/// The user's own themes; what is wrong with one goes to `warn`, and the others stay.
pub(crate) fn own_themes(config: &Config, warn: &mut dyn FnMut(String)) -> Vec<Theme> {
    let mut themes = Vec::new();
    for (name, colours) in &config.themes {
        let mut warn = |why: &str| warn(placed(config, &["themes", name], why));
        match Theme::own(name, colours) {
            Ok(theme) => {
                theme.hard_to_read().iter().for_each(|why| warn(why));
                themes.push(theme);
            }
            Err(error) => warn(&error),
        }
    }
    themes
}

/// The theme of that name, the user's own first.
pub(crate) fn chosen_theme(config: &Config, own: &[Theme], warn: &mut dyn FnMut(String)) -> Theme {
    let Some(name) = config.theme.as_deref() else { return Theme::TERMINAL };
    let all: Vec<Theme> = own.iter().cloned().chain(Theme::ALL).collect();
    if let Some(theme) = all.iter().find(|theme| theme.name() == name) {
        return theme.clone();
    }
    let names: Vec<&str> = all.iter().map(Theme::name).collect();
    let why = format!("there is no theme {name}; there are {}", names.join(", "));
    warn(placed(config, &["theme"], &why));
    Theme::TERMINAL
}

fn placed(config: &Config, names: &[&str], why: &str) -> String {
    format!("warning: {}", config.placed(names, why))
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
