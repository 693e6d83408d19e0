//! Grading a design: every objective, with its evidence.

use std::collections::BTreeSet;

use crate::aws::{Config, ResourceKind, Workload, WorkloadKind};
use crate::lab::{Lab, Objective, ObjectiveId, Requirement, Setting, Trap, Wanted, WrongDesign, recognise};
use crate::reach::{
    Analysis, ComponentKind, Destination, ExplanationCode, Query, Source, Verdict, analyze, crosses, verdict,
};

/// One objective, decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub objective: ObjectiveId,
    pub met: bool,
    /// Points earned: all or none.
    pub points: u32,
    /// The engine's answer; absent for settings and counts.
    pub analysis: Option<Analysis>,
    /// What was found, one sentence each; never empty.
    pub explanations: Vec<String>,
}

/// A graded design.
///
/// INVARIANT (sum): `score` is the sum of the findings' points, at most `max`; one finding per
/// objective, in the lab's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graded {
    pub score: u32,
    pub max: u32,
    pub findings: Vec<Finding>,
    /// Positions of the lab's wrong designs that fail the same objectives for the same reasons.
    pub resembles: Vec<usize>,
    /// Misconceptions behind those designs; when there is none, those that were recognised; when there
    /// is none either, those that the failed objectives name. Each once.
    pub misconceptions: Vec<String>,
    /// What the design does for a belief that is false.
    pub traps: Vec<Trap>,
}

impl Graded {
    /// Whether every objective is met.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.findings.iter().all(|finding| finding.met)
    }

    /// Whether the design acts on the misconception `id`.
    #[must_use]
    pub fn acts_on(&self, id: &str) -> bool {
        self.traps.iter().any(|trap| trap.id == id)
    }

    /// The objectives that are not met, in the lab's order.
    #[must_use]
    pub fn failed(&self) -> Vec<&ObjectiveId> {
        self.findings.iter().filter(|finding| !finding.met).map(|finding| &finding.objective).collect()
    }
}

/// Grades `config` against every objective of `lab`.
#[must_use]
pub fn grade(lab: &Lab, config: &Config) -> Graded {
    let findings = find(lab, config);
    let resembles = resembling(lab, &findings);
    let traps = recognise(config, &lab.objectives, &findings);
    let misconceptions = misconceptions(lab, &findings, &resembles, &traps);
    Graded {
        score: findings.iter().map(|finding| finding.points).sum(),
        max: lab.objectives.iter().map(|objective| objective.points).sum(),
        findings,
        resembles,
        misconceptions,
        traps,
    }
}

/// Decides every objective, without a look at the wrong designs. A design with another kind of
/// workload than the lab's meets none.
#[must_use]
pub fn find(lab: &Lab, config: &Config) -> Vec<Finding> {
    match other_kind(lab, config) {
        Some((wanted, found)) => {
            let why = format!("the lab is about a {}, not a {}", wanted.section(), found.section());
            lab.objectives.iter().map(|objective| unmet(objective, why.clone())).collect()
        }
        None => lab.objectives.iter().map(|objective| decide(objective, config)).collect(),
    }
}

/// The kind of workload that the lab wants and the one that it gets, where they differ.
pub(in crate::lab) fn other_kind(lab: &Lab, config: &Config) -> Option<(WorkloadKind, WorkloadKind)> {
    let wanted = lab.starter.workload.as_ref()?.kind;
    let found = config.workload()?.kind;
    (wanted != found).then_some((wanted, found))
}

/// Whether every objective is met: [`find`] without evidence, and faster.
#[must_use]
pub fn meets(lab: &Lab, config: &Config) -> bool {
    other_kind(lab, config).is_none()
        && lab.objectives.iter().all(|objective| is_met(&objective.requirement, config))
}

/// Whether the configuration has what the question names.
fn has_both_ends(config: &Config, query: &Query) -> bool {
    let source = match &query.source {
        Source::Client(name) => config.interface_named(name).is_some(),
        Source::Container | Source::Platform | Source::Peer => config.workload().is_some(),
        Source::Internet => true,
    };
    let destination = match &query.destination {
        Destination::Bucket { bucket, .. } => config.bucket_named(bucket).is_some(),
        _ => true,
    };
    source && destination
}

fn unmet(objective: &Objective, why: String) -> Finding {
    Finding {
        objective: objective.id.clone(),
        met: false,
        points: 0,
        analysis: None,
        explanations: vec![why],
    }
}

/// What fails and why, as far as it tells one design's mistake from another's.
type Symptoms = Vec<(ObjectiveId, Vec<ExplanationCode>)>;

