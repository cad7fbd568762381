//! The programs of Slurm, with commands that are scripts.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use portcullis_client::slurm::{Setup, epilog, prolog, refresh, watch};
use portcullis_license::Instant;
use tempfile::TempDir;

use crate::service::{Seen, Service};

const MAPPING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/slurm/mapping.toml");
const NOW: Instant = Instant(1_795_330_800_000);
const END: &str = "1795334400";

/// A cluster with a service.
struct Cluster {
    folder: TempDir,
    service: Service,
}

impl Cluster {
    fn new(answer: impl FnMut(&Seen) -> (u16, String) + Send + 'static) -> Self {
        let cluster = Self { folder: TempDir::new().unwrap(), service: Service::play(answer) };
        fs::create_dir(cluster.path("state")).unwrap();
        fs::write(cluster.path("key"), "the-key\n").unwrap();
        cluster.script("scontrol", "exit 1");
        cluster.script("scancel", &format!("echo \"$@\" >> {:?}", cluster.path("cancelled")));
        let config = format!(
            "service = {:?}\nkey_file = {:?}\nmapping = {MAPPING:?}\nstate = {:?}\ncache = {:?}\ntimeout_seconds = 2\nscontrol = {:?}\nscancel = {:?}\n",
            cluster.service.address,
            cluster.path("key"),
            cluster.path("state"),
            cluster.path("cache"),
            cluster.path("scontrol"),
            cluster.path("scancel"),
        );
        fs::write(cluster.path("config"), config).unwrap();
        cluster
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn script(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn setup(&self) -> Setup {
        Setup::read(&self.path("config")).unwrap()
    }

    fn begin(&self, partition: &'static str) -> Result<String, String> {
        prolog(&self.setup(), variables(partition), NOW).map_err(|trouble| trouble.to_string())
    }

    fn end(&self, seconds: i64) -> Result<String, String> {
        epilog(&self.setup(), variables("dgx"), NOW.plus(seconds * 1000)).map_err(|trouble| trouble.to_string())
    }

    fn kept(&self) -> usize {
        self.setup().state.jobs().unwrap().len()
    }

    fn cancelled(&self) -> String {
        fs::read_to_string(self.path("cancelled")).unwrap_or_default()
    }
}

fn variables(partition: &'static str) -> impl Fn(&str) -> Option<String> {
    move |name| {
        let value = match name {
            "SLURM_JOB_ID" => "4711",
            "SLURM_CLUSTER_NAME" => "hall3",
            "SLURM_JOB_ACCOUNT" => "northern",
            "SLURM_JOB_PARTITION" => partition,
            "SLURM_JOB_NODELIST" => "node[01-02]",
            "SLURM_JOB_END_TIME" => END,
            _ => return None,
        };
        Some(value.to_owned())
    }
}

const STOPS: &str = "GET /v1/stops?limit=1000";

fn stops(leases: &[&str]) -> String {
    let stop = |lease: &&str| format!(r#"{{"lease":{lease:?},"license":"D1","due":1,"at":1,"by":"revoke-1"}}"#);
    format!(r#"{{"items":[{}]}}"#, leases.iter().map(stop).collect::<Vec<_>>().join(","))
}

fn verdict(opens: bool, reservation: &str) -> String {
    format!(
        r#"{{"id":"a","opens":{opens},"outcome":"license_required","sentence":"D1 covers it","again":false,"held":[{{"reservation":{reservation:?},"license":"D1","until":1795334400000}}]}}"#
    )
}

fn opens(_: &Seen) -> (u16, String) {
    (200, verdict(true, "r/1"))
}

#[test]
fn a_job_begins_held_and_its_use_is_posted() {
    let cluster = Cluster::new(opens);
    assert_eq!(cluster.begin("dgx").unwrap(), "job 4711: D1 covers it");
    let start = &cluster.service.seen()[0];
    assert_eq!(start.body["hold_seconds"], 3600);
    assert_eq!(start.body["placement"]["cluster"], "hall-3");
    assert_eq!(start.body["request"]["quantity"], 16);
    assert_eq!(cluster.kept(), 1);
    cluster.end(10).unwrap();
    let posted = &cluster.service.seen()[1];
    assert_eq!(posted.line, "POST /v1/reservations/r%2F1/post");
    assert_eq!(posted.body["chip_milliseconds"], 16 * 10_000);
    assert_eq!(cluster.kept(), 0);
    cluster.end(20).unwrap();
    assert_eq!(cluster.service.seen().len(), 2, "what is over is over");
}

#[test]
fn a_partition_without_accelerators_asks_nobody() {
    let cluster = Cluster::new(|_| (500, String::new()));
    assert!(cluster.begin("cpu").is_ok());
    assert!(cluster.service.seen().is_empty());
}

#[test]
fn scontrol_says_what_a_job_was_given() {
    let cluster = Cluster::new(opens);
    let answer = r#"{"jobs":[{"job_id":4711,"account":"northern","tres_alloc_str":"cpu=1,gres/gpu=3","gres_detail":["gpu:h100:3(IDX:0-2)"]}]}"#;
    cluster.script("scontrol", &format!("[ \"$*\" = '--json --details show job 4711' ] && echo '{answer}'"));
    cluster.begin("gpu").unwrap();
    assert_eq!(cluster.service.seen()[0].body["request"]["quantity"], 3);
}

#[test]
fn whatever_goes_wrong_the_job_does_not_begin() {
    let closed = Cluster::new(|_| (200, verdict(false, "r/1")));
    assert!(closed.begin("dgx").unwrap_err().contains("D1 covers it"));
    for (status, body) in
        [(500, String::new()), (200, "{}".to_owned()), (200, String::new()), (0, String::new()), (302, String::new())]
    {
        let cluster = Cluster::new(move |_| (status, body.clone()));
        assert!(cluster.begin("dgx").is_err(), "{status}");
        assert_eq!(cluster.kept(), 0);
    }
    let cluster = Cluster::new(opens);
    assert!(cluster.begin("gpu").is_err(), "scontrol fails");
    cluster.script("scontrol", "echo '{}'");
    assert!(cluster.begin("gpu").is_err(), "scontrol says nothing");
    cluster.script("scontrol", "exec sleep 60");
    assert!(cluster.begin("gpu").unwrap_err().contains("too long"));
    assert!(cluster.begin("unheard of").is_err());
    assert!(cluster.service.seen().is_empty());
}

#[test]
fn what_was_held_for_a_job_that_does_not_begin_is_voided() {
    let mut starts = 0;
    let cluster = Cluster::new(move |seen| {
        starts += u32::from(seen.line.ends_with("starts"));
        (200, verdict(starts == 1, &format!("r/{starts}")))
    });
    let answer =
        r#"{"jobs":[{"job_id":4711,"account":"northern","gres_detail":["gpu:h100:1(IDX:0),gpu:a100:1(IDX:1)"]}]}"#;
    cluster.script("scontrol", &format!("echo '{answer}'"));
    assert!(cluster.begin("gpu").is_err());
    let lines =
        ["POST /v1/starts", "POST /v1/starts", "POST /v1/reservations/r%2F1/void", "POST /v1/reservations/r%2F2/void"];
    assert_eq!(cluster.service.lines(), lines);
    // Nor does one begin of which nothing can be kept.
    let cluster = Cluster::new(opens);
    let setup = cluster.setup();
    fs::remove_dir_all(cluster.path("state")).unwrap();
    assert!(prolog(&setup, variables("dgx"), NOW).is_err());
    assert_eq!(cluster.service.lines()[1], "POST /v1/reservations/r%2F1/void");
}

#[test]
fn use_that_cannot_be_posted_is_posted_later() {
    let mut posts = 0;
    let cluster = Cluster::new(move |seen| {
        posts += u32::from(seen.line.ends_with("post"));
        match seen.line.as_str() {
            STOPS => (200, r#"{"items":[]}"#.to_owned()),
            _ if seen.line.ends_with("post") && posts <= 3 => (503, String::new()),
            _ => opens(seen),
        }
    });
    cluster.begin("dgx").unwrap();
    assert!(cluster.end(10).is_err());
    assert_eq!(cluster.kept(), 1);
    assert!(watch(&cluster.setup(), NOW.plus(60_000)).is_empty());
    let seen = cluster.service.seen();
    assert_eq!(seen.last().unwrap().body["chip_milliseconds"], 160_000, "to the end of the job, not of the round");
    assert_eq!(cluster.kept(), 0);
}

#[test]
fn a_job_that_is_told_to_stop_is_cancelled_and_confirmed_once_it_ended() {
    let cluster = Cluster::new(|seen| match seen.line.as_str() {
        STOPS => (200, stops(&["other", "r/1"])),
        _ => opens(seen),
    });
    cluster.begin("dgx").unwrap();
    let setup = cluster.setup();
    assert_eq!(watch(&setup, NOW.plus(1000)), []);
    assert_eq!(cluster.cancelled(), "4711\n");
    // As long as it runs it is cancelled.
    assert_eq!(watch(&setup, NOW.plus(2000)), []);
    assert_eq!(cluster.cancelled(), "4711\n4711\n");
    assert!(cluster.service.lines().iter().all(|line| !line.ends_with("confirm")), "it runs");
    cluster.end(3).unwrap();
    assert_eq!(watch(&setup, NOW.plus(4000)), []);
    assert_eq!(cluster.service.lines().last().unwrap(), "POST /v1/leases/r%2F1/confirm");
    assert_eq!(cluster.kept(), 0);
}

#[test]
fn a_job_whose_hold_ran_out_is_cancelled_though_nobody_answers() {
    let cluster = Cluster::new(opens);
    cluster.begin("dgx").unwrap();
    let troubles = watch(&cluster.setup(), Instant(1_795_334_399_999));
    assert_eq!((troubles.len(), cluster.cancelled().as_str()), (1, ""), "the played service knows no stops");
    watch(&cluster.setup(), Instant(1_795_334_400_000));
    assert_eq!(cluster.cancelled(), "4711\n");
}

#[test]
fn a_stop_before_the_job_is_kept_is_told_again() {
    let cluster = Cluster::new(|seen| if seen.line == STOPS { (200, stops(&["r/1"])) } else { opens(seen) });
    assert_eq!(watch(&cluster.setup(), NOW), []);
    assert_eq!(cluster.cancelled(), "");
    cluster.begin("dgx").unwrap();
    assert_eq!(watch(&cluster.setup(), NOW.plus(5000)), []);
    assert_eq!(cluster.cancelled(), "4711\n");
}

#[test]
fn a_stop_that_was_kept_is_carried_out_though_nobody_answers() {
    let mut told = false;
    let cluster = Cluster::new(move |seen| match seen.line.as_str() {
        STOPS if !std::mem::replace(&mut told, true) => (200, stops(&["r/1"])),
        STOPS => (403, String::new()),
        line if line.ends_with("confirm") => (422, String::new()),
        _ => opens(seen),
    });
    cluster.begin("dgx").unwrap();
    assert_eq!(watch(&cluster.setup(), NOW.plus(1000)), []);
    assert_eq!(watch(&cluster.setup(), NOW.plus(2000)).len(), 1);
    assert_eq!(cluster.cancelled(), "4711\n4711\n");
    // The service does not wait for a confirmation any more: that is the end of it.
    cluster.end(3).unwrap();
    assert_eq!(watch(&cluster.setup(), NOW.plus(4000)).len(), 1);
    assert_eq!(cluster.kept(), 0);
}

#[test]
fn the_cache_is_replaced_or_left_to_grow_old() {
    let cluster = Cluster::new(|seen| {
        let item = seen.body["item"]["accelerator"].as_str().unwrap_or_default();
        let outcome = if item.starts_with("H100") { "license_required" } else { "prohibited" };
        (200, format!(r#"{{"outcome":"{outcome}"}}"#))
    });
    refresh(&cluster.setup(), NOW).unwrap();
    let text = fs::read_to_string(cluster.path("cache")).unwrap();
    let expected = "portcullis-cache\t1\t1795330800\t1795331700\nnorthern\tgpu:a100\tclosed\tthe law says prohibited\nnorthern\tgpu:h100\topen\nend\t2\n";
    assert_eq!(text, expected);
    let silent = Cluster::new(|_| (503, String::new()));
    fs::write(silent.path("cache"), "old").unwrap();
    assert!(refresh(&silent.setup(), NOW).is_err());
    assert_eq!(fs::read_to_string(silent.path("cache")).unwrap(), "old");
    let odd = Cluster::new(|_| (200, r#"{"outcome":"maybe"}"#.to_owned()));
    refresh(&odd.setup(), NOW).unwrap();
    assert!(!fs::read_to_string(odd.path("cache")).unwrap().contains("open"));
}

#[test]
fn the_program_ends_with_0_only_where_the_job_may_begin() {
    let run = |cluster: &Cluster, command: &[&str], end: &str| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_portcullis-slurm"));
        program.env_clear().arg("--config").arg(cluster.path("config")).args(command);
        for name in
            ["SLURM_JOB_ID", "SLURM_CLUSTER_NAME", "SLURM_JOB_ACCOUNT", "SLURM_JOB_PARTITION", "SLURM_JOB_NODELIST"]
        {
            program.env(name, variables("dgx")(name).unwrap());
        }
        program.env("SLURM_JOB_END_TIME", end).output().unwrap()
    };
    // The program reads the clock: a job with a far end has one.
    let open = Cluster::new(opens);
    assert!(run(&open, &["prolog"], "9000000000").status.success());
    assert!(run(&open, &["check"], "1").status.success());
    assert!(!run(&open, &["prolog"], "1").status.success(), "its time is over");
    let closed = Cluster::new(|_| (200, verdict(false, "r/1")));
    let output = run(&closed, &["prolog"], "9000000000");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("D1 covers it"));
    fs::write(closed.path("config"), "service = 5").unwrap();
    assert!(!run(&closed, &["prolog"], "9000000000").status.success());
    assert!(!run(&closed, &["something"], "9000000000").status.success());
}

#[test]
fn mistakes_in_the_configuration_name_the_file() {
    let cluster = Cluster::new(opens);
    let config = fs::read_to_string(cluster.path("config")).unwrap();
    let wrong = |text: &str, file: &str| {
        fs::write(cluster.path("config"), text).unwrap();
        let trouble = Setup::read(&cluster.path("config")).unwrap_err().to_string();
        assert!(trouble.contains(file), "{trouble}");
    };
    wrong(&format!("{config}shell = true\n"), "config");
    wrong(&config.replace("timeout_seconds = 2", "timeout_seconds = 0"), "config");
    wrong(&config.replace("/key", "/no-key"), "no-key");
    wrong(&config.replace(MAPPING, Path::new("/nowhere").to_str().unwrap()), "nowhere");
    wrong(&config.replace("/state", "/no-state"), "no-state");
    wrong(&config.replace("http://127.0.0.1", "http://10.0.0.1"), "https");
    fs::write(cluster.path("key"), " \n").unwrap();
    wrong(&config, "key");
}
