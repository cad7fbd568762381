//! Stories that end without a license.

use portcullis_desk::case::PhaseKind;
use portcullis_desk::decision::OutcomeKind as Outcome;

use super::chapter::{AGAINST, APPROVED, CLOSED, DENIED, FILED, INTENDED, REFERRED, REGISTERED, WITH_CONDITIONS};
use super::{Story, story};
use crate::step::Step::{Advise, AdviseAll, Appeal, Ask, Close, Draft, Return, Sign, Until, Withdraw};
use crate::step::View::{Conditions, NotNeeded};
use crate::step::after;

pub(super) const STORIES: &[Story] = &[
    story("returned", 7, (8, 170), &[FILED, &[after(1, 3, Return)], CLOSED]),
    story("returned, not closed", 1, (3, 6), &[FILED, &[after(0, 1, Return)]]),
    story("withdrawn early", 4, (15, 170), &[REGISTERED, &[after(1, 4, Withdraw)], CLOSED]),
    story(
        "withdrawn late",
        4,
        (40, 170),
        &[REFERRED, &[after(2, 6, Advise(Conditions)), after(2, 6, Withdraw)], CLOSED],
    ),
    story(
        "no license needed",
        6,
        (45, 170),
        &[
            REFERRED,
            &[after(1, 4, AdviseAll(NotNeeded)), after(1, 3, Draft(Outcome::NoLicenseNeeded)), after(1, 2, Sign)],
            CLOSED,
        ],
    ),
    story(
        "no license needed, nobody asked",
        2,
        (25, 160),
        &[REGISTERED, &[after(2, 5, Draft(Outcome::NoLicenseNeeded)), after(1, 2, Sign)]],
    ),
    story(
        "returned without action",
        4,
        (40, 165),
        &[REFERRED, &[after(2, 6, Ask), after(8, 14, Draft(Outcome::ReturnWithoutAction)), after(1, 2, Sign)], CLOSED],
    ),
    story("denied", 4, (60, 170), &[REFERRED, AGAINST, INTENDED, DENIED, &[after(46, 50, Close)]]),
    story("denied in silence", 2, (110, 170), &[REFERRED, AGAINST, INTENDED, &[after(0, 0, Until(PhaseKind::Denied))]]),
    story(
        "appeal dismissed",
        2,
        (115, 170),
        &[
            REFERRED,
            AGAINST,
            INTENDED,
            DENIED,
            &[after(8, 20, Appeal), after(10, 18, Draft(Outcome::AppealDismissed)), after(1, 3, Sign)],
        ],
    ),
    story(
        "appeal granted",
        1,
        (130, 170),
        &[
            REFERRED,
            AGAINST,
            INTENDED,
            DENIED,
            &[after(5, 12, Appeal), after(8, 14, Draft(Outcome::AppealGranted)), after(1, 3, Sign)],
            WITH_CONDITIONS,
            APPROVED,
        ],
    ),
    story(
        "appeal withdrawn",
        1,
        (100, 170),
        &[REFERRED, AGAINST, INTENDED, DENIED, &[after(5, 12, Appeal), after(5, 12, Withdraw)]],
    ),
];
