//! Mistakes in a mapping: each is named, with its place.

use super::{MAPPING, mapping};
use portcullis_adapters::kubernetes::{Known, Mapping};

fn mistakes(from: &str, to: &str) -> Vec<String> {
    assert!(MAPPING.contains(from), "{from}");
    let mistakes = Mapping::parse(&MAPPING.replacen(from, to, 1)).unwrap_err();
    mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn each_mistake_is_named_with_its_place() {
    for (from, to, place) in [
        ("hold = \"8h\"", "hold = \"8 hours\"", "hold: "),
        ("hold = \"8h\"", "hold = \"32d\"", "hold: "),
        ("hold = \"8h\"", "hold = \"59s\"", "hold: "),
        ("hold = \"8h\"", "hold = \"h\"", "hold: "),
        ("hold = \"8h\"", "hold = \"1é\"", "hold: "),
        ("hold = \"8h\"", "hold = \"8h\"\nholds = \"8h\"", "mapping: "),
        ("scale = \"pods\"", "scale = \"ignore\"", "mapping: "),
        ("\"rdma/*\"", "\"rdma/'*\"", "not_accelerators[0]: "),
        ("\"rdma/*\"", "\"*\"", "not_accelerators[0]: "),
        ("\"rdma/*\"", "\"nvidia.com/*\"", "accelerators[0].resource: "),
        ("[\"kube-system\"]", "[\"kube system\"]", "exempt_namespaces[0]: "),
        ("kind = \"provide_compute\"", "kind = \"rent\"", "request: "),
        ("kind = \"provide_compute\"", "quantity = 1", "request.quantity: "),
        ("team-a = \"northern-compute\"", "team-a = \"nobody\"", "customer.namespaces.\"team-a\": "),
        ("name = \"Northern Compute Ltd\"", "title = \"Northern Compute Ltd\"", "customers.\"northern-compute\": "),
        ("resource = \"nvidia.com/gpu\"\n", "", "accelerators[0]: "),
        ("resource = \"nvidia.com/gpu\"\n", "resource = \"nvidia.com/gpu'\"\n", "accelerators[0]: "),
        ("NVIDIA-A100-SXM4-80GB", "NVIDIA-H100-80GB-HBM3", "accelerators[1]: "),
        (
            "device_class = \"h100.example.com\"",
            "device_class = \"h100.example.com\"\nnode_selector = { a = \"b\" }",
            "accelerators[3].node_selector: ",
        ),
        ("accelerator = \"A100 SXM4 80GB\"", "accelerator = \"A100 SXM4 80GB\"\nchips = 0", "accelerators[1].chips: "),
        ("kind = \"RayCluster\"", "kind = \"Ray Cluster\"", "workloads[0].kind: "),
        ("group = \"ray.io\"\nkind = \"RayCluster\"", "group = \"apps\"\nkind = \"Deployment\"", "workloads[0].kind: "),
        ("\"/spec/headGroupSpec/template\"", "\"spec\"", "workloads[0].pods[0].template: "),
        ("\"/spec/workerGroupSpecs/*/maxReplicas\"", "\"/spec/*/*/maxReplicas\"", "workloads[0].pods[1].times: "),
        ("holds = \"pods\"", "holds = \"nobody\"", "mapping: "),
    ] {
        let mistakes = mistakes(from, to);
        assert!(mistakes.iter().any(|mistake| mistake.starts_with(place)), "{from} -> {to}: {mistakes:?}");
    }
}

#[test]
fn every_mistake_is_named_at_once() {
    let text = MAPPING.replace("hold = \"8h\"", "hold = \"\"").replace("\"rdma/*\"", "\"\"").replace("\"team", "\"x");
    assert_eq!(Mapping::parse(&text).unwrap_err().len(), 2);
}

#[test]
fn without_places_nobody_can_be_named() {
    let text = "hold = \"1h\"\naccelerators = []\n[customer]\n";
    let places: Vec<_> = Mapping::parse(text).unwrap_err().into_iter().map(|mistake| mistake.place).collect();
    assert_eq!(places, ["accelerators", "customer", "customers", "request.site"]);
}

#[test]
fn what_the_catalog_and_the_law_do_not_know_is_a_mistake() {
    let all = |_: &str| true;
    let none = |_: &str| false;
    assert!(mapping().check(Known { accelerator: &all, country: &all, end_use: &all }).is_ok());
    let mistakes = mapping().check(Known { accelerator: &none, country: &none, end_use: &none }).unwrap_err();
    let places: Vec<_> = mistakes.iter().map(|mistake| mistake.place.as_str()).collect();
    for place in ["accelerators[0].accelerator", "site.values.\"us-east\"", "end_use.values.\"training\""] {
        assert!(places.contains(&place), "{places:?}");
    }
}

/// The example names accelerators that the catalog has.
#[test]
fn the_example_fits_the_catalog() {
    let catalog = include_str!("../../../../../catalog/accelerators.csv");
    let accelerator = |name: &str| catalog.lines().any(|line| line.split(',').nth(1) == Some(name));
    let all = |_: &str| true;
    mapping().check(Known { accelerator: &accelerator, country: &all, end_use: &all }).unwrap();
}
