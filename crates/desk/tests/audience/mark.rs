//! Marks everything that is said: each text gets a number that no other text has, and it is kept where it was said.

use std::collections::BTreeSet;

use portcullis_access::Credential;
use portcullis_desk::advice::Says;
use portcullis_desk::case::{Case, CaseNumber};
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::{Actor, ConsentMark, Digest, Entry, Event, Said};
use portcullis_license::{Condition, Rule};
use serde_json::Value;

use crate::build::Desk;
use crate::vocabulary::{is_marked, is_of_the_vocabulary, strings};

/// Where a marked text stands: in which entry, and where in it.
#[derive(Clone, Debug)]
pub struct Place {
    pub text: String,
    pub entry: Entry,
    pub pointer: String,
}

/// A case of which every text is marked.
#[derive(Clone)]
pub struct Marked {
    pub desk: Desk,
    pub places: Vec<Place>,
    conditions: Vec<(Condition, Condition)>,
    count: u32,
}

impl Marked {
    /// The same history, marked.
    pub fn of(desk: &Desk) -> Self {
        let mut marked = Self { desk: Desk::open(), places: Vec::new(), conditions: Vec::new(), count: 0 };
        for entry in desk.case.history() {
            marked.desk.now = entry.at;
            assert!(
                marked.does(entry.by.clone(), entry.event.clone()),
                "{:?} is not taken when it is marked",
                entry.event.kind()
            );
        }
        marked.desk.now = desk.now;
        marked
    }

    /// Whether it is taken.
    pub fn does(&mut self, by: Actor, event: Event) -> bool {
        let before = (self.count, self.conditions.clone());
        let event = self.event(event);
        let is_first = self.places.is_empty();
        let number = if is_first { 1 } else { self.desk.case.next_number() };
        let entry = Entry { number, at: self.desk.now, by: actor(by), event };
        if is_first {
            self.desk.case = Case::open(CaseNumber::new("Z000001").unwrap(), &entry).unwrap();
        } else if self.desk.case.record(&entry).is_err() {
            (self.count, self.conditions) = before;
            return false;
        }
        self.note(&entry);
        true
    }

    fn note(&mut self, entry: &Entry) {
        for (pointer, text) in strings(&serde_json::to_value(entry).unwrap()) {
            if is_marked(&text) {
                self.places.push(Place { text, entry: entry.clone(), pointer });
            } else {
                assert!(
                    is_of_the_vocabulary(&text),
                    "{text:?} at {pointer} of {} has no mark: mark it",
                    entry.event.kind()
                );
            }
        }
    }

    pub fn text(&mut self) -> String {
        self.count += 1;
        format!("~{}~", self.count)
    }

    fn condition(&mut self, condition: &Condition) -> Condition {
        let known = |(written, marked): &&(Condition, Condition)| written == condition || marked == condition;
        if let Some((_, marked)) = self.conditions.iter().find(known) {
            return marked.clone();
        }
        let rule = if let Rule::Text { .. } = condition.rule {
            Rule::Text { text: self.text() }
        } else {
            condition.rule.clone()
        };
        let marked = Condition { id: self.text(), rule, ..condition.clone() };
        self.conditions.push((condition.clone(), marked.clone()));
        marked
    }

    /// The event with marks for texts.
    fn event(&mut self, event: Event) -> Event {
        let application = self.desk.case.application().cloned();
        match event {
            Event::Received { said, .. } => {
                let written = said.kept().map_or_else(crate::build::application, |said| (**said).clone());
                Event::received(self.application(written)).unwrap()
            }
            Event::Amended { said: Said::Kept(said), .. } => Event::amended(self.application(*said)).unwrap(),
            Event::Recommended { said: Said::Kept(mut said), .. } => {
                for position in &mut said.positions {
                    match &mut position.says {
                        Says::Deny { reasons } | Says::ReturnWithoutAction { reasons } => *reasons = self.text(),
                        Says::ApproveWithConditions { conditions } => {
                            conditions.push(Condition {
                                id: format!("{}-text", said.agency),
                                owner: said.agency.to_string(),
                                rule: Rule::Text { text: "a wording".to_owned() },
                            });
                            *conditions = conditions.iter().map(|condition| self.condition(condition)).collect();
                        }
                        Says::Approve | Says::NoLicenseNeeded => {}
                    }
                }
                Event::recommended(self.desk.case.state().version(), &application.unwrap(), said).unwrap()
            }
            Event::Drafted { draft, said: Said::Kept(mut said) } => {
                said.note = self.text();
                self.outcome(&mut said.outcome);
                Event::drafted(draft.number, &application.unwrap(), *said).unwrap()
            }
            Event::Countersigned { .. } => self.desk.countersignature(),
            Event::Consented { consent, .. } => {
                Event::Consented { consent: self.consent(consent), said: Said::Kept(self.text()) }
            }
            other => self.plain(&other),
        }
    }

