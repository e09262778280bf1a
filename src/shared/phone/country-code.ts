/** ISO 3166-1: each country's alpha-2 code and its alpha-3 code in one word. */
const CODES =
  'ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM XKXKK YEYEM YTMYT ZAZAF ZMZMB ZWZWE';

/** Alpha-2 codes of ISO 3166-1, and XK for Kosovo. */
export const COUNTRY_CODES = CODES.split(' ').map((codes) => codes.slice(0, 2));

/** Every country is recognised by its name in these languages, and in its own. */
const LANGUAGES = ['en', 'it', 'de', 'fr', 'es'];
/** Countries with more official languages than the one that Intl returns. */
const MORE_LANGUAGES: Record<string, string[]> = {
  BE: ['nl'],
  CY: ['tr'],
  ES: ['ca', 'eu', 'gl'],
  FI: ['sv'],
  IE: ['ga'],
};
/** Names that Intl does not return: former, formal and colloquial ones, and parts of a country. */
const MORE_NAMES: Record<string, string[]> = {
  AE: ['UAE', 'Emirati Arabi'],
  AT: ['Oesterreich', 'Republik Österreich'],
  BA: ['Bosnia', 'Bosnia and Herzegovina', 'Bosnia ed Erzegovina'],
  CH: ['Svizra'],
  CI: ['Ivory Coast'],
  CV: ['Cabo Verde', 'Cape Verde'],
  CZ: ['Czech Republic', 'Repubblica Ceca', 'Česká republika'],
  DE: ['Bundesrepublik Deutschland', 'Federal Republic of Germany', 'Repubblica Federale di Germania'],
  ES: ['Kingdom of Spain', 'Reino de España'],
  FR: ['République française', 'Francia metropolitana', 'Metropolitan France'],
  GB: [
    'UK',
    'Great Britain',
    'Britain',
    'England',
    'Scotland',
    'Wales',
    'Northern Ireland',
    'Gran Bretagna',
    'Inghilterra',
    'Scozia',
    'Galles',
    'Irlanda del Nord',
    'United Kingdom of Great Britain and Northern Ireland',
  ],
  GR: ['EL', 'Hellas', 'Ellada', 'Hellenic Republic'],
  IE: ['Republic of Ireland', 'Eire', 'Repubblica d’Irlanda'],
  IT: ['Italian Republic', 'Repubblica Italiana'],
  KR: ['Korea', 'Republic of Korea', 'Corea'],
  LU: ['Lëtzebuerg'],
  MK: ['Macedonia', 'FYROM'],
  MM: ['Burma', 'Birmania'],
  MX: ['Estados Unidos Mexicanos'],
  NL: ['The Netherlands', 'Holland', 'Olanda', 'Nederland'],
  NO: ['Noreg'],
  RO: ['Rumania'],
  RU: ['Russian Federation', 'Federazione Russa'],
  SK: ['Slovak Republic', 'Slovenská republika', 'Repubblica Slovacca'],
  SM: ['Repubblica di San Marino'],
  SZ: ['Swaziland'],
  TL: ['East Timor', 'Timor Est'],
  TR: ['Turkey'],
  US: [
    'USA',
    'United States of America',
    'Stati Uniti',
    'Stati Uniti d’America',
    'America',
    'Estados Unidos de América',
    'EE.UU.',
    'EEUU',
  ],
  VA: ['Vatican', 'Vaticano', 'Holy See', 'Santa Sede'],
  VN: ['Viet Nam'],
};

/** Reduces a name to its letters, without case and accents: `Stati Uniti d'America` equals `STATI UNITI D’AMERICA`. */
const normalizeName = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '');

let codeByName: Map<string, string> | undefined;

/** Every name and code of every country. Built at the first use, because a hundred languages take long to load. */
function buildCodeByName(): Map<string, string> {
  const names = new Map<string, string>();
  const shown = new Map<string, Intl.DisplayNames>();
  const add = (name: string | undefined, code: string) => {
    const key = normalizeName(name ?? '');
    if (key !== '' && !names.has(key)) names.set(key, code);
  };
  const nameIn = (language: string, code: string): string | undefined => {
    const known = shown.get(language) ?? new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    shown.set(language, known);
    return known.of(code);
  };
  for (const codes of CODES.split(' ')) add(codes.slice(2), codes.slice(0, 2));
  for (const language of LANGUAGES) for (const code of COUNTRY_CODES) add(nameIn(language, code), code);
  for (const code of COUNTRY_CODES) {
    const { language } = new Intl.Locale(`und-${code}`).maximize();
    for (const own of [language, ...(MORE_LANGUAGES[code] ?? [])]) add(nameIn(own, code), code);
    for (const name of MORE_NAMES[code] ?? []) add(name, code);
  }
  return names;
}

const MAX_LENGTH = 100;

/**
 * Returns the alpha-2 code (ISO 3166-1) of a country from its alpha-2 or alpha-3 code, or from its name in English, Italian,
 * German, French, Spanish or its own language. Ignores case, accents and punctuation. Null for anything else.
 */
export function countryCode(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  const key = normalizeName(text);
  const code = key.toUpperCase();
  if (COUNTRY_CODES.includes(code)) return code;
  codeByName ??= buildCodeByName();
  return codeByName.get(key) ?? codeByName.get(key.replace(/^the/, '')) ?? null;
}
