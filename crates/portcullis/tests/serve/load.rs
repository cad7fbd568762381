//! A load: callers who start, renew, post and void at any of several services, and ask all the time for what must stay closed.

use crate::asks::{CHIPS, barred, covered, free, start, suspended};
use crate::caller::{Answer, Caller, Silence};
use crate::heard::Heard;
use portcullis_testing::draw::Draw;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

/// For how long a start holds, in seconds.
pub const HOLD: u64 = 3_600;
/// What it holds, in chip-milliseconds.
pub const HELD: u64 = CHIPS * HOLD * 1_000;

pub struct Load {
    state: Arc<State>,
    threads: Vec<JoinHandle<Heard>>,
}

struct State {
    is_over: AtomicBool,
    answers: AtomicUsize,
    opened: AtomicUsize,
    /// Services that are not asked any more.
    gone: Vec<AtomicBool>,
}

impl Load {
    /// So many threads that ask these services.
    pub fn start(prefix: &str, threads: u64, services: &[Caller]) -> Self {
        let gone = services.iter().map(|_| AtomicBool::new(false)).collect();
        let (is_over, answers, opened) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
        let state = Arc::new(State { is_over, answers, opened, gone });
        let threads = (0..threads).map(|number| {
            // Connections of its own for each.
            let services = services.iter().map(Caller::apart).collect();
            let (prefix, state) = (format!("{prefix}-{number}"), state.clone());
            let mut worker = Worker {
                services,
                state,
                prefix,
                draw: Draw(number),
                count: 0,
                mine: Vec::new(),
                heard: Heard::default(),
            };
            std::thread::spawn(move || {
                while !worker.state.is_over.load(Ordering::Relaxed) {
                    worker.step();
                }
                worker.heard
            })
        });
        Self { threads: threads.collect(), state }
    }

    /// How many answers came.
    pub fn answers(&self) -> usize {
        self.state.answers.load(Ordering::Relaxed)
    }

    /// Waits for so many more answers.
    #[track_caller]
    pub fn wait_for_answers(&self, more: usize) {
        let before = self.answers();
        crate::wait_until("answers", || {
            assert!(self.threads.iter().all(|thread| !thread.is_finished()), "a caller met what must not be");
            self.answers() >= before + more
        });
    }

    /// Waits for so many more starts that open on a license.
    #[track_caller]
    pub fn wait_for_opened(&self, more: usize) {
        let before = self.state.opened.load(Ordering::Relaxed);
        crate::wait_until("starts", || self.state.opened.load(Ordering::Relaxed) >= before + more);
    }

    /// A service is not asked any more.
    pub fn leave(&self, service: usize) {
        self.state.gone[service].store(true, Ordering::Relaxed);
    }

    /// Ends it, and gives what was heard.
    pub fn finish(mut self) -> Heard {
        self.state.is_over.store(true, Ordering::Relaxed);
        let mut all = Heard::default();
        for thread in std::mem::take(&mut self.threads) {
            all.add(thread.join().unwrap());
        }
        eprintln!("{}", all.summary());
        all
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.state.is_over.store(true, Ordering::Relaxed);
    }
}

struct Worker {
    services: Vec<Caller>,
    state: Arc<State>,
    prefix: String,
    draw: Draw,
    count: u64,
    /// What it started and has not resolved, with the end of its latest slice.
    mine: Vec<(String, i64)>,
    heard: Heard,
}

impl Worker {
    fn step(&mut self) {
        match self.draw.below(12) {
            0 => self.start_what_stays_closed(&barred()),
            1 => self.start_what_stays_closed(&suspended()),
            2 => self.ask_what_stays_closed(&barred(), &["prohibited"]),
            3 => self.ask_what_stays_closed(&suspended(), &["license_required"]),
            4 => self.start_free(),
            5 => self.start_again(),
            6..=8 => self.start_covered(),
            _ => self.resolve(),
        }
    }

    /// Any service that is asked still.
    fn service(&mut self) -> Caller {
        loop {
            let place = usize::try_from(self.draw.below(self.services.len() as u64)).unwrap();
            if !self.state.gone[place].load(Ordering::Relaxed) {
                return self.services[place].clone();
            }
        }
    }

    fn fresh(&mut self) -> String {
        self.count += 1;
        format!("{}-{}", self.prefix, self.count)
    }

