//! The picture of the screen in the README, drawn from the real screen on the demo:
//! `COTSCOPE_WRITE_ASSETS=1 cargo test --test picture` writes it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cotscope::session::Session;
use cotscope::session::open::Request;
use cotscope::ui::desk::Desk;
use cotscope::ui::headless::Headless;
use cotscope::ui::{Settings, Theme};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

const PICTURE: &str = "assets/screen.svg";
/// Size of a cell in the picture.
const CELL: (f32, f32) = (8.4, 18.0);

#[test]
fn the_picture_shows_the_real_screen() {
    let screen = demo();
    let picture = svg(screen.buffer());
    for word in ["cotscope", "harbour.jsonl", "Clause", "Chain of thought", "help"] {
        let spaced = word.replace(' ', "\u{a0}");
        assert!(picture.contains(&spaced), "{word} is not in the picture");
    }
    let path = repository(PICTURE);
    if std::env::var_os("COTSCOPE_WRITE_ASSETS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, picture).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap().starts_with("<svg"), "{PICTURE} is no picture");
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The demo with a misread citation and its clause open, a search and a label.
fn demo() -> Headless {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("harbour.jsonl");
    fs::copy(repository("sample-data/harbour.jsonl"), &data).unwrap();
    let request = Request {
        paths: vec![data.to_str().unwrap().to_owned()],
        specs: vec![repository("specs/assistant-policy.md")],
        labels: Some(home.path().join("labels")),
        reviewer: Some("you".to_owned()),
        ..Request::default()
    };
    let session = Session::begin(&request).unwrap();
    let settings = Settings { theme: Theme::DARK, ..Settings::default() };
    let desk = Arc::new(Desk::new(Arc::clone(&session)));
    let mut screen = Headless::new(desk, &settings, 118, 34);
    while !session.is_indexed() {
        std::thread::yield_now();
    }
    screen.wait().keys("<enter>ccc").wait().keys("2<esc>").wait();
    screen
}

/// The cells as a picture: grounds first, then runs of letters of one look.
fn svg(buffer: &Buffer) -> String {
    let area = buffer.area;
    let (width, height) = (f32::from(area.width) * CELL.0, f32::from(area.height) * CELL.1);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" \
         font-size=\"14\">\n<title>cotscope: a chain of thought, and the clause that it cites</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n",
        colour(buffer[(0, 0)].bg)
    );
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let first = &buffer[(x, y)];
            let same = |x: &u16| looks(&buffer[(*x, y)]) == looks(first);
            let end = (x..area.width).take_while(same).last().unwrap_or(x) + 1;
            run(&mut out, buffer, y, x..end);
            x = end;
        }
    }
    out + "</svg>\n"
}

/// Ink, ground and weight of a cell.
fn looks(cell: &Cell) -> (Color, Color, Modifier) {
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    let (ink, ground) = if reversed { (cell.bg, cell.fg) } else { (cell.fg, cell.bg) };
    (ink, ground, cell.modifier)
}

fn run(out: &mut String, buffer: &Buffer, y: u16, columns: std::ops::Range<u16>) {
    let (ink, ground, modifier) = looks(&buffer[(columns.start, y)]);
    let (left, top) = (f32::from(columns.start) * CELL.0, f32::from(y) * CELL.1);
    let width = f32::from(columns.end - columns.start) * CELL.0;
    if ground != buffer[(0, 0)].bg {
        let (height, fill) = (CELL.1, colour(ground));
        let _ = writeln!(
            out,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height}\" fill=\"{fill}\"/>"
        );
    }
    let text: String = columns.map(|x| buffer[(x, y)].symbol().to_owned()).collect();
    if text.trim().is_empty() {
        return;
    }
    let mut style = String::new();
    for (with, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::CROSSED_OUT, " text-decoration=\"line-through\""),
    ] {
        if modifier.contains(with) {
            style.push_str(attribute);
        }
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace(' ', "\u{a0}");
    let (baseline, fill) = (top + 13.5, colour(ink));
    let _ = writeln!(
        out,
        "<text x=\"{left:.1}\" y=\"{baseline:.1}\" textLength=\"{width:.1}\" \
         lengthAdjust=\"spacingAndGlyphs\" fill=\"{fill}\"{style}>{escaped}</text>"
    );
}

fn colour(colour: Color) -> String {
    match colour {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        other => panic!("the dark theme has no {other:?}"),
    }
}
