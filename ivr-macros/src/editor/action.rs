//! The view of actions: steps joined by `then`.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote;

use super::cursor::Cursor;
use super::items::Place;
use super::{View, code, hidden};
use crate::part::is_sign;

impl View {
    /// An action, up to the comma or to whatever else follows it.
    pub(super) fn action(&mut self, cursor: &mut Cursor, code: &mut TokenStream) {
        loop {
            let Some(word) = cursor.ident(0).filter(|_| !cursor.is_arrow(1)).cloned() else {
                self.gap("step", code);
                return;
            };
            cursor.skip(1);
            self.step(&word, cursor, code);
            if let Some(then) = cursor.take_word("then") {
                self.word("joint", &then, code);
            } else if cursor.take_word("else").is_none() {
                return;
            }
        }
    }

    /// A step, after its keyword.
    fn step(&mut self, word: &Ident, cursor: &mut Cursor, code: &mut TokenStream) {
        let name = word.to_string();
        match name.as_str() {
            "match" => return self.lookup(word, cursor, code),
            given if self.given.iter().any(|name| name == given) => {
                code.extend(quote!(let _ = #word;));
            }
            _ => self.word("step", word, code),
        }
        match name.as_str() {
            "say" | "play" => {
                if let Some(settings) = cursor.take_group(Delimiter::Parenthesis) {
                    self.settings(settings, &name, code);
                }
                self.take_text(cursor, code);
                // Words after a recording, in a prompt.
                if cursor.is_word(0, "then") && cursor.is_text(1) {
                    cursor.skip(1);
                    self.take_text(cursor, code);
                }
            }
            "goto" => self.menu_named(cursor, code),
            "speak" => match cursor.take_ident() {
                Some(language) => self.name("languages", &language, code),
                None => self.gap("languages", code),
            },
            "set" => self.set(cursor, code),
            "menu" => self.menu(cursor, TokenStream::new()),
            "connect" => self.connect(cursor, code),
            "retry" => {
                cursor.take_group(Delimiter::Parenthesis);
                if let Some(texts) = cursor.take_group(Delimiter::Bracket) {
                    for text in texts.rest() {
                        self.text(Some(text), code);
                    }
                } else {
                    self.take_text(cursor, code);
                }
            }
            _ => self.usage(&name, cursor, code),
        }
    }

    fn take_text(&self, cursor: &mut Cursor, code: &mut TokenStream) {
        if cursor.is_text(0) {
            self.text(cursor.peek(0), code);
            cursor.skip(1);
        }
    }

    /// The name after `goto`.
    fn menu_named(&self, cursor: &mut Cursor, code: &mut TokenStream) {
        match cursor.take_ident() {
            Some(menu) if self.given.contains(&menu.to_string()) => {
                code.extend(quote!(let _ = #menu;));
            }
            Some(menu) => self.name("menus", &menu, code),
            None => self.gap("menus", code),
        }
    }

    /// `guests = 2`
    fn set(&self, cursor: &mut Cursor, code: &mut TokenStream) {
        let Some(name) = cursor.take_ident() else {
            return;
        };
        if !cursor.is_sign(0, '=') {
            code.extend(quote!(let _ = #name;));
            return;
        }
        cursor.skip(1);
        let end = cursor.until(|cursor, at| cursor.is_word(at, "then") || cursor.is_sign(at, ','));
        let value = code::expression(cursor.take(end));
        if let (true, Some(value)) = (self.whole, value) {
            let ty = self
                .remembers
                .get(&name.to_string())
                .map(|ty| quote!(: #ty));
            code.extend(quote!(let _ = #name; let _ #ty = #value;));
        }
    }

    /// `(from: .., to: ..) as name { .. }`
    fn connect(&mut self, cursor: &mut Cursor, code: &mut TokenStream) {
        if let Some(settings) = cursor.take_group(Delimiter::Parenthesis) {
            self.settings(settings, "connect", code);
        }
        if cursor.take_word("as").is_some()
            && let Some(name) = cursor.take_ident()
        {
            self.declare_menu(&name, " A transfer.", &TokenStream::new());
        }
        self.named(cursor);
        if let Some(mut arms) = cursor.take_group(Delimiter::Brace) {
            let mut inside = TokenStream::new();
            self.items(&mut arms, Place::Transfer, &mut inside);
            self.blocks.extend(quote!({ #inside }));
        }
    }

    /// `name: value, ..`
    pub(super) fn settings(&mut self, mut list: Cursor, of: &str, code: &mut TokenStream) {
        while list.peek(0).is_some() {
            if list.is_label() {
                self.setting(&mut list, of, code);
            } else if let Some(word) = list.take_ident() {
                self.word(of, &word, code);
            } else {
                list.skip(1);
            }
        }
        self.gap(of, code);
    }

    /// `name: value`
    pub(super) fn setting(&mut self, list: &mut Cursor, of: &str, code: &mut TokenStream) {
        let name = list.take_ident();
        list.skip(1);
        if let Some(name) = &name {
            self.word(of, name, code);
            if name == "languages"
                && let Some(TokenTree::Group(languages)) = list.peek(0)
            {
                let languages = Cursor::new(languages.stream());
                for at in 0..languages.rest().len() {
                    if let (Some(name), true) =
                        (languages.ident(at), languages.is_sign(at + 1, ':'))
                    {
                        self.languages.extend(quote!(#name,));
                    }
                }
            }
        }
        if list.is_text(0) {
            return self.take_text(list, code);
        }
        let end = list.until(|list, at| list.is_sign(at, ','));
        let value = list.take(end).to_vec();
        // Numbers, durations and ranges have no meaning in Rust.
        if name.is_some_and(|name| name == "from" || name == "to") {
            self.expression(&value, code);
        }
    }

    /// `(question, yes: action) as name`, after the name of a part.
    fn usage(&mut self, name: &str, cursor: &mut Cursor, code: &mut TokenStream) {
        let Some(arguments) = cursor.take_group(Delimiter::Parenthesis) else {
            return;
        };
        let takes = self.takes.get(name).cloned().unwrap_or_default();
        let arguments = arguments.rest().split(|token| is_sign(Some(token), ','));
        for (at, argument) in arguments.enumerate() {
            let mut argument = Cursor::new(argument.iter().cloned().collect());
            let mut kind = takes.get(at);
            if argument.is_label() {
                kind = takes
                    .iter()
                    .find(|(name, _)| argument.ident(0) == Some(name));
                argument.skip(2);
            }
            match kind.map(|(_, kind)| kind.as_str()) {
                Some("action") => self.action(&mut argument, code),
                Some("menu") => self.menu_named(&mut argument, code),
                _ if argument.is_text(0) => self.take_text(&mut argument, code),
                _ => self.expression(argument.rest(), code),
            }
        }
        if cursor.take_word("as").is_some()
            && let Some(menu) = cursor.take_ident()
        {
            let doc = format!(" A use of part `{name}`.");
            self.declare_menu(&menu, &doc, &TokenStream::new());
        }
        self.named(cursor);
    }

    /// `EXPR { PATTERN => action, .. }`, after `match`.
    fn lookup(&mut self, word: &Ident, cursor: &mut Cursor, code: &mut TokenStream) {
        let is_braces = |cursor: &Cursor, at| cursor.group(at, Delimiter::Brace).is_some();
        let end = cursor.until(|cursor, at| {
            is_braces(cursor, at) || cursor.is_arrow(at) || cursor.is_sign(at, ',')
        });
        if !is_braces(cursor, end) {
            // The arms are not typed yet; the keys of the next branch don't belong to the expression.
            let end = if cursor.is_arrow(end) {
                end.saturating_sub(1)
            } else {
                end
            };
            let question = cursor.take(end).to_vec();
            return self.expression(&question, code);
        }
        let question = code::expression(cursor.take(end));
        let arms = cursor.take_group(Delimiter::Brace);
        let (Some(arms), true) = (arms, self.whole) else {
            // Names in it are still resolved.
            if let Some(arms) = cursor.take_group(Delimiter::Brace) {
                self.arms(arms);
            }
            return;
        };
        let arms = self.arms(arms);
        let question = question.unwrap_or_else(|| quote!(_tree::any::<()>()));
        code.extend(quote!(#word #question { #arms }));
    }

    fn arms(&mut self, mut cursor: Cursor) -> TokenStream {
        let mut arms = TokenStream::new();
        let mut damaged = false;
        while cursor.peek(0).is_some() {
            if cursor.is_sign(0, ',') {
                cursor.skip(1);
                continue;
            }
            let end = cursor.until(|cursor, at| cursor.is_arrow(at) || cursor.is_sign(at, ','));
            let whole = cursor.is_arrow(end);
            let head = cursor.take(end).to_vec();
            let head = arm_head(&head);
            let mut inside = TokenStream::new();
            if whole {
                cursor.skip(2);
                let before = cursor.rest().len();
                self.action(&mut cursor, &mut inside);
                if cursor.rest().len() == before && !cursor.is_sign(0, ',') {
                    // The action is missing, and what follows does not start an arm.
                    cursor.skip(usize::from(
                        cursor.until(|cursor, at| cursor.is_arrow(at)) == cursor.rest().len(),
                    ));
                }
            }
            damaged |= !whole || head.is_none();
            if let Some(head) = head {
                arms.extend(quote!(#head => { #inside }));
            } else {
                self.blocks.extend(quote!({ #inside }));
            }
        }
        if damaged {
            // No errors about missing arms while they are being typed.
            let rest = hidden("rest");
            arms.extend(quote!(#rest => {}));
        }
        arms
    }
}

/// `PATTERN if GUARD`
fn arm_head(tokens: &[TokenTree]) -> Option<TokenStream> {
    let guard = tokens
        .iter()
        .position(|token| crate::part::is_word(Some(token), "if"));
    let (pattern, guard) = tokens.split_at(guard.unwrap_or(tokens.len()));
    let pattern = code::pattern(pattern)?;
    let guard = guard
        .split_first()
        .and_then(|(_, guard)| code::expression(guard));
    let guard = guard.map(|guard| quote!(if #guard));
    Some(quote!(#pattern #guard))
}
