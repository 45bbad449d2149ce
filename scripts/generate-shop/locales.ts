/** Where people live and what they are called: enough variety to make matching honest work. */

export interface Locale {
  readonly country: string;
  readonly weight: number;
  readonly currency: string;
  readonly store: "eu" | "us";
  readonly dial: string;
  /** Digit that national numbers start with and international ones drop. */
  readonly trunk: string;
  readonly mobile: readonly string[];
  readonly domains: readonly string[];
  readonly cities: readonly (readonly [city: string, zip: string])[];
  readonly streets: readonly string[];
  readonly numberFirst: boolean;
  readonly given: readonly string[];
  /** Common names are listed; rare ones are put together from a head and a tail. */
  readonly family: readonly string[];
  readonly heads: readonly string[];
  readonly tails: readonly string[];
}

const list = (text: string): readonly string[] => text.split(" ");
const places = (text: string): readonly (readonly [string, string])[] =>
  text.split(";").map((place) => {
    const [city = "", zip = ""] = place.split(":");
    return [city, zip] as const;
  });

export const locales: readonly Locale[] = [
  {
    country: "DE",
    weight: 30,
    currency: "EUR",
    store: "eu",
    dial: "49",
    trunk: "0",
    mobile: list("151 160 170 176"),
    domains: list("gmx.de web.de t-online.de"),
    cities: places("Berlin:10#;München:80#;Köln:50#;Hamburg:20#;Leipzig:04#;Nürnberg:90#"),
    streets:
      "Hauptstraße;Goethestraße;Bahnhofstraße;Schillerstraße;Gartenstraße;Lindenweg;Am Markt;Königsallee".split(
        ";",
      ),
    numberFirst: false,
    given: list(
      "Anna Lena Sabine Ute Katharina Jürgen Thomas Michael Andreas Björn Stefan Wolfgang Günther Heike Maximilian Alexander Elisabeth Jörg Petra Klaus Franziska Matthias Susanne Christian",
    ),
    family: list(
      "Müller Schmidt Schneider Fischer Weber Schäfer Koch Bauer Krüger Groß Weiß Lange Köhler Jäger Böhm Vogel Jansen",
    ),
    heads: list("Stein Wald Rosen Linden Gold Hohen Eichen Birken Falken Adler Kirch Sommer"),
    tails: list("berg mann bach feld hoff thal meier wald"),
  },
  {
    country: "FR",
    weight: 12,
    currency: "EUR",
    store: "eu",
    dial: "33",
    trunk: "0",
    mobile: list("61 62 67 70"),
    domains: list("orange.fr free.fr laposte.net"),
    cities: places("Paris:75#;Lyon:69#;Marseille:13#;Nîmes:30#;Orléans:45#"),
    streets:
      "rue de la République;avenue Victor Hugo;rue Pasteur;boulevard Voltaire;rue des Écoles;place de l'Église".split(
        ";",
      ),
    numberFirst: true,
    given: list(
      "Marie Chloé Élodie Camille Amélie François Jérôme Frédéric Benoît Thierry Hélène Nathalie Isabelle Sébastien Gérard Léa Zoé Nicolas Alexandre Catherine",
    ),
    family: list(
      "Martin Bernard Dubois Lefèvre Moreau Girard Fournier Lévêque Mercier Faure Rousseau François",
    ),
    heads: list("Mont Beau Château Dela Roche Font Val"),
    tails: list("clair fort neuf croix blanc noir mont aine"),
  },
  {
    country: "ES",
    weight: 10,
    currency: "EUR",
    store: "eu",
    dial: "34",
    trunk: "",
    mobile: list("61 62 65 66"),
    domains: list("hotmail.es terra.es yahoo.es"),
    cities: places("Madrid:28#;Barcelona:08#;Málaga:29#;Cádiz:11#;A Coruña:15#"),
    streets:
      "Calle Mayor;Avenida de la Constitución;Calle Real;Paseo de Gracia;Calle del Sol;Plaza España".split(
        ";",
      ),
    numberFirst: false,
    given: list(
      "María José Francisco Concepción Ángel Lucía Sofía Íñigo Begoña Javier Rocío Andrés Mercedes Ignacio Guadalupe Alejandro Carmen Rafael",
    ),
    family:
      "García;Fernández;López;Martínez;Sánchez;Pérez;Gómez;Núñez;García López;Muñoz;Ibáñez;Peña".split(
        ";",
      ),
    heads: list("Val Monte Villa Casa Torre Rio Agua"),
    tails: list("verde nueva seco mar rubia blanca longa"),
  },
  {
    country: "IT",
    weight: 9,
    currency: "EUR",
    store: "eu",
    dial: "39",
    trunk: "",
    mobile: list("320 333 347 349"),
    domains: list("libero.it virgilio.it alice.it"),
    cities: places("Roma:00#;Milano:20#;Forlì:47#;Napoli:80#;Torino:10#"),
    streets: "Via Roma;Via Garibaldi;Corso Italia;Via Dante;Piazza della Libertà;Via Mazzini".split(
      ";",
    ),
    numberFirst: false,
    given: list(
      "Giuseppe Francesca Giulia Niccolò Antonio Alessandro Chiara Federica Salvatore Vincenzo Valentina Elisabetta Lorenzo Nicolò Matteo",
    ),
    family:
      "Rossi;Russo;Ferrari;Esposito;Bianchi;Romano;Colombo;De Luca;D'Angelo;Conti;Marinò".split(
        ";",
      ),
    heads: list("Monte Campo Villa Bella Ros Font Cas"),
    tails: list("rosso verdi nari ghetti letti mino ana"),
  },
  {
    country: "GB",
    weight: 12,
    currency: "GBP",
    store: "eu",
    dial: "44",
    trunk: "0",
    mobile: list("7700 7800 7911 7520"),
    domains: list("btinternet.com sky.com yahoo.co.uk"),
    cities: places("London:SW# 4QT;Leeds:LS# 2AB;Bristol:BS# 5HJ;Glasgow:G# 1XY;Cardiff:CF# 3EN"),
    streets: "High Street;Church Road;Victoria Road;Station Road;Queen Street;Mill Lane".split(";"),
    numberFirst: true,
    given: list(
      "William Robert Elizabeth Margaret James Katherine Andrew Samuel Jennifer Thomas Victoria Edward Benjamin Charlotte Zoë Siân Christopher Rebecca Daniel Richard",
    ),
    family: list(
      "Smith Jones Taylor Brown Wilson Evans O'Connor O'Neill Clarke Hughes Wright Lewis Walker",
    ),
    heads: list("Ash Black Brad Hart Holm Kings Ravens White Win Thorn"),
    tails: list("ford ley ton wood field worth bury well"),
  },
  {
    country: "US",
    weight: 12,
    currency: "USD",
    store: "us",
    dial: "1",
    trunk: "",
    mobile: list("212 415 617 312"),
    domains: list("yahoo.com comcast.net aol.com"),
    cities: places("New York:10#;Boston:02#;Chicago:60#;San Francisco:94#;Austin:73#"),
    streets: "Main Street;Oak Avenue;Maple Drive;2nd Street;Park Avenue;Washington Boulevard".split(
      ";",
    ),
    numberFirst: true,
    given: list(
      "Michael Jennifer Robert Patricia Joseph Christopher Matthew Anthony Elizabeth Deborah Steven Timothy Nicholas Kimberly Jessica Alexander Samantha Gregory",
    ),
    family: list(
      "Johnson Williams Davis Miller Garcia Rodriguez Nguyen Lee Patel Kim Anderson Moore Thompson",
    ),
    heads: list("Green Hill Stone Wood River Cole Ander Water"),
    tails: list("son man field berg wood house ton er"),
  },
  {
    country: "PL",
    weight: 6,
    currency: "PLN",
    store: "eu",
    dial: "48",
    trunk: "",
    mobile: list("501 602 693 790"),
    domains: list("wp.pl onet.pl interia.pl"),
    cities: places("Warszawa:00-#;Kraków:30-#;Łódź:90-#;Gdańsk:80-#;Poznań:60-#"),
    streets: "ul. Długa;ul. Polna;ul. Leśna;ul. Kościuszki;aleja Jana Pawła II;ul. Słoneczna".split(
      ";",
    ),
    numberFirst: false,
    given: list(
      "Łukasz Małgorzata Paweł Agnieszka Katarzyna Grzegorz Michał Joanna Krzysztof Zofia Stanisław Wojciech Magdalena Tomasz",
    ),
    family: list(
      "Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Dąbrowski Król Wróbel",
    ),
    heads: list("Jan Krak Sobol Gór Zaw Brzoz Lis"),
    tails: list("owski ewski icki acz iak czyk"),
  },
  {
    country: "NL",
    weight: 6,
    currency: "EUR",
    store: "eu",
    dial: "31",
    trunk: "0",
    mobile: list("61 62 64 65"),
    domains: list("ziggo.nl kpnmail.nl planet.nl"),
    cities: places("Amsterdam:10# AB;Rotterdam:30# KL;Utrecht:35# XD;Den Haag:25# GH"),
    streets: "Dorpsstraat;Kerkstraat;Molenweg;Prinsengracht;Schoolstraat;Stationsweg".split(";"),
    numberFirst: false,
    given: list(
      "Jan Willem Johannes Hendrik Annelies Sanne Femke Jeroen Bram Marieke Cornelis Daniël Zoë Pieter",
    ),
    family: "de Jong;Jansen;de Vries;van den Berg;Bakker;van Dijk;Visser;Smit;de Boer".split(";"),
    heads: list("Hoog Groen Oude Nieuw Wester Ooster"),
    tails: list("veld kamp huis dijk man broek"),
  },
  {
    country: "SE",
    weight: 3,
    currency: "SEK",
    store: "eu",
    dial: "46",
    trunk: "0",
    mobile: list("70 72 73 76"),
    domains: list("telia.com bredband.net hotmail.se"),
    cities: places("Stockholm:11#;Göteborg:41#;Malmö:21#;Örebro:70#"),
    streets: "Storgatan;Kungsgatan;Drottninggatan;Skolgatan;Ängsvägen".split(";"),
    numberFirst: false,
    given: list("Åsa Björn Göran Märta Lars Johan Kristina Håkan Elisabet Gustav Fredrik Linnéa"),
    family: list("Andersson Johansson Karlsson Nilsson Lindström Öberg Sjögren Åkesson"),
    heads: list("Lind Berg Sand Sjö Ek Ny"),
    tails: list("qvist ström gren lund holm berg"),
  },
];

