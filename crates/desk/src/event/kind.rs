//! Every kind of event, in one table: its word, who can do it, and in which phases it has a place.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Event;
use super::actor::Role;
use crate::case::PhaseKind;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $word:literal by [$($role:ident)*] in [$($phase:ident)*];)*) => {
        /// A kind of event.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum EventKind {
            $($(#[$doc])* $name,)*
        }

        impl EventKind {
            /// All of them, in the order of a case's life.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word for it, as it is written.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// Who can do it.
            #[must_use]
            pub fn roles(self) -> &'static [Role] {
                match self {
                    $(Self::$name => &[$(Role::$role),*],)*
                }
            }

            /// The phases in which it has a place; none for what opens a case.
            #[must_use]
            pub fn phases(self) -> &'static [PhaseKind] {
                match self {
                    $(Self::$name => &[$(PhaseKind::$phase),*],)*
                }
            }
        }

        impl Event {
            /// What kind it is.
            #[must_use]
            pub fn kind(&self) -> EventKind {
                match self {
                    $(Self::$name { .. } => EventKind::$name,)*
                }
            }
        }
    };
}

kinds! {
    /// The application came in.
    Received "received" by [Applicant] in [];
    /// It is complete: the clock starts.
    Registered "registered" by [Officer System] in [Received];
    /// It cannot be taken and goes back.
    Returned "returned" by [Officer] in [Received];
    /// The applicant replaced it by another version.
    Amended "amended" by [Applicant] in [Received Registered Referred];
    /// The applicant does not want it any more.
    Withdrawn "withdrawn" by [Applicant] in [Received Registered Referred IntentToDeny Appealed];
    /// The applicant was asked something.
    Asked "asked" by [Officer] in [Received Registered Referred IntentToDeny Appealed];
    /// The applicant answered.
    Answered "answered" by [Applicant] in [Received Registered Referred IntentToDeny Appealed];
    /// A document was attached to the case.
    Attached "attached" by [Officer Adviser Inspector] in [Received Registered Referred IntentToDeny Denied Appealed Licensed Ended];
    /// The clock stands still.
    Stopped "stopped" by [Officer] in [Registered Referred];
    /// What the clock stands still for went a step further.
    Advanced "advanced" by [Officer] in [Registered Referred];
    /// The clock goes on.
    Resumed "resumed" by [Officer] in [Registered Referred];
    /// The list of past denials was consulted.
    DenialsConsulted "denials_consulted" by [Officer System] in [Received Registered Referred];
    /// It was referred to agencies, or the rules refer it to nobody.
    Referred "referred" by [Officer System] in [Registered Referred];
    /// An agency misses information.
    InformationRequested "information_requested" by [Adviser] in [Referred];
    /// An agency recommended.
    Recommended "recommended" by [Adviser] in [Referred];
    /// An agency agrees that a condition of its own is dropped or altered.
    Consented "consented" by [Adviser] in [Referred Licensed];
    /// An agency was silent until its time was over.
    TakenToAgree "taken_to_agree" by [System] in [Referred];
    /// The chair decided between agencies.
    ChairDecided "chair_decided" by [Chair] in [Referred];
    /// An agency took it up the ladder.
    Escalated "escalated" by [Adviser] in [Referred];
    /// A rung of the ladder decided.
    RungDecided "rung_decided" by [Officer Chair] in [Referred];
    /// A decision was drafted.
    Drafted "drafted" by [Officer] in [Registered Referred IntentToDeny Appealed Licensed];
    /// The draft was sent back.
    SentBack "sent_back" by [Officer] in [Registered Referred IntentToDeny Appealed Licensed];
    /// A second person signed the draft: it is decided.
    Countersigned "countersigned" by [Officer] in [Registered Referred IntentToDeny Appealed Licensed];
    /// The applicant was told that it is to be denied.
    Notified "notified" by [Officer System] in [IntentToDeny];
    /// The applicant responded to that.
    Responded "responded" by [Applicant] in [IntentToDeny];
    /// The applicant was told that it is not to be denied as intended.
    IntentWithdrawn "intent_withdrawn" by [Officer] in [IntentToDeny];
    /// The denial became final by the passing of time.
    BecameFinal "became_final" by [System] in [IntentToDeny];
    /// The applicant appealed against the denial.
    Appealed "appealed" by [Applicant] in [Denied];
    /// The license was suspended, by one person and at once.
    Suspended "suspended" by [Officer] in [Licensed];
    /// The licensee gave the license back.
    Surrendered "surrendered" by [Applicant] in [Licensed];
    /// The license's last day is over.
    Lapsed "lapsed" by [System] in [Licensed];
    /// A breach of the license was noted.
    BreachNoted "breach_noted" by [Applicant Officer Inspector System] in [Licensed];
    /// An inspection was ordered, of a sample.
    InspectionOrdered "inspection_ordered" by [Officer] in [Licensed];
    /// An inspection found something, or nothing.
    InspectionFound "inspection_found" by [Inspector] in [Licensed];
    /// A report is due.
    ReportDue "report_due" by [Officer System] in [Licensed];
    /// A report was filed.
    ReportFiled "report_filed" by [Applicant] in [Licensed];
    /// Somebody asked that the records be preserved.
    PreservationRequested "preservation_requested" by [Officer]
        in [Received Registered Referred IntentToDeny Denied Appealed Licensed Ended Closed];
    /// That request is over.
    PreservationEnded "preservation_ended" by [Officer]
        in [Received Registered Referred IntentToDeny Denied Appealed Licensed Ended Closed];
    /// Nothing is to be done any more.
    Closed "closed" by [Officer System] in [Denied Licensed Ended];
    /// What was said was erased.
    Erased "erased" by [Officer] in [Closed];
}

impl fmt::Display for EventKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}
