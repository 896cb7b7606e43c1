//! Themes: everything that is drawn can be read, with many colours, few, or none.

use std::collections::BTreeMap;
use std::sync::Arc;

use cotscope::ui::headless::Headless;
use cotscope::ui::{Depth, LEAST, Settings, Theme, contrast};
use ratatui::style::{Color, Modifier};

use crate::hostile::TOUR;
use crate::sample::sample;

/// Draws every screen and looks at every cell that shows something.
fn each_cell(settings: &Settings, mut look: impl FnMut(&ratatui::buffer::Cell, &str)) {
    for size in [(80, 24), (160, 40)] {
        let mut screen = Headless::new(Arc::new(sample()), settings, size.0, size.1);
        for keys in TOUR {
            screen.keys(keys).wait();
            for cell in screen.buffer().content() {
                if !cell.symbol().trim().is_empty() {
                    look(cell, keys);
                }
            }
        }
    }
}

#[test]
fn every_pair_that_is_drawn_has_contrast() {
    for theme in [Theme::DARK, Theme::LIGHT, Theme::HIGH_CONTRAST] {
        for depth in [Depth::Full, Depth::Indexed] {
            let settings = Settings { theme: theme.clone(), depth, ..Settings::default() };
            each_cell(&settings, |cell, keys| {
                let ratio = contrast(cell.style()).unwrap();
                let (name, symbol) = (theme.name(), cell.symbol());
                assert!(ratio >= LEAST, "{name} {depth:?} after {keys}: {symbol} {ratio:.2}");
                assert!(!cell.modifier.contains(Modifier::DIM), "{name}: {symbol} is faint too");
            });
        }
    }
}

#[test]
fn sixteen_colours_and_none_are_kept_to() {
    let themes = [Theme::TERMINAL, Theme::DARK, Theme::HIGH_CONTRAST];
    for theme in themes {
        let settings = Settings { theme, depth: Depth::Sixteen, ..Settings::default() };
        each_cell(&settings, |cell, keys| {
            for colour in [cell.fg, cell.bg] {
                let many = matches!(colour, Color::Rgb(..) | Color::Indexed(_));
                assert!(!many, "{colour:?} after {keys}");
            }
        });
    }
    let settings = Settings { colour: false, ..Settings::default() };
    each_cell(&settings, |cell, keys| {
        assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "after {keys}");
    });
}

#[test]
fn the_key_goes_through_all_themes_and_ones_own() {
    let colours = BTreeMap::from([("base".to_owned(), "light".to_owned())]);
    let own = Theme::own("harbour", &colours).unwrap();
    let settings = Settings { themes: vec![own], ..Settings::default() };
    let mut screen = Headless::new(Arc::new(sample()), &settings, 80, 24);
    let names = ["dark", "light", "high-contrast", "mono", "harbour", "terminal"];
    for name in names {
        let shown = screen.keys("tt").screen();
        assert!(shown.contains(&format!("Theme: {name}")), "{shown}");
    }
}

/// What a reader must tell apart is told by signs and words, so it is still there in plain text.
#[test]
fn nothing_is_told_by_colour_alone() {
    let mut screen = Headless::new(Arc::new(sample()), &Settings::default(), 120, 40);
    screen.keys("/four<enter><enter>ccc2f");
    let shown = screen.screen();
    for sign in ["✗", "∅", "“", "¶", "§", "›", "✓ [V]", "! flag", "citation 3 of 6"] {
        assert!(shown.contains(sign), "{sign} is missing:\n{shown}");
    }
}
