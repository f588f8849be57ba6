//! Generates the steps of a reply, independent of the carrier.
//!
//! Steps without values are constants; steps with values are built for each call.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned as _;

use super::constants::{Constants, number};
use crate::model::{Capture, LanguageId, Number, Recording, Voice};

/// A spoken text, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Words {
    Known(String),
    /// The variable that holds the text at run time.
    Later(Ident),
}

/// A phone number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Dialled {
    Known(String),
    Later(Box<Expr>),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    Say {
        text: Words,
        /// The constant of the voice.
        voice: Ident,
        repetition: Option<u64>,
    },
    Play {
        url: String,
        repetition: Option<u64>,
    },
    Capture(Box<Question>),
    Connect {
        from: Dialled,
        to: Dialled,
        record: Option<bool>,
    },
    HangUp,
}

/// A menu's prompt and capture settings.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Question {
    prompt: Words,
    voice: Ident,
    listen: Ident,
    tries: u64,
    success_message: Option<Words>,
    failure_message: Option<Words>,
}

/// The texts of a menu besides its settings.
pub(super) struct Said {
    pub(super) prompt: Words,
    pub(super) success_message: Option<Words>,
    pub(super) failure_message: Option<Words>,
}

/// The steps of a reply that is being generated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Steps(Vec<Step>);

/// Where steps are generated: paths are shorter if the names are in scope.
#[derive(Clone, Copy)]
enum Place {
    /// In a constant.
    Constant,
    /// Among the author's expressions, where no name may be brought into scope.
    Author,
}

impl Steps {
    /// Appends steps that were generated separately.
    pub(super) fn add(&mut self, steps: Self) {
        self.0.extend(steps.0);
    }

    pub(super) fn say(
        &mut self,
        text: Words,
        (voice, language): (&Voice, LanguageId),
        repetition: Option<u64>,
        constants: &mut Constants,
    ) {
        let voice = constants.voice(voice, language);
        self.0.push(Step::Say {
            text,
            voice,
            repetition,
        });
    }

    pub(super) fn play(&mut self, recording: &Recording, language: LanguageId) {
        self.0.push(Step::Play {
            url: recording.url(language).to_owned(),
            repetition: recording.repetition,
        });
    }

    pub(super) fn hang_up(&mut self) {
        self.0.push(Step::HangUp);
    }

    pub(super) fn ask(
        &mut self,
        said: Said,
        (capture, tries): (&Capture, u64),
        language: LanguageId,
        constants: &mut Constants,
    ) {
        self.0.push(Step::Capture(Box::new(Question {
            prompt: said.prompt,
            voice: constants.voice(&capture.voice, language),
            listen: constants.listen(capture),
            tries,
            success_message: said.success_message,
            failure_message: said.failure_message,
        })));
    }

    pub(super) fn connect(&mut self, from: &Number<'_>, to: &Number<'_>, record: Option<bool>) {
        self.0.push(Step::Connect {
            from: from.into(),
            to: to.into(),
            record,
        });
    }

    /// Whether there is no step yet.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether everything is known at compile time.
    pub(super) fn are_known(&self) -> bool {
        self.0.iter().all(Step::is_known)
    }

