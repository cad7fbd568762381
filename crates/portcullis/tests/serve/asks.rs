//! What is asked: one transaction of each kind.

use serde_json::{Value, json};

/// Headquartered in Singapore, with a parent in China: under the permission rule this takes a license.
pub const CUSTOMER: &str = "Example Robotics (Singapore) Pte. Ltd.";
/// As the first, under a license that is suspended.
pub const SUSPENDED_CUSTOMER: &str = "Example Optics (Singapore) Pte. Ltd.";
/// The chips of an instance.
pub const CHIPS: u64 = 8;

/// A transaction that takes a license.
pub fn covered() -> Value {
    of_customer(CUSTOMER)
}

/// A transaction that takes a license which is suspended.
pub fn suspended() -> Value {
    of_customer(SUSPENDED_CUSTOMER)
}

fn of_customer(customer: &str) -> Value {
    json!({
        "kind": "provide_compute", "item": { "instance": "aws:p5.48xlarge" }, "quantity": 1, "site": "US",
        "end_use": ["model_training"],
        "parties": [
            provider(),
            {
                "role": "customer", "name": customer, "country": "SG", "headquarters": "SG",
                "ultimate_parent": { "name": format!("{customer} Group"), "headquarters": "CN" },
            },
        ],
    })
}

/// A transaction that no license can allow: half of the customer belongs to a blocked person.
pub fn barred() -> Value {
    json!({
        "kind": "provide_compute", "item": { "accelerator": "H100 SXM5 80GB" }, "quantity": 1, "site": "US",
        "parties": [
            provider(),
            {
                "role": "customer", "name": "Example Shipping FZE", "country": "AE", "headquarters": "AE",
                "ultimate_parent": "self",
                "owners": [
                    { "name": "Example Blocked Holding", "percent": "50", "lists": ["sdn"] },
                    { "name": "Example Founders", "percent": "50", "lists": [] },
                ],
            },
        ],
    })
}

/// A transaction that takes no license.
pub fn free() -> Value {
    json!({
        "kind": "provide_compute", "item": { "accelerator": "H100 SXM5 80GB" }, "quantity": 8, "site": "US",
        "parties": [
            provider(),
            {
                "role": "customer", "name": "Example Customer Ltd", "country": "SG", "headquarters": "SG",
                "ultimate_parent": "self",
            },
        ],
    })
}

fn provider() -> Value {
    json!({
        "role": "provider", "name": "Example Cloud Inc", "country": "US", "headquarters": "US",
        "ultimate_parent": { "name": "Example Cloud Inc", "headquarters": "US" },
    })
}

/// A transaction that is to start under an id.
pub fn start(id: &str, request: &Value, hold_seconds: u64) -> Value {
    json!({ "id": id, "hold_seconds": hold_seconds, "request": request })
}
