//! Generates the reply of an action: a constant, or an expression.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::Router;
use crate::announce::Grammar;
use crate::expand::point::screaming;
use crate::expand::replies::Said;
use crate::expand::spans;
use crate::expand::steps::{self, Steps, Words};
use crate::graph::Point;
use crate::model::{
    Action, Asked, Before, Counter, Model, Number, Piece, Placeholder, Spoken, StateId, StateKind,
    Step, Template, Transfer, Voice,
};
use crate::values::{self, bound_by};

/// The state of the call, and what has been said in this turn.
#[derive(Clone)]
pub(super) struct Scene {
    /// The point, including the current language.
    point: Point,
    /// The count that an attempt increases.
    counter: Counter,
    pub(super) steps: Steps,
    /// Code that runs before the reply is built: it sets values, and composes texts.
    code: Vec<TokenStream>,
}

impl Scene {
    pub(super) fn new(point: Point) -> Self {
        Self {
            point,
            counter: Counter::Attempts,
            steps: Steps::default(),
            code: Vec::new(),
        }
    }

    pub(super) fn counting(self, counter: Counter) -> Self {
        Self { counter, ..self }
    }

    /// Whether nothing has been said or set yet.
    fn is_untouched(&self) -> bool {
        self.steps.is_empty() && self.code.is_empty()
    }
}

