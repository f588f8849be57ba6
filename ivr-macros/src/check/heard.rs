//! Checks texts other than a menu's own prompt, in every menu in which they are heard: the texts of `retry`,
//! which nested menus inherit; what is said right before a menu; and its
//! `failure_message`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::lints::{Lint, Lints};
use super::list;
use super::prompts::{Announcing, by_phrase, looks_swapped};
use crate::announce::{self, Grammar, Kind, Offer};
use crate::diagnostics::{Errors, Report};
use crate::model::{
    Action, Branch, LanguageId, Model, Options, Spoken, StateId, StateKind, Step, Template, Text,
    Voice,
};
use crate::place::Place;
use crate::resolve::{MAX_CHARACTERS, unlisted};

/// ```text
/// menu main { "Press 1 for fire." 1 => menu fire { "Press 2 to call us." 2 => .. }
///     _ => retry(1) "Press 1." else hangup }        // and `fire` hears it too, and has no key 1
/// _ => retry(1) "{options}." else hangup            // and some menu has no labels
/// ```
pub(super) fn check(model: &Model<'_>, lints: &mut Lints, errors: &mut Errors) {
    let mut texts = Texts::default();
    for id in model.ids() {
        for answer in model.used_branches(id) {
            texts.collect(
                model,
                id,
                answer.branch,
                &answer.branch.action,
                Said::default(),
            );
        }
        if let StateKind::Menu { capture, .. } = &model.state(id).kind
            && let Some(text) = &capture.failure_message
        {
            let voice = Some(&capture.voice);
            texts.hear(Words::Text(text, voice), None, id, None);
        }
    }
    if let (Some(ring), Some(start)) = (&model.ring, model.start) {
        texts.collect(model, start, ring, &ring.action, Said::default());
    }
    for heard in texts.texts {
        for language in model.language_ids() {
            if heard.language.is_none_or(|only| only == language) {
                check_text(model, &heard, language, lints, errors);
            }
        }
    }
}

/// A text, and the menus in which it is heard.
struct Heard<'m, 'a> {
    words: Words<'m>,
    branch: Option<&'m Branch<'a>>,
    /// The only language in which it is heard, if the branch changes to one.
    language: Option<LanguageId>,
    menus: Vec<StateId>,
}

#[derive(Clone, Copy)]
enum Words<'m> {
    Template(&'m Template),
    /// Its voice, unless that is the menu's.
    Text(&'m Text, Option<&'m Voice>),
}

impl Words<'_> {
    /// Identifies the text.
    fn address(self) -> usize {
        match self {
            Self::Template(template) => std::ptr::from_ref(template).addr(),
            Self::Text(text, _) => std::ptr::from_ref(text).addr(),
        }
    }

    /// The author's words, and their place.
    fn read(self, language: LanguageId) -> (String, Place) {
        match self {
            Self::Template(template) => {
                let version = template.version(language);
                (version.shown(), version.place)
            }
            Self::Text(text, _) => {
                let spoken = text.spoken(language);
                (spoken.shown(), spoken.place)
            }
        }
    }
}

/// What has been said on the path through an action, and the current language.
#[derive(Clone, Default)]
struct Said<'m> {
    texts: Vec<(Words<'m>, Option<LanguageId>)>,
    language: Option<LanguageId>,
}

#[derive(Default)]
struct Texts<'m, 'a> {
    texts: Vec<Heard<'m, 'a>>,
    /// The place of each text in `texts`.
    known: FxHashMap<(usize, Option<LanguageId>), usize>,
}

impl<'m, 'a> Texts<'m, 'a> {
    fn collect(
        &mut self,
        model: &'m Model<'a>,
        here: StateId,
        branch: &'m Branch<'a>,
        action: &'m Action<'a>,
        mut said: Said<'m>,
    ) {
        for step in &action.steps {
            match step {
                Step::Say { text, voice, .. } => {
                    let words = Words::Text(text, Some(voice));
                    said.texts.push((words, said.language));
                }
                Step::Play(recording) => {
                    let words = recording.transcript.as_ref();
                    let words = words.map(|text| (Words::Text(text, None), said.language));
                    said.texts.extend(words);
                }
                Step::Speak(language) => said.language = Some(*language),
                Step::Enter { to, .. } => {
                    let to = model.target(here, *to);
                    if let Some(menu) = to.filter(|to| model.state(*to).is_menu()) {
                        self.hear_all(&said, branch, menu);
                    }
                }
                Step::Match { arms, .. } => {
                    for arm in arms {
                        self.collect(model, here, branch, &arm.action, said.clone());
                    }
                }
                Step::Retry {
                    prompts, otherwise, ..
                } => {
                    if model.state(here).is_menu() {
                        self.hear_all(&said, branch, here);
                        for prompt in prompts {
                            let words = Words::Template(prompt);
                            self.hear(words, Some(branch), here, said.language);
                        }
                    }
                    self.collect(model, here, branch, otherwise, said.clone());
                }
                Step::Set { .. } | Step::Hangup | Step::Connect { .. } => {}
            }
        }
    }

