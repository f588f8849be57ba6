//! Resolves the carriers of a tree.

use crate::ast;
use crate::carriers::ALL;
use crate::diagnostics::{Errors, Report};
use crate::model::Carrier;
use crate::place::Place;
use crate::suggest::nearest;

/// The carriers of a tree, or the default carrier if it names none.
pub(super) fn named<'a>(tree: &'a ast::Tree, errors: &mut Errors) -> Vec<Carrier<'a>> {
    let mut carriers: Vec<Carrier<'a>> = Vec::new();
    for named in &tree.carriers {
        let name = named.name.to_string();
        if carriers.iter().any(|known| known.limits.name == name) {
            errors.report(
                Report::new(&named.name, format!("duplicate carrier `{name}`"))
                    .help("remove one of the two"),
            );
            continue;
        }
        let Some(limits) = ALL.iter().find(|limits| limits.name == name) else {
            errors.report(unknown(named, &name));
            continue;
        };
        let ast = Some(named);
        carriers.push(Carrier { limits, ast });
    }
    if tree.carriers.is_empty() {
        carriers.extend(ALL.first().map(|limits| Carrier { limits, ast: None }));
    }
    carriers
}

fn unknown(named: &ast::Carrier, name: &str) -> Report {
    let report = Report::new(
        Place::from(&named.name),
        format!("unknown carrier `{name}`"),
    );
    let names = || ALL.iter().map(|limits| limits.name);
    match nearest(name, names()) {
        Some(near) => report.help(format!("did you mean `{near}`?")),
        None => {
            let names: Vec<_> = names().collect();
            report.help(format!("carriers are {}", names.join(", ")))
        }
    }
}
