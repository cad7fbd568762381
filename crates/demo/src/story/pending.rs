//! Stories whose cases are open on the last day: someone has to find them in the queue.

use portcullis_desk::course::{Rung, StopCause};
use portcullis_desk::decision::OutcomeKind as Outcome;
use portcullis_desk::event::Step as Progressed;

use super::chapter::{AGAINST, DENIED, DIVIDED, FILED, INTENDED, REFERRED, REGISTERED, WITH_CONDITIONS};
use super::{Story, story};
use crate::step::Step::{
    Advise, Amend, Appeal, Ask, Chair, Consult, Draft, Escalate, Hold, Progress, Respond, SendBack,
};
use crate::step::View::{Approve, Conditions};
use crate::step::after;

pub(super) const STORIES: &[Story] = &[
    story("just filed", 5, (0, 2), &[FILED]),
    story("asked at the counter", 2, (4, 8), &[FILED, &[after(1, 2, Ask)]]),
    story("registered", 6, (4, 9), &[REGISTERED]),
    story("registered and left lying", 2, (17, 25), &[REGISTERED]),
    story("waiting for an answer", 3, (9, 20), &[REGISTERED, &[after(1, 3, Ask)]]),
    story(
        "waiting for a check",
        2,
        (14, 25),
        &[
            REGISTERED,
            &[
                after(0, 1, Consult),
                after(1, 2, Hold(StopCause::PreLicenseCheck)),
                after(1, 2, Progress(Progressed::CheckRequested)),
            ],
        ],
    ),
    story("referred", 7, (12, 20), &[REFERRED]),
    story("one agency spoke", 7, (16, 28), &[REFERRED, &[after(2, 4, Advise(Conditions))]]),
    story(
        "two agencies spoke",
        2,
        (24, 34),
        &[REFERRED, &[after(2, 4, Advise(Approve)), after(2, 4, Advise(Conditions))]],
    ),
    story("the chair is late", 1, (100, 115), &[REFERRED, DIVIDED]),
    story("a conflict", 3, (28, 45), &[REFERRED, DIVIDED]),
    story("settled", 1, (34, 42), &[REFERRED, DIVIDED, &[after(2, 3, Chair)]]),
    story(
        "before the committee",
        1,
        (40, 50),
        &[REFERRED, DIVIDED, &[after(2, 4, Chair), after(1, 2, Escalate(Rung::AdvisoryCommittee))]],
    ),
    story("a draft waits", 4, (36, 48), &[REFERRED, WITH_CONDITIONS, &[after(1, 3, Draft(Outcome::Approve))]]),
    story(
        "a draft sent back",
        1,
        (45, 55),
        &[REFERRED, WITH_CONDITIONS, &[after(1, 2, Draft(Outcome::Approve)), after(1, 2, SendBack)]],
    ),
    story(
        "amended",
        2,
        (26, 40),
        &[REFERRED, &[after(1, 3, Advise(Conditions)), after(2, 4, Amend), after(0, 1, Consult)]],
    ),
    story("intent to deny", 3, (32, 42), &[REFERRED, AGAINST, INTENDED]),
    story(
        "a denial waits",
        1,
        (46, 54),
        &[REFERRED, AGAINST, INTENDED, &[after(3, 6, Respond), after(2, 4, Draft(Outcome::Deny))]],
    ),
    story("denied, may appeal", 2, (52, 62), &[REFERRED, AGAINST, INTENDED, DENIED]),
    story("appealed", 2, (70, 90), &[REFERRED, AGAINST, INTENDED, DENIED, &[after(5, 12, Appeal)]]),
];
