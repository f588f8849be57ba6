//! Shows the transcript, in colour on a terminal.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::carrier::eight_by_eight::simulator::{Happened, Line};
use crate::logging::Printable;

const DIM: Style = Style::new().dimmed();

/// Shows lines as they arrive.
pub(super) async fn follow(mut lines: UnboundedReceiver<Line>) -> io::Result<()> {
    let mut out = anstream::stdout();
    writeln!(
        out,
        "{DIM}Type keys and Enter; h hangs up; say nothing and wait for silence.{DIM:#}"
    )?;
    while let Some(line) = lines.recv().await {
        // Typed keys are on the screen already.
        if !matches!(line.what, Happened::Presses { .. }) {
            write_line(&mut out, &line)?;
        }
    }
    Ok(())
}

/// Shows all lines.
pub(super) fn show(lines: &[Line]) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    lines.iter().try_for_each(|line| write_line(&mut out, line))
}

fn write_line(out: &mut impl Write, line: &Line) -> io::Result<()> {
    let style = match line.what {
        Happened::Hears { .. } | Happened::HearsFile { .. } => Style::new(),
        Happened::Presses { .. } | Happened::HangsUp => AnsiColor::Green.on_default(),
        Happened::Over { error: Some(_), .. } => AnsiColor::Red.on_default(),
        _ => DIM,
    };
    // The called server is not trusted.
    let line = line.to_string();
    writeln!(out, "{style}{}{style:#}", Printable(&line))?;
    out.flush()
}
