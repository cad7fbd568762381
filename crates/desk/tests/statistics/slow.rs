//! The same figures, counted slowly: a case is replayed event by event, and what is looked at is where it stands.

use std::collections::BTreeMap;

use jiff::civil::Date;
use portcullis_desk::agency::AgencyName;
use portcullis_desk::case::{Case, Ending, Phase, PhaseKind};
use portcullis_desk::statistics::CaseOutcome;

/// A case after each of its events.
pub fn moments(case: &Case) -> Vec<(Date, Case)> {
    let (first, rest) = case.history().split_first().unwrap();
    let mut now = Case::open(case.number().clone(), first).unwrap();
    let mut moments = vec![(first.at.date(), now.clone())];
    for entry in rest {
        now.apply(entry).unwrap();
        moments.push((entry.at.date(), now.clone()));
    }
    moments
}

fn of_phase(phase: &Phase) -> Option<CaseOutcome> {
    Some(match phase {
        Phase::Received | Phase::Registered { .. } | Phase::Referred { .. } | Phase::IntentToDeny { .. } => {
            CaseOutcome::Pending
        }
        Phase::Denied { .. } | Phase::Appealed { .. } | Phase::Ended { how: Ending::DenialStands, .. } => {
            CaseOutcome::Denied
        }
        Phase::Licensed { .. } => CaseOutcome::Approved,
        Phase::Ended { how: Ending::Withdrawn, .. } => CaseOutcome::Withdrawn,
        Phase::Ended { how: Ending::Returned, .. } => CaseOutcome::Returned,
        Phase::Ended { how: Ending::NoLicenseNeeded, .. } => CaseOutcome::NoLicenseNeeded,
        Phase::Closed { .. } | Phase::Erased { .. } => return None,
    })
}

/// How it stood at the end of a day; nothing before it came in.
pub fn outcome(moments: &[(Date, Case)], on: Date) -> Option<CaseOutcome> {
    let known = moments.iter().filter(|(day, _)| *day <= on);
    known.filter_map(|(_, case)| of_phase(case.phase())).next_back()
}

/// When it was first decided, how, and in how many days with and without stops; each day is looked at.
pub fn decided(moments: &[(Date, Case)]) -> Option<(Date, CaseOutcome, u64, u64)> {
    let is_decided =
        |case: &Case| of_phase(case.phase()).is_some_and(|outcome| CaseOutcome::DECIDED.contains(&outcome));
    let (on, case) = moments.iter().find(|(_, case)| is_decided(case))?;
    let registered = case.course().registered?;
    let (mut all, mut counted, mut day) = (0, 0, registered);
    while day < *on {
        day = day.tomorrow().unwrap();
        let stands_still = case.course().stops.iter().any(|stop| stop.from <= day && stop.to.is_none_or(|to| day < to));
        all += 1;
        counted += u64::from(!stands_still);
    }
    Some((*on, of_phase(case.phase()).unwrap(), all, counted))
}

/// The first recommendations after each asking: whose, when, and after how many days.
pub fn recommended(moments: &[(Date, Case)]) -> Vec<(AgencyName, Date, u64)> {
    let mut found = Vec::new();
    let mut spoke: BTreeMap<AgencyName, bool> = BTreeMap::new();
    for (on, case) in moments {
        for referred in &case.course().referrals {
            let had_spoken = spoke.insert(referred.agency.clone(), referred.recommended.is_some()) == Some(true);
            if let (Some(day), false) = (referred.recommended, had_spoken) {
                assert_eq!(day, *on);
                found.push((referred.agency.clone(), day, u64::try_from((day - referred.on).get_days()).unwrap()));
            }
        }
    }
    found
}

pub fn was_received(moments: &[(Date, Case)]) -> Date {
    assert_eq!(moments[0].1.phase().kind(), PhaseKind::Received);
    moments[0].0
}

/// The least of some values that so many percent do not pass, by trying each.
pub fn percentile(values: &[u64], percent: usize) -> Option<u64> {
    let reaches = |value: u64| values.iter().filter(|other| **other <= value).count() * 100 >= values.len() * percent;
    values.iter().copied().filter(|value| reaches(*value)).min()
}
