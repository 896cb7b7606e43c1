//! The README's key table is the program's own table of actions.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;

use cotscope::ui::reference;

const BEGIN: &str =
    "<!-- keys: written by `COTSCOPE_WRITE_README=1 cargo test --test readme` -->\n";
const END: &str = "<!-- /keys -->";

#[test]
fn the_key_table_is_the_table_of_actions() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the README has a place for keys");
    let (_, after) = rest.split_once(END).expect("the place for keys has an end");
    let wanted = format!("{before}{BEGIN}{}{END}{after}", reference::markdown());
    if std::env::var_os("COTSCOPE_WRITE_README").is_some() {
        fs::write(path, &wanted).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), wanted, "run it with COTSCOPE_WRITE_README=1");
}
