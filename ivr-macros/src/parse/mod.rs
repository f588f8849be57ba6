//! Parses tokens to the [`ast`](crate::ast). An item that can't be parsed is reported and skipped,
//! and parsing continues with the next, so that one build reports every mistake.

mod action;
mod branch;
mod connect;
mod menu;
mod part;
mod recover;
mod setting;
mod text;

pub(crate) use connect::rings;
#[cfg(test)]
pub(crate) use recover::{MAX_ACTIONS, MAX_DEPTH};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Expr, FnArg, Ident, LitStr, Meta, Pat, Token, Type, Visibility, braced, bracketed,
    parenthesized,
};

use crate::ast::{Allow, Carrier, Language, Parameter, Reaction, Setting, Tree, Variable};
use crate::begins::STEPS;
use crate::diagnostics::{Errors, Report};
use crate::part::{Imported, split};
use crate::place::Place;

/// Whether the tokens are nested shallowly enough for the recursion that follows. If not, that has been reported.
pub(crate) fn is_shallow(tokens: &TokenStream, errors: &mut Errors) -> bool {
    let Some(place) = recover::too_deep(tokens) else {
        return true;
    };
    errors.report(
        Report::new(
            place,
            format!("braces are nested more than {} deep", recover::MAX_DEPTH),
        )
        .help("declare a menu at top level and enter it with `goto`"),
    );
    false
}

/// Parses a whole tree, with parts of other modules; `None` if not even its name could be parsed.
pub(crate) fn tree(
    tokens: TokenStream,
    imported: Vec<Imported>,
    errors: &mut Errors,
) -> Option<Tree> {
    let (parts, tokens) = split(tokens, imported, errors);
    let mut parser = Parser {
        // A part that could not be parsed has no definition when it is used.
        damaged: !errors.is_empty(),
        errors,
        lost_names: Vec::new(),
        depth: 0,
        steps: &STEPS,
        scope: part::Scope::new(parts, &tokens),
    };
    let mut tree = None;
    let rest = (|input: ParseStream<'_>| {
        match parser.tree(input) {
            Ok(parsed) => tree = Some(parsed),
            Err(error) => parser.drop_rest_of_item(input, error),
        }
        recover::drain(input);
        Ok(())
    })
    .parse2(tokens);
    // A parser that gives up inside parentheses leaves tokens behind, which syn finally calls unexpected. The reason
    // has already been reported.
    if let (Err(error), true) = (rest, errors.is_empty()) {
        errors.syntax(error);
    }
    tree
}

/// Whether the next token is this word. Rust keywords count as words here.
fn peek_word(input: ParseStream<'_>, word: &str) -> bool {
    input
        .cursor()
        .ident()
        .is_some_and(|(ident, _)| ident == word)
}

/// Takes the next token if it is this word.
fn take_word(input: ParseStream<'_>, word: &str) -> Option<Ident> {
    if !peek_word(input, word) {
        return None;
    }
    input.call(syn::ext::IdentExt::parse_any).ok()
}

fn expect_word(input: ParseStream<'_>, word: &str) -> syn::Result<Ident> {
    take_word(input, word).ok_or_else(|| input.error(format!("expected `{word}`")))
}

/// The state of the parser: where to report, and what was dropped.
struct Parser<'e> {
    errors: &'e mut Errors,
    damaged: bool,
    lost_names: Vec<String>,
    /// The nesting depth of actions in a branch: `retry(1) else retry(1) else ..` nests without groups.
    depth: usize,
    /// The keywords of the steps that are possible here.
    steps: &'static [&'static str],
    /// The parts, and the use that is being parsed.
    scope: part::Scope,
}

