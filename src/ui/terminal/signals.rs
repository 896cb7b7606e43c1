//! Signals, taken by a thread of their own: it works also when the loop hangs or the terminal is
//! gone.

use std::io;
use std::process;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::dataset::transient;
use crate::ui::event::Event;
use crate::ui::runtime::Post;

use super::Device;

/// The longest that giving the terminal back may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// Starts the thread.
pub(super) fn watch(device: &Arc<Device>, events: &Post) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGUSR1])?;
    let (device, events) = (Arc::clone(device), events.clone());
    thread::Builder::new().name("cotscope-signals".into()).spawn(move || {
        for signal in signals.forever() {
            match signal {
                SIGTSTP => drop(events.send(Event::Suspend)),
                SIGUSR1 => drop(events.send(Event::ConfigChanged)),
                SIGCONT => drop(events.send(Event::Resumed)),
                _ => end(&device, 128 + signal),
            }
        }
    })?;
    Ok(())
}

/// Gives the terminal back and ends the process. Labels are on disk already; what is derived can
/// be made again.
pub(super) fn end(device: &Device, code: i32) -> ! {
    // A terminal that takes no more output would hold the restoring write for ever.
    let _ = thread::Builder::new().spawn(move || {
        thread::sleep(PATIENCE);
        process::exit(code)
    });
    device.restore_soon();
    transient::delete_all();
    process::exit(code)
}

/// Stops the process as the shell's Ctrl-Z does; returns when it is continued.
pub(super) fn stop() -> io::Result<()> {
    emulate_default_handler(SIGTSTP)
}
