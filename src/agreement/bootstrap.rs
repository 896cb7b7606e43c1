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

    /// The 2.5th and 97.5th percentile of each statistic over `draws` samples; samples for which one is
    /// undefined are left out of its interval. `None` where it is undefined for all.
    pub fn intervals<const N: usize>(
        mut self,
        draws: usize,
        mut statistics: impl FnMut(&[usize]) -> [Option<f64>; N],
    ) -> [Option<(f64, f64)>; N] {
        let mut values: [Vec<f64>; N] = std::array::from_fn(|_| Vec::new());
        let mut picks = vec![0; self.len];
        for _ in 0..if self.len == 0 { 0 } else { draws } {
            for pick in &mut picks {
                *pick = self.below(self.len);
            }
            for (values, value) in values.iter_mut().zip(statistics(&picks)) {
                values.extend(value);
            }
        }
        values.map(percentiles)
    }

    /// A whole number below `len`, each as likely (Lemire 2019, without the rejection: the bias is
    /// below one in 2⁶⁴ over the length).
    fn below(&mut self, len: usize) -> usize {
        let wide = u128::from(splitmix(&mut self.state)) * len as u128;
        (wide >> 64) as usize
    }

    /// A number from 0 up to 1.
    pub(super) fn unit(&mut self) -> f64 {
        (splitmix(&mut self.state) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The 2.5th and 97.5th percentile.
pub(super) fn percentiles(mut values: Vec<f64>) -> Option<(f64, f64)> {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values.get(((values.len() as f64 - 1.0) * share).round() as usize);
    Some((*at(0.025)?, *at(0.975)?))
}

/// `SplitMix64` (Steele, Lea and Flood 2014): enough for resampling, and the same everywhere.
fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
