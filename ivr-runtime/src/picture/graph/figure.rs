//! The shape of each node: its size and its lines of text.

use super::measure::{Face, width, wrap};
use super::{Kind, Node, Said, Then, again, first, one_line};

/// A node before it is placed.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) rows: Vec<Row>,
}

/// One line of text.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) text: String,
    /// Its CSS class.
    pub(super) class: &'static str,
    /// The baseline, relative to the figure's upper edge.
    pub(super) y: f64,
}

/// Padding between a figure's edge and its text.
pub(super) const PADDING: f64 = 14.0;

const TEXT: f64 = 13.0;
const NAME: f64 = 14.5;
const LINE: f64 = 16.5;
const WIDEST: f64 = 258.0;
const MESSAGE: f64 = 236.0;

pub(super) fn figure(node: &Node) -> Figure {
    match &node.kind {
        Kind::Menu {
            name,
            recordings,
            prompt,
        } => {
            let mut text = Text::new(WIDEST - 2.0 * PADDING);
            text.name(name);
            for played in *recordings {
                text.code("play ", first(played.urls));
            }
            text.say(prompt);
            text.boxed(WIDEST)
        }
        Kind::Transfer {
            name,
            from,
            to,
            rounds,
        } => {
            let mut text = Text::new(WIDEST - 2.0 * PADDING);
            text.name(name);
            for (at, to) in to.iter().enumerate() {
                text.code(if at == 0 { "connect " } else { "or " }, to);
            }
            text.code("from ", from);
            if *rounds > 1 {
                let rounds = format!("in {rounds} rounds");
                text.add(&rounds, "then", Face::Bold, TEXT);
            }
            text.boxed(0.0)
        }
        Kind::Retry { attempts, prompts } => {
            let mut text = Text::new(190.0);
            text.add(&again(*attempts), "then", Face::Bold, TEXT);
            prompts.iter().for_each(|prompt| text.say(prompt));
            text.boxed(0.0)
        }
        Kind::Message { says, then } => {
            let mut text = Text::new(MESSAGE - 2.0 * PADDING);
            for said in says {
                match said {
                    Said::Text(texts) => text.say(first(texts)),
                    Said::File(played) => {
                        text.code("play ", first(played.urls));
                        text.say(first(played.transcripts));
                    }
                    Said::Value(name, value) => text.code(&format!("{name} = "), value),
                    Said::Language(language) => {
                        let language = format!("speak {language}");
                        text.add(&language, "then", Face::Bold, TEXT);
                    }
                }
            }
            let drawn = *then == Then::End && !says.is_empty();
            if let Some(then) = then.text().filter(|_| !drawn) {
                text.add(&then, "then", Face::Bold, TEXT);
            }
            text.boxed(if says.is_empty() { 0.0 } else { MESSAGE })
        }
        Kind::Heading(heading) => {
            let mut text = Text::new(WIDEST);
            text.name(heading);
            text.boxed(0.0)
        }
        Kind::Lookup { question } => diamond(question),
    }
}

/// A diamond around an expression, with the widest line in the middle.
fn diamond(question: &str) -> Figure {
    let text = shortened(question);
    let lines = wrap(&text, 150.0, 11.0, Face::Mono);
    let widest = lines.iter().map(|line| width(line, 11.0, Face::Mono));
    let widest = widest.fold(60.0, f64::max);
    let count = lines.len() as f64;
    let height = 34.0 + 20.0 * count;
    // The diamond is narrower by this much at the outer edges of the first and last line.
    let narrowest = 1.0 - (15.0 * count) / height;
    let width = (widest / narrowest.max(0.3) + 10.0).min(290.0);
    let first = height / 2.0 - (count - 1.0) * 7.5 + 4.0;
    let row = |(at, text)| Row {
        text,
        class: "code mid",
        y: first + 15.0 * at as f64,
    };
    Figure {
        width,
        height,
        rows: lines.into_iter().enumerate().map(row).collect(),
    }
}

/// Strips parts of an expression that do not describe the question.
fn shortened(question: &str) -> String {
    let mut rest = one_line(question);
    for end in ["?", ".await", "?", "()"] {
        if let Some(shorter) = rest.strip_suffix(end) {
            rest = shorter.to_owned();
        }
    }
    rest
}

/// Lines of text, from top to bottom.
struct Text {
    most: f64,
    widest: f64,
    y: f64,
    rows: Vec<Row>,
}

impl Text {
    const fn new(most: f64) -> Self {
        Self {
            most,
            widest: 0.0,
            y: 0.0,
            rows: Vec::new(),
        }
    }

    fn add(&mut self, text: &str, class: &'static str, face: Face, size: f64) {
        for line in wrap(text, self.most, size, face) {
            self.widest = self.widest.max(width(&line, size, face));
            self.y += LINE;
            self.rows.push(Row {
                text: line,
                class,
                y: self.y,
            });
        }
    }

    fn name(&mut self, name: &str) {
        self.add(name, "name", Face::Bold, NAME);
        self.y += 3.0;
    }

    fn say(&mut self, text: &str) {
        self.add(&one_line(text), "says", Face::Sans, TEXT);
    }

    fn code(&mut self, before: &str, code: &str) {
        if !code.is_empty() {
            let text = format!("{before}{}", one_line(code));
            self.add(&text, "code", Face::Mono, 11.0);
        }
    }

    /// Puts a box around the lines, at least `width` wide.
    fn boxed(mut self, width: f64) -> Figure {
        for row in &mut self.rows {
            row.y += 5.0;
        }
        Figure {
            width: (self.widest + 2.0 * PADDING).max(width),
            height: self.y + 17.0,
            rows: self.rows,
        }
    }
}
