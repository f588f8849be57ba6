//! The names of states, with their variants and ids, and checks that they are unique.

use proc_macro2::{Ident, Span};
use rustc_hash::FxHashMap;
use syn::LitStr;

use crate::ast;
use crate::diagnostics::{Errors, Report};
use crate::keys::Outcome;
use crate::model::{ClientActionId, LanguageId, State, StateId};
use crate::place::Place;
use crate::suggest::nearest;

/// A named state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    pub(super) id: StateId,
    pub(super) is_menu: bool,
}

/// Every menu and transfer by name, with the index that the resolver will assign. Of two with the same name, the first
/// counts; [`check`] reports the second.
pub(super) fn collect(tree: &ast::Tree) -> FxHashMap<String, Named> {
    let mut in_order = Vec::new();
    for menu in &tree.menus {
        menu_names(menu, &mut in_order);
    }
    for branch in &tree.fallbacks {
        action_names(&branch.action, &mut in_order);
    }
    for ring in tree.rings.iter().take(1) {
        action_names(&ring.action, &mut in_order);
    }
    let mut names = FxHashMap::default();
    for (at, (name, is_menu)) in in_order.into_iter().enumerate() {
        let id = StateId(at);
        names
            .entry(name.to_string())
            .or_insert(Named { id, is_menu });
    }
    names
}

/// The states in order, each with whether it is a menu.
type InOrder<'a> = Vec<(&'a Ident, bool)>;

fn menu_names<'a>(menu: &'a ast::Menu, names: &mut InOrder<'a>) {
    names.push((&menu.name, true));
    for branch in &menu.branches {
        action_names(&branch.action, names);
    }
}

fn action_names<'a>(action: &'a ast::Action, names: &mut InOrder<'a>) {
    for step in &action.steps {
        match &step.kind {
            ast::StepKind::Menu(menu) => menu_names(menu, names),
            ast::StepKind::Connect(connect) => {
                names.push((&connect.name, false));
                for arm in &connect.arms {
                    action_names(&arm.action, names);
                }
            }
            ast::StepKind::Match { arms, .. } => {
                for arm in arms {
                    action_names(&arm.action, names);
                }
            }
            ast::StepKind::Retry { otherwise, .. } => action_names(otherwise, names),
            _ => {}
        }
    }
}

/// The languages of a tree, by name; a single one without a name if the tree lists none.
#[derive(Debug)]
pub(super) struct Languages {
    names: Vec<Option<Ident>>,
    /// Whether the list could not be parsed, so that no name is wrong.
    lost: bool,
}

