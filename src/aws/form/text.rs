//! Fields and entries as text, and back.

use crate::aws::form::edit::EditError;
use crate::aws::form::slot::{Slot, SlotMut};
use crate::aws::{
    ConfigDraft, NetworkAclEntryDraft, Place, RouteDraft, SecurityGroupRuleDraft, WorkloadKind,
};

/// The text of a list that is given and empty, as opposed to absent.
pub const NONE: &str = "none";
/// Stands in an entry's line for a value that is missing.
const MISSING: &str = "-";
/// Begins the word for the type of an ICMP message.
const TYPE: &str = "type=";
/// Begins the word for the code of an ICMP message.
const CODE: &str = "code=";

/// The value at `at` as text that [`Edit::Set`](crate::aws::form::Edit::Set) reads back; nothing when
/// it is absent, that is, at its default.
#[must_use]
pub fn value(draft: &ConfigDraft, at: &Place) -> Option<String> {
    let slot = Slot::at(draft, at)?;
    if let (Some(entry), true) = (at.entry, at.entry_field.is_empty()) {
        return lines(&slot)?.into_iter().nth(entry);
    }
    match slot {
        Slot::Text(text) | Slot::Policy(text) => text.clone(),
        Slot::Bool(on) => on.map(|on| on.to_string()),
        Slot::Number(number) => number.map(|number| number.to_string()),
        Slot::Names(names) => names.as_ref().map(|names| joined(names, ", ")),
        Slot::Kind(kind) => Some(kind.section().to_owned()),
        Slot::Egress(rules) => rules.is_some().then(|| lines(&slot))?.map(|lines| joined(&lines, "; ")),
        Slot::Routes(_) | Slot::Ingress(_) | Slot::Entries(_) => {
            lines(&slot).filter(|lines| !lines.is_empty()).map(|lines| joined(&lines, "; "))
        }
    }
}

/// The entries of the list at `at`, one line each; empty for absent lists and other fields.
#[must_use]
pub fn entries(draft: &ConfigDraft, at: &Place) -> Vec<String> {
    let field = Place { entry: None, entry_field: "", ..at.clone() };
    Slot::at(draft, &field).and_then(|slot| lines(&slot)).unwrap_or_default()
}

fn lines(slot: &Slot<'_>) -> Option<Vec<String>> {
    Some(match slot {
        Slot::Routes(routes) => routes.iter().map(route_line).collect(),
        Slot::Ingress(rules) => rules.iter().map(rule_line).collect(),
        Slot::Egress(rules) => rules.iter().flatten().map(rule_line).collect(),
        Slot::Entries(entries) => entries.iter().map(entry_line).collect(),
        _ => return None,
    })
}

fn joined(parts: &[String], separator: &str) -> String {
    if parts.is_empty() { NONE.to_owned() } else { parts.join(separator) }
}

fn or_missing(value: Option<&String>) -> &str {
    value.map_or(MISSING, String::as_str)
}

fn route_line(route: &RouteDraft) -> String {
    format!("{} {}", or_missing(route.destination.as_ref()), or_missing(route.target.as_ref()))
}

/// What a rule says about ports, or about the messages of ICMP, with a blank behind it.
fn narrowing(ports: Option<&String>, icmp_type: Option<i64>, icmp_code: Option<i64>) -> String {
    let ports = ports.map(|ports| format!("{ports} "));
    let icmp_type = icmp_type.map(|number| format!("{TYPE}{number} "));
    let icmp_code = icmp_code.map(|number| format!("{CODE}{number} "));
    [ports, icmp_type, icmp_code].into_iter().flatten().collect()
}

fn rule_line(rule: &SecurityGroupRuleDraft) -> String {
    let protocol = or_missing(rule.protocol.as_ref());
    let peer = or_missing(rule.peer.as_ref());
    format!("{protocol} {}{peer}", narrowing(rule.ports.as_ref(), rule.icmp_type, rule.icmp_code))
}

fn entry_line(entry: &NetworkAclEntryDraft) -> String {
    let number = entry.rule_number.map_or_else(|| MISSING.to_owned(), |number| number.to_string());
    let action = or_missing(entry.action.as_ref());
    let protocol = or_missing(entry.protocol.as_ref());
    let block = or_missing(entry.cidr_block.as_ref());
    let narrowing = narrowing(entry.ports.as_ref(), entry.icmp_type, entry.icmp_code);
    format!("{number} {action} {protocol} {narrowing}{block}")
}

fn given(word: &str) -> Option<String> {
    (word != MISSING).then(|| word.to_owned())
}

pub(in crate::aws::form) fn read_route(line: &str) -> Result<RouteDraft, EditError> {
    match line.split_whitespace().collect::<Vec<_>>()[..] {
        [destination, target] => Ok(RouteDraft { destination: given(destination), target: given(target) }),
        _ => Err(EditError::Entry { text: line.to_owned(), form: "DESTINATION TARGET" }),
    }
}

/// The words of a line, apart from those for type and code of an ICMP message, and these.
struct Words<'t> {
    plain: Vec<&'t str>,
    icmp_type: Option<i64>,
    icmp_code: Option<i64>,
}

