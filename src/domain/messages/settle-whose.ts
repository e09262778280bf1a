import type { Message } from '../../db/messages';
import type { OpenRuns } from '../../db/open-runs';
import type { RequestRow } from '../../db/requests';
import { Trigger } from '../flows/definition';
import { causeOfMessage } from '../flows/reply-that-started';
import { triggerHolds } from '../flows/trigger-holds';
import type { Deps } from '../ports';
import { newRequest } from '../requests/new-request';
import { chooseAmong } from './choose-among';
import { questionOf } from './question/question-of';
import { replyOf } from './reply';
import type { Known, Owner, Whose } from './whose-message';

/** A message of which it is to be settled whose it is; one that `answers` nothing is only kept. */
export type Unsettled = { message: Message; whose: Whose; answers: boolean };

export type Settled = {
  owner: Owner | null;
  /** Asked instead: the message is held until the customer says which of their requests it is for. */
  question: Message | null;
  /** What it starts, as nobody waits for it. */
  started: RequestRow[];
};

const settled = (owner: Owner | null): Settled => ({ owner, question: null, started: [] });

/** The requests that a message starts for which nobody waits: one for every flow whose condition holds. */
function requestsStartedBy(
  deps: Pick<Deps, 'log' | 'now'>,
  account: Known['accounts'][number],
  { message }: Unsettled,
  { triggered, stores }: OpenRuns,
): RequestRow[] {
  const { accountId, channelId, userKey, address, wamid } = message;
  const store = stores.find((row) => row.accountId === accountId && row.userKey === userKey)?.idStore;
  if (typeof store !== 'string' || wamid === null) return [];
  const scope = { reply: replyOf(message), user: { user_key: userKey } };
  return triggered
    .filter((flow) => flow.accountId === accountId && (flow.channelId === null || flow.channelId === channelId))
    .filter(({ key, trigger }) =>
      triggerHolds(deps, account, { flow: key, when: Trigger.parse(JSON.parse(trigger)).when, scope }),
    )
    .map(({ key, version }) => ({
      ...newRequest({
        accountId,
        flow: key,
        flowVersion: version,
        userKey,
        idStore: store,
        object: null,
        variables: {},
        cause: causeOfMessage({ channelId, wamid }, key),
        now: deps.now(),
      }),
      channelId,
      address,
    }));
}

function settle(deps: Deps, known: Known, ask: Unsettled, open: OpenRuns): Settled {
  const { message, whose, answers } = ask;
  const account = known.accounts.find(({ accountId }) => accountId === message.accountId);
  if (whose.kind === 'request') return settled(whose.owner);
  if (!answers || !account) return settled(null);
  const env = { locale: 'it-IT', zone: account.timeZone, currency: account.currency };
  const chosen = whose.kind === 'unclear' ? chooseAmong(whose.among, open.runs, replyOf(message), env) : whose;
  if (chosen.kind === 'request') return settled(chosen.owner);
  if (chosen.kind === 'ask') return { ...settled(null), question: questionOf(message, chosen.among, deps.now()) };
  const owner = whose.kind === 'nobody' ? whose.ended : null;
  return { ...settled(owner), started: requestsStartedBy(deps, account, ask, open) };
}

/** Settles whose messages these are, with one more look, for all of them, where they do not say it themselves. */
export async function settleWhose(deps: Deps, known: Known, asks: Unsettled[]): Promise<Settled[]> {
  const unsettled = asks.filter(({ whose, answers }) => answers && whose.kind !== 'request');
  const open: OpenRuns =
    unsettled.length === 0
      ? { runs: [], triggered: [], stores: [] }
      : await deps.openRuns.look({
          requestIds: unsettled.flatMap(({ whose }) =>
            whose.kind === 'unclear' ? whose.among.map(({ requestId }) => requestId) : [],
          ),
          senders: unsettled.map(({ message: { accountId, userKey } }) => ({ accountId, userKey })),
        });
  return asks.map((ask) => settle(deps, known, ask, open));
}
