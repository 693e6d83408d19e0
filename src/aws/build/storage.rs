//! S3 buckets.

use crate::aws::bucket_name::fault_of_bucket_name;
use crate::aws::{Bucket, Owner, PolicyKind, ResourceKind, S3BucketDraft};

use super::Scope;
use super::account::{check_account, check_region};
use super::endpoint::policy;
use super::names::{fault_of_name, filled};
use super::report::{Checked, Report, Spot};

/// Every bucket.
pub(super) fn buckets(scope: &Scope<'_>, report: &mut Report) -> Checked<Vec<Bucket>> {
    let drafts = scope.draft.s3_buckets.iter().enumerate();
    let read: Vec<_> = drafts.map(|(index, draft)| bucket(scope, index, draft, report)).collect();
    read.into_iter().collect()
}

fn bucket(scope: &Scope<'_>, index: usize, draft: &S3BucketDraft, report: &mut Report) -> Checked<Bucket> {
    let spot = Spot::element(ResourceKind::S3Bucket, index, &draft.name);
    // What is wrong with any name has been told where names are read.
    let told = draft.name.trim().is_empty() || fault_of_name(&draft.name).is_some();
    if let Some(fault) = fault_of_bucket_name(&draft.name).filter(|_| !told) {
        let message = format!("`{}` is not a bucket name: it {fault}", draft.name);
        let help = "use 3 to 63 lower-case letters, digits, dots and hyphens";
        report.error_with_help(&spot.field("name"), message, help);
    }
    let owner = owner(scope, draft, &spot.field("account"), report);
    let region = match filled(draft.region.as_ref()) {
        Some(region) => check_region(region, &spot.field("region"), report),
        None => scope.region,
    };
    let policy = policy(draft.policy.as_ref(), PolicyKind::Bucket, &spot.field("policy"), report);
    Ok(Bucket { name: draft.name.clone(), owner: owner?, region: region?.to_owned(), policy: policy? })
}

fn owner(scope: &Scope<'_>, draft: &S3BucketDraft, spot: &Spot<'_>, report: &mut Report) -> Checked<Owner> {
    match filled(draft.account.as_ref()) {
        None | Some("self") => Ok(Owner::Own),
        Some(account) if scope.account.is_ok_and(|own| own == account) => Ok(Owner::Own),
        Some(account) => Ok(Owner::Foreign(check_account(account, spot, report)?.to_owned())),
    }
}
