import type { Child } from 'hono/jsx';
import type { HomeRows } from '../../db/pages/home';
import type { Failure } from '../../db/pages/to-fix';
import { isId } from '../../shared/crypto/ids';
import { errorReasonText } from '../components/error-reason-text';
import { RelativeTime } from '../format/relative-time';
import { Form } from '../forms/form';
import type { View } from '../view/view';
import { homeTexts } from './home-texts';

const BASE = '/account/profile';
const MAX_COUNTED = 100;

/** Something that failed: its cause, the orders that it affects, and the one action that fixes it. */
type Fault = { name: string | null; cause: string; orders: Child; action: Child };

const countText = (count: number): string => (count >= MAX_COUNTED ? `${MAX_COUNTED}+` : String(count));

/** Names what a failure is about without an order's number: by the id that the shop shows. */
function nameOfObject(view: View, objectId: string | null): string {
  const t = homeTexts[view.language];
  if (objectId === null) return t.order;
  return isId('shp', objectId) ? t.parcel : objectId.replace(/^gid:\/\/shopify\/\w+\//, '');
}

/** The orders of one cause, each with its link; more are counted, and linked as a list. */
function Orders({ view, failures, list, now }: { view: View; failures: Failure[]; list: string; now: number }) {
  const t = homeTexts[view.language];
  const [newest] = failures;
  const others = (newest?.affected ?? 0) - failures.length;
  return (
    <>
      {failures.map(({ requestId, orderNumber, objectId, customerName }, index) => (
        <>
          {index > 0 && ', '}
          <a href={`${BASE}/requests/${requestId}`}>
            <bdi>{orderNumber ?? nameOfObject(view, objectId)}</bdi>
          </a>
          {customerName && (
            <>
              {' · '}
              <bdi>{customerName}</bdi>
            </>
          )}
        </>
      ))}
      {others > 0 && (
        <>
          {' '}
          <a href={list}>{t.otherOrders(others)}</a>
        </>
      )}
      {newest && (
        <>
          {' · '}
          <RelativeTime view={view} ms={newest.at} now={now} />
        </>
      )}
    </>
  );
}

const groupBy = (failures: Failure[], keyOf: (failure: Failure) => string | null): Failure[][] => [
  ...Map.groupBy(failures, keyOf).values(),
];

const reasonOf = (view: View, code: string | null): string =>
  (code === null ? null : errorReasonText(view.language, code)) ?? '';

const linkTo = (href: string, label: string, about: string | null) => (
  <a class="button quiet" href={href}>
    {label}
    {about !== null && <span class="visually-hidden"> {about}</span>}
  </a>
);

/** Numbers and stores that do not work, with what waits for them. */
function connectionFaults(view: View, { channels, stores }: HomeRows['toFix']): Fault[] {
  const t = homeTexts[view.language];
  const mayFix = view.may('settings:write');
  return [
    ...channels.map(({ channelId, name, reason, waiting }) => ({
      name,
      cause: `${t.brokenNumber} ${reasonOf(view, reason)}`,
      orders: waiting > 0 && t.waitingRuns(countText(waiting)),
      action: mayFix && linkTo(`${BASE}#${channelId}`, t.fix, name),
    })),
    ...stores.map(({ storeId, name, reason, waiting }) => ({
      name,
      cause: `${t.pausedStore} ${reasonOf(view, reason)}`,
      orders: waiting > 0 && t.waitingUpdates(countText(waiting)),
      action: mayFix && linkTo(`${BASE}#store-${storeId}-form`, t.fix, name),
    })),
  ];
}

/** Updates that did not reach a store: once it works, all are retried. */
function updateFaults(view: View, rows: HomeRows, now: number): Fault[] {
  const t = homeTexts[view.language];
  const isPaused = (id: string | null) => rows.toFix.stores.some(({ storeId }) => storeId === id);
  return groupBy(rows.toFix.updates, ({ storeId }) => storeId).map((failures) => {
    const { storeId = null, code = null } = failures[0] ?? {};
    const name = rows.stores.find((store) => store.storeId === storeId)?.name ?? null;
    return {
      name: name ?? t.deletedStore,
      cause: `${t.failedUpdates} ${reasonOf(view, code)}`,
      orders: <Orders view={view} failures={failures} list={`${BASE}/requests?show=update_failed`} now={now} />,
      // Nothing reaches a paused store: its own entry says what to do first.
      action: name !== null && view.may('requests:write') && !isPaused(storeId) && (
        <Form view={view} action={`${BASE}/home/stores/${storeId ?? ''}/retry`}>
          <button class="quiet">
            {t.retryAll}
            <span class="visually-hidden"> {name}</span>
          </button>
        </Form>
      ),
    };
  });
}

/** Orders that stopped on an error, or on an update that has arrived since; each can be restarted from its page. */
function requestFaults(view: View, { toFix }: HomeRows, now: number): Fault[] {
  const t = homeTexts[view.language];
  const list = `${BASE}/requests?show=failed`;
  return groupBy(toFix.requests, ({ code }) => code).map((failures) => {
    const [first] = failures;
    const isOne = first?.affected === 1;
    return {
      name: null,
      cause: first?.code === 'push_dead' ? t.updateArrived : `${t.failedOrders} ${reasonOf(view, first?.code ?? null)}`,
      orders: <Orders view={view} failures={failures} list={list} now={now} />,
      action: linkTo(isOne ? `${BASE}/requests/${first.requestId}` : list, isOne ? t.openOrder : t.openOrders, null),
    };
  });
}

/** `#to-fix`: all that failed, by its cause; nothing if nothing did. */
export function ToFixSection({ view, rows, now }: { view: View; rows: HomeRows; now: number }) {
  const t = homeTexts[view.language];
  const faults = [
    ...connectionFaults(view, rows.toFix),
    ...(view.may('requests:read') ? [...updateFaults(view, rows, now), ...requestFaults(view, rows, now)] : []),
  ];
  if (faults.length === 0) return null;
  return (
    <section id="to-fix" aria-labelledby="to-fix-title">
      <h2 id="to-fix-title">{t.toFix}</h2>
      <ul class="needs">
        {faults.map(({ name, cause, orders, action }) => (
          <li>
            <p>
              {name !== null && (
                <>
                  <bdi class="name">{name}</bdi>
                  {': '}
                </>
              )}
              {cause}
              {orders && (
                <>
                  <br />
                  <span class="hint">{orders}</span>
                </>
              )}
            </p>
            {action}
          </li>
        ))}
      </ul>
    </section>
  );
}
