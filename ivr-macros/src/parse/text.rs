//! Parses texts: `".."`, or `{ en: "..", es: ".." }`

use syn::parse::ParseStream;
use syn::{Ident, LitStr, Token, braced};

use crate::ast::{Text, Version};
use crate::place::Place;

pub(super) fn text(input: ParseStream<'_>) -> syn::Result<Text> {
    if !input.peek(syn::token::Brace) {
        let literal: LitStr = input.parse()?;
        return Ok(Text {
            place: Place::from(&literal),
            versions: vec![Version {
                language: None,
                literal,
            }],
        });
    }
    let list;
    let braces = braced!(list in input);
    let mut versions = Vec::new();
    while !list.is_empty() {
        let language: Ident = list.parse()?;
        list.parse::<Token![:]>()?;
        versions.push(Version {
            language: Some(language),
            literal: list.parse()?,
        });
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    Ok(Text {
        versions,
        place: Place::between(braces.span.open(), braces.span.close()),
    })
}
