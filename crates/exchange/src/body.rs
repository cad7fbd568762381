//! What messages say, by kind.
//!
//! The body of a kind has one form: what is read must be written back as it was, so nothing that a sender added is passed
//! over in silence. A body that cannot be read, or that this side may not send, has used its number all the same
//! ([`crate::Code::uses_number`]): it is refused by a message and the direction goes on.

mod down;
mod up;

pub use down::{
    Acknowledgement, Arrival, Decision, Inspection, LicenseEvent, Notice, Preservation, PreservationChange, Question,
};
pub use up::{
    Amendment, Answer, Appeal, Application, Breach, Checkpoint, Consistency, LineUsage, NamedDocument, Report,
    Response, Surrender, Usage, Withdrawal,
};

use serde_json::Value;

use crate::message::Message;
use crate::name::{Direction, Side};
use crate::refusal::{Code, Refusal};
use crate::statement::Statement;

/// What must hold of a body beyond its form.
trait Check {
    /// # Errors
    /// What does not hold, and the mend.
    fn check(&self) -> Result<(), String> {
        Ok(())
    }
}

impl Check for Statement {
    fn check(&self) -> Result<(), String> {
        Self::check(self)
    }
}

/// A refusal by message is of what was taken: the rest is refused by a reply.
impl Check for Refusal {
    fn check(&self) -> Result<(), String> {
        Self::check(self)?;
        match self.number {
            Some(number) if number > 0 && self.code.uses_number() => Ok(()),
            _ => Err(format!("`{}` without a number taken is said in a reply, not in a message", self.code)),
        }
    }
}

macro_rules! bodies {
    ($($(#[$doc:meta])* $direction:ident $word:literal $name:ident($body:ty);)*) => {
        /// What a message says.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Body {
            $($(#[$doc])* $name($body)),*
        }

        impl Body {
            /// The kinds, and which way each goes.
            pub const KINDS: &'static [(&'static str, Direction)] = &[$(($word, Direction::$direction)),*];

            /// The word for its kind.
            #[must_use]
            pub const fn word(&self) -> &'static str {
                match self { $(Self::$name(_) => $word),* }
            }

            /// As it is written in a message.
            ///
            /// # Errors
            /// Where it holds what JSON cannot.
            pub fn to_value(&self) -> Result<Value, serde_json::Error> {
                match self { $(Self::$name(body) => serde_json::to_value(body)),* }
            }

            /// Checks what must hold of it beyond its form: before it is recorded, so that nothing is said in vain.
            ///
            /// # Errors
            /// What does not hold, and the mend.
            pub fn check(&self) -> Result<(), String> {
                match self { $(Self::$name(body) => Check::check(body)),* }
            }

            fn decode(kind: &str, value: &Value) -> Option<Result<Self, String>> {
                match kind {
                    $($word => Some(decoded::<$body>(value).map(Self::$name)),)*
                    _ => None,
                }
            }
        }
    };
}

bodies! {
    /// A filed application.
    Up "application" Application(Application);
    /// An application as it is from now on, in a case that is open.
    Up "amendment" Amendment(Amendment);
    /// The answer to a question.
    Up "answer" Answer(Answer);
    /// The application is taken back.
    Up "withdrawal" Withdrawal(Withdrawal);
    /// The response to a notice of intent to deny.
    Up "response" Response(Response);
    /// An appeal against a denial.
    Up "appeal" Appeal(Appeal);
    /// A license is given back.
    Up "surrender" Surrender(Surrender);
    /// What was used under a license in a period.
    Up "usage" Usage(Box<Usage>);
    /// A checkpoint of the provider's log.
    Up "checkpoint" Checkpoint(Checkpoint);
    /// A report that a condition asks for.
    Up "report" Report(Report);
    /// A condition or an amount was not kept.
    Up "breach" Breach(Breach);
    /// An application has arrived and has a case.
    Down "acknowledgement" Acknowledgement(Acknowledgement);
    /// A document has arrived.
    Down "arrival" Arrival(Arrival);
    /// A question about an application.
    Down "question" Question(Question);
    /// A letter.
    Down "notice" Notice(Notice);
    /// What was decided.
    Down "decision" Decision(Decision);
    /// A change to a license, for the provider's gate.
    Down "license_event" LicenseEvent(Box<LicenseEvent>);
    /// An inspection is ordered.
    Down "inspection" Inspection(Inspection);
    /// Records are to be kept, or need no longer be.
    Down "preservation" Preservation(Preservation);
    /// What a house has on record at the end of a day.
    Both "reconciliation" Reconciliation(Box<Statement>);
    /// That a message was taken and is not acted upon.
    Both "refusal" Refusal(Refusal);
}

impl Body {
    /// Which way a kind goes; nothing where there is no such kind.
    #[must_use]
    pub fn direction(kind: &str) -> Option<Direction> {
        Self::KINDS.iter().find(|(word, _)| *word == kind).map(|(_, direction)| *direction)
    }

    /// Whether messages of a kind tell of what statements compare: of licenses, and of what was used under them.
    #[must_use]
    pub fn tells_of_licenses(kind: &str) -> bool {
        matches!(kind, "license_event" | "surrender" | "usage")
    }

    /// What a message of the side says.
    ///
    /// # Errors
    /// [`Refusal`] with `unknown_kind`, `wrong_direction` or `unreadable_body`: the message is taken, and the refusal is
    /// sent back as a message.
    pub fn read(message: &Message, sender: Side) -> Result<Self, Refusal> {
        let kind = message.kind().as_str();
        let refused = |code, detail: String| Refusal::new(Some(message.number()), code, detail);
        let Some(direction) = Self::direction(kind) else {
            return Err(refused(Code::UnknownKind, format!("there are no messages of kind `{kind}` here")));
        };
        if !sender.sends(direction) {
            return Err(refused(Code::WrongDirection, format!("no {sender} sends messages of kind `{kind}`")));
        }
        let unreadable = |why: String| refused(Code::UnreadableBody, format!("`{kind}`: {why}"));
        let body = Self::decode(kind, message.body())
            .unwrap_or_else(|| Err("no form is known of it".to_owned()))
            .map_err(unreadable)?;
        body.check().map_err(unreadable)?;
        let again = body.to_value().map_err(|error| unreadable(error.to_string()))?;
        match difference(message.body(), &again, String::new()) {
            None => Ok(body),
            Some(at) => Err(unreadable(format!(
                "what stands at `{at}` is not spelled as its kind spells it, or does not belong there: leave it out"
            ))),
        }
    }
}

fn decoded<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_path_to_error::deserialize(value.clone()).map_err(|error| format!("at `{}`: {}", error.path(), error.inner()))
}

impl<T: Check> Check for Box<T> {
    fn check(&self) -> Result<(), String> {
        T::check(self)
    }
}

/// The place of the first difference, as dots lead to it; nothing where there is none.
fn difference(one: &Value, other: &Value, at: String) -> Option<String> {
    match (one, other) {
        (Value::Object(ones), Value::Object(others)) => {
            let names = ones.keys().chain(others.keys().filter(|name| !ones.contains_key(*name)));
            names.into_iter().find_map(|name| {
                let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                match (ones.get(name), others.get(name)) {
                    (Some(one), Some(other)) => difference(one, other, at),
                    _ => Some(at),
                }
            })
        }
        (Value::Array(ones), Value::Array(others)) if ones.len() == others.len() => {
            let mut pairs = ones.iter().zip(others).enumerate();
            pairs.find_map(|(place, (one, other))| difference(one, other, format!("{at}[{place}]")))
        }
        _ => (one != other).then_some(at),
    }
}
