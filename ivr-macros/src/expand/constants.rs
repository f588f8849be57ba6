//! Constants shared by many replies: voices and captures.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use rustc_hash::{FxHashMap, FxHashSet};

use super::point::suffix;
use super::states::States;
use crate::model::{Capture, Carrier, LanguageId, Voice};
use crate::resolve::generated;

/// Other constants of the tree: `Kiosk::START` is a state.
const TAKEN: [&str; 6] = [
    "DESCRIPTION",
    "FIRST_PROMPT",
    "IDS",
    "KNOWN_IDS",
    "REPLIES",
    "START",
];

/// The carrier's names for voices, if they differ from the tree's.
fn elsewhere(carrier: &Carrier<'_>) -> Option<(&'static str, Vec<(String, String)>)> {
    let voices = carrier.ast?.voices.iter();
    let voices: Vec<_> = voices
        .map(|(ours, theirs)| (ours.value(), theirs.value()))
        .collect();
    (!voices.is_empty()).then_some((carrier.limits.name, voices))
}

/// The constants so far.
pub(super) struct Constants {
    /// The suffixes of constants per language.
    suffixes: Vec<String>,
    /// The names of voices at each carrier whose names differ.
    elsewhere: Vec<(&'static str, Vec<(String, String)>)>,
    taken: FxHashSet<String>,
    /// By name and the bits of the speed.
    voices: FxHashMap<(String, u64), Ident>,
    listens: FxHashMap<[u64; 5], Ident>,
    pub(super) code: TokenStream,
}

impl Constants {
    /// A constant must not have the name of another item: a menu `a` already has `A` for its variant.
    pub(super) fn new(states: &States<'_, '_>) -> Self {
        let model = states.model;
        let variants = states.points.iter();
        let variants = variants.map(|point| point.variant(model).to_string());
        Self {
            suffixes: model
                .language_ids()
                .map(|language| suffix(model, language))
                .collect(),
            elsewhere: model.carriers.iter().filter_map(elsewhere).collect(),
            taken: variants.chain(TAKEN.map(str::to_owned)).collect(),
            voices: FxHashMap::default(),
            listens: FxHashMap::default(),
            code: TokenStream::new(),
        }
    }

    /// `MAIN_MENU_3`, unless a menu of that name has it: then `MAIN_MENU_3_2`.
    pub(super) fn free_name(&mut self, wish: &str) -> Ident {
        let mut name = wish.to_owned();
        let mut number = 1;
        while !self.taken.insert(name.clone()) {
            number += 1;
            name = format!("{wish}_{number}");
        }
        generated(&name)
    }

    /// The constant of a voice.
    pub(super) fn voice(&mut self, voice: &Voice, language: LanguageId) -> Ident {
        let name = voice.profile(language);
        let key = (name.to_owned(), voice.speed.to_bits());
        if let Some(ident) = self.voices.get(&key) {
            return ident.clone();
        }
        let suffix = self.suffixes.get(language.0).map_or("", String::as_str);
        let ident = self.free_name(&format!("VOICE{suffix}"));
        let speed = Literal::f64_unsuffixed(voice.speed);
        let elsewhere = self.elsewhere.iter().filter_map(|(carrier, voices)| {
            let (_, theirs) = voices.iter().find(|(ours, _)| ours == name)?;
            Some(quote!((#carrier, #theirs)))
        });
        self.code.extend(quote! {
            const #ident: Voice = Voice {
                name: #name,
                elsewhere: &[#(#elsewhere),*],
                speed: #speed,
            };
        });
        self.voices.insert(key, ident.clone());
        ident
    }

    /// The constant with a menu's capture settings.
    pub(super) fn listen(&mut self, capture: &Capture) -> Ident {
        let key = [
            capture.min_digits,
            capture.max_digits,
            capture.digit_timeout,
            capture.overall_timeout,
            u64::from(capture.complete_on_hash),
        ];
        if let Some(ident) = self.listens.get(&key) {
            return ident.clone();
        }
        let ident = self.free_name("LISTEN");
        let [min, max, digit, overall, _] = key.map(number);
        let complete_on_hash = capture.complete_on_hash;
        self.code.extend(quote! {
            const #ident: Listen = Listen {
                min_digits: #min,
                max_digits: #max,
                digit_timeout: Duration::from_millis(#digit),
                overall_timeout: Duration::from_millis(#overall),
                complete_on_hash: #complete_on_hash,
            };
        });
        self.listens.insert(key, ident.clone());
        ident
    }
}

/// A number without a type suffix, as a person would write it.
pub(super) fn number(number: u64) -> TokenStream {
    let number = proc_macro2::Literal::u64_unsuffixed(number);
    quote!(#number)
}