impl<'t> Words<'t> {
    fn of(line: &'t str) -> Result<Self, EditError> {
        let mut words = Self { plain: Vec::new(), icmp_type: None, icmp_code: None };
        for word in line.split_whitespace() {
            if let Some(number) = word.strip_prefix(TYPE) {
                words.icmp_type = Some(read_number(number)?);
            } else if let Some(number) = word.strip_prefix(CODE) {
                words.icmp_code = Some(read_number(number)?);
            } else {
                words.plain.push(word);
            }
        }
        Ok(words)
    }
}

pub(in crate::aws::form) fn read_rule(line: &str) -> Result<SecurityGroupRuleDraft, EditError> {
    let Words { plain, icmp_type, icmp_code } = Words::of(line)?;
    let (protocol, ports, peer) = match plain[..] {
        [protocol, ports, peer] => (protocol, given(ports), peer),
        [protocol, peer] => (protocol, None, peer),
        _ => {
            let form = "PROTOCOL [PORTS] [type=N] [code=N] PEER";
            return Err(EditError::Entry { text: line.to_owned(), form });
        }
    };
    Ok(SecurityGroupRuleDraft { protocol: given(protocol), ports, icmp_type, icmp_code, peer: given(peer) })
}

pub(in crate::aws::form) fn read_entry(line: &str) -> Result<NetworkAclEntryDraft, EditError> {
    let Words { plain, icmp_type, icmp_code } = Words::of(line)?;
    let (number, action, protocol, ports, block) = match plain[..] {
        [number, action, protocol, ports, block] => (number, action, protocol, given(ports), block),
        [number, action, protocol, block] => (number, action, protocol, None, block),
        _ => {
            let form = "NUMBER ACTION PROTOCOL [PORTS] [type=N] [code=N] CIDR_BLOCK";
            return Err(EditError::Entry { text: line.to_owned(), form });
        }
    };
    Ok(NetworkAclEntryDraft {
        rule_number: given(number).map(|number| read_number(&number)).transpose()?,
        action: given(action),
        protocol: given(protocol),
        ports,
        icmp_type,
        icmp_code,
        cidr_block: given(block),
    })
}

fn read_number(text: &str) -> Result<i64, EditError> {
    text.parse().map_err(|_| EditError::Number(text.to_owned()))
}

fn read_bool(text: &str) -> Result<bool, EditError> {
    match text {
        "true" | "yes" | "on" => Ok(true),
        "false" | "no" | "off" => Ok(false),
        _ => Err(EditError::Bool(text.to_owned())),
    }
}

fn read_kind(text: &str) -> Result<WorkloadKind, EditError> {
    let kind = WorkloadKind::ALL.into_iter().find(|kind| kind.section() == text);
    kind.ok_or_else(|| EditError::Kind(text.to_owned()))
}

fn read_list<T>(text: &str, read: impl Fn(&str) -> Result<T, EditError>) -> Result<Vec<T>, EditError> {
    if text == NONE {
        return Ok(Vec::new());
    }
    text.split([';', '\n']).map(str::trim).filter(|line| !line.is_empty()).map(read).collect()
}

fn read_names(text: &str) -> Vec<String> {
    if text == NONE {
        return Vec::new();
    }
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Writes `text` into the slot; empty text clears it.
pub(in crate::aws::form) fn write(slot: SlotMut<'_>, text: &str) -> Result<(), EditError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        clear(slot);
        return Ok(());
    }
    match slot {
        SlotMut::Text(value) => *value = Some(one_line(trimmed)?),
        SlotMut::Policy(value) => *value = Some(several_lines(text)?),
        SlotMut::Bool(value) => *value = Some(read_bool(trimmed)?),
        SlotMut::Number(value) => *value = Some(read_number(trimmed)?),
        SlotMut::Names(value) => *value = Some(read_names(&one_line(trimmed)?)),
        SlotMut::Kind(value) => *value = read_kind(trimmed)?,
        SlotMut::Routes(value) => *value = read_list(&several_lines(trimmed)?, read_route)?,
        SlotMut::Ingress(value) => *value = read_list(&several_lines(trimmed)?, read_rule)?,
        SlotMut::Egress(value) => *value = Some(read_list(&several_lines(trimmed)?, read_rule)?),
        SlotMut::Entries(value) => *value = read_list(&several_lines(trimmed)?, read_entry)?,
    }
    Ok(())
}

/// Puts the slot back to its default; a workload's kind stays.
pub(in crate::aws::form) fn clear(slot: SlotMut<'_>) {
    match slot {
        SlotMut::Text(value) | SlotMut::Policy(value) => *value = None,
        SlotMut::Bool(value) => *value = None,
        SlotMut::Number(value) => *value = None,
        SlotMut::Names(value) => *value = None,
        SlotMut::Kind(_) => {}
        SlotMut::Routes(value) => value.clear(),
        SlotMut::Ingress(value) => value.clear(),
        SlotMut::Egress(value) => *value = None,
        SlotMut::Entries(value) => value.clear(),
    }
}

pub(in crate::aws::form) fn one_line(text: &str) -> Result<String, EditError> {
    if text.chars().any(char::is_control) { Err(EditError::Control) } else { Ok(text.to_owned()) }
}

/// Line ends become `\n`; tabs stay.
fn several_lines(text: &str) -> Result<String, EditError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let control = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.chars().any(control) { Err(EditError::Control) } else { Ok(text) }
}
