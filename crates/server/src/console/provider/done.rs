//! What was done, said on the page that comes after a form: one of these words in its address, and never a text of anybody's.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::Response;
use portcullis_console::{Address, Notice, Tone};

use crate::app::App;
use crate::console::see;
use crate::problem::Problem;

/// How long to wait until what was recorded can be seen, in steps.
const STEPS: u32 = 1_000;
/// A step.
const STEP: Duration = Duration::from_millis(2);

macro_rules! done {
    ($($name:ident $word:literal $says:literal,)*) => {
        /// What was done.
        #[derive(Copy, Clone, Debug, PartialEq, Eq)]
        pub enum Done { $($name),* }

        impl Done {
            const ALL: &'static [Self] = &[$(Self::$name),*];

            fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            fn says(self) -> &'static str {
                match self { $(Self::$name => $says),* }
            }
        }
    };
}

done! {
    Recorded "recorded" "The determination is recorded.",
    Surrendered "surrendered" "The license was given back.",
    Reported "reported" "The report was filed.",
    Breached "breached" "The authority is told of the breach.",
    StopOrdered "stop_ordered" "The order to stop was given.",
    Stopped "stopped" "It is recorded that it stopped.",
    Begun "begun" "The draft was begun.",
    Saved "saved" "The draft was saved.",
    Brought "brought" "The document was added.",
    Removed "removed" "The document was removed.",
    Copied "copied" "The copy was made.",
    Dropped "dropped" "The draft was dropped.",
    Filed "filed" "The application was filed.",
    Amended "amended" "The amendment was filed.",
    Answered "answered" "The answer is on its way.",
    Withdrawn "withdrawn" "The application was withdrawn.",
    Responded "responded" "The response is on its way.",
    Appealed "appealed" "The appeal was filed.",
    Proposed "proposed" "It is proposed. Another person has to agree before it counts.",
    Agreed "agreed" "Two people stand behind it now, and it is carried out.",
    Declined "declined" "Nothing comes of the proposal.",
}

/// To the page that comes after it, which says that it was done.
pub fn see_done(page: &Address, done: Done) -> Response {
    see(&page.with("done", done.word()))
}

/// What a page says that comes after a form.
pub fn notice(query: &[(String, String)]) -> Option<Notice<'static>> {
    let word = query.iter().find(|(name, _)| name == "done").map(|(_, word)| word.as_str())?;
    let done = Done::ALL.iter().find(|done| done.word() == word)?;
    Some(Notice { tone: Tone::Good, title: done.says(), body: None })
}

/// Waits, and not for long, until a record can be seen by whoever reads the register.
pub async fn seen(app: &Arc<App>, sequence: u64) {
    for _ in 0..STEPS {
        if app.look().replay().head() > sequence {
            return;
        }
        tokio::time::sleep(STEP).await;
    }
}

/// What a person can mend in a form; what they cannot, as it is.
///
/// # Errors
/// [`Problem`] where nothing in the form would mend it.
pub fn mendable(problem: Problem) -> Result<String, Problem> {
    let mend = [StatusCode::BAD_REQUEST, StatusCode::CONFLICT, StatusCode::UNPROCESSABLE_ENTITY];
    if mend.contains(&problem.status()) { Ok(problem.to_string()) } else { Err(problem) }
}

/// A page with a form that has to be mended.
pub fn to_be_mended(mut page: Response) -> Response {
    *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    page
}
