use super::*;
use crate::aws::{SecurityGroupDraft, WorkloadDraft, WorkloadKind};

fn draft() -> ConfigDraft {
    let group = |name: &str| SecurityGroupDraft { name: name.to_owned(), ..SecurityGroupDraft::default() };
    ConfigDraft {
        security_groups: vec![group("nodes"), group("two words"), group("1")],
        workload: Some(WorkloadDraft::new(WorkloadKind::Model)),
        ..ConfigDraft::default()
    }
}

fn group(index: usize, field: &str) -> Place {
    form::place(ResourceKind::SecurityGroup, index, field).unwrap()
}

#[test]
fn places_are_read_with_blanks_dots_numbers_and_quotes() {
    let isolation = form::place(ResourceKind::Workload, 0, "enable_network_isolation").unwrap();
    for (line, at) in [
        ("clear workload enable_network_isolation", isolation.clone()),
        ("clear workload.enable_network_isolation", isolation.clone()),
        ("clear  model   enable_network_isolation ", isolation),
        ("clear security_group nodes egress", group(0, "egress")),
        ("clear security_group.nodes egress", group(0, "egress")),
        ("clear security_group 2 egress.3", group(1, "egress.3")),
        ("clear security_group \"two words\" egress.1.ports", group(1, "egress.1.ports")),
        ("clear security_group 1 egress", group(2, "egress")),
    ] {
        assert_eq!(read(line, &draft()), Ok(Command::Change(Edit::Clear { at })), "{line}");
    }
}

#[test]
fn values_keep_their_blanks() {
    let at = group(0, "ingress");
    let text = "tcp 443 sg:nodes; all sg:nodes".to_owned();
    let line = format!("set security_group nodes ingress {text}");
    assert_eq!(read(&line, &draft()), Ok(Command::Change(Edit::Set { at: at.clone(), text })));
    let text = "tcp 443 sg:nodes".to_owned();
    let line = format!("rule security_group nodes ingress {text}");
    assert_eq!(read(&line, &draft()), Ok(Command::Change(Edit::AddEntry { at: at.clone(), text })));
    assert_eq!(read("set security_group nodes ingress", &draft()), Ok(Command::Write { at }));
}

#[test]
fn every_field_of_every_section_can_be_set() {
    let mut draft = ConfigDraft::default();
    for resource in ResourceKind::ALL {
        let section = resource.section();
        if !stands_once(resource) || resource == ResourceKind::Workload {
            let Ok(Command::Change(edit)) = read(&format!("add {section} x"), &draft) else {
                panic!("{section} cannot be added")
            };
            edit.apply(&mut draft).unwrap();
        }
        let name = if stands_once(resource) { "" } else { "x" };
        for field in form::fields_in(&draft, resource, 0) {
            let line = format!("set {section} {name} {} v", field.key);
            let at = form::place(resource, 0, field.key).unwrap();
            let expected = Ok(Command::Change(Edit::Set { at, text: "v".to_owned() }));
            assert_eq!(read(&line, &draft), expected, "{line}");
        }
    }
}

#[test]
fn faults_say_what_there_is() {
    for (line, part) in [
        ("", "There is no command ``; there are story"),
        ("sett x", "did you mean `set`?"),
        ("set", "Name a section: account, vpc"),
        ("set subnet", "There is no subnet yet; type add subnet."),
        ("set security_group", "Name one: nodes, two words, 1."),
        ("set security_group node egress x", "did you mean `nodes`?"),
        ("set workload", "Name a field: kind, instance_count"),
        ("set workload subnet x", "did you mean `subnets`?"),
        ("set workload subnets.1 x", "There is no field `subnets.1`"),
        ("evidence", "number of an objective"),
        ("evidence 0", "number of an objective"),
        ("load", "name of a file"),
    ] {
        let fault = read(line, &draft()).unwrap_err();
        assert!(fault.contains(part), "{line}: {fault}");
    }
}

#[test]
fn every_verb_of_the_help_is_understood() {
    for (verb, arguments, _) in VERBS {
        let line = match *verb {
            "evidence" => "evidence 1".to_owned(),
            "load" => "load x".to_owned(),
            _ if arguments.is_empty() => (*verb).to_owned(),
            "add" | "save" => (*verb).to_owned() + if *verb == "add" { " subnet" } else { "" },
            "show" | "remove" => format!("{verb} security_group nodes"),
            "rename" => "rename security_group nodes x".to_owned(),
            _ => format!("{verb} security_group nodes egress all 0.0.0.0/0"),
        };
        assert!(read(&line, &draft()).is_ok(), "{line}");
    }
}
