//! The record table: where each record stands and what it is called, in a few bytes each.

use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

/// Where one record stands. 40 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// First byte of its row.
    pub(crate) offset: u64,
    /// Length of its row in bytes.
    pub(crate) len: u32,
    /// 1-based line of its row in the file with the rows.
    pub(crate) line: u32,
    /// Low half of the row's hash, to notice an edit under our feet.
    pub(crate) hash: u32,
    pub(crate) source: u32,
    /// Which of its row's records it is.
    pub(crate) part: u32,
    /// Length of the chain in bytes; [`UNKNOWN`] when it was not read.
    pub(crate) cot_len: u32,
    /// One past its id in the block's ids.
    id_end: u32,
}

pub(crate) const UNKNOWN: u32 = u32::MAX;

/// The hash of a row as it is kept.
pub(crate) fn row_hash(bytes: &[u8]) -> u32 {
    xxh3_64(bytes) as u32
}

/// Some consecutive records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    entries: Vec<Entry>,
    ids: String,
}

impl Block {
    pub(crate) fn push(&mut self, mut entry: Entry, id: &str) {
        self.ids.push_str(id);
        entry.id_end = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.entries.push(entry);
    }

    pub(crate) fn entry(offset: u64, len: usize, line: u64, hash: u32, source: u32) -> Entry {
        Entry {
            offset,
            len: u32::try_from(len).unwrap_or(u32::MAX),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            hash,
            source,
            part: 0,
            cot_len: UNKNOWN,
            id_end: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether another id of this length still fits.
    pub(crate) fn has_room(&self, id: usize) -> bool {
        self.ids.len() + id < (1 << 31)
    }

    pub(crate) fn id(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.entries[index - 1].id_end as usize };
        &self.ids[start..self.entries[index].id_end as usize]
    }

    fn shrink(&mut self) {
        self.entries.shrink_to_fit();
        self.ids.shrink_to_fit();
    }
}

/// All records so far. Cloning shares the blocks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    blocks: Vec<Arc<Block>>,
    /// The first record of each block.
    starts: Vec<usize>,
    len: usize,
    index: Arc<IdIndex>,
    /// Records whose id was taken already, and the first of them.
    pub(crate) duplicates: usize,
    pub(crate) first_duplicate: Option<usize>,
}

impl Table {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    fn locate(&self, index: usize) -> (&Block, usize) {
        let block = self.starts.partition_point(|start| *start <= index) - 1;
        (&self.blocks[block], index - self.starts[block])
    }

    pub(crate) fn entry(&self, index: usize) -> Entry {
        let (block, place) = self.locate(index);
        block.entries[place]
    }

    pub(crate) fn id(&self, index: usize) -> &str {
        let (block, place) = self.locate(index);
        block.id(place)
    }

    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.index.find(id, |index| self.id(index))
    }

    /// Adds a block; an id that is taken gets `#2`, `#3` … behind it.
    pub(crate) fn push(&mut self, block: Block) {
        if block.len() == 0 {
            return;
        }
        let first = self.len;
        self.starts.push(first);
        self.len += block.len();
        self.blocks.push(Arc::new(block));
        let mut index = std::mem::take(&mut self.index);
        let ids = Arc::make_mut(&mut index);
        ids.reserve(self.len, |index| self.id(index));
        let mut renamed: Vec<(usize, String)> = Vec::new();
        for record in first..self.len {
            let id = self.id(record);
            if ids.find(id, |index| self.renamed_or(&renamed, index)).is_none() {
                ids.insert(id, record);
                continue;
            }
            let fresh = ids.free_name(id, |index| self.renamed_or(&renamed, index));
            ids.insert(&fresh, record);
            renamed.push((record, fresh));
            self.duplicates += 1;
            self.first_duplicate.get_or_insert(record);
        }
        self.index = index;
        self.rename(first, &renamed);
    }

    fn renamed_or<'t>(&'t self, renamed: &'t [(usize, String)], index: usize) -> &'t str {
        match renamed.binary_search_by_key(&index, |(record, _)| *record) {
            Ok(place) => &renamed[place].1,
            Err(_) => self.id(index),
        }
    }

    /// Writes the last block's ids anew.
    fn rename(&mut self, first: usize, renamed: &[(usize, String)]) {
        let Some(last) = self.blocks.last_mut() else {
            return;
        };
        let mut fresh = Block::default();
        for (place, entry) in last.entries.iter().enumerate() {
            let id = match renamed.binary_search_by_key(&(first + place), |(record, _)| *record) {
                Ok(found) => &renamed[found].1,
                Err(_) => last.id(place),
            };
            fresh.push(*entry, id);
        }
        fresh.shrink();
        *last = Arc::new(fresh);
    }

    /// Bytes that the table takes in memory, ids included.
    pub(crate) fn memory(&self) -> usize {
        let blocks: usize = self
            .blocks
            .iter()
            .map(|block| block.entries.capacity() * size_of::<Entry>() + block.ids.capacity())
            .sum();
        blocks + self.index.slots.capacity() * 4
    }

    /// Bytes of the ids alone.
    pub(crate) fn id_bytes(&self) -> usize {
        self.blocks.iter().map(|block| block.ids.len()).sum()
    }
}

