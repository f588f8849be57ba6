//! A walk along every edge of a tree.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fmt;

use super::edge::{self, Edge};
use super::inputs::inputs;
use super::phone::{Line, PERSON, Phone, Waits};
use super::spot::Spot;
use super::step::look_up;
use super::taken::On;
use super::transcript::Transcript;
use crate::carrier::eight_by_eight::simulator::{Form, Happened};
use crate::carrier::{self, Carrier};
use crate::menu::{Direction, Tree};

/// Maximum number of calls in a walk, as documented at [`walk`].
const MOST_CALLS: usize = 100_000;

/// The result of walking a tree.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    calls: usize,
    edges: BTreeSet<Edge>,
    walked: BTreeSet<Edge>,
    answers: BTreeSet<String>,
    heard: BTreeMap<String, Vec<String>>,
    failures: BTreeSet<String>,
    problems: Vec<String>,
}

/// Tries every key of every menu, silence, and every outcome of every transfer, in inbound and outbound calls of
/// each carrier that the tree names, and for 8x8 with both forms of its events. Where a menu takes numbers or
/// several digits, it tries the lowest and the highest, the shortest and the longest, and the values
/// just outside; in a tree with several languages, all of that in each that a caller can reach.
///
/// Each call has its own `context`, made for its first lookup, so that calls do not affect each
/// other. The caller is always [`PERSON`], as in a [`call`](super::call) without another number, so
/// calls can prepare a context. For another caller use
/// [`walk_from`]. Which arms of a lookup are reached depends on what the context answers; join walks
/// with different contexts with [`and`](Walk::and). A walk ends after 100,000 calls, and the remaining edges are
/// missing.
///
/// ```
/// use ivr_runtime::{ivr, testing};
///
/// ivr! {
///     tree Shop(stock: &u32) { voice: "en-US-BenjaminRUS" }
///
///     start menu main_menu {
///         "To buy a book press 1."
///
///         1 => match *stock {
///             0 => say "Sold out.",
///             _ => say "It is yours.",
///         },
///         _ => retry(1) else say "Good bye.",
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let walk = testing::walk::<Shop>(async || 7).await;
/// let missing: Vec<_> = walk.missing().map(|edge| &*edge.arm).collect();
/// assert_eq!(missing, ["0"]);
/// walk.and(testing::walk::<Shop>(async || 0).await).assert_complete();
/// # }
/// ```
pub async fn walk<T: Tree>(context: impl AsyncFn() -> T::Context) -> Walk {
    walk_from::<T>(PERSON, context).await
}

/// A [`walk`] by a caller with this number, for trees that depend on the country or the
/// caller.
pub async fn walk_from<T: Tree>(number: &str, context: impl AsyncFn() -> T::Context) -> Walk {
    let mut walk = Walk::default();
    walk.edges.extend(edge::edges(T::description()));
    for line in carrier::of::<T>().flat_map(|carrier| lines(carrier, number)) {
        walk.along::<T>(&line, &context).await;
    }
    walk
}

/// A [`walk`] in calls of this carrier only, even if the tree does not name it.
pub async fn walk_at<T: Tree>(
    carrier: &dyn Carrier,
    context: impl AsyncFn() -> T::Context,
) -> Walk {
    let mut walk = Walk::default();
    walk.edges.extend(edge::edges(T::description()));
    for line in lines(carrier, PERSON) {
        walk.along::<T>(&line, &context).await;
    }
    walk
}

/// The kinds of calls of a carrier in which every move is made.
fn lines(carrier: &dyn Carrier, person: &str) -> Vec<Line> {
    let Some(part) = carrier::part(carrier.name()) else {
        return Vec::new();
    };
    let forms = part.forms();
    let directions = [Direction::Inbound, Direction::Outbound].into_iter();
    let line = |direction, form: &Form| Line {
        part,
        direction,
        person: person.to_owned(),
        form: *form,
    };
    directions
        .flat_map(|direction| forms.iter().map(move |form| line(direction, form)))
        .collect()
}

impl Walk {
    /// Tries everything in one kind of call.
    async fn along<T: Tree>(&mut self, line: &Line, context: &impl AsyncFn() -> T::Context) {
        // The moves that lead to each state.
        let mut ways: HashMap<T, Vec<On>> = HashMap::new();
        let mut queue = VecDeque::new();
        if let Some(first) = self.call::<T>(line, &[], context).await {
            ways.insert(first, Vec::new());
            queue.push_back(first);
        }
        while let Some(state) = queue.pop_front() {
            let way = ways.get(&state).cloned().unwrap_or_default();
            let spot = Spot::of(T::description(), state.client_action_id());
            for on in spot.map_or_else(Vec::new, |spot| inputs(T::description(), spot.state)) {
                if self.calls == MOST_CALLS {
                    return;
                }
                let mut moves = way.clone();
                moves.push(on);
                if let Some(next) = self.call::<T>(line, &moves, context).await {
                    ways.entry(next).or_insert_with(|| {
                        queue.push_back(next);
                        moves
                    });
                }
            }
        }
    }

