//! Unpacking gzip and zstd within bounds, so that a bomb stops instead of filling disk or memory.

use std::{
    cell::Cell,
    fmt,
    fs::File,
    io::{self, BufReader, Read},
    rc::Rc,
};

use super::{
    options::Limits,
    sniff::{Encoding, Packing},
};

/// A limit was hit. Travels inside an [`io::Error`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LimitHit(pub(crate) String);

impl fmt::Display for LimitHit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for LimitHit {}

/// How many bytes were taken from the file: what progress is measured by.
pub(crate) type Taken = Rc<Cell<u64>>;

/// Counts what passes.
struct Counted<R> {
    inner: R,
    taken: Taken,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(space)?;
        self.taken.set(self.taken.get() + read as u64);
        Ok(read)
    }
}

/// The text of a file, unpacked.
pub(crate) fn reader(
    file: File,
    packing: Option<Packing>,
    limits: &Limits,
    taken: &Taken,
) -> io::Result<Box<dyn Read>> {
    let counted = Counted { inner: file, taken: taken.clone() };
    let inner: Box<dyn Read> = match packing {
        None => return Ok(Box::new(counted)),
        Some(Packing::Gzip) => {
            let input = BufReader::with_capacity(1 << 16, counted);
            Box::new(flate2::bufread::MultiGzDecoder::new(input))
        }
        Some(Packing::Zstd) => {
            let mut decoder = zstd::stream::read::Decoder::new(counted)?;
            decoder.window_log_max(limits.zstd_window_log)?;
            Box::new(decoder)
        }
    };
    Ok(Box::new(Bounded { inner, taken: taken.clone(), given: 0, limits: *limits }))
}

/// From here on the ratio counts; before, a small file of spaces would look like a bomb.
const RATIO_FROM: u64 = 64 << 20;

struct Bounded {
    inner: Box<dyn Read>,
    taken: Taken,
    given: u64,
    limits: Limits,
}

impl Read for Bounded {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(space)?;
        self.given += read as u64;
        let ratio = self.given / self.taken.get().max(1);
        if self.given > RATIO_FROM && ratio > self.limits.max_ratio {
            return Err(hit(format!(
                "unpacks to more than {} times its size (max_ratio)",
                self.limits.max_ratio
            )));
        }
        if self.given > self.limits.max_decompressed {
            let limit = self.limits.max_decompressed;
            return Err(hit(format!("unpacks to more than {limit} bytes (max_decompressed)")));
        }
        Ok(read)
    }
}

fn hit(message: String) -> io::Error {
    io::Error::other(LimitHit(message))
}

/// What an error of unpacking means for the reader of the message.
pub(crate) fn explain(error: &io::Error) -> String {
    if let Some(limit) = error.get_ref().and_then(|inner| inner.downcast_ref::<LimitHit>()) {
        return limit.to_string();
    }
    let text = error.to_string();
    if text.contains("requires too much memory") || text.contains("window") {
        return "needs a larger zstd window than is allowed (zstd_window_log)".to_owned();
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "the packed data ends too early".to_owned(),
        _ => format!("the packed data is damaged: {text}"),
    }
}

/// UTF-16 text as UTF-8. Lone surrogates become U+FFFD and are counted.
pub(crate) struct Transcoded {
    inner: Box<dyn Read>,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
    /// Whether anything had to be replaced.
    pub(crate) replaced: Rc<Cell<bool>>,
}

impl Transcoded {
    pub(crate) fn new(inner: Box<dyn Read>, encoding: Encoding, replaced: Rc<Cell<bool>>) -> Self {
        let encoding = match encoding {
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            Encoding::Utf8 => encoding_rs::UTF_8,
        };
        Self {
            inner,
            decoder: encoding.new_decoder(),
            raw: vec![0; 1 << 16],
            ready: Vec::new(),
            given: 0,
            ended: false,
            replaced,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        let read = self.inner.read(&mut self.raw)?;
        self.ended = read == 0;
        self.given = 0;
        self.ready.resize(self.decoder.max_utf8_buffer_length(read).unwrap_or(1 << 18), 0);
        let (_, _, written, replaced) =
            self.decoder.decode_to_utf8(&self.raw[..read], &mut self.ready, self.ended);
        self.ready.truncate(written);
        self.replaced.set(self.replaced.get() || replaced);
        Ok(())
    }
}

impl Read for Transcoded {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if self.ended {
                return Ok(0);
            }
            self.refill()?;
        }
        let count = space.len().min(self.ready.len() - self.given);
        space[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}