impl<'m, 'a> Router<'m, 'a> {
    /// The reply of an action in a scene.
    pub(super) fn reply(&mut self, action: &Action<'a>, mut scene: Scene, name: &str) -> Said {
        let alone = action.steps.len() == 1;
        for step in &action.steps {
            match step {
                Step::Say {
                    text,
                    voice,
                    repetition,
                } => {
                    let language = scene.point.language;
                    let words = self.words(&mut scene, text.spoken(language), voice);
                    let spoken_by = (voice, language);
                    let constants = &mut self.constants;
                    scene.steps.say(words, spoken_by, *repetition, constants);
                }
                Step::Play(recording) => scene.steps.play(recording, scene.point.language),
                Step::Speak(language) => scene.point = scene.point.speaking(*language),
                Step::Set { name, value } => {
                    let keep = self.keep(name);
                    // With its type, so that rustc reports another type at the value.
                    let ty = values::variable(self.model, &name.to_string())
                        .and_then(|variable| self.model.variables.get(variable))
                        .map(|variable| &variable.ty);
                    let ty = ty.map(|ty| quote!(: #ty));
                    scene.code.push(quote!(let #name #ty = #value; #keep));
                }
                Step::Hangup => break,
                Step::Enter { to, .. } => {
                    let Some(to) = self.model.target(scene.point.state, *to) else {
                        return Said::default();
                    };
                    let to = Point::first(to).speaking(scene.point.language);
                    return self.enter(to, scene, alone, name);
                }
                Step::Connect { state } => {
                    let to = Point::first(*state).speaking(scene.point.language);
                    return match &self.model.state(*state).kind {
                        StateKind::Transfer(transfer) => self.call(scene, transfer, to, name),
                        StateKind::Menu { .. } => Said::default(),
                    };
                }
                Step::Match {
                    question,
                    arms,
                    keyword,
                    braces,
                    ..
                } => {
                    let code = std::mem::take(&mut scene.code);
                    let arms: TokenStream = arms
                        .iter()
                        .enumerate()
                        .map(|(at, arm)| {
                            let word = arm.word.clone().unwrap_or_else(|| at.to_string());
                            let name = format!("{name}_{}", screaming(&word));
                            let set = bound_by(&arm.ast.pattern).into_iter();
                            let set: TokenStream = set.map(|bound| self.keep(&bound)).collect();
                            let mut scene = scene.clone();
                            if !set.is_empty() {
                                scene.code.push(set);
                            }
                            let reply = self.reply(&arm.action, scene, &name);
                            let reply = self.expression(reply);
                            spans::arm(arm, reply)
                        })
                        .collect();
                    let answer = spans::lookup((*keyword, *braces), question, arms);
                    return self.after(&code, Said::Code(answer));
                }
                Step::Retry {
                    attempts,
                    prompts,
                    otherwise,
                    ..
                } => {
                    let count = scene.point.count(scene.counter);
                    if count >= *attempts {
                        return self.reply(otherwise, scene, name);
                    }
                    let again = scene.point.again(scene.counter);
                    let each = prompts.get(count as usize);
                    let text = each.or(prompts.first());
                    let model = self.model;
                    let asked =
                        text.and_then(|text| model.asked(text, again.state, again.language));
                    self.ask(&mut scene, again, asked);
                    let name = again.constant(self.model);
                    return self.whole(scene, Some(again), &name);
                }
            }
        }
        scene.steps.hang_up();
        self.whole(scene, None, name)
    }

    /// Leads to a menu. `alone` if nothing is said before its prompt.
    pub(super) fn enter(&mut self, to: Point, mut scene: Scene, alone: bool, name: &str) -> Said {
        // Many paths lead to one menu, and share the constant of its prompt.
        let untouched = scene.is_untouched();
        if let Some(number) = self.entered.get(&to).filter(|_| untouched) {
            return Said::Known(*number);
        }
        self.ask(&mut scene, to, None);
        let own_name = to.constant(self.model);
        let name = if alone { &own_name } else { name };
        let said = self.whole(scene, Some(to), name);
        if let (true, Said::Known(number)) = (untouched, &said) {
            self.entered.insert(to, *number);
        }
        said
    }

    /// Makes the call of a transfer that leads to this point.
    pub(super) fn call(
        &mut self,
        mut scene: Scene,
        transfer: &Transfer<'_>,
        to: Point,
        name: &str,
    ) -> Said {
        if let Some(number) = transfer.number(to.attempt) {
            scene.steps.connect(&transfer.from, number, transfer.record);
        }
        self.whole(scene, Some(to), name)
    }

    /// Adds a menu's prompt, with its own text or another.
    fn ask(&mut self, scene: &mut Scene, menu: Point, other: Option<Asked<'_>>) {
        let StateKind::Menu {
            prompt, capture, ..
        } = &self.model.state(menu.state).kind
        else {
            return;
        };
        // A prompt that is the same for everybody is generated once.
        let everybody = other.is_none() && asks_the_same(self.model, menu.state);
        let first = Point::first(menu.state).speaking(menu.language);
        if let Some(asked) = self.asked.get(&first).filter(|_| everybody).cloned() {
            self.may_ask_again(menu, &asked);
            scene.steps.add(asked);
            return;
        }
        let language = menu.language;
        let Asked { before, words } = other.unwrap_or_else(|| prompt.asked(language));
        let mut asked = Steps::default();
        for before in before {
            match before {
                Before::Words(words) => {
                    let words = self.words(scene, &words, &capture.voice);
                    let spoken_by = (&capture.voice, language);
                    asked.say(words, spoken_by, None, &mut self.constants);
                }
                Before::Recording(recording) => asked.play(recording, language),
            }
        }
        let mut words_of = |spoken: &Spoken| self.words(scene, spoken, &capture.voice);
        let said = steps::Said {
            prompt: words_of(&words),
            success_message: capture
                .success_message
                .as_ref()
                .map(|text| words_of(text.spoken(language))),
            failure_message: capture
                .failure_message
                .as_ref()
                .map(|text| words_of(text.spoken(language))),
        };
        let listening = (&**capture, capture.tries);
        asked.ask(said, listening, language, &mut self.constants);
        if everybody {
            self.asked.insert(first, asked.clone());
        }
        self.may_ask_again(menu, &asked);
        scene.steps.add(asked);
    }

    /// Records the prompt of a point if we may have to ask again, for carriers without a minimum number of keys.
    fn may_ask_again(&mut self, menu: Point, asked: &Steps) {
        if let StateKind::Menu { capture, .. } = &self.model.state(menu.state).kind
            && capture.asks_again()
            && asked.are_known()
            && !self.questions.contains_key(&menu)
        {
            self.questions.insert(menu, asked.clone());
        }
    }

    /// A text in the scene's language. Text with values is composed at once, because a name may refer to another value
    /// by the time the reply is built.
    pub(super) fn words(&mut self, scene: &mut Scene, spoken: &Spoken, voice: &Voice) -> Words {
        let language = scene.point.language;
        if let Some(fixed) = spoken.fixed() {
            return Words::Known(fixed.to_owned());
        }
        self.texts += 1;
        let text = Ident::new(&format!("text_{}", self.texts), Span::mixed_site());
        let mut pieces = vec![String::new()];
        let mut values = Vec::new();
        let tongue = tongue(self.model.grammar(voice, language));
        for piece in &spoken.pieces {
            match piece {
                Piece::Words(words) => {
                    if let Some(last) = pieces.last_mut() {
                        last.push_str(words);
                    }
                }
                Piece::Value(Placeholder { name, form }) => {
                    // rustc reports at the text that a type can't be spoken.
                    let span = name.span();
                    let form = Ident::new(form.word(), span);
                    values
                        .push(quote_spanned!(span=> ::ivr_runtime::speech::#form(&#name, #tongue)));
                    pieces.push(String::new());
                }
            }
        }
        scene.code.push(quote! {
            let #text = ::ivr_runtime::speech::text(&[#(#pieces),*], &[#(#values),*]);
        });
        Words::Later(text)
    }

    /// The reply of a complete scene.
    fn whole(&mut self, scene: Scene, next: Option<Point>, name: &str) -> Said {
        let Scene { steps, code, .. } = scene;
        let said = if steps.are_known() {
            let constants = &mut self.constants;
            let replies = &mut self.replies;
            Said::Known(replies.reply(name, next, steps, self.states, constants))
        } else {
            let (next, steps) = (self.states.option(next), steps.composed());
            Said::Code(quote!(::ivr_runtime::Reply::Composed { next: #next, steps: #steps }))
        };
        self.after(&code, said)
    }

    /// A reply, after the code that has to run before it.
    fn after(&self, code: &[TokenStream], said: Said) -> Said {
        if code.is_empty() {
            return said;
        }
        let answer = self.expression(said);
        Said::Code(quote!({ #(#code)* #answer }))
    }

    pub(super) fn expression(&self, said: Said) -> TokenStream {
        match said {
            Said::Known(number) => self.replies.known(number),
            Said::Code(code) => code,
        }
    }
}

/// The language in which the runtime speaks values.
fn tongue(grammar: Grammar) -> TokenStream {
    let language = format_ident!("{}", grammar.name());
    quote!(::ivr_runtime::speech::Language::#language)
}

/// Whether the reply is known at compile time.
pub(super) fn is_fixed(
    model: &Model<'_>,
    action: &Action<'_>,
    (point, counter): (Point, Counter),
) -> bool {
    let said = action.steps.iter().all(|step| match step {
        Step::Say { text, .. } => text.is_fixed(),
        Step::Set { .. } | Step::Match { .. } => false,
        _ => true,
    });
    said && match action.last() {
        Some(Step::Enter { to, .. }) => model
            .target(point.state, *to)
            .is_none_or(|to| asks_the_same(model, to)),
        Some(Step::Connect { state }) => match &model.state(*state).kind {
            StateKind::Transfer(transfer) => transfer.is_fixed(0),
            StateKind::Menu { .. } => true,
        },
        Some(Step::Retry {
            attempts,
            prompts,
            otherwise,
            ..
        }) => {
            if point.count(counter) < *attempts {
                asks_the_same(model, point.state) && prompts.iter().all(Template::is_fixed)
            } else {
                is_fixed(model, otherwise, (point, counter))
            }
        }
        _ => true,
    }
}

fn asks_the_same(model: &Model<'_>, menu: StateId) -> bool {
    model.state(menu).kind.asks_the_same()
}

impl Transfer<'_> {
    /// Whether the reply that makes this call is known at compile time.
    pub(super) fn is_fixed(&self, attempt: u32) -> bool {
        let known = |number: &Number<'_>| matches!(number, Number::Literal(_));
        let waiting = self.waiting.as_ref().filter(|_| attempt > 0);
        known(&self.from)
            && self.number(attempt).is_none_or(known)
            && waiting.is_none_or(|(text, _)| text.is_fixed())
    }
}
