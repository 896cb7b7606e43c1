//! Formats that cannot be read in place: each writes its rows, one JSON object each, to a sink.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
};

use serde_json::{Value, json};

use super::{
    error::OpenError,
    normalise::Sink,
    options::OpenOptions,
    plan::Input,
    sniff::{self, Encoding, Format, Packing},
    unpack::{self, Taken},
};

mod delimited;
mod eval;
mod inspect;
mod parquet;
mod session;
mod table;
pub(crate) mod text;

/// Beginning of a file that is enough to tell what it is.
pub(crate) const HEAD: usize = 256 << 10;

/// What a file turned out to be.
#[derive(Clone, Debug)]
pub(crate) struct Sniffed {
    pub(crate) packing: Option<Packing>,
    pub(crate) encoding: Encoding,
    /// For text.
    pub(crate) shape: Option<sniff::Shape>,
    pub(crate) format: Format,
}

impl Sniffed {
    /// Whether rows can be read where they lie.
    pub(crate) fn in_place(&self) -> bool {
        let json = matches!(
            self.format,
            Format::JsonLines | Format::JsonArray | Format::JsonValues | Format::JsonObject
        );
        json && self.packing.is_none() && self.encoding == Encoding::Utf8
    }
}

/// Looks at the beginning of a file, unpacked. The outer error is the file's, the inner one says why
/// the content is nothing we read.
pub(crate) fn sniff(input: &Input, options: &OpenOptions) -> io::Result<Result<Sniffed, String>> {
    let mut size = HEAD;
    loop {
        let Head { packing, bytes: head, whole, damage } = head(input, options, size)?;
        if let (true, Some(damage)) = (head.is_empty(), damage) {
            return Ok(Err(damage));
        }
        let found = sniff_head(input, packing, &head, whole);
        // A row or header that is longer than the head: look at more of it.
        let open = head.trim_ascii_start().starts_with(b"{") && !head.contains(&b'\n') && !whole;
        if !(open && found.is_ok() && size < (16 << 20)) {
            return Ok(found);
        }
        size *= 8;
    }
}

/// The beginning of a file, unpacked.
struct Head {
    packing: Option<Packing>,
    bytes: Vec<u8>,
    /// It is all of the file.
    whole: bool,
    /// Why unpacking stopped, when it did.
    damage: Option<String>,
}

fn head(input: &Input, options: &OpenOptions, size: usize) -> io::Result<Head> {
    let mut file = File::open(&input.path)?;
    let mut magic = Vec::new();
    (&mut file).take(8).read_to_end(&mut magic)?;
    file.seek(SeekFrom::Start(0))?;
    let packing = sniff::packing(&magic);
    let mut bytes = Vec::new();
    let reader = unpack::reader(file, packing, &options.limits, &Taken::default())?;
    // What a damaged stream gives before its damage still says what it is.
    let damage = match reader.take(size as u64).read_to_end(&mut bytes) {
        Err(error) if packing.is_none() => return Err(error),
        Err(error) => Some(unpack::explain(&error)),
        Ok(_) => None,
    };
    let whole = damage.is_none() && bytes.len() < size;
    Ok(Head { packing, bytes, whole, damage })
}

fn sniff_head(
    input: &Input,
    packing: Option<Packing>,
    head: &[u8],
    whole: bool,
) -> Result<Sniffed, String> {
    match sniff::binary(head) {
        Some(Ok(format)) => {
            return Ok(Sniffed { packing, encoding: Encoding::Utf8, shape: None, format });
        }
        Some(Err(what)) => return Err(what.to_owned()),
        None => {}
    }
    let (encoding, mark) = sniff::encoding(head);
    let utf8 = match encoding {
        Encoding::Utf8 => None,
        Encoding::Utf16Le => Some(encoding_rs::UTF_16LE),
        Encoding::Utf16Be => Some(encoding_rs::UTF_16BE),
    };
    let text = utf8.map(|from| from.decode_without_bom_handling(&head[mark..]).0.into_owned());
    let text = text.as_ref().map_or(head, |text| text.as_bytes());
    let shape = sniff::text(text, whole, &input.name)?;
    Ok(Sniffed { packing, encoding, format: shape.format, shape: Some(shape) })
}

