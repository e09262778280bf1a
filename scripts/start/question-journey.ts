import { callJson, eventually } from '../local/api.ts';
import { showHop } from '../local/show.ts';
import { CUSTOMER, type Journey } from './journey.ts';

const QUESTION = 'Posso cambiare la taglia? E quando arriva il pacco?';

/**
 * Lets the customer ask something that no flow expects, so that the conversation waits for a person. Returns the path of its page.
 */
export async function playQuestionJourney({ world, demo, customer }: Journey): Promise<string> {
  showHop('Customer', 'Worker', 'POST /webhook/facebook/: asks something that no flow expects', { text: QUESTION });
  await customer.reply({ from: CUSTOMER, name: 'Ada', text: QUESTION });
  const headers = { 'x-api-key': demo.api_key };
  const conversation = await eventually('the conversation that waits for a person', async () => {
    const { data } = await callJson('GET', `${world.worker().url}/v1/conversations?waiting=true`, { headers });
    const found = data.find(({ user_key }: { user_key: string }) => user_key === `+${CUSTOMER}`);
    return found?.last_message?.content?.text === QUESTION ? found : null;
  });
  const { conversation_id: id, owner, unread } = conversation;
  showHop('Merchant', 'Worker', `GET /v1/conversations: waits for a person, owner «${owner}», ${unread} unread`);
  return `/account/profile/conversations/${id}`;
}