impl Parser<'_> {
    fn tree(&mut self, input: ParseStream<'_>) -> syn::Result<Tree> {
        let (attributes, allows) = tree_attributes(input.call(Attribute::parse_outer)?);
        let visibility: Visibility = input.parse()?;
        if !peek_word(input, "tree") {
            return Err(input.error(
                "expected `tree`\nhelp: begin with the tree's head: `pub tree Name { voice: \"..\" }`",
            ));
        }
        expect_word(input, "tree")?;
        let name: Ident = input.parse()?;
        let parameters = if input.peek(syn::token::Paren) {
            self.parameters(input)?
        } else {
            Vec::new()
        };
        let head;
        braced!(head in input);
        let head = self.head(&head);

        let mut tree = Tree {
            attributes,
            allows,
            visibility,
            name,
            parameters,
            settings: head.settings,
            from: head.from,
            languages: head.languages,
            languages_lost: head.languages_lost,
            carriers: head.carriers,
            variables: Vec::new(),
            menus: Vec::new(),
            fallbacks: Vec::new(),
            rings: Vec::new(),
            failures: Vec::new(),
            damaged: false,
            lost_names: Vec::new(),
        };
        while !input.is_empty() {
            if let Err(error) = self.item(input, &mut tree) {
                self.drop_rest_of_item(input, error);
            }
        }
        self.unused_parts();
        tree.damaged = self.damaged;
        tree.lost_names = std::mem::take(&mut self.lost_names);
        Ok(tree)
    }

    /// `(desk: &Desk, call: &Call)`
    fn parameters(&mut self, input: ParseStream<'_>) -> syn::Result<Vec<Parameter>> {
        let list;
        parenthesized!(list in input);
        let mut parameters = Vec::new();
        let arguments = match Punctuated::<FnArg, Token![,]>::parse_terminated(&list) {
            Ok(arguments) => arguments,
            Err(error) => {
                self.errors.syntax(error);
                return Ok(parameters);
            }
        };
        for argument in arguments {
            let place = Place::of(&argument);
            match parameter(argument) {
                Some(parameter) => parameters.push(parameter),
                None => self.errors.report(
                    Report::new(
                        place,
                        "a tree's parameter must be a name and a shared reference",
                    )
                    .help("write it like `desk: &Desk`"),
                ),
            }
        }
        Ok(parameters)
    }

    /// The contents of the braces after the tree's name.
    fn head(&mut self, input: ParseStream<'_>) -> Head {
        let mut head = Head::default();
        while !input.is_empty() {
            let read = if peek_word(input, "carriers") {
                carriers_setting(input).map(|read| head.carriers.extend(read))
            } else if peek_word(input, "languages") {
                languages_setting(input)
                    .map(|read| head.languages.extend(read))
                    .inspect_err(|_| head.languages_lost = true)
            } else if peek_word(input, "from") {
                head.from(input)
            } else {
                setting::setting(input).map(|setting| head.settings.push(setting))
            };
            match read {
                Ok(()) => self.end_of_setting(input),
                Err(error) => self.drop_rest_of_item(input, error),
            }
        }
        head
    }

    /// An item at the top level: a menu, a value to remember, a fallback, `ring => ..` or `failure => ..`.
    fn item(&mut self, input: ParseStream<'_>, tree: &mut Tree) -> syn::Result<()> {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer)?;
        if peek_word(&ahead, "start") || peek_word(&ahead, "menu") {
            let attributes = input.call(Attribute::parse_outer)?;
            let start = take_word(input, "start").map(|word| word.span());
            let keyword = expect_word(input, "menu")?;
            let mut menu = self.menu(input, &keyword, attributes)?;
            menu.start = start;
            tree.menus.push(menu);
            self.optional_comma(input)
        } else if ahead.peek(Token![let]) {
            tree.variables.push(self.variable(input)?);
            Ok(())
        } else if let Some(word) = ["ring", "failure"]
            .into_iter()
            .find(|word| peek_word(&ahead, word) && ahead.peek2(Token![=>]))
        {
            let keyword = expect_word(input, word)?.span();
            input.parse::<Token![=>]>()?;
            self.steps = match word {
                "ring" => &action::OF_RING,
                _ => &action::OF_FAILURE,
            };
            let action = self.action(input);
            self.steps = &STEPS;
            let action = action?;
            self.end_of_branch(input, &action);
            let reactions = match word {
                "ring" => &mut tree.rings,
                _ => &mut tree.failures,
            };
            reactions.push(Reaction { keyword, action });
            Ok(())
        } else {
            let branch = self.branch(input)?;
            self.end_of_branch(input, &branch.action);
            tree.fallbacks.push(branch);
            Ok(())
        }
    }

    /// `let guests: u32;`
    fn variable(&mut self, input: ParseStream<'_>) -> syn::Result<Variable> {
        let attributes = input.call(Attribute::parse_outer)?;
        let (docs, allows) = self.menu_attributes(attributes);
        if let Some(allow) = allows.first() {
            self.errors.report(
                Report::new(&allow.name, "there is nothing to allow here").help("remove it"),
            );
        }
        input.parse::<Token![let]>()?;
        let name: Ident = input.parse()?;
        if !input.peek(Token![:]) {
            return Err(input.error(format!(
                "expected `:`\nhelp: add its type: `let {name}: u32;`"
            )));
        }
        input.parse::<Token![:]>()?;
        let ty: Type = input.parse()?;
        if input.peek(Token![=]) {
            return Err(input.error(
                "a call has no values when it begins\nhelp: remove this, and set it in a branch: `set name = ..`",
            ));
        }
        input.parse::<Token![;]>()?;
        Ok(Variable { docs, name, ty })
    }

    fn optional_comma(&self, input: ParseStream<'_>) -> syn::Result<()> {
        input.parse::<Option<Token![,]>>().map(drop)
    }
}

