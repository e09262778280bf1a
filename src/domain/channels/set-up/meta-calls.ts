import type { GraphResult } from '../../../clients/whatsapp-cloud';
import type { JsonObject } from '../../../shared/json/json';
import type { Deps } from '../../ports';

/** A run of the set-up makes fewer than 15 calls to Meta, which allows 200 an hour before a number is registered. */
const MAX_CALLS = 14;

export type MetaAnswer = Extract<GraphResult, { kind: 'ok' | 'refused' }>;
export type Refusal = Extract<GraphResult, { kind: 'refused' }>;

/** Meta cannot be asked now, or must not be, which says nothing about the merchant's set-up: the run stops, and a later one continues it. */
export class MetaUnavailable extends Error {
  readonly reason: 'busy' | 'unavailable' | 'call_limit' | 'look_only';
  readonly code: string;
  readonly retryAfterMs: number | null;

  constructor(reason: MetaUnavailable['reason'], code: string, retryAfterMs: number | null = null) {
    super(code);
    this.name = 'MetaUnavailable';
    this.reason = reason;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Calls of the Graph API with one token. They return refusals, and throw MetaUnavailable. */
export type MetaCalls = {
  get(path: string): Promise<MetaAnswer>;
  post(path: string, payload: JsonObject): Promise<MetaAnswer>;
  /** Throws what `post` would, before something is prepared for it. */
  requireChanges(): void;
};

/**
 * Creates the calls of one run, with the token of the system user and with that of the app. Both count against one limit. With
 * `mayChange` false, one that would change something at Meta stops the run.
 */
export function makeMetaCalls(
  { whatsapp }: Pick<Deps, 'whatsapp'>,
  {
    appId,
    appSecret,
    accessToken,
    mayChange = true,
  }: { appId: string; appSecret: string; accessToken: string; mayChange?: boolean },
): { asUser: MetaCalls; asApp: MetaCalls } {
  let calls = 0;
  const secrets = [accessToken, appSecret].filter((secret) => secret !== '');
  const requireChanges = () => {
    if (!mayChange) throw new MetaUnavailable('look_only', 'look_only');
  };
  const callsWith = (token: string): MetaCalls => {
    const call = async (path: string, payload?: JsonObject): Promise<MetaAnswer> => {
      if (payload) requireChanges();
      if (calls >= MAX_CALLS) throw new MetaUnavailable('call_limit', 'call_limit');
      calls += 1;
      const result = await whatsapp.graph({ path, accessToken: token, secrets, ...(payload ? { payload } : {}) });
      if (result.kind === 'busy') throw new MetaUnavailable('busy', result.code, result.retryAfterMs);
      if (result.kind === 'unavailable') throw new MetaUnavailable('unavailable', result.code);
      return result;
    };
    return { get: (path) => call(path), post: call, requireChanges };
  };
  return { asUser: callsWith(accessToken), asApp: callsWith(`${appId}|${appSecret}`) };
}
