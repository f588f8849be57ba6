//! Generates the actions of branches.

use super::super::walk::ENDS;
use super::super::{Action, Arm, Connect, Number, Part, Pattern, Question, Settings, Step, Use};
use super::{Maker, Role, Spot, words};

impl Maker<'_> {
    /// Any action that is valid at a place.
    pub(super) fn action(&mut self, spot: Spot) -> Action {
        let deeper = spot.depth < self.options.depth;
        for _ in 0..8 {
            let last = match (self.rng.below(15), spot.role) {
                (0 | 1, _) => return self.ending(),
                (2, Role::Key | Role::Arm) => Step::Goto(String::new()),
                (3, Role::Key) => Step::Repeat,
                (4, Role::Key | Role::Arm) if self.has_back(spot) => Step::Back,
                (5 | 6, Role::Key | Role::Arm) if deeper => self.nested(spot),
                (5, Role::Fallback) if deeper => self.nested(spot),
                (7 | 8, role) if role != Role::End && spot.calls < self.options.calls_in_a_row => {
                    self.transfer(spot)
                }
                (9 | 10, role) if role != Role::End => self.lookup(spot),
                (11, Role::Key | Role::Fallback) => self.retry(spot),
                (12, _) => part(Part::Farewell, Part::farewell(words::text(&mut self.rng))),
                (13, _) => {
                    let next = self.action(spot);
                    part(Part::After, Part::after(&words::text(&mut self.rng), next))
                }
                (14, Role::Key) if deeper => self.offer(spot),
                _ => continue,
            };
            return self.leads(vec![last]);
        }
        self.ending()
    }

    /// An action that ends the call: something is said, with an explicit or implied hangup.
    pub(super) fn ending(&mut self) -> Action {
        let mut action = self.leads(Vec::new());
        if action.is_empty() || self.rng.percent(30) {
            action.push(Step::Hangup);
        }
        action
    }

    /// Sometimes prepends something to hear.
    pub(super) fn leads(&mut self, rest: Action) -> Action {
        let mut action = Action::new();
        for _ in 0..self.rng.pick(0, &[0, 1, 1, 1, 2]) {
            let mut own = Settings::default();
            if self.rng.percent(20) {
                own.repetition = Some(self.rng.pick(1, &[2, 3]));
            }
            if self.rng.percent(25) {
                action.push(Step::Play(words::file(&mut self.rng), own));
                continue;
            }
            if self.rng.percent(15) {
                own.voice = Some(words::voice(&mut self.rng));
            }
            if self.rng.percent(15) {
                own.speed = Some(words::speed(&mut self.rng));
            }
            action.push(Step::Say(words::text(&mut self.rng), own));
        }
        action.extend(rest);
        action
    }

    /// A transfer leads back to the menu around it; at top level there is none.
    const fn has_back(&self, spot: Spot) -> bool {
        match spot.role {
            Role::Arm => spot.depth > 0,
            _ => spot.has_back,
        }
    }

    fn nested(&mut self, spot: Spot) -> Step {
        let name = self.names.menu(&mut self.rng);
        let inside = Spot {
            depth: spot.depth + 1,
            has_back: spot.depth > 0,
            calls: 0,
            role: spot.role,
        };
        Step::Menu(Box::new(self.menu(name, inside, None)))
    }

    /// A part that is a menu, with another menu in it.
    fn offer(&mut self, spot: Spot) -> Step {
        let name = self.names.plain(&mut self.rng);
        let (_, was) = self.ids();
        let inside = Spot {
            depth: spot.depth + 1,
            has_back: spot.depth > 0,
            calls: 0,
            ..spot
        };
        let yes = self.action(inside);
        let thing = words::thing(self.rng.below(12));
        let mut menu = Part::offer(name, thing, yes);
        menu.was.clone_from(&was);
        Step::Part(Box::new(Use {
            part: Part::Offer,
            was,
            means: vec![Step::Menu(Box::new(menu))],
        }))
    }

    fn retry(&mut self, spot: Spot) -> Step {
        let attempts = self.rng.between(1, self.options.attempts);
        let prompts = self.rng.pick(0, &[1, attempts]);
        let prompts = (0..prompts)
            .map(|at| words::again(&mut self.rng, at, self.labelled))
            .collect();
        let otherwise = if spot.role == Role::Key && self.rng.percent(40) {
            self.action(spot)
        } else {
            self.ending()
        };
        Step::Retry(attempts, prompts, otherwise)
    }

    fn transfer(&mut self, spot: Spot) -> Step {
        let name = self.names.transfer(&mut self.rng);
        let (_, was) = self.ids();
        // A caller who was silent or pressed wrong keys before the transfer is hung up on after it.
        let role = if spot.role == Role::Fallback {
            Role::End
        } else {
            Role::Arm
        };
        let inside = Spot {
            calls: spot.calls + 1,
            role,
            ..spot
        };
        let mut arms = Vec::new();
        let mut ends = ENDS.to_vec();
        while !ends.is_empty() && self.rng.percent(50) {
            let mut some = vec![ends.remove(self.rng.below(ends.len()))];
            if !ends.is_empty() && self.rng.percent(30) {
                some.push(ends.remove(self.rng.below(ends.len())));
            }
            arms.push((some, self.action(inside)));
        }
        if !ends.is_empty() {
            arms.push((Vec::new(), self.action(inside)));
        }
        Step::Connect(Box::new(Connect {
            name,
            was,
            from: self.number(),
            to: self.number(),
            record: self.rng.pick(None, &[None, Some(true), Some(false)]),
            arms,
        }))
    }

    fn number(&mut self) -> Number {
        match self.rng.below(4) {
            0 if self.has_desk => Number::Main,
            1 if self.has_desk => Number::Desk(u32::try_from(self.rng.below(100)).unwrap_or(0)),
            2 => Number::Literal("6561234567".to_owned()),
            _ => Number::Literal(format!("+65687654{:02}", self.rng.below(100))),
        }
    }

    fn lookup(&mut self, spot: Spot) -> Step {
        let question = self.question();
        // Nesting must end somewhere: an arm counts as one more level.
        let inside = Spot {
            depth: spot.depth.max(1),
            ..spot
        };
        let inside = if spot.depth == 0 { spot } else { inside };
        let arms = self.rng.below(3);
        let mut arms: Vec<_> = (0..arms)
            .map(|_| {
                let from = u32::try_from(self.rng.below(10)).unwrap_or(0);
                let pattern = match self.rng.below(3) {
                    0 => Pattern::Number(from),
                    1 => Pattern::Range(from, from + 3),
                    _ => Pattern::AtLeast(from),
                };
                self.arm(pattern, inside)
            })
            .collect();
        arms.push(self.arm(Pattern::Any, inside));
        Step::Match(question, arms)
    }

    fn arm(&mut self, pattern: Pattern, spot: Spot) -> Arm {
        // Lookups in lookups would nest forever: each counts as one more level.
        let action = if self.rng.percent(50) {
            self.ending()
        } else {
            self.action(spot)
        };
        Arm { pattern, action }
    }

    fn question(&mut self) -> Question {
        let of = u32::try_from(self.rng.below(10)).unwrap_or(0);
        match self.rng.below(6) {
            0 if self.has_desk => Question::Level(of),
            1 if self.has_desk => Question::LevelLater(of),
            2 if self.has_desk => Question::Checked(of),
            3 if self.has_desk => Question::CheckedLater(of),
            4 if self.has_call => Question::Call,
            _ => Question::Literal(of),
        }
    }
}

/// A use of a part that declares no state.
fn part(part: Part, means: Action) -> Step {
    let was = Vec::new();
    Step::Part(Box::new(Use { part, was, means }))
}