fn symptoms(findings: &[Finding]) -> Symptoms {
    let unmet = findings.iter().filter(|finding| !finding.met);
    let codes = |finding: &Finding| {
        let blockers = finding.analysis.iter().flat_map(Analysis::blockers);
        blockers.map(|blocker| blocker.code).collect()
    };
    unmet.map(|finding| (finding.objective.clone(), codes(finding))).collect()
}

fn resembling(lab: &Lab, findings: &[Finding]) -> Vec<usize> {
    let symptoms_here = symptoms(findings);
    if symptoms_here.is_empty() {
        return Vec::new();
    }
    let alike = |wrong: &WrongDesign| {
        Config::build(&wrong.design.draft).is_ok_and(|config| symptoms(&find(lab, &config)) == symptoms_here)
    };
    let designs = lab.wrong_designs.iter().enumerate();
    designs.filter(|(_, wrong)| alike(wrong)).map(|(at, _)| at).collect()
}

fn misconceptions(lab: &Lab, findings: &[Finding], resembles: &[usize], traps: &[Trap]) -> Vec<String> {
    let designs = resembles.iter().filter_map(|at| lab.wrong_designs.get(*at));
    let mut named: Vec<String> = designs.map(|wrong| wrong.misconception.clone()).collect();
    if named.is_empty() {
        named = traps.iter().map(|trap| trap.id.to_owned()).collect();
    }
    if named.is_empty() {
        let failed = lab.objectives.iter().zip(findings).filter(|(_, finding)| !finding.met);
        named = failed.flat_map(|(objective, _)| objective.misconceptions.clone()).collect();
    }
    let mut seen = BTreeSet::new();
    named.retain(|id| seen.insert(id.clone()));
    named
}

pub(in crate::lab) fn decide(objective: &Objective, config: &Config) -> Finding {
    let (met, analysis, explanations) = match &objective.requirement {
        Requirement::MustReach(query) => must_reach(config, query),
        Requirement::MustNotReach(query) => must_not_reach(config, query),
        Requirement::MustAvoid { query, through } => must_avoid(config, query, *through),
        Requirement::MustBeSet { setting, wanted } => must_be_set(config.workload(), *setting, *wanted),
        Requirement::AtMost { resource, count } => at_most(config, *resource, *count),
    };
    Finding {
        objective: objective.id.clone(),
        met,
        points: if met { objective.points } else { 0 },
        analysis,
        explanations,
    }
}

/// Whether `config` meets the requirement, by the verdict alone where that is enough.
pub(in crate::lab) fn is_met(requirement: &Requirement, config: &Config) -> bool {
    match requirement {
        Requirement::MustReach(query) => verdict(config, query) == Verdict::Always,
        Requirement::MustNotReach(query) => {
            verdict(config, query) == Verdict::Never
                && (has_both_ends(config, query) || must_not_reach(config, query).0)
        }
        Requirement::MustAvoid { query, through } => must_avoid(config, query, *through).0,
        Requirement::MustBeSet { setting, wanted } => must_be_set(config.workload(), *setting, *wanted).0,
        Requirement::AtMost { resource, count } => at_most(config, *resource, *count).0,
    }
}

type Decided = (bool, Option<Analysis>, Vec<String>);

fn must_reach(config: &Config, query: &Query) -> Decided {
    let analysis = analyze(config, query);
    let met = analysis.verdict() == Verdict::Always;
    let explanations = if met {
        vec![format!("{query}: always, {}", last_hop(&analysis))]
    } else {
        let blockers =
            analysis.blockers().iter().map(|b| format!("{} at {}: {}", b.code, b.element(), b.detail));
        std::iter::once(format!("{query}: {}, but must hold always", analysis.verdict()))
            .chain(blockers)
            .collect()
    };
    (met, Some(analysis), explanations)
}

/// A leak is told hop by hop, with one concrete packet. What is not there cannot be praised for being
/// out of reach.
fn must_not_reach(config: &Config, query: &Query) -> Decided {
    let analysis = analyze(config, query);
    if let Some(absent) =
        analysis.blockers().iter().find(|b| b.code == ExplanationCode::NoSourceOrDestination)
    {
        let explanation = format!("{query}: {}, so there is nothing to judge", absent.detail);
        return (false, Some(analysis), vec![explanation]);
    }
    let met = analysis.verdict() == Verdict::Never;
    let explanations = if met {
        let first = analysis.blockers().first();
        let why = first.map(|b| format!(": {} at {}", b.code, b.element())).unwrap_or_default();
        vec![format!("{query}: never{why}")]
    } else {
        let packet = analysis.witness().and_then(|witness| witness.packet);
        let shown = packet.map(|packet| format!(", for example {packet}")).unwrap_or_default();
        let verdict = analysis.verdict();
        let hops = analysis.path().iter().enumerate().map(|(at, hop)| format!("{}. {hop}", at + 1));
        std::iter::once(format!("{query}: {verdict}, but must never hold{shown}")).chain(hops).collect()
    };
    (met, Some(analysis), explanations)
}

