//! What is done for a patient and planned with her: procedures, orders, vaccines with their lot, teams,
//! plans, goals; what runs in her family, and what she has at home.

use super::super::codes::{Code, Dx, SNOMED, UCUM};
use super::results::amount;
use super::{Chart, HL7, Staff, at, concept, diagnosis, hl7, reference};
use serde_json::{Value, json};

/// A dose of a vaccine as the cabinet's label has it.
pub(in crate::charts) struct Dose {
    pub(in crate::charts) lot: &'static str,
    pub(in crate::charts) maker: &'static str,
    /// Which dose of the series, and of how many (0: not said).
    pub(in crate::charts) number: (u32, u32),
}

/// A dose without a place in a series.
pub(in crate::charts) const fn dose(lot: &'static str, maker: &'static str) -> Dose {
    Dose { lot, maker, number: (0, 0) }
}

/// A goal: what, since when, how it goes (lifecycle and achievement).
pub(in crate::charts) struct Aim<'a> {
    pub(in crate::charts) words: &'static str,
    pub(in crate::charts) since: &'a str,
    pub(in crate::charts) state: (&'static str, &'static str),
    /// What is measured, the value to reach, its unit, by when.
    pub(in crate::charts) target: Option<(Code, f64, &'static str, &'static str)>,
}

/// A care plan: its kind, title, since when, by whom, its activities (what, status, how often).
pub(in crate::charts) struct Plan<'a> {
    pub(in crate::charts) kind: Code,
    pub(in crate::charts) title: &'static str,
    pub(in crate::charts) since: &'a str,
    pub(in crate::charts) by: &'a Staff,
    pub(in crate::charts) activities: &'a [(Code, &'static str, &'static str, &'static str)],
    /// `Goal/id`s.
    pub(in crate::charts) goals: &'a [String],
}

impl Chart {
    /// Something done, by whom and why.
    pub(in crate::charts) fn procedure(
        &mut self,
        code: Code,
        day: &str,
        why: Option<&Dx>,
        by: Option<&Staff>,
    ) -> &mut Self {
        let mut body = json!({
            "resourceType": "Procedure", "status": "completed", "code": concept(code, code.display),
            "performedDateTime": day,
        });
        if let Some(why) = why {
            body["reasonCode"] = json!([diagnosis(why)]);
        }
        if let Some(by) = by {
            body["performer"] = json!([{"actor": by.reference()}]);
        }
        self.add("proc", "subject", body)
    }

    /// An order for a test, a study or a visit elsewhere (`ServiceRequest`).
    pub(in crate::charts) fn request(
        &mut self,
        code: Code,
        words: &str,
        day: &str,
        status: &str,
        why: &Dx,
        by: &Staff,
    ) -> &mut Self {
        let body = json!({
            "resourceType": "ServiceRequest", "status": status, "intent": "order",
            "code": concept(code, words), "authoredOn": at(day, "15:20"), "requester": by.reference(),
            "reasonCode": [diagnosis(why)],
        });
        self.add("sr", "subject", body)
    }

    /// A vaccine given, with lot, maker, arm and who gave it.
    pub(in crate::charts) fn given(
        &mut self,
        vaccine: Code,
        day: &str,
        dose: &Dose,
        by: &Staff,
    ) -> &mut Self {
        self.shot(vaccine, day).amend(|r| {
            r["lotNumber"] = json!(dose.lot);
            r["manufacturer"] = json!({"display": dose.maker});
            r["site"] = json!({"text": "Left upper arm"});
            r["route"] = hl7("v3-RouteOfAdministration", "IM");
            r["doseQuantity"] = json!({"value": 0.5, "unit": "mL", "system": UCUM, "code": "mL"});
            r["performer"] = json!([{"actor": by.reference()}]);
            if let (number @ 1.., of) = dose.number {
                r["protocolApplied"] =
                    json!([{"doseNumberPositiveInt": number, "seriesDosesPositiveInt": of}]);
            }
        })
    }

    /// A vaccine that was offered and not given, and why (an `ActReason`).
    pub(in crate::charts) fn not_given(
        &mut self,
        vaccine: Code,
        day: &str,
        reason: (&str, &str),
    ) -> &mut Self {
        self.shot(vaccine, day).amend(|r| {
            r["status"] = json!("not-done");
            r["statusReason"] = hl7("v3-ActReason", reason.0);
            r["statusReason"]["text"] = json!(reason.1);
        })
    }

