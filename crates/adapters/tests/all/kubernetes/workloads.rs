//! What pods are made of: a question, for all pods together.

use serde_json::{Value, json};

use super::{H100, asked, created, pod, put, refusal, review};

fn template() -> Value {
    let pod = pod("8");
    json!({ "metadata": { "labels": pod["metadata"]["labels"] }, "spec": pod["spec"] })
}

#[test]
fn each_kind_of_kubernetes_is_a_question_about_all_of_its_pods() {
    for (group, kind, spec, pods) in [
        ("apps", "Deployment", json!({ "replicas": 4, "template": template() }), 4),
        ("apps", "ReplicaSet", json!({ "replicas": 2, "template": template() }), 2),
        ("apps", "StatefulSet", json!({ "replicas": 3, "template": template() }), 3),
        ("apps", "DaemonSet", json!({ "template": template() }), 1),
        ("batch", "Job", json!({ "parallelism": 5, "completions": 10, "template": template() }), 5),
        ("batch", "Job", json!({ "template": template() }), 1),
        ("batch", "CronJob", json!({ "jobTemplate": { "spec": { "parallelism": 2, "template": template() } } }), 2),
        ("", "ReplicationController", json!({ "replicas": 1, "template": template() }), 1),
        (
            "ray.io",
            "RayCluster",
            json!({
                "headGroupSpec": { "template": template() },
                "workerGroupSpecs": [{ "maxReplicas": 2, "template": template() }, { "maxReplicas": 3, "template": template() }]
            }),
            6,
        ),
        (
            "kubeflow.org",
            "PyTorchJob",
            json!({ "pytorchReplicaSpecs": {
            "Master": { "replicas": 1, "template": template() }, "Worker": { "replicas": 7, "template": template() }
        } }),
            8,
        ),
        (
            "jobset.x-k8s.io",
            "JobSet",
            json!({ "replicatedJobs": [
            { "replicas": 2, "template": { "spec": { "parallelism": 4, "template": template() } } }
        ] }),
            8,
        ),
    ] {
        let object = json!({ "metadata": { "name": "train", "uid": "u" }, "spec": spec });
        let reviewed = put(&created(group, kind, object));
        assert_eq!(asked(&reviewed), [(H100.to_owned(), 8 * pods, "US".to_owned(), false)], "{kind}");
        assert_eq!(reviewed.asks[0].request.on.as_deref(), Some("2026-11-21"));
    }
    let object = json!({ "metadata": { "name": "train" }, "template": template() });
    assert_eq!(asked(&put(&created("", "PodTemplate", object)))[0].1, 8);
}

#[test]
fn no_pods_are_nothing() {
    let object = json!({ "spec": { "replicas": 0, "template": template() } });
    assert_eq!(asked(&put(&created("apps", "Deployment", object))), []);
}

#[test]
fn a_number_that_cannot_be_read_is_refused() {
    for replicas in [json!(-1), json!("many"), json!(1.5), json!([])] {
        let object = json!({ "spec": { "replicas": replicas, "template": template() } });
        assert!(refusal(&put(&created("apps", "Deployment", object))).contains("/spec/replicas"));
    }
    let object = json!({ "spec": { "replicas": u64::MAX, "template": template() } });
    assert!(refusal(&put(&created("apps", "Deployment", object))).contains("more chips"));
}

#[test]
fn a_kind_that_nobody_named_is_refused_where_it_asks_for_accelerators() {
    let object = json!({ "spec": { "worker": { "template": template() } } });
    let sentence = refusal(&put(&created("example.org", "Fleet", object)));
    assert!(sentence.contains("Fleet/spec/worker/template/spec/containers/0/resources"), "{sentence}");
    assert!(sentence.contains("[[workloads]]"), "{sentence}");
    let object = json!({ "spec": { "worker": { "image": "x" } } });
    assert_eq!(asked(&put(&created("example.org", "Fleet", object))), []);
    // A template of a named kind that is somewhere else.
    let object = json!({ "spec": { "headGroupSpec": { "template": template() }, "more": [template()] } });
    assert!(refusal(&put(&created("ray.io", "RayCluster", object))).contains("RayCluster/spec/more/0"));
}

#[test]
fn what_the_status_repeats_is_not_asked() {
    let mut object = pod("8");
    object["status"] = json!({ "containerStatuses": [{ "resources": { "limits": { "nvidia.com/gpu": "8" } } }] });
    assert_eq!(asked(&put(&created("", "Pod", object))).len(), 1);
}

#[test]
fn a_scale_up_is_left_to_the_pods_or_refused() {
    let scale = |replicas: u64| json!({ "kind": "Scale", "spec": { "replicas": replicas } });
    let mut up = review("autoscaling", "Scale", "UPDATE", scale(4), scale(2));
    up["request"]["subResource"] = json!("scale");
    let reviewed = put(&up);
    assert_eq!(asked(&reviewed), []);
    assert_eq!(reviewed.warnings.len(), 1);
    let strict = super::MAPPING.replace("scale = \"pods\"", "scale = \"deny\"");
    let strict = portcullis_adapters::kubernetes::Mapping::parse(&strict).unwrap();
    let phase = portcullis_adapters::kubernetes::Phase::Validating;
    assert!(refusal(&super::put_to(&up, &strict, phase)).contains("scale-up"));
    let mut down = review("autoscaling", "Scale", "UPDATE", scale(1), scale(2));
    down["request"]["subResource"] = json!("scale");
    let reviewed = super::put_to(&down, &strict, phase);
    assert_eq!((asked(&reviewed), reviewed.warnings.len()), (Vec::new(), 0));
}