/// Also unmet when there is no path at all: what nothing answers cannot be praised for its way.
fn must_avoid(config: &Config, query: &Query, through: ComponentKind) -> Decided {
    let analysis = analyze(config, query);
    let reaches = analysis.verdict() != Verdict::Never;
    let crosses = crosses(config, query, through);
    let explanation = match (reaches, crosses) {
        (false, _) => format!("{query}: never, so there is no path to judge"),
        (true, true) => format!("{query}: a path crosses the {}", through.title()),
        (true, false) => format!("{query}: no path crosses the {}", through.title()),
    };
    (reaches && !crosses, Some(analysis), vec![explanation])
}

fn last_hop(analysis: &Analysis) -> String {
    let ways = [
        ComponentKind::NatGateway,
        ComponentKind::GatewayEndpoint,
        ComponentKind::InterfaceEndpoint,
        ComponentKind::ServiceNetwork,
    ];
    let crossed: Vec<&str> =
        ways.into_iter().filter(|way| analysis.traverses(*way)).map(ComponentKind::title).collect();
    if crossed.is_empty() { "inside the VPC".to_owned() } else { format!("through {}", crossed.join(", ")) }
}

fn must_be_set(workload: Option<&Workload>, setting: Setting, wanted: Wanted) -> Decided {
    let Some(workload) = workload else {
        return (
            false,
            None,
            vec!["the configuration has no job, model, notebook instance or domain".to_owned()],
        );
    };
    let (present, shown) = value_of(workload, setting);
    let met = match wanted {
        Wanted::Present => present,
        Wanted::Absent => !present,
        Wanted::Number(number) => shown == number.to_string(),
    };
    let needed = match wanted {
        Wanted::Present => "set".to_owned(),
        Wanted::Absent => "not set".to_owned(),
        Wanted::Number(number) => number.to_string(),
    };
    let explanation = if met {
        format!("{} is {shown}", setting.as_str())
    } else {
        format!("{} is {shown}; it must be {needed}", setting.as_str())
    };
    (met, None, vec![explanation])
}

fn value_of(workload: &Workload, setting: Setting) -> (bool, String) {
    let switch = |on: bool| (on, if on { "on" } else { "off" }.to_owned());
    let text =
        |value: &Option<String>| (value.is_some(), value.clone().unwrap_or_else(|| "not set".to_owned()));
    match setting {
        Setting::EnableNetworkIsolation => switch(workload.enable_network_isolation),
        Setting::EnableInterContainerTrafficEncryption => {
            switch(workload.enable_inter_container_traffic_encryption)
        }
        Setting::VolumeKmsKey => text(&workload.volume_kms_key),
        Setting::OutputKmsKey => text(&workload.output_kms_key),
        Setting::VpcConfig => {
            let present = workload.vpc_config.is_some();
            (present, if present { "set" } else { "not set" }.to_owned())
        }
        Setting::InstanceCount => (true, workload.instance_count.to_string()),
    }
}

/// Whether an element is the learner's own: not the main table, default ACL and default group that
/// every VPC has.
pub(in crate::lab) fn is_counted(resource: ResourceKind, name: &str) -> bool {
    match resource {
        ResourceKind::RouteTable => name != "main",
        ResourceKind::SecurityGroup | ResourceKind::NetworkAcl => name != "default",
        _ => true,
    }
}

/// How many elements of a section the learner made.
pub(in crate::lab) fn count_of(config: &Config, resource: ResourceKind) -> usize {
    let own = |name: &String| is_counted(resource, name);
    match resource {
        ResourceKind::Account | ResourceKind::Vpc => 1,
        ResourceKind::Subnet => config.subnets().len(),
        ResourceKind::RouteTable => config.route_tables().iter().filter(|table| own(&table.name)).count(),
        ResourceKind::NatGateway => config.nats().len(),
        ResourceKind::SecurityGroup => {
            config.security_groups().iter().filter(|group| own(&group.name)).count()
        }
        ResourceKind::NetworkAcl => config.network_acls().iter().filter(|acl| own(&acl.name)).count(),
        ResourceKind::VpcEndpoint => config.endpoints().len(),
        ResourceKind::NetworkInterface => config.interfaces().len(),
        ResourceKind::OnPremisesClient => config.on_premises_clients().len(),
        ResourceKind::S3Bucket => config.buckets().len(),
        ResourceKind::Workload => usize::from(config.workload().is_some()),
    }
}

fn at_most(config: &Config, resource: ResourceKind, count: usize) -> Decided {
    let found = count_of(config, resource);
    let what = resource.plural();
    (found <= count, None, vec![format!("{found} {what}, at most {count} allowed")])
}
