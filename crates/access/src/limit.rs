//! How often a caller may call: a budget that fills up again steadily (the generic cell rate algorithm), one for each credential.
//!
//! Each role has its quota; who has several has the largest. Whoever is not known shares one budget with all others who are not.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::principal::{Kind, Principal};
use crate::role::{Role, Roles};

/// So many budgets are remembered before those that are full again are forgotten, which changes nothing.
const MANY: usize = 65_536;
/// How often that is looked at: counting them takes a while.
const BETWEEN_LOOKS: u32 = 4_096;

/// A budget of calls.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Calls a second that it fills up by.
    pub per_second: NonZeroU32,
    /// Calls that can be saved up: as many as per second where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst: Option<NonZeroU32>,
}

impl Budget {
    const fn of(per_second: u32) -> Self {
        let per_second = match NonZeroU32::new(per_second) {
            Some(some) => some,
            None => NonZeroU32::MIN,
        };
        Self { per_second, burst: None }
    }

    fn quota(self) -> Quota {
        Quota::per_second(self.per_second).allow_burst(self.most())
    }

    fn most(self) -> NonZeroU32 {
        self.burst.unwrap_or(self.per_second)
    }
}

/// Budgets by role. What is left out has the number that stands beside it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// 50,000 a second: a gate asks before everything that starts.
    pub gate: Budget,
    /// 50,000 a second.
    pub adapter: Budget,
    /// 100 a second.
    pub officer: Budget,
    /// 100 a second.
    pub licensing: Budget,
    /// 100 a second.
    pub adviser: Budget,
    /// 100 a second.
    pub chair: Budget,
    /// 100 a second.
    pub inspector: Budget,
    /// 200 a second.
    pub auditor: Budget,
    /// 50 a second.
    pub administrator: Budget,
    /// 10 a second.
    pub metrics: Budget,
    /// 20 a second, for all who present nothing together.
    pub nobody: Budget,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            gate: Budget::of(50_000),
            adapter: Budget::of(50_000),
            officer: Budget::of(100),
            licensing: Budget::of(100),
            adviser: Budget::of(100),
            chair: Budget::of(100),
            inspector: Budget::of(100),
            auditor: Budget::of(200),
            administrator: Budget::of(50),
            metrics: Budget::of(10),
            nobody: Budget::of(20),
        }
    }
}

impl LimitsConfig {
    fn of(&self, role: Role) -> Budget {
        match role {
            Role::Gate => self.gate,
            Role::Adapter => self.adapter,
            Role::Officer => self.officer,
            Role::Licensing => self.licensing,
            Role::Adviser => self.adviser,
            Role::Chair => self.chair,
            Role::Inspector => self.inspector,
            Role::Auditor => self.auditor,
            Role::Administrator => self.administrator,
            Role::Metrics => self.metrics,
        }
    }

    /// The largest budget of some roles; that of nobody for none.
    fn largest(&self, roles: Roles) -> Budget {
        roles
            .iter()
            .map(|role| self.of(role))
            .max_by_key(|budget| (budget.per_second, budget.most()))
            .unwrap_or(self.nobody)
    }
}

/// Too many calls: come back later.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many calls; try again in {seconds} s, or ask for a larger budget in `[access.limits]`")]
pub struct RetryAfter {
    /// In so many seconds, at least 1: for the header `Retry-After` (RFC 9110 section 10.2.3).
    pub seconds: u64,
}

type Limiter<C> = RateLimiter<u64, DashMapStateStore<u64>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// The budgets.
pub struct Limits<C: Clock = MonotonicClock> {
    config: LimitsConfig,
    clock: C,
    /// One limiter for each different budget.
    limiters: HashMap<(NonZeroU32, NonZeroU32), Limiter<C>>,
    hasher: RandomState,
    calls: AtomicU32,
}

impl Limits {
    /// Budgets, all of them full.
    #[must_use]
    pub fn new(config: LimitsConfig) -> Self {
        Self::with_clock(config, MonotonicClock)
    }
}

impl<C: Clock + Clone> Limits<C> {
    fn with_clock(config: LimitsConfig, clock: C) -> Self {
        let budgets = Role::ALL.into_iter().map(|role| config.of(role)).chain([config.nobody]);
        let limiters = budgets
            .map(|budget| {
                ((budget.per_second, budget.most()), RateLimiter::dashmap_with_clock(budget.quota(), clock.clone()))
            })
            .collect();
        Self { config, clock, limiters, hasher: RandomState::new(), calls: AtomicU32::new(0) }
    }
}

