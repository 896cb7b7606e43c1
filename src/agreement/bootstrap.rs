//! Percentile intervals from resampling, reproducible: the same data give the same interval.

/// Draws samples with replacement from `0..len`.
#[derive(Debug)]
pub struct Resampler {
    len: usize,
    state: u64,
}

impl Resampler {
    /// A resampler of `len` units with a fixed seed.
    #[must_use]
    pub fn new(len: usize) -> Self {
        Self { len, state: 0x9e37_79b9_7f4a_7c15 }
    }

    /// The 2.5th and 97.5th percentile of `statistic` over `draws` samples; samples for which it is
    /// undefined are left out. `None` when it is undefined for all.
    pub fn percentiles(
        mut self,
        draws: usize,
        mut statistic: impl FnMut(&[usize]) -> Option<f64>,
    ) -> Option<(f64, f64)> {
        if self.len == 0 {
            return None;
        }
        let mut picks = vec![0; self.len];
        let mut values = Vec::with_capacity(draws);
        for _ in 0..draws {
            for pick in &mut picks {
                *pick = (splitmix(&mut self.state) % self.len as u64) as usize;
            }
            values.extend(statistic(&picks));
        }
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values.get(((values.len() as f64 - 1.0) * share).round() as usize);
        Some((*at(0.025)?, *at(0.975)?))
    }
}

/// `SplitMix64` (Steele, Lea and Flood 2014): enough for resampling, and the same everywhere.
fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