/** Short forms that people give to a shop instead of their full name. */
export const nicknames: Readonly<Record<string, readonly string[]>> = {
  Michael: ["Mike", "Michi"],
  Thomas: ["Tom"],
  Andreas: ["Andi"],
  Stefan: ["Steff"],
  Wolfgang: ["Wolle"],
  Katharina: ["Kathi", "Katja"],
  Maximilian: ["Max"],
  Alexander: ["Alex"],
  Elisabeth: ["Lisa", "Sissi"],
  Franziska: ["Franzi"],
  Matthias: ["Matze"],
  Susanne: ["Susi"],
  Christian: ["Chris"],
  Frédéric: ["Fred"],
  Alexandre: ["Alex"],
  Catherine: ["Cathy"],
  Sébastien: ["Seb"],
  Francisco: ["Paco"],
  José: ["Pepe"],
  Concepción: ["Concha"],
  Guadalupe: ["Lupe"],
  Ignacio: ["Nacho"],
  Alejandro: ["Álex"],
  Mercedes: ["Merche"],
  Rafael: ["Rafa"],
  Giuseppe: ["Beppe", "Peppe"],
  Alessandro: ["Ale"],
  Salvatore: ["Totò"],
  Vincenzo: ["Enzo"],
  Elisabetta: ["Betta"],
  William: ["Bill", "Will"],
  Robert: ["Bob", "Rob"],
  Elizabeth: ["Liz", "Beth"],
  Margaret: ["Peggy", "Maggie"],
  James: ["Jim"],
  Katherine: ["Kate"],
  Andrew: ["Andy"],
  Samuel: ["Sam"],
  Jennifer: ["Jen"],
  Victoria: ["Vicky"],
  Edward: ["Ted"],
  Benjamin: ["Ben"],
  Christopher: ["Chris"],
  Rebecca: ["Becky"],
  Daniel: ["Dan"],
  Richard: ["Dick", "Rick"],
  Patricia: ["Pat"],
  Joseph: ["Joe"],
  Matthew: ["Matt"],
  Anthony: ["Tony"],
  Deborah: ["Debbie"],
  Steven: ["Steve"],
  Timothy: ["Tim"],
  Nicholas: ["Nick"],
  Kimberly: ["Kim"],
  Jessica: ["Jess"],
  Samantha: ["Sam"],
  Gregory: ["Greg"],
  Małgorzata: ["Gosia"],
  Agnieszka: ["Aga"],
  Katarzyna: ["Kasia"],
  Krzysztof: ["Krzysiek"],
  Joanna: ["Asia"],
  Zofia: ["Zosia"],
  Johannes: ["Hans"],
  Hendrik: ["Henk"],
  Cornelis: ["Kees"],
  Gustav: ["Gösta"],
};