    /// The people who look after her: role, and a reference with its display.
    pub(in crate::charts) fn team(
        &mut self,
        name: &str,
        since: &str,
        members: &[(Code, Value)],
    ) -> &mut Self {
        let participants: Vec<Value> = members
            .iter()
            .map(|(role, member)| json!({"role": [concept(*role, role.display)], "member": member}))
            .collect();
        let body = json!({
            "resourceType": "CareTeam", "status": "active", "name": name, "period": {"start": since},
            "participant": participants,
        });
        self.add("team", "subject", body)
    }

    /// A goal.
    pub(in crate::charts) fn goal(&mut self, aim: &Aim) -> &mut Self {
        let (life, achievement) = aim.state;
        let mut body = json!({
            "resourceType": "Goal", "lifecycleStatus": life, "description": {"text": aim.words},
            "achievementStatus": hl7("goal-achievement", achievement), "startDate": aim.since,
        });
        if let Some((code, value, unit, due)) = &aim.target {
            body["target"] = json!([{"measure": concept(*code, code.display),
                                     "detailQuantity": amount(*value, unit), "dueDate": due}]);
        }
        self.add("goal", "subject", body)
    }

    /// A care plan.
    pub(in crate::charts) fn plan(&mut self, plan: &Plan) -> &mut Self {
        let activities: Vec<Value> = plan
            .activities
            .iter()
            .map(|(code, words, status, when)| {
                json!({"detail": {"code": concept(*code, words), "status": status,
                                  "description": words, "scheduledString": when}})
            })
            .collect();
        let goals: Vec<Value> = plan.goals.iter().map(|goal| json!({"reference": goal})).collect();
        let lines: Vec<String> =
            plan.activities.iter().map(|(_, words, _, when)| format!("<li>{words}: {when}</li>")).collect();
        let narrative = format!(
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{}</p><ul>{}</ul></div>",
            plan.title,
            lines.concat()
        );
        let list = "http://hl7.org/fhir/us/core/CodeSystem/careplan-category";
        let mut body = json!({
            "resourceType": "CarePlan", "status": "active", "intent": "plan", "title": plan.title,
            "text": {"status": "generated", "div": narrative},
            "category": [{"coding": [{"system": list, "code": "assess-plan"}]},
                         concept(plan.kind, plan.kind.display)],
            "period": {"start": plan.since}, "created": plan.since, "author": plan.by.reference(),
            "activity": activities,
        });
        if !goals.is_empty() {
            body["goal"] = json!(goals);
        }
        self.add("plan", "subject", body)
    }

    /// What a relative has or had: the relationship (`RoleCode`), the condition, the age it began.
    pub(in crate::charts) fn relative(
        &mut self,
        day: &str,
        relationship: (&str, &str),
        has: &[(&Dx, u32)],
    ) -> &mut Self {
        let conditions: Vec<Value> = has
            .iter()
            .map(|(dx, age)| {
                let age = json!({"value": age, "unit": "years", "system": UCUM, "code": "a"});
                json!({"code": diagnosis(dx), "onsetAge": age})
            })
            .collect();
        let role = json!({"system": format!("{HL7}/v3-RoleCode"), "code": relationship.0,
                          "display": relationship.1});
        let body = json!({
            "resourceType": "FamilyMemberHistory", "status": "completed", "date": day,
            "relationship": {"coding": [role], "text": relationship.1}, "condition": conditions,
        });
        self.add("fmh", "patient", body)
    }

    /// A thing that she uses: what, maker and model, since when.
    pub(in crate::charts) fn device(&mut self, kind: Code, make: (&str, &str), since: &str) -> &mut Self {
        debug_assert_eq!(kind.system, SNOMED, "devices are coded in SNOMED CT");
        let body = json!({
            "resourceType": "Device", "status": "active", "type": concept(kind, kind.display),
            "manufacturer": make.0, "modelNumber": make.1, "manufactureDate": since,
            "deviceName": [{"name": format!("{} {}", make.0, make.1), "type": "user-friendly-name"}],
        });
        self.add("dev", "patient", body)
    }

    /// The patient as a member of her own team.
    pub(in crate::charts) fn herself(&self) -> Value {
        reference(&self.subject(), &self.demo.name)
    }
}