/// The settings of a tree.
#[derive(Default)]
struct Head {
    settings: Vec<Setting>,
    from: Option<Expr>,
    languages: Vec<Language>,
    /// There is a list of languages that could not be parsed.
    languages_lost: bool,
    carriers: Vec<Carrier>,
}

impl Head {
    /// `from: desk.line()`, any expression.
    fn from(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let name = expect_word(input, "from")?;
        input.parse::<Token![:]>()?;
        let number = connect::ungrouped(input.parse()?);
        if self.from.replace(number).is_some() {
            return Err(syn::Error::new(
                name.span(),
                "duplicate setting `from`\nhelp: remove one of the two",
            ));
        }
        Ok(())
    }
}

/// Takes our lints out of every `#[allow(..)]` before a tree. Everything else goes to the type, including the lints of
/// rustc and Clippy.
fn tree_attributes(attributes: Vec<Attribute>) -> (Vec<Attribute>, Vec<Allow>) {
    let mut allows = Vec::new();
    let mut of_the_type = Vec::new();
    for attribute in attributes {
        let names = attribute
            .path()
            .is_ident("allow")
            .then(|| attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated));
        let Some(Ok(names)) = names else {
            of_the_type.push(attribute);
            continue;
        };
        let (ours, theirs): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| {
            let name = name.path().get_ident();
            name.is_some_and(|name| crate::check::is_nearly_a_lint(&name.to_string()))
        });
        let ours = ours.iter().filter_map(|name| name.path().get_ident());
        allows.extend(ours.cloned().map(|name| Allow { name }));
        if !theirs.is_empty() {
            of_the_type.push(syn::parse_quote!(#[allow(#(#theirs),*)]));
        }
    }
    (of_the_type, allows)
}

/// `languages: { en: "en-US-BenjaminRUS", es: "es-MX-DaliaNeural" }`
fn languages_setting(input: ParseStream<'_>) -> syn::Result<Vec<Language>> {
    let keyword = expect_word(input, "languages")?;
    input.parse::<Token![:]>()?;
    if !input.peek(syn::token::Brace) {
        return Err(input.error(
            "expected `{`\nhelp: name each language and its voice: `languages: { en: \"en-US-BenjaminRUS\" }`",
        ));
    }
    let list = text::text(input)?;
    if list.versions.is_empty() {
        return Err(syn::Error::new(
            keyword.span(),
            "no language is named here\nhelp: name each language and its voice: `languages: { en: \"en-US-BenjaminRUS\" }`",
        ));
    }
    let versions = list.versions.into_iter();
    Ok(versions
        .filter_map(|version| {
            Some(Language {
                name: version.language?,
                voice: version.literal,
            })
        })
        .collect())
}

/// `carriers: [eight_by_eight, twilio { "en-US-BenjaminRUS": "Polly.Matthew" }]`
fn carriers_setting(input: ParseStream<'_>) -> syn::Result<Vec<Carrier>> {
    let keyword = expect_word(input, "carriers")?;
    input.parse::<Token![:]>()?;
    if !input.peek(syn::token::Bracket) {
        return Err(input.error(
            "expected `[`\nhelp: name the carriers that calls come from: `carriers: [eight_by_eight]`",
        ));
    }
    let list;
    bracketed!(list in input);
    let carriers = list.parse_terminated(carrier, Token![,])?;
    if carriers.is_empty() {
        return Err(syn::Error::new(
            keyword.span(),
            "no carrier is named here\nhelp: name those that calls come from: `carriers: [eight_by_eight]`",
        ));
    }
    Ok(carriers.into_iter().collect())
}

fn carrier(input: ParseStream<'_>) -> syn::Result<Carrier> {
    let name = input.parse()?;
    if !input.peek(syn::token::Brace) {
        let voices = Vec::new();
        return Ok(Carrier { name, voices });
    }
    let list;
    braced!(list in input);
    let voice = |input: ParseStream<'_>| {
        let ours = input.parse::<LitStr>()?;
        input.parse::<Token![:]>()?;
        Ok((ours, input.parse::<LitStr>()?))
    };
    let voices = list.parse_terminated(voice, Token![,])?;
    let voices = voices.into_iter().collect();
    Ok(Carrier { name, voices })
}

fn parameter(argument: FnArg) -> Option<Parameter> {
    let place = Place::of(&argument);
    let FnArg::Typed(typed) = argument else {
        return None;
    };
    let (Pat::Ident(name), Type::Reference(reference)) = (*typed.pat, *typed.ty) else {
        return None;
    };
    let plain = name.by_ref.is_none() && name.mutability.is_none() && name.subpat.is_none();
    let shared = reference.mutability.to_token_stream().is_empty() && reference.lifetime.is_none();
    (plain && shared).then(|| Parameter {
        name: name.ident,
        ty: *reference.elem,
        place,
    })
}
