import type { Overview } from '../../domain/overview/build-overview';
import { OUTCOME_CLASSES } from '../../domain/overview/class-of-outcome';
import type { Language } from '../../shared/text/language';
import { displayLabel } from '../format/display-label';
import { labelTexts } from '../format/label-texts';
import { outcomeTexts } from '../requests/outcome-texts';
import { overviewTexts } from './overview-texts';

/** A table cell; `amount` is in millionths. */
export type Cell = { text: string } | { day: string } | { count: number } | { amount: bigint; currency: string };

/** A table for the page and the CSV file; the first cell of a row is its header. */
export type Table = { caption: string; columns: string[]; rows: Cell[][]; total: Cell[] | null };

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

function daysTable({ days }: Overview, language: Language): Table {
  const t = overviewTexts[language];
  const members = ['orders', ...OUTCOME_CLASSES] as const;
  return {
    caption: t.days.title,
    columns: ['day' as const, ...members].map((name) => t.columns[name]),
    rows: days.map((day) => [{ day: day.day }, ...members.map((name) => ({ count: day[name] }))]),
    total: members.map((name) => ({ count: sum(days.map((day) => day[name])) })),
  };
}

function outcomesTable({ outcomes }: Overview, language: Language): Table {
  const t = overviewTexts[language];
  const ended = { ...labelTexts[language].state, ...t.outcomes };
  const nameOf = (outcome: string | null): string =>
    outcome === null ? t.outcomes.none : displayLabel(outcomeTexts[language], outcome);
  return {
    caption: t.outcomes.title,
    columns: [t.columns.outcome, t.columns.countsAs, t.columns.requests],
    rows: outcomes.map(({ end, outcome, countsAs, requests }) => [
      { text: end === 'completed' ? nameOf(outcome) : ended[end] },
      { text: countsAs === null ? '–' : t.columns[countsAs] },
      { count: requests },
    ]),
    total: null,
  };
}

function repliesTable({ replies }: Overview, language: Language): Table {
  const t = overviewTexts[language];
  return {
    caption: t.replies.title,
    columns: [t.columns.time, t.columns.replies],
    rows: replies.map((each, i) => [{ text: t.replies.times[i] ?? '' }, { count: each.replies }]),
    total: [{ count: sum(replies.map((each) => each.replies)) }],
  };
}

export const DELIVERY_ENDS = ['delivered', 'dead', 'unverified', 'underway', 'cancelled'] as const;

function deliveriesTable({ deliveries }: Overview, language: Language): Table {
  const t = overviewTexts[language];
  const members = ['pushes', ...DELIVERY_ENDS, 'failedAttempts'] as const;
  return {
    caption: t.deliveries.title,
    columns: [t.columns.store, t.columns.state, ...members.map((name) => t.columns[name])],
    rows: deliveries.map((store) => [
      { text: store.name ?? store.storeId },
      { text: store.deleted ? t.deliveries.deleted : store.paused ? t.deliveries.paused : t.deliveries.works },
      ...members.map((name) => ({ count: store[name] })),
    ]),
    total: null,
  };
}

function chargesTable({ charges }: Overview, language: Language): Table {
  const t = overviewTexts[language];
  return {
    caption: t.charges.title,
    columns: [t.columns.kind, t.columns.currency, t.columns.charges, t.columns.amount],
    rows: charges.map(({ kind, currency, charges: count, amount }) => [
      { text: displayLabel(labelTexts[language].charge, kind) },
      { text: currency },
      { count },
      { amount, currency },
    ]),
    total: null,
  };
}

function returnsTable({ returns: { parcels, saved, currency } }: Overview, language: Language): Table {
  const t = overviewTexts[language];
  const cells: Cell[] = saved === null ? [] : [{ text: currency }, { amount: saved, currency }];
  return {
    caption: t.returns.title,
    columns: [t.columns.parcels, ...(saved === null ? [] : [t.columns.currency, t.columns.saved])],
    rows: [[{ count: parcels }, ...cells]],
    total: null,
  };
}

/** The tables by the name in their download URL. */
export const overviewTables = {
  days: daysTable,
  outcomes: outcomesTable,
  replies: repliesTable,
  deliveries: deliveriesTable,
  charges: chargesTable,
  returns: returnsTable,
};
export type OverviewTableName = keyof typeof overviewTables;
