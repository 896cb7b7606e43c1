//! Copying: over SSH the terminal's own clipboard (OSC 52), with a display the system's, else the
//! terminal's again; what is too long for it goes into a file.

use std::fs;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::event::Copied;

/// Terminals cut or drop longer sequences.
const OSC52_BYTES: usize = 74_000;

/// Where copies go. Kept alive: on X11 and Wayland the text dies with its owner.
pub(crate) struct Clipboard {
    file: Option<PathBuf>,
    way: Way,
    system: Option<arboard::Clipboard>,
}

/// Which way is tried first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    System,
    Terminal,
}

/// What the choice depends on.
#[derive(Clone, Copy, Debug, Default)]
struct Surroundings {
    ssh: bool,
    display: bool,
}

impl Clipboard {
    pub(crate) fn new(file: Option<PathBuf>) -> Self {
        Self { file, way: way(Surroundings::of_process()), system: None }
    }

    /// Copies, or says who has to.
    pub(crate) fn copy(&mut self, text: String) -> Copied {
        if self.way == Way::System && self.give_to_system(&text) {
            return Copied::System;
        }
        if text.len().div_ceil(3) * 4 <= OSC52_BYTES {
            return Copied::AskTerminal(text);
        }
        self.write_file(&text)
    }

    fn give_to_system(&mut self, text: &str) -> bool {
        if self.system.is_none() {
            self.system = arboard::Clipboard::new().ok();
        }
        let done = self.system.as_mut().is_some_and(|system| system.set_text(text).is_ok());
        if !done {
            self.system = None;
        }
        done
    }

    fn write_file(&self, text: &str) -> Copied {
        let Some(file) = &self.file else {
            return Copied::Failed(
                "no terminal takes that much, and no file may be written".into(),
            );
        };
        let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
        match folder.and_then(|()| fs::write(file, text)) {
            Ok(()) => Copied::File(file.clone()),
            Err(error) => Copied::Failed(format!("{}: {error}", file.display())),
        }
    }
}

impl Surroundings {
    fn of_process() -> Self {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        Self {
            ssh: set("SSH_CONNECTION") || set("SSH_TTY"),
            display: cfg!(any(windows, target_os = "macos"))
                || set("DISPLAY")
                || set("WAYLAND_DISPLAY"),
        }
    }
}

/// Over SSH the system's clipboard is the wrong machine's.
fn way(surroundings: Surroundings) -> Way {
    match surroundings {
        Surroundings { ssh: false, display: true } => Way::System,
        _ => Way::Terminal,
    }
}

/// The sequence that asks a terminal to take a text. The text itself is in base64.
pub(crate) fn osc52(text: &str) -> String {
    format!("\x1b]52;c;{}\x07", STANDARD.encode(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surroundings_choose_the_way() {
        let cases = [(false, true, Way::System), (true, true, Way::Terminal)];
        let cases = cases.into_iter().chain([(false, false, Way::Terminal)]);
        for (ssh, display, expected) in cases {
            assert_eq!(way(Surroundings { ssh, display }), expected);
        }
    }

    #[test]
    fn what_no_terminal_takes_goes_into_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new/clip.txt");
        let mut clipboard =
            Clipboard { file: Some(file.clone()), way: Way::Terminal, system: None };
        assert_eq!(clipboard.copy("short".into()), Copied::AskTerminal("short".into()));
        let long = "x".repeat(60_000);
        assert_eq!(clipboard.copy(long.clone()), Copied::File(file.clone()));
        assert_eq!(fs::read_to_string(&file).unwrap(), long);
    }

    #[test]
    fn the_sequence_holds_nothing_of_the_text_as_it_is() {
        assert_eq!(osc52("a\x1b[2J"), "\x1b]52;c;YRtbMko=\x07");
    }
}
