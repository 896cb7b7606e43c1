//! The signs of the screen, with an ASCII set for terminals that have no others.

use crate::citation::Kind;

/// One set of signs.
#[derive(Debug)]
pub(crate) struct Glyphs {
    pub(crate) tick: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) flag: &'static str,
    pub(crate) note: &'static str,
    pub(crate) unsure: &'static str,
    pub(crate) skipped: &'static str,
    pub(crate) cursor: &'static str,
    pub(crate) bar: &'static str,
    pub(crate) hit: &'static str,
    /// A detector points here.
    pub(crate) suggestion: &'static str,
    /// Words of a cue under a negation.
    pub(crate) negated: &'static str,
    /// A span that a label rests on.
    pub(crate) evidence: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) wall: &'static str,
    /// Where a line down the screen meets one across.
    pub(crate) cross: &'static str,
    pub(crate) thumb: &'static str,
    pub(crate) dot: &'static str,
    pub(crate) more: &'static str,
    pub(crate) folded: &'static str,
    pub(crate) open: &'static str,
    pub(crate) dropped: &'static str,
    pub(crate) added: &'static str,
    /// A place where two texts differ.
    pub(crate) differs: &'static str,
    /// What a bar is made of.
    pub(crate) block: &'static str,
    /// From a little to all.
    pub(crate) shades: [&'static str; 4],
    pub(crate) corners: [&'static str; 4],
    /// Up, down, left, right, as names of keys.
    arrows: [&'static str; 4],
    cites: [&'static str; 8],
}

/// For terminals that show Unicode.
pub(crate) const UNICODE: Glyphs = Glyphs {
    tick: "✓",
    waiting: "…",
    flag: "!",
    note: "*",
    unsure: "?",
    skipped: "»",
    cursor: "▌",
    bar: "▎",
    hit: "›",
    suggestion: "◇",
    negated: "◌",
    evidence: "◆",
    rule: "─",
    wall: "│",
    cross: "┼",
    thumb: "┃",
    dot: "·",
    more: "…",
    folded: "▸",
    open: "▾",
    dropped: "−",
    added: "+",
    differs: "≠",
    block: "■",
    shades: ["░", "▒", "▓", "█"],
    corners: ["╭", "╮", "╰", "╯"],
    arrows: ["↑", "↓", "←", "→"],
    cites: ["§", "¶", "“", "≈", "✗", "∅", "^", "~"],
};

/// For `LANG=C` and the like.
pub(crate) const ASCII: Glyphs = Glyphs {
    tick: "+",
    waiting: "~",
    flag: "!",
    note: "*",
    unsure: "?",
    skipped: ">",
    cursor: ">",
    bar: "|",
    hit: ">",
    suggestion: "%",
    negated: "~",
    evidence: "E",
    rule: "-",
    wall: "|",
    cross: "+",
    thumb: "#",
    dot: "-",
    more: "~",
    folded: ">",
    open: "v",
    dropped: "-",
    added: "+",
    differs: "/",
    block: "=",
    shades: [".", ":", "%", "@"],
    corners: ["+", "+", "+", "+"],
    arrows: ["Up", "Down", "Left", "Right"],
    cites: ["#", "T", "\"", "=", "X", "0", "^", "~"],
};

impl Glyphs {
    /// Names of keys, as this set can write them.
    pub(crate) fn keys(&self, names: &str) -> String {
        let arrows = UNICODE.arrows.into_iter().zip(self.arrows);
        arrows.fold(names.to_owned(), |names, (arrow, name)| names.replace(arrow, name))
    }

    /// The sign of a kind of citation.
    pub(crate) fn cite(&self, kind: Kind) -> &'static str {
        self.cites[match kind {
            Kind::Id => 0,
            Kind::Title => 1,
            Kind::Quote => 2,
            Kind::NearQuote => 3,
            Kind::Misquote => 4,
            Kind::Nonexistent => 5,
            Kind::Anaphora => 6,
            Kind::Paraphrase => 7,
        }]
    }
}