    /// The body of an answer that is one.
    fn hear(&mut self, answer: Result<Answer, Silence>) -> Option<Value> {
        match answer {
            Ok(answer) => {
                self.state.answers.fetch_add(1, Ordering::Relaxed);
                if answer.status == 200 {
                    return Some(answer.body);
                }
                if answer.status == 422 {
                    self.heard.refused += 1;
                } else {
                    self.heard.problems.push((answer.status, answer.body["detail"].to_string()));
                }
            }
            Err(silence) => {
                self.heard.silences.push(silence.to_string());
                crate::milliseconds(10);
            }
        }
        None
    }

    fn start_what_stays_closed(&mut self, request: &Value) {
        let (service, id) = (self.service(), self.fresh());
        let answer = service.post("/v1/starts", &start(&id, request, HOLD));
        if let Some(verdict) = self.hear(answer) {
            assert_eq!(verdict["opens"], false, "{verdict}");
            self.count_closed(&verdict);
        }
    }

    fn ask_what_stays_closed(&mut self, request: &Value, outcomes: &[&str]) {
        let service = self.service();
        let answer = service.post("/v1/determinations", request);
        if let Some(told) = self.hear(answer) {
            assert!(outcomes.contains(&told["outcome"].as_str().unwrap()), "{told}");
        }
    }

    fn start_free(&mut self) {
        let (service, id) = (self.service(), self.fresh());
        let answer = service.post("/v1/starts", &start(&id, &free(), HOLD));
        if let Some(verdict) = self.hear(answer) {
            if verdict["opens"] == true {
                self.heard.free.insert(id);
            } else {
                assert_eq!(verdict["again"], true, "{verdict}");
                self.count_closed(&verdict);
            }
        }
    }

    fn start_covered(&mut self) {
        let id = self.fresh();
        if let Some(until) = self.open(&id) {
            self.mine.push((id.clone(), until));
            self.heard.untouched.insert(id.clone());
            self.heard.held.insert(id, until);
        }
    }

    /// What is held is held still, or the answer is no.
    fn start_again(&mut self) {
        let Some((id, _)) = self.any_of_mine() else { return };
        if let Some(until) = self.open(&id) {
            assert_eq!(until, self.heard.held[&id], "{id} is another start");
        }
    }

    fn open(&mut self, id: &str) -> Option<i64> {
        let service = self.service();
        let asked = Instant::now();
        let answer = service.post("/v1/starts", &start(id, &covered(), HOLD));
        if answer.is_err() {
            self.heard.unanswered.insert(id.to_owned());
        }
        let verdict = self.hear(answer)?;
        if verdict["opens"] != true {
            self.count_closed(&verdict);
            return None;
        }
        self.state.opened.fetch_add(1, Ordering::Relaxed);
        self.heard.unanswered.remove(id);
        self.heard.last_opened = self.heard.last_opened.max(Some(asked));
        assert_eq!(verdict["held"][0]["reservation"], id, "{verdict}");
        Some(verdict["held"][0]["until"].as_i64().unwrap())
    }

    /// Renews, posts or voids something of its own.
    fn resolve(&mut self) {
        let Some((id, until)) = self.any_of_mine() else { return };
        let service = self.service();
        self.heard.untouched.remove(&id);
        let what = self.draw.below(3);
        let (path, body) = match what {
            0 => ("renew", json!({ "until": until + 60_000 })),
            1 => ("post", json!({ "chip_milliseconds": self.draw.below(HELD) })),
            _ => ("void", json!({ "reason": "it did not start" })),
        };
        let answer = service.post(&format!("/v1/reservations/{id}/{path}"), &body);
        let is_answered = answer.is_ok();
        if let Some(recorded) = self.hear(answer) {
            let (sequence, own) = (recorded["sequence"].as_u64().unwrap(), recorded["id"].as_str().unwrap());
            self.heard.recorded.insert(sequence, own.to_owned());
        }
        // What was renewed is left to itself: it is too early to say what was used of its second slice.
        if is_answered {
            self.mine.retain(|(other, _)| *other != id);
        }
    }

    fn any_of_mine(&mut self) -> Option<(String, i64)> {
        let place = usize::try_from(self.draw.below(self.mine.len() as u64)).unwrap();
        self.mine.get(place).cloned()
    }

    fn count_closed(&mut self, verdict: &Value) {
        self.heard.closed += 1;
        if verdict["again"] == true {
            self.heard.again += 1;
            assert!(verdict["sentence"].as_str().is_some_and(|sentence| !sentence.is_empty()), "{verdict}");
        }
    }
}
