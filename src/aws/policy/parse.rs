//! A policy text to a [`PolicyDocument`], or everything that is wrong with it.

use std::collections::BTreeMap;

use crate::aws::{Effect, Matcher, PolicyDocument, PolicyError, PolicyKind, PrincipalMatch, Statement};
use crate::diag;

use super::json::{Member, Node, Value};
use super::statement::statement;

/// Longest text of an endpoint or bucket policy, in characters (VPC and S3 quotas).
const RESOURCE_POLICY: usize = 20_480;
/// Longest text of the inline policies of a role, in characters (IAM quotas).
const ROLE_POLICY: usize = 10_240;
/// Longest text of one policy of an organization, in characters (Organizations quotas).
const ORGANIZATION_POLICY: usize = 5_120;

impl PolicyDocument {
    /// Reads a policy text.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the text.
    pub fn parse(text: &str, kind: PolicyKind) -> Result<Self, Vec<PolicyError>> {
        let mut faults = Faults::default();
        let document = document(text, kind, &mut faults);
        match document {
            Some(document) if faults.0.is_empty() => Ok(document),
            _ => {
                faults.0.sort_by_key(|fault| fault.offset);
                Err(faults.0)
            }
        }
    }
}

/// Everything found wrong so far. Who answers `None` has added a fault.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<PolicyError>);

impl Faults {
    /// Adds an error.
    pub fn error(&mut self, offset: usize, message: impl Into<String>, help: Option<String>) {
        let message = message.into();
        self.0.push(PolicyError { offset: Some(offset), message, help, refused: false });
    }

    /// Refuses something that AWS knows and the model does not.
    pub fn refuse(&mut self, offset: usize, what: &str, help: Option<&str>) {
        self.0.push(PolicyError {
            offset: Some(offset),
            message: format!("the model does not cover `{what}`"),
            help: help.map(str::to_owned),
            refused: true,
        });
    }

    /// Reports a key that means nothing where it stands.
    pub fn unknown_key(&mut self, member: &Member<'_>, place: &str, known: &[&str]) {
        let message = format!("`{}` is no element of {place}", member.key);
        self.error(member.offset, message, Some(suggestion(&member.key, known)));
    }
}

/// The known word that was probably meant, or all of them.
pub(super) fn suggestion(word: &str, known: &[&str]) -> String {
    let same = known.iter().copied().find(|known| known.eq_ignore_ascii_case(word));
    match same.or_else(|| diag::did_you_mean(word, known.iter().copied())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of `{}`", known.join("`, `")),
    }
}

/// The members of an object, each key once.
pub(super) fn object<'t>(
    node: Node<'t>,
    what: &str,
    faults: &mut Faults,
) -> Option<BTreeMap<String, Member<'t>>> {
    let Value::Object(members) = node.value() else {
        faults.error(node.offset(), format!("{what} must be an object, `{{ … }}`"), None);
        return None;
    };
    let mut by_key = BTreeMap::new();
    for member in members {
        if by_key.contains_key(&member.key) {
            let message = format!("`{}` stands twice in {what}", member.key);
            let help = "JSON would keep the last one only; join them into one";
            faults.error(member.offset, message, Some(help.to_owned()));
            continue;
        }
        by_key.insert(member.key.clone(), member);
    }
    Some(by_key)
}

/// A string, or a list of them that is not empty.
pub(super) fn texts(member: &Member<'_>, faults: &mut Faults) -> Option<Vec<(String, usize)>> {
    values(member, faults, |node| match node.value() {
        Value::Text(text) => Some(text),
        _ => None,
    })
}

/// A value that `read` takes for a text, or a list of them that is not empty; each with its place.
pub(super) fn values(
    member: &Member<'_>,
    faults: &mut Faults,
    read: impl Fn(Node<'_>) -> Option<String>,
) -> Option<Vec<(String, usize)>> {
    let key = &member.key;
    let nodes = match member.value.value() {
        Value::List(nodes) => nodes,
        _ => vec![member.value],
    };
    if nodes.is_empty() {
        faults.error(member.offset, format!("`{key}` is an empty list"), None);
        return None;
    }
    let texts: Vec<_> = nodes
        .into_iter()
        .map(|node| {
            let Some(text) = read(node) else {
                let message = format!("`{key}` must be a string or a list of strings");
                faults.error(node.offset(), message, None);
                return None;
            };
            Some((text, node.offset()))
        })
        .collect();
    texts.into_iter().collect()
}

fn document(text: &str, kind: PolicyKind, faults: &mut Faults) -> Option<PolicyDocument> {
    const KNOWN: [&str; 3] = ["Version", "Id", "Statement"];
    let limit = match kind {
        PolicyKind::Identity => ROLE_POLICY,
        PolicyKind::Bucket | PolicyKind::Endpoint(_) => RESOURCE_POLICY,
        PolicyKind::ServiceControl | PolicyKind::ResourceControl => ORGANIZATION_POLICY,
    };
    let length = text.chars().count();
    if length > limit {
        let message = format!("the policy has {length} characters; AWS takes {limit}");
        faults.error(0, message, None);
        return None;
    }
    let root = Node::root(text).map_err(|fault| faults.0.push(fault)).ok()?;
    let members = object(root, "a policy", faults)?;
    for member in members.values().filter(|member| !KNOWN.contains(&member.key.as_str())) {
        faults.unknown_key(member, "a policy", &KNOWN);
    }
    if let Some(version) = members.get("Version") {
        check_version(version, faults);
    }
    let Some(listed) = members.get("Statement") else {
        faults.error(root.offset(), "the policy has no `Statement`", None);
        return None;
    };
    let mut statements = statements(listed, kind, faults)?;
    if kind == PolicyKind::ResourceControl {
        statements.push(full_access());
    }
    Some(PolicyDocument { statements })
}

/// What stays attached beside every resource control policy and cannot be detached (Organizations
/// User Guide, "RCP syntax").
fn full_access() -> Statement {
    let everything = || Matcher::AnyOf(vec!["*".to_owned()]);
    Statement {
        label: "RCPFullAWSAccess".to_owned(),
        effect: Effect::Allow,
        principal: PrincipalMatch::Anyone,
        actions: everything(),
        resources: everything(),
        conditions: Vec::new(),
    }
}

fn check_version(version: &Member<'_>, faults: &mut Faults) {
    let known =
        matches!(version.value.value(), Value::Text(text) if text == "2012-10-17" || text == "2008-10-17");
    if !known {
        let help = "write \"2012-10-17\": the version of the language, not a date of yours";
        faults.error(
            version.value.offset(),
            "no such `Version` of the policy language",
            Some(help.to_owned()),
        );
    }
}

fn statements(listed: &Member<'_>, kind: PolicyKind, faults: &mut Faults) -> Option<Vec<Statement>> {
    let nodes = match listed.value.value() {
        Value::List(nodes) => nodes,
        _ => vec![listed.value],
    };
    if nodes.is_empty() {
        faults.error(listed.offset, "`Statement` is an empty list", None);
        return None;
    }
    let mut labels: Vec<String> = Vec::new();
    let mut read = Vec::new();
    for (index, node) in nodes.into_iter().enumerate() {
        let statement = statement(node, index, kind, faults);
        if let Some(label) = statement.as_ref().map(|statement| statement.label.clone()) {
            if labels.contains(&label) {
                faults.error(node.offset(), format!("two statements have the `Sid` `{label}`"), None);
            }
            labels.push(label);
        }
        read.push(statement);
    }
    read.into_iter().collect()
}
