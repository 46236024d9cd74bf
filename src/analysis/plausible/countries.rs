//! The country that a row names, against the one that its point lies in.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::positions::is_null_island;
use super::words::folded;
use super::{Notes, Seen};
use crate::analysis::{BelongingStatus, Territory};
use crate::geodesy::{Distance, Position};
use crate::index::PointIndex;
use crate::model::{Country, CountryStatus, Language, Place};

/// Countries by the names and codes that files write.
#[derive(Debug)]
pub(in crate::analysis) struct Countries<'a> {
    territory: &'a Territory<'a>,
    codes: HashMap<String, &'a Country>,
    /// The vertices of each country's outline, by its code, gathered when they are first asked for.
    outlines: HashMap<&'a str, (&'a Country, OnceLock<PointIndex>)>,
}

/// A point nearer to the country that its row names is off its coast or across its border, and its
/// numbers are not swapped.
const FAR_KM: f64 = 200.0;

impl<'a> Countries<'a> {
    pub(in crate::analysis) fn new(territory: &'a Territory<'a>, countries: &'a [Country]) -> Self {
        let mut codes: HashMap<String, &Country> = HashMap::new();
        let by_code: HashMap<&str, &Country> = countries
            .iter()
            .map(|country| (country.code.as_str(), country))
            .collect();
        for country in countries {
            codes.insert(folded(&country.code), country);
            for language in Language::ALL {
                if let Some(name) = country.names.in_language(language) {
                    codes.insert(folded(name), country);
                }
            }
        }
        let alpha_2 = ISO_CODES.split_ascii_whitespace().filter_map(|pair| {
            let (two, three) = pair.split_at_checked(2)?;
            Some((two.to_lowercase(), three))
        });
        let others = OTHER_NAMES
            .iter()
            .map(|(name, code)| ((*name).to_owned(), *code));
        for (name, code) in alpha_2.chain(others) {
            if let Some(country) = by_code.get(code) {
                codes.entry(name).or_insert(country);
            }
        }
        let outlines = countries
            .iter()
            .map(|country| (country.code.as_str(), (country, OnceLock::new())));
        Self {
            territory,
            codes,
            outlines: outlines.collect(),
        }
    }

