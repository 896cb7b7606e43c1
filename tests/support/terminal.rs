//! The real binary on a pseudo-terminal, with a screen that is read as a person would.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Long enough for a slow machine; a test that gets there has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// What ends a synchronized update.
const END_OF_FRAME: &[u8] = b"\x1b[?2026l";

/// A program at work on a terminal of its own.
pub(crate) struct Terminal {
    parser: vt100::Parser,
    /// Everything that the program has sent.
    pub(crate) bytes: Vec<u8>,
    /// How many frames have ended, and what the last of them showed.
    frames: usize,
    frame: String,
    output: Receiver<Vec<u8>>,
    input: Box<dyn Write + Send>,
    pub(crate) child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    /// Starts `cotscope` with `arguments`, its home directory and cache below `home`.
    pub(crate) fn start(
        home: &Path,
        size: (u16, u16),
        arguments: &[&str],
        env: &[(&str, &str)],
    ) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_cotscope"));
        command.args(arguments);
        Self::run(command, home, size, env)
    }

    /// Starts any program in the same surroundings.
    pub(crate) fn run(
        mut command: CommandBuilder,
        home: &Path,
        size: (u16, u16),
        env: &[(&str, &str)],
    ) -> Self {
        let (columns, rows) = size;
        let pty = native_pty_system()
            .openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })
            .unwrap();
        command.cwd(home);
        command.env_clear();
        for (name, value) in [
            ("HOME", home.to_str().unwrap()),
            ("XDG_CACHE_HOME", home.join("cache").to_str().unwrap()),
            ("XDG_DATA_HOME", home.join("data").to_str().unwrap()),
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
            ("USER", "tester"),
            ("PATH", "/usr/bin:/bin"),
        ]
        .iter()
        .chain(env)
        {
            command.env(name, value);
        }
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().unwrap();
        let input = pty.master.take_writer().unwrap();
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 65536];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            parser: vt100::Parser::new(nonzero(rows), nonzero(columns), 0),
            bytes: Vec::new(),
            frames: 0,
            frame: String::new(),
            output,
            input,
            child,
            master: pty.master,
        }
    }

    /// Types.
    pub(crate) fn send(&mut self, keys: &str) -> &mut Self {
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
        self
    }

    /// The screen as text: of frames only whole ones, for half of one is no answer to a key.
    pub(crate) fn screen(&self) -> String {
        if self.alternate() { self.frame.clone() } else { self.parser.screen().contents() }
    }

    /// Whether the program has switched to the alternate screen.
    pub(crate) fn alternate(&self) -> bool {
        self.parser.screen().alternate_screen()
    }

    /// Waits until the screen fulfils `wanted`.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if wanted(&screen) {
                return screen;
            }
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(why) => panic!("never saw {what} ({why}); the screen:\n{screen}"),
            }
        }
    }

    /// Waits until `text` is on the screen.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) -> String {
        self.until(text, |screen| screen.contains(text))
    }

    /// Has the screen drawn again and again until something outside of it is as `wanted`.
    #[track_caller]
    pub(crate) fn redraw_until(&mut self, what: &str, wanted: impl Fn() -> bool) {
        let end = Instant::now() + PATIENCE;
        while !wanted() {
            assert!(Instant::now() < end, "never saw {what}");
            self.send("\x0c").next_frame();
        }
    }

    /// Waits for the end of a frame that is not read yet.
    pub(crate) fn next_frame(&mut self) -> &mut Self {
        let seen = self.frames;
        let end = Instant::now() + PATIENCE;
        while self.frames == seen {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(why) => panic!("no frame came: {why}"),
            }
        }
        self
    }

    /// Reads all that the program still sends, until it has gone, and returns its exit code.
    pub(crate) fn exit_code(&mut self) -> u32 {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let screen = self.screen();
                    self.child.kill().unwrap();
                    panic!("it did not end; the screen:\n{screen}");
                }
            }
        }
        self.child.wait().unwrap().exit_code()
    }

    /// Waits until the program has sent `sequence`.
    #[track_caller]
    pub(crate) fn until_sent(&mut self, sequence: &str) {
        while !String::from_utf8_lossy(&self.bytes).contains(sequence) {
            let bytes = self.output.recv_timeout(PATIENCE).expect("more output");
            self.take(&bytes);
        }
    }

    /// Waits until the shell has a terminal in order.
    #[track_caller]
    pub(crate) fn until_restored(&mut self) {
        while !self.is_restored() {
            let bytes = self.output.recv_timeout(PATIENCE).expect("more output");
            self.take(&bytes);
        }
    }

    /// Whether the ordinary screen, the cursor and the terminal's own mouse are back.
    pub(crate) fn is_restored(&self) -> bool {
        let screen = self.parser.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }

    /// Changes the size of the terminal.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).unwrap();
        self.parser.screen_mut().set_size(nonzero(rows), nonzero(columns));
    }

    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.bytes.push(*byte);
            self.parser.process(std::slice::from_ref(byte));
            if self.bytes.ends_with(END_OF_FRAME) {
                self.frames += 1;
                self.frame = self.parser.screen().contents();
            }
        }
    }
}

fn nonzero(size: u16) -> NonZeroU16 {
    NonZeroU16::new(size).unwrap()
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Already gone is fine.
        let _ = self.child.kill();
    }
}
