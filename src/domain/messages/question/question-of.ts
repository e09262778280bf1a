import type { Message } from '../../../db/messages';
import type { OpenRun } from '../../../db/open-runs';
import { newOutgoing } from '../new-outgoing';
import type { FreeForm } from '../outgoing-message';
import { choiceId } from './choice-id';

/** By this a question stands in the log of the latest request that it asks about: there is one of it at most. */
export const QUESTION_STEP = '--question';
/** A reply that waits for the customer to say whose it is. */
export const HELD_STEP = '--choice';

/** WhatsApp's limits of a list (protocols.md, section 4). */
const MOST_ROWS = 10;
const MOST_TITLE = 24;
const MOST_DESCRIPTION = 72;

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

const listOf = (among: OpenRun[]): FreeForm => ({
  kind: 'list',
  text: 'A quale ordine si riferisce il tuo messaggio?',
  header: null,
  footer: null,
  button: 'Scegli',
  sections: [
    {
      title: '',
      rows: among.slice(0, MOST_ROWS).map(({ requestId, orderNumber, objectId, flowName }) => ({
        id: choiceId(requestId),
        title: cut(orderNumber ?? objectId ?? flowName, MOST_TITLE),
        description: cut(flowName, MOST_DESCRIPTION),
      })),
    },
  ],
});

/** The question to the customer which of these requests their message is for, the latest first. */
export const questionOf = (
  { accountId, channelId, userKey, address }: Pick<Message, 'accountId' | 'channelId' | 'userKey' | 'address'>,
  among: OpenRun[],
  now: number,
): Message =>
  newOutgoing(
    {
      accountId,
      channelId,
      userKey,
      address,
      requestId: among[0]?.requestId ?? null,
      step: QUESTION_STEP,
      visit: 1,
      callAt: null,
    },
    listOf(among),
    now,
  );
