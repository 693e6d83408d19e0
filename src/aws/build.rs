//! From a draft to a configuration, or every error at once.
//!
//! A check that fails puts an error into the [`Report`] and answers with a `Told`, which nothing
//! else can make: whoever depends on the failed value sees that its absence has been told already
//! and says nothing more. So every error appears, and each only once.

mod account;
mod capacity;
mod endpoint;
mod icmp;
mod interface;
mod names;
mod network;
mod on_premises;
mod report;
mod route;
mod rule;
mod size;
mod storage;
mod workload;

#[cfg(test)]
mod tests;

use crate::aws::{Config, ConfigDraft, ConfigError};
use crate::net::Ipv4Prefix;

use names::Directory;
use report::{Checked, Report};

impl Config {
    /// Validates a draft.
    ///
    /// # Errors
    /// Every error of the draft, in file order.
    pub fn build(draft: &ConfigDraft) -> Result<Self, Vec<ConfigError>> {
        let mut report = Report::default();
        let built = capacity::elements(draft, &mut report).and_then(|()| whole(draft, &mut report));
        match built {
            Ok(config) if report.is_empty() => Ok(config),
            _ => Err(report.finish()),
        }
    }
}

/// What the checks of single elements need to know about the rest.
struct Scope<'a> {
    draft: &'a ConfigDraft,
    names: Directory<'a>,
    region: Checked<&'a str>,
    account: Checked<&'a str>,
    block: Checked<Ipv4Prefix>,
}

fn whole(draft: &ConfigDraft, report: &mut Report) -> Checked<Config> {
    let scope = Scope {
        draft,
        region: account::region(draft, report),
        account: account::id(draft, report),
        block: network::vpc_block(&draft.vpc, report),
        names: Directory::of(draft, report),
    };
    let organization = account::organization(draft, report);
    let (service_control, resource_control) = account::control_policies(draft, report);
    let vpc = network::vpc(&scope, report);
    let subnets = network::subnets(&scope, report);
    let route_tables = route::tables(&scope, report);
    let nats = network::nats(&scope, report);
    let security_groups = rule::security_groups(&scope, report);
    let network_acls = rule::network_acls(&scope, report);
    let endpoints = endpoint::endpoints(&scope, &subnets, report);
    let interfaces = interface::interfaces(&scope, &subnets, report);
    let on_premises_clients = on_premises::clients(&scope, report);
    let buckets = storage::buckets(&scope, report);
    let workload = workload::workload(&scope, report);
    let config = Config {
        region: scope.region?.to_owned(),
        account: scope.account?.to_owned(),
        organization: organization?.map(str::to_owned),
        service_control_policy: service_control?,
        resource_control_policy: resource_control?,
        vpc: vpc?,
        subnets: network::complete(draft, subnets)?,
        route_tables: route_tables?,
        nats: nats?,
        security_groups: security_groups?,
        network_acls: network_acls?,
        endpoints: endpoints?,
        interfaces: interfaces?,
        on_premises_clients: on_premises_clients?,
        buckets: buckets?,
        workload: workload?,
    };
    size::policies(&config, report);
    Ok(config)
}
