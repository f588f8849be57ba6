//! Resolves the values that a call remembers: `let guests: u32;`

use crate::ast;
use crate::diagnostics::{Errors, Report};
use crate::place::Place;

/// The values that a tree declares. Of two with the same name, the first counts.
pub(super) fn declared<'a>(tree: &'a ast::Tree, errors: &mut Errors) -> Vec<&'a ast::Variable> {
    let mut declared: Vec<&ast::Variable> = Vec::new();
    for variable in &tree.variables {
        let name = &variable.name;
        if let Some(first) = declared.iter().find(|first| first.name == *name) {
            errors.report(
                Report::new(
                    name,
                    format!(
                        "`{name}` is already declared on line {}",
                        Place::from(&first.name).line()
                    ),
                )
                .help("remove one of the two"),
            );
        } else if tree.parameters.iter().any(|p| p.name == *name) {
            errors.report(
                Report::new(name, format!("`{name}` is a parameter of the tree"))
                    .help("rename the value"),
            );
        } else {
            declared.push(variable);
        }
    }
    declared
}
