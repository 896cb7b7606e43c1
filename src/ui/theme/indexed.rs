//! The colours of terminals with 256 of them.

use ratatui::style::Color;

/// The steps of the colour cube.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// What a colour of the 256 looks like; `None` for the first sixteen, which users choose.
pub(super) fn rgb(index: u8) -> Option<(u8, u8, u8)> {
    match index {
        0..16 => None,
        16..232 => {
            let cube = usize::from(index - 16);
            Some((STEPS[cube / 36], STEPS[cube / 6 % 6], STEPS[cube % 6]))
        }
        232.. => {
            let grey = 8 + 10 * (index - 232);
            Some((grey, grey, grey))
        }
    }
}

/// The one of the 256 that is most like a 24-bit colour; other colours stay.
pub(super) fn nearest(colour: Color) -> Color {
    let Color::Rgb(red, green, blue) = colour else { return colour };
    let apart = |index: &u8| {
        let (r, g, b) = rgb(*index).unwrap_or_default();
        let square = |one: u8, two: u8| u32::from(one.abs_diff(two)).pow(2);
        // The eye is keenest on green and dullest on blue.
        3 * square(r, red) + 4 * square(g, green) + 2 * square(b, blue)
    };
    (16..=255).min_by_key(apart).map_or(colour, Color::Indexed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_of_the_256_is_most_like_itself() {
        for index in 16..=255 {
            let (red, green, blue) = rgb(index).unwrap();
            let Color::Indexed(found) = nearest(Color::Rgb(red, green, blue)) else { panic!() };
            assert_eq!(rgb(found), rgb(index)); // some greys are there twice
        }
        assert_eq!(nearest(Color::Blue), Color::Blue);
    }
}