    /// The country that a cell names, if it is known.
    pub(in crate::analysis) fn named(&self, cell: &str) -> Option<&'a Country> {
        let whole = folded(cell);
        let before_bracket = || folded(cell.split('(').next().unwrap_or_default());
        let found = self.codes.get(&whole);
        found.or_else(|| self.codes.get(&before_bracket())).copied()
    }

    pub(super) fn take(&self, record: &Seen<'_>, notes: &mut Notes) {
        if is_null_island(record.position()) {
            return;
        }
        let named = self.named(record.country);
        // Of what is contested, nobody is told where it belongs.
        if named.is_some_and(|country| country.status == CountryStatus::Disputed) {
            return;
        }
        let lies_in = self.territory.country_at(record.position());
        let is_as_said = match (named, lies_in) {
            (Some(named), Some(lies_in)) => named.code == lies_in.code,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        if is_as_said {
            return;
        }
        let belonging = self.territory.belonging(record.place);
        let lies = match belonging.status {
            BelongingStatus::AtSea => "at sea".to_owned(),
            BelongingStatus::Certain => match belonging.country {
                Some(country) if Some(&country.code) != named.map(|named| &named.code) => {
                    format!("in {}", country.names.english())
                }
                _ => return,
            },
            _ => return,
        };
        let Some(named) = named else {
            if belonging.status == BelongingStatus::AtSea {
                let why = "the point lies at sea";
                notes.add(record.odd("at-sea", why).with_value(record.pair()));
            }
            return;
        };
        let name = named.names.english();
        let away = self.distance_to(named, record.position());
        let is_far = away.is_none_or(|away| away.km() > FAR_KM);
        let meant = is_far.then(|| self.meant(record.place, named)).flatten();
        let kind = match (meant, belonging.status) {
            (Some((kind, _)), _) => kind,
            (None, BelongingStatus::AtSea) => "at-sea",
            (None, _) => "other-country",
        };
        let away = away.map_or(String::new(), |away| {
            format!(", {:.0} km from it", away.km())
        });
        let why = format!("the row says {name}, and the point lies {lies}{away}");
        let finding = record.odd(kind, why).with_value(record.pair());
        notes.add(match meant {
            Some(("swapped", at)) => finding.with_fix(format!(
                "latitude and longitude seem to be swapped: {}, {} lies in {name}",
                at.lat(),
                at.lon()
            )),
            Some((_, at)) => finding.with_fix(format!(
                "a sign seems to be wrong: {}, {} lies in {name}",
                at.lat(),
                at.lon()
            )),
            None => finding.with_fix("compare both with the source"),
        });
    }

    /// How far it is to the outline of a country, by its vertices.
    fn distance_to(&self, country: &Country, position: Position) -> Option<Distance> {
        let (country, outline) = self.outlines.get(country.code.as_str())?;
        let outline = outline.get_or_init(|| {
            let rings = country.polygons.iter().map(|polygon| &polygon.outer);
            PointIndex::from_positions(rings.flatten().copied())
        });
        let found = outline.nearest(position, 1, None, |_| true);
        found.first().map(|found| found.distance)
    }

    /// The position that would lie in the country that the row names: swapped, or with other signs.
    fn meant(&self, place: &Place, named: &Country) -> Option<(&'static str, Position)> {
        let (lon, lat) = (place.position.lon(), place.position.lat());
        let candidates = [
            ("swapped", [lat, lon]),
            ("sign-flipped", [-lon, lat]),
            ("sign-flipped", [lon, -lat]),
            ("sign-flipped", [-lon, -lat]),
        ];
        candidates.into_iter().find_map(|(kind, [lon, lat])| {
            let position = Position::from_lon_lat(lon, lat).ok()?;
            let belonging = self.territory.belonging(&Place::exact(position));
            let lies_there = belonging
                .country
                .is_some_and(|country| country.code == named.code);
            lies_there.then_some((kind, position))
        })
    }
}

/// Alpha-2 and alpha-3 codes of ISO 3166-1, side by side.
///
/// # Source
/// ISO 3166-1:2020, as `GeoNames`' countryInfo has it.
const ISO_CODES: &str = "ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS \
    AWABW AXALA AZAZE BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL \
    BRBRA BSBHS BTBTN BWBWA BYBLR BZBLZ CACAN CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN \
    COCOL CRCRI CUCUB CVCPV CWCUW CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY \
    EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GGGGY GHGHA \
    GIGIB GLGRL GMGMB GNGIN GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI \
    HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN \
    KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR \
    LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG \
    MOMAC MPMNP MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK NGNGA \
    NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM \
    PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE \
    SGSGP SHSHN SISVN SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA \
    TDTCD TFATF TGTGO THTHA TJTJK TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA \
    UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM ZAZAF ZMZMB \
    ZWZWE";

/// Names in use beside those of the bundled world, as they are compared.
///
/// # Source
/// The names of the United Nations' M49 standard, and former names.
const OTHER_NAMES: [(&str, &str); 24] = [
    ("bolivia plurinational state of", "BOL"),
    ("burma", "MMR"),
    ("cape verde", "CPV"),
    ("czech republic", "CZE"),
    ("dr congo", "COD"),
    ("drc", "COD"),
    ("islamic republic of iran", "IRN"),
    ("ivory coast", "CIV"),
    ("kingdom of morocco", "MAR"),
    ("lao peoples democratic republic", "LAO"),
    ("libyan arab jamahiriya", "LBY"),
    ("republic of korea", "KOR"),
    ("republic of moldova", "MDA"),
    ("republic of the congo", "COG"),
    ("russian federation", "RUS"),
    ("state of libya", "LBY"),
    ("swaziland", "SWZ"),
    ("syrian arab republic", "SYR"),
    ("turkey", "TUR"),
    ("uk", "GBR"),
    (
        "united kingdom of great britain and northern ireland",
        "GBR",
    ),
    ("united republic of tanzania", "TZA"),
    ("united states", "USA"),
    ("viet nam", "VNM"),
];
