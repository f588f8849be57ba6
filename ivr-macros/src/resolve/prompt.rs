//! What a menu says: its recordings, its text, and the labels that `{options}` lists.

use super::settings::Settings;
use super::{Resolver, text};
use crate::ast;
use crate::diagnostics::Report;
use crate::model::{Options, Piece, Prompt, Text};
use crate::place::Place;

impl Resolver<'_, '_> {
    pub(super) fn prompt(
        &mut self,
        menu: &ast::Menu,
        settings: &Settings,
        options: &[Options],
    ) -> Prompt {
        let Some((first, rest)) = menu.prompts.split_first() else {
            if !menu.damaged {
                self.errors.report(
                    Report::new(&menu.name, format!("menu `{}` has no prompt", menu.name))
                        .help("write what the caller hears as a text inside its braces"),
                );
            }
            let words = text::unspoken(Place::from(&menu.name));
            return Prompt {
                recordings: Vec::new(),
                heard: words.clone(),
                words,
            };
        };
        // The tree's settings for texts and files don't apply to prompts.
        let mut settings = settings.clone();
        settings.repetition = None;
        let recordings = first.recordings.iter();
        let recordings: Vec<_> = recordings
            .map(|recording| self.recording(recording, &settings))
            .collect();
        let mut words = match &first.words {
            Some(words) => self.text(words, Some(options)),
            None => {
                self.check_recorded(menu, first);
                text::unspoken(first.place)
            }
        };
        for second in rest {
            let report = Report::new(
                second.place,
                format!("menu `{}` already has a prompt", menu.name),
            );
            let recorded = [first, second].iter().any(|p| !p.recordings.is_empty());
            self.errors.report(if recorded {
                report.help(
                    "join the two with `then`, the words last: `play \"https://..\" then \"..\"`",
                )
            } else {
                report.help("join the two texts into one")
            });
            // The menu's keys are offered all the same.
            let Some(more) = &second.words else { continue };
            let more = self.text(more, Some(options));
            for (version, more) in words.versions.iter_mut().zip(more.versions) {
                version.pieces.push(Piece::Words(" ".to_owned()));
                version.pieces.extend(more.pieces);
            }
        }
        let heard = text::heard(&recordings, &words, self.languages, first.place);
        Prompt {
            recordings,
            words,
            heard,
        }
    }

    /// ```text
    /// menu sales { play "https://h/a.mp3"  1 => .. }        // and who knows what it says of key 1?
    /// menu sales { tries: 3, play(transcript: "..") "https://h/a.mp3"  1 => .. }
    /// ```
    /// Checks a prompt that is played and not spoken.
    fn check_recorded(&mut self, menu: &ast::Menu, prompt: &ast::Prompt) {
        // An unparsable one has been reported.
        let could_be = |recording: &ast::Recording| {
            recording.settings.iter().any(|s| s.name != "repetition") || self.tree.damaged
        };
        if !prompt.recordings.iter().any(could_be) {
            self.errors.report(
                Report::new(
                    prompt.place,
                    format!("the recording of menu `{}` has no transcript", menu.name),
                )
                .help("write it after `play`, for checks, captions and diagrams: `play(transcript: \"..\") \"https://..\"`")
                .help("after music, say the options: `play \"https://..\" then \"..\"`"),
            );
        }
        let repeats =
            |setting: &&ast::Setting| setting.name == "tries" || setting.name == "first_tries";
        for setting in menu.settings.iter().filter(repeats) {
            self.errors.report(
                Report::new(
                    setting.place,
                    format!("`{}` repeats what the platform speaks, but here it plays a file", setting.name),
                )
                .help("play the recording again with `silence => retry(1) else ..`, or add words after it"),
            );
        }
    }

    pub(super) fn labels(&mut self, menu: &ast::Menu) -> Vec<Option<Text>> {
        let branches = menu.branches.iter();
        branches
            .map(|branch| {
                let label = branch.label.as_ref()?;
                let keys_only = branch.patterns.iter().all(|pattern| {
                    matches!(
                        pattern.kind,
                        ast::PatternKind::Key(_) | ast::PatternKind::Keyed(_)
                    )
                });
                if !keys_only {
                    self.errors.report(
                        Report::new(label.place, "only keys can have a label")
                            .help("say it in the prompt's own words"),
                    );
                }
                let label = self.text(label, None);
                if let Some(value) = label.values().next() {
                    let report = Report::new(label.place, "a label can't contain values")
                        .help(format!("say `{{{}}}` in the prompt", value.name));
                    self.errors.report(report);
                }
                Some(label)
            })
            .collect()
    }
}
