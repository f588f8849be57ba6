//! `{options}`: the list of a menu's labels.

use crate::announce::{self, Grammar};
use crate::ast::{Menu, PatternKind};
use crate::model::{LanguageId, Options, Text, Voice};

use super::names::Languages;

/// The options of a menu as one sentence in each language.
pub(super) fn listed(
    menu: &Menu,
    labels: &[Option<Text>],
    voice: &Voice,
    languages: &Languages,
) -> Vec<Options> {
    (0..voice.profiles.len())
        .map(|at| in_language(menu, labels, voice, languages, LanguageId(at)))
        .collect()
}

fn in_language(
    menu: &Menu,
    labels: &[Option<Text>],
    voice: &Voice,
    languages: &Languages,
    language: LanguageId,
) -> Options {
    let (tag, profile) = (languages.tag(language), voice.profile(language));
    let grammar = Grammar::of(tag.as_deref(), profile);
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
    let american = profile.starts_with("en-US");
    match announce::list(grammar, american, &options) {
        None => Options::Unspoken(match tag {
            Some(tag) => format!("language `{tag}`"),
            None => format!("the language of voice `{profile}`"),
        }),
        Some(_) if options.is_empty() => Options::Unlabelled,
        Some(list) => Options::Listed(list),
    }
}
