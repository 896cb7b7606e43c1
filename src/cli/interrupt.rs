//! What ends a command from outside: Ctrl-C, or a polite `kill`. Nothing half-made is left behind,
//! on the terminal or on disk.

use std::io;
use std::thread;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::progress;
use crate::dataset::transient;

/// Starts the thread that takes the signals. The screen has one of its own.
pub(crate) fn watch() -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    thread::Builder::new().name("interrupt".into()).spawn(move || {
        for signal in signals.forever() {
            progress::end();
            transient::delete_all();
            // Whoever started us learns by which signal we ended: a loop in a shell ends with us.
            let _ = emulate_default_handler(signal);
        }
    })?;
    Ok(())
}
