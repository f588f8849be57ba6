//! Medians, confidence intervals, and a shuffled order for each round.

use support::Chance;

/// The median.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The 95 % confidence interval of the median (bootstrap: resamples the rounds).
pub(super) fn interval(values: &[f64]) -> (f64, f64) {
    const DRAWS: usize = 2000;
    let mut chance = Shuffle::default();
    let mut medians: Vec<_> = (0..DRAWS)
        .map(|_| {
            let drawn: Vec<_> = values
                .iter()
                .map(|_| values[chance.0.below(values.len())])
                .collect();
            median(&drawn)
        })
        .collect();
    medians.sort_by(f64::total_cmp);
    (medians[DRAWS * 25 / 1000], medians[DRAWS * 975 / 1000])
}

/// Random orders that are the same in every run.
pub(super) struct Shuffle(Chance);

impl Default for Shuffle {
    fn default() -> Self {
        Self(Chance::from(0x9e37_79b9_7f4a_7c15))
    }
}

impl Shuffle {
    /// The numbers below `count` in random order.
    pub(super) fn order(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<_> = (0..count).collect();
        for at in (1..count).rev() {
            order.swap(at, self.0.below(at + 1));
        }
        order
    }
}
