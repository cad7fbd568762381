//! What can be called: one action for each operation of the interface.

use std::fmt;

use portcullis_license::{Change, Operation};
use serde::{Deserialize, Serialize};

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $word:literal)*) => {
        /// An operation of the interface, as policies speak of it.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Action {$(
            $(#[$doc])*
            #[serde(rename = $word)]
            $name,
        )*}

        impl Action {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name in policies.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// The word for it in JSON and in sentences.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

actions! {
    /// The AuthZEN questions: may this go ahead?
    EvaluateAccess "evaluate_access"
    /// A determination in full, with its reasons.
    Determine "determine"
    /// Records a determination, so that an application can rest on it.
    RecordDetermination "record_determination"
    /// What an item is classified as.
    Classify "classify"
    /// The law that is loaded.
    ReadLaw "read_law"
    /// Begins a lease, and holds what a license has to cover.
    Start "start"
    /// Holds the next slice of a lease.
    Renew "renew"
    /// Says what was used of a slice.
    Post "post"
    /// Says that nothing ran.
    Void "void"
    /// A review for the Kubernetes API server.
    AdmissionReview "admission_review"
    /// A check for the OpenStack reservation service.
    BlazarCheck "blazar_check"
    /// A run task of Terraform.
    TerraformTask "terraform_task"
    /// A check for an Envoy proxy.
    EnvoyCheck "envoy_check"
    /// Stops that are to be carried out.
    ReadStops "read_stops"
    /// Says that a lease has stopped.
    ConfirmStop "confirm_stop"
    /// Takes in use as it was measured.
    TakeUsage "take_usage"
    /// Tells a lease to stop.
    Stop "stop"
    /// Puts right what was said to be used.
    Correct "correct"
    /// A person's decision in place of one that the law left open.
    Override "override"
    /// Leases and what they hold.
    ReadLeases "read_leases"
    /// Licenses and their balances.
    ReadLicenses "read_licenses"
    /// The first version of a license.
    IssueLicense "issue_license"
    /// Another version of a license.
    VaryLicense "vary_license"
    /// Nothing new begins under a license.
    SuspendLicense "suspend_license"
    /// Ends a suspension.
    ReinstateLicense "reinstate_license"
    /// Ends a license for good.
    RevokeLicense "revoke_license"
    /// Gives a license back.
    SurrenderLicense "surrender_license"
    /// A limit over several licenses.
    SetLimit "set_limit"
    /// Says that a report was filed.
    FileReport "file_report"
    /// Applications of the provider, and what became of them.
    ReadFilings "read_filings"
    /// Fills in an application.
    DraftApplication "draft_application"
    /// Signs and files an application, and speaks to the authority about it.
    FileApplication "file_application"
    /// Cases of the authority.
    ReadCases "read_cases"
    /// Does something in a case; what, is for the case to say.
    ActInCase "act_in_case"
    /// How the desk works, and who holds how much under license.
    ReadStatistics "read_statistics"
    /// Takes what another house says, which signs it.
    Exchange "exchange"
    /// Searches a name in the lists.
    Screen "screen"
    /// Owners in the ownership graph.
    ReadOwners "read_owners"
    /// The log: checkpoints, tiles, records.
    ReadLog "read_log"
    /// The receipt of a record.
    ReadReceipt "read_receipt"
    /// Makes decisions again, under another law for example.
    Replay "replay"
    /// Makes, rotates and revokes keys.
    ManageKeys "manage_keys"
    /// Sees to the service: its configuration, its store.
    Administer "administer"
    /// Measurements of the service.
    ReadMetrics "read_metrics"
    /// Whether the service is well.
    ReadHealth "read_health"
}

impl Action {
    /// What the ledger is asked, as an action. `None` for what is the system's own to say: expiries and lapses.
    #[must_use]
    pub fn of(operation: &Operation) -> Option<Self> {
        Some(match operation {
            Operation::License { change, .. } => match change {
                Change::Issue { .. } => Self::IssueLicense,
                Change::Vary { .. } => Self::VaryLicense,
                Change::Suspend { .. } => Self::SuspendLicense,
                Change::Reinstate => Self::ReinstateLicense,
                Change::Revoke => Self::RevokeLicense,
                Change::Surrender => Self::SurrenderLicense,
                Change::Lapse => return None,
            },
            Operation::Limit { .. } => Self::SetLimit,
            Operation::Reserve { .. } => Self::Start,
            Operation::Renew { .. } => Self::Renew,
            Operation::Post { .. } => Self::Post,
            Operation::Void { .. } => Self::Void,
            Operation::Expire { .. } => return None,
            Operation::Correct { .. } => Self::Correct,
            Operation::Stop { .. } => Self::Stop,
            Operation::ConfirmStop { .. } => Self::ConfirmStop,
            Operation::Report { .. } => Self::FileReport,
        })
    }

    /// What opens the gate, or ends a license for good against its holder's will, takes two people. What closes it takes one.
    #[must_use]
    pub fn needs_second_person(self) -> bool {
        matches!(
            self,
            Self::Correct
                | Self::Override
                | Self::IssueLicense
                | Self::VaryLicense
                | Self::ReinstateLicense
                | Self::RevokeLicense
                | Self::SetLimit
        )
    }
}

impl fmt::Display for Action {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}
