//! What things look like: a role for everything on the screen, a style for every role.

mod contrast;
mod indexed;
mod own;
mod palette;

use std::borrow::Cow;

use ratatui::style::{Color, Modifier, Style};

use crate::citation::Kind;
use crate::text::markdown::Look;

pub use contrast::{LEAST, contrast};
use palette::Palette;

/// What a piece of the screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Text of the data.
    Text,
    /// What the Markdown of the data makes of its text.
    Markdown(Look),
    /// What is there to be looked up, not read.
    Dim,
    /// Names of panes and parts.
    Title,
    /// The name of the pane that has the keys, the program's name.
    Accent,
    /// Lines between panes.
    Border,
    /// The record that the cursor is on, in the focused list.
    Selected,
    /// The same when another pane has the keys.
    SelectedElsewhere,
    /// A key in footer and help.
    Key,
    /// A citation of that kind.
    Cite(Kind),
    /// Laid over the citation that is current.
    CurrentCite,
    /// What a detector points at.
    Suggestion,
    /// The same, when it is current.
    CurrentSuggestion,
    /// What a search found.
    Hit,
    /// The hit that is current.
    CurrentHit,
    /// The span that is being selected.
    Selection,
    /// A span that a label rests on.
    Evidence,
    /// A label that is on disk.
    Label,
    /// What is wrong: not saved, an error.
    Error,
    /// What deserves a look.
    Warning,
    /// Signs that stand for characters which cannot be shown.
    Replaced,
    /// Words of the clause that the chain dropped.
    Dropped,
    /// Words of the chain that the clause does not have.
    Added,
    /// Words of the clause that the chain quotes.
    Quoted,
    /// What lies over the panes.
    Overlay,
}

#[cfg(test)]
const ROLES: [Role; 29] = [
    Role::Text,
    Role::Markdown(Look::Heading),
    Role::Markdown(Look::Code),
    Role::Markdown(Look::Quoted),
    Role::Markdown(Look::Sign),
    Role::Dim,
    Role::Title,
    Role::Accent,
    Role::Border,
    Role::Selected,
    Role::SelectedElsewhere,
    Role::Key,
    Role::CurrentCite,
    Role::Suggestion,
    Role::CurrentSuggestion,
    Role::Hit,
    Role::CurrentHit,
    Role::Selection,
    Role::Evidence,
    Role::Label,
    Role::Error,
    Role::Warning,
    Role::Replaced,
    Role::Dropped,
    Role::Added,
    Role::Quoted,
    Role::Overlay,
    Role::Cite(Kind::Id),
    Role::Cite(Kind::Misquote),
];

/// How everything looks: one of the themes that come with the program, or a user's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    name: Cow<'static, str>,
    palette: Palette,
}

/// How many colours a terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// 24 bits.
    #[default]
    Full,
    /// 256, of which all but the first sixteen are the same everywhere.
    Indexed,
    /// The sixteen whose shades people choose themselves.
    Sixteen,
}

impl Default for Theme {
    fn default() -> Self {
        Self::TERMINAL
    }
}

impl Theme {
    /// The terminal's own sixteen colours and background.
    pub const TERMINAL: Self = Self::built_in("terminal", palette::TERMINAL);
    /// Dark grey, 24-bit colours.
    pub const DARK: Self = Self::built_in("dark", palette::DARK);
    /// Paper, 24-bit colours.
    pub const LIGHT: Self = Self::built_in("light", palette::LIGHT);
    /// Black and white with few, strong colours.
    pub const HIGH_CONTRAST: Self = Self::built_in("high-contrast", palette::HIGH_CONTRAST);
    /// No colour at all: weight, underline and reverse.
    pub const MONO: Self = Self::built_in("mono", palette::MONO);

    /// Those that come with the program, in the order in which the key goes through them.
    pub const ALL: [Self; 5] =
        [Self::TERMINAL, Self::DARK, Self::LIGHT, Self::HIGH_CONTRAST, Self::MONO];

    const fn built_in(name: &'static str, palette: Palette) -> Self {
        Self { name: Cow::Borrowed(name), palette }
    }