    /// What stands beside a text, or goes with the case by itself.
    fn documents(&mut self, value: &mut Value) {
        let list = value.pointer_mut("/said/documents").and_then(Value::as_array_mut);
        for document in list.into_iter().flatten() {
            self.document(document);
        }
        if let Some(document) = value.pointer_mut("/said/document") {
            self.document(document);
        }
    }

    fn document(&mut self, document: &mut Value) {
        (document["name"], document["kind"]) = (Value::String(self.text()), Value::String(self.text()));
    }

    /// Events whose texts are what was said, the routing rules and what a sample is drawn by.
    fn plain(&mut self, event: &Event) -> Event {
        let mut value = serde_json::to_value(event).unwrap();
        for pointer in ["/said", "/said/text", "/said/classification", "/reasons", "/routing", "/sample/seed"] {
            // What was erased in the history that is marked is said anew.
            if let Some(text @ (Value::String(_) | Value::Null)) = value.pointer_mut(pointer) {
                *text = Value::String(self.text());
            }
        }
        self.documents(&mut value);
        serde_json::from_value(value).unwrap()
    }

    fn consent(&self, consent: ConsentMark) -> ConsentMark {
        let is_meant = |(written, _): &&(Condition, Condition)| Digest::of(written).unwrap() == consent.from;
        let marked = self.conditions.iter().find(is_meant).map(|(_, marked)| marked);
        marked.map_or(consent.clone(), |marked| ConsentMark {
            condition: marked.id.clone(),
            from: Digest::of(marked).unwrap(),
            to: consent.to,
        })
    }

    fn outcome(&mut self, outcome: &mut Outcome) {
        match outcome {
            Outcome::Approve { license } | Outcome::Vary { license } => {
                let asked: Vec<Condition> =
                    license.conditions.iter().map(|condition| self.condition(condition)).collect();
                // What agencies ask for besides, since it was marked.
                let digests: BTreeSet<Digest> =
                    self.desk.case.state().asked_conditions().map(|mark| mark.digest).collect();
                let besides = self
                    .conditions
                    .iter()
                    .map(|(_, marked)| marked)
                    .filter(|it| digests.contains(&Digest::of(it).unwrap()));
                license.conditions = besides.chain(&asked).fold(Vec::new(), |mut all, condition| {
                    if !all.contains(condition) {
                        all.push(condition.clone());
                    }
                    all
                });
                license.authority = self.text();
                license.regimes = vec![self.text()];
                license.end_uses = vec![self.text()];
                license.parties.push(
                    serde_json::from_value(serde_json::json!({"name": self.text(), "group": self.text()})).unwrap(),
                );
                for line in &mut license.lines {
                    line.items.accelerators = vec![self.text()];
                    line.items.classifications = vec![self.text()];
                }
            }
            Outcome::IntentToDeny { reasons }
            | Outcome::Deny { reasons }
            | Outcome::ReturnWithoutAction { reasons }
            | Outcome::NoLicenseNeeded { reasons }
            | Outcome::AppealDismissed { reasons }
            | Outcome::AppealGranted { reasons }
            | Outcome::Reinstate { reasons }
            | Outcome::Revoke { reasons } => *reasons = self.text(),
        }
    }
}

/// Names of people, and what they proved themselves by.
fn actor(by: Actor) -> Actor {
    let mark = |name: &str| format!("~{name}~");
    match by {
        Actor::Applicant { provider, person, message } => {
            Actor::Applicant { provider, person: mark(person.as_str()).try_into().unwrap(), message }
        }
        Actor::System { name } => Actor::System { name: mark(name.as_str()).try_into().unwrap() },
        mut other => {
            if let Actor::Officer { signer }
            | Actor::Adviser { signer, .. }
            | Actor::Chair { signer }
            | Actor::Inspector { signer } = &mut other
            {
                signer.credential = Credential::new(&mark(&format!("key:{}", signer.name)));
                signer.name = mark(&signer.name);
            }
            other
        }
    }
}

/// Everybody as the marked case knows them.
pub fn as_marked(by: &Actor) -> Actor {
    actor(by.clone())
}
