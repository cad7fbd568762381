//! `PrologSlurmctld`: the gate.

use portcullis_adapters::slurm::{Allocated, Job, Needs, allocated};
use portcullis_gate::{Ask, Purpose};
use portcullis_license::Instant;

use super::command::output;
use super::{JobState, Lease, Setup, Trouble};
use crate::asked::{placement, request};
use crate::{Placement, Start};

/// Asks for a job, and keeps what is held for it. What it says goes to the log of Slurm.
///
/// # Errors
/// [`Trouble`] where the job may not begin: the program ends with another code than 0.
pub fn prolog(setup: &Setup, variable: impl Fn(&str) -> Option<String>, now: Instant) -> Result<String, Trouble> {
    let job = Job::read(variable)?;
    let given = match setup.mapping.needs(&job)? {
        Needs::Nothing => return Ok(format!("job {}: partition {} has no accelerators", job.id, job.partition)),
        Needs::Environment => Allocated::new(),
        Needs::Allocated => told(setup, &job)?,
    };
    let mut state = JobState { job: job.id, started: now.into(), ended: None, held: Vec::new(), stopping: Vec::new() };
    let opened = opened(setup, &setup.mapping.starts(&job, &given, now)?, &mut state);
    // Kept before the job begins, also where nothing is held: who is told to stop has to be found.
    match opened.and_then(|sentence| setup.state.begin(&state).map(|()| sentence)) {
        Ok(sentence) => Ok(format!("job {}: {sentence}", job.id)),
        Err(trouble) => {
            for lease in &state.held {
                // What is not voided counts as used: the service says so by itself.
                let _ = setup.client.void(&lease.held.reservation, "the job did not begin");
            }
            Err(Trouble::new(format!("job {}: {trouble}", job.id)))
        }
    }
}

fn opened(setup: &Setup, asks: &[Ask], state: &mut JobState) -> Result<String, Trouble> {
    let mut sentences = Vec::new();
    for ask in asks {
        let verdict = setup.client.start(&start(ask)?)?;
        let chips = ask.request.quantity.unwrap_or(1);
        state.held.extend(verdict.held.into_iter().map(|held| Lease { held, chips }));
        if !verdict.opens {
            return Err(Trouble::new(verdict.sentence));
        }
        sentences.push(verdict.sentence);
    }
    if sentences.is_empty() {
        sentences.push("it has no accelerators".to_owned());
    }
    Ok(sentences.join("; "))
}

fn told(setup: &Setup, job: &Job) -> Result<Allocated, Trouble> {
    let number = job.id.to_string();
    let arguments = ["--json", "--details", "show", "job", &number];
    let answer = output(&setup.config.scontrol, &arguments, setup.config.timeout())?;
    Ok(allocated(job, &answer, |name| setup.mapping.names(name))?)
}

fn start(ask: &Ask) -> Result<Start, Trouble> {
    let id = ask.id.as_ref().ok_or_else(|| Trouble::new("a start without a name"))?;
    let Purpose::Start { milliseconds } = ask.purpose else { return Err(Trouble::new("a start that is a question")) };
    let placement = placement(ask);
    Ok(Start {
        id: id.to_string(),
        request: request(ask)?,
        placement: Some(placement).filter(|placement| *placement != Placement::default()),
        hold_seconds: milliseconds.div_ceil(1000),
    })
}
