//! Why an objective is met or not: the question, the verdict in words, one concrete case, the path hop
//! by hop, and everything that refuses.

use std::collections::BTreeSet;

use ratatui::text::Span;

use crate::diag::printable;
use crate::lab::{Finding, Objective, Requirement, Trap};
use crate::reach::{Analysis, Blocker, Conversation, PathComponent, Query, Verdict, Witness};
use crate::tui::Role;
use crate::tui::widget::page::Page;
use crate::tui::widget::wrap::{prefixed, wrap_spans};

/// The sign of what is met or passes.
pub const PASSES: &str = "[+]";
/// The sign of what is not met or refuses.
pub const REFUSES: &str = "[X]";
/// The sign of a misconception that a design acts on.
const TRAP: &str = "[!]";
/// The sign of a hop that lets through what must not get through.
const LEAKS: (&str, Role) = ("[>]", Role::Warning);

/// The sign of a finding and how it looks.
#[must_use]
pub fn sign(met: bool) -> (&'static str, Role) {
    if met { (PASSES, Role::Good) } else { (REFUSES, Role::Bad) }
}

/// Whether the objective asks that something must not happen, so that a path that holds is a leak.
#[must_use]
pub fn is_leak(objective: &Objective, finding: &Finding) -> bool {
    let forbids =
        matches!(objective.requirement, Requirement::MustNotReach(_) | Requirement::MustAvoid { .. });
    forbids && !finding.met
}

/// Writes everything that is known about one objective, with those of `traps` that it fails for.
pub fn write(page: &mut Page, objective: &Objective, finding: &Finding, traps: &[Trap]) {
    let (mark, role) = sign(finding.met);
    let theme = page.theme;
    let word = if finding.met { "met" } else { "not met" };
    let prefix = [Span::styled(format!("{mark} {word}: "), theme.style(role))];
    page.markdown_behind(&prefix, &objective.text);
    let points = format!("{} of {} points. It asks: {}", finding.points, objective.points, asked(objective));
    page.text(&points, Role::Dim);
    let Some(analysis) = &finding.analysis else {
        page.heading("What was found");
        for sentence in &finding.explanations {
            page.text(sentence, Role::Text);
        }
        write_traps(page, objective, traps);
        return;
    };
    write_verdict(page, objective, finding, analysis);
    write_traps(page, objective, traps);
    write_analysis(page, objective, finding, analysis);
}

/// What the design does for a belief that is false.
fn write_traps(page: &mut Page, objective: &Objective, traps: &[Trap]) {
    let here: Vec<_> = traps.iter().filter(|trap| trap.objectives.contains(&objective.id)).collect();
    match here.len() {
        0 => return,
        1 => page.heading("The trap"),
        _ => page.heading("The traps"),
    }
    for trap in here {
        let pieces =
            vec![(format!("{}: ", trap.element()), Role::Strong), (trap.fact.to_owned(), Role::Text)];
        behind(page, &format!("{TRAP} "), Role::Warning, pieces);
        behind(page, "    ", Role::Text, vec![(trap.source.to_owned(), Role::Link)]);
    }
}

fn asked(objective: &Objective) -> String {
    match &objective.requirement {
        Requirement::MustReach(query) => format!("{query} must always hold."),
        Requirement::MustNotReach(query) => format!("{query} must never hold."),
        Requirement::MustAvoid { query, through } => {
            format!("{query} must hold, and no path of it may cross: {}.", through.title())
        }
        Requirement::MustBeSet { setting, .. } => {
            format!("the setting {} of the workload.", setting.as_str())
        }
        Requirement::AtMost { resource, count } => {
            format!("at most {count} of section {}.", resource.section())
        }
    }
}

fn query_of(objective: &Objective) -> Option<&Query> {
    match &objective.requirement {
        Requirement::MustReach(query)
        | Requirement::MustNotReach(query)
        | Requirement::MustAvoid { query, .. } => Some(query),
        Requirement::MustBeSet { .. } | Requirement::AtMost { .. } => None,
    }
}

