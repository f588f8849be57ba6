//! Parses transfers: `connect(from: .., to: ..) as name { .. }`

use proc_macro2::Ident;
use syn::parse::ParseStream;
use syn::{Expr, LitBool, LitInt, LitStr, Token, braced, parenthesized};

use super::{Parser, menu, setting, text};
use crate::ast::{Connect, Text};
use crate::diagnostics::Report;
use crate::place::Place;
use crate::suggest::nearest;

const SETTINGS: [&str; 5] = ["from", "to", "record", "rounds", "waiting"];

/// The span of the parentheses.
#[derive(Default)]
struct Settings {
    from: Option<Expr>,
    to: Option<Expr>,
    record: Option<LitBool>,
    rounds: Option<LitInt>,
    waiting: Option<Text>,
    ring: Option<Ident>,
}

impl Parser<'_> {
    /// A transfer, after its keyword.
    pub(super) fn connect(&mut self, input: ParseStream<'_>) -> syn::Result<Connect> {
        let arguments;
        let parentheses = parenthesized!(arguments in input);
        let mut settings = Settings::default();
        while !arguments.is_empty() {
            settings.read(&arguments)?;
            if !arguments.is_empty() {
                arguments.parse::<Token![,]>()?;
            }
        }
        if let Some(ring) = &settings.ring {
            self.errors.report(rings(ring));
        }
        let to = settings.to.ok_or_else(|| {
            syn::Error::new(
                parentheses.span.join(),
                "this transfer has no `to`\nhelp: write `connect(from: .., to: ..)`: the caller ID, and the number to call",
            )
        })?;
        let to = match to {
            Expr::Array(several) => several.elems.into_iter().map(ungrouped).collect(),
            one => vec![one],
        };
        let (name, was) = name(input)?;
        let name = self.declares(name);
        let body;
        braced!(body in input);
        let mut connect = Connect {
            from: settings.from,
            place: Place::from(parentheses.span.join()),
            to,
            record: settings.record.map(|flag| flag.value),
            rounds: settings.rounds,
            waiting: settings.waiting,
            name,
            was,
            arms: Vec::new(),
            damaged: false,
        };
        // The state around it continues when this one has been parsed.
        self.steps = &super::action::OF_AN_ARM;
        while !body.is_empty() {
            match self.branch(&body) {
                Ok(arm) => {
                    self.end_of_branch(&body, &arm.action);
                    connect.arms.push(arm);
                }
                Err(error) => {
                    connect.damaged = true;
                    self.drop_rest_of_item(&body, error);
                }
            }
        }
        Ok(connect)
    }
}

impl Settings {
    fn read(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let name: Ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let repeated = match name.to_string().as_str() {
            "from" => self.from.replace(ungrouped(input.parse()?)).is_some(),
            "to" => self.to.replace(ungrouped(input.parse()?)).is_some(),
            "record" => self.record.replace(input.parse()?).is_some(),
            "rounds" => self.rounds.replace(input.parse()?).is_some(),
            "ring" => {
                setting::value(input)?;
                self.ring.replace(name.clone()).is_some()
            }
            "waiting" => self.waiting.replace(text::text(input)?).is_some(),
            unknown => {
                let help = match nearest(unknown, SETTINGS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        "a transfer takes `from`, `to`, `record`, `rounds` and `waiting`".to_owned()
                    }
                };
                return Err(syn::Error::new(
                    name.span(),
                    format!("unknown setting `{unknown}` of a transfer\nhelp: {help}"),
                ));
            }
        };
        if repeated {
            return Err(syn::Error::new(
                name.span(),
                format!("duplicate setting `{name}`\nhelp: remove one of the two"),
            ));
        }
        Ok(())
    }
}

/// ```text
/// connect(from: .., to: .., ring: 30s) as desk { .. }
/// ```
pub(crate) fn rings(setting: &Ident) -> Report {
    Report::new(setting, "8x8 decides how long a transfer rings")
        .help("remove `ring`: `makeCall` has no such parameter")
}

/// Removes the invisible group around `$number:expr` of a `macro_rules!`: a literal in it is still a literal.
pub(super) fn ungrouped(expression: Expr) -> Expr {
    match expression {
        Expr::Group(group) => ungrouped(*group.expr),
        expression => expression,
    }
}

/// `as post_call was "old"`
fn name(input: ParseStream<'_>) -> syn::Result<(Ident, Vec<LitStr>)> {
    if !input.peek(Token![as]) {
        return Err(input.error(
            "expected `as`\nhelp: name the state after the call: `connect(..) as post_call { .. }`",
        ));
    }
    input.parse::<Token![as]>()?;
    Ok((input.parse()?, menu::former_ids(input)?))
}
