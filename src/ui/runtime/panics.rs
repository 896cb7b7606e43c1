//! What happens on a panic while the screen is open.

use std::backtrace::Backtrace;
use std::panic;
use std::sync::Arc;
use std::thread;

use crate::session::log::Log;
use crate::ui::event::Event;
use crate::ui::settings::Settings;
use crate::ui::terminal::{self, Device};

use super::post::Post;

type Hook = dyn Fn(&panic::PanicHookInfo<'_>) + Send + Sync;

/// While the screen is open, a panic on its thread restores the terminal first and then speaks; a
/// panic elsewhere is told on the screen.
pub(super) struct PanicHook {
    before: Arc<Hook>,
}

impl PanicHook {
    pub(super) fn install(device: &Arc<Device>, events: &Post, settings: &Settings) -> Self {
        let before: Arc<Hook> = Arc::from(panic::take_hook());
        let (device, events) = (Arc::clone(device), events.clone());
        let (log, screen) = (settings.log.clone(), thread::current().id());
        let then = Arc::clone(&before);
        panic::set_hook(Box::new(move |info| {
            if let Some(log) = &log {
                log.write(&format!("panic: {}", described(info)));
                log.write(&format!("{}", Backtrace::force_capture()));
            }
            if thread::current().id() != screen {
                let _ = events.send(Event::WorkerPanicked(described(info)));
                return;
            }
            device.restore();
            then(info);
            terminal::farewell(log.as_deref().map(Log::path));
        }));
        Self { before }
    }
}

impl Drop for PanicHook {
    fn drop(&mut self) {
        if !thread::panicking() {
            let before = Arc::clone(&self.before);
            panic::set_hook(Box::new(move |info| before(info)));
        }
    }
}

/// A panic in one line.
fn described(info: &panic::PanicHookInfo<'_>) -> String {
    let what = info.payload();
    let text = what
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| what.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a bug".to_owned());
    match info.location() {
        Some(place) => format!("{text} ({}:{})", place.file(), place.line()),
        None => text,
    }
}