/// From an id to its record: open addressing over record numbers; the ids stay in the blocks.
#[derive(Clone, Debug, Default)]
struct IdIndex {
    slots: Vec<u32>,
    used: usize,
    /// How often a repeated id was seen, by its hash: where to continue counting.
    repeats: std::collections::HashMap<u64, u32>,
}

const FREE: u32 = u32::MAX;

impl IdIndex {
    fn find<'t>(&self, id: &str, name: impl Fn(usize) -> &'t str) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut slot = xxh3_64(id.as_bytes()) as usize & mask;
        loop {
            match self.slots[slot] {
                FREE => return None,
                index if name(index as usize) == id => return Some(index as usize),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    fn insert(&mut self, id: &str, index: usize) {
        let mask = self.slots.len() - 1;
        let mut slot = xxh3_64(id.as_bytes()) as usize & mask;
        while self.slots[slot] != FREE {
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = u32::try_from(index).unwrap_or(FREE);
        self.used += 1;
    }

    /// Makes room for `count` records at a load of at most 3/4.
    fn reserve<'t>(&mut self, count: usize, name: impl Fn(usize) -> &'t str) {
        if count * 4 <= self.slots.len() * 3 {
            return;
        }
        let size = (count * 4 / 3 + 1).next_power_of_two().max(16);
        let old = std::mem::replace(&mut self.slots, vec![FREE; size]);
        self.used = 0;
        for index in old.into_iter().filter(|index| *index != FREE) {
            self.insert(name(index as usize), index as usize);
        }
    }

    fn free_name<'t>(&mut self, id: &str, name: impl Fn(usize) -> &'t str) -> String {
        let hash = xxh3_64(id.as_bytes());
        let mut number = self.repeats.get(&hash).copied().unwrap_or(1);
        loop {
            number += 1;
            let fresh = format!("{id}#{number}");
            if self.find(&fresh, &name).is_none() {
                self.repeats.insert(hash, number);
                return fresh;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(ids: &[&str]) -> Block {
        let mut block = Block::default();
        for (place, id) in ids.iter().enumerate() {
            block.push(Block::entry(place as u64, 1, 1, 0, 0), id);
        }
        block
    }

    #[test]
    fn every_record_is_found_by_its_id() {
        let mut table = Table::default();
        let ids: Vec<String> = (0..1000).map(|number| format!("record {number}")).collect();
        for part in ids.chunks(300) {
            table.push(block(&part.iter().map(String::as_str).collect::<Vec<_>>()));
        }
        for (index, id) in ids.iter().enumerate() {
            assert_eq!(table.find(id), Some(index));
            assert_eq!(table.id(index), id);
        }
        assert_eq!(table.find("record 1000"), None);
        assert_eq!(Table::default().find("x"), None);
    }

    #[test]
    fn repeated_ids_are_kept_apart() {
        let mut table = Table::default();
        table.push(block(&["a", "b", "a", "a#2", "a"]));
        table.push(block(&["b", "", ""]));
        let ids: Vec<&str> = (0..table.len()).map(|index| table.id(index)).collect();
        assert_eq!(ids, ["a", "b", "a#2", "a#2#2", "a#3", "b#2", "", "#2"]);
        assert_eq!((table.duplicates, table.first_duplicate), (5, Some(2)));
        assert_eq!(table.find("a#3"), Some(4));
    }

    #[test]
    fn entries_stay_small() {
        assert_eq!(size_of::<Entry>(), 40);
    }
}