fn write_verdict(page: &mut Page, objective: &Objective, finding: &Finding, analysis: &Analysis) {
    page.heading("Verdict");
    let one_way = query_of(objective).is_some_and(|query| query.conversation == Conversation::OneWay);
    page.text(verdict_in_words(analysis.verdict(), one_way), Role::Text);
    if let (Requirement::MustAvoid { .. }, Some(first)) =
        (&objective.requirement, finding.explanations.first())
    {
        page.text(first, Role::Text);
    }
}

fn write_analysis(page: &mut Page, objective: &Objective, finding: &Finding, analysis: &Analysis) {
    let blockers = analysis.blockers();
    if !blockers.is_empty() {
        let stopped = finding.met && analysis.verdict() == Verdict::Never;
        page.heading(if stopped { "What stops it" } else { "What is in the way" });
        for blocker in blockers {
            write_blocker(page, blocker);
        }
    }
    if let Some(witness) = analysis.witness() {
        write_witness(page, witness);
    }
    if !analysis.path().is_empty() {
        page.heading(match &objective.requirement {
            Requirement::MustNotReach(_) => "The path that lets it out, hop by hop",
            _ => "A path that holds, hop by hop",
        });
        let leak = is_leak(objective, finding);
        write_hops(page, analysis.path(), &[], if leak { LEAKS } else { sign(true) });
    }
    if !blockers.is_empty() {
        page.heading("Where it is refused, hop by hop");
        write_hops(page, analysis.refused_path(), blockers, sign(true));
        write_codes(page, blockers);
    }
}

fn verdict_in_words(verdict: Verdict, one_way: bool) -> &'static str {
    match (verdict, one_way) {
        (Verdict::Always, false) => {
            "Always: it works whatever subnet, address and port the platform happens to choose."
        }
        (Verdict::Always, true) => {
            "Always: a packet gets through whatever subnet, address and port the platform happens to choose."
        }
        (Verdict::Sometimes, false) => {
            "Sometimes: it depends on what nobody in the exercise chooses, such as the subnet the platform places an interface in, the address or the port. Some cases work, others are refused."
        }
        (Verdict::Sometimes, true) => {
            "Sometimes: in some cases a packet gets through, in others it is refused. One case is enough for a leak."
        }
        (Verdict::Never, false) => "Never: every case is refused.",
        (Verdict::Never, true) => "Never: not a single packet gets through.",
    }
}

fn write_witness(page: &mut Page, witness: &Witness) {
    let subnet = witness.subnet.as_ref().map(|subnet| ("starts in subnet", subnet.clone()));
    let packet = witness.packet.map(|packet| ("packet", packet.to_string()));
    let request = witness.request.as_ref().map(|request| ("request", request.clone()));
    let known: Vec<(&str, String)> = [subnet, packet, request].into_iter().flatten().collect();
    if !known.is_empty() {
        page.heading("One case");
    }
    for (name, value) in known {
        behind(page, &format!("{name}: "), Role::Dim, vec![(value, Role::Text)]);
    }
}

/// Numbered hops; the ones that refuse carry another sign.
fn write_hops(page: &mut Page, hops: &[PathComponent], blockers: &[Blocker], passes: (&str, Role)) {
    for (number, hop) in hops.iter().enumerate() {
        let refuses = blockers.iter().any(|found| {
            found.kind == hop.kind && found.component == hop.component && hop.detail.ends_with(&found.detail)
        });
        let (mark, role) = if refuses { sign(false) } else { passes };
        let name = format!("{}:", hop.element());
        let pieces = vec![(name, Role::Strong), (format!(" {}", hop.detail), Role::Text)];
        behind(page, &format!("{:>2} {mark} ", number + 1), role, pieces);
    }
}

fn write_blocker(page: &mut Page, blocker: &Blocker) {
    let name = format!("{}:", blocker.element());
    let pieces = vec![
        (blocker.code.to_string(), Role::Bad),
        (format!(" at {name} "), Role::Strong),
        (blocker.detail.clone(), Role::Text),
    ];
    behind(page, &format!("{REFUSES} "), Role::Bad, pieces);
}