    /// What a configuration calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The theme of that name that comes with the program.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name == name)
    }

    /// The same with the colours that a terminal has. Where it has only sixteen, those are the
    /// user's own choice, and a theme of other colours gives way to [`Theme::TERMINAL`].
    #[must_use]
    pub fn at(self, depth: Depth) -> Self {
        let palette = match depth {
            Depth::Full => return self,
            Depth::Indexed => self.palette.map(indexed::nearest),
            Depth::Sixteen if self.palette.is_coloured() => palette::TERMINAL,
            Depth::Sixteen => self.palette,
        };
        Self { palette, ..self }
    }

    /// The style of the whole screen.
    pub(crate) fn base(&self) -> Style {
        let palette = &self.palette;
        Style::new().fg(palette.text).bg(palette.ground)
    }

    /// The style of a role, to be laid over what is there. Weight, underline or reverse tell
    /// every role apart that a reader must tell apart; colour only helps.
    pub(crate) fn style(&self, role: Role) -> Style {
        let palette = &self.palette;
        let fg = |colour: Color| Style::new().fg(colour);
        match role {
            Role::Text => fg(palette.text),
            Role::Markdown(look) => markdown(palette, look),
            Role::Dim => palette.dim_style(),
            Role::Border => palette.dim_style(),
            Role::Title => fg(palette.text).add_modifier(Modifier::BOLD),
            Role::Accent => fg(palette.accent).add_modifier(Modifier::BOLD),
            Role::Key => fg(palette.accent).add_modifier(Modifier::BOLD),
            Role::Selected => palette.selected(),
            Role::SelectedElsewhere => Style::new().add_modifier(Modifier::BOLD),
            Role::Cite(kind) => cite(palette, kind),
            Role::CurrentCite => palette.current(),
            Role::Suggestion => fg(palette.warn).add_modifier(Modifier::ITALIC),
            Role::CurrentSuggestion => {
                fg(palette.warn).add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
            }
            Role::Hit => palette.hit(Modifier::empty()),
            Role::CurrentHit => palette.hit(Modifier::BOLD | Modifier::UNDERLINED),
            Role::Selection => palette.selection(),
            Role::Evidence => Style::new().add_modifier(Modifier::UNDERLINED | Modifier::ITALIC),
            Role::Label => fg(palette.good).add_modifier(Modifier::BOLD),
            Role::Error => palette.error(),
            Role::Warning => fg(palette.warn).add_modifier(Modifier::BOLD),
            Role::Replaced => palette.dim_style().add_modifier(Modifier::REVERSED),
            Role::Dropped => fg(palette.warn).add_modifier(Modifier::CROSSED_OUT),
            Role::Added => fg(palette.good).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            Role::Quoted => fg(palette.quote).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            Role::Overlay => Style::new().fg(palette.text).bg(palette.raised),
        }
    }
}

/// Code keeps its backticks, quotations and headings their signs: colour only helps.
fn markdown(palette: &Palette, look: Look) -> Style {
    match look {
        Look::Heading => Style::new().fg(palette.accent).add_modifier(Modifier::BOLD),
        Look::Strong => Style::new().add_modifier(Modifier::BOLD),
        Look::Emphasis => Style::new().add_modifier(Modifier::ITALIC),
        Look::Code => Style::new().fg(palette.code),
        Look::Quoted | Look::Sign => palette.dim_style(),
    }
}

fn cite(palette: &Palette, kind: Kind) -> Style {
    let plain = Style::new();
    match kind {
        Kind::Id | Kind::Title => plain.fg(palette.cite).add_modifier(Modifier::UNDERLINED),
        Kind::Quote => plain.fg(palette.quote).add_modifier(Modifier::ITALIC),
        Kind::NearQuote => {
            plain.fg(palette.quote).add_modifier(Modifier::ITALIC | Modifier::UNDERLINED)
        }
        Kind::Misquote => palette.wrong(),
        Kind::Nonexistent => palette.wrong().add_modifier(Modifier::CROSSED_OUT),
        Kind::Anaphora => palette.dim_style().add_modifier(Modifier::UNDERLINED),
        Kind::Paraphrase => palette.dim_style().add_modifier(Modifier::ITALIC),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_colours_can_be_read() {
        let coloured = [Theme::DARK, Theme::LIGHT, Theme::HIGH_CONTRAST];
        for theme in
            coloured.iter().flat_map(|theme| [theme.clone(), theme.clone().at(Depth::Indexed)])
        {
            for ground in [theme.base(), theme.base().patch(theme.style(Role::Overlay))] {
                for role in ROLES {
                    let style = ground.patch(theme.style(role));
                    let ratio = contrast(style).unwrap();
                    assert!(ratio >= 4.5, "{theme:?} {role:?}: {ratio:.2}");
                }
                for kind in Kind::ALL {
                    let cited = ground.patch(theme.style(Role::Cite(kind)));
                    for over in [Role::CurrentCite, Role::Hit, Role::CurrentHit, Role::Selection] {
                        let ratio = contrast(cited.patch(theme.style(over))).unwrap();
                        assert!(ratio >= 4.5, "{theme:?} {kind:?} under {over:?}: {ratio:.2}");
                    }
                }
            }
        }
    }

    #[test]
    fn mono_has_no_colour_and_terminal_no_background_of_its_own() {
        for role in ROLES {
            let style = Theme::MONO.base().patch(Theme::MONO.style(role));
            assert!(matches!(style.fg, None | Some(Color::Reset)), "{role:?}");
            assert!(matches!(style.bg, None | Some(Color::Reset)), "{role:?}");
        }
        assert_eq!(Theme::TERMINAL.base(), Style::new().fg(Color::Reset).bg(Color::Reset));
    }

    #[test]
    fn kinds_of_citation_differ_without_colour() {
        let wrong = Theme::MONO.style(Role::Cite(Kind::Misquote));
        for kind in [Kind::Id, Kind::Quote, Kind::NearQuote, Kind::Nonexistent, Kind::Anaphora] {
            assert_ne!(Theme::MONO.style(Role::Cite(kind)), wrong, "{kind:?}");
        }
    }

    #[test]
    fn names_lead_back() {
        for theme in Theme::ALL {
            assert_eq!(Theme::from_name(theme.name()), Some(theme.clone()));
        }
        assert_eq!(Theme::from_name("beige"), None);
    }

    #[test]
    fn sixteen_colours_are_the_users_own() {
        assert_eq!(Theme::DARK.at(Depth::Sixteen).base(), Theme::TERMINAL.base());
        assert_eq!(Theme::MONO.at(Depth::Sixteen), Theme::MONO);
        assert_eq!(Theme::DARK.at(Depth::Sixteen).name(), "dark");
    }
}
