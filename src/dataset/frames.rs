//! Cutting a stream of bytes into rows, with the place of each: lines, elements of an array,
//! members of an object. One pass, one buffer, the same for files read in place and for streams.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memmem};

use super::structure::{Walk, after_space, member_start, value_end};

/// How rows lie in the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// One value a line.
    Lines,
    /// One value a line after its original line number, a tab, its member's name and a tab: the
    /// shape of normalised copies.
    Prefixed,
    /// Values one after another, with commas between them or not, up to `]` or the end.
    Values,
    /// Members of an object, the key being the row's id.
    Members,
}

/// One row's bytes and where they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    /// First byte in the source.
    pub(crate) offset: u64,
    /// 1-based line on which it starts.
    pub(crate) line: u64,
    /// Length in bytes.
    pub(crate) len: usize,
    /// A line without its line end: the last one, perhaps still being written.
    pub(crate) unterminated: bool,
    /// What makes it unreadable, if its frame says so already.
    pub(crate) fault: Option<FrameFault>,
    start: usize,
}

/// Why a stretch of bytes is not a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FrameFault {
    /// Longer than [`super::Limits::max_line`].
    TooLong,
    /// Brackets or strings do not balance; the next row was found behind it.
    Broken,
    /// The source ends inside it.
    CutOff,
}

const BLOCK: usize = 1 << 20;

/// How many places behind a broken row are tried as the start of the next.
const RESYNC_TRIALS: usize = 64;

/// Cuts `input` into frames.
pub(crate) struct Frames<R> {
    input: R,
    framing: Framing,
    max_row: usize,
    buffer: Vec<u8>,
    /// First byte of `buffer` that no frame has taken.
    start: usize,
    /// Valid bytes in `buffer`.
    filled: usize,
    /// Offset of `buffer[0]` in the source.
    base: u64,
    /// Line of `buffer[start]`.
    line: u64,
    ended: bool,
    finished: bool,
    closed: bool,
    /// A line over the limit whose end was not found yet.
    skipping: Option<Frame>,
    /// The first keys of the rows so far: what the next row after a broken one must begin with.
    /// Two of them, since objects inside a row often begin with the same one.
    first_keys: Vec<Vec<u8>>,
}

impl<R: Read> Frames<R> {
    /// Frames of `input`, whose first byte stands at `offset` in its source, on line `line`.
    pub(crate) fn new(input: R, framing: Framing, max_row: u64, offset: u64, line: u64) -> Self {
        Self {
            input,
            framing,
            max_row: usize::try_from(max_row).unwrap_or(usize::MAX),
            buffer: Vec::new(),
            start: 0,
            filled: 0,
            base: offset,
            line,
            ended: false,
            finished: false,
            closed: false,
            skipping: None,
            first_keys: Vec::new(),
        }
    }

    /// What the frames are cut from.
    pub(crate) fn input(&self) -> &R {
        &self.input
    }

    /// The bytes of the frame that [`Self::next_frame`] returned last.
    pub(crate) fn bytes(&self, frame: &Frame) -> &[u8] {
        &self.buffer[frame.start..frame.start + frame.len]
    }

    /// Offset of the first byte that no frame has taken.
    pub(crate) fn position(&self) -> u64 {
        self.base + self.start as u64
    }

