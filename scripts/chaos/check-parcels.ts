import type { Caller } from './caller.ts';
import type { Run } from './check-requests.ts';
import type { ParcelAccount } from './parcel-account.ts';
import { type Parcel, type Parcels, type Release, releasesOf } from './parcels.ts';
import { checkRow, compareRow, type PromiseRow } from './promises.ts';

type Push = { state: string; last_error: string | null; variables: { tracking_number: string } };

const isUnknown = ({ state, last_error }: Push): boolean => state === 'retrying' && last_error === 'release_unknown';

async function pushesByNumber({ all }: Caller, { headers }: ParcelAccount): Promise<Map<string, Push[]>> {
  const pushes: Push[] = await all('/v1/pushes?object_type=shipment', headers);
  return Map.groupBy(pushes, ({ variables }) => variables.tracking_number);
}

const executedAt = async ({ depots }: ParcelAccount): Promise<Release[]> =>
  (await Promise.all(depots.map(releasesOf))).flat().filter(({ applied }) => applied);

/** Returns the parcels that are left to a person: it is not known whether their release arrived, and it did not. */
export async function leftToPerson(caller: Caller, account: ParcelAccount, { all }: Parcels): Promise<Parcel[]> {
  const pushes = await pushesByNumber(caller, account);
  const executed = new Set((await executedAt(account)).map(({ id }) => id));
  // A kill loses an answer too, not only a parcel whose release is deferred.
  return all.filter(
    ({ qaplaId, trackingNumber }) => !executed.has(qaplaId) && pushes.get(trackingNumber)?.every(isUnknown),
  );
}

/**
 * Qapla' executed each release once, and none that is not shown as delivered; each other push has ended with Qapla's refusal, or is
 * left to a person. Shipments and requests are as their pushes say.
 */
export async function checkParcels(
  caller: Caller,
  account: ParcelAccount,
  { parcels, runs }: { parcels: Parcels; runs: Run[] },
): Promise<{ rows: PromiseRow[]; counts: Record<string, number> }> {
  const pushes = await pushesByNumber(caller, account);
  const executed = await executedAt(account);
  const shipments = new Map<string, any>(
    (await caller.all('/v1/shipments', account.headers)).map((each) => [each.tracking_number, each]),
  );
  const runOf = new Map(runs.map((run) => [run.accepted.objectId, run]));
  const names = parcels.all.map(({ trackingNumber }) => trackingNumber);
  const pushOf = (name: string): Push | undefined => pushes.get(name)?.[0];
  const byName = new Map(parcels.all.map((parcel) => [parcel.trackingNumber, parcel]));
  const person = new Set((await leftToPerson(caller, account, parcels)).map(({ trackingNumber }) => trackingNumber));
  const released = names.filter((name) => pushOf(name)?.state === 'delivered');
  const isByHand = (name: string): boolean => byName.get(name)?.isReleasedByHand === true;
  const isRefused = (name: string): boolean => {
    const push = pushOf(name);
    return push?.state === 'dead' && push.last_error === byName.get(name)?.refusal;
  };
  const numberOf = new Map(parcels.all.map(({ qaplaId, trackingNumber }) => [qaplaId, trackingNumber]));

  return {
    counts: {
      released: executed.length,
      'released in Qapla’ itself': released.filter(isByHand).length,
      refused: names.filter(isRefused).length,
      'left to a person': person.size,
    },
    rows: [
      compareRow(
        'held parcel: one push releases it',
        names,
        [...pushes].flatMap(([name, own]) => own.map(() => name)),
      ),
      compareRow(
        "release shown as delivered: Qapla' executed it",
        released.filter((name) => !isByHand(name)),
        executed.map(({ id }) => numberOf.get(id) ?? id),
      ),
      checkRow(
        'other release: it was refused, or is left to a person',
        names.filter((name) => !released.includes(name)),
        (name) => isRefused(name) || person.has(name),
      ),
      checkRow('shipment: it has left its hold if it was released', names, (name) => {
        const { state, held } = shipments.get(name) ?? {};
        if (released.includes(name)) return state === 'out_for_delivery';
        return state === 'held' && (isRefused(name) ? ['refused'] : ['sent', 'unknown']).includes(held.release);
      }),
      checkRow('request of a held parcel: it has ended as its release', names, (name) => {
        const run = runOf.get(byName.get(name)?.orderId ?? '');
        if (person.has(name)) return run?.status === 'waiting';
        return run?.status === 'completed' && run.outcome === (released.includes(name) ? 'ok' : 'refused');
      }),
    ],
  };
}
