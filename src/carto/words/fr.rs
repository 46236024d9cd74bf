//! French.
//!
//! # Source
//! Numbers by the Lexique des règles typographiques en usage à l'Imprimerie nationale: a comma before
//! decimals, a thin no-break space between thousands.

use super::{
    ChainWords, ChartWords, InsetWords, Key, LabelWords, Language, Notes, Numbers, ProjectionWords,
    Qualifiers, Records, RemotenessWords, RouteWords, SheetWords, Sides, Words,
};

pub(super) const WORDS: Words = Words {
    language: Language::French,
    numbers: Numbers {
        decimal: ',',
        group: '\u{202F}',
        metre: "m",
        kilometre: "km",
        below_one_metre: "moins de 1 m",
    },
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    chart: ChartWords {
        months: [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
            "nov.", "déc.",
        ],
        by_year: "Personnes par année",
        by_month: "Personnes par mois",
        events: "Événements",
        distances: "Distance jusqu’à l’aide la plus proche",
        people: "Personnes",
        incidents: "Incidents selon la ligne droite",
        of_source: |unit, source| format!("{unit} ; source\u{a0}: {source}"),
    },
    day: |day, month, year| match day {
        1 => format!("1er {month} {year}"),
        _ => format!("{day} {month} {year}"),
    },
    qualifiers: Qualifiers {
        unknown: "inconnu",
        about: "environ",
        just_over: "un peu plus de",
        at_least: "au moins",
        more_than: "plus de",
        up_to: "jusqu’à",
        range: |least, most| format!("de {least} à {most}"),
        people: |count, n| format!("{count} personne{}", if n < 2 { "" } else { "s" }),
    },
    sides: Sides {
        north: " N",
        south: " S",
        east: " E",
        west: " O",
    },
    key: Key {
        legend: "Légende",
        help: "Lieu d’aide",
        international: "Frontière internationale",
        disputed: "Frontière contestée",
        indefinite: "Frontière non fixée",
        treaty: "Frontière selon le traité, jusqu’à laquelle on mesure les distances",
        line_of_control: "Ligne de contrôle ou mur de sable",
        other_line: "Autre ligne",
        unstated_line: "Ligne au statut non précisé",
        contested: "Zone contestée ou au statut indéterminé",
        straight_line: "Ligne droite jusqu’à l’aide la plus proche",
        doubt: "Où le lieu peut se trouver",
        expelled: "Personnes expulsées ou refoulées",
        dead: "Personnes décédées",
        missing: "Personnes disparues",
        rescued: "Personnes secourues",
        other_incident: "Autre ou non précisé",
        synthetic: "Données fictives, pour l’exemple",
        unknown_people: "Nombre de personnes inconnu",
        lake: "Lac",
        located: "Où des paroles le situent, avec leur incertitude",
        countries: ["Pays concerné", "Pays concernés"],
        town: "Ville ou autre lieu",
        away: |distance, name| format!("à {distance} de {name}"),
        away_straight: |distance, name| format!("À {distance} de {name} en ligne droite"),
    },
    label: LabelWords {
        way: |distance, help| format!("{distance} jusqu’à {help}"),
        more_here: |n, written| match n {
            1 => "et 1 autre fiche au même endroit".to_owned(),
            _ => format!("et {written} autres fiches au même endroit"),
        },
        north_note: |degrees| {
            format!("Le nord suit les méridiens, inclinés jusqu’à {degrees}° aux bords")
        },
        all_synthetic: "DONNÉES FICTIVES",
        partly_synthetic: "DONNÉES EN PARTIE FICTIVES",
        berm: "mur de sable",
    },
    chain: ChainWords {
        chain: |letter, name| match letter {
            "" => format!("Chaîne {name}"),
            letter => format!("Chaîne {letter}\u{a0}: {name}"),
        },
        synthetic: ", fictive",
        guessed: "Étapes par un lieu inconnu",
    },
    route: RouteWords {
        from_help: |distance| format!("à {distance} de toute aide"),
        route: |name, length| format!("Route {name}, {length}"),
        more: |n, written| match n {
            1 => "1 autre route".to_owned(),
            _ => format!("{written} autres routes"),
        },
        tick: |distance| format!("Une marque tous les {distance} le long de la route"),
        farther: |distance| format!("À plus de {distance} de toute aide"),
    },
    remoteness: RemotenessWords {
        within: |distance| format!("à moins de {distance} d’une aide recensée"),
        between: |near, far| format!("de {near} à {far}"),
        beyond: |distance| format!("à plus de {distance}"),
        not_recorded: "Aucune aide recensée ne veut pas dire aucune aide",
        away: |distance| format!("à {distance} de l’aide recensée,"),
        farthest_of_area: "le lieu le plus éloigné de la zone",
        farthest: "Lieu le plus éloigné de l’aide recensée",
    },
    sheet: SheetWords {
        title: "Incidents et aide la plus proche",
        map: "Carte",
        synthetic_title: |title| format!("Données fictives, pour l’exemple : {title}"),
        no_record: "Aucune fiche ne se trouve sur cette carte",
        records: |what, n, written| {
            let what = match what {
                Records::Expulsions => "d’expulsions",
                Records::Pushbacks => "de refoulements",
                Records::Deaths => "de décès",
                Records::Incidents => "d’incidents",
            };
            let records = if n < 2 { "fiche" } else { "fiches" };
            format!("{written} {records} {what}")
        },
        years: |first, last| {
            if first == last {
                format!(", {first}")
            } else {
                format!(", de {first} à {last}")
            }
        },
        symbols: " ; symboles selon le nombre de personnes",
        lines: " ; lignes droites sur l’ellipsoïde WGS 84",
        distances: "Ligne droite jusqu’à l’aide la plus proche",
        row: |incident, help, distance| format!("{incident} – {help}\u{a0}: {distance}"),
        hours_on_foot: |hours| format!("{hours} h à pied"),
        minutes_on_foot: |minutes, _| format!("{minutes} min à pied"),
        below_one_minute: "moins de 1 min à pied",
        more_rows: |n, written| match n {
            1 => "et 1 autre dans le tableau des distances".to_owned(),
            _ => format!("et {written} autres dans le tableau des distances"),
        },
    },
    inset: InsetWords {
        close_up: "Détail",
        times: |times| format!("Le cadre, {times} fois plus grand ; symboles d’une seule taille"),
        shown: "Ce que montre le détail",
        locator: "Où se trouve la carte",
        numbers: "Numéros sur la carte",
        cells: " ; nombre par maille",
        in_a_cell: |range, n, across| {
            let incidents = if n < 2 { "incident" } else { "incidents" };
            format!("{range} {incidents} par maille de {across}")
        },
        north_to_pole: "Le nord est vers le pôle, le long des méridiens",
        north_from_pole: "Le nord est à l’opposé du pôle, le long des méridiens",
        lean: |degrees| format!("Méridiens inclinés jusqu’à {degrees}°"),
        local: "les angles sont exacts, l’échelle au millième ; choisie pour une petite zone",
        belt: "les surfaces sont exactes ; choisie pour une large bande",
        made_up: |what| format!("{what} (fictif)"),
    },
    notes: Notes {
        made: |day| format!("Établie le {day}"),
        map: |id| format!("Carte {id}"),
        map_sources: |sources| format!("Carte\u{a0}: {sources}"),
        incident_sources: |sources| format!("Incidents\u{a0}: {sources}"),
        sources: |all| format!("Sources\u{a0}: {all}."),
        not_shown: |n, count, all, reasons| match n {
            0 | 1 => format!("{count} fiche sur {all} ne figure pas\u{a0}: {reasons}. "),
            _ => format!("{count} fiches sur {all} ne figurent pas\u{a0}: {reasons}. "),
        },
        outside: |count| format!("{count} hors de la carte"),
        without_location: |count| format!("{count} sans lieu"),
        not_readable: |n, count| format!("{count} illisible{}", if n < 2 { "" } else { "s" }),
        comma: ", ",
        semicolon: " ; ",
        its_publisher: "son éditeur",
        public_domain: "domaine public",
        no_doubt_stated: " Un lieu dont l’incertitude n’est pas indiquée compte comme exact\u{a0}: sa distance paraît plus précise qu’elle ne l’est peut-être.",
        on_foot: |slow, fast, whose| {
            format!(
                " Heures à pied\u{a0}: marche en ligne droite et sans repos sur terrain plat, de {slow} à {fast} km/h ({whose})\u{a0}; rien n’est dit de la survie, ni des enfants, ni des personnes âgées ou blessées."
            )
        },
        tobler: "Tobler 1993, adulte en bonne forme, hors sentier et sur sentier",
        own_speeds: "vitesses données",
        disclaimer: |publisher| {
            format!(
                "Les frontières et les noms indiqués et les appellations employées sur cette carte \
                 n’impliquent ni reconnaissance ni acceptation officielle par {publisher}. Une \
                 distance est une ligne droite au sol, entre parenthèses le moins et le plus que \
                 permet l’incertitude ; aucune marche n’est plus courte."
            )
        },
    },
    projection: ProjectionWords {
        name: |english| {
            Some(match english {
                "Lambert azimuthal equal-area" => "azimutale équivalente de Lambert",
                "Equal Earth" => "Equal Earth",
                "Albers equal-area conic" => "conique équivalente d’Albers",
                "Lambert conformal conic" => "conique conforme de Lambert",
                "azimuthal equidistant" => "azimutale équidistante",
                "equirectangular" => "équirectangulaire",
                "Mercator" => "de Mercator",
                "Web Mercator" => "de Mercator (Web)",
                "transverse Mercator" => "transverse de Mercator",
                "orthographic" => "orthographique",
                _ => return None,
            })
        },
        centre: |centre| format!("centre {centre}"),
        central_meridian: |lon| format!("méridien central {lon}"),
        true_along: |south, north| format!("exacte le long de {south} et de {north}"),
        wide: |width| format!("{width}\u{a0}mm de large"),
        regional: "les surfaces sont exactes ; choisie pour une région",
        polar: "les surfaces sont exactes ; choisie pour un pôle",
        world: "les surfaces sont exactes ; choisie pour le monde",
        scale: |projection, reason, scale, paper| {
            format!("Projection\u{a0}: {projection} ({reason}). Échelle 1:{scale} en {paper}")
        },
        varies: |least, most| format!(" ; sur la carte elle varie de {least} à {most}."),
        bar_is_true_at: |position| format!(" L’échelle graphique est exacte à {position}."),
        percent: "\u{a0}%",
    },
};
