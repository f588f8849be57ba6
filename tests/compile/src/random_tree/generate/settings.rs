//! Generates the settings of a tree and its menus.

use super::super::{Branch, Settings};
use super::{Maker, words};

impl Maker<'_> {
    pub(super) fn tree_settings(&mut self) -> Settings {
        Settings {
            voice: Some(self.rng.pick("en-US-BenjaminRUS", &["en-GB-SusanNeural"])),
            ..self.some()
        }
    }

    pub(super) fn menu_settings(
        &mut self,
        is_start: bool,
        branches: &[Branch],
        digits: Option<(u64, u64)>,
    ) -> Settings {
        let mut settings = self.some();
        settings.repetition = None;
        settings.digits = digits.or(settings.digits);
        if self.rng.percent(self.options.settings) {
            // In other languages announcements are not understood, and options can't be listed.
            settings.voice = Some(if self.labelled || self.key_of_all {
                words::english_voice(&mut self.rng)
            } else {
                words::voice(&mut self.rng)
            });
        }
        if is_start && self.rng.percent(50) {
            settings.first_tries = self.tries();
        }
        // A hash with a branch can't also end the input.
        let mut keys = branches.iter().flat_map(|branch| &branch.keys);
        let has_hash = keys.any(|keys| keys.all().any(|key| key == 11));
        if has_hash && settings.complete_on_hash.or(self.hash_ends) == Some(true) {
            settings.complete_on_hash = Some(false);
        }
        settings
    }

    /// Any settings that are valid together with those that they inherit.
    fn some(&mut self) -> Settings {
        let given = |maker: &mut Self| maker.rng.percent(maker.options.settings);
        Settings {
            voice: None,
            speed: given(self).then(|| words::speed(&mut self.rng)),
            // Most branches take one key, so a capture of more would only wait.
            digits: given(self).then_some((1, 1)),
            digit_timeout: given(self).then(|| {
                let times = [("2500ms", 2_500), ("5s", 5_000), ("10s", 10_000)];
                self.rng.pick(("1s", 1_000), &times)
            }),
            overall_timeout: given(self).then(|| {
                let times = [("10000ms", 10_000), ("1min", 60_000), ("0.5min", 30_000)];
                self.rng.pick(("12s", 12_000), &times)
            }),
            complete_on_hash: given(self).then(|| self.rng.percent(50)),
            tries: if given(self) { self.tries() } else { None },
            first_tries: None,
            success_message: given(self).then(|| words::text(&mut self.rng)),
            failure_message: given(self).then(|| words::text(&mut self.rng)),
            repetition: given(self).then(|| self.rng.pick(1, &[2, 3])),
        }
    }

    fn tries(&mut self) -> Option<u64> {
        Some(self.rng.pick(1, &[2, 3, 10]))
    }
}