impl Languages {
    pub(super) fn of(tree: &ast::Tree, errors: &mut Errors) -> Self {
        let mut names: Vec<Option<Ident>> = Vec::new();
        for language in &tree.languages {
            let name = Some(language.name.clone());
            if names.contains(&name) {
                errors.report(
                    Report::new(
                        &language.name,
                        format!("duplicate language `{}`", language.name),
                    )
                    .help("remove one of the two"),
                );
            } else {
                names.push(name);
            }
        }
        if names.is_empty() {
            names.push(None);
        }
        Self {
            names,
            lost: tree.languages_lost,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.names.len()
    }

    pub(super) fn into_names(self) -> Vec<Option<Ident>> {
        self.names
    }

    /// The voice of each language, as given in `languages`.
    pub(super) fn voices(&self, tree: &ast::Tree) -> Vec<String> {
        let voice = |name: &Option<Ident>| {
            let mut named = tree.languages.iter();
            named
                .find(|language| Some(&language.name) == name.as_ref())
                .map(|language| language.voice.value())
        };
        self.names
            .iter()
            .map(|name| voice(name).unwrap_or_default())
            .collect()
    }

    /// The language with a similar name.
    pub(super) fn near(&self, name: &Ident) -> Option<LanguageId> {
        let own: Vec<_> = self.names.iter().flatten().map(Ident::to_string).collect();
        let near = nearest(&name.to_string(), own.iter().map(String::as_str))?;
        own.iter().position(|own| own == near).map(LanguageId)
    }

    pub(super) fn find(&self, name: &Ident) -> Result<LanguageId, Report> {
        self.find_but(name, &[])
    }

    /// Like `find`, for a text that exists in some languages: those are not suggested.
    fn find_but(&self, name: &Ident, there: &[Option<LitStr>]) -> Result<LanguageId, Report> {
        if self.lost {
            return Ok(LanguageId::default());
        }
        if let Some(at) = self.names.iter().position(|own| own.as_ref() == Some(name)) {
            return Ok(LanguageId(at));
        }
        let open = self.names.iter().enumerate();
        let open = open.filter(|(at, _)| there.get(*at).is_none_or(Option::is_none));
        let own: Vec<_> = open
            .filter_map(|(_, own)| Some(own.as_ref()?.to_string()))
            .collect();
        let report = Report::new(name, format!("this tree has no language `{name}`"));
        Err(
            match nearest(&name.to_string(), own.iter().map(String::as_str)) {
                Some(near) => report.help(format!("did you mean `{near}`?")),
                None => report.help(format!(
                    "list it in the tree's head, with its voice: `languages: {{ {name}: \"..\" }}`"
                )),
            },
        )
    }

    /// The tree's name for a language, if it has any.
    pub(super) fn tag(&self, LanguageId(at): LanguageId) -> Option<String> {
        let name = self.names.get(at)?.as_ref()?;
        Some(name.to_string())
    }

    /// The words of a text in each language. A missing language is reported, and another one takes its place.
    pub(super) fn versions(&self, text: &ast::Text, errors: &mut Errors) -> Vec<LitStr> {
        let empty = || LitStr::new("", Span::call_site());
        let first = text.versions.first().map(|version| version.literal.clone());
        if self.lost {
            return vec![first.unwrap_or_else(empty)];
        }
        let mut found = vec![None; self.names.len()];
        for version in &text.versions {
            let Some(language) = &version.language else {
                let names: Vec<_> = self.names.iter().flatten().collect();
                if !names.is_empty() {
                    let list: Vec<_> = names.iter().map(|name| format!("{name}: \"..\"")).collect();
                    errors.report(
                        Report::new(text.place, "this text does not name its language")
                            .help(format!("write it in each: `{{ {} }}`", list.join(", "))),
                    );
                }
                return vec![version.literal.clone(); self.names.len()];
            };
            match self.find_but(language, &found) {
                Err(report) => errors.report(report),
                Ok(LanguageId(at)) if found[at].is_some() => errors.report(
                    Report::new(language, format!("duplicate text in `{language}`"))
                        .help("remove one of the two"),
                ),
                Ok(LanguageId(at)) => found[at] = Some(version.literal.clone()),
            }
        }
        let lacking: Vec<_> = self
            .names
            .iter()
            .zip(&found)
            .filter(|(_, found)| found.is_none())
            .filter_map(|(name, _)| name.as_ref())
            .map(|name| format!("`{name}`"))
            .collect();
        if !lacking.is_empty() {
            errors.report(
                Report::new(
                    text.place,
                    format!("this text is missing in {}", lacking.join(" and ")),
                )
                .help("write every text in every language of the tree"),
            );
        }
        found
            .into_iter()
            .map(|literal| literal.or_else(|| first.clone()).unwrap_or_else(empty))
            .collect()
    }
}

/// `book_table` to `BookTable`, with the span of the name so that an editor can jump to it.
pub(crate) fn variant(name: &Ident) -> Ident {
    let plain = name.to_string();
    let plain = plain.strip_prefix("r#").unwrap_or(&plain);
    let mut camel = String::with_capacity(plain.len());
    for word in plain.split('_') {
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(letters.as_str());
    }
    // `_1`, `_٣`, `__` and `self_` would not become identifiers. Usual names need not be checked by the compiler.
    let usual = camel.starts_with(|first: char| first.is_ascii_uppercase())
        && camel.chars().all(|letter| letter.is_ascii_alphanumeric())
        && camel != "Self";
    if !usual && syn::parse_str::<Ident>(&camel).is_err() {
        camel.insert(0, '_');
    }
    if camel == "_" {
        camel.push('_');
    }
    Ident::new(&camel, name.span())
}

pub(super) fn client_action_id(name: &Ident, id: Option<&LitStr>) -> ClientActionId {
    match id {
        Some(id) => ClientActionId {
            text: id.value(),
            place: Place::from(id),
        },
        None => ClientActionId {
            text: name.to_string().trim_start_matches("r#").to_owned(),
            place: Place::from(name),
        },
    }
}

/// The `clientActionId` of a point: the state's id, with the attempt, the silences if they are counted separately, and
/// the language if it is not the first.
pub(crate) fn point_id(
    id: &str,
    (attempt, silences): (u32, u32),
    language: Option<&Ident>,
) -> String {
    let mut id = id.to_owned();
    if attempt > 0 || silences > 0 {
        id.push_str(&format!("~{attempt}"));
    }
    if silences > 0 {
        id.push_str(&format!("~{silences}"));
    }
    if let Some(language) = language {
        id.push_str(&format!("~{language}"));
    }
    id
}

/// Reports names and ids that two states share. Two states are reported once, by what the author wrote: the same name
/// also causes the same variant and id.
pub(super) fn check(states: &[State<'_>], errors: &mut Errors) {
    let mut names = FxHashMap::default();
    let mut variants = FxHashMap::default();
    let mut ids: FxHashMap<&str, (&State<'_>, Place)> = FxHashMap::default();
    for state in states {
        let name = state.name.to_string();
        let what = if state.is_menu() { "menu" } else { "transfer" };
        if let Some(first) = names.insert(name.clone(), state.name) {
            errors.report(
                Report::new(
                    state.name,
                    format!(
                        "the name `{name}` is already taken on line {}",
                        Place::from(first).line()
                    ),
                )
                .help(format!(
                    "rename this {what}, or go to the other with `goto {name}`"
                )),
            );
            continue;
        }
        if let Some(first) = variants.insert(state.variant.to_string(), state.name) {
            errors.report(
                Report::new(
                    state.name,
                    format!(
                        "`{name}` and `{first}` would both become the variant `{}`",
                        state.variant
                    ),
                )
                .help("rename one of the two"),
            );
            continue;
        }
        for id in std::iter::once(&state.id).chain(&state.was) {
            if id.text.contains('~') {
                errors.report(
                    Report::new(id.place, "a `clientActionId` can't contain `~`")
                        .help("further attempts at a menu and other languages have ids like \"main_menu~1\""),
                );
            } else if id.text.trim().is_empty() {
                errors.report(
                    Report::new(id.place, "a `clientActionId` can't be empty")
                        .help("omit `as` to use the name"),
                );
            } else if let Some((first, place)) = ids.insert(&id.text, (state, id.place)) {
                errors.report(
                    Report::new(
                        id.place,
                        format!(
                            "the id \"{}\" is already used by `{}`, on line {}",
                            id.text,
                            first.name,
                            place.line()
                        ),
                    )
                    .help("every `clientActionId`, including those after `was`, must be unique"),
                );
            }
        }
    }
}

/// The error for a word in a menu that is neither a key nor `silence`.
pub(super) fn not_an_input(word: &Ident) -> Report {
    let text = word.to_string();
    let report = Report::new(word, format!("`{text}` is not a key"));
    if Outcome::from_word(&text).is_some() {
        return report.help("write outcomes in the braces of the transfer's `connect`");
    }
    match nearest(&text, ["silence"]) {
        Some(near) => report.help(format!("did you mean `{near}`?")),
        None => report.help("keys are `0` to `9`, `'*'` and `'#'`; others are `silence` and `_`"),
    }
}

/// The error for a word in a transfer that is not an outcome.
pub(super) fn not_an_outcome(word: &Ident) -> Report {
    let text = word.to_string();
    let report = Report::new(word, format!("`{text}` is not an outcome of a transfer"));
    match nearest(&text, Outcome::ALL.map(Outcome::word)) {
        Some(near) => report.help(format!("did you mean `{near}`?")),
        None => report.help("its arms are `answered`, `busy`, `no_answer`, `failed` and `_`"),
    }
}

/// The error for an unknown menu, with a suggestion.
pub(super) fn unknown_menu<'n>(
    name: &Ident,
    names: impl Iterator<Item = &'n str>,
) -> (Report, Option<&'n str>) {
    let text = name.to_string();
    // Sorted, so that of two equally similar names it is always the same one.
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    let near = nearest(&text, names);
    let report = Report::new(name, format!("unknown menu `{text}`"));
    let report = match near {
        Some(near) => report.help(format!("did you mean `{near}`?")),
        None => report.help(format!("declare it: `menu {text} {{ \"..\" }}`")),
    };
    (report, near)
}

/// An identifier that has no source of its own.
pub(crate) fn generated(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

#[cfg(test)]
mod tests {
    use super::variant;

    fn spelt(name: &str) -> String {
        variant(&super::generated(name)).to_string()
    }

    #[test]
    fn variants_are_identifiers_whatever_the_name() {
        assert_eq!(spelt("book_table"), "BookTable");
        assert_eq!(spelt("level2"), "Level2");
        assert_eq!(spelt("self_"), "_Self");
        assert_eq!(spelt("_1"), "_1");
        assert_eq!(spelt("_٣"), "_٣");
        assert_eq!(spelt("__"), "__");
        assert_eq!(spelt("élan_vital"), "ÉlanVital");
    }
}
