//! What somebody at the screen waits for: the first frame, and results after each key.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use cotscope::session::Session;
use cotscope::session::open::Request;
use cotscope::ui::Settings;
use cotscope::ui::desk::Desk;
use cotscope::ui::headless::Headless;

/// What is typed: words, a phrase, a prefix, a field, as they come key by key.
const TYPED: [&str; 6] =
    ["policy", "user must", "\"the user\"", "decei*", "cot:because", "answer OR safety"];

/// Prints milliseconds: to the first frame with records on it; then, once all is indexed, from each
/// key to the frame with its results.
pub(crate) fn watch(path: &Path) -> io::Result<()> {
    let request = Request { paths: vec![path.display().to_string()], ..Request::default() };
    let start = Instant::now();
    let session = Session::begin(&request).map_err(|error| io::Error::other(error.to_string()))?;
    let desk = Arc::new(Desk::new(Arc::clone(&session)));
    let mut screen = Headless::new(desk, &Settings::default(), 120, 40);
    println!("{}", start.elapsed().as_secs_f64() * 1000.0);
    while !session.is_indexed() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    screen.wait();
    for typed in TYPED {
        screen.keys("/");
        for letter in typed.chars() {
            let start = Instant::now();
            let key = if letter == '<' { "<lt>".to_owned() } else { letter.to_string() };
            screen.keys(&key);
            println!("{}", start.elapsed().as_secs_f64() * 1000.0);
        }
        screen.keys("<esc>");
    }
    Ok(())
}