    /// The line of that byte.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Whether the bracket that ends the container was seen.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed
    }

    /// The next row, or what cannot be one; `None` at the end.
    pub(crate) fn next_frame(&mut self) -> io::Result<Option<Frame>> {
        if self.finished {
            return Ok(None);
        }
        match self.framing {
            Framing::Lines | Framing::Prefixed => self.next_line(),
            Framing::Values | Framing::Members => self.next_value(),
        }
    }

    fn frame(&self, start: usize, end: usize, fault: Option<FrameFault>) -> Frame {
        Frame {
            offset: self.base + start as u64,
            line: self.line,
            len: end - start,
            unterminated: false,
            fault,
            start,
        }
    }

    fn next_line(&mut self) -> io::Result<Option<Frame>> {
        if let Some(frame) = self.skipping {
            return self.skip_line(frame).map(Some);
        }
        loop {
            let Some((end, next)) = self.line_end()? else {
                return self.too_long_line().map(Some);
            };
            if end == self.start && next == end {
                self.finished = true;
                return Ok(None);
            }
            let (start, end) = trimmed(&self.buffer, self.start, end);
            let mut frame = self.frame(start, end, None);
            frame.unterminated = next == 0 || self.buffer[next - 1] != b'\n';
            self.start = next;
            self.line += u64::from(next > 0 && self.buffer[next - 1] == b'\n');
            if frame.len > 0 {
                return Ok(Some(frame));
            }
        }
    }

    /// Where the line at `start` ends and the next begins; `None` when it exceeds the limit.
    fn line_end(&mut self) -> io::Result<Option<(usize, usize)>> {
        let mut searched = 0;
        loop {
            if let Some(found) = memchr(b'\n', &self.buffer[self.start + searched..self.filled]) {
                let end = self.start + searched + found;
                return Ok(Some((end, end + 1)));
            }
            searched = self.filled - self.start;
            if self.ended {
                return Ok(Some((self.filled, self.filled)));
            }
            if searched > self.max_row {
                return Ok(None);
            }
            self.fill()?;
        }
    }

    /// Skips a line that is over the limit, keeping nothing of it.
    fn too_long_line(&mut self) -> io::Result<Frame> {
        let frame = self.frame(self.start, self.start, Some(FrameFault::TooLong));
        self.skipping = Some(frame);
        self.skip_line(frame)
    }

    fn skip_line(&mut self, frame: Frame) -> io::Result<Frame> {
        loop {
            self.start = self.filled;
            if self.ended {
                self.finished = true;
                self.skipping = None;
                return Ok(frame);
            }
            self.fill()?;
            if let Some(found) = memchr(b'\n', &self.buffer[self.start..self.filled]) {
                self.start += found + 1;
                self.line += 1;
                self.skipping = None;
                return Ok(Frame { start: self.start, ..frame });
            }
        }
    }

    fn next_value(&mut self) -> io::Result<Option<Frame>> {
        self.skip_separators()?;
        match self.buffer.get(self.start).filter(|_| self.start < self.filled) {
            None => {
                self.finished = true;
                return Ok(None);
            }
            Some(b']' | b'}') => return self.after_container(),
            Some(_) => {}
        }
        loop {
            match self.walk(self.start) {
                Walk::End { end, .. } if end < self.filled || self.ended => {
                    // Reading on moves the buffer's content, so ends are kept as lengths.
                    let length = end - self.start;
                    if self.separated(length)? {
                        return Ok(Some(self.take(self.start + length, None)));
                    }
                    return self.resync().map(Some);
                }
                Walk::End { .. } | Walk::Open if !self.ended => {
                    if self.filled - self.start > self.max_row {
                        return self.resync().map(Some);
                    }
                    self.fill()?;
                }
                _ => return self.resync().map(Some),
            }
        }
    }

    /// Where the element (with its key, for members) at `at` ends.
    fn walk(&self, at: usize) -> Walk {
        let bytes = &self.buffer[..self.filled];
        if self.framing == Framing::Values {
            return value_end(bytes, at);
        }
        match member_start(bytes, at) {
            Ok((_, value)) => value_end(bytes, value),
            Err(walk) => walk,
        }
    }

    /// Whether what follows an element may follow one. (A lost bracket makes elements end early.)
    fn separated(&mut self, length: usize) -> io::Result<bool> {
        loop {
            let next = after_space(&self.buffer[..self.filled], self.start + length);
            if next < self.filled || self.ended {
                return Ok(matches!(
                    self.buffer.get(next).filter(|_| next < self.filled),
                    None | Some(b',' | b']' | b'}' | b'{' | b'[')
                ));
            }
            self.fill()?;
        }
    }

    fn take(&mut self, end: usize, fault: Option<FrameFault>) -> Frame {
        let frame = self.frame(self.start, end, fault);
        if fault.is_none() && self.first_keys.is_empty() {
            self.first_keys = first_keys(self.bytes(&frame));
        }
        self.line += memchr_iter(b'\n', self.bytes(&frame)).count() as u64;
        self.start = end;
        frame
    }

    /// Everything from the broken element up to the next one that can be recognised.
    fn resync(&mut self) -> io::Result<Frame> {
        let fault = if self.ended && self.walk(self.start) == Walk::Open {
            FrameFault::CutOff
        } else {
            FrameFault::Broken
        };
        while !self.ended && self.filled - self.start <= self.max_row.min(64 << 20) {
            if let Some(next) = self.next_start() {
                return Ok(self.take(next, Some(FrameFault::Broken)));
            }
            self.fill()?;
        }
        match self.next_start() {
            Some(next) => Ok(self.take(next, Some(FrameFault::Broken))),
            None => {
                let frame = self.take(self.filled, Some(fault));
                self.finished = true;
                Ok(frame)
            }
        }
    }

    /// Where the next whole element starts behind the one at `start`.
    fn next_start(&self) -> Option<usize> {
        let bytes = &self.buffer[..self.filled];
        let key = self.first_keys.first().map_or(&b"\""[..], Vec::as_slice);
        memmem::find_iter(&bytes[self.start + 1..], key)
            .map(|found| self.start + 1 + found)
            .filter_map(|quote| before_space(bytes, quote).filter(|&at| bytes[at] == b'{'))
            .filter(|&brace| brace > self.start && self.begins_like_a_row(brace))
            .filter_map(|brace| match self.framing {
                Framing::Members => member_before(bytes, brace),
                _ => Some(brace),
            })
            .filter(|&at| at > self.start)
            .take(RESYNC_TRIALS)
            .find(|&at| matches!(self.walk(at), Walk::End { .. }))
    }

    /// Whether the object at `brace` has the keys that rows begin with.
    fn begins_like_a_row(&self, brace: usize) -> bool {
        let bytes = &self.buffer[..self.filled];
        let Some(second) = self.first_keys.get(1) else {
            return true;
        };
        let after_first =
            member_start(bytes, after_space(bytes, brace + 1)).ok().and_then(|(_, value)| {
                match value_end(bytes, value) {
                    Walk::End { end, .. } => Some(after_space(bytes, end)),
                    _ => None,
                }
            });
        after_first.is_some_and(|comma| {
            let key = after_space(bytes, comma + 1);
            bytes.get(comma) == Some(&b',') && bytes[key.min(bytes.len())..].starts_with(second)
        })
    }

    fn skip_separators(&mut self) -> io::Result<()> {
        loop {
            while self.start < self.filled {
                match self.buffer[self.start] {
                    b'\n' => self.line += 1,
                    b' ' | b'\t' | b'\r' | b',' => {}
                    _ => return Ok(()),
                }
                self.start += 1;
            }
            if self.ended {
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// Whether the bracket at `start` ends the rows: nothing follows, or the rest of an object around
    /// them. A bracket that a damaged byte became is followed by more rows.
    fn closes(&mut self) -> io::Result<bool> {
        let expected = if self.framing == Framing::Members { b'}' } else { b']' };
        while !self.ended && self.filled - self.start < BLOCK {
            self.fill()?;
        }
        let bytes = &self.buffer[..self.filled];
        let next = after_space(bytes, self.start + 1);
        let follows = match bytes.get(next) {
            None | Some(b'}') => true,
            Some(b',') => {
                let key = after_space(bytes, next + 1);
                self.framing == Framing::Values && member_start(bytes, key).is_ok()
            }
            Some(_) => false,
        };
        Ok(bytes[self.start] == expected && follows)
    }

    fn after_container(&mut self) -> io::Result<Option<Frame>> {
        self.finished = self.closes()?;
        self.closed |= self.finished;
        if self.finished {
            return Ok(None);
        }
        let frame = self.frame(self.start, self.start + 1, Some(FrameFault::Broken));
        self.start += 1;
        Ok(Some(frame))
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.base += self.start as u64;
            self.start = 0;
        }
        // Doubling keeps the copying of one long row linear.
        let room = BLOCK.max(self.filled);
        if self.buffer.len() < self.filled + room {
            self.buffer.resize(self.filled + room, 0);
        } else if self.buffer.len() > 4 * (self.filled + room) {
            self.buffer.truncate(self.filled + room);
            self.buffer.shrink_to_fit();
        }
        let read = read_some(&mut self.input, &mut self.buffer[self.filled..])?;
        self.filled += read;
        self.ended = read == 0;
        Ok(())
    }
}

/// Fills as much of `space` as the input has at hand, at least a byte unless it has ended.
fn read_some(input: &mut impl Read, space: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while read < space.len() {
        match input.read(&mut space[read..]) {
            Ok(0) => break,
            Ok(count) => read += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock && read > 0 => break,
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

fn trimmed(bytes: &[u8], start: usize, end: usize) -> (usize, usize) {
    let line = &bytes[start..end];
    let line = line.trim_ascii_end();
    let lead = line.len() - line.trim_ascii_start().len();
    (start + lead, start + line.len().max(lead))
}

/// The first two keys of the object in `row`, with their quotation marks.
fn first_keys(row: &[u8]) -> Vec<Vec<u8>> {
    let mut keys = Vec::new();
    let Some(brace) = memchr(b'{', row) else {
        return keys;
    };
    let mut at = after_space(row, brace + 1);
    while let (true, Ok(((start, end), value))) = (keys.len() < 2, member_start(row, at)) {
        keys.push(row[start - 1..=end].to_vec());
        match value_end(row, value) {
            Walk::End { end, .. } => at = after_space(row, after_space(row, end) + 1),
            _ => break,
        }
    }
    keys
}

/// The last byte before `at` that is not white space.
fn before_space(bytes: &[u8], at: usize) -> Option<usize> {
    bytes[..at].iter().rposition(|byte| !byte.is_ascii_whitespace())
}

/// Where the member starts whose value starts at `brace`.
fn member_before(bytes: &[u8], brace: usize) -> Option<usize> {
    let colon = before_space(bytes, brace).filter(|&at| bytes[at] == b':')?;
    let close = before_space(bytes, colon).filter(|&at| bytes[at] == b'"')?;
    bytes[..close].iter().rposition(|&byte| byte == b'"')
}

#[cfg(test)]
mod tests {
    use super::*;

    type Found = (u64, u64, String, Option<FrameFault>);

    fn cut(text: &str, framing: Framing) -> Vec<Found> {
        let mut frames = Frames::new(text.as_bytes(), framing, 100, 0, 1);
        let mut found = Vec::new();
        while let Some(frame) = frames.next_frame().unwrap() {
            let row = String::from_utf8(frames.bytes(&frame).to_vec()).unwrap();
            found.push((frame.offset, frame.line, row, frame.fault));
        }
        found
    }

    fn row(offset: u64, line: u64, text: &str) -> Found {
        (offset, line, text.to_owned(), None)
    }

    #[test]
    fn lines_keep_their_numbers_over_blank_ones() {
        let found = cut("{\"a\":1}\r\n\n  {\"b\":2} \n{\"c\"", Framing::Lines);
        assert_eq!(found, [row(0, 1, "{\"a\":1}"), row(12, 3, "{\"b\":2}"), row(21, 4, "{\"c\"")]);
    }

    #[test]
    fn a_line_over_the_limit_is_skipped_whole() {
        let long = "x".repeat(3 << 20);
        let found = cut(&format!("1\n{long}\n2\n"), Framing::Lines);
        assert_eq!(found[1], (2, 2, String::new(), Some(FrameFault::TooLong)));
        assert_eq!(found[2].2, "2");
        assert_eq!(found[2].1, 3);
    }

    #[test]
    fn elements_of_an_array_stand_where_they_stand() {
        let found = cut("\n {\"a\": [1]},\n {\"a\": 2} ]\n", Framing::Values);
        assert_eq!(found, [row(2, 2, "{\"a\": [1]}"), row(15, 3, "{\"a\": 2}")]);
    }

    #[test]
    fn values_may_follow_each_other_without_commas() {
        let found = cut("{\n\"a\": 1\n}\n{\n\"a\": 2\n}\n", Framing::Values);
        assert_eq!(found, [row(0, 1, "{\n\"a\": 1\n}"), row(11, 4, "{\n\"a\": 2\n}")]);
    }

    #[test]
    fn members_of_an_object_come_with_their_keys() {
        let found = cut("\"x\": {\"a\": 1}, \"y\" : {\"a\": 2}}", Framing::Members);
        assert_eq!(found, [row(0, 1, "\"x\": {\"a\": 1}"), row(15, 1, "\"y\" : {\"a\": 2}")]);
    }

    #[test]
    fn a_broken_element_costs_itself_only() {
        for (broken, framing) in [
            (r#"{"a": "x"}, {"a": "y}, {"a": "z"}]"#, Framing::Values),
            (r#"{"a": "x"}, {"a": y", "b": [2}, {"a": "z"}]"#, Framing::Values),
            (r#"{"a": "x"}, {"a": "y"}}, "b": 1}, {"a": "z"}]"#, Framing::Values),
            (r#""1": {"a": "x"}, "2" {"a": "y"}, "3": {"a": "z"}}"#, Framing::Members),
        ] {
            let found = cut(broken, framing);
            assert!(found[0].2.ends_with(r#"{"a": "x"}"#), "{found:?}");
            assert!(found.last().unwrap().2.ends_with(r#"{"a": "z"}"#), "{found:?}");
            assert!(found.iter().any(|row| row.3 == Some(FrameFault::Broken)), "{found:?}");
        }
    }

    #[test]
    fn a_cut_off_array_says_so() {
        let found = cut(r#"{"a": "x"}, {"a": "y"#, Framing::Values);
        assert_eq!(found[0].3, None);
        assert_eq!(found[1].3, Some(FrameFault::CutOff));
    }
}
