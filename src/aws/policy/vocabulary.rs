//! Which texts a policy tells apart.

use std::collections::BTreeSet;

use crate::aws::pattern::{Pattern, is_small};
use crate::aws::{
    Condition, ConditionKey, ConditionOperator, Matcher, PolicyDocument, PrincipalMatch, Statement,
};

/// The patterns that policies have for what nobody has written down: identities, accounts and
/// resources of other people.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    pub resources: BTreeSet<Pattern>,
    pub resource_accounts: BTreeSet<Pattern>,
    pub resource_organizations: BTreeSet<Pattern>,
    /// Patterns of whole ARNs.
    pub identities: BTreeSet<Pattern>,
    pub identity_organizations: BTreeSet<Pattern>,
    /// How many blocks private addresses are compared with.
    blocks: usize,
}

/// Most combinations of what a [`Vocabulary`] tells apart.
const MOST_COMBINATIONS: usize = 65_536;

impl Vocabulary {
    /// What all these policies together tell apart.
    pub fn of<'p>(policies: impl IntoIterator<Item = &'p PolicyDocument>) -> Self {
        let mut vocabulary = Self::default();
        for statement in policies.into_iter().flat_map(|policy| &policy.statements) {
            vocabulary.add(statement);
        }
        vocabulary
    }

    /// Whether it is small enough to try everything that it tells apart.
    pub fn is_small(&self) -> bool {
        let all = [
            &self.resources,
            &self.resource_accounts,
            &self.resource_organizations,
            &self.identities,
            &self.identity_organizations,
        ];
        // Each block parts the addresses in at most two more places.
        let addresses = self.blocks.saturating_mul(2) + 1;
        let combinations = all.into_iter().try_fold(addresses, |product, patterns| {
            let patterns: Vec<Pattern> = patterns.iter().cloned().collect();
            Some(product.saturating_mul(is_small(&patterns)?))
        });
        combinations.is_some_and(|combinations| combinations <= MOST_COMBINATIONS)
    }

    fn add(&mut self, statement: &Statement) {
        let (Matcher::AnyOf(resources) | Matcher::NoneOf(resources)) = &statement.resources;
        self.resources.extend(resources.iter().map(|text| Pattern::glob(text)));
        if let PrincipalMatch::Aws(listed) = &statement.principal {
            // A gateway endpoint takes an account for its root user.
            self.identities.insert(Pattern::root());
            self.identities.extend(listed.iter().map(|text| principal(text)));
        }
        for condition in &statement.conditions {
            self.add_condition(condition);
        }
    }

    fn add_condition(&mut self, condition: &Condition) {
        let patterns = condition.values.iter().filter_map(|text| wanted(condition.operator, text));
        match condition.key {
            ConditionKey::ResourceAccount | ConditionKey::S3ResourceAccount => {
                self.resource_accounts.extend(patterns);
            }
            ConditionKey::ResourceOrgId => self.resource_organizations.extend(patterns),
            ConditionKey::PrincipalArn => self.identities.extend(patterns),
            ConditionKey::PrincipalAccount => {
                self.identities.extend(patterns.map(|account| Pattern::arn_of(&account)));
            }
            ConditionKey::PrincipalOrgId => self.identity_organizations.extend(patterns),
            ConditionKey::VpcSourceIp => self.blocks += condition.networks.len(),
            ConditionKey::SourceVpce
            | ConditionKey::SourceVpc
            | ConditionKey::SourceIp
            | ConditionKey::PrincipalIsAwsService
            | ConditionKey::ViaAwsService
            | ConditionKey::SecureTransport => {}
        }
    }
}

/// The identities that a `Principal` names: those of an account, or one.
fn principal(text: &str) -> Pattern {
    let root = text.strip_prefix("arn:aws:iam::").and_then(|rest| rest.strip_suffix(":root"));
    match root {
        Some(account) => Pattern::arn_of(&Pattern::literal(account)),
        None if text.starts_with("arn:") => Pattern::literal(text),
        None => Pattern::arn_of(&Pattern::literal(text)),
    }
}

/// The texts that fit a value of a condition; `None` when the operator does not look at texts, or
/// nothing fits.
fn wanted(operator: ConditionOperator, text: &str) -> Option<Pattern> {
    use ConditionOperator as Op;
    match operator {
        Op::StringEquals | Op::StringNotEquals => Some(Pattern::literal(text)),
        Op::StringLike | Op::StringNotLike => Some(Pattern::glob(text)),
        Op::ArnEquals | Op::ArnNotEquals | Op::ArnLike | Op::ArnNotLike => Pattern::arn(text),
        Op::Bool | Op::Null | Op::IpAddress | Op::NotIpAddress => None,
    }
}
