//! What Slurm says a job was given.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Job;
use crate::Refused;
use crate::template::short;

/// Generic resources of a job that are accelerators: `gpu:h100` to how many. Those whose type Slurm does not say are under their name, `gpu`.
pub type Allocated = BTreeMap<String, u64>;

/// The answer of `scontrol --json --details show job <id>` (`src/plugins/data_parser`, `JOB_INFO`).
#[derive(Deserialize)]
struct Answer {
    jobs: Vec<Told>,
}

#[derive(Deserialize)]
struct Told {
    job_id: u64,
    #[serde(default)]
    account: String,
    tres_alloc_str: Option<String>,
    gres_detail: Option<Vec<String>>,
    #[serde(default)]
    tres_per_job: String,
    #[serde(default)]
    tres_per_node: String,
    #[serde(default)]
    tres_per_socket: String,
    #[serde(default)]
    tres_per_task: String,
}

/// Parts of a GPU: how many chips they are on is not said.
const SHARED: [&str; 2] = ["shard", "mps"];

/// The accelerators of a job, by `scontrol`'s answer. `named` are the names that the mapping knows, beside `gpu`.
///
/// # Errors
/// [`Refused`] where the answer is not about the job, is not understood, or contradicts itself.
pub fn allocated(job: &Job, answer: &[u8], named: impl Fn(&str) -> bool) -> Result<Allocated, Refused> {
    let answer: Answer = serde_json::from_slice(answer)
        .map_err(|error| Refused::of(format!("what scontrol says of job {} is not understood: {error}", job.id)))?;
    let [told] = answer.jobs.as_slice() else {
        return Err(Refused::of(format!("scontrol does not say one job {}", job.id)));
    };
    if told.job_id != job.id || told.account != job.account {
        return Err(Refused::of(format!(
            "scontrol tells of another job than {} of account {}",
            job.id,
            short(&job.account)
        )));
    }
    let tracked = told.tres_alloc_str.as_deref().unwrap_or_default();
    let requested = [&told.tres_per_job, &told.tres_per_node, &told.tres_per_socket, &told.tres_per_task];
    let shared =
        |text: &str| SHARED.iter().any(|name| text.contains(&format!("gres/{name}")) || text.starts_with(name));
    let details = || told.gres_detail.iter().flatten().flat_map(|node| outside(node));
    if shared(tracked) || details().any(|part| shared(&part)) {
        return Err(Refused::of(
            "the job has parts of GPUs, of which Slurm does not say how many: count the partition by `whole` nodes",
        ));
    }
    let counts = |name: &str| name == "gpu" || named(name);
    let mut per_node = Allocated::new();
    for part in details() {
        let (name, many) = detail(&part).ok_or_else(|| unclear(&part))?;
        if counts(stem(&name)) {
            add(&mut per_node, name, many).ok_or_else(|| unclear(&part))?;
        }
    }
    let allocated = merged(per_node, trackable(tracked, counts)?)?;
    if allocated.is_empty() && requested.iter().any(|text| text.contains("gpu")) {
        return Err(Refused::of(
            "the job asks for GPUs and Slurm says it has none: add `gres/gpu` to AccountingStorageTRES",
        ));
    }
    Ok(allocated)
}

/// The greater of what both say of each type; what the total has beyond the types is under the name alone.
fn merged(per_node: Allocated, tracked: Allocated) -> Result<Allocated, Refused> {
    let mut sum: BTreeMap<String, u64> = BTreeMap::new();
    let mut typed = Allocated::new();
    let mut untyped = Allocated::new();
    for (name, many) in per_node.into_iter().chain(tracked) {
        let place = if name.contains(':') { &mut typed } else { &mut untyped };
        let most = place.entry(name).or_default();
        *most = many.max(*most);
    }
    for (name, many) in &typed {
        add(&mut sum, stem(name).to_owned(), *many).ok_or_else(|| unclear(name))?;
    }
    for (name, many) in untyped {
        let beyond = many.saturating_sub(sum.get(&name).copied().unwrap_or(0));
        if beyond > 0 {
            typed.insert(name, beyond);
        }
    }
    typed.retain(|_, many| *many > 0);
    Ok(typed)
}

/// `cpu=8,mem=64G,node=2,billing=8,gres/gpu=16,gres/gpu:h100=16`
fn trackable(text: &str, counts: impl Fn(&str) -> bool) -> Result<Allocated, Refused> {
    let mut found = Allocated::new();
    for part in text.split(',') {
        let Some(resource) = part.strip_prefix("gres/") else { continue };
        let (name, many) = resource.split_once('=').ok_or_else(|| unclear(part))?;
        if counts(stem(name)) {
            let many = many.parse().map_err(|_| unclear(part))?;
            add(&mut found, name.to_owned(), many).ok_or_else(|| unclear(part))?;
        }
    }
    Ok(found)
}

/// `gpu:h100:8(IDX:0-7)`, or `gpu:2(IDX:0,3)` without a type.
fn detail(part: &str) -> Option<(String, u64)> {
    let told = part.split('(').next()?;
    let (name, many) = told.rsplit_once(':')?;
    Some((name.to_owned(), many.parse().ok()?))
}

/// Parts between commas that are not inside parentheses.
fn outside(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_u32;
    for char in text.chars() {
        match char {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match parts.last_mut() {
            Some(last) if char != ',' || depth > 0 => last.push(char),
            _ => parts.push(String::new()),
        }
    }
    parts.retain(|part| !part.is_empty() && part != "(null)");
    parts
}

fn stem(name: &str) -> &str {
    name.split(':').next().unwrap_or(name)
}

fn add(to: &mut Allocated, name: String, many: u64) -> Option<()> {
    let sum = to.entry(name).or_default();
    *sum = sum.checked_add(many)?;
    Some(())
}

fn unclear(part: &str) -> Refused {
    Refused::of(format!("what scontrol says of the job's resources is not understood: {}", short(part)))
}
