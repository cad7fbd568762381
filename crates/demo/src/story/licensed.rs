//! Stories that come to a license, and what becomes of it.

use portcullis_desk::course::{Rung, StopCause};
use portcullis_desk::decision::OutcomeKind as Outcome;
use portcullis_desk::event::Step as Progressed;

use super::chapter::{AGAINST, AGREED, APPROVED, CLOSED, DIVIDED, INTENDED, REFERRED, RULED, WITH_CONDITIONS};
use super::{Grants, Story, granting, story, without_reports};
use crate::step::Step::{
    Advise, AdviseAll, Answer, Ask, Attach, Consent, Draft, Escalate, Find, Hold, Inform, NoteBreach, Order, Overrun,
    Preserve, Progress, Release, Respond, Resume, RungDecides, Sign, Surrender, Suspend, TellBreach, UntilAdvised,
    UntilLapsed, WithdrawIntent,
};
use crate::step::View::{Approve, Conditions, WithoutSite};
use crate::step::after;

pub(super) const STORIES: &[Story] = &[
    story("agreed", 2, (70, 160), &[REFERRED, AGREED, APPROVED]),
    story("with conditions", 4, (60, 165), &[REFERRED, WITH_CONDITIONS, APPROVED]),
    without_reports(story("reports that nobody files", 1, (110, 160), &[REFERRED, WITH_CONDITIONS, APPROVED])),
    granting(Grants::Scarce, story("runs out", 2, (90, 150), &[REFERRED, WITH_CONDITIONS, APPROVED])),
    story("in part", 2, (60, 150), &[REFERRED, &[after(1, 4, AdviseAll(WithoutSite))], APPROVED]),
    story("ruled by the chair", 1, (90, 150), &[REFERRED, DIVIDED, RULED, APPROVED]),
    story(
        "up the ladder",
        1,
        (110, 160),
        &[
            REFERRED,
            DIVIDED,
            RULED,
            &[after(1, 2, Escalate(Rung::AdvisoryCommittee)), after(4, 9, RungDecides(Rung::AdvisoryCommittee))],
            APPROVED,
        ],
    ),
    story(
        "asked and answered",
        1,
        (80, 160),
        &[REFERRED, &[after(1, 3, Inform), after(0, 2, Ask), after(3, 9, Answer)], WITH_CONDITIONS, APPROVED],
    ),
    story(
        "checked on the spot",
        1,
        (100, 165),
        &[
            REFERRED,
            &[
                after(1, 2, Hold(StopCause::PreLicenseCheck)),
                after(1, 2, Progress(Progressed::CheckRequested)),
                after(14, 24, Progress(Progressed::CheckAnswered)),
                after(0, 1, Attach),
                after(1, 3, Resume(StopCause::PreLicenseCheck)),
            ],
            WITH_CONDITIONS,
            APPROVED,
        ],
    ),
    story(
        "a silent agency",
        1,
        (100, 165),
        &[
            REFERRED,
            &[after(2, 6, Advise(Conditions)), after(2, 6, Advise(Approve)), after(0, 0, UntilAdvised)],
            APPROVED,
        ],
    ),
    story(
        "suspended and reinstated",
        1,
        (130, 165),
        &[
            REFERRED,
            WITH_CONDITIONS,
            APPROVED,
            &[after(25, 35, Suspend), after(6, 10, Draft(Outcome::Reinstate)), after(1, 2, Sign)],
        ],
    ),
    story(
        "revoked",
        1,
        (120, 160),
        &[
            REFERRED,
            AGREED,
            APPROVED,
            &[
                after(18, 24, Overrun),
                after(2, 3, TellBreach),
                after(2, 4, Order),
                after(5, 9, Find(3)),
                after(2, 4, Draft(Outcome::Revoke)),
                after(1, 2, Sign),
            ],
            CLOSED,
        ],
    ),
    story(
        "varied",
        1,
        (110, 160),
        &[
            REFERRED,
            WITH_CONDITIONS,
            APPROVED,
            &[after(20, 30, Consent), after(1, 3, Draft(Outcome::Vary)), after(1, 2, Sign)],
        ],
    ),
    story("surrendered", 1, (110, 165), &[REFERRED, AGREED, APPROVED, &[after(30, 45, Surrender)], CLOSED]),
    granting(
        Grants::Short,
        story(
            "ended with its last day",
            1,
            (140, 165),
            &[REFERRED, AGREED, APPROVED, &[after(0, 0, UntilLapsed)], CLOSED],
        ),
    ),
    story(
        "inspected",
        1,
        (100, 160),
        &[
            REFERRED,
            WITH_CONDITIONS,
            APPROVED,
            &[after(12, 18, Overrun), after(1, 2, NoteBreach), after(1, 3, Order), after(6, 12, Find(0))],
        ],
    ),
    story("under inspection", 1, (80, 120), &[REFERRED, AGREED, APPROVED, &[after(12, 20, Order)]]),
    story(
        "preserved",
        1,
        (90, 150),
        &[REFERRED, AGREED, APPROVED, &[after(5, 10, Preserve), after(5, 10, Release), after(5, 10, Preserve)]],
    ),
    story(
        "an intent withdrawn",
        1,
        (110, 160),
        &[REFERRED, AGAINST, INTENDED, &[after(3, 8, Respond), after(2, 5, WithdrawIntent)], WITH_CONDITIONS, APPROVED],
    ),
];
