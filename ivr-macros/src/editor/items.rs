//! The view of items of a tree, a menu and a transfer.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote;

use super::cursor::Cursor;
use super::{View, code, is_plain};

/// Where items are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Tree,
    /// In `ivr_part!`.
    Parts,
    Menu,
    Transfer,
}

impl Place {
    /// The module of the words that can be completed here.
    const fn words(self) -> &'static str {
        match self {
            Self::Tree | Self::Parts => "item",
            Self::Menu => "menu",
            Self::Transfer => "outcome",
        }
    }
}

impl View {
    pub(super) fn items(&mut self, cursor: &mut Cursor, place: Place, code: &mut TokenStream) {
        let mut docs = TokenStream::new();
        while cursor.peek(0).is_some() {
            if self.attribute(cursor, &mut docs, code) {
                continue;
            }
            if is_unfinished(cursor) {
                // A half-typed word in front of something else: the start of an item.
                if let Some(word) = cursor.take_ident() {
                    self.word(place.words(), &word, code);
                }
                continue;
            }
            self.gap(place.words(), code);
            self.item(cursor, place, std::mem::take(&mut docs), code);
        }
        self.gap(place.words(), code);
    }

    /// `#[allow(unannounced_key)]`, `/// ..`
    fn attribute(
        &self,
        cursor: &mut Cursor,
        docs: &mut TokenStream,
        code: &mut TokenStream,
    ) -> bool {
        let Some(group) = cursor.group(1, Delimiter::Bracket).cloned() else {
            return false;
        };
        if !cursor.is_sign(0, '#') {
            return false;
        }
        let mut inside = Cursor::new(group.stream());
        if inside.is_word(0, "doc") {
            docs.extend(cursor.take(2).iter().cloned());
            return true;
        }
        cursor.skip(2);
        if inside.take_word("allow").is_some()
            && let Some(mut lints) = inside.take_group(Delimiter::Parenthesis)
        {
            while lints.peek(0).is_some() {
                match lints.take_ident() {
                    Some(lint) => self.word("lint", &lint, code),
                    None => lints.skip(1),
                }
            }
            self.gap("lint", code);
        }
        true
    }

    fn item(
        &mut self,
        cursor: &mut Cursor,
        place: Place,
        docs: TokenStream,
        code: &mut TokenStream,
    ) {
        if cursor.is_sign(0, ',') {
            cursor.skip(1);
        } else if cursor.is_word(0, "let") && cursor.ident(1).is_some() {
            self.variable(cursor, &docs);
        } else if cursor.is_word(0, "menu") && !cursor.is_arrow(1) && !cursor.is_sign(1, ':') {
            if let Some(word) = cursor.take_ident() {
                self.word("item", &word, code);
            }
            self.menu(cursor, docs);
        } else if cursor.is_word(0, "part") && cursor.ident(1).is_some() {
            if let Some(word) = cursor.take_ident() {
                self.word("item", &word, code);
            }
            self.part(cursor);
        } else if cursor.is_word(0, "start") && cursor.ident(1).is_some()
            || (cursor.is_word(0, "ring") || cursor.is_word(0, "failure")) && cursor.is_arrow(1)
        {
            if let Some(word) = cursor.take_ident() {
                self.word("item", &word, code);
            }
            if cursor.is_arrow(0) {
                cursor.skip(2);
                self.action(cursor, code);
            }
        } else if place == Place::Menu && cursor.is_word(0, "play") {
            self.action(cursor, code);
        } else if cursor.is_label() {
            self.setting(cursor, place.words(), code);
        } else if cursor.is_text(0) && !is_keys(cursor) {
            self.text(cursor.peek(0), code);
            cursor.skip(1);
        } else {
            self.branch(cursor, place, code);
        }
    }

