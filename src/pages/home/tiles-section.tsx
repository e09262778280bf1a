import type { Child } from 'hono/jsx';
import type { HomeFilter } from '../../db/pages/home-tiles';
import type { Compared, Tiles } from '../../domain/home/build-tiles';
import { LOCALES } from '../../shared/text/language';
import { Sparkline } from '../charts/sparkline';
import { displayMoney } from '../format/display-money';
import { formatDuration } from '../format/format-duration';
import type { View } from '../view/view';
import { homeTexts } from './home-texts';

/** The first, the last, the lowest and the highest number of a line. */
type Words = [string, string, string, string];

type Tile = {
  line: Child;
  id: keyof (typeof homeTexts)['en']['tile'];
  value: string | null;
  detail: string | null;
  trend: string | null;
  href: string;
  /** Where to say what is missing for the number. */
  missing?: { href: string; label: string };
};

/** Rounds an amount in millionths to its hundredths, which is what a merchant compares. */
const toCents = (millionths: bigint): bigint => ((millionths + 5_000n) / 10_000n) * 10_000n;

type Periods = Pick<Compared<number>, 'now' | 'before'>;

const asNumbers = ({ now, before }: Pick<Compared<bigint>, 'now' | 'before'>): Periods => ({
  now: now === null ? null : Number(now),
  before: before === null ? null : Number(before),
});

/** The texts of the tiles' numbers in the language of the page. */
function tilesOf(view: View, tiles: Tiles, filter: HomeFilter): Tile[] {
  const { language } = view;
  const t = homeTexts[language];
  const { currency } = view.account;
  const percent = new Intl.NumberFormat(LOCALES[language], { style: 'percent', maximumFractionDigits: 0 });
  const count = new Intl.NumberFormat(LOCALES[language]);
  const money = (millionths: bigint) => displayMoney(view, toCents(millionths), currency);
  const differing = (now: number, before: number, by: string): string =>
    now === before ? t.trend.same : (now > before ? t.trend.up : t.trend.down)(by);
  /** Compares two numbers of which the earlier one is not 0. */
  const trend = ({ now, before }: Periods): string | null =>
    now === null || before === null || before === 0
      ? null
      : differing(now, before, percent.format(Math.abs(now - before) / before));
  /** The line of a number, and the same in words. */
  const lineOf = (values: (number | null)[], written: (value: number) => string) => {
    const known = values.filter((value) => value !== null);
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined) return null;
    const label = t.line(...([first, last, Math.min(...known), Math.max(...known)].map(written) as Words));
    return <Sparkline values={values} label={label} />;
  };
  const inCount = (value: number) => count.format(value);
  const inTime = (value: number) => formatDuration(language, value);
  const { confirmations } = tiles;
  const rate = ({ confirmed, total }: { confirmed: number; total: number }) => Math.round((confirmed / total) * 100);
  const [rateNow, rateBefore] = [
    confirmations.now && rate(confirmations.now),
    confirmations.before && rate(confirmations.before),
  ];
  const chosen = new URLSearchParams(filter.flow === undefined ? {} : { flow: filter.flow }).toString();
  const requestsOf = (show: string) => `/account/profile/requests?show=${show}${chosen === '' ? '' : `&${chosen}`}`;
  const store = filter.storeId === undefined ? '' : `&store=${filter.storeId}`;
  const noFlow = filter.flow === undefined ? '' : t.noFlow;
  return [
    {
      id: 'confirmed',
      value: rateNow === null ? null : percent.format(rateNow / 100),
      detail:
        confirmations.now &&
        t.ofTotal(count.format(confirmations.now.confirmed), count.format(confirmations.now.total)),
      trend:
        rateNow === null || rateBefore === null
          ? null
          : differing(rateNow, rateBefore, t.trend.points(count.format(Math.abs(rateNow - rateBefore)))),
      line: lineOf(confirmations.line, (value) => percent.format(value / 100)),
      href: `${requestsOf('cod')}${store}`,
    },
    {
      id: 'released',
      value: tiles.released.now === null ? null : count.format(tiles.released.now),
      detail: noFlow,
      trend: trend(tiles.released),
      line: lineOf(tiles.released.line, inCount),
      href: `/account/profile/shipments?show=released${store}`,
    },
    {
      id: 'saved',
      value:
        tiles.saved.now === null
          ? tiles.avoided.now === null
            ? null
            : t.avoided(tiles.avoided.now, count.format(tiles.avoided.now))
          : money(tiles.saved.now),
      detail:
        tiles.avoided.now === null
          ? noFlow
          : tiles.saved.now === null
            ? noFlow
            : `${t.avoided(tiles.avoided.now, count.format(tiles.avoided.now))}. ${noFlow}`,
      trend: trend(tiles.avoided),
      line: lineOf(tiles.avoided.line, inCount),
      ...(view.account.returnCost === null && view.may('settings:write')
        ? { missing: { href: '/account/profile/overview#return-cost', label: t.returnCost } }
        : {}),
      href: `/account/profile/shipments?show=avoided${store}`,
    },
    {
      id: 'cost',
      value: tiles.costPerOrder.now === null ? null : money(tiles.costPerOrder.now),
      detail: null,
      trend: trend(asNumbers(tiles.costPerOrder)),
      line: lineOf(tiles.costPerOrder.line, (value) => money(BigInt(value))),
      href: '/account/profile/overview#charges',
    },
    {
      id: 'customers',
      value: tiles.customersMs.now === null ? null : formatDuration(language, tiles.customersMs.now),
      detail: t.median,
      trend: trend(tiles.customersMs),
      line: lineOf(tiles.customersMs.line, inTime),
      href: '/account/profile/overview#replies',
    },
    {
      id: 'people',
      value: tiles.peopleMs.now === null ? null : formatDuration(language, tiles.peopleMs.now),
      detail: `${t.median}. ${noFlow}`,
      trend: trend(tiles.peopleMs),
      line: lineOf(tiles.peopleMs.line, inTime),
      href: '/account/profile/conversations?tab=all',
    },
  ];
}

/** The numbers of the last 30 days, each compared with the 30 days before and linked to its rows. */
export function TilesList({ view, tiles, filter }: { view: View; tiles: Tiles; filter: HomeFilter }) {
  const t = homeTexts[view.language];
  return (
    <ul class="tiles">
      {tilesOf(view, tiles, filter).map(({ id, value, detail, trend, line, href, missing }) => (
        <li class="tile">
          <h3>
            <a href={href}>{t.tile[id]}</a>
          </h3>
          <p class={value === null ? 'value none' : 'value'}>{value ?? t.none}</p>
          {value !== null && detail && <p class="hint">{detail}</p>}
          {line}
          {value !== null && trend && <p class="hint">{trend}</p>}
          {missing && (
            <p class="hint">
              <a class="above" href={missing.href}>
                {missing.label}
              </a>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
