//! Why an objective is met or not: the engine's path and blockers as lines.

use crate::plain::console::Talk;
use crate::plain::lab::bench::Bench;
use crate::reach::{Analysis, PathComponent, Witness};

impl Bench<'_, '_> {
    pub(super) fn tell_evidence(&mut self, at: usize) -> Talk {
        let lab = self.lab;
        let Some(objective) = lab.objectives.get(at) else {
            let count = lab.objectives.len();
            return self
                .trainer
                .console
                .say(&format!("There is no objective {}; there are {count}.", at + 1));
        };
        let Some(findings) = self.findings() else {
            return self.trainer.console.say("The configuration has errors: type errors.");
        };
        let Some(finding) = findings.get(at) else { return Ok(()) };
        let mark = if finding.met { "[+] met: " } else { "[X] not met: " };
        self.trainer.console.hang(mark, &objective.text)?;
        for explanation in &finding.explanations {
            self.trainer.console.say(explanation)?;
        }
        if let Some(analysis) = &finding.analysis {
            self.tell_analysis(analysis)?;
        }
        for trap in self.traps(&findings).iter().filter(|trap| trap.objectives.contains(&objective.id)) {
            self.tell_trap(trap)?;
        }
        Ok(())
    }

    fn tell_analysis(&mut self, analysis: &Analysis) -> Talk {
        self.trainer.console.say(&format!("It reaches: {}.", analysis.verdict()))?;
        if let Some(witness) = analysis.witness() {
            self.tell_witness(witness)?;
        }
        self.tell_path("A path that holds:", analysis.path())?;
        self.tell_path("The refused path that comes closest:", analysis.refused_path())?;
        for blocker in analysis.blockers() {
            let head = format!("Blocked by {}: ", blocker.element());
            self.trainer.console.hang(&head, &blocker.detail)?;
            self.trainer.console.hang("   ", &format!("{}: {}", blocker.code, blocker.code.meaning()))?;
            self.trainer.console.hang("   Look at ", blocker.code.look_at())?;
            self.trainer.console.hang("   ", blocker.code.source())?;
        }
        Ok(())
    }

    fn tell_witness(&mut self, witness: &Witness) -> Talk {
        if let Some(packet) = &witness.packet {
            self.trainer.console.say(&format!("Packet: {packet}"))?;
        }
        if let Some(subnet) = &witness.subnet {
            self.trainer.console.say(&format!("From subnet: {subnet}"))?;
        }
        if let Some(request) = &witness.request {
            self.trainer.console.say(&format!("Request: {request}"))?;
        }
        Ok(())
    }

    fn tell_path(&mut self, title: &str, path: &[PathComponent]) -> Talk {
        if path.is_empty() {
            return Ok(());
        }
        self.trainer.console.say(title)?;
        for (at, hop) in path.iter().enumerate() {
            let head = format!("{}. {}: ", at + 1, hop.element());
            self.trainer.console.hang(&head, &hop.detail)?;
        }
        Ok(())
    }
}
