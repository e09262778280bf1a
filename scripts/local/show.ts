import { styleText } from 'node:util';
import type { Watch } from '../../test/standins/server.ts';

const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const style = (format: Parameters<typeof styleText>[0], text: string): string =>
  colours ? styleText(format, text) : text;

let hop = 0;

/** Prints one hop of the order's journey, with its payload. */
export function showHop(from: string, to: string, what: string, wire?: unknown): void {
  hop += 1;
  console.log(`\n${style('bold', `${hop}. ${from} → ${to}`)}  ${what}`);
  if (wire === undefined) return;
  const text = typeof wire === 'string' ? wire : JSON.stringify(wire, null, 2);
  console.log(style('dim', text.replaceAll(/^/gm, '   ')));
}

/** Returns a watcher that prints each call of the Worker to a stand-in while `isShown` returns true. */
export const watching =
  (standin: string, isShown: () => boolean): Watch =>
  ({ call: { method, path, query, headers, body }, reply }) => {
    if (!isShown()) return;
    const signed = headers['webhook-signature']
      ? `webhook-id: ${String(headers['webhook-id'])}\nwebhook-signature: ${String(headers['webhook-signature'])}\n`
      : '';
    const search = query.size > 0 ? `?${query.toString()}` : '';
    const answer = reply?.json === undefined ? '' : `\n← ${reply.status ?? 200} ${JSON.stringify(reply.json)}`;
    showHop(
      'Worker',
      standin,
      `${method} ${path}${search}`,
      `${signed}${body === '' ? '' : JSON.stringify(JSON.parse(body), null, 2)}${answer}`.trim(),
    );
  };

export const headline = (text: string): void => console.log(`\n${style(['bold', 'green'], text)}`);
export const note = (text: string): void => console.log(style('cyan', text));
