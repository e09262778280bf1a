import { DurableObject } from 'cloudflare:workers';
import { type ChannelRateState, newChannelRateState, payBack, reserveSend } from '../domain/rate/channel-rate';

const STATE_KEY = 'state';

/**
 * What all isolates must agree on about one WhatsApp number: how fast it may send. It makes no call itself and sets no
 * timer. Storage is synchronous, so no other call comes between reading, deciding and writing.
 */
export class ChannelRate extends DurableObject {
  private state: ChannelRateState | null = null;

  /** In how many ms a send may go; `pair` stands for its customer. */
  async reserve(ask: { send: string; pair: string }): Promise<number> {
    const state = this.load();
    const wait = reserveSend(state, { ...ask, now: Date.now() });
    this.ctx.storage.kv.put(STATE_KEY, state);
    return wait;
  }

  /** Meta refused because it was too fast, to one customer or (null) altogether. */
  async slowDown({ pair }: { pair: string | null }): Promise<void> {
    const state = this.load();
    payBack(state, { pair, now: Date.now() });
    this.ctx.storage.kv.put(STATE_KEY, state);
  }

  private load(): ChannelRateState {
    this.state ??= this.ctx.storage.kv.get<ChannelRateState>(STATE_KEY) ?? newChannelRateState();
    return this.state;
  }
}
