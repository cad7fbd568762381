//! What an operator asks of a running gate, for Prometheus (OpenMetrics text).

use std::fmt::Write as _;

use portcullis_gate::{Gate, Told, Verdict};
use portcullis_law::Outcome;
use portcullis_license::Unit;
use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit as Of};

/// Counters that are kept while requests are answered.
pub struct Metrics {
    registry: Registry,
    /// By outcome, in the order of [`Outcome::ALL`]: counted without looking anything up.
    outcomes: [Counter; Outcome::ALL.len()],
    regimes: Family<Regime, Counter>,
    requests: Family<Request, Counter>,
    seconds: Family<Endpoint, Histogram>,
    verdicts: Family<Said, Counter>,
    reloads: Family<Reload, Counter>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Regime {
    regime: String,
    outcome: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Request {
    endpoint: &'static str,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Endpoint {
    endpoint: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Reload {
    result: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Said {
    opens: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OutcomeLabel {
    outcome: &'static str,
}

/// Outcomes of many determinations, counted apart and added at once.
#[derive(Default)]
pub struct Outcomes([u64; Outcome::ALL.len()]);

impl Outcomes {
    /// Counts one.
    pub fn count(&mut self, told: &Told<'_>) {
        if let Some(count) = self.0.get_mut(told.outcome() as usize) {
            *count += 1;
        }
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("portcullis");
        let by_outcome = Family::<OutcomeLabel, Counter>::default();
        registry.register("determinations", "Determinations by outcome", by_outcome.clone());
        let outcomes =
            Outcome::ALL.map(|outcome| by_outcome.get_or_create(&OutcomeLabel { outcome: outcome.word() }).clone());
        let regimes = Family::default();
        registry.register(
            "regime_determinations",
            "Determinations that are not open, by regime and outcome",
            Family::clone(&regimes),
        );
        let requests = Family::default();
        registry.register("requests", "Requests by endpoint and status", Family::clone(&requests));
        let seconds = Family::<Endpoint, Histogram>::new_with_constructor(|| {
            Histogram::new(exponential_buckets(0.000_25, 2.0, 14))
        });
        registry.register_with_unit(
            "request",
            "Time from a request's head to its answer's",
            Of::Seconds,
            seconds.clone(),
        );
        let reloads = Family::default();
        registry.register(
            "reloads",
            "Times that law, lists and configuration were loaded anew, by result",
            Family::clone(&reloads),
        );
        let verdicts = Family::default();
        registry.register("verdicts", "Verdicts of the gate, by whether it opened", Family::clone(&verdicts));
        Self { registry, outcomes, regimes, requests, seconds, verdicts, reloads }
    }
}

impl Metrics {
    /// Counts a determination.
    pub fn decided(&self, told: &Told<'_>) {
        if let Some(counter) = self.outcomes.get(told.outcome() as usize) {
            counter.inc();
        }
        if !told.opens() {
            self.closed(told);
        }
    }

    /// Counts a verdict of the gate.
    pub fn said(&self, verdict: &Verdict) {
        if let Some(counter) = verdict.outcome.and_then(|outcome| self.outcomes.get(outcome as usize)) {
            counter.inc();
        }
        self.verdicts.get_or_create(&Said { opens: if verdict.opens { "true" } else { "false" } }).inc();
    }

    /// By regime: what an officer looks at first is which law keeps the gate shut.
    fn closed(&self, told: &Told<'_>) {
        let regimes = told.decided().regimes.iter().filter(|own| !own.outcome.opens());
        for own in regimes {
            let Some(regime) = told.engine.law().regimes.get(own.regime) else { continue };
            let label = Regime { regime: regime.id.clone(), outcome: own.outcome.word() };
            self.regimes.get_or_create(&label).inc();
        }
    }

    /// Adds what was counted apart.
    pub fn add(&self, outcomes: &Outcomes) {
        for (counter, count) in self.outcomes.iter().zip(outcomes.0) {
            counter.inc_by(count);
        }
    }

    /// Counts a request that was answered.
    pub fn answered(&self, endpoint: &'static str, status: u16, seconds: f64) {
        self.requests.get_or_create(&Request { endpoint, status }).inc();
        self.seconds.get_or_create(&Endpoint { endpoint }).observe(seconds);
    }

    /// Counts a reload.
    pub fn reloaded(&self, result: &'static str) {
        self.reloads.get_or_create(&Reload { result }).inc();
    }

    /// Everything as text, with what stands in the register now, and how many differences with each house across need a person.
    pub fn text(&self, gate: &Gate, differences: &[(String, usize)]) -> String {
        let mut text = String::new();
        // Writing to memory cannot fail.
        let _ = encode(&mut text, &self.registry);
        let end = text.trim_end().strip_suffix("# EOF").map_or(text.len(), str::len);
        text.truncate(end);
        standing(&mut text, gate);
        differing(&mut text, differences);
        text.push_str("# EOF\n");
        text
    }
}

/// What is read from the register when somebody asks, and not kept.
fn standing(text: &mut String, gate: &Gate) {
    let mut gauge = |name: &str, help: &str, values: &[(String, String)]| {
        let _ = writeln!(text, "# HELP portcullis_{name} {help}\n# TYPE portcullis_{name} gauge");
        for (labels, value) in values {
            let _ = writeln!(text, "portcullis_{name}{labels} {value}");
        }
    };
    let one = |value: String| [(String::new(), value)];
    let now = gate.now();
    let register = gate.register();
    let look = register.view().look();
    let head = look.replay().head();
    gauge("records", "Records in the journal as this node sees it.", &one(head.to_string()));
    let lag = head.saturating_sub(register.keeper().sealed());
    gauge(
        "log_lag_records",
        "Records that this node does not know to be covered by a checkpoint.",
        &one(lag.to_string()),
    );
    gauge(
        "view_age_milliseconds",
        "How old this node's view of the register is.",
        &one(register.view().age(now).to_string()),
    );
    let healthy = register.view().trouble().is_none() && register.keeper().trouble().is_none();
    gauge("store_up", "Whether the store answered when it was last asked.", &one(u8::from(healthy).to_string()));
    let ledger = look.replay().ledger();
    let running = ledger.leases().filter(|(_, lease)| lease.stop.is_none()).count();
    gauge("leases", "Leases that run.", &one(running.to_string()));
    let told = ledger.leases().filter(|(_, lease)| lease.stop.as_ref().is_some_and(|stop| stop.confirmed.is_none()));
    gauge(
        "leases_stopping",
        "Leases that were told to stop and have not confirmed it.",
        &one(told.count().to_string()),
    );
    let left: Vec<_> = ledger
        .licenses()
        .filter_map(|(number, held)| {
            let left = held.account.available()?.in_unit(Unit::ChipMilliseconds)?;
            Some((format!("{{license=\"{}\"}}", escaped(number.as_str())), left.to_string()))
        })
        .collect();
    gauge("license_left_chip_milliseconds", "What is left of each license that limits chip-hours.", &left);
    let served = gate.served();
    gauge("memo_determinations", "Determinations that are remembered.", &one(served.remembered().to_string()));
    let (asked, disagreed) = served.second_opinions();
    gauge("second_opinions", "Times that the Cedar authorizer was asked too.", &one(asked.to_string()));
    gauge("second_opinions_apart", "Times that it disagreed.", &one(disagreed.to_string()));
    let lists = served.engine.served_lists().map(|lists| lists.versions()).unwrap_or_default();
    let ages: Vec<_> = lists
        .iter()
        .map(|list| {
            let days = (now.date() - list.as_of).get_days();
            (format!("{{source=\"{}\"}}", escaped(&list.source)), days.to_string())
        })
        .collect();
    gauge("list_age_days", "Days since the day of which each list speaks.", &ages);
}

/// How many differences with each house across need a person.
fn differing(text: &mut String, differences: &[(String, usize)]) {
    let name = "portcullis_house_differences";
    let help = "Differences between both houses' books that people must look at, by the house across.";
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
    for (house, count) in differences {
        let _ = writeln!(text, "{name}{{house=\"{}\"}} {count}", escaped(house));
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
