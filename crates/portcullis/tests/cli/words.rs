//! What people read, pinned: a change shows as a diff that a reviewer can judge.
use crate::common::seen;

/// One snapshot a command line.
macro_rules! pinned {
    ($($name:ident: $arguments:expr;)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(seen(&$arguments, ""));
        })*
    };
}

const HEADLINE: [&str; 13] = [
    "check",
    "--customer",
    "Example Robotics Pte",
    "--country",
    "SG",
    "--parent-hq",
    "CN",
    "--instance",
    "aws:p5.48xlarge",
    "--quantity",
    "16",
    "--on",
    "2026-11-21",
];

fn headline<const N: usize>(more: [&'static str; N]) -> Vec<&'static str> {
    HEADLINE.into_iter().chain(more).collect()
}

pinned! {
    help: ["--help"];
    help_check: ["check", "--help"];
    help_classify: ["classify", "--help"];
    help_law: ["law", "--help"];
    help_schema: ["schema", "--help"];
    help_bench: ["bench", "--help"];
    headline_text: HEADLINE;
    headline_json: headline(["--format", "json"]);
    headline_explained: headline(["--explain"]);
    headline_enacted: headline(["--profile", "enacted"]);
    open_rental: [
        "check", "--customer", "Example Lab", "--country", "SG", "--hq", "SG", "--parent-hq", "SG",
        "--instance", "aws:p5.48xlarge", "--on", "2026-11-21",
    ];
    missing_parent: ["check", "--customer", "Example Lab", "--country", "SG", "--hq", "SG",
        "--instance", "aws:p5.48xlarge", "--on", "2026-11-21"];
    exception_with_obligations: ["check", "--kind", "export", "--accelerator", "GeForce RTX 4090", "--quantity", "40",
        "--from", "US", "--to", "CN", "--customer", "Example Search", "--country", "CN", "--hq", "CN", "--parent-hq", "self",
        "--on", "2023-12-01"];
    two_readings: ["check", "--kind", "export", "--accelerator", "A10", "--from", "US", "--to", "VN",
        "--customer", "Example Imaging", "--country", "VN", "--hq", "VN", "--parent-hq", "VN", "--owner", "entity_list:60",
        "--on", "2026-11-21"];
    announced_nonenforcement: ["check", "--kind", "export", "--accelerator", "H100 SXM5 80GB", "--quantity", "3000",
        "--from", "US", "--to", "MY", "--customer", "Example Hosting", "--country", "MY", "--hq", "MY", "--parent-hq", "self",
        "--on", "2025-08-01"];
    contradiction: ["check", "--kind", "export", "--accelerator", "A10", "--from", "US", "--to", "VN",
        "--customer", "Example Imaging", "--country", "VN", "--hq", "VN", "--parent-hq", "VN", "--owner", "entity_list:60",
        "--owner", "sdn:60", "--on", "2025-10-15"];
    prohibited: ["check", "--customer", "Example Shipping", "--country", "AE", "--hq", "AE", "--parent-hq", "self",
        "--list", "sdn", "--accelerator", "T4", "--on", "2026-11-21"];
    gallium: ["check", "--kind", "export", "--goods", "gallium_metal", "--from", "CN", "--to", "DE",
        "--customer", "Example Wafer", "--country", "DE", "--hq", "DE", "--parent-hq", "self", "--on", "2023-08-01"];
    examples: ["check", "examples/requests.jsonl"];
    example_toml: ["check", "examples/request.toml"];
    example_profile: ["check", "examples/request.toml", "--profile", "examples/profile.toml"];
    classify_name: ["classify", "h100   sxm5 80gb", "--on", "2026-11-21"];
    classify_json: ["classify", "A30", "--on", "2024-01-15", "--format", "json"];
    classify_instance: ["classify", "aws:p5.48xlarge", "--on", "2026-11-21"];
    classify_history: ["classify", "A800 SXM4 80GB", "--history"];
    classify_figures: ["classify", "--tpp", "4992", "--density", "6.04", "--io", "600", "--data-center", "--on", "2022-12-01"];
    classify_lower_bound: ["classify", "TPU v4i", "--on", "2024-01-15"];
    classify_near_miss: ["classify", "H100 SMX5 80GB"];
    classify_nothing: ["classify"];
    law_list: ["law", "list"];
    law_show_regime: ["law", "show", "us-cloud-permission"];
    law_show_instrument: ["law", "show", "us-bis-2025-09-30-affiliates"];
    law_show_provision: ["law", "show", "us-cloud-parent"];
    law_show_unknown: ["law", "show", "us-nothing"];
    law_in_force: ["law", "in-force", "--on", "2022-11-01"];
    unknown_profile: ["check", "examples/request.toml", "--profile", "strict"];
    no_item: ["check", "--customer", "Example", "--country", "SG"];
    unknown_country: ["check", "--instance", "aws:p5.48xlarge", "--country", "Sngapore", "--on", "2026-11-21"];
    missing_file: ["check", "nowhere.toml"];
}

#[test]
fn bad_json() {
    let directory = tempfile::tempdir().unwrap();
    let in_file = |text: &str| {
        let path = directory.path().join("request.json");
        std::fs::write(&path, text).unwrap();
        let path = path.display().to_string();
        seen(&["check", &path], "").replace(&path, "request.json")
    };
    insta::assert_snapshot!("bad_json_field", in_file("{\"kind\": \"provide_compute\",\n \"contry\": \"SG\"}"));
    insta::assert_snapshot!("bad_json_syntax", in_file("{\"kind\": \"provide_compute\",\n \"on\": }"));
    insta::assert_snapshot!(
        "bad_json_value",
        in_file(
            "{\"kind\": \"provide_compute\", \"on\": \"2026-11-21\",\n \"item\": {\"instance\": \"aws:p5.48xlarg\"}}"
        )
    );
}

#[test]
fn bad_lines_are_named_and_the_others_decided() {
    let good = r#"{"id":"good","kind":"provide_compute","on":"2026-11-21","item":{"accelerator":"T4"},"parties":[]}"#;
    let input = format!("{good}\nnot json\n\n{{\"kind\":\"export\",\"on\":\"2023-02-30\"}}\n{good}");
    insta::assert_snapshot!(seen(&["check", "-", "--format", "jsonl"], &input));
}
