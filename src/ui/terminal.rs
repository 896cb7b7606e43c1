//! The device: set up, torn down whatever happens, watched for signals and for its own end.

mod encoder;
mod input;
mod signals;

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, TryLockError};
use std::thread;
use std::time::Duration;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::runtime::Post;
use super::settings::UiError;

pub(super) use encoder::{Encoder, Memory};

/// Alternate screen, bracketed paste, no cursor.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l\x1b[0m\x1b[2J";
/// Everything back, in an order that also mends a frame that was cut short: end of string, end of
/// synchronized output, attributes, mouse, paste, cursor, main screen.
const LEAVE: &[u8] =
    b"\x1b\\\x1b[?2026l\x1b[0m\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[?25h\x1b[?1049l";
/// Clicks, wheel and what moves with the button down, positions as numbers.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";
/// Keys that a terminal would otherwise send as others: kitty keyboard protocol, level 1.
const KEYS_ON: &[u8] = b"\x1b[>1u";
const KEYS_OFF: &[u8] = b"\x1b[<1u";

/// The terminal in its state for the screen. Whoever ends first restores it: the loop, a panic, a
/// signal.
#[derive(Debug)]
pub(super) struct Device {
    /// A descriptor of our own: standard output's lock may be held when a signal comes.
    out: File,
    /// Held while a frame is written, so that a signal does not cut it if that can be helped.
    writing: Mutex<()>,
    entered: AtomicBool,
    mouse: AtomicBool,
    kitty: bool,
}

/// Says why there can be no screen, before anything is touched.
pub(super) fn check() -> Result<(), UiError> {
    if !io::stdout().is_terminal()
        || (!io::stdin().is_terminal() && File::open("/dev/tty").is_err())
    {
        return Err(UiError::NoTerminal);
    }
    match std::env::var_os("TERM") {
        Some(term) if term == "dumb" => Err(UiError::DumbTerminal),
        _ => Ok(()),
    }
}

/// Columns and rows of the terminal, where there is one.
#[must_use]
pub fn size() -> Option<(u16, u16)> {
    io::stdout().is_terminal().then(|| crossterm::terminal::size().ok()).flatten()
}

/// Whether the terminal speaks the kitty keyboard protocol, which tells Ctrl-i from Tab. By its
/// name: asking it would hold up the first frame, and those that do not know the question may print
/// it.
#[must_use]
pub fn speaks_kitty() -> bool {
    let value = |name| std::env::var(name).unwrap_or_default();
    knows_kitty(&value("TERM"), &value("TERM_PROGRAM")) && value("TMUX").is_empty()
}

fn knows_kitty(term: &str, program: &str) -> bool {
    const TERMS: [&str; 6] = ["kitty", "ghostty", "foot", "alacritty", "wezterm", "rio"];
    const PROGRAMS: [&str; 4] = ["WezTerm", "ghostty", "iTerm.app", "rio"];
    TERMS.iter().any(|name| term.contains(name)) || PROGRAMS.contains(&program)
}

/// Starts the threads that read keys, take signals and notice that the terminal is gone.
pub(super) fn watch(device: &Arc<Device>, events: &Post) -> io::Result<()> {
    signals::watch(device, events)?;
    input::watch(events)?;
    input::watch_for_the_end(device)
}

/// The last words after a panic on the screen's thread.
pub(super) fn farewell(log: Option<&Path>) {
    let mut err = io::stderr();
    let _ = writeln!(err, "cotscope ended because of a bug; labels that had a tick are on disk.");
    if let Some(log) = log {
        let _ = writeln!(err, "The log is {}.", log.display());
    }
}

impl Device {
    /// Switches to the screen.
    pub(super) fn open(mouse: bool) -> Result<Self, UiError> {
        let out = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        let device = Self {
            out,
            writing: Mutex::new(()),
            entered: AtomicBool::new(false),
            mouse: AtomicBool::new(mouse),
            kitty: speaks_kitty(),
        };
        device.enter()?;
        Ok(device)
    }

    fn enter(&self) -> io::Result<()> {
        self.entered.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        (&self.out).write_all(ENTER)?;
        if self.kitty {
            (&self.out).write_all(KEYS_ON)?;
        }
        if self.mouse.load(Ordering::SeqCst) {
            (&self.out).write_all(MOUSE_ON)?;
        }
        Ok(())
    }

    /// After the shell had the terminal: its modes are unknown, set them all anew.
    pub(super) fn enter_again(&self) -> io::Result<()> {
        disable_raw_mode()?;
        self.enter()
    }

    /// Shows a text on the terminal's own screen, where its selection and scrollback are;
    /// [`Device::enter_again`] ends that.
    pub(super) fn print(&self, text: &str) -> io::Result<()> {
        let mut bytes = [MOUSE_OFF, b"\x1b[0m\x1b[?2004l\x1b[?25h\x1b[?1049l"].concat();
        // In raw mode the terminal begins no line by itself.
        bytes.extend_from_slice(text.replace('\n', "\r\n").as_bytes());
        bytes.extend_from_slice(b"\r\n-- any key goes back to cotscope --");
        self.write(&bytes)
    }

    /// Gives the terminal back as it was. Once is enough; more does nothing.
    pub(super) fn restore(&self) {
        if self.entered.swap(false, Ordering::SeqCst) {
            // Nobody could be told of a failure: the terminal is what would tell.
            if self.kitty {
                let _ = (&self.out).write_all(KEYS_OFF);
            }
            let _ = (&self.out).write_all(LEAVE);
            let _ = disable_raw_mode();
        }
    }

    /// The same from a signal's thread: waits a moment for a frame that is being written, but not
    /// for one that a stopped terminal holds up.
    fn restore_soon(&self) {
        for _ in 0..20 {
            match self.writing.try_lock() {
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(5)),
                _ => break,
            }
        }
        self.restore();
    }

    /// Gives the terminal back, stops until the shell continues us, and takes it again.
    pub(super) fn suspend(&self) -> io::Result<()> {
        self.restore();
        signals::stop()?;
        self.enter()
    }

    /// Takes the mouse or leaves it to the terminal.
    pub(super) fn mouse(&self, on: bool) -> io::Result<()> {
        self.mouse.store(on, Ordering::SeqCst);
        self.write(if on { MOUSE_ON } else { MOUSE_OFF })
    }

    /// Writes in one piece.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let _writing = self.writing.lock();
        (&self.out).write_all(bytes)
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        self.restore();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_that_tell_keys_apart_are_known_by_name() {
        let cases = [
            ("xterm-kitty", "", true),
            ("xterm-ghostty", "ghostty", true),
            ("foot", "", true),
            ("xterm-256color", "WezTerm", true),
            ("xterm-256color", "Apple_Terminal", false),
            ("xterm-256color", "", false),
            ("linux", "", false),
        ];
        for (term, program, expected) in cases {
            assert_eq!(knows_kitty(term, program), expected, "{term} {program}");
        }
    }
}
