//! An `AdmissionReview` (`admission.k8s.io/v1`), read.

use std::collections::BTreeSet;

use portcullis_gate::Ask;
use portcullis_license::{Instant, OperationId};
use serde_json::Value;

use super::grant::Subject;
use super::honor::Phase;
use super::mapping::{Holds, Mapping};
use super::pod::Wanted;
use super::request::{Review, grant_of};
use crate::template::{Refused, short};

/// What the API server asks, in the words of the gate. The gate is open where there is neither a refusal nor an ask.
#[derive(Clone, Debug)]
pub struct Reviewed {
    /// The review's own name, which comes back in the answer.
    pub uid: String,
    /// Nothing of it will be kept, so nothing may be recorded or held: every ask is a question.
    pub dry_run: bool,
    /// Each must open. Where there are several, ask them as questions first: what one start holds is not given back when the next one is refused.
    pub asks: Vec<Ask>,
    /// Why the gate stays closed, whatever it would say.
    pub refused: Option<Refused>,
    /// For whoever made the object.
    pub warnings: Vec<String>,
    /// What a grant is bound to.
    pub(crate) subject: Subject,
    pub(crate) wanted: BTreeSet<Wanted>,
    /// The grant that the object bears.
    pub(crate) bears: Option<String>,
    pub(crate) annotated: bool,
    /// The queued workload that the pod says it is of, where workloads hold for their pods.
    pub(crate) workload: Option<Subject>,
    pub(crate) phase: Phase,
    /// Whether the asks are starts.
    pub(crate) starts: bool,
}

/// Why bytes are no review: there is nobody to answer, and the API server takes that for a refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReviewError {
    /// Not JSON, or not of the published type.
    #[error("not an AdmissionReview: {0}")]
    Unread(String),
    /// Another version of the type.
    #[error("apiVersion is {0}: set admissionReviewVersions of the webhook to [\"v1\"]")]
    Version(String),
    /// A review without a name.
    #[error("request.uid is empty, longer than 100 bytes, or has control characters")]
    Uid,
}

/// Reads a review. A start is now; `now` is the day of a question.
///
/// # Errors
/// [`ReviewError`] where it is none. What is a review and cannot be understood is [`Reviewed::refused`].
pub fn read(bytes: &[u8], mapping: &Mapping, phase: Phase, now: Instant) -> Result<Reviewed, ReviewError> {
    let review: Review = serde_json::from_slice(bytes).map_err(|error| ReviewError::Unread(error.to_string()))?;
    if review.api_version != "admission.k8s.io/v1" {
        return Err(ReviewError::Version(short(&review.api_version)));
    }
    let request = review.request;
    let uid = request.uid.clone();
    if uid.len() > 100 || OperationId::new(&uid).is_err() {
        return Err(ReviewError::Uid);
    }
    let (judged, warnings) = request.judge(mapping);
    let dry_run = request.dry_run.unwrap_or(false);
    let starts = request.is_start() && !dry_run;
    let (wanted, refused) = match judged {
        Ok(wanted) => (wanted, None),
        Err(refused) => (BTreeSet::new(), Some(refused)),
    };
    let (asks, refused) = match (asks(mapping, &wanted, request.own_uid(phase), now, starts), refused) {
        (Ok(asks), refused) => (asks, refused),
        (Err(refused), _) => (Vec::new(), Some(refused)),
    };
    Ok(Reviewed {
        uid,
        dry_run,
        asks,
        refused,
        warnings,
        subject: request.subject(),
        wanted,
        bears: grant_of(&request.object).map(str::to_owned),
        annotated: request.object.pointer("/metadata/annotations").is_some_and(Value::is_object),
        workload: (mapping.written.kueue.holds == Holds::Workload).then(|| request.workload()).flatten(),
        phase,
        starts,
    })
}

/// One ask for each thing that is wanted, named after the object.
pub fn asks(
    mapping: &Mapping,
    wanted: &BTreeSet<Wanted>,
    name: &str,
    now: Instant,
    starts: bool,
) -> Result<Vec<Ask>, Refused> {
    wanted
        .iter()
        .enumerate()
        .map(|(place, wanted)| {
            // The gate puts `/2` behind an id for a second license, so a second ask is told apart otherwise.
            let id = if place == 0 { format!("k8s/{name}") } else { format!("k8s/{name}-{}", place + 1) };
            let id = OperationId::new(&id).map_err(|error| Refused::of(error.to_string()))?;
            wanted.ask(mapping, id, now, starts)
        })
        .collect()
}
