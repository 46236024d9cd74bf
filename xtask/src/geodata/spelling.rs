//! Names of countries: Natural Earth's, brought up to date where they are old or wrong.

use anyhow::Result;

use super::shapefile::Attributes;

/// A name that replaces Natural Earth's; an empty text keeps Natural Earth's.
struct Spelling {
    code: &'static str,
    english: &'static str,
    french: &'static str,
    arabic: &'static str,
    spanish: &'static str,
}

const fn english(code: &'static str, english: &'static str) -> Spelling {
    Spelling {
        code,
        english,
        french: "",
        arabic: "",
        spanish: "",
    }
}

/// English short names as in the United Nations' list of Member States
/// (un.org/en/about-us/member-states, as of 2025) where Natural Earth 5.1 has an older or a
/// colloquial one, and the French and Spanish ones of the same list where they are old, too.
const SPELLINGS: &[Spelling] = &[
    // The United Nations use it since 1 June 2022.
    english("TUR", "Türkiye"),
    // Registered as the short name with the United Nations in 2016.
    Spelling {
        spanish: "Chequia",
        ..english("CZE", "Czechia")
    },
    // Renamed in 2018; Natural Earth has it in English but not in Spanish.
    Spelling {
        spanish: "Eswatini",
        ..english("SWZ", "Eswatini")
    },
    // Renamed in 2019.
    english("MKD", "North Macedonia"),
    english("CIV", "Côte d’Ivoire"),
    Spelling {
        french: "Cabo Verde",
        ..english("CPV", "Cabo Verde")
    },
    Spelling {
        french: "Timor-Leste",
        spanish: "Timor-Leste",
        ..english("TLS", "Timor-Leste")
    },
    english("BRN", "Brunei Darussalam"),
    english("GMB", "Gambia"),
    english("BHS", "Bahamas"),
    english("STP", "Sao Tome and Principe"),
    english("FSM", "Micronesia"),
    english("COG", "Congo"),
    Spelling {
        french: "Chine",
        ..english("CHN", "China")
    },
    // The form of United Nations documents for the territory.
    english("FLK", "Falkland Islands (Malvinas)"),
    // Natural Earth's translations of PGA are those of Wake Island; its NAME and shape are not.
    Spelling {
        code: "PGA",
        english: "Spratly Islands",
        french: "Îles Spratleys",
        arabic: "جزر سبراتلي",
        spanish: "Islas Spratly",
    },
    // Its long forms claim a statehood that is contested.
    Spelling {
        spanish: "Chipre del Norte",
        ..english("CYN", "Northern Cyprus")
    },
    english("CNM", "UN Buffer Zone in Cyprus"),
    Spelling {
        code: "ESH",
        english: "Western Sahara",
        french: "Sahara occidental",
        arabic: "الصحراء الغربية",
        spanish: "Sáhara Occidental",
    },
];

/// English, French, Arabic and Spanish names, each beginning with a capital where its script has one.
pub(super) fn names(attributes: &Attributes, code: &str) -> Result<[String; 4]> {
    let spelling = SPELLINGS.iter().find(|spelling| spelling.code == code);
    let ours = spelling.map_or([""; 4], |spelling| {
        [
            spelling.english,
            spelling.french,
            spelling.arabic,
            spelling.spanish,
        ]
    });
    let mut names = [const { String::new() }; 4];
    let fields = ["NAME_EN", "NAME_FR", "NAME_AR", "NAME_ES"];
    for ((name, field), ours) in names.iter_mut().zip(fields).zip(ours) {
        let theirs = attributes.text(field)?;
        *name = capitalised(if ours.is_empty() { theirs } else { ours });
        anyhow::ensure!(!name.is_empty(), "{code} has no {field}");
    }
    Ok(names)
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}