/// The first rows of a file, cheaply: for comparing ids before anything is read in full. An archive
/// says as little as `inspect` counting samples from 1 does: its file name tells logs apart.
pub(crate) fn peek(
    input: &Input,
    sniffed: &Sniffed,
    options: &OpenOptions,
    size: usize,
) -> Vec<Value> {
    let Ok(Head { bytes: head, .. }) = head(input, options, size) else {
        return Vec::new();
    };
    match sniffed.format {
        Format::InspectEval | Format::InspectJson => vec![json!({"id": "1", "prompt": ""})],
        Format::Parquet => File::open(&input.path).map(parquet::peek).unwrap_or_default(),
        Format::Csv | Format::Tsv => delimited::peek(&head, sniffed.format),
        _ => text::peek(&head, sniffed.shape.as_ref()),
    }
}

/// Writes the rows of a file that cannot be read in place.
pub(crate) fn write_rows(
    input: &Input,
    options: &OpenOptions,
    sink: &mut Sink,
) -> Result<Format, OpenError> {
    let unreadable = |error: &io::Error| OpenError::io(&input.name, "cannot be read", error);
    let sniffed = sniff(input, options)
        .map_err(|error| unreadable(&error))?
        .map_err(|what| OpenError::unusable(&input.name, &what))?;
    match sniffed.format {
        Format::Parquet | Format::InspectEval => {
            let file = seekable(input, &sniffed, options, sink)?;
            if sniffed.format == Format::Parquet {
                parquet::write_rows(file, sink)?;
            } else {
                eval::write_rows(file, &options.limits, sink)?;
            }
        }
        format => {
            let file = File::open(&input.path).map_err(|error| unreadable(&error))?;
            let taken = Taken::default();
            let reader = unpack::reader(file, sniffed.packing, &options.limits, &taken)
                .map_err(|error| unreadable(&error))?;
            let stream = text::Stream::new(reader, &sniffed, taken, options.limits);
            match format {
                Format::Csv | Format::Tsv => delimited::write_rows(stream, format, sink)?,
                Format::InspectJson => inspect::write_rows(stream, sink)?,
                Format::ClaudeCode => session::write_rows(stream, sink)?,
                Format::JsonTable => table::write_rows(stream, sink)?,
                _ => text::write_rows(stream, sink)?,
            }
        }
    }
    Ok(sniffed.format)
}

/// Formats that are read from their end need a file, not a stream.
fn seekable(
    input: &Input,
    sniffed: &Sniffed,
    options: &OpenOptions,
    sink: &mut Sink,
) -> Result<File, OpenError> {
    let failed = |error: &io::Error| OpenError::io(&input.name, "cannot be unpacked", error);
    let file = File::open(&input.path).map_err(|error| failed(&error))?;
    if sniffed.packing.is_none() {
        return Ok(file);
    }
    let mut unpacked = tempfile::tempfile_in(&options.cache_dir).map_err(|error| failed(&error))?;
    let taken = Taken::default();
    let mut reader = unpack::reader(file, sniffed.packing, &options.limits, &taken)
        .map_err(|error| failed(&error))?;
    let mut buffer = vec![0; 1 << 20];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => unpacked.write_all(&buffer[..read]).map_err(|error| failed(&error))?,
            Err(error) => {
                sink.problem(text::incomplete(sink.name(), &error));
                break;
            }
        }
        sink.tell(taken.get())?;
    }
    unpacked.seek(SeekFrom::Start(0)).map_err(|error| failed(&error))?;
    Ok(unpacked)
}
