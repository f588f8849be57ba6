//! Medians, confidence intervals, and a shuffled order for each round.

/// The one in the middle.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Where the median lies with 95 % (bootstrap: as if the rounds had been drawn again).
pub(super) fn interval(values: &[f64]) -> (f64, f64) {
    const DRAWS: usize = 2000;
    let mut chance = Shuffle::default();
    let mut medians: Vec<_> = (0..DRAWS)
        .map(|_| {
            let drawn: Vec<_> = values
                .iter()
                .map(|_| values[chance.below(values.len())])
                .collect();
            median(&drawn)
        })
        .collect();
    medians.sort_by(f64::total_cmp);
    (medians[DRAWS * 25 / 1000], medians[DRAWS * 975 / 1000])
}

/// Chance that is the same in every run (xorshift64).
pub(super) struct Shuffle(u64);

impl Default for Shuffle {
    fn default() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }
}

impl Shuffle {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    /// So many places, in some order.
    pub(super) fn order(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<_> = (0..count).collect();
        for at in (1..count).rev() {
            order.swap(at, self.below(at + 1));
        }
        order
    }
}