    /// An array of constant steps.
    pub(super) fn constant(&self) -> TokenStream {
        let steps = self.0.iter().map(|step| step.code(Place::Constant));
        quote!([#(#steps),*])
    }

    /// A vector of steps, some of which contain values.
    pub(super) fn composed(&self) -> TokenStream {
        let steps = self.0.iter().map(|step| step.code(Place::Author));
        quote!(::std::vec![#(#steps),*])
    }
}

impl Step {
    fn is_known(&self) -> bool {
        match self {
            Self::Say { text, .. } => text.is_known(),
            Self::Capture(question) => [
                Some(&question.prompt),
                question.success_message.as_ref(),
                question.failure_message.as_ref(),
            ]
            .into_iter()
            .flatten()
            .all(Words::is_known),
            Self::Connect { from, to, .. } => [from, to]
                .into_iter()
                .all(|number| matches!(number, Dialled::Known(_))),
            Self::Play { .. } | Self::HangUp => true,
        }
    }

    fn code(&self, place: Place) -> TokenStream {
        let step = match place {
            Place::Constant => quote!(Step),
            Place::Author => quote!(::ivr_runtime::reply::Step),
        };
        match self {
            // A call is shorter than the struct, and rustc checks it in half the time.
            Self::Say {
                text: Words::Known(text),
                voice,
                repetition: None,
            } => quote!(#step::say(#text, Self::#voice)),
            Self::Say {
                text,
                voice,
                repetition,
            } => {
                let (text, repetition) = (text.code(place), option(*repetition, number));
                quote!(#step::Say { text: #text, voice: Self::#voice, repetition: #repetition })
            }
            Self::Play { url, repetition } => {
                let (url, repetition) = (literal(url, place), option(*repetition, number));
                quote!(#step::Play { url: #url, repetition: #repetition })
            }
            Self::Capture(question) => match &**question {
                Question {
                    prompt: Words::Known(prompt),
                    voice,
                    listen,
                    tries,
                    success_message: None,
                    failure_message: None,
                } => {
                    let tries = number(*tries);
                    quote!(#step::capture(#prompt, Self::#voice, Self::#listen, #tries))
                }
                question => {
                    let capture = question.code(place);
                    quote!(#step::Capture(#capture))
                }
            },
            Self::Connect { from, to, record } => {
                let (from, to) = (from.code(place), to.code(place));
                let record = option(*record, |record| quote!(#record));
                quote!(#step::Connect { from: #from, to: #to, record: #record })
            }
            Self::HangUp => quote!(#step::HangUp),
        }
    }
}

impl Question {
    fn code(&self, place: Place) -> TokenStream {
        let capture = match place {
            Place::Constant => quote!(Capture),
            Place::Author => quote!(::ivr_runtime::reply::Capture),
        };
        let (voice, listen) = (&self.voice, &self.listen);
        let (prompt, tries) = (self.prompt.code(place), number(self.tries));
        let message = |words: &Option<Words>| option(words.as_ref(), |words| words.code(place));
        let success_message = message(&self.success_message);
        let failure_message = message(&self.failure_message);
        quote! {
            #capture {
                prompt: #prompt,
                voice: Self::#voice,
                listen: Self::#listen,
                tries: #tries,
                success_message: #success_message,
                failure_message: #failure_message,
            }
        }
    }
}

impl Words {
    fn is_known(&self) -> bool {
        matches!(self, Self::Known(_))
    }

    fn code(&self, place: Place) -> TokenStream {
        match self {
            Self::Known(words) => literal(words, place),
            Self::Later(text) => quote!(#text.into()),
        }
    }
}

impl From<&Number<'_>> for Dialled {
    fn from(number: &Number<'_>) -> Self {
        match number {
            Number::Literal(literal) => Self::Known(literal.clone()),
            Number::Expression(expression) => Self::Later(Box::new((*expression).clone())),
        }
    }
}

impl Dialled {
    fn code(&self, place: Place) -> TokenStream {
        let expression = match self {
            Self::Known(number) => return literal(number, place),
            Self::Later(expression) => expression,
        };
        // With the expression's span, so that rustc points there if it is not a number. A single operand needs no
        // brackets.
        let span = expression.span();
        let number = match &**expression {
            Expr::Call(_) | Expr::Field(_) | Expr::MethodCall(_) | Expr::Path(_) => {
                quote_spanned!(span=> &#expression)
            }
            _ => quote_spanned!(span=> &(#expression)),
        };
        quote_spanned! {span=>
            ::ivr_runtime::PhoneNumber::phone_number(#number).to_string().into()
        }
    }
}

fn literal(text: &str, place: Place) -> TokenStream {
    match place {
        Place::Constant => quote!(Borrowed(#text)),
        Place::Author => quote!(#text.into()),
    }
}

fn option<T>(value: Option<T>, code: impl FnOnce(T) -> TokenStream) -> TokenStream {
    match value.map(code) {
        Some(code) => quote!(Some(#code)),
        None => quote!(None),
    }
}
