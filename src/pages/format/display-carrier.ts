/** The names of carriers by the codes that stores and platforms report. */
const NAMES: Record<string, string> = {
  brt: 'BRT',
  dhl: 'DHL',
  dpd: 'DPD',
  fedex: 'FedEx',
  gls: 'GLS',
  inpost: 'InPost',
  nexive: 'Nexive',
  poste: 'Poste Italiane',
  'poste-italiane': 'Poste Italiane',
  sda: 'SDA',
  tnt: 'TNT',
  ups: 'UPS',
};

/** Returns the name of a carrier by its code, with or without its country (`gls-it`); anything else is a name already. */
export const displayCarrier = (carrier: string): string => {
  const code = carrier.toLowerCase().replaceAll('_', '-');
  return NAMES[code] ?? NAMES[code.replace(/-[a-z]{2}$/, '')] ?? carrier;
};
