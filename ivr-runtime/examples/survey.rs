//! A survey: we call, ask three questions, and note the answers at the end. A wrong key is asked
//! again, once.
//!
//! ```text
//! cargo run --example survey -- phone --outbound --keys 1,5,4,8,3
//! ```

use std::error::Error;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};

use ivr_runtime::store::Store;
use ivr_runtime::{Application, NoOptions, ivr};

ivr! {
    /// How was your stay?
    pub tree Survey(answers: &Answers) {
        voice: "en-US-BenjaminRUS",
    }

    let room: u32;
    let breakfast: u32;

    start menu consent {
        first_tries: 1,
        "Good day, this is the Grand Hotel. Do you have a minute for three questions? If so, press 1."

        1 => menu rooms {
            "How was your room? Press 1 to 5, 5 is best."

            room @ 1..=5 => menu breakfasts {
                "And the breakfast? Press 1 to 5."

                breakfast @ 1..=5 => menu staff {
                    "And the staff? Press 1 to 5."

                    staff @ 1..=5 => match answers.note([room, breakfast, staff])? {
                        count => say "You are the {count:ordinal} guest to tell us. Thank you very much.",
                    }
                }
            }
        }
    }

    _ => retry(1) else say "Thank you, and good bye.",
}

/// What was answered.
#[derive(Debug, Default)]
pub struct Answers {
    count: AtomicU32,
    points: AtomicU32,
}

impl Answers {
    fn note(&self, answers: [u32; 3]) -> Result<u32, std::fmt::Error> {
        self.points
            .fetch_add(answers.iter().sum(), Ordering::Relaxed);
        Ok(self.count.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// All points so far.
    pub fn points(&self) -> u32 {
        self.points.load(Ordering::Relaxed)
    }
}

impl Application for Answers {
    type Options = NoOptions;

    async fn open(_: NoOptions, _: Store) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self::default())
    }
}

fn main() -> ExitCode {
    ivr_runtime::run::<Survey>()
}
