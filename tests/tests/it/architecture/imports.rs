//! The modules of a crate, and what they import, read from its sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, Item};

/// The path of a module in its crate; empty for the crate itself.
pub(super) type Module = [String];

/// Each module with the paths that its code names, from the crate's root, without tests.
pub(super) struct Modules(BTreeMap<Vec<String>, BTreeSet<Vec<String>>>);

impl Modules {
    /// The modules of the crate with this root file.
    pub(super) fn of(root: &Path) -> Self {
        let mut modules = Self(BTreeMap::new());
        modules.read(root, Vec::new());
        modules
    }

    /// All imports between modules. Names without a module of their own count for the crate's root.
    pub(super) fn imports(&self) -> impl Iterator<Item = (&Module, &Module)> {
        let imports = self
            .0
            .iter()
            .flat_map(|(from, paths)| paths.iter().map(|path| (from.as_slice(), self.holds(path))));
        imports.filter(|(from, to)| from != to)
    }

    fn holds<'a>(&'a self, path: &'a [String]) -> &'a Module {
        let parts = (0..=path.len())
            .rev()
            .filter_map(|length| path.get(..length));
        let mut known = parts.filter(|part| self.0.contains_key(*part));
        known.next().unwrap_or_default()
    }

    fn read(&mut self, file: &Path, module: Vec<String>) {
        let text =
            fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text).unwrap();
        let is_folder = ["lib.rs", "mod.rs"].iter().any(|name| file.ends_with(name));
        let folder = if is_folder {
            file.parent().unwrap().to_owned()
        } else {
            file.with_extension("")
        };
        let mut paths = BTreeSet::new();
        for item in parsed.items {
            match item {
                Item::Mod(item) if is_test(&item.attrs) => {}
                Item::Mod(item) if item.content.is_none() => {
                    let name = item.ident.to_string();
                    let inner = folder.join(&name).join("mod.rs");
                    let file = if inner.exists() {
                        inner
                    } else {
                        folder.join(&name).with_extension("rs")
                    };
                    self.read(&file, [module.as_slice(), &[name]].concat());
                }
                Item::Use(item) if is_test(&item.attrs) => {}
                item => collect(item.into_token_stream(), &module, &mut paths),
            }
        }
        self.0.insert(module, paths);
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    let mut cfgs = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"));
    cfgs.any(|cfg| {
        matches!(
            cfg.to_token_stream().to_string().as_str(),
            "# [cfg (test)]" | "# [cfg (doctest)]"
        )
    })
}

/// Adds the paths that start with `crate` or `super`, wherever they are.
fn collect(tokens: TokenStream, module: &Module, paths: &mut BTreeSet<Vec<String>>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Group(group) => collect(group.stream(), module, paths),
            TokenTree::Ident(word) if word == "crate" => {
                at += follow(tokens.get(at..), Vec::new(), paths)
            }
            TokenTree::Ident(word) if word == "super" => {
                let parent = module.split_last().map_or(&[] as &[String], |(_, of)| of);
                at += follow(tokens.get(at..), parent.to_vec(), paths);
            }
            _ => {}
        }
    }
}

/// Follows a path over its `::`, and into braces. Returns the number of its tokens.
fn follow(
    tokens: Option<&[TokenTree]>,
    mut path: Vec<String>,
    paths: &mut BTreeSet<Vec<String>>,
) -> usize {
    let tokens = tokens.unwrap_or_default();
    let mut taken = 0;
    while let Some([TokenTree::Punct(one), TokenTree::Punct(two), next]) =
        tokens.get(taken..taken + 3)
    {
        if one.as_char() != ':' || two.as_char() != ':' {
            break;
        }
        match next {
            TokenTree::Ident(word) if word == "super" => {
                path.pop();
            }
            TokenTree::Ident(word) => path.push(word.to_string()),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let items: Vec<_> = group.stream().into_iter().collect();
                let is_comma =
                    |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
                for item in items.split(is_comma) {
                    if let [TokenTree::Ident(word), rest @ ..] = item {
                        let mut inner = path.clone();
                        if word != "self" {
                            inner.push(word.to_string());
                        }
                        if follow(Some(rest), inner.clone(), paths) == 0 {
                            paths.insert(inner);
                        }
                    }
                }
                return taken + 3;
            }
            _ => break,
        }
        taken += 3;
    }
    // Excludes `pub(crate)`.
    if taken > 0 {
        paths.insert(path);
    }
    taken
}