impl<C: Clock> Limits<C> {
    /// Takes a call, or so many at once, out of a caller's budget. More at once than can be saved up take all that can be: they are not refused for ever.
    ///
    /// # Errors
    /// [`RetryAfter`] where there is not so much in it; then nothing is taken.
    pub fn check(&self, principal: &Principal, calls: u32) -> Result<(), RetryAfter> {
        let budget =
            if principal.kind == Kind::Nobody { self.config.nobody } else { self.config.largest(principal.roles) };
        let Some(limiter) = self.limiters.get(&(budget.per_second, budget.most())) else {
            return Err(RetryAfter { seconds: 1 });
        };
        let Some(calls) = NonZeroU32::new(calls.min(budget.most().get())) else { return Ok(()) };
        self.forget_now_and_then(limiter);
        let caller = self.hasher.hash_one(&principal.credential);
        match limiter.check_key_n(&caller, calls) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(not_until)) => Err(retry_after(not_until.wait_time_from(self.clock.now()))),
            Err(_) => Err(RetryAfter { seconds: 1 }),
        }
    }

    /// How many budgets are remembered.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.limiters.values().map(RateLimiter::len).sum()
    }

    fn forget_now_and_then(&self, limiter: &Limiter<C>) {
        if self.calls.fetch_add(1, Ordering::Relaxed).is_multiple_of(BETWEEN_LOOKS) && limiter.len() > MANY {
            limiter.retain_recent();
        }
    }
}

/// A budget that is full again in less than a second is worth a second's wait: the header has no fractions.
fn retry_after(wait: Duration) -> RetryAfter {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    RetryAfter { seconds: seconds.max(1) }
}

impl<C: Clock> fmt::Debug for Limits<C> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Limits({:?})", self.config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::principal::Credential;
    use governor::clock::FakeRelativeClock;
    use std::sync::Arc;

    fn caller(name: &str, roles: &[Role]) -> Principal {
        let roles = roles.iter().copied().collect();
        let kind = Kind::Machine;
        Principal { name: name.into(), kind, tenant: None, roles, credential: Credential::new(name) }
    }

    fn limits(gate: u32, burst: u32, officer: u32) -> (Limits<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        let gate = Budget { burst: NonZeroU32::new(burst), ..Budget::of(gate) };
        let config = LimitsConfig { gate, officer: Budget::of(officer), ..LimitsConfig::default() };
        (Limits::with_clock(config, clock.clone()), clock)
    }

    #[test]
    fn a_budget_is_spent_and_fills_up() {
        let (limits, clock) = limits(2, 4, 1);
        let (one, other) = (caller("one", &[Role::Gate]), caller("other", &[Role::Gate]));
        for _ in 0..4 {
            assert_eq!(limits.check(&one, 1), Ok(()));
        }
        assert_eq!(limits.check(&one, 1), Err(RetryAfter { seconds: 1 }));
        assert_eq!(limits.check(&other, 4), Ok(()), "each has its own");
        assert_eq!(limits.check(&other, 4), Err(RetryAfter { seconds: 2 }));
        clock.advance(Duration::from_millis(500));
        assert_eq!(limits.check(&one, 1), Ok(()));
        assert!(limits.check(&one, 1).is_err());
        clock.advance(Duration::from_secs(60));
        assert_eq!(limits.check(&one, 1_000), Ok(()), "as many as can be saved up");
        assert_eq!(limits.check(&one, 1_000), Err(RetryAfter { seconds: 2 }));
        assert_eq!(limits.check(&one, 0), Ok(()));
    }

    #[test]
    fn of_several_roles_the_largest_budget_counts() {
        let (limits, _) = limits(5, 5, 1);
        let both = caller("both", &[Role::Officer, Role::Gate]);
        assert_eq!((0..9).filter(|_| limits.check(&both, 1).is_ok()).count(), 5);
    }

    #[test]
    fn nobody_is_one_caller() {
        let (limits, _) = limits(5, 5, 1);
        let nobody = [Principal::nobody(), Arc::new((*Principal::nobody()).clone())];
        let passed = (0..50).filter(|turn| limits.check(&nobody[turn % 2], 1).is_ok()).count();
        assert_eq!(passed, 20);
    }

    #[test]
    fn budgets_that_are_full_again_are_forgotten() {
        let (limits, clock) = limits(10, 10, 1);
        for number in 0..MANY + 10 {
            limits.check(&caller(&number.to_string(), &[Role::Gate]), 1).unwrap();
        }
        clock.advance(Duration::from_secs(2));
        let before = limits.remembered();
        assert!(before > MANY);
        let late = caller("late", &[Role::Gate]);
        for _ in 0..=BETWEEN_LOOKS {
            let _ = limits.check(&late, 1);
        }
        assert!(limits.remembered() < 10, "{before} before, {} now", limits.remembered());
    }
}
