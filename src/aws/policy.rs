//! Policy documents: the part of the IAM grammar that the model covers. Everything else is refused
//! by name.

mod condition;
mod json;
mod key;
mod parse;
mod statement;
mod vocabulary;

pub use key::ConditionKey;
pub(crate) use vocabulary::Vocabulary;

#[cfg(test)]
mod tests;

use crate::aws::Service;
use crate::net::Ipv4Prefix;

/// Where a policy is attached; decides which elements it may and must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PolicyKind {
    /// On the execution role: no `Principal`.
    Identity,
    /// On a bucket: needs `Principal`.
    Bucket,
    /// On a VPC endpoint of this service: needs `Principal`.
    Endpoint(Service),
    /// On the account, about its own principals: no `Principal`.
    ServiceControl,
    /// On the account, about its resources: `Principal` is everybody, and only `Deny` is taken.
    ResourceControl,
}

/// A policy document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDocument {
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// `Sid`, or `statement N` counted from 1.
    pub label: String,
    pub effect: Effect,
    /// [`PrincipalMatch::Anyone`] in identity policies.
    pub principal: PrincipalMatch,
    pub actions: Matcher,
    pub resources: Matcher,
    /// All must hold.
    pub conditions: Vec<Condition>,
}

/// `Allow` or `Deny`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Allow,
    Deny,
}

/// Whom a statement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrincipalMatch {
    /// `"*"` or `{"AWS": "*"}`.
    Anyone,
    /// `{"AWS": […]}`: account ids, account root ARNs, role ARNs.
    Aws(Vec<String>),
    /// `{"Service": […]}`: matches no principal of this model.
    Service(Vec<String>),
}

/// A list of patterns with `*` and `?`, or its negation (`NotAction`, `NotResource`). Patterns of
/// actions are kept in lower case, as AWS compares actions without case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matcher {
    AnyOf(Vec<String>),
    NoneOf(Vec<String>),
}

/// One condition: `operator: { key: values }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub operator: ConditionOperator,
    /// The operator ends in `IfExists`.
    pub if_exists: bool,
    pub key: ConditionKey,
    /// Any may match. Truth values are `true` or `false`.
    pub values: Vec<String>,
    /// The values as address blocks, for the two operators on addresses; empty for all others.
    pub networks: Vec<Ipv4Prefix>,
}

/// The condition operators of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConditionOperator {
    StringEquals,
    StringNotEquals,
    StringLike,
    StringNotLike,
    ArnEquals,
    ArnNotEquals,
    ArnLike,
    ArnNotLike,
    Bool,
    /// Whether the key is absent (`true`) or present (`false`).
    Null,
    IpAddress,
    NotIpAddress,
}

impl ConditionOperator {
    /// Whether it holds when *no* value matches, and so for an absent key too.
    #[must_use]
    pub fn is_negated(self) -> bool {
        matches!(
            self,
            Self::StringNotEquals
                | Self::StringNotLike
                | Self::ArnNotEquals
                | Self::ArnNotLike
                | Self::NotIpAddress
        )
    }

    /// Whether it compares addresses.
    #[must_use]
    pub fn is_about_addresses(self) -> bool {
        matches!(self, Self::IpAddress | Self::NotIpAddress)
    }
}

/// What is wrong with a policy text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// Byte offset into the policy text, when known.
    pub offset: Option<usize>,
    /// Lower case, no full stop, user text in backticks.
    pub message: String,
    pub help: Option<String>,
    /// AWS knows this; the model does not.
    pub refused: bool,
}
