//! Parses menus: `menu name as "id" { settings, prompt, branches }`

use proc_macro2::Ident;
use syn::parse::ParseStream;
use syn::{Attribute, LitStr, Token, braced};

use super::{Parser, branch, peek_word, setting, take_word, text};
use crate::ast::{Allow, Menu, Prompt, Recording, Text};
use crate::begins::text_begins;
use crate::place::Place;

impl Parser<'_> {
    /// A menu, after its keyword.
    pub(super) fn menu(
        &mut self,
        input: ParseStream<'_>,
        keyword: &Ident,
        attributes: Vec<Attribute>,
    ) -> syn::Result<Menu> {
        let name: Ident = input.parse().map_err(|_| {
            syn::Error::new(
                keyword.span(),
                "this menu has no name\nhelp: write `menu name { .. }`",
            )
        })?;
        let name = self.declares(name);
        let id = if input.peek(Token![as]) {
            input.parse::<Token![as]>()?;
            Some(input.parse::<LitStr>()?)
        } else {
            None
        };
        let was = former_ids(input)?;
        let (docs, allows) = self.menu_attributes(attributes);
        let body;
        braced!(body in input);
        let mut menu = Menu {
            docs,
            allows,
            start: None,
            name,
            id,
            was,
            settings: Vec::new(),
            prompts: Vec::new(),
            branches: Vec::new(),
            damaged: false,
        };
        while !body.is_empty() {
            if let Err(error) = self.menu_item(&body, &mut menu) {
                menu.damaged = true;
                self.drop_rest_of_item(&body, error);
            }
        }
        Ok(menu)
    }

    fn menu_item(&mut self, body: ParseStream<'_>, menu: &mut Menu) -> syn::Result<()> {
        if peek_word(body, "play") || text_begins(body) && !branch::begins_with_keys(body) {
            menu.prompts.push(self.prompt(body)?);
            body.parse::<Option<Token![,]>>()?;
        } else if body.peek(syn::Ident) && body.peek2(Token![:]) {
            menu.settings.push(setting::setting(body)?);
            self.end_of_setting(body);
        } else {
            let branch = self.branch(body)?;
            self.end_of_branch(body, &branch.action);
            menu.branches.push(branch);
        }
        Ok(())
    }

    /// `".."`, or recordings and the words after them.
    fn prompt(&mut self, body: ParseStream<'_>) -> syn::Result<Prompt> {
        let mut recordings: Vec<Recording> = Vec::new();
        let words = loop {
            let Some(play) = take_word(body, "play") else {
                break Some(words(body)?);
            };
            recordings.push(self.recording(body, &play)?);
            if take_word(body, "then").is_none() {
                break None;
            }
        };
        let first = recordings.first().map(|recording| recording.place);
        let last = match (&words, recordings.last()) {
            (Some(words), _) => Some(words.place),
            (None, last) => last.map(|recording| recording.place),
        };
        let place = match (first, last) {
            (Some(first), Some(last)) => first.to(last),
            (first, last) => first.or(last).unwrap_or_else(|| Place::from(body.span())),
        };
        Ok(Prompt {
            recordings,
            words,
            place,
        })
    }

    /// Splits the doc comment from what a menu allows.
    pub(super) fn menu_attributes(
        &mut self,
        attributes: Vec<Attribute>,
    ) -> (Vec<Attribute>, Vec<Allow>) {
        let (docs, rest): (Vec<_>, Vec<_>) = attributes
            .into_iter()
            .partition(|attribute| attribute.path().is_ident("doc"));
        (docs, self.allows(rest))
    }
}

/// The words of a prompt, which are all of it or its end.
fn words(body: ParseStream<'_>) -> syn::Result<Text> {
    if let Some(say) = take_word(body, "say") {
        return Err(syn::Error::new(
            say.span(),
            "the words of a prompt need no `say`\nhelp: write `play \"https://..\" then \"..\"`",
        ));
    }
    let words = text::text(body)?;
    if let Some(then) = take_word(body, "then") {
        return Err(syn::Error::new(
            then.span(),
            "the words of a prompt must come last\nhelp: put recordings before them: `play \"https://..\" then \"..\"`",
        ));
    }
    Ok(words)
}

/// `was "old" was "older"`
pub(super) fn former_ids(input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
    let mut was = Vec::new();
    while take_word(input, "was").is_some() {
        was.push(input.parse()?);
    }
    Ok(was)
}
