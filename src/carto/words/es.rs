//! Spanish.
//!
//! # Source
//! Numbers by the Ortografía de la lengua española (2010): a comma before decimals, a thin no-break
//! space between thousands.

use super::{
    ChainWords, ChartWords, InsetWords, Key, LabelWords, Language, Notes, Numbers, ProjectionWords,
    Qualifiers, Records, RemotenessWords, RouteWords, SheetWords, Sides, Words,
};

pub(super) const WORDS: Words = Words {
    language: Language::Spanish,
    numbers: Numbers {
        decimal: ',',
        group: '\u{202F}',
        metre: "m",
        kilometre: "km",
        below_one_metre: "menos de 1 m",
    },
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    chart: ChartWords {
        months: [
            "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic",
        ],
        by_year: "Personas por año",
        by_month: "Personas por mes",
        events: "Sucesos",
        distances: "Distancia hasta la ayuda más cercana",
        people: "Personas",
        incidents: "Incidentes según la línea recta",
        of_source: |unit, source| format!("{unit}; fuente: {source}"),
    },
    day: |day, month, year| format!("{day} de {month} de {year}"),
    qualifiers: Qualifiers {
        unknown: "desconocido",
        about: "unas",
        just_over: "poco más de",
        at_least: "al menos",
        more_than: "más de",
        up_to: "hasta",
        range: |least, most| format!("de {least} a {most}"),
        people: |count, n| format!("{count} persona{}", if n == 1 { "" } else { "s" }),
    },
    sides: Sides {
        north: " N",
        south: " S",
        east: " E",
        west: " O",
    },
    key: Key {
        legend: "Leyenda",
        help: "Lugar de ayuda",
        international: "Frontera internacional",
        disputed: "Frontera en disputa",
        indefinite: "Frontera no fijada",
        treaty: "Frontera según el tratado, hasta la que se miden las distancias",
        line_of_control: "Línea de control o muro de arena",
        other_line: "Otra línea",
        unstated_line: "Línea de estatus no indicado",
        contested: "Zona en disputa o de estatus indeterminado",
        straight_line: "Línea recta hasta la ayuda más cercana",
        doubt: "Donde puede estar el lugar",
        expelled: "Personas expulsadas o devueltas",
        dead: "Personas fallecidas",
        missing: "Personas desaparecidas",
        rescued: "Personas rescatadas",
        other_incident: "Otro o sin especificar",
        synthetic: "Datos ficticios, de muestra",
        unknown_people: "Número de personas desconocido",
        lake: "Lago",
        located: "Donde lo sitúan unas palabras, con su incertidumbre",
        countries: ["País en cuestión", "Países en cuestión"],
        town: "Ciudad u otro lugar",
        away: |distance, name| format!("a {distance} de {name}"),
        away_straight: |distance, name| format!("A {distance} de {name} en línea recta"),
    },
    label: LabelWords {
        way: |distance, help| format!("{distance} hasta {help}"),
        more_here: |n, written| match n {
            1 => "y 1 registro más aquí".to_owned(),
            _ => format!("y {written} registros más aquí"),
        },
        north_note: |degrees| {
            format!("El norte sigue los meridianos, inclinados hasta {degrees}° en los bordes")
        },
        all_synthetic: "DATOS FICTICIOS",
        partly_synthetic: "DATOS EN PARTE FICTICIOS",
        berm: "muro de arena",
    },
    chain: ChainWords {
        chain: |letter, name| match letter {
            "" => format!("Cadena {name}"),
            letter => format!("Cadena {letter}: {name}"),
        },
        synthetic: ", ficticia",
        guessed: "Tramos por un lugar desconocido",
    },
    route: RouteWords {
        from_help: |distance| format!("a {distance} de cualquier ayuda"),
        route: |name, length| format!("Ruta {name}, {length}"),
        more: |n, written| match n {
            1 => "1 ruta más".to_owned(),
            _ => format!("{written} rutas más"),
        },
        tick: |distance| format!("Una marca cada {distance} a lo largo de la ruta"),
        farther: |distance| format!("A más de {distance} de cualquier ayuda"),
    },
    remoteness: RemotenessWords {
        within: |distance| format!("a menos de {distance} de una ayuda registrada"),
        between: |near, far| format!("de {near} a {far}"),
        beyond: |distance| format!("a más de {distance}"),
        not_recorded: "Que no conste ayuda no significa que no la haya",
        away: |distance| format!("a {distance} de la ayuda registrada,"),
        farthest_of_area: "el lugar más alejado de la zona",
        farthest: "Lugar más alejado de la ayuda registrada",
    },
    sheet: SheetWords {
        title: "Incidentes y la ayuda más cercana",
        map: "Mapa",
        synthetic_title: |title| format!("Datos ficticios, de muestra: {title}"),
        no_record: "Ningún registro está en este mapa",
        records: |what, n, written| {
            let what = match what {
                Records::Expulsions => "expulsiones",
                Records::Pushbacks => "devoluciones",
                Records::Deaths => "muertes",
                Records::Incidents => "incidentes",
            };
            let records = if n == 1 { "registro" } else { "registros" };
            format!("{written} {records} de {what}")
        },
        years: |first, last| {
            if first == last {
                format!(", {first}")
            } else {
                format!(", de {first} a {last}")
            }
        },
        symbols: "; símbolos según el número de personas",
        lines: "; líneas rectas sobre el elipsoide WGS 84",
        distances: "Línea recta hasta la ayuda más cercana",
        row: |incident, help, distance| format!("{incident} – {help}: {distance}"),
        hours_on_foot: |hours| format!("{hours} h a pie"),
        minutes_on_foot: |minutes, _| format!("{minutes} min a pie"),
        below_one_minute: "menos de 1 min a pie",
        more_rows: |_, written| format!("y {written} más en la tabla de distancias"),
    },
    inset: InsetWords {
        close_up: "Detalle",
        times: |times| format!("El recuadro, {times} veces mayor; símbolos de un tamaño"),
        shown: "Lo que muestra el detalle",
        locator: "Dónde está el mapa",
        numbers: "Números en el mapa",
        cells: "; cuántos hay en cada celda",
        in_a_cell: |range, n, across| {
            let incidents = if n == 1 { "incidente" } else { "incidentes" };
            format!("{range} {incidents} por celda de {across}")
        },
        north_to_pole: "El norte está hacia el polo, a lo largo de los meridianos",
        north_from_pole: "El norte se aleja del polo, a lo largo de los meridianos",
        lean: |degrees| format!("Meridianos inclinados hasta {degrees}°"),
        local: "los ángulos son exactos, la escala a la milésima; elegida para una zona pequeña",
        belt: "las superficies son exactas; elegida para una franja ancha",
        made_up: |what| format!("{what} (ficticio)"),
    },
    notes: Notes {
        made: |day| format!("Hecho el {day}"),
        map: |id| format!("Mapa {id}"),
        map_sources: |sources| format!("Mapa: {sources}"),
        incident_sources: |sources| format!("Incidentes: {sources}"),
        sources: |all| format!("Fuentes: {all}."),
        not_shown: |n, count, all, reasons| {
            let shown = if n == 1 { "muestra" } else { "muestran" };
            format!("{count} de {all} registros no se {shown}: {reasons}. ")
        },
        outside: |count| format!("{count} fuera del mapa"),
        without_location: |count| format!("{count} sin lugar"),
        not_readable: |n, count| format!("{count} ilegible{}", if n == 1 { "" } else { "s" }),
        comma: ", ",
        semicolon: "; ",
        its_publisher: "su editor",
        public_domain: "dominio público",
        no_doubt_stated: " Un lugar cuya incertidumbre no se indica cuenta como exacto: su distancia parece más precisa de lo que quizá sea.",
        on_foot: |slow, fast, whose| {
            format!(
                " Horas a pie: marcha en línea recta y sin descanso por terreno llano, de {slow} a {fast} km/h ({whose}); nada se dice de la supervivencia, ni de niños, ni de personas mayores o heridas."
            )
        },
        tobler: "Tobler 1993, persona adulta en buena forma, fuera de sendero y por sendero",
        own_speeds: "velocidades indicadas",
        disclaimer: |publisher| {
            format!(
                "Las fronteras, los nombres y las denominaciones que figuran en este mapa no implican \
                 aprobación ni aceptación oficial por parte de {publisher}. Una distancia es una línea \
                 recta sobre el terreno, entre paréntesis lo menos y lo más que permite la \
                 incertidumbre; ningún camino a pie es más corto."
            )
        },
    },
    projection: ProjectionWords {
        name: |english| {
            Some(match english {
                "Lambert azimuthal equal-area" => "acimutal equivalente de Lambert",
                "Equal Earth" => "Equal Earth",
                "Albers equal-area conic" => "cónica equivalente de Albers",
                "Lambert conformal conic" => "cónica conforme de Lambert",
                "azimuthal equidistant" => "acimutal equidistante",
                "equirectangular" => "cilíndrica equidistante",
                "Mercator" => "de Mercator",
                "Web Mercator" => "de Mercator (Web)",
                "transverse Mercator" => "transversa de Mercator",
                "orthographic" => "ortográfica",
                _ => return None,
            })
        },
        centre: |centre| format!("centro {centre}"),
        central_meridian: |lon| format!("meridiano central {lon}"),
        true_along: |south, north| format!("exacta a lo largo de {south} y {north}"),
        wide: |width| format!("{width}\u{a0}mm de ancho"),
        regional: "las áreas son exactas; elegida para una región",
        polar: "las áreas son exactas; elegida para un polo",
        world: "las áreas son exactas; elegida para el mundo",
        scale: |projection, reason, scale, paper| {
            format!("Proyección: {projection} ({reason}). Escala 1:{scale} en {paper}")
        },
        varies: |least, most| format!("; en el mapa varía de {least} a {most}."),
        bar_is_true_at: |position| format!(" La escala gráfica es exacta en {position}."),
        percent: "\u{a0}%",
    },
};
