//! What a security label says about a resource. The patient sees her own whatever the label; everyone else
//! sees it only with a grant that names it.

use fhir::{Coding, Head};

/// A reason for special protection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sensitivity {
    /// Restricted or very restricted, or a label that is not understood.
    Restricted,
    /// Substance use, 42 CFR Part 2.
    SubstanceUse,
    /// Mental and behavioral health.
    MentalHealth,
    /// Psychotherapy notes.
    Psychotherapy,
    /// HIV and AIDS.
    Hiv,
    /// Sexuality, reproduction, sexually transmitted disease.
    SexualHealth,
    /// Sexual assault, abuse, domestic violence.
    Violence,
    /// Confidential care of adolescents.
    Adolescent,
    /// Genetic disease.
    Genetic,
}

impl Sensitivity {
    /// All of them.
    pub const ALL: [Sensitivity; 9] = [
        Sensitivity::Restricted,
        Sensitivity::SubstanceUse,
        Sensitivity::MentalHealth,
        Sensitivity::Psychotherapy,
        Sensitivity::Hiv,
        Sensitivity::SexualHealth,
        Sensitivity::Violence,
        Sensitivity::Adolescent,
        Sensitivity::Genetic,
    ];

    /// The name in the matrix and in grants.
    pub fn name(self) -> &'static str {
        match self {
            Sensitivity::Restricted => "restricted",
            Sensitivity::SubstanceUse => "substance-use",
            Sensitivity::MentalHealth => "mental-health",
            Sensitivity::Psychotherapy => "psychotherapy",
            Sensitivity::Hiv => "hiv",
            Sensitivity::SexualHealth => "sexual-health",
            Sensitivity::Violence => "violence",
            Sensitivity::Adolescent => "adolescent",
            Sensitivity::Genetic => "genetic",
        }
    }

    /// What one label means; `None` for a label that protects nothing in particular.
    ///
    /// HL7 v3-Confidentiality and v3-ActCode (InformationSensitivityPolicy). Purposes of use and handling
    /// remarks of other HL7 systems do not make a resource sensitive; a label that nobody here knows does.
    pub fn of_label(label: &Coding) -> Option<Sensitivity> {
        let system = label.system.as_deref().unwrap_or_default().trim();
        let code = label.code.as_deref().unwrap_or_default().trim();
        if system.ends_with("/v3-ActReason") || system.ends_with("/v3-ObservationValue") {
            return None;
        }
        Some(match code {
            "U" | "L" | "M" | "N" => return None,
            "42CFRPart2" | "ETH" | "ETHUD" | "OPIOIDUD" | "SUD" | "ALCU" => Sensitivity::SubstanceUse,
            "PSY" | "MH" | "BH" | "EMOTDIS" | "COGN" => Sensitivity::MentalHealth,
            "PSYTHPN" => Sensitivity::Psychotherapy,
            "HIV" => Sensitivity::Hiv,
            "SEX" | "STD" | "PREGNANT" => Sensitivity::SexualHealth,
            "SDV" | "VIO" | "MST" => Sensitivity::Violence,
            "ADOL" => Sensitivity::Adolescent,
            "GDIS" | "SCA" | "SICKLE" => Sensitivity::Genetic,
            _ => Sensitivity::Restricted,
        })
    }
}

/// A set of sensitivities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sensitivities(u16);

impl Sensitivities {
    /// What the labels of a resource say. A label that cannot be read counts as restricted.
    pub fn of(head: &Head) -> Self {
        let unreadable = head.security_unreadable.then_some(Sensitivity::Restricted);
        head.security.iter().filter_map(Sensitivity::of_label).chain(unreadable).collect()
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this one is among them.
    pub fn contains(self, one: Sensitivity) -> bool {
        self.0 & bit(one) != 0
    }

    /// Whether all of the others are among them.
    pub fn contains_all(self, others: Sensitivities) -> bool {
        self.0 & others.0 == others.0
    }

    /// What both contain.
    #[must_use]
    pub fn and(self, other: Sensitivities) -> Self {
        Self(self.0 & other.0)
    }

    /// One by one.
    pub fn iter(self) -> impl Iterator<Item = Sensitivity> {
        Sensitivity::ALL.into_iter().filter(move |one| self.contains(*one))
    }
}

impl FromIterator<Sensitivity> for Sensitivities {
    fn from_iter<I: IntoIterator<Item = Sensitivity>>(all: I) -> Self {
        Self(all.into_iter().fold(0, |bits, one| bits | bit(one)))
    }
}

fn bit(one: Sensitivity) -> u16 {
    1 << one as u16
}
