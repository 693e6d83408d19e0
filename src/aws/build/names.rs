//! Names of elements: well formed, unique within a kind, and what references resolve to.

use std::collections::BTreeMap;

use crate::aws::{ConfigDraft, ResourceKind};
use crate::diag;

use super::report::{Checked, Report, Spot};

/// The name of the main route table.
const MAIN: &str = "main";
/// The name of the default network ACL and of the default security group.
const DEFAULT: &str = "default";
/// The longest name.
const LONGEST: usize = 64;

/// The text of an optional field; blank counts as absent, so that a form may leave it empty.
pub(super) fn filled(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// The text of a field that must be there.
pub(super) fn required<'a>(
    text: Option<&'a String>,
    spot: &Spot<'_>,
    example: &str,
    report: &mut Report,
) -> Checked<&'a str> {
    filled(text).ok_or_else(|| {
        let key = if spot.at.entry_field.is_empty() { spot.at.field } else { spot.at.entry_field };
        report.error_with_help(spot, format!("`{key}` is missing"), format!("write {example}"))
    })
}

/// The names of one kind of element, and where each stands.
pub(super) struct Names<'a> {
    noun: &'static str,
    /// How many elements the draft has; the implicit one stands behind them.
    count: usize,
    ids: BTreeMap<&'a str, usize>,
    /// Where the element stands that AWS adds by itself unless the draft defines it.
    implicit: usize,
}

impl<'a> Names<'a> {
    fn of(
        resource: ResourceKind,
        noun: &'static str,
        names: impl IntoIterator<Item = &'a String>,
        report: &mut Report,
    ) -> Self {
        let mut known = Self { noun, count: 0, ids: BTreeMap::new(), implicit: 0 };
        for name in names {
            let spot = Spot::element(resource, known.count, name).field("name");
            known.add(name, &spot, report);
            known.count += 1;
        }
        known
    }

    fn add(&mut self, name: &'a str, spot: &Spot<'_>, report: &mut Report) {
        if let Some(first) = self.ids.get(name) {
            let help = format!("the {} at position {} has this name already", self.noun, first + 1);
            report.error_with_help(spot, format!("two {}s are called `{name}`", self.noun), help);
            return;
        }
        if name.trim().is_empty() {
            report.error_with_help(spot, format!("this {} has no name", self.noun), "give it a `name`");
            return;
        }
        if let Some(fault) = fault_of_name(name) {
            report.error_with_help(
                spot,
                format!("the name {fault}"),
                "use letters, digits, `_`, `.` and `-`, 64 characters at most",
            );
        }
        // A badly spelled name still counts as defined: references to it are not a second error.
        self.ids.insert(name, self.count);
    }

    fn with_implicit(mut self, name: &'static str) -> Self {
        self.implicit = *self.ids.entry(name).or_insert(self.count);
        self
    }

    /// Whether an element has this name.
    pub fn contains(&self, name: &str) -> bool {
        self.ids.contains_key(name)
    }

    /// Every name, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> {
        self.ids.keys().copied()
    }

    /// The position of the element called `name`.
    pub fn resolve(&self, name: &str, spot: &Spot<'_>, report: &mut Report) -> Checked<usize> {
        self.ids.get(name).copied().ok_or_else(|| {
            let message = format!("no {} is called `{name}`", self.noun);
            report.add(spot, message, Some(self.help(name)), false)
        })
    }

    /// The positions of the elements called `names`, each named once.
    pub fn resolve_all(
        &self,
        names: &[String],
        field: &Spot<'_>,
        report: &mut Report,
    ) -> Checked<Vec<usize>> {
        let found: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(entry, name)| {
                let spot = field.entry(entry);
                if names.iter().take(entry).any(|earlier| earlier == name) {
                    return Err(report.error(&spot, format!("`{name}` is listed twice")));
                }
                self.resolve(name, &spot, report)
            })
            .collect();
        found.into_iter().collect()
    }

    /// The position of `name`, or of the implicit element when absent.
    pub fn resolve_or_implicit(
        &self,
        name: Option<&String>,
        spot: &Spot<'_>,
        report: &mut Report,
    ) -> Checked<usize> {
        match filled(name) {
            Some(name) => self.resolve(name, spot, report),
            None => Ok(self.implicit),
        }
    }

    /// The position of the element that AWS adds by itself.
    pub fn implicit(&self) -> usize {
        self.implicit
    }

    /// Whether the draft leaves the implicit element to AWS.
    pub fn needs_implicit(&self) -> bool {
        self.implicit == self.count
    }

    fn help(&self, name: &str) -> String {
        const SHOWN: usize = 8;
        match diag::did_you_mean(name, self.iter()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if self.ids.is_empty() => format!("the configuration has no {}", self.noun),
            None => {
                let listed: Vec<_> = self.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
                let more = if self.ids.len() > SHOWN { ", …" } else { "" };
                format!("there is {}{more}", listed.join(", "))
            }
        }
    }
}

/// What is wrong with the spelling of a name, as the end of a sentence.
pub(super) fn fault_of_name(name: &str) -> Option<String> {
    let odd = name.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.' | '-'));
    match odd {
        Some(odd) => Some(format!("has the character `{}`", odd.escape_debug())),
        None if name.len() > LONGEST => Some(format!("is {} characters long", name.len())),
        None => None,
    }
}

/// The names of every kind of element.
pub(super) struct Directory<'a> {
    pub subnets: Names<'a>,
    pub route_tables: Names<'a>,
    pub nats: Names<'a>,
    pub security_groups: Names<'a>,
    pub network_acls: Names<'a>,
    pub endpoints: Names<'a>,
    pub buckets: Names<'a>,
}

impl<'a> Directory<'a> {
    /// Reads and checks every name of the draft.
    pub fn of(draft: &'a ConfigDraft, report: &mut Report) -> Self {
        use ResourceKind as Kind;
        let subnets = draft.subnets.iter().map(|it| &it.name);
        let tables = draft.route_tables.iter().map(|it| &it.name);
        let nats = draft.nat_gateways.iter().map(|it| &it.name);
        let groups = draft.security_groups.iter().map(|it| &it.name);
        let acls = draft.network_acls.iter().map(|it| &it.name);
        let endpoints = draft.vpc_endpoints.iter().map(|it| &it.name);
        let buckets = draft.s3_buckets.iter().map(|it| &it.name);
        let interfaces = draft.network_interfaces.iter().map(|it| &it.name);
        Names::of(Kind::NetworkInterface, "network interface", interfaces, report);
        let outside = draft.on_premises_clients.iter().map(|it| &it.name);
        Names::of(Kind::OnPremisesClient, "on-premises client", outside, report);
        Self {
            subnets: Names::of(Kind::Subnet, "subnet", subnets, report),
            route_tables: Names::of(Kind::RouteTable, "route table", tables, report).with_implicit(MAIN),
            nats: Names::of(Kind::NatGateway, "NAT gateway", nats, report),
            security_groups: Names::of(Kind::SecurityGroup, "security group", groups, report)
                .with_implicit(DEFAULT),
            network_acls: Names::of(Kind::NetworkAcl, "network ACL", acls, report).with_implicit(DEFAULT),
            endpoints: Names::of(Kind::VpcEndpoint, "endpoint", endpoints, report),
            buckets: Names::of(Kind::S3Bucket, "bucket", buckets, report),
        }
    }
}
