//! Measures and wraps text.

/// The font of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// For spoken texts.
    Sans,
    /// For names and headings.
    Bold,
    /// For expressions.
    Mono,
}

/// The width of `text` at `size`. The reader's font is unknown, so this assumes a wide one, DejaVu Sans: in a
/// narrower one, boxes have room to spare.
pub(super) fn width(text: &str, size: f64, face: Face) -> f64 {
    let ems: f64 = text.chars().map(|c| ems(c, face)).sum();
    ems * size
}

fn ems(c: char, face: Face) -> f64 {
    let ems = match (face, c) {
        (_, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}') => 1.0,
        (_, '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffe6}') => 1.0,
        (Face::Mono, _) => return 0.61,
        (_, 'i' | 'j' | 'l' | '\'' | '!') => 0.28,
        (_, ' ' | '.' | ',' | ':' | ';' | '/' | '|') => 0.33,
        (_, 'f' | 't' | 'I' | '(' | ')' | '[' | ']') => 0.39,
        (_, 'r' | '-' | '"' | '*') => 0.44,
        (_, 'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' | '—' | '→' | '←') => 0.98,
        (_, 'A'..='Z' | '_' | '&' | '+' | '=' | '<' | '>') => 0.75,
        _ => 0.62,
    };
    if face == Face::Bold { ems * 1.1 } else { ems }
}

/// Wraps a text into lines of at most `most`; breaks words that are wider.
pub(super) fn wrap(text: &str, most: f64, size: f64, face: Face) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if width(&longer, size, face) <= most {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            if width(&line, size, face) + ems(c, face) * size > most && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_wider_than_they_may_be_and_lose_nothing() {
        let text = "Press 1 to make a new reservation, donaudampfschifffahrtsgesellschaft 予約する";
        for most in [40.0, 90.0, 200.0, 2000.0] {
            let lines = wrap(text, most, 12.0, Face::Sans);
            assert!(
                lines
                    .iter()
                    .all(|line| width(line, 12.0, Face::Sans) <= most),
                "{lines:?}"
            );
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(letters(&lines.concat()), letters(text));
        }
        assert_eq!(wrap("", 10.0, 12.0, Face::Mono), [""]);
    }
}
