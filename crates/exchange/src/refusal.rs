//! Why something was not taken, or was taken and not acted upon.
//!
//! What is not taken keeps its number: the sender sends it again, or a person mends what is wrong. What is taken and
//! cannot be acted upon (a case that nobody knows, an amendment that comes too late) has used its number, so that one
//! bad message does not stop all that come after it; the sender is told by a message of the other direction
//! ([`crate::Body::Refusal`]), which is as durable as any other.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest detail in characters.
pub const MOST_DETAIL: usize = 500;

macro_rules! codes {
    ($($name:ident $word:literal $used:literal $meaning:literal $mend:literal;)*) => {
        /// A stable word for a reason.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $(
                #[doc = concat!("`", $word, "`: ", $meaning, "; ", $mend, ".")]
                #[serde(rename = $word)]
                $name,
            )*
        }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word for it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// What it means.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning),* }
            }

            /// What mends it.
            #[must_use]
            pub const fn mend(self) -> &'static str {
                match self { $(Self::$name => $mend),* }
            }

            /// Whether the message was taken, and its number is used.
            #[must_use]
            pub const fn uses_number(self) -> bool {
                match self { $(Self::$name => $used),* }
            }
        }
    };
}

codes! {
    Malformed "malformed" false
        "the bytes are no message in the form of this version" "send it again; damage on the way mends itself";
    TooLarge "too_large" false
        "it is longer than a message may be" "send its parts as several messages";
    BadSignature "bad_signature" false
        "no key of the house that is in force has signed it, or a signature is wrong"
        "send it again; if it stays, exchange the keys by the way agreed for that";
    WrongVersion "wrong_version" false
        "the format is of another version" "agree on a version that both houses speak";
    UnknownHouse "unknown_house" false
        "it is not from the house whose connection this is" "send it over the connection of the house that it is from";
    NotForUs "not_for_us" false
        "it is addressed to another house" "correct the address of the peer, or its name";
    Gap "gap" false
        "messages before it have not arrived" "send from the number that is expected";
    Conflict "conflict" false
        "another message was taken under its number, or it follows another one than was taken"
        "compare both histories by people; neither house takes anything more of this direction until then";
    Unavailable "unavailable" false
        "it cannot be recorded, or cannot be compared with what was taken, at present" "send it again later";
    UnknownKind "unknown_kind" true
        "the kind of message is not known here" "send it as a kind that the peer knows";
    WrongDirection "wrong_direction" true
        "this side does not send messages of this kind" "leave it to the other side";
    UnreadableBody "unreadable_body" true
        "what it says is not in the form of its kind" "correct it and send it as a new message";
    Unrecordable "unrecordable" true
        "it is larger than the journal of the house can hold; its hash was recorded" "send its parts as new messages";
    UnknownCase "unknown_case" true
        "there is no such case of this house" "correct the case and send it as a new message";
    UnknownLicense "unknown_license" true
        "there is no such license of this house" "correct the license and send it as a new message";
    TooLate "too_late" true
        "where the case or the license stands, this is no longer possible" "ask the authority what still is";
    Contradiction "contradiction" true
        "it contradicts what the house said of its own log before: the log was forked or rolled back"
        "compare both checkpoints by people; they are kept as evidence";
    RefusedByDesk "refused_by_desk" true
        "the desk does not act upon it, for the reason that it gives" "do as the reason says, in a new message";
}

impl Code {
    /// Whether sending again cannot mend it: a person must look.
    #[must_use]
    pub const fn needs_a_person(self) -> bool {
        matches!(self, Self::TooLarge | Self::WrongVersion | Self::UnknownHouse | Self::NotForUs | Self::Conflict)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

/// That a message was refused: which, why, and in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(deny_unknown_fields)]
#[error("{}: {detail} ({}; {})", code.word(), code.meaning(), code.mend())]
pub struct Refusal {
    /// Its number; left out where it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// Why.
    pub code: Code,
    /// What exactly.
    pub detail: String,
}

impl Refusal {
    /// A refusal; of the detail one line of at most [`MOST_DETAIL`] characters is kept.
    #[must_use]
    pub fn new(number: Option<u64>, code: Code, detail: impl fmt::Display) -> Self {
        let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
        Self { number, code, detail: detail.to_string().chars().take(MOST_DETAIL).map(plain).collect() }
    }

    /// # Errors
    /// Where the detail is longer than one is, or not one line.
    pub(crate) fn check(&self) -> Result<(), String> {
        let fits = self.detail.chars().count() <= MOST_DETAIL && !self.detail.contains(char::is_control);
        if fits { Ok(()) } else { Err(format!("a detail is one line of at most {MOST_DETAIL} characters")) }
    }

    /// The same about the message of this number.
    #[must_use]
    pub(crate) fn of(self, number: u64) -> Self {
        Self { number: Some(number), ..self }
    }
}
