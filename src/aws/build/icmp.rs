//! What a rule says beside its protocol: ports, or type and code of an ICMP message.

use crate::net::{PortRange, PortRangeError, Protocol, ProtocolMatch};

use super::names::filled;
use super::report::{Checked, Report, Spot};

/// What stands for every type and every code (EC2 API, `IcmpTypeCode`).
const EVERY: i64 = -1;

/// What a rule says beside its protocol.
pub(super) struct Narrowing<'a> {
    pub ports: Option<&'a String>,
    pub icmp_type: Option<i64>,
    pub icmp_code: Option<i64>,
}

impl Narrowing<'_> {
    /// The ports, or for ICMP the packed types and codes.
    pub fn read(
        &self,
        protocol: Checked<ProtocolMatch>,
        spot: &Spot<'_>,
        report: &mut Report,
    ) -> Checked<PortRange> {
        match protocol {
            Ok(ProtocolMatch::One(Protocol::ICMP)) => self.messages(spot, report),
            Ok(protocol) => {
                let misplaced = self.report_icmp(protocol, spot, report);
                let ports = self.read_ports(spot, report)?;
                misplaced.map(|()| ports)
            }
            Err(told) => self.read_ports(spot, report).and(Err(told)),
        }
    }

    fn read_ports(&self, spot: &Spot<'_>, report: &mut Report) -> Checked<PortRange> {
        let Some(text) = filled(self.ports) else {
            return Ok(PortRange::ALL);
        };
        text.parse().map_err(|error: PortRangeError| report.error(&spot.key("ports"), error.to_string()))
    }

    fn report_icmp(&self, protocol: ProtocolMatch, spot: &Spot<'_>, report: &mut Report) -> Checked<()> {
        let mut result = Ok(());
        for (key, value) in [("icmp_type", self.icmp_type), ("icmp_code", self.icmp_code)] {
            if value.is_some() {
                let message = format!("`{key}` in a rule for {protocol}");
                let help = "only rules with `protocol = \"icmp\"` have types and codes; remove this key";
                result = Err(report.error_with_help(&spot.key(key), message, help));
            }
        }
        result
    }

    fn messages(&self, spot: &Spot<'_>, report: &mut Report) -> Checked<PortRange> {
        let ports = match filled(self.ports) {
            None | Some("all") => Ok(()),
            Some(text) => {
                let message = format!("`{text}` in a rule for icmp, which has no ports");
                let help = "write `icmp_type` and `icmp_code`, or neither for every message";
                Err(report.error_with_help(&spot.key("ports"), message, help))
            }
        };
        let icmp_type = number(self.icmp_type, &spot.key("icmp_type"), "a type", report);
        let code = number(self.icmp_code, &spot.key("icmp_code"), "a code", report);
        let (icmp_type, code) = (icmp_type?, code?);
        if icmp_type.is_none() && code.is_some() {
            let message = "a code without a type";
            let help = "AWS takes one code with one type only: write `icmp_type` as well";
            return Err(report.error_with_help(&spot.key("icmp_code"), message, help));
        }
        ports.map(|()| PortRange::icmp(icmp_type, code))
    }
}

fn number(value: Option<i64>, spot: &Spot<'_>, what: &str, report: &mut Report) -> Checked<Option<u8>> {
    match value {
        None | Some(EVERY) => Ok(None),
        Some(value) => u8::try_from(value).map(Some).map_err(|_| {
            let message = format!("{value} is not {what} of an ICMP message");
            report.error_with_help(spot, message, "write a number from 0 to 255, or -1 for every one")
        }),
    }
}