    /// `let guests: u32;`
    fn variable(&mut self, cursor: &mut Cursor, docs: &TokenStream) {
        let end = cursor.until(|cursor, at| cursor.is_sign(at, ';'));
        let declaration = cursor.take(end + 1).to_vec();
        let [_, TokenTree::Ident(name), _, ty @ ..] = declaration.as_slice() else {
            return;
        };
        let ty = match ty.split_last() {
            Some((last, ty)) if crate::part::is_sign(Some(last), ';') => ty,
            _ => ty,
        };
        if let (Some(ty), true) = (code::ty(ty), is_plain(name)) {
            self.remembered
                .extend(quote!(#docs const #name: #ty = _tree::any();));
            self.remembers.insert(name.to_string(), ty);
        }
    }

    /// A menu, after its keyword.
    pub(super) fn menu(&mut self, cursor: &mut Cursor, docs: TokenStream) {
        let name = cursor.take_ident();
        self.named(cursor);
        let body = cursor.take_group(Delimiter::Brace);
        if let Some(name) = &name {
            let heard = body.as_ref().and_then(prompt);
            let heard = heard.map(|text| format!(" Hears: “{text}”"));
            self.declare_menu(name, heard.as_deref().unwrap_or_default(), &docs);
        }
        if let Some(mut body) = body {
            let mut code = TokenStream::new();
            self.items(&mut body, Place::Menu, &mut code);
            self.blocks.extend(quote!({ #code }));
        }
    }

    /// `as "id" was "old"`
    pub(super) fn named(&mut self, cursor: &mut Cursor) {
        loop {
            if cursor.is_word(0, "was") {
                let mut code = TokenStream::new();
                if let Some(word) = cursor.take_ident() {
                    self.word("item", &word, &mut code);
                }
                self.blocks.extend(code);
            } else if !cursor.is_word(0, "as") {
                return;
            } else {
                cursor.skip(1);
            }
            if matches!(cursor.peek(0), Some(TokenTree::Literal(_))) {
                cursor.skip(1);
            }
        }
    }

    /// Finds the parts and their parameters: a part may be used before it is declared.
    pub(super) fn find_parts(&mut self, cursor: &Cursor) {
        for at in 0..cursor.rest().len() {
            let (true, Some(name)) = (cursor.is_word(at, "part"), cursor.ident(at + 1)) else {
                continue;
            };
            let name = name.clone();
            let Some(list) = cursor.group(at + 2, Delimiter::Parenthesis) else {
                continue;
            };
            let mut list = Cursor::new(list.stream());
            let mut takes = Vec::new();
            while list.peek(0).is_some() {
                if let (true, Some(name), Some(kind)) =
                    (list.is_label(), list.ident(0), list.ident(2))
                {
                    takes.push((name.clone(), kind.to_string()));
                }
                list.skip(list.until(|list, at| list.is_sign(at, ',')) + 1);
            }
            self.declare_part(&name);
            self.takes.insert(name.to_string(), takes);
        }
    }

    /// `confirm(question: text) => action`, after `part`.
    fn part(&mut self, cursor: &mut Cursor) {
        let name = cursor.take_ident();
        let mut code = TokenStream::new();
        let list = cursor.take_group(Delimiter::Parenthesis);
        let takes = name.and_then(|name| self.takes.get(&name.to_string()).cloned());
        let takes = takes.unwrap_or_default();
        for (name, kind) in &takes {
            // An expression may have any type. Everything else is a name.
            let value = match kind.as_str() {
                "expr" => quote!(_tree::any()),
                _ => quote!(()),
            };
            if is_plain(name) {
                code.extend(quote!(let #name = #value;));
            }
        }
        for token in list
            .as_ref()
            .map(Cursor::rest)
            .unwrap_or_default()
            .split(|token| crate::part::is_sign(Some(token), ','))
        {
            match token {
                [_, _, TokenTree::Ident(kind)] => self.word("kind", kind, &mut code),
                [_, _] => self.gap("kind", &mut code),
                _ => {}
            }
        }
        if cursor.is_arrow(0) {
            cursor.skip(2);
            self.given = takes.iter().map(|(name, _)| name.to_string()).collect();
            let around = std::mem::take(&mut self.blocks);
            self.action(cursor, &mut code);
            // Menus of the part may use its parameters.
            let inside = std::mem::replace(&mut self.blocks, around);
            code.extend(inside);
            self.given.clear();
        }
        self.blocks.extend(quote!({ #code }));
    }

    /// `1 | 2 "label" => action`, or the start of an item.
    fn branch(&mut self, cursor: &mut Cursor, place: Place, code: &mut TokenStream) {
        let end = cursor.until(|cursor, at| cursor.is_arrow(at) || cursor.is_sign(at, ','));
        if !cursor.is_arrow(end) {
            // Continues at the next comma.
            cursor.skip(1);
            return;
        }
        let mut inside = TokenStream::new();
        for at in 0..end {
            let bound = cursor.is_sign(at + 1, '@');
            match cursor.peek(at) {
                Some(TokenTree::Ident(name)) if bound => {
                    let digits = cursor.is_word(at + 2, "digits");
                    self.bind(name, digits, &mut inside);
                }
                Some(TokenTree::Ident(word)) if word == "silence" || word == "digits" => {
                    self.word("item", word, &mut inside);
                }
                Some(TokenTree::Ident(word)) if word != "_" => {
                    self.word(place.words(), word, &mut inside);
                }
                token => self.text(token, &mut inside),
            }
        }
        if end == 0 {
            self.gap(place.words(), &mut inside);
        }
        cursor.skip(end + 2);
        self.action(cursor, &mut inside);
        code.extend(quote!({ #inside }));
    }

    /// `guests @ 1..=20`
    fn bind(&self, name: &Ident, digits: bool, code: &mut TokenStream) {
        if !self.whole || !is_plain(name) {
            return;
        }
        let ty = match digits {
            true => quote!(::ivr_runtime::Digits),
            false => quote!(u32),
        };
        code.extend(match self.remembers.contains_key(&name.to_string()) {
            true => quote!(let _: #ty = #name;),
            false => quote!(let #name: #ty = _tree::any();),
        });
    }
}

/// Whether the text there is the keys of a branch.
fn is_keys(cursor: &Cursor) -> bool {
    let labelled = cursor.is_keys() && cursor.is_text(1);
    labelled || cursor.is_arrow(1) || cursor.is_sign(1, '|')
}

/// Whether the word there is unfinished, that is, does not belong to what follows.
fn is_unfinished(cursor: &Cursor) -> bool {
    let Some(word) = cursor.ident(0) else {
        return false;
    };
    let begins = [
        "_", "start", "menu", "let", "part", "play", "digits", "silence",
    ];
    let goes_on = cursor.is_arrow(1)
        || ['|', '@', ':']
            .into_iter()
            .any(|sign| cursor.is_sign(1, sign));
    !goes_on && !begins.iter().any(|begins| word == begins)
}

/// The first words that a menu speaks.
fn prompt(body: &Cursor) -> Option<String> {
    let mut body = body.clone();
    while let Some(token) = body.peek(0) {
        if body.is_arrow(1) {
            return None;
        }
        match token {
            TokenTree::Literal(literal) if body.is_text(0) => {
                let text = syn::parse_str::<syn::LitStr>(&literal.to_string()).ok()?;
                return Some(text.value());
            }
            TokenTree::Group(versions) if versions.delimiter() == Delimiter::Brace => {
                return prompt(&Cursor::new(versions.stream()));
            }
            _ => {}
        }
        // The text of a setting is not a prompt.
        let setting = body.is_label() && body.is_text(2);
        body.skip(if setting { 3 } else { 1 });
    }
    None
}