    /// Makes one call, and returns the state that its last move led to.
    async fn call<T: Tree>(
        &mut self,
        line: &Line,
        moves: &[On],
        context: &impl AsyncFn() -> T::Context,
    ) -> Option<T> {
        self.calls += 1;
        let mut phone = Phone::<T>::dial(line);
        let mut made = None;
        let mut moves_left = moves.iter();
        loop {
            match phone.go_on() {
                Waits::Lookup(asked) => {
                    let context = match &mut made {
                        Some(context) => context,
                        none => none.insert(context().await),
                    };
                    let answer = look_up::<T>(*asked, context).await;
                    if let Err(reason) = &answer {
                        self.failures.insert(reason.clone());
                    }
                    phone.looked_up(answer);
                }
                Waits::Nothing => break,
                Waits::Keys | Waits::Leg => match moves_left.next() {
                    Some(on) => act(&mut phone, *on),
                    None => break,
                },
            }
        }
        for taken in phone.taken() {
            self.walked.extend(edge::taken(taken));
            self.answers.insert(taken.body.clone());
        }
        let name = format!("{:?} {moves:?}", line.direction);
        self.heard.insert(name, heard(&phone.transcript()));
        if let Some(reason) = phone.refused() {
            let call = phone.transcript();
            self.problems
                .push(format!("{reason}\nthe call so far:\n{call}"));
        }
        phone.state().filter(|_| moves_left.next().is_none())
    }

    /// The number of calls.
    pub const fn calls(&self) -> usize {
        self.calls
    }

    /// All edges.
    pub fn edges(&self) -> impl ExactSizeIterator<Item = &Edge> {
        self.edges.iter()
    }

    /// The edges that no call took.
    pub fn missing(&self) -> impl Iterator<Item = &Edge> {
        self.edges.difference(&self.walked)
    }

    /// What was heard in each call, in order, by the moves of the call: texts, and the URLs of recordings.
    pub fn heard(&self) -> &BTreeMap<String, Vec<String>> {
        &self.heard
    }

    /// Every answer of the tree, as rendered for the carrier, each once.
    pub fn answers(&self) -> impl Iterator<Item = &str> {
        self.answers.iter().map(String::as_str)
    }

    /// What the platform would have refused, each with its call.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Joins two walks of the same tree.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.calls += other.calls;
        self.edges.extend(other.edges);
        self.walked.extend(other.walked);
        self.answers.extend(other.answers);
        self.heard.extend(other.heard);
        self.failures.extend(other.failures);
        self.problems.extend(other.problems);
        self
    }

    /// Asserts that every edge was taken, and that the platform accepted every callflow.
    ///
    /// # Panics
    /// If not, with the edges or the calls.
    #[track_caller]
    pub fn assert_complete(&self) {
        assert!(
            self.problems.is_empty() && self.missing().next().is_none(),
            "{self}"
        );
    }
}

/// The texts and the recordings of a call.
fn heard(call: &Transcript) -> Vec<String> {
    let heard = call.lines().iter().filter_map(|line| match &line.what {
        // Spoken by a platform that can't wait for keys without a text.
        Happened::Hears { text, .. } if text.is_empty() || text == "." => None,
        Happened::Hears { text, .. } => Some(text),
        Happened::HearsFile { url, .. } => Some(url),
        _ => None,
    });
    heard.cloned().collect()
}

/// Makes a move at the phone.
fn act<T: Tree>(phone: &mut Phone<T>, on: On) {
    match on {
        On::Leg(outcome) => phone.end_leg(outcome),
        On::Key(key) => phone.insist(key),
        On::Keys(keys) => phone.press_all(&keys),
        On::Silence | On::Noise => phone.stay_silent(),
    }
}

/// A readable summary of the walk.
impl fmt::Display for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (all, walked) = (self.edges.len(), self.edges.len() - self.missing().count());
        writeln!(
            f,
            "{walked} of {all} edges were taken in {} calls",
            self.calls
        )?;
        for edge in self.missing() {
            writeln!(f, "never taken: {edge}")?;
        }
        for reason in &self.failures {
            writeln!(f, "a lookup failed: {reason}")?;
        }
        for problem in &self.problems {
            writeln!(f, "the platform would not go on: {problem}")?;
        }
        Ok(())
    }
}
