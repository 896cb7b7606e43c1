//! Keys, pastes, mouse and sizes, read by a thread of their own; another one notices that the
//! terminal is gone, because the reading library would spin then.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::thread;

use crossterm::event::{self, KeyEventKind, MouseButton, MouseEventKind};
use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::SIGHUP;

use crate::ui::event::{Event, Mouse, MouseKind};
use crate::ui::key::Key;
use crate::ui::runtime::Post;

use super::{Device, signals};

/// Starts the thread that reads.
pub(super) fn watch(events: &Post) -> io::Result<()> {
    let events = events.clone();
    thread::Builder::new().name("cotscope-input".into()).spawn(move || {
        while let Ok(read) = event::read() {
            if translated(read).is_some_and(|event| events.send(event).is_err()) {
                return;
            }
        }
    })?;
    Ok(())
}

/// Starts the thread that waits for the terminal to hang up. It asks for no event but that one,
/// which is always reported, and so sleeps until then.
pub(super) fn watch_for_the_end(device: &Arc<Device>) -> io::Result<()> {
    let terminal = match io::stdin() {
        stdin if stdin.is_terminal() => File::from(stdin.as_fd().try_clone_to_owned()?),
        _ => File::open("/dev/tty")?,
    };
    let device = Arc::clone(device);
    thread::Builder::new().name("cotscope-hangup".into()).spawn(move || {
        loop {
            let mut waited = [PollFd::new(&terminal, PollFlags::empty())];
            match poll(&mut waited, None) {
                Ok(_) if waited[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) => break,
                Err(rustix::io::Errno::INTR) => {}
                // Some systems cannot wait for a terminal like that; signals still end us there.
                Ok(_) | Err(_) => return,
            }
        }
        signals::end(&device, 128 + SIGHUP);
    })?;
    Ok(())
}

fn translated(read: event::Event) -> Option<Event> {
    match read {
        event::Event::Key(key) if key.kind == KeyEventKind::Release => None,
        event::Event::Key(key) => Key::of(key).map(Event::Key),
        event::Event::Paste(text) => Some(Event::Paste(text)),
        event::Event::Resize(width, height) => Some(Event::Resize { width, height }),
        event::Event::Mouse(mouse) => {
            let kind = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => MouseKind::Click,
                MouseEventKind::Drag(MouseButton::Left) => MouseKind::Drag,
                MouseEventKind::Up(MouseButton::Left) => MouseKind::Release,
                MouseEventKind::ScrollUp => MouseKind::WheelUp,
                MouseEventKind::ScrollDown => MouseKind::WheelDown,
                _ => return None,
            };
            Some(Event::Mouse(Mouse { kind, column: mouse.column, row: mouse.row }))
        }
        event::Event::FocusGained | event::Event::FocusLost => None,
    }
}
