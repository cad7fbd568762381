//! What is generated, against the copies in `deploy/kubernetes`.

use portcullis_adapters::kubernetes::{MUTATE_PATH, Mapping, Reach, backstop, webhook, yaml};

use super::{MAPPING, mapping};

fn reach() -> Reach {
    Reach::Service { namespace: "portcullis".to_owned(), name: "portcullis".to_owned(), port: 443, authority: None }
}

/// With `PORTCULLIS_WRITE_GENERATED` set, the copies are written.
#[test]
fn the_manifests_are_those_of_the_example() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/kubernetes");
    for (name, text) in
        [("webhooks.yaml", yaml(&webhook(&mapping(), &reach()))), ("backstop.yaml", yaml(&backstop(&mapping())))]
    {
        let path = folder.join(name);
        if std::env::var_os("PORTCULLIS_WRITE_GENERATED").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "{name}: run with PORTCULLIS_WRITE_GENERATED=1");
    }
}

#[test]
fn every_webhook_fails_closed() {
    let strict = Mapping::parse(&MAPPING.replace("scale = \"pods\"", "scale = \"deny\"")).unwrap();
    for configuration in webhook(&strict, &reach()) {
        for hook in configuration["webhooks"].as_array().unwrap() {
            assert_eq!(hook["failurePolicy"], "Fail");
            assert_eq!(hook["sideEffects"], "NoneOnDryRun");
            assert_eq!(hook["admissionReviewVersions"][0], "v1");
            assert_eq!(hook["namespaceSelector"]["matchExpressions"][0]["values"][0], "kube-system");
            let path = hook["clientConfig"]["service"]["path"].as_str().unwrap();
            assert_eq!(path == MUTATE_PATH, configuration["kind"] == "MutatingWebhookConfiguration");
        }
    }
}

#[test]
fn every_kind_of_the_mapping_has_a_rule() {
    let text = yaml(&webhook(&mapping(), &reach()));
    for resource in [
        "pods",
        "deployments",
        "jobs",
        "cronjobs",
        "podtemplates",
        "resourceclaims",
        "rayclusters",
        "jobsets",
        "pods/ephemeralcontainers",
    ] {
        assert!(text.contains(&format!("- {resource}\n")), "{resource}");
    }
}

#[test]
fn yaml_says_what_json_says() {
    let value = serde_json::json!([{ "a": { "b": ["x", "yes", "1", "", "a b", { "c": [] }], "n": null, "d": 1 } }]);
    let expected = "---\na:\n  b:\n    - x\n    - \"yes\"\n    - \"1\"\n    - \"\"\n    - \"a b\"\n    - c: []\n  \"n\": null\n  d: 1\n";
    assert_eq!(yaml(value.as_array().unwrap()), expected);
}

#[test]
fn the_mapping_that_is_deployed_is_the_example() {
    assert_eq!(include_str!("../../../../../deploy/kubernetes/mapping.toml"), MAPPING);
}

#[test]
fn the_review_of_the_example_is_a_question() {
    let review = serde_json::from_str(include_str!("../../../../../examples/kubernetes/review.json")).unwrap();
    let asked = super::asked(&super::put(&review));
    assert_eq!(asked, [(super::H100.to_owned(), 8, "US".to_owned(), false)]);
}
