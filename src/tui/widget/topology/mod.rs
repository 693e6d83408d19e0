//! A picture of a configuration: region, VPC, zones, subnets and what lies in and around them. What is
//! outside stands above, so that a path leads upwards.
//!
//! It is drawn from the draft, so that it is there while the configuration is still in pieces. An
//! answer of the engine puts marks on it: `>` where the path goes, `X` at what refuses it.

mod canvas;
mod content;
mod marks;

pub use marks::{Mark, Marks};

use ratatui::text::Line;

use crate::aws::{ConfigDraft, SubnetDraft};
use crate::reach::ComponentKind;
use crate::tui::{Role, Theme};
use canvas::{Block, Body, Canvas, Item, beside};
use content::Content;

/// The narrowest picture that can be read.
pub const MIN_WIDTH: u16 = 36;
/// Columns that one subnet wants.
const SUBNET_WIDTH: usize = 26;

/// Draws `draft`, `width` columns wide (at least [`MIN_WIDTH`]), as many lines high as it needs.
#[must_use]
pub fn picture(draft: &ConfigDraft, marks: &Marks, width: u16, theme: Theme) -> Vec<Line<'static>> {
    let content = Content { draft, marks };
    let canvas = Canvas(theme);
    let width = usize::from(width.max(MIN_WIDTH));
    let inner = width - 2;
    let mut lines: Vec<Line<'static>> =
        content.outside().iter().map(|item| canvas.row(item, width)).collect();
    let mut body = Body::default();
    for item in content.in_region() {
        body.item(canvas, &item, inner);
    }
    let own_network = content.in_service_network();
    if !own_network.is_empty() {
        let mut network = Body::default();
        for item in &own_network {
            network.item(canvas, item, inner - 2);
        }
        let title =
            Item::new("SageMaker's own network", Role::Heading, marks.any(ComponentKind::ServiceNetwork));
        body.block(canvas.boxed(&title, None, network, inner, 0), inner);
    }
    body.block(vpc(content, canvas, inner), inner);
    let title = Item::new(format!("region {}", content.region()), Role::Dim, None);
    lines.extend(canvas.boxed(&title, None, body, width, 0));
    lines
}

fn vpc(content: Content<'_>, canvas: Canvas, width: usize) -> Block {
    let inner = width.saturating_sub(2);
    let vpc = &content.draft.vpc;
    let mut body = Body::default();
    for item in &content.on_edge() {
        body.item(canvas, item, inner);
    }
    let zones: Vec<_> = content.zones().into_iter().collect();
    let columns = ((inner + 1) / (SUBNET_WIDTH + 1)).max(1);
    for row in zones.chunks(columns) {
        let each = (inner + 1) / row.len().max(1) - 1;
        let blocks: Vec<(Block, usize)> =
            row.iter().map(|(name, subnets)| (zone(content, canvas, name, subnets, each), each)).collect();
        body.block(beside(&blocks), inner);
    }
    for item in &content.unplaced() {
        body.item(canvas, item, inner);
    }
    let name = vpc.name.as_deref().unwrap_or("main");
    let block = vpc.cidr_block.as_deref().unwrap_or("10.0.0.0/16");
    let title = Item::new(format!("vpc {name} {block}"), Role::Heading, None);
    let gateway = content.marks.any(ComponentKind::InternetGateway);
    let label = if vpc.internet_gateway == Some(true) {
        Item::new(if width < 50 { "igw" } else { "internet gateway" }, Role::Warning, gateway)
    } else {
        Item::new(if width < 50 { "no igw" } else { "no internet gateway" }, Role::Dim, gateway)
    };
    canvas.boxed(&title, Some(&label), body, width, 0)
}

/// One Availability Zone: its name, and its subnets side by side as far as there is room.
fn zone(content: Content<'_>, canvas: Canvas, name: &str, subnets: &[&SubnetDraft], width: usize) -> Block {
    let mut lines = vec![canvas.row(&Item::new(name, Role::Dim, None), width)];
    let columns = ((width + 1) / (SUBNET_WIDTH + 1)).clamp(1, subnets.len().max(1));
    let each = (width + 1) / columns - 1;
    for row in subnets.chunks(columns) {
        let contents: Vec<(&SubnetDraft, Vec<Item>)> =
            row.iter().map(|subnet| (*subnet, content.in_subnet(subnet))).collect();
        let height = contents.iter().map(|(_, items)| items.len() + 2).max().unwrap_or(0);
        let blocks: Vec<(Block, usize)> = contents
            .into_iter()
            .map(|(subnet, items)| {
                let mut body = Body::default();
                for item in &items {
                    body.item(canvas, item, each.saturating_sub(2));
                }
                let mark = content.marks.on(ComponentKind::Subnet, &subnet.name);
                let title = Item::new(subnet.name.clone(), Role::Strong, mark);
                (canvas.boxed(&title, Some(&content.label(subnet)), body, each, height), each)
            })
            .collect();
        lines.extend(beside(&blocks));
    }
    for line in &mut lines {
        let pad = width.saturating_sub(line.width());
        line.spans.push(" ".repeat(pad).into());
    }
    lines
}

#[cfg(test)]
mod tests;
