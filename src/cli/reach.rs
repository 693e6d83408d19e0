//! `trapline reach`: one question to the engine.

use serde::Serialize;

use crate::cli::args::{Format, Reach};
use crate::cli::console::{Console, Text, print_json};
use crate::cli::error::{CliError, Exit};
use crate::cli::input;
use crate::net::Flow;
use crate::reach::{self, Analysis, Blocker, Conversation, PathComponent, Query, Verdict, Witness};

pub(in crate::cli) fn run(args: &Reach, console: Console) -> Result<Exit, CliError> {
    let conversation = if args.one_way { Conversation::OneWay } else { Conversation::TwoWay };
    let query = Query::parse(&args.from, &args.to, args.action.as_deref(), conversation)
        .map_err(|error| CliError::request(error.to_string()))?;
    let config = input::read_config(&args.config, console)?;
    let analysis = reach::analyze(&config, &query);
    match args.format {
        Format::Text => {
            let mut text = console.text();
            write_answer(&mut text, &query, &analysis);
            text.print()?;
        }
        Format::Json => print_json(&Answer::of(&analysis))?,
    }
    Ok(if analysis.verdict() == Verdict::Never { Exit::Findings } else { Exit::Clean })
}

fn write_answer(text: &mut Text, query: &Query, analysis: &Analysis) {
    text.strong(&query.to_string()).plain(": ");
    write_verdict(text, analysis.verdict());
    text.plain("\n");
    if let Some(witness) = analysis.witness() {
        write_witness(text, witness);
    }
    write_path(text, "A path that holds", analysis.path());
    write_path(text, "The refused path closest to success", analysis.refused_path());
    if !analysis.blockers().is_empty() {
        text.plain("\n").strong("What refuses it").plain("\n");
    }
    for blocker in analysis.blockers() {
        write_blocker(text, blocker);
    }
}

/// The verdict is no judgement: whether it is good news depends on the question.
pub(in crate::cli) fn write_verdict(text: &mut Text, verdict: Verdict) {
    match verdict {
        Verdict::Always | Verdict::Never => text.strong(verdict.as_str()),
        Verdict::Sometimes => text.middling(verdict.as_str()),
    };
}

fn write_witness(text: &mut Text, witness: &Witness) {
    text.plain("\n").strong("For example").plain("\n");
    if let Some(packet) = witness.packet {
        text.plain(&format!("  first packet   {packet}\n"));
    }
    if let Some(subnet) = &witness.subnet {
        text.plain(&format!("  placed in      subnet `{subnet}`\n"));
    }
    if let Some(request) = &witness.request {
        text.plain(&format!("  request        {request}\n"));
    }
}

fn write_path(text: &mut Text, title: &str, path: &[PathComponent]) {
    if path.is_empty() {
        return;
    }
    text.plain("\n").strong(title).plain("\n");
    for (at, hop) in path.iter().enumerate() {
        text.plain(&format!("{:>4}. {}: {}\n", at + 1, hop.element(), hop.detail));
    }
}

fn write_blocker(text: &mut Text, blocker: &Blocker) {
    let code = blocker.code;
    text.plain("  ").bad(code.as_str());
    text.plain(&format!(" at {}: {}\n", blocker.element(), blocker.detail));
    text.plain(&format!("      meaning  {}\n", code.meaning()));
    text.plain(&format!("      look at  {}\n", code.look_at()));
    text.faint(&format!("      {}\n", code.source()));
}

/// The JSON of an answer.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    verdict: &'static str,
    witness: Option<JsonWitness<'a>>,
    path: Vec<JsonHop<'a>>,
    blockers: Vec<JsonBlocker<'a>>,
}

#[derive(Debug, Serialize)]
struct JsonWitness<'a> {
    packet: Option<JsonPacket>,
    subnet: Option<&'a str>,
    request: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct JsonPacket {
    protocol: String,
    src: String,
    dst: String,
    src_port: u16,
    dst_port: u16,
}

#[derive(Debug, Serialize)]
struct JsonHop<'a> {
    component: &'a str,
    kind: &'static str,
    detail: &'a str,
}

#[derive(Debug, Serialize)]
struct JsonBlocker<'a> {
    code: &'static str,
    component: &'a str,
    kind: &'static str,
    detail: &'a str,
}

impl<'a> Answer<'a> {
    fn of(analysis: &'a Analysis) -> Self {
        Self {
            verdict: analysis.verdict().as_str(),
            witness: analysis.witness().map(|witness| JsonWitness {
                packet: witness.packet.map(JsonPacket::of),
                subnet: witness.subnet.as_deref(),
                request: witness.request.as_deref(),
            }),
            path: analysis
                .path()
                .iter()
                .map(|hop| JsonHop {
                    component: &hop.component,
                    kind: hop.kind.as_str(),
                    detail: &hop.detail,
                })
                .collect(),
            blockers: analysis
                .blockers()
                .iter()
                .map(|blocker| JsonBlocker {
                    code: blocker.code.as_str(),
                    component: &blocker.component,
                    kind: blocker.kind.as_str(),
                    detail: &blocker.detail,
                })
                .collect(),
        }
    }
}

impl JsonPacket {
    fn of(flow: Flow) -> Self {
        let address = |bits| std::net::Ipv4Addr::from_bits(bits).to_string();
        Self {
            protocol: flow.protocol.to_string(),
            src: address(flow.src),
            dst: address(flow.dst),
            src_port: flow.src_port,
            dst_port: flow.dst_port,
        }
    }
}
