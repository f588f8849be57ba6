//! Prints a tree as the source of an `ivr!`, indented for reading in a failure.

use std::fmt::Write as _;

use super::{
    Action, Arm, Fallbacks, Keys, Menu, Number, Part, Pattern, Question, Settings, Step, Tree, Use,
};

/// More options than this need an `allow`, and a needless `allow` is refused.
const MAX_OPTIONS: usize = 5;

impl Tree {
    /// The whole `ivr! { .. }`.
    pub fn source(&self) -> String {
        let mut parameters = Vec::new();
        if self.has_desk {
            parameters.push("desk: &Desk");
        }
        if self.has_call {
            parameters.push("call: &Call");
        }
        let mut page = Page::default();
        page.line("ivr! {");
        let parts: Vec<_> = self.parts().into_iter().collect();
        for part in parts.iter().filter(|_| self.brings_parts) {
            page.line(&format!("use crate::shared::{};", part.name()));
        }
        page.line(&format!(
            "pub tree {}({}) {{",
            self.name,
            parameters.join(", ")
        ));
        page.settings(&self.settings);
        page.line("}");
        for (at, menu) in self.menus.iter().enumerate() {
            let start = if at == 0 { "start " } else { "" };
            page.line(&head(menu, start));
            page.menu(menu);
            page.line("}");
        }
        for key in &self.keys {
            if !key.announced {
                page.line("#[allow(unannounced_key)]");
            }
            page.branch(&Keys::One(key.key).written(), &key.action);
        }
        page.fallbacks(&self.fallbacks);
        for part in parts.iter().filter(|_| !self.brings_parts) {
            page.line(part.source());
        }
        if let Some(failure) = &self.failure {
            page.branch("failure", failure);
        }
        page.line("}");
        page.text
    }
}

/// Lines, indented by the open braces.
#[derive(Default)]
struct Page {
    text: String,
    depth: usize,
}

impl Page {
    fn line(&mut self, line: &str) {
        if line.starts_with('}') {
            self.depth = self.depth.saturating_sub(1);
        }
        let width = self.depth * 4;
        // Writing to a `String` can't fail.
        let _ = writeln!(self.text, "{:width$}{line}", "");
        if line.ends_with('{') {
            self.depth += 1;
        }
    }

    fn settings(&mut self, settings: &Settings) {
        for setting in written(settings) {
            self.line(&format!("{setting},"));
        }
    }

    fn menu(&mut self, menu: &Menu) {
        self.settings(&menu.settings);
        self.line(&prompt(menu));
        for branch in &menu.branches {
            let keys: Vec<_> = branch.keys.iter().map(|keys| keys.written()).collect();
            let label = branch.label.as_ref().map(|label| format!(" {label:?}"));
            let on = keys.join(" | ") + &label.unwrap_or_default();
            self.branch(&on, &branch.action);
        }
        self.fallbacks(&menu.fallbacks);
    }

    fn fallbacks(&mut self, fallbacks: &Fallbacks) {
        if let Some(action) = &fallbacks.silence {
            self.branch("silence", action);
        }
        if let Some(action) = &fallbacks.other {
            self.branch("_", action);
        }
    }

    /// A branch with its steps. A step with braces opens them on the branch's line.
    fn branch(&mut self, on: &str, action: &Action) {
        let line = self.steps(format!("{on} => "), action);
        self.line(&format!("{line},"));
    }

    /// Writes steps after the start of a line. Returns the end of the last line.
    fn steps(&mut self, mut line: String, action: &[Step]) -> String {
        for (at, step) in action.iter().enumerate() {
            if at > 0 {
                line.push_str(" then ");
            }
            match step {
                Step::Say(text, settings) => {
                    line.push_str(&format!("say{} {text:?}", in_parentheses(settings)));
                }
                Step::Play(url, settings) => {
                    line.push_str(&format!("play{} {url:?}", in_parentheses(settings)));
                }
                Step::Hangup => line.push_str("hangup"),
                Step::Goto(name) => line.push_str(&format!("goto {name}")),
                Step::Repeat => line.push_str("repeat"),
                Step::Back => line.push_str("back"),
                Step::Menu(menu) => {
                    // Attributes and docs precede the word `menu`, on their own lines.
                    self.line(&format!("{line}{}", head(menu, "")));
                    self.menu(menu);
                    line = "}".to_owned();
                }
                Step::Connect(connect) => {
                    let record = connect.record.map(|record| format!(", record: {record}"));
                    let was: String = connect
                        .was
                        .iter()
                        .map(|id| format!(" was {id:?}"))
                        .collect();
                    self.line(&format!(
                        "{line}connect(from: {}, to: {}{}) as {}{was} {{",
                        number(&connect.from),
                        number(&connect.to),
                        record.unwrap_or_default(),
                        connect.name,
                    ));
                    for (ends, action) in &connect.arms {
                        let on = if ends.is_empty() {
                            "_".to_owned()
                        } else {
                            ends.join(" | ")
                        };
                        self.branch(&on, action);
                    }
                    line = "}".to_owned();
                }
                Step::Match(on, arms) => {
                    self.line(&format!("{line}match {} {{", question(*on)));
                    for Arm { pattern, action } in arms {
                        self.branch(&arm(*pattern), action);
                    }
                    line = "}".to_owned();
                }
                Step::Retry(attempts, prompts, otherwise) => {
                    let texts: Vec<_> = prompts.iter().map(|text| format!("{text:?}")).collect();
                    let texts = match texts.as_slice() {
                        [] => String::new(),
                        [only] => format!("{only} "),
                        several => format!("[{}] ", several.join(", ")),
                    };
                    line = self.steps(format!("{line}retry({attempts}) {texts}else "), otherwise);
                }
                Step::Part(used) => line = self.part(line, used),
            }
        }
        line
    }

