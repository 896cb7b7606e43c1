//! The colours of the themes.

use ratatui::style::{Color, Modifier, Style};

/// Colours by what they are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Palette {
    pub(super) ground: Color,
    /// Ground of what lies over the panes.
    pub(super) raised: Color,
    pub(super) text: Color,
    /// `None`: the terminal's faint attribute instead.
    pub(super) dim: Option<Color>,
    pub(super) accent: Color,
    pub(super) cite: Color,
    pub(super) quote: Color,
    /// Code in the data's Markdown.
    pub(super) code: Color,
    pub(super) good: Color,
    pub(super) warn: Color,
    /// Ground of the row under the cursor; `None`: reverse.
    pub(super) row: Option<Color>,
    /// Ground of the current citation; `None`: bold.
    pub(super) current: Option<Color>,
    /// Ground and ink of a hit; `None`: reverse.
    pub(super) hit: Option<(Color, Color)>,
    /// Ground and ink of a selection; `None`: reverse.
    pub(super) selection: Option<(Color, Color)>,
}

const fn rgb(hex: u32) -> Color {
    Color::Rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// Sixteen colours, of which people choose the shades themselves.
pub(super) const TERMINAL: Palette = Palette {
    ground: Color::Reset,
    raised: Color::Reset,
    text: Color::Reset,
    dim: None,
    accent: Color::Blue,
    cite: Color::Cyan,
    quote: Color::Green,
    code: Color::Reset,
    good: Color::Cyan,
    warn: Color::Magenta,
    row: None,
    current: None,
    hit: Some((Color::Yellow, Color::Black)),
    selection: None,
};

/// Dark grey.
pub(super) const DARK: Palette = Palette {
    ground: rgb(0x15_181d),
    raised: rgb(0x20_252d),
    text: rgb(0xd8_dce3),
    dim: Some(rgb(0x98_a1ae)),
    accent: rgb(0x86_b9ff),
    cite: rgb(0x74_cbdc),
    quote: rgb(0xb7_d08c),
    code: rgb(0xd0_b8f0),
    good: rgb(0x7f_d4c1),
    warn: rgb(0xf7_ab66),
    row: Some(rgb(0x2a_3340)),
    current: Some(rgb(0x2b_3442)),
    hit: Some((rgb(0xe8_c765), rgb(0x15_181d))),
    selection: Some((rgb(0x2f_5484), rgb(0xff_ffff))),
};

/// Paper.
pub(super) const LIGHT: Palette = Palette {
    ground: rgb(0xfb_faf6),
    raised: rgb(0xf0_eee6),
    text: rgb(0x23_272d),
    dim: Some(rgb(0x5a_616b)),
    accent: rgb(0x0a_559f),
    cite: rgb(0x08_5f6f),
    quote: rgb(0x3c_5f10),
    code: rgb(0x5a_3b8c),
    good: rgb(0x07_6152),
    warn: rgb(0x94_3600),
    row: Some(rgb(0xe3_e6ea)),
    current: Some(rgb(0xe4_e8dd)),
    hit: Some((rgb(0xff_d860), rgb(0x23_272d))),
    selection: Some((rgb(0x1d_5fa8), rgb(0xff_ffff))),
};

/// Black and white.
pub(super) const HIGH_CONTRAST: Palette = Palette {
    ground: rgb(0x00_0000),
    raised: rgb(0x00_0000),
    text: rgb(0xff_ffff),
    dim: Some(rgb(0xd0_d0d0)),
    accent: rgb(0x6f_d3ff),
    cite: rgb(0x6f_e7ff),
    quote: rgb(0xa8_ff9a),
    code: rgb(0xe0_c8ff),
    good: rgb(0x6f_e7ff),
    warn: rgb(0xff_b454),
    row: Some(rgb(0x00_3a70)),
    current: Some(rgb(0x30_3030)),
    hit: Some((rgb(0xff_e94d), rgb(0x00_0000))),
    selection: Some((rgb(0xff_ffff), rgb(0x00_0000))),
};

/// No colour at all.
pub(super) const MONO: Palette = Palette {
    ground: Color::Reset,
    raised: Color::Reset,
    text: Color::Reset,
    dim: None,
    accent: Color::Reset,
    cite: Color::Reset,
    quote: Color::Reset,
    code: Color::Reset,
    good: Color::Reset,
    warn: Color::Reset,
    row: None,
    current: None,
    hit: None,
    selection: None,
};

impl Palette {
    /// The same with other colours.
    pub(super) fn map(&self, to: impl Fn(Color) -> Color) -> Self {
        let pair = |pair: Option<(Color, Color)>| pair.map(|(one, two)| (to(one), to(two)));
        Self {
            ground: to(self.ground),
            raised: to(self.raised),
            text: to(self.text),
            dim: self.dim.map(&to),
            accent: to(self.accent),
            cite: to(self.cite),
            quote: to(self.quote),
            code: to(self.code),
            good: to(self.good),
            warn: to(self.warn),
            row: self.row.map(&to),
            current: self.current.map(&to),
            hit: pair(self.hit),
            selection: pair(self.selection),
        }
    }

    /// Whether it has colours that a terminal of sixteen does not.
    pub(super) fn is_coloured(&self) -> bool {
        let more = |colour: &Color| matches!(colour, Color::Rgb(..) | Color::Indexed(_));
        [self.ground, self.text, self.accent, self.cite].iter().any(more)
    }

    pub(super) fn dim_style(&self) -> Style {
        match self.dim {
            Some(colour) => Style::new().fg(colour),
            None => Style::new().add_modifier(Modifier::DIM),
        }
    }

    pub(super) fn selected(&self) -> Style {
        match self.row {
            Some(ground) => Style::new().fg(self.text).bg(ground).add_modifier(Modifier::BOLD),
            None => Style::new().add_modifier(Modifier::REVERSED).remove_modifier(Modifier::DIM),
        }
    }

    pub(super) fn current(&self) -> Style {
        match self.current {
            Some(ground) => Style::new().fg(self.text).bg(ground).add_modifier(Modifier::BOLD),
            None => Style::new().add_modifier(Modifier::BOLD),
        }
    }

    pub(super) fn hit(&self, more: Modifier) -> Style {
        let style = inked(self.hit);
        // A hit inside a misquotation, which is itself reversed, must not turn itself off.
        let off = if self.hit.is_some() { Modifier::REVERSED } else { Modifier::empty() };
        style.remove_modifier(off | Modifier::DIM).add_modifier(more)
    }

    pub(super) fn selection(&self) -> Style {
        let off = if self.selection.is_some() { Modifier::REVERSED } else { Modifier::empty() };
        inked(self.selection).remove_modifier(off | Modifier::DIM)
    }

    pub(super) fn wrong(&self) -> Style {
        Style::new().fg(self.warn).add_modifier(Modifier::BOLD | Modifier::REVERSED)
    }

    pub(super) fn error(&self) -> Style {
        self.wrong()
    }
}

fn inked(colours: Option<(Color, Color)>) -> Style {
    match colours {
        Some((ground, ink)) => Style::new().fg(ink).bg(ground),
        None => Style::new().add_modifier(Modifier::REVERSED),
    }
}
