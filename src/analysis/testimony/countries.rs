//! Countries by the names and codes that people write.

use std::collections::HashMap;

use super::words::folded;
use crate::model::{Country, Language};

/// Countries by their names in every language of the world, their codes, and the names in use beside.
#[derive(Debug)]
pub(crate) struct CountryNames<'a> {
    codes: HashMap<String, &'a Country>,
}

impl<'a> CountryNames<'a> {
    pub(crate) fn new(countries: &'a [Country]) -> Self {
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
        Self { codes }
    }

    /// The country that a text names, if it is known; what stands in brackets behind may be left out.
    pub(crate) fn of(&self, text: &str) -> Option<&'a Country> {
        let whole = folded(text);
        let before_bracket = || folded(text.split('(').next().unwrap_or_default());
        let found = self.codes.get(&whole);
        found.or_else(|| self.codes.get(&before_bracket())).copied()
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