    /// A use of a part. Its arguments are taken from its expansion.
    fn part(&mut self, line: String, used: &Use) -> String {
        let line = format!("{line}{}(", used.part.name());
        match (used.part, used.means.as_slice()) {
            (Part::Farewell, [Step::Say(words, _), ..]) => format!("{line}{words:?})"),
            (Part::After, [Step::Say(words, _), next @ ..]) => {
                let words = words.trim_start_matches("First: ");
                self.steps(format!("{line}{words:?}, next: "), next) + ")"
            }
            (Part::Offer, [Step::Menu(menu)]) => {
                let label = menu.branches[0].label.as_deref().unwrap_or_default();
                let thing = label.trim_start_matches("buy ");
                let line = format!("{line}{thing:?}, ");
                let line = self.steps(line, &menu.branches[0].action);
                let was = used.was.iter().map(|id| format!(" was {id:?}"));
                format!("{line}) as {}{}", menu.name, was.collect::<String>())
            }
            (part, means) => panic!("{part:?} means {means:?}"),
        }
    }
}

/// The prompt of a menu, played or spoken.
fn prompt(menu: &Menu) -> String {
    let words = format!("{:?}", menu.prompt);
    let Some(recording) = &menu.recording else {
        return words;
    };
    let mut settings = written(&recording.settings);
    if recording.says_prompt {
        settings.push(format!("transcript: {words}"));
    }
    let settings = parentheses(&settings);
    let play = format!("play{settings} {:?}", recording.url);
    if recording.says_prompt {
        play
    } else {
        format!("{play} then {words}")
    }
}

/// `menu name as ".." was ".." {`, with everything that precedes it.
fn head(menu: &Menu, start: &str) -> String {
    let mut head = String::new();
    if let Some(doc) = &menu.doc {
        head.push_str(&format!("#[doc = {doc:?}] "));
    }
    if menu.branches.len() > MAX_OPTIONS {
        head.push_str("#[allow(too_many_options)] ");
    }
    let mut branches = menu.branches.iter().map(|branch| &branch.keys);
    let most = menu.settings.digits.map_or(1, |(_, most)| most);
    if most > 1 && branches.any(|keys| keys.iter().all(|keys| !keys.is_long())) {
        head.push_str("#[allow(prefix_key)] ");
    }
    head.push_str(&format!("{start}menu {}", menu.name));
    if let Some(id) = &menu.id {
        head.push_str(&format!(" as {id:?}"));
    }
    for id in &menu.was {
        head.push_str(&format!(" was {id:?}"));
    }
    head + " {"
}

/// `name: value` for each given setting.
fn written(settings: &Settings) -> Vec<String> {
    let text = |name: &str, text: &str| format!("{name}: {text:?}");
    let mut all = Vec::new();
    all.extend(settings.voice.map(|voice| text("voice", voice)));
    all.extend(settings.speed.map(|speed| format!("speed: {speed}")));
    all.extend(
        settings
            .digits
            .map(|(from, to)| format!("digits: {from}..={to}")),
    );
    all.extend(
        settings
            .digit_timeout
            .map(|(time, _)| format!("digit_timeout: {time}")),
    );
    all.extend(
        settings
            .overall_timeout
            .map(|(time, _)| format!("overall_timeout: {time}")),
    );
    all.extend(
        settings
            .complete_on_hash
            .map(|flag| format!("complete_on_hash: {flag}")),
    );
    all.extend(settings.tries.map(|tries| format!("tries: {tries}")));
    all.extend(
        settings
            .first_tries
            .map(|tries| format!("first_tries: {tries}")),
    );
    all.extend(
        settings
            .success_message
            .as_deref()
            .map(|t| text("success_message", t)),
    );
    all.extend(
        settings
            .failure_message
            .as_deref()
            .map(|t| text("failure_message", t)),
    );
    all.extend(
        settings
            .repetition
            .map(|times| format!("repetition: {times}")),
    );
    all
}

fn in_parentheses(settings: &Settings) -> String {
    parentheses(&written(settings))
}

fn parentheses(settings: &[String]) -> String {
    if settings.is_empty() {
        return String::new();
    }
    format!("({})", settings.join(", "))
}

fn number(number: &Number) -> String {
    match number {
        Number::Literal(literal) => format!("{literal:?}"),
        Number::Desk(of) => format!("desk.number({of})"),
        Number::Main => "&desk.main".to_owned(),
    }
}

fn question(question: Question) -> String {
    match question {
        Question::Literal(number) => number.to_string(),
        Question::Level(of) => format!("desk.level({of})"),
        Question::LevelLater(of) => format!("desk.level_later({of}).await"),
        Question::Checked(of) => format!("desk.checked({of})?"),
        Question::CheckedLater(of) => format!("desk.checked_later({of}).await?"),
        Question::Call => "call.session_id.len()".to_owned(),
    }
}

fn arm(pattern: Pattern) -> String {
    match pattern {
        Pattern::Number(number) => number.to_string(),
        Pattern::Range(from, to) => format!("{from}..={to}"),
        Pattern::AtLeast(least) => format!("n if n >= {least}"),
        Pattern::Any => "_".to_owned(),
    }
}
