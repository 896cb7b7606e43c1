//! The screen as its users see it: keys in, frames out.

#[path = "ui/sample.rs"]
mod sample;

use std::sync::Arc;

use cotscope::ui::Settings;
use cotscope::ui::headless::Headless;

use sample::{Sample, sample};

fn open(backend: &Arc<Sample>, width: u16, height: u16) -> Headless {
    Headless::new(backend.clone(), &Settings::default(), width, height)
}

#[test]
fn first() {
    let backend = Arc::new(sample());
    for (w, h) in [(80, 24), (120, 40)] {
        let mut screen = open(&backend, w, h);
        println!("{}", screen.screen());
        println!("{}", screen.keys("<enter>").screen());
        println!("{}", screen.keys("ccc").screen());
        println!("{}", screen.keys("cs").screen());
        println!("{}", screen.keys("?").screen());
    }
}
