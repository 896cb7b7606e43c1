//! A user's own theme, from a table of names and colours.

use std::collections::BTreeMap;

use ratatui::style::Color;

use crate::citation::Kind;
use crate::text::markdown::Look;

use super::palette::Palette;
use super::{LEAST, Role, Theme, contrast};

/// What a table may name, with what it is for; `base` names the theme that the rest comes from.
const COLOURS: [(&str, &str); 16] = [
    ("ground", "background"),
    ("raised", "background of popups"),
    ("text", "text"),
    ("dim", "what is looked up, not read"),
    ("accent", "keys and the focused pane"),
    ("cite", "citations by id or title"),
    ("quote", "quotations"),
    ("code", "code in the data's Markdown"),
    ("good", "labels"),
    ("warn", "what is wrong"),
    ("row", "background of the line under the cursor"),
    ("current", "background of the current citation"),
    ("hit", "background of hits"),
    ("hit-text", "text of hits"),
    ("selection", "background of the selection"),
    ("selection-text", "text of the selection"),
];

impl Theme {
    /// A theme from `colours`: `#rrggbb`, `default`, one of the sixteen by name (`blue`,
    /// `bright-blue`) or one of the 256 by number.
    ///
    /// # Errors
    /// What is wrong with which entry.
    pub fn own(name: &str, colours: &BTreeMap<String, String>) -> Result<Self, String> {
        let base = colours.get("base").map_or("dark", String::as_str);
        let Some(base) = Self::from_name(base) else {
            return Err(format!("themes.{name}: there is no theme {base} to start from"));
        };
        let mut palette = base.palette;
        for (what, colour) in colours.iter().filter(|(what, _)| *what != "base") {
            let parsed = parse(colour).ok_or_else(|| {
                format!(
                    "themes.{name}.{what}: {colour} is no colour; write #rrggbb, a name or 0-255"
                )
            })?;
            set(&mut palette, what, parsed).ok_or_else(|| {
                let known: Vec<&str> = COLOURS.iter().map(|(name, _)| *name).collect();
                format!(
                    "themes.{name}.{what}: no such colour; there are base, {}",
                    known.join(", ")
                )
            })?;
        }
        Ok(Self { name: name.to_owned().into(), palette })
    }

    /// The colours of which two cannot be told apart well enough where they meet, in words.
    #[must_use]
    pub fn hard_to_read(&self) -> Vec<String> {
        let plain = [
            (Role::Text, "text"),
            (Role::Dim, "dim"),
            (Role::Accent, "accent"),
            (Role::Cite(Kind::Id), "cite"),
            (Role::Cite(Kind::Quote), "quote"),
            (Role::Markdown(Look::Code), "code"),
            (Role::Label, "good"),
            (Role::Warning, "warn"),
            (Role::Selected, "text on row"),
            (Role::CurrentCite, "text on current"),
            (Role::Hit, "hit-text on hit"),
            (Role::Selection, "selection-text on selection"),
        ];
        let grounds = [(Role::Text, "ground"), (Role::Overlay, "raised")];
        let mut found = Vec::new();
        for (ground, where_) in grounds {
            let under = self.base().patch(self.style(ground));
            for (role, what) in plain {
                match contrast(under.patch(self.style(role))) {
                    Some(ratio) if ratio < LEAST => found.push(format!(
                        "themes.{}: {what} over {where_} has a contrast of {ratio:.1}, below {LEAST}",
                        self.name()
                    )),
                    _ => {}
                }
            }
        }
        found
    }
}

/// Changes one colour; `None` when there is none of that name.
fn set(palette: &mut Palette, what: &str, colour: Color) -> Option<()> {
    let pair = |pair: &mut Option<(Color, Color)>, ground: bool| {
        let (under, ink) = pair.unwrap_or((Color::Reset, Color::Reset));
        *pair = Some(if ground { (colour, ink) } else { (under, colour) });
    };
    match what {
        "ground" => palette.ground = colour,
        "raised" => palette.raised = colour,
        "text" => palette.text = colour,
        "dim" => palette.dim = Some(colour),
        "accent" => palette.accent = colour,
        "cite" => palette.cite = colour,
        "quote" => palette.quote = colour,
        "code" => palette.code = colour,
        "good" => palette.good = colour,
        "warn" => palette.warn = colour,
        "row" => palette.row = Some(colour),
        "current" => palette.current = Some(colour),
        "hit" => pair(&mut palette.hit, true),
        "hit-text" => pair(&mut palette.hit, false),
        "selection" => pair(&mut palette.selection, true),
        "selection-text" => pair(&mut palette.selection, false),
        _ => return None,
    }
    Some(())
}

fn parse(text: &str) -> Option<Color> {
    const NAMES: [(&str, Color); 17] = [
        ("default", Color::Reset),
        ("black", Color::Black),
        ("red", Color::Red),
        ("green", Color::Green),
        ("yellow", Color::Yellow),
        ("blue", Color::Blue),
        ("magenta", Color::Magenta),
        ("cyan", Color::Cyan),
        ("white", Color::Gray),
        ("bright-black", Color::DarkGray),
        ("bright-red", Color::LightRed),
        ("bright-green", Color::LightGreen),
        ("bright-yellow", Color::LightYellow),
        ("bright-blue", Color::LightBlue),
        ("bright-magenta", Color::LightMagenta),
        ("bright-cyan", Color::LightCyan),
        ("bright-white", Color::White),
    ];
    if let Some(hex) = text.strip_prefix('#') {
        let number = u32::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 6)?;
        return Some(Color::from_u32(number));
    }
    let named = NAMES.iter().find(|(name, _)| *name == text).map(|(_, colour)| *colour);
    named.or_else(|| text.parse().ok().map(Color::Indexed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(colours: &[(&str, &str)]) -> Result<Theme, String> {
        let colours = colours.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Theme::own("mine", &colours)
    }

    #[test]
    fn a_theme_starts_from_another_and_changes_colours() {
        let theme =
            own(&[("base", "light"), ("text", "#102030"), ("cite", "bright-cyan")]).unwrap();
        assert_eq!(theme.name(), "mine");
        assert_eq!(theme.style(Role::Text).fg, Some(Color::Rgb(0x10, 0x20, 0x30)));
        assert_eq!(theme.style(Role::Cite(Kind::Id)).fg, Some(Color::LightCyan));
        assert_eq!(theme.base().bg, Theme::LIGHT.base().bg);
        assert_eq!(theme.hard_to_read(), Vec::<String>::new());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cases = [
            (("base", "beige"), "there is no theme beige"),
            (("text", "#12"), "themes.mine.text: #12 is no colour"),
            (("tekst", "red"), "themes.mine.tekst: no such colour"),
            (("text", "300"), "300 is no colour"),
        ];
        for (entry, expected) in cases {
            let error = own(&[entry]).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn colours_that_cannot_be_told_apart_are_named() {
        let theme = own(&[("base", "dark"), ("text", "#3a3a3a")]).unwrap();
        let found = theme.hard_to_read();
        assert!(found.iter().any(|line| line.contains("text over ground")), "{found:?}");
        for theme in Theme::ALL {
            assert_eq!(theme.hard_to_read(), Vec::<String>::new(), "{}", theme.name());
        }
    }

    #[test]
    fn every_colour_that_is_named_can_be_set() {
        for (name, _) in COLOURS {
            assert!(own(&[(name, "#808080")]).is_ok(), "{name}");
        }
    }
}