    fn hear_all(&mut self, said: &Said<'m>, branch: &'m Branch<'a>, menu: StateId) {
        for (words, language) in &said.texts {
            self.hear(*words, Some(branch), menu, *language);
        }
    }

    fn hear(
        &mut self,
        words: Words<'m>,
        branch: Option<&'m Branch<'a>>,
        menu: StateId,
        language: Option<LanguageId>,
    ) {
        let next = self.texts.len();
        let at = *self
            .known
            .entry((words.address(), language))
            .or_insert(next);
        if at == next {
            self.texts.push(Heard {
                words,
                branch,
                language,
                menus: Vec::new(),
            });
        }
        if let Some(heard) = self.texts.get_mut(at)
            && !heard.menus.contains(&menu)
        {
            heard.menus.push(menu);
        }
    }
}

/// The menus in which a text is wrong, in source order.
struct Wrong<'h, 'm, 'a> {
    heard: &'h Heard<'m, 'a>,
    menus: Vec<Announcing<'m, 'a>>,
    place: Place,
}

fn check_text(
    model: &Model<'_>,
    heard: &Heard<'_, '_>,
    language: LanguageId,
    lints: &mut Lints,
    errors: &mut Errors,
) {
    if let Words::Template(template) = heard.words {
        check_template(model, heard, template, language, errors);
    }
    let (text, place) = heard.words.read(language);
    let menus = heard.menus.iter();
    let menus = menus.filter_map(|id| Announcing::of(model, model.state(*id), language));
    let mut read: Vec<(Grammar, Vec<Offer<'_>>, Wrong<'_, '_, '_>)> = Vec::new();
    for menu in menus {
        let grammar = match heard.words {
            Words::Text(_, Some(voice)) => model.grammar(voice, language),
            Words::Text(_, None) | Words::Template(_) => menu.grammar,
        };
        if !read.iter().any(|(other, ..)| *other == grammar) {
            let menus = Vec::new();
            let wrong = Wrong {
                heard,
                menus,
                place,
            };
            read.push((grammar, announce::offers(&text, grammar), wrong));
        }
        if let Some((.., wrong)) = read.iter_mut().find(|(other, ..)| *other == grammar) {
            wrong.menus.push(menu);
        }
    }
    for (grammar, offers, wrong) in read.into_iter().filter(|(_, offers, _)| !offers.is_empty()) {
        wrong.check_offers(&text, grammar, &offers, lints, errors);
        wrong.check_swaps(grammar, &offers, lints, errors);
        wrong.check_meanings(grammar, &offers, lints, errors);
    }
}

/// Checks that `{options}` has a list in each menu, and that the text is not too long there.
fn check_template(
    model: &Model<'_>,
    heard: &Heard<'_, '_>,
    template: &Template,
    language: LanguageId,
    errors: &mut Errors,
) {
    let version = template.version(language);
    let mut unlabelled = Vec::new();
    let mut unspoken: Option<(&Options, Vec<String>)> = None;
    for id in &heard.menus {
        let state = model.state(*id);
        let StateKind::Menu { options, .. } = &state.kind else {
            continue;
        };
        let name = format!("`{}`", state.name);
        if version.lists_options() && !state.damaged {
            match options.get(language.0) {
                Some(options @ Options::Unspoken(_)) => {
                    unspoken.get_or_insert((options, Vec::new())).1.push(name);
                    continue;
                }
                Some(Options::Unlabelled) => {
                    unlabelled.push(name);
                    continue;
                }
                _ => {}
            }
        }
        let asked = model.asked(template, *id, language);
        let lengths = asked
            .iter()
            .flat_map(|asked| asked.spoken().map(Spoken::characters));
        let length = lengths.max().unwrap_or(0);
        if length > MAX_CHARACTERS {
            errors.report(
                Report::new(
                    version.place,
                    format!(
                        "in menu {name} this text has {length} characters, but the platform speaks at most 3,000"
                    ),
                )
                .help("shorten it"),
            );
        }
    }
    if let Some((options, menus)) = unspoken {
        errors.report(unlisted(version.place, options, &within(menus)));
    }
    if !unlabelled.is_empty() {
        let menus = within(unlabelled);
        errors.report(unlisted(version.place, &Options::Unlabelled, &menus));
    }
}

