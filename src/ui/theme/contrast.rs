//! How well two colours can be told apart.

use ratatui::style::{Color, Modifier, Style};

use super::indexed;

/// The least contrast of text that WCAG 2 calls readable (level AA).
pub const LEAST: f64 = 4.5;

/// Contrast as WCAG 2 defines it, from 1 to 21, of what a style draws; `None` where a colour is the
/// terminal's own, which only its user knows.
#[must_use]
pub fn contrast(style: Style) -> Option<f64> {
    let (mut ink, mut ground) = (luminance(style.fg?)?, luminance(style.bg?)?);
    if style.add_modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut ground);
    }
    Some((ink.max(ground) + 0.05) / (ink.min(ground) + 0.05))
}

/// Relative luminance of a colour that is the same on every terminal.
fn luminance(colour: Color) -> Option<f64> {
    let (red, green, blue) = match colour {
        Color::Rgb(red, green, blue) => (red, green, blue),
        Color::Indexed(index) => indexed::rgb(index)?,
        _ => return None,
    };
    let part = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    Some(0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        let style = |ink: Color, ground: Color| Style::new().fg(ink).bg(ground);
        let (black, white) = (Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255));
        assert!((contrast(style(black, white)).unwrap() - 21.0).abs() < 1e-9);
        assert!((contrast(style(white, white)).unwrap() - 1.0).abs() < 1e-9);
        let grey = contrast(style(Color::Rgb(0x77, 0x77, 0x77), white)).unwrap();
        assert!((grey - 4.48).abs() < 0.01, "{grey}");
        assert_eq!(contrast(style(Color::Red, white)), None);
        assert_eq!(contrast(style(Color::Indexed(3), white)), None);
    }
}
