use super::*;
use crate::aws::Config;
use crate::reach::{Conversation, Query, analyze};
use crate::tui::widget::fixture::{draft, hospital, text};

fn asked(draft: &ConfigDraft, from: &str, to: &str) -> Marks {
    let query = Query::parse(from, to, None, Conversation::TwoWay).unwrap();
    Marks::of(&analyze(&Config::build(draft).unwrap(), &query), false)
}

fn drawn(draft: &ConfigDraft, marks: &Marks, width: u16, ascii: bool) -> String {
    text(&picture(draft, marks, width, Theme::new(false, ascii)))
}

/// A first attempt: no endpoint placed, a job in SageMaker's own network, a public subnet with a NAT gateway.
fn attempt() -> ConfigDraft {
    draft(
        "
        vpc . internet_gateway true
        subnet public-a cidr_block 10.0.0.0/24
        subnet public-a route_table public
        subnet private-a cidr_block 10.0.1.0/24
        subnet private-a route_table private
        subnet private-a network_acl tight
        subnet new
        route_table public routes 0.0.0.0/0 internet_gateway
        route_table private routes 0.0.0.0/0 nat-a
        nat_gateway nat-a subnet public-a
        nat_gateway nat-b
        network_acl tight
        vpc_endpoint logs
        network_interface runner subnet gone
        s3_bucket data
        training_job .
        ",
    )
}

#[test]
fn a_narrow_picture_stacks_the_zones() {
    insta::assert_snapshot!(drawn(&hospital(), &Marks::default(), 40, false));
}

#[test]
fn a_path_is_marked_where_it_starts_and_nowhere_else() {
    let hospital = hospital();
    let marks = asked(&hospital, "platform", "s3:phi-scans");
    insta::assert_snapshot!(drawn(&hospital, &marks, 60, false));
}

#[test]
fn what_refuses_is_marked_with_a_cross() {
    let hospital = hospital();
    let marks = asked(&hospital, "client:ci-runner", "internet:443/tcp");
    insta::assert_snapshot!(drawn(&hospital, &marks, 100, true));
}

#[test]
fn a_draft_in_pieces_is_drawn_as_far_as_it_goes() {
    insta::assert_snapshot!(drawn(&attempt(), &Marks::default(), 60, false));
}

#[test]
fn every_line_is_as_wide_as_asked() {
    let hospital = hospital();
    let marks = asked(&hospital, "platform", "s3:phi-scans");
    for draft in [&hospital, &attempt(), &ConfigDraft::default()] {
        for width in MIN_WIDTH..160 {
            let lines = picture(draft, &marks, width, Theme::new(true, width % 2 == 0));
            assert!(lines.iter().all(|line| line.width() == usize::from(width)), "{width}\n{}", text(&lines));
        }
    }
}

#[test]
fn names_cannot_steer_the_terminal() {
    let mut draft = attempt();
    for subnet in &mut draft.subnets {
        subnet.name = "\u{1b}]0;x\u{7}\u{202e}\n名前名前名前名前名前名前名前名前".to_owned();
    }
    let drawn = drawn(&draft, &Marks::default(), 40, false);
    assert!(drawn.chars().all(|c| c == '\n' || !c.is_control()), "{drawn:?}");
    assert!(!drawn.contains('\u{202e}'));
}
