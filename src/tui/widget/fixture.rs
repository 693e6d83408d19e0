//! Drafts for the tests of the widgets that draw them.

use ratatui::text::Line;

use crate::aws::ConfigDraft;
use crate::aws::form::{Edit, find, place, section};

/// A draft from lines `SECTION NAME FIELD VALUE`, the name `.` where a section stands once.
pub(crate) fn draft(lines: &str) -> ConfigDraft {
    let mut draft = ConfigDraft::default();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.splitn(4, ' ');
        let resource = section(words.next().unwrap()).unwrap();
        let name = words.next().unwrap().replace('.', "");
        if find(&draft, resource, &name).is_none() {
            Edit::AddElement { resource, name: name.clone() }.apply(&mut draft).unwrap();
        }
        if let (Some(field), Some(text)) = (words.next(), words.next()) {
            let index = find(&draft, resource, &name).unwrap();
            let at = place(resource, index, field).unwrap();
            Edit::Set { at, text: text.to_owned() }.apply(&mut draft).unwrap();
        }
    }
    draft
}

/// The network of the hospital lab, built so that it works.
pub(crate) fn hospital() -> ConfigDraft {
    draft(
        "
        vpc . enable_dns_hostnames true
        subnet training-a cidr_block 10.0.1.0/24
        subnet training-a route_table training
        subnet training-b cidr_block 10.0.2.0/24
        subnet training-b availability_zone us-east-1b
        subnet training-b route_table training
        subnet tools-a cidr_block 10.0.10.0/24
        subnet tools-a route_table tools
        route_table training
        route_table tools
        security_group training ingress all sg:training
        security_group training egress all sg:training; tcp 443 pl:s3
        security_group ci
        security_group endpoints ingress tcp 443 sg:ci
        vpc_endpoint s3 service s3
        vpc_endpoint s3 vpc_endpoint_type Gateway
        vpc_endpoint s3 route_tables training, tools
        vpc_endpoint sagemaker-api service sagemaker.api
        vpc_endpoint sagemaker-api vpc_endpoint_type Interface
        vpc_endpoint sagemaker-api subnets tools-a
        vpc_endpoint sagemaker-api security_groups endpoints
        network_interface ci-runner subnet tools-a
        network_interface ci-runner security_groups ci
        s3_bucket phi-scans account self
        s3_bucket free-dicom-viewer account 999988887777
        training_job . instance_count 4
        training_job . subnets training-a, training-b
        training_job . security_groups training
        training_job . enable_network_isolation true
        ",
    )
}

/// The lines without their styles.
pub(crate) fn text(lines: &[Line<'_>]) -> String {
    let lines =
        lines.iter().map(|line| line.spans.iter().map(|span| span.content.as_ref()).collect::<String>());
    lines.collect::<Vec<_>>().join("\n")
}
