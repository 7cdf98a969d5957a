//! Who pays: coverage, and explanations of what was billed, allowed, paid and left to the patient.

use super::super::codes::{Code, Dx};
use super::{Chart, HL7, Staff, after, at, concept, diagnosis, hl7, reference};
use serde_json::{Value, json};

/// A policy.
pub(in crate::charts) struct Policy<'a> {
    /// Id and name of the payer.
    pub(in crate::charts) payer: (&'static str, &'static str),
    /// An `ActCode`: `EHCPOL` (private), `PUBLICPOL` (public).
    pub(in crate::charts) kind: (&'static str, &'static str),
    pub(in crate::charts) plan: &'static str,
    pub(in crate::charts) member: &'static str,
    pub(in crate::charts) group: Option<&'static str>,
    pub(in crate::charts) from: &'a str,
    pub(in crate::charts) until: Option<&'a str>,
    /// Which pays first.
    pub(in crate::charts) order: u32,
}

pub(in crate::charts) const PRIVATE: (&str, &str) = ("EHCPOL", "extended healthcare");
pub(in crate::charts) const PUBLIC: (&str, &str) = ("PUBLICPOL", "public healthcare");

/// A line of a claim, in cents: billed, allowed, deductible, copay.
pub(in crate::charts) type Line = (Code, &'static str, [u32; 4]);

/// A claim that the payer has answered.
pub(in crate::charts) struct Claim<'a> {
    /// `professional`, `institutional` or `pharmacy`.
    pub(in crate::charts) kind: &'static str,
    pub(in crate::charts) day: &'a str,
    pub(in crate::charts) by: &'a Staff,
    pub(in crate::charts) why: &'a Dx,
    /// `Coverage/id`.
    pub(in crate::charts) coverage: &'a str,
    pub(in crate::charts) payer: (&'static str, &'static str),
    pub(in crate::charts) lines: &'a [Line],
}

impl Chart {
    /// A policy that covers her.
    pub(in crate::charts) fn policy(&mut self, policy: &Policy) -> &mut Self {
        let mut period = json!({"start": policy.from});
        if let Some(until) = policy.until {
            period["end"] = json!(until);
        }
        let mut classes = vec![class("plan", policy.plan, policy.plan)];
        classes.extend(policy.group.map(|group| class("group", group, "Employer group")));
        let status = if policy.until.is_some() { "cancelled" } else { "active" };
        let kind = json!({"system": format!("{HL7}/v3-ActCode"), "code": policy.kind.0,
                          "display": policy.kind.1});
        let body = json!({
            "resourceType": "Coverage", "status": status, "type": {"coding": [kind], "text": policy.plan},
            "subscriberId": policy.member, "subscriber": {"reference": self.subject()},
            "relationship": hl7("subscriber-relationship", "self"), "period": period,
            "payor": [reference(&format!("Organization/{}", policy.payer.0), policy.payer.1)],
            "class": classes, "order": policy.order,
        });
        self.add("cov", "beneficiary", body)
    }

    /// An explanation of benefit; the plan pays what is allowed less deductible and copay.
    pub(in crate::charts) fn claim(&mut self, claim: &Claim) -> &mut Self {
        let items: Vec<Value> = claim
            .lines
            .iter()
            .zip(1..)
            .map(|((code, words, cents), sequence)| {
                json!({"sequence": sequence, "productOrService": concept(*code, words),
                       "servicedDate": claim.day, "adjudication": adjudications(*cents)})
            })
            .collect();
        let sum = |part: usize| claim.lines.iter().map(|(_, _, cents)| cents[part]).sum::<u32>();
        let sums = [sum(0), sum(1), sum(2), sum(3)];
        let body = json!({
            "resourceType": "ExplanationOfBenefit", "status": "active", "use": "claim",
            "type": hl7("claim-type", claim.kind), "outcome": "complete",
            "created": after(claim.day, 5),
            "billablePeriod": {"start": at(claim.day, "15:00"), "end": at(claim.day, "16:00")},
            "insurer": reference(&format!("Organization/{}", claim.payer.0), claim.payer.1),
            "provider": claim.by.reference(),
            "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": diagnosis(claim.why)}],
            "insurance": [{"focal": true, "coverage": {"reference": claim.coverage}}],
            "item": items, "total": adjudications(sums),
            "payment": {"amount": dollars(paid(sums)), "date": after(claim.day, 5)},
        });
        self.add("eob", "patient", body)
    }
}

/// One way in which a policy is classified.
fn class(kind: &str, value: &str, name: &str) -> Value {
    json!({"type": hl7("coverage-class", kind), "value": value, "name": name})
}

fn paid([_, allowed, deductible, copay]: [u32; 4]) -> u32 {
    allowed - deductible - copay
}

fn adjudications(cents: [u32; 4]) -> Value {
    let part =
        |code: &str, amount: u32| json!({"category": hl7("adjudication", code), "amount": dollars(amount)});
    let [billed, allowed, deductible, copay] = cents;
    json!([
        part("submitted", billed),
        part("eligible", allowed),
        part("deductible", deductible),
        part("copay", copay),
        part("benefit", paid(cents)),
    ])
}

fn dollars(cents: u32) -> Value {
    json!({"value": f64::from(cents) / 100.0, "currency": "USD"})
}
