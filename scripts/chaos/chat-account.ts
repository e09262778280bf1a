import { callJson } from '../local/api.ts';
import type { World } from '../local/world.ts';
import { addNumber, type NumberAccount, newAccount } from './accounts.ts';
import type { Caller } from './caller.ts';

const HELP = {
  name: 'Aiuto',
  steps: [
    { id: 'help', do: 'hand_over', note: 'Chiede aiuto' },
    { id: 'done', do: 'end', outcome: 'ok' },
  ],
};
export const SUBSCRIBED = ['conversation.*', 'message.received', 'request.*'];

/** `receiver`: the controls of the endpoint of the account's subscription. */
export type ChatAccount = NumberAccount & { receiver: string };

/** Creates a merchant whose people answer customers, and whose system listens to what happens. */
export async function setUpChats(caller: Caller, world: World): Promise<ChatAccount> {
  const account = await newAccount(caller, world, 'Assistenza');
  await account.addStore({});
  const number = await addNumber(account, world, 4);
  await account.putFlow('help', HELP);
  const url = `${world.merchant}/m/chaos-events/updateObject`;
  const { secret } = await account.post('/v1/subscriptions', { url, types: SUBSCRIBED });
  const receiver = `${world.merchant}/_control/m/chaos-events`;
  await callJson('PUT', receiver, { body: { secret } });
  return { ...account, number, receiver };
}
