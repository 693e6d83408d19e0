//! Changes of policy texts, statement by statement.

use serde_json::{Map, Value, json};

use crate::lab::fix::edit::{Holder, Sway};

/// A change of one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyEdit {
    /// A further statement that allows one action on one resource.
    Allow { action: String, resource: String },
    /// A further statement that denies one action on one resource.
    Deny { action: String, resource: String },
    /// Lets requests on resources of this account pass only.
    OwnResourcesOnly { account: String },
    /// Denies everything on the bucket unless a condition key has this value.
    DenyUnless { bucket: String, key: &'static str, value: String },
    /// Takes away the statement with this label: its `Sid`, or `statement N`.
    RemoveStatement { label: String, allows: bool },
    /// No policy of its own: full access for an endpoint, none for a bucket, the managed policy for the
    /// role.
    Clear,
}

impl PolicyEdit {
    /// Changes the policy; nothing when the text is no policy, or says so already.
    pub(in crate::lab::fix) fn apply(&self, policy: &mut Option<String>, holder: &Holder) -> Option<()> {
        if *self == Self::Clear {
            return policy.take().map(drop);
        }
        let mut statements = match policy {
            Some(text) => statements(text)?,
            None => Vec::new(),
        };
        self.change(&mut statements, policy.is_none(), holder)?;
        // An endpoint without a policy lets everything through: the opposite of what is meant.
        let nothing_left = statements.is_empty();
        if nothing_left && !matches!(holder, Holder::Bucket(_)) {
            return None;
        }
        *policy = (!nothing_left).then(|| written(&statements));
        Some(())
    }

    fn change(&self, statements: &mut Vec<Value>, absent: bool, holder: &Holder) -> Option<()> {
        match self {
            Self::Clear => return None,
            Self::RemoveStatement { label, .. } => {
                let mut labels = statements.iter().enumerate().map(|(at, it)| label_of(it, at));
                let at = labels.position(|found| found == *label)?;
                statements.remove(at);
            }
            Self::OwnResourcesOnly { account } if absent && matches!(holder, Holder::Endpoint(_)) => {
                let condition = json!({ "StringEquals": { "aws:ResourceAccount": account } });
                statements.push(statement("Allow", holder, "*", json!("*"), Some(condition)));
            }
            Self::OwnResourcesOnly { account } => {
                let condition = json!({ "StringNotEquals": { "aws:ResourceAccount": account } });
                statements.push(statement("Deny", holder, "*", json!("*"), Some(condition)));
            }
            // What is absent allows everything already, or what the managed policy says.
            Self::Allow { .. } if absent && !matches!(holder, Holder::Bucket(_)) => return None,
            Self::Allow { action, resource } => {
                statements.push(statement("Allow", holder, action, json!(resource), None));
            }
            Self::Deny { action, resource } => {
                match holder {
                    Holder::Endpoint(_) if absent => {
                        statements.push(statement("Allow", holder, "*", json!("*"), None));
                    }
                    Holder::Role if absent => return None,
                    _ => {}
                }
                statements.push(statement("Deny", holder, action, json!(resource), None));
            }
            Self::DenyUnless { bucket, key, value } => {
                let resources = json!([format!("arn:aws:s3:::{bucket}"), format!("arn:aws:s3:::{bucket}/*")]);
                let condition = json!({ "StringNotEquals": { *key: value } });
                statements.push(statement("Deny", holder, "s3:*", resources, Some(condition)));
            }
        }
        Some(())
    }

    pub(in crate::lab::fix) fn sway(&self) -> Sway {
        match self {
            Self::Allow { .. } | Self::RemoveStatement { allows: false, .. } => Sway::Opens,
            Self::Deny { .. }
            | Self::OwnResourcesOnly { .. }
            | Self::DenyUnless { .. }
            | Self::RemoveStatement { allows: true, .. } => Sway::Closes,
            Self::Clear => Sway::Either,
        }
    }

    pub(in crate::lab::fix) fn breadth(&self) -> u32 {
        match self {
            Self::Allow { .. } => 8,
            Self::RemoveStatement { allows: false, .. } => 40,
            Self::Clear => 60,
            Self::OwnResourcesOnly { .. } => 0,
            Self::DenyUnless { .. } => 1,
            Self::Deny { .. } | Self::RemoveStatement { allows: true, .. } => 4,
        }
    }
}

/// The statements of a policy text; nothing when it is none.
pub(in crate::lab::fix) fn statements(text: &str) -> Option<Vec<Value>> {
    let mut policy: Map<String, Value> = serde_json::from_str(text).ok()?;
    match policy.remove("Statement")? {
        Value::Array(list) => Some(list),
        one @ Value::Object(_) => Some(vec![one]),
        _ => None,
    }
}

/// What the engine calls the statement at `at`.
pub(in crate::lab::fix) fn label_of(statement: &Value, at: usize) -> String {
    let sid = statement.get("Sid").and_then(Value::as_str).filter(|sid| !sid.is_empty());
    sid.map_or_else(|| format!("statement {}", at + 1), str::to_owned)
}

/// Whether it is an `Allow`.
pub(in crate::lab::fix) fn allows(statement: &Value) -> bool {
    statement.get("Effect").and_then(Value::as_str) == Some("Allow")
}

fn statement(
    effect: &str,
    holder: &Holder,
    action: &str,
    resource: Value,
    condition: Option<Value>,
) -> Value {
    let mut members = Map::new();
    members.insert("Effect".to_owned(), json!(effect));
    if !matches!(holder, Holder::Role) {
        members.insert("Principal".to_owned(), json!("*"));
    }
    members.insert("Action".to_owned(), json!(action));
    members.insert("Resource".to_owned(), resource);
    if let Some(condition) = condition {
        members.insert("Condition".to_owned(), condition);
    }
    Value::Object(members)
}

/// The policy as people write it: one statement after the other, its keys in the usual order.
fn written(statements: &[Value]) -> String {
    const ORDER: [&str; 8] =
        ["Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
    let one = |statement: &Value| {
        let mut members: Vec<(&String, &Value)> = statement.as_object().into_iter().flatten().collect();
        members.sort_by_key(|(key, _)| ORDER.iter().position(|known| known == key));
        let lines: Vec<String> =
            members.iter().map(|(key, value)| format!("      {}: {value}", json!(key))).collect();
        format!("    {{\n{}\n    }}", lines.join(",\n"))
    };
    let statements: Vec<String> = statements.iter().map(one).collect();
    format!("{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n{}\n  ]\n}}\n", statements.join(",\n"))
}