/// What each code means, once.
fn write_codes(page: &mut Page, blockers: &[Blocker]) {
    let codes: BTreeSet<_> = blockers.iter().map(|blocker| blocker.code).collect();
    page.heading("The codes");
    for code in codes {
        let whose = if code.is_ours() { " (our word; AWS has none)" } else { " (AWS Reachability Analyzer)" };
        page.spans([
            Span::styled(code.as_str(), page.theme.style(Role::Code)),
            Span::styled(whose, page.theme.style(Role::Dim)),
        ]);
        behind(page, "  ", Role::Text, vec![(code.meaning().to_owned(), Role::Text)]);
        behind(page, "  look at ", Role::Dim, vec![(code.look_at().to_owned(), Role::Text)]);
        behind(page, "  ", Role::Text, vec![(code.source().to_owned(), Role::Link)]);
    }
}

/// Wrapped pieces behind a prefix.
fn behind(page: &mut Page, prefix: &str, role: Role, pieces: Vec<(String, Role)>) {
    let theme = page.theme;
    let prefix = Span::styled(prefix.to_owned(), theme.style(role));
    let room = page.width().saturating_sub(prefix.width());
    let spans = pieces
        .into_iter()
        .map(|(text, role)| Span::styled(printable(&text).replace(['\n', '\t'], " "), theme.style(role)));
    for line in prefixed(&[prefix], wrap_spans(spans, room)) {
        page.line(line);
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;
    use crate::aws::{Config, ConfigDraft};
    use crate::lab::{Lab, LabId, ObjectiveId, Setting, Wanted, find, recognise};
    use crate::tui::Theme;
    use crate::tui::widget::fixture::{draft, hospital, text};

    fn shown(draft: &ConfigDraft, requirement: Requirement) -> String {
        let objective = Objective {
            id: ObjectiveId("one".to_owned()),
            text: "What must hold of `phi-scans`".to_owned(),
            points: 2,
            requirement,
            misconceptions: Vec::new(),
        };
        let lab = Lab {
            id: LabId("lab".to_owned()),
            version: 1,
            title: String::new(),
            story: String::new(),
            debrief: String::new(),
            teaches: Vec::new(),
            difficulty: 1,
            sources: Vec::new(),
            editable: Vec::new(),
            objectives: vec![objective.clone()],
            starter: ConfigDraft::default(),
            references: Vec::new(),
            wrong_designs: Vec::new(),
            choices: Vec::new(),
            waivers: Vec::new(),
        };
        let config = Config::build(draft).unwrap();
        let findings = find(&lab, &config);
        let traps = recognise(&config, &lab.objectives, &findings);
        let mut page = Page::new(Rect::new(0, 0, 80, 24), Theme::new(false, true));
        write(&mut page, &objective, &findings[0], &traps);
        text(&page.into_lines())
    }

    fn query(from: &str, to: &str, conversation: Conversation) -> Query {
        Query::parse(from, to, None, conversation).unwrap()
    }

    #[test]
    fn a_path_that_holds_is_told_hop_by_hop() {
        let query = query("platform", "s3:phi-scans", Conversation::TwoWay);
        insta::assert_snapshot!(shown(&hospital(), Requirement::MustReach(query)));
    }

    #[test]
    fn a_refused_path_names_every_blocker_its_code_and_its_source() {
        let query = query("client:ci-runner", "internet:443/tcp", Conversation::TwoWay);
        insta::assert_snapshot!(shown(&hospital(), Requirement::MustReach(query)));
    }

    #[test]
    fn a_leak_shows_the_way_out_and_one_packet() {
        let leaky = draft(
            "
            vpc . internet_gateway true
            subnet public-a cidr_block 10.0.0.0/24
            subnet public-a route_table public
            subnet private-a cidr_block 10.0.1.0/24
            subnet private-a route_table private
            route_table public routes 0.0.0.0/0 internet_gateway
            route_table private routes 0.0.0.0/0 nat-a
            nat_gateway nat-a subnet public-a
            training_job . subnets private-a
            training_job . security_groups default
            ",
        );
        let query = query("container", "internet", Conversation::OneWay);
        insta::assert_snapshot!(shown(&leaky, Requirement::MustNotReach(query)));
    }

    #[test]
    fn a_setting_is_explained_in_a_sentence() {
        let wanted = Requirement::MustBeSet { setting: Setting::VolumeKmsKey, wanted: Wanted::Present };
        insta::assert_snapshot!(shown(&hospital(), wanted));
    }
}
