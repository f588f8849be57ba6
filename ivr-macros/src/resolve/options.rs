//! `{options}`: the list that a menu's labels make.

use crate::announce::{self, Grammar};
use crate::ast::{Menu, PatternKind};
use crate::model::{LanguageId, Text, Voice};

/// The options of a menu as one sentence in each language; empty where there is none to tell,
/// or nobody knows how.
pub(super) fn listed(menu: &Menu, labels: &[Option<Text>], voice: &Voice) -> Vec<String> {
    (0..voice.profiles.len())
        .map(|at| in_language(menu, labels, voice, LanguageId(at)))
        .collect()
}

fn in_language(
    menu: &Menu,
    labels: &[Option<Text>],
    voice: &Voice,
    language: LanguageId,
) -> String {
    let Some(grammar) = Grammar::for_voice(voice.profile(language)) else {
        return String::new();
    };
    let branches = menu.branches.iter().zip(labels);
    let options: Vec<_> = branches
        .filter_map(|(branch, label)| {
            let label = label.as_ref()?.spoken(language).shown();
            let keys = branch
                .patterns
                .iter()
                .filter_map(|pattern| match &pattern.kind {
                    PatternKind::Key(key) => Some(key.sign().to_string()),
                    PatternKind::Keyed(keys) => Some(keys.as_str().to_owned()),
                    _ => None,
                });
            Some((keys.collect::<Vec<_>>(), label))
        })
        .collect();
    let american = voice.profile(language).starts_with("en-US");
    announce::list(grammar, american, &options)
}
