//! What an adversary can bring: identities of any account but the learner's, and buckets in any.
//!
//! Nobody has written their names down, so every kind of name that the policies on the way tell apart
//! is tried by its shortest example. That is exact: the policies treat all names of a kind alike.

use crate::aws::pattern::{
    Account, Class, Identity, Language, Organization, Pattern, classes, object_classes,
};
use crate::aws::{Config, Owner, Vocabulary};
use crate::reach::Caller;

/// What a request is about, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::reach) struct Target {
    pub arn: String,
    pub account: String,
    pub organization: Option<String>,
}

/// The account of an adversary whom no policy singles out.
const STRANGERS: [&str; 2] = ["999988887777", "888877776666"];

/// Every kind of identity of another account.
pub(in crate::reach) fn identities(config: &Config, vocabulary: &Vocabulary, owner: &Owner) -> Vec<Caller> {
    let patterns: Vec<Pattern> = vocabulary.identities.iter().cloned().collect();
    let mut arns = kinds_of(&Identity { own: config.account() }, &patterns);
    if patterns.is_empty() {
        arns = vec![format!("arn:aws:iam::{}:role/any", stranger(config, owner))];
    }
    let organizations = organizations(config, vocabulary.identity_organizations.iter());
    let named = arns.into_iter().filter_map(|arn| {
        let account = arn.split(':').nth(4)?.to_owned();
        Some((arn, account))
    });
    let with_organization = |(arn, account): (String, String)| {
        organizations.clone().into_iter().map(move |organization| Caller::Foreign {
            arn: arn.clone(),
            account: account.clone(),
            organization,
        })
    };
    named.flat_map(with_organization).collect()
}

/// Every kind of bucket, or of object in one, that is not in the configuration and in another account;
/// the shortest first.
pub(in crate::reach) fn buckets(config: &Config, vocabulary: &Vocabulary, of_objects: bool) -> Vec<Target> {
    let owned: Vec<&str> = config.buckets().iter().map(|bucket| bucket.name.as_str()).collect();
    let patterns: Vec<Pattern> = vocabulary.resources.iter().cloned().collect();
    let arns = object_classes(&owned, of_objects, &patterns).into_iter().map(|class| class.text);
    let accounts: Vec<Pattern> = vocabulary.resource_accounts.iter().cloned().collect();
    // Another first digit than for identities, so that an example does not look like one account.
    let accounts = if accounts.is_empty() {
        vec![stranger(config, &Owner::Own).to_owned()]
    } else {
        kinds_of(&Account { own: config.account(), digits: "8901234567" }, &accounts)
    };
    let owners = owners(config, vocabulary, &accounts);
    let targets = arns.flat_map(|arn| {
        let of = move |(account, organization): &(String, Option<String>)| Target {
            arn: arn.clone(),
            account: account.clone(),
            organization: organization.clone(),
        };
        owners.iter().map(of).collect::<Vec<_>>()
    });
    targets.collect()
}

/// Every kind of organization that the owner of this bucket can be in.
pub(in crate::reach) fn owners_of(
    config: &Config,
    vocabulary: &Vocabulary,
    owner: &Owner,
) -> Vec<(String, Option<String>)> {
    match owner {
        Owner::Own => vec![(config.account().to_owned(), config.organization().map(str::to_owned))],
        Owner::Foreign(account) => owners(config, vocabulary, std::slice::from_ref(account)),
    }
}

fn stranger<'a>(config: &Config, owner: &'a Owner) -> &'a str {
    match owner {
        Owner::Foreign(account) => account,
        Owner::Own => STRANGERS.into_iter().find(|account| *account != config.account()).unwrap_or_default(),
    }
}

fn owners(config: &Config, vocabulary: &Vocabulary, accounts: &[String]) -> Vec<(String, Option<String>)> {
    let organizations = organizations(config, vocabulary.resource_organizations.iter());
    let in_each = |account: &String| {
        let account = account.clone();
        organizations.clone().into_iter().map(move |organization| (account.clone(), organization))
    };
    accounts.iter().flat_map(in_each).collect()
}

/// None, and every kind of other organization.
fn organizations<'p>(config: &Config, patterns: impl Iterator<Item = &'p Pattern>) -> Vec<Option<String>> {
    let patterns: Vec<Pattern> = patterns.cloned().collect();
    let kinds = kinds_of(&Organization { own: config.organization() }, &patterns);
    std::iter::once(None).chain(kinds.into_iter().map(Some)).collect()
}

/// An example of each kind; none where there is nothing to tell apart.
fn kinds_of<L: Language>(language: &L, patterns: &[Pattern]) -> Vec<String> {
    if patterns.is_empty() {
        return Vec::new();
    }
    classes(language, patterns).into_iter().map(|Class { text, .. }| text).collect()
}
