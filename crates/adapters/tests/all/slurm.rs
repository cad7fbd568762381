//! Slurm: jobs as its environment and `scontrol` tell of them, and its `job_submit` in a real Lua.

use std::collections::HashMap;
use std::io::Write;
use std::process::{Command, Stdio};

use portcullis_adapters::slurm::{Allocated, Cache, Job, Line, Mapping, Needs, allocated, questions};
use portcullis_gate::Purpose;
use portcullis_license::Instant;
use proptest::prelude::*;
use serde_json::{Value, json};

const MAPPING: &str = include_str!("../../../../examples/slurm/mapping.toml");
const NOW: Instant = Instant(1_795_330_800_000);

fn mapping() -> Mapping {
    Mapping::read(MAPPING).unwrap()
}

/// What `job_common_env_vars` of slurmctld sets.
fn environment(partition: &str) -> HashMap<String, String> {
    [
        ("SLURM_JOB_ID", "4711"),
        ("SLURM_JOBID", "4711"),
        ("SLURM_CLUSTER_NAME", "hall3"),
        ("SLURM_JOB_ACCOUNT", "northern"),
        ("SLURM_JOB_PARTITION", partition),
        ("SLURM_JOB_NODELIST", "node[01-02]"),
        ("SLURM_JOB_END_TIME", "1795334400"),
        ("SLURM_JOB_USER", "somebody"),
        ("SLURM_JOB_NAME", "AllocTRES=gres/gpu=0"),
        ("SLURM_SCRIPT_CONTEXT", "prolog_slurmctld"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

fn job(partition: &str) -> Job {
    let environment = environment(partition);
    Job::read(|name| environment.get(name).cloned()).unwrap()
}

fn scontrol(tracked: &str, details: &[&str]) -> Value {
    json!({ "jobs": [{
        "job_id": 4711, "account": "northern", "name": "x", "partition": "gpu", "tres_alloc_str": tracked, "gres_detail": details,
        "tres_per_node": "gres/gpu:h100:8", "tres_req_str": "", "tres_per_job": "", "node_count": { "set": true, "infinite": false, "number": 2 },
    }], "errors": [], "warnings": [] })
}

fn told(answer: &Value) -> Result<Allocated, String> {
    allocated(&job("gpu"), answer.to_string().as_bytes(), |name| mapping().names(name))
        .map_err(|refused| refused.to_string())
}

fn given(pairs: &[(&str, u64)]) -> Allocated {
    pairs.iter().map(|(name, many)| ((*name).to_owned(), *many)).collect()
}

#[test]
fn whole_nodes_are_counted() {
    let job = job("dgx");
    assert_eq!(mapping().needs(&job), Ok(Needs::Environment));
    let starts = mapping().starts(&job, &Allocated::new(), NOW).unwrap();
    let [start] = &starts[..] else { panic!("{starts:?}") };
    assert_eq!(start.request.quantity, Some(16), "two nodes of eight");
    assert_eq!(start.purpose, Purpose::Start { milliseconds: 3_600_000 });
    assert_eq!(start.id.as_ref().unwrap().as_str(), "slurm/hall3/4711/0/1795334400/node");
    assert_eq!(start.placement.cluster.as_ref().unwrap().as_str(), "hall-3");
}

#[test]
fn what_a_job_was_given_is_the_greater_of_what_slurm_says() {
    let h100 = given(&[("gpu:h100", 16)]);
    let details = ["gpu:h100:8(IDX:0-7)", "gpu:h100:8(IDX:0-3,4-7)"];
    for (tracked, details) in [
        ("cpu=8,mem=64G,node=2,billing=8,gres/gpu=16,gres/gpu:h100=16", &details[..]),
        ("cpu=8,node=2", &details),
        ("cpu=8,gres/gpu=16,gres/gpu:h100=16", &[]),
        ("cpu=8,gres/gpu=8", &details),
    ] {
        assert_eq!(told(&scontrol(tracked, details)).unwrap(), h100, "{tracked}");
    }
    let mixed = scontrol("gres/gpu=3", &["gpu:h100:1(IDX:0),gpu:a100:1(IDX:1),tmpdisk:100(CNT:100)", ""]);
    assert_eq!(told(&mixed).unwrap(), given(&[("gpu:h100", 1), ("gpu:a100", 1), ("gpu", 1)]));
    let mut none = scontrol("cpu=8,node=1", &[]);
    none["jobs"][0]["tres_per_node"] = json!("");
    assert!(told(&none).unwrap().is_empty());
}

#[test]
fn what_slurm_does_not_say_plainly_does_not_start() {
    assert!(
        told(&scontrol("cpu=8", &[])).unwrap_err().contains("AccountingStorageTRES"),
        "it asks for GPUs and has none"
    );
    for (tracked, details) in [
        ("gres/gpu=x", ""),
        ("gres/gpu", ""),
        ("gres/gpu=1", "gpu:h100"),
        ("gres/shard=4", ""),
        ("cpu=1", "shard:4(1/4)"),
        ("cpu=1", "mps:100(IDX:0)"),
        ("gres/gpu=18446744073709551615,gres/gpu=1", ""),
    ] {
        assert!(told(&scontrol(tracked, &[details])).is_err(), "{tracked} {details}");
    }
    for (field, value) in [("job_id", json!(4712)), ("account", json!("other")), ("account", Value::Null)] {
        let mut other = scontrol("gres/gpu=1", &[]);
        other["jobs"][0][field] = value;
        assert!(told(&other).is_err(), "{field}");
    }
    for answer in [json!({ "jobs": [] }), json!({}), json!({ "jobs": [{ "job_id": 4711 }, { "job_id": 4711 }] })] {
        assert!(told(&answer).is_err(), "{answer}");
    }
    let untyped = mapping().starts(&job("gpu"), &given(&[("gpu", 2)]), NOW).unwrap_err();
    assert!(untyped.sentence().contains("[gres]"), "{untyped}");
    assert!(mapping().needs(&job("new")).unwrap_err().sentence().contains("[partitions]"));
    assert!(mapping().starts(&job("dgx"), &Allocated::new(), Instant(1_795_334_400_000)).is_err(), "its time is over");
    let mut lost = job("dgx");
    lost.nodes = None;
    assert!(mapping().starts(&lost, &Allocated::new(), NOW).is_err(), "nobody knows how many nodes");
    lost = job("dgx");
    lost.account = "other".to_owned();
    assert!(mapping().starts(&lost, &Allocated::new(), NOW).unwrap_err().sentence().contains("[customers]"));
    for name in ["SLURM_JOB_ID", "SLURM_JOB_ACCOUNT", "SLURM_JOB_PARTITION", "SLURM_JOB_END_TIME", "SLURM_CLUSTER_NAME"]
    {
        for value in [None, Some(String::new()), Some("(null)".to_owned())] {
            let environment = environment("gpu");
            let read = |asked: &str| if asked == name { value.clone() } else { environment.get(asked).cloned() };
            assert!(Job::read(read).is_err(), "{name} {value:?}");
        }
    }
}

#[test]
fn a_partition_without_accelerators_asks_nothing() {
    assert_eq!(mapping().needs(&job("cpu")), Ok(Needs::Nothing));
    assert!(mapping().starts(&job("cpu"), &Allocated::new(), NOW).unwrap().is_empty());
}

#[test]
fn mistakes_name_their_place() {
    for (text, place) in [
        ("", "mapping"),
        ("[partitions]\na = {}", "partitions.\"a\""),
        ("[partitions]\na = { gres = true, nothing = true }", "partitions.\"a\""),
        ("[partitions]\na = { whole = { instance = \"aws:p5.48xlarge\" } }", "partitions.\"a\""),
        ("[partitions]\n[gres]\na = { nothing = false }", "gres.\"a\""),
    ] {
        assert_eq!(Mapping::read(text).unwrap_err().place, place, "{text}");
    }
    assert!(mapping().check(|_| true, |_| true).is_empty());
    assert_eq!(mapping().check(|_| false, |_| true).len(), 3);
}

fn cache(written: i64, seconds: i64) -> String {
    let line = |account: &str, gres: &str, closed: Option<&str>| Line {
        account: account.to_owned(),
        gres: gres.to_owned(),
        closed: closed.map(str::to_owned),
    };
    let lines = vec![
        line("northern", "gpu:h100", None),
        line("northern", "gpu:a100", None),
        line("southern", "gpu:h100", Some("the law says\tprohibited\n")),
    ];
    Cache { written: Instant(written * 1000), expires: Instant((written + seconds) * 1000), lines }.text()
}

#[test]
fn the_cache_has_a_word_on_each_account_and_resource() {
    let asked = questions(&mapping(), NOW).unwrap();
    assert_eq!(asked.len(), 2);
    assert!(asked.iter().all(|(_, request)| request.as_ref().unwrap().quantity == Some(1)));
    let text = cache(100, 900);
    let expected = "portcullis-cache\t1\t100\t1000\nnorthern\tgpu:h100\topen\nnorthern\tgpu:a100\topen\nsouthern\tgpu:h100\tclosed\tthe law says prohibited \nend\t3\n";
    assert_eq!(text, expected);
}

/// Runs `job_submit.lua` on a job with stubs for Slurm's globals; nothing where there is no Lua.
#[expect(clippy::print_stdout, reason = "a test that was skipped says so")]
fn submit(cache: Option<&str>, job: &str) -> Option<(bool, String)> {
    let found = ["lua5.4", "lua5.3", "lua"].into_iter().find(|lua| Command::new(lua).arg("-v").output().is_ok());
    let Some(lua) = found else {
        println!("skipped: no Lua interpreter (apt-get install lua5.4)");
        return None;
    };
    let folder =
        std::env::temp_dir().join(format!("portcullis-lua-{}-{:?}", std::process::id(), std::thread::current().id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("cache");
    match cache {
        Some(text) => std::fs::write(&file, text).unwrap(),
        None => _ = std::fs::remove_file(&file),
    }
    let program = format!(
        "PORTCULLIS_CACHE = {file:?}\n\
         slurm = {{ SUCCESS = 0, ERROR = -1, said = '' }}\n\
         function slurm.log_user(text, ...) slurm.said = string.format(text, ...) end\n\
         function slurm.log_error(text, ...) slurm.said = string.format(text, ...) end\n\
         os.time = function() return 500 end\n\
         io.popen, os.execute, require = nil, nil, nil\n\
         dofile({:?})\n\
         local result = slurm_job_submit({{ {job} }}, nil, 1000)\n\
         io.write(tostring(result), '\\n', slurm.said)",
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/slurm/job_submit.lua"),
    );
    let mut child =
        Command::new(lua).arg("-").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(program.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let (result, said) = text.split_once('\n').unwrap();
    Some((result == "0", said.to_owned()))
}

#[test]
fn job_submit_reads_the_cache() {
    let whole = cache(100, 900);
    let northern = "account = 'northern'";
    for (job, open, word) in [
        (northern.to_owned(), true, ""),
        (format!("{northern}, tres_per_node = 'gres/gpu:h100:8'"), true, ""),
        (format!("{northern}, tres_per_node = 'gres:gpu:h100:8'"), true, ""),
        (format!("{northern}, tres_per_job = 'gres/gpu:h100=2,gres/gpu:a100=1'"), true, ""),
        (format!("{northern}, tres_per_task = 'gres/gpu:h100'"), true, ""),
        (format!("{northern}, tres_per_node = 'gres/tmpdisk:100'"), true, ""),
        (format!("{northern}, gres = 'gpu:h100:1'"), true, ""),
        ("default_account = 'northern', tres_per_node = 'gres/gpu:h100:8'".to_owned(), true, ""),
        (format!("{northern}, tres_per_node = 'gres/gpu:8'"), false, "gpu"),
        (format!("{northern}, tres_per_node = 'gres/gpu:b200:8'"), false, "gpu:b200"),
        (
            format!("{northern}, tres_per_socket = 'gres/gpu:h100:1', tres_per_job = 'gres/gpu:b200:1'"),
            false,
            "gpu:b200",
        ),
        (format!("{northern}, tres_per_node = 'gres/shard:1'"), false, "shard"),
        ("account = 'southern', tres_per_node = 'gres/gpu:h100:1'".to_owned(), false, "prohibited"),
        ("account = 'unknown', tres_per_node = 'gres/gpu:h100:1'".to_owned(), false, "unknown"),
        ("tres_per_node = 'gres/gpu:h100:1'".to_owned(), false, "account"),
    ] {
        let Some((opened, said)) = submit(Some(&whole), &job) else { return };
        assert_eq!(opened, open, "{job}: {said}");
        assert!(said.contains(word), "{job}: {said}");
    }
}

#[test]
fn job_submit_trusts_no_file_that_is_old_cut_off_or_not_there() {
    let job = "account = 'northern', tres_per_node = 'gres/gpu:h100:8'";
    let whole = cache(100, 900);
    let cut = whole.trim_end_matches("end\t3\n").to_owned();
    let fewer = whole.replace("northern\tgpu:a100\topen\n", "");
    let newer = whole.replace("portcullis-cache\t1", "portcullis-cache\t2");
    let longer = format!("{whole}northern\tgpu:b200\topen\n");
    let ahead = cache(1000, 900);
    for (cache, why) in [
        (None, "there is none"),
        (Some(cache(100, 300)), "it is too old"),
        (Some(cut), "it was cut off"),
        (Some(fewer), "a line is missing"),
        (Some(newer), "another version"),
        (Some(longer), "something follows the end"),
        (Some(ahead), "it was written in the future"),
        (Some(String::new()), "it is empty"),
    ] {
        let Some((opened, said)) = submit(cache.as_deref(), job) else { return };
        assert!(!opened, "{why}: {said}");
        let Some((opened, said)) = submit(cache.as_deref(), "account = 'northern'") else { return };
        assert!(opened, "a job without accelerators goes on although {why}: {said}");
    }
}

proptest! {
    #[test]
    fn nothing_is_known_of_noise(noise in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(allocated(&job("gpu"), &noise, |_| true).is_err());
    }

    #[test]
    fn gpus_are_never_lost(per_node in prop::collection::vec(0_u64..9, 0..4), total in 0_u64..40, typed in 0_u64..40) {
        let details: Vec<_> = per_node.iter().map(|many| format!("gpu:h100:{many}(IDX:0)")).collect();
        let details: Vec<_> = details.iter().map(String::as_str).collect();
        let answer = scontrol(&format!("cpu=1,gres/gpu={total},gres/gpu:h100={typed}"), &details);
        let most = per_node.iter().sum::<u64>().max(total).max(typed);
        match told(&answer) {
            Ok(found) => prop_assert_eq!(found.values().sum::<u64>(), most),
            Err(_) => prop_assert_eq!(most, 0),
        }
    }

    #[test]
    fn any_environment_is_read_or_refused(values in prop::collection::vec(".{0,20}", 8)) {
        let names = ["SLURM_JOB_ID", "SLURM_CLUSTER_NAME", "SLURM_JOB_ACCOUNT", "SLURM_JOB_PARTITION", "SLURM_JOB_NODELIST", "SLURM_JOB_END_TIME", "SLURM_JOB_NUM_NODES", "SLURM_JOB_RESTART_COUNT"];
        let _ = Job::read(|name| Some(values[names.iter().position(|known| *known == name).unwrap()].clone()));
    }
}
