//! Changes for objectives about settings and counts.

use crate::aws::{ConfigDraft, ResourceKind};
use crate::lab::fix::edit::DesignEdit;
use crate::lab::{Setting, Wanted};

/// A key to name where any will do.
const A_KEY: &str = "alias/training";

/// What gives `setting` the wanted value.
pub(super) fn setting(setting: Setting, wanted: Wanted, into_vpc: Vec<DesignEdit>) -> Vec<DesignEdit> {
    let on = wanted == Wanted::Present;
    let key = || on.then(|| A_KEY.to_owned());
    match (setting, wanted) {
        (Setting::EnableNetworkIsolation, _) => vec![DesignEdit::SetIsolation(on)],
        (Setting::EnableInterContainerTrafficEncryption, _) => vec![DesignEdit::SetEncryption(on)],
        (Setting::VolumeKmsKey, _) => vec![DesignEdit::SetVolumeKey(key())],
        (Setting::OutputKmsKey, _) => vec![DesignEdit::SetOutputKey(key())],
        (Setting::VpcConfig, Wanted::Present) => into_vpc,
        (Setting::VpcConfig, _) => vec![DesignEdit::LeaveVpc],
        (Setting::InstanceCount, Wanted::Number(count)) => vec![DesignEdit::SetInstanceCount(count)],
        (Setting::InstanceCount, _) => Vec::new(),
    }
}

/// What leaves fewer elements of a section, and lets the others take over.
pub(super) fn fewer(draft: &ConfigDraft, resource: ResourceKind) -> Vec<DesignEdit> {
    let mut found = Vec::new();
    for name in crate::aws::form::names(draft, resource) {
        found.push(DesignEdit::Remove { resource, name: name.to_owned() });
    }
    if resource == ResourceKind::NatGateway {
        for table in &draft.route_tables {
            for route in &table.routes {
                let others = draft.nat_gateways.iter().filter(|nat| route.target.as_ref() != Some(&nat.name));
                let from_nat = draft.nat_gateways.iter().any(|nat| route.target.as_ref() == Some(&nat.name));
                found.extend(others.filter(|_| from_nat).map(|nat| DesignEdit::ReplaceRoute {
                    table: table.name.clone(),
                    route: route.clone(),
                    target: nat.name.clone(),
                }));
            }
        }
    }
    found
}
