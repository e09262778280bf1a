import { aisac } from '../../src/client.ts';
import { eventually, phone } from '../local/api.ts';
import type { Demo } from '../local/demo.ts';
import { showHop } from '../local/show.ts';
import type { World } from '../local/world.ts';

export const CUSTOMER = '393331234567';

export type Journey = ReturnType<typeof newJourney>;

/** Returns what the demo's journeys have in common: the client of the API, the customer's phone and the request. */
export function newJourney(world: World, demo: Demo) {
  const client = aisac({ url: world.worker().url, apiKey: demo.api_key });
  const customer = phone(world.meta, demo.phoneNumberId);
  const getRequest = async (requestId: string) => {
    const answer = await client.v1.getRequest.$get({ query: { request_id: requestId } });
    if (answer.status !== 200) throw new Error(`getRequest: ${answer.status}`);
    return answer.json();
  };
  return {
    world,
    demo,
    client,
    customer,
    /** Waits until a request has a status, and returns it. `what` says in a failure what did not happen. */
    waitFor: (what: string, requestId: string, status: string, timeoutMs?: number) =>
      eventually(
        what,
        async () => {
          const request = await getRequest(requestId);
          return request.status === status ? request : null;
        },
        timeoutMs,
      ),
    /** Returns the message that the customer received last. */
    async lastMessage() {
      const asked = (await customer.sent()).at(-1);
      if (!asked) throw new Error('no message was sent');
      return asked;
    },
    /** Presses the first of the two buttons of a message, `copies` times at once. */
    async press({ wamid, body }: { wamid: string; body: any }, text: string, copies: number): Promise<void> {
      const { payload } = body.template.components.at(-2).parameters[0];
      const times = copies === 1 ? '' : ' (sent three times at once)';
      showHop('Customer', 'Worker', `POST /webhook/facebook/: presses the button «${text}»${times}`, { payload });
      await customer.reply({ from: CUSTOMER, button: { payload, text }, context_wamid: wamid, copies });
    },
  };
}

/** Prints a request with its steps. */
export function showRequest({ status, outcome, steps }: Awaited<ReturnType<Journey['waitFor']>>): void {
  const line = ({ seq, step, kind, status: of }: (typeof steps)[number]) => `${seq}. ${step ?? '·'} (${kind}): ${of}`;
  showHop('Merchant', 'Worker', `GET /v1/getRequest: ${status}, outcome «${outcome}»`, steps.map(line).join('\n'));
}