/// ` in menu `a``
fn within(menus: Vec<String>) -> String {
    let menu = if menus.len() == 1 { "menu" } else { "menus" };
    format!(" in {menu} {}", few(menus))
}

/// Maximum number of names in a message.
fn few(mut names: Vec<String>) -> String {
    const MOST: usize = 4;
    if names.len() > MOST + 1 {
        let more = names.len() - MOST;
        names.truncate(MOST);
        names.push(format!("{more} more"));
    }
    list(names)
}

impl<'m, 'a> Wrong<'_, 'm, 'a> {
    /// Keys that are offered but have no branch.
    fn check_offers(
        &self,
        text: &str,
        grammar: Grammar,
        offers: &[Offer<'_>],
        lints: &mut Lints,
        errors: &mut Errors,
    ) {
        // Grouped by offer, in the order in which they were found.
        let mut found: Vec<(String, Report, Vec<String>)> = Vec::new();
        for menu in &self.menus {
            let unwired = announce::unwired(text, grammar, offers, &menu.branches());
            for offered in by_phrase(&unwired) {
                if lints.allows(Lint::UnwiredKey, menu.state, self.heard.branch) {
                    continue;
                }
                let what = format!("{} (\"{}\")", offered.keys, offered.phrase);
                let name = menu.state.name;
                if let Some((.., menus)) = found.iter_mut().find(|(other, ..)| *other == what) {
                    menus.push(format!("`{name}`"));
                    continue;
                }
                let message = format!(
                    "this text offers {what}, but menu `{name}`, in which it is heard, has no branch for {}",
                    offered.them()
                );
                let report = Report::new(self.place, message);
                found.push((what, report, Vec::new()));
            }
        }
        for (_, report, menus) in found {
            errors.report(self.helped(report, menus));
        }
    }

    /// The help for a text that is wrong in a menu, and in these other ones.
    fn helped(&self, report: Report, also: Vec<String>) -> Report {
        let report = if also.is_empty() {
            report
        } else {
            report.note(format!("nor does it fit{}", within(also)))
        };
        match self.heard.words {
            Words::Template(_) => report.help(
                "write `{options}` or `{prompt}`, which refer to the menu that the caller is in, or reword the text",
            ),
            Words::Text(..) => report.help("reword the text"),
        }
    }

    /// Words for a key that fit another key in the same menu.
    fn check_swaps(
        &self,
        grammar: Grammar,
        offers: &[Offer<'_>],
        lints: &mut Lints,
        errors: &mut Errors,
    ) {
        for menu in &self.menus {
            for swap in announce::swaps(offers, &menu.branches(), grammar) {
                let what = format!("the text on line {}", self.place.line());
                if let Some((branch, report)) = looks_swapped(menu, &what, &swap) {
                    lints.report(Lint::SwappedKeys, menu.state, Some(branch), report, errors);
                }
            }
        }
    }

    /// Words for a key that fit one of the menus, but not another that also hears them.
    fn check_meanings(
        &self,
        grammar: Grammar,
        offers: &[Offer<'_>],
        lints: &mut Lints,
        errors: &mut Errors,
    ) {
        let told = |offer: &&Offer<'_>| offer.kind == Kind::Key && !offer.purpose.is_empty();
        if self.menus.len() < 2 || grammar == Grammar::Other {
            return;
        }
        for offer in offers.iter().filter(told) {
            let said = announce::telling(offer.purpose, grammar);
            let mut fits = None;
            let mut strange: Vec<&Announcing<'m, 'a>> = Vec::new();
            for menu in &self.menus {
                let means = menu.means(&offer.keys);
                let own = means.iter().map(|name| announce::telling(name, grammar));
                let own: FxHashSet<_> = own.flatten().collect();
                if !said.is_disjoint(&own) {
                    fits.get_or_insert(menu);
                } else if !own.is_empty() && !said.is_empty() {
                    strange.push(menu);
                }
            }
            let Some(fits) = fits else { continue };
            strange.retain(|menu| !lints.allows(Lint::SwappedKeys, menu.state, self.heard.branch));
            let [first, rest @ ..] = strange.as_slice() else {
                continue;
            };
            let report = Report::new(
                self.place,
                format!(
                    "this text says \"{}\" for key `{}`, which does something else in menu `{}`, where it is heard too",
                    offer.purpose, offer.keys, first.state.name
                ),
            )
            .note(format!("it fits menu `{}`", fits.state.name));
            let rest = rest.iter().map(|menu| format!("`{}`", menu.state.name));
            errors.report(self.helped(report, rest.collect()));
        }
    }
}
