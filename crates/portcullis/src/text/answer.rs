//! One answer: for a person, and for a machine with everything behind it.

use super::{painted, paragraph};
use crate::style::{self, FAINT, STRONG, paint};
use portcullis_determination::{
    Assumed, Decided, Engine, Holds, Missing, OtherReading, ReadingName, Reason, Request, ServedLists, ServedOwnership,
    Span, Transaction, Verdict, VerdictShown, Weight, change_text, obstacle_text, wanted_text,
};
use portcullis_law::{Effect, Instrument, Outcome, Provision, ReviewPolicy, Standing, TextState};
use serde_json::Value;
use std::fmt::Write as _;

/// An answer with all that is needed to tell it.
pub(crate) struct Told<'a> {
    pub engine: &'a Engine,
    pub request: &'a Request<'a>,
    pub transaction: &'a Transaction,
    pub decided: &'a Decided,
    pub span: &'a Span,
}

impl Told<'_> {
    /// The answer as JSON; with `explain`, the facts and the dates of this answer too.
    pub fn json(&self, explain: bool) -> Result<Value, serde_json::Error> {
        let id = self.request.id.as_deref();
        let mut answer = serde_json::to_value(self.engine.answer(id, self.transaction, self.decided))?;
        if let (true, Some(fields)) = (explain, answer.as_object_mut()) {
            fields.insert("facts".to_owned(), serde_json::to_value(self.engine.facts_shown(self.transaction))?);
            fields.insert("span".to_owned(), serde_json::to_value(self.span)?);
        }
        Ok(answer)
    }

    /// The answer in one line, for a list of many.
    pub fn line(&self) -> String {
        let id = self.request.id.as_deref().unwrap_or("-");
        let outcome = paint(style::of(self.decided.outcome), format!("{:<16}", self.decided.outcome.word()));
        let why = if self.decided.outcome == Outcome::Depends {
            format!("missing: {}", self.missing().join(", "))
        } else {
            self.decided.reasons.first().and_then(|reason| self.look_up(reason)).map_or_else(
                || "no provision reaches this".to_owned(),
                |(provision, _)| format!("{} ({})", provision.citation, provision.id),
            )
        };
        format!("{} {id:<12} {outcome} {why}\n", self.transaction.on)
    }

    /// The answer for a person; with `explain`, the whole chain.
    pub fn text(&self, explain: bool) -> String {
        let mut text = String::new();
        text.push_str(&painted(style::of(self.decided.outcome), &paragraph(&self.headline(), "", "  ")));
        text.push_str(&painted(FAINT, &paragraph(&self.subject(), "", "  ")));
        self.tell_reasons(&mut text);
        self.tell_who(&mut text);
        self.tell_readings(&mut text);
        self.tell_without_assumptions(&mut text);
        self.tell_missing(&mut text);
        self.tell_exceptions(&mut text);
        self.tell_obligations(&mut text);
        self.tell_changes(&mut text);
        self.tell_dates(&mut text);
        self.tell_assumptions(&mut text);
        if explain {
            self.tell_facts(&mut text);
            self.tell_sources(&mut text);
        }
        text
    }

    fn headline(&self) -> String {
        let policy = self.decided.review_policy.map(policy_words);
        match self.decided.outcome {
            Outcome::Prohibited => "PROHIBITED: no license is available for this, or a party is barred.".to_owned(),
            Outcome::LicenseRequired => match policy {
                Some(policy) => format!("LICENSE REQUIRED, {policy}. Closed until a license covers it."),
                None => "LICENSE REQUIRED. Closed until a license covers it.".to_owned(),
            },
            Outcome::Unverified => {
                format!(
                    "UNVERIFIED: the state of the law on {} is not known. Closed; a person must decide.",
                    self.transaction.on
                )
            }
            Outcome::Depends => match self.missing().as_slice() {
                [one] => format!("DEPENDS on {}. Closed until that is settled.", self.field_words(one)),
                several => format!("DEPENDS on {} facts. Closed until they are settled.", several.len()),
            },
            Outcome::Authorized => "AUTHORIZED, with obligations.".to_owned(),
            Outcome::NotRequired => "NOT REQUIRED: no license is needed under the loaded law.".to_owned(),
        }
    }

    /// What is asked, in one line.
    fn subject(&self) -> String {
        let item = self.request.item.as_ref();
        let what = item.map_or("no item stated", |item| {
            let named = item.accelerator.as_deref().or(item.instance.as_deref()).or(item.goods.as_deref());
            named.unwrap_or("an item given by its figures")
        });
        let parties = self.request.parties.iter().map(|party| {
            let name = party.name.as_deref().unwrap_or("unnamed");
            let role = party.role.replace('_', " ");
            let place = party.country.as_deref().or(party.headquarters.as_deref());
            place.map_or_else(|| format!("{name} ({role})"), |place| format!("{name} ({role}, {place})"))
        });
        let kind = self.transaction.kind.word().replace('_', " ");
        let mut line = format!("{}: {kind}, {} × {what}", self.transaction.on, self.transaction.quantity);
        for (word, country) in [("from", &self.request.from), ("to", &self.request.to), ("at", &self.request.site)] {
            if let Some(country) = country {
                let _ = write!(line, " {word} {country}");
            }
        }
        let parties = parties.collect::<Vec<_>>().join("; ");
        if !parties.is_empty() {
            let _ = write!(line, "; {parties}");
        }
        let _ = write!(line, ". Profile {}.", self.engine.profile().id);
        line
    }

    fn look_up(&self, reason: &Reason) -> Option<(&Provision, &Instrument)> {
        let law = self.engine.law();
        let provision = law.provisions.get(reason.provision)?;
        Some((provision, law.regimes.get(provision.regime)?.instruments.get(provision.instrument)?))
    }

    fn tell_reasons(&self, text: &mut String) {
        if self.decided.reasons.is_empty() {
            section(text, "Why");
            text.push_str(&paragraph(
                "None of the loaded provisions reaches this transaction on this date.",
                "  ",
                "  ",
            ));
            return;
        }
        section(text, "Why");
        for (number, reason) in self.decided.reasons.iter().enumerate() {
            let Some((provision, instrument)) = self.look_up(reason) else { continue };
            let weight = match (reason.weight, &provision.effect) {
                (Weight::Open, _) => "May apply: ",
                (Weight::Error, _) => "Cannot be evaluated, so it is not passed over: ",
                (Weight::Lifted, _) => "Lifted by an exception: ",
                (Weight::Fires, Effect::Notice) => "Note: ",
                (Weight::Fires, Effect::Duty) => "Duty: ",
                (Weight::Fires, Effect::Review(..)) => "Review: ",
                (Weight::Fires, _) => "",
            };
            let bullet = format!("  {}. ", number + 1);
            text.push_str(&paragraph(&format!("{weight}{}", provision.text), &bullet, "     "));
            let assumed = match reason.standing {
                Standing::InForce => String::new(),
                Standing::AsIf => format!(", assumed to be in force by {}", self.assumed_by()),
                Standing::Unenforced => ", publicly not enforced".to_owned(),
                Standing::Unverified => ", state not verified on this date".to_owned(),
            };
            let source = format!(
                "{} · {} ({}{assumed}) · {}",
                provision.citation,
                instrument.title,
                instrument.stage.word().replace('_', " "),
                provision.evidence
            );
            text.push_str(&painted(FAINT, &paragraph(&source, "     ", "     ")));
            for because in self.engine.because(reason, self.transaction) {
                text.push_str(&paragraph(&because, "     · ", "       "));
            }
        }
    }

    fn tell_who(&self, text: &mut String) {
        if !self.transaction.screened.is_empty() {
            section(text, "Who");
            text.push_str(&super::who(self.engine, self.decided, &self.transaction.screened));
        }
        if !self.transaction.owned.is_empty() {
            section(text, "Who owns and controls them");
            let reasons = self.decided.reasons.iter();
            let told = reasons.flat_map(|reason| self.engine.because(reason, self.transaction)).collect();
            text.push_str(&super::behind(&self.transaction.owned, told));
        }
    }

    fn assumed_by(&self) -> String {
        let profile = self.engine.profile();
        profile.by.clone().unwrap_or_else(|| format!("the profile `{}`", profile.id))
    }

    fn tell_readings(&self, text: &mut String) {
        for regime in &self.decided.regimes {
            if regime.readings.is_empty() {
                continue;
            }
            let Some(known) = self.engine.law().regimes.get(regime.regime) else { continue };
            section(text, &format!("Two readings of {}", known.title));
            let as_enforced = |other: &&OtherReading| other.reading == ReadingName::AsEnforced;
            if regime.readings.iter().all(|other| as_enforced(&other)) {
                let _ = writeln!(text, "  {} by the text", paint(style::of(regime.outcome), words(regime.outcome)));
            }
            for other in &regime.readings {
                let reading = match other.reading {
                    ReadingName::UnverifiedInForce => "if what could not be verified is in force",
                    ReadingName::UnverifiedNotInForce => "if what could not be verified is not in force",
                    ReadingName::AsEnforced => "as the authority says it enforces the text",
                };
                let outcome = paint(style::of(other.outcome), words(other.outcome));
                let _ = writeln!(text, "  {outcome} {reading}");
            }
            self.tell_unverified(text, regime.regime);
        }
    }

    /// What is not verified, in the words of the instrument.
    fn tell_unverified(&self, text: &mut String, regime: usize) {
        let mut told: Vec<&str> = Vec::new();
        for reason in &self.decided.reasons {
            let Some((provision, instrument)) = self.look_up(reason) else { continue };
            if provision.regime != regime || told.contains(&instrument.id.as_str()) {
                continue;
            }
            let note = match reason.standing {
                Standing::Unverified => {
                    let period =
                        instrument.text_on(self.transaction.on).filter(|period| period.state == TextState::Unverified);
                    period.and_then(|period| period.note.as_deref())
                }
                Standing::Unenforced => {
                    let period = instrument.enforcement_on(&provision.id, self.transaction.on);
                    period.and_then(|period| period.note.as_deref().or(period.citation.as_deref()))
                }
                Standing::InForce | Standing::AsIf => None,
            };
            if let Some(note) = note {
                told.push(&instrument.id);
                text.push_str(&painted(FAINT, &paragraph(&format!("{}: {note}", instrument.title), "  ", "  ")));
            }
        }
    }

    fn tell_without_assumptions(&self, text: &mut String) {
        let assumed = self.engine.assumed_instruments(self.decided);
        if assumed.is_empty() && self.engine.profile().as_if.is_empty() && !self.engine.profile().as_if_tentative {
            return;
        }
        section(text, "What is enacted");
        let without = self.decided.without_assumptions;
        let outcome = paint(style::of(without.outcome), verdict_words(without));
        if assumed.is_empty() {
            let _ = writeln!(text, "  {outcome}; what the profile assumes does not bear on this");
        } else {
            let _ = writeln!(text, "  {outcome} without {}, which {} assumes", assumed.join(", "), self.assumed_by());
        }
    }

    fn missing(&self) -> Vec<String> {
        self.engine.missing_fields(&self.decided.missing, self.transaction)
    }

    fn tell_missing(&self, text: &mut String) {
        let missing = self.missing();
        if missing.is_empty() {
            return;
        }
        let closed = self.decided.outcome >= Outcome::LicenseRequired;
        section(text, if closed { "Unknown, and bears on the license" } else { "Missing" });
        for field in &missing {
            let _ = writeln!(text, "  {}  {}", paint(STRONG, self.field_words(field)), paint(FAINT, field));
        }
        if self.decided.missing.iter().any(|missing| matches!(missing, Missing::Contradiction(_))) {
            text.push_str("  The shares that were stated add up to more than 100 percent.\n");
        }
    }

    /// A field of the request in words, with the name of the party it belongs to.
    fn field_words(&self, field: &str) -> String {
        let of_party = field.strip_prefix("parties[").and_then(|rest| rest.split_once("]."));
        if let Some((at, rest)) = of_party {
            let party = at.parse().ok().and_then(|at: usize| self.request.parties.get(at));
            let name = party.and_then(|party| party.name.as_deref()).unwrap_or("the party");
            return match rest {
                "country" => format!("where {name} is located"),
                "headquarters" => format!("where {name} is headquartered"),
                "ultimate_parent.headquarters" => format!("where the ultimate parent of {name} is headquartered"),
                "lists" => format!("whether {name} is on a restricted-party list"),
                "owners" => format!("who owns {name}"),
                rest if rest.ends_with("percent") => format!("the share of an owner of {name}"),
                rest if rest.ends_with("lists") => format!("whether an owner of {name} is on a list"),
                _ => format!("{rest} of {name}"),
            };
        }
        let words = match field {
            "from" => "the country it leaves",
            "to" => "the country it goes to",
            "site" => "the country where the compute runs",
            "end_use" => "the end use",
            "red_flags" => "whether red flags were seen",
            "red_flags_resolved" => "whether a person has resolved the red flags",
            "training_operations" => "the operations of the training run",
            "prior_tpp_this_year" => "what was delivered earlier in the year",
            "parties" => "who takes part",
            "item" | "item.accelerator" => "what the item is",
            field => return field.strip_prefix("item.figures.").unwrap_or(field).replace('_', " "),
        };
        words.to_owned()
    }

    fn tell_exceptions(&self, text: &mut String) {
        let codes = &self.engine.law().codes;
        let mut told: Vec<String> = Vec::new();
        for tried in &self.decided.exceptions {
            let Some(provision) = self.engine.law().provisions.get(tried.provision) else { continue };
            let Effect::Exception(name, _) = &provision.effect else { continue };
            let line = match (tried.holds, &tried.obstacle) {
                (Holds::Yes, _) => format!("{name} holds: {} ({})", provision.text, provision.citation),
                (Holds::Open, Some(obstacle)) => {
                    format!("{name} holds if {} ({})", wanted_text(codes, obstacle), provision.citation)
                }
                (Holds::No, Some(obstacle)) => {
                    format!("{name} does not hold: {} ({})", obstacle_text(codes, obstacle), provision.citation)
                }
                (_, None) => format!("{name} does not hold ({})", provision.citation),
            };
            if !told.contains(&line) {
                told.push(line);
            }
        }
        if !told.is_empty() {
            section(text, "Exceptions");
            told.iter().for_each(|line| text.push_str(&paragraph(line, "  ", "    ")));
        }
    }

    fn tell_obligations(&self, text: &mut String) {
        let obligations = self.engine.obligations(self.decided);
        if !obligations.is_empty() {
            section(text, "To do");
            obligations.iter().for_each(|line| text.push_str(&paragraph(line, "  · ", "    ")));
        }
    }

    fn tell_changes(&self, text: &mut String) {
        if self.decided.would_change.is_empty() {
            return;
        }
        section(text, "What would change it");
        let codes = &self.engine.law().codes;
        for change in &self.decided.would_change {
            let line = format!("{} if {}", words(change.outcome), change_text(codes, change));
            text.push_str(&paragraph(&line, "  ", "    "));
        }
    }

    fn tell_dates(&self, text: &mut String) {
        let Span { since, before, until, after } = self.span;
        section(text, "Dates, all else equal");
        match (since, before) {
            (Some(since), Some(before)) => {
                let _ = writeln!(text, "  since {since}; before that: {}", shown_words(*before));
            }
            _ => text.push_str("  at every earlier date the loaded law gives the same answer\n"),
        }
        match (until, after) {
            (Some(until), Some(after)) => {
                let _ = writeln!(text, "  until {until}; from then on: {}", shown_words(*after));
            }
            _ => text.push_str("  no later change is in the loaded law\n"),
        }
    }

    fn tell_assumptions(&self, text: &mut String) {
        let assumed: Vec<&str> = self.engine.assumptions(self.transaction).map(Assumed::text).collect();
        if !assumed.is_empty() {
            section(text, "Taken as given");
            assumed.iter().for_each(|line| text.push_str(&paragraph(line, "  · ", "    ")));
        }
    }

    fn tell_facts(&self, text: &mut String) {
        section(text, "Facts that provisions read");
        for fact in self.engine.facts_shown(self.transaction) {
            let holds = if fact.holds.is_empty() { "none".to_owned() } else { fact.holds.join(", ") };
            let open =
                if fact.open.is_empty() { String::new() } else { format!("; unknown: {}", fact.open.join(", ")) };
            let error = if fact.contradiction { "; what was stated contradicts itself" } else { "" };
            text.push_str(&paragraph(&format!("{}: {holds}{open}{error}", fact.fact), "  ", "    "));
            let from = format!("{} [{}] {}", fact.about, fact.fields.join(", "), fact.evidence);
            text.push_str(&painted(FAINT, &paragraph(&from, "    ", "    ")));
        }
    }

    fn tell_sources(&self, text: &mut String) {
        section(text, "Provisions, as encoded");
        for (provision, _) in self.decided.reasons.iter().filter_map(|reason| self.look_up(reason)) {
            provision.source.lines().for_each(|line| {
                let _ = writeln!(text, "  {line}");
            });
            text.push('\n');
        }
        let _ = writeln!(text, "  law {}\n  catalog {}", self.engine.law().version(), self.engine.catalog().version());
        for snapshot in self.engine.served_lists().map(ServedLists::versions).unwrap_or_default() {
            let _ = writeln!(text, "  {} as of {} {}", snapshot.source, snapshot.as_of, snapshot.sha256);
        }
        for file in self.engine.served_ownership().into_iter().flat_map(ServedOwnership::documents) {
            let _ = writeln!(text, "  {} {}", file.document, file.sha256);
        }
    }
}

fn section(text: &mut String, title: &str) {
    let _ = writeln!(text, "\n{}", paint(STRONG, title));
}

fn words(outcome: Outcome) -> String {
    outcome.word().replace('_', " ")
}

fn policy_words(policy: ReviewPolicy) -> &'static str {
    match policy {
        ReviewPolicy::PresumptionOfDenial => "reviewed with a presumption of denial",
        ReviewPolicy::PresumptionOfApproval => "reviewed with a presumption of approval",
        ReviewPolicy::CaseByCase => "reviewed case by case",
    }
}

fn verdict_words(verdict: Verdict) -> String {
    shown_words(verdict.into())
}

fn shown_words(verdict: VerdictShown) -> String {
    match verdict.review_policy {
        Some(policy) => format!("{}, {}", words(verdict.outcome), policy_words(policy)),
        None => words(verdict.outcome),
    }
}
