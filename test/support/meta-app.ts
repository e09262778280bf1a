import { inject } from 'vitest';
import { newAppSecret } from './app-secret';
import type { Tenant } from './tenant';

type Members = Record<string, any>;

const digits = (): string =>
  String(crypto.getRandomValues(new BigUint64Array(1))[0])
    .slice(0, 14)
    .padStart(14, '7');

const HEALTHY = { can_send_message: 'AVAILABLE', entities: [] };

/** A number as Meta has it before it is registered. */
const NEW_NUMBER = {
  display_phone_number: '+39 02 5550 0123',
  verified_name: 'Negozio Esempio',
  status: 'PENDING',
  quality_rating: 'UNKNOWN',
  code_verification_status: 'VERIFIED',
  name_status: 'APPROVED',
  platform_type: 'NOT_APPLICABLE',
  is_on_biz_app: false,
  is_pin_enabled: false,
  whatsapp_business_manager_messaging_limit: 'TIER_2K',
  health_status: HEALTHY,
};

/** Makes an app of Meta with an account and a number that nothing has been set up for yet. */
export async function newMetaApp(more: Members = {}) {
  const [appId, wabaId, phoneNumberId] = [digits(), digits(), digits()];
  const secrets = { app_secret: newAppSecret(), token: `EAAG-token-of-an-app-${crypto.randomUUID()}` };
  const url = `${inject('standins').meta}/_control/meta-apps/${appId}`;
  const control = async (method: string, body?: unknown): Promise<any> =>
    (await fetch(url, { method, body: body === undefined ? undefined : JSON.stringify(body) })).json();
  const account = {
    fields: { name: 'Negozio Esempio', currency: 'EUR', business_verification_status: 'verified' },
    subscribed: null,
    numbers: { [phoneNumberId]: NEW_NUMBER },
    templates: [],
    library: [],
  };
  await control('PUT', { ...secrets, accounts: { [wabaId]: account }, ...more });
  return {
    appId,
    wabaId,
    phoneNumberId,
    ...secrets,
    state: () => control('GET'),
    configure: (members: Members) => control('PUT', members),
    /** Changes members of the number, and of its account. */
    async change({ number = {}, ...ofAccount }: Members) {
      const { accounts } = await control('GET');
      const before = accounts[wabaId];
      const numbers = { ...before.numbers, [phoneNumberId]: { ...before.numbers[phoneNumberId], ...number } };
      await control('PUT', { accounts: { ...accounts, [wabaId]: { ...before, numbers, ...ofAccount } } });
    },
    /** Sets what the number's own calls demand, such as the token of a send; returns the function that sets more. */
    async line(members: Members) {
      const set = (more: Members) =>
        fetch(`${inject('standins').meta}/_control/meta/${phoneNumberId}`, {
          method: 'PUT',
          body: JSON.stringify(more),
        });
      await set({ app_secret: secrets.app_secret, waba_id: wabaId, ...members });
      return set;
    },
    connect: (tenant: Pick<Tenant, 'as'>, input: Members = {}, headers: Record<string, string> = {}) =>
      tenant.as(
        'POST',
        '/v1/channels/connect',
        { app_id: appId, app_secret: secrets.app_secret, access_token: secrets.token, ...input },
        headers,
      ),
  };
}
