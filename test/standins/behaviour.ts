import type http from 'node:http';
import type { Reply } from './server.ts';

/** A misbehaviour of a stand-in. It applies to one call; the last one of a list applies to all later calls if it is `forever`. Times are in ms. */
export type Behaviour = { forever?: boolean } & (
  | { status: number; body?: unknown; headers?: Record<string, string>; wait?: number }
  | { hang: true }
  /** Returns an empty object after this time. */
  | { slow: number }
  /** Sends one byte every 20 ms, without end. */
  | { drip: true }
  | { reset: true }
  | { reset_mid_body: true }
  | { html: true }
  | { not_json: true }
  /** Returns this text unchanged, so that a test can send what JSON.stringify cannot produce. */
  | { text: string }
  | { huge: number }
  | { redirect: string }
  | { wrong_content_length: true }
  /** Writes these Latin-1 bytes to the socket, then ends it, resets it or leaves it open. */
  | { raw: string; after?: 'end' | 'reset' | 'hang' }
);

/** Removes and returns the next behaviour of a list. */
export function nextBehaviour<Kind extends { forever?: boolean }>(list: Kind[]): Kind | undefined {
  return list.length === 1 && list[0]?.forever ? list[0] : list.shift();
}

/** Whether the status is 2xx: then a push counts as accepted, whatever happens to the body. */
export function isAccepted(behaviour: Behaviour): boolean {
  if ('status' in behaviour) return behaviour.status < 300;
  if ('raw' in behaviour) return /^HTTP\/1\.\d 2/.test(behaviour.raw);
  return !('hang' in behaviour || 'reset' in behaviour || 'redirect' in behaviour);
}

/** Executes a behaviour. Returns the reply to send, or nothing if the response is already handled. */
export function playBehaviour(behaviour: Behaviour, response: http.ServerResponse): Reply | undefined {
  if ('status' in behaviour) {
    const { status, body, headers, wait } = behaviour;
    if (wait !== undefined) {
      const answer = () => response.writeHead(status, headers).end(JSON.stringify(body ?? {}));
      setTimeout(answer, wait);
      return undefined;
    }
    return { status, headers, json: body ?? {} };
  }
  if ('hang' in behaviour) return undefined;
  if ('slow' in behaviour) {
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'), behaviour.slow);
    return undefined;
  }
  if ('drip' in behaviour) {
    response.writeHead(200, { 'content-type': 'application/json' });
    const drops = setInterval(() => response.write(' '), 20);
    response.once('close', () => clearInterval(drops));
    return undefined;
  }
  if ('html' in behaviour)
    return { headers: { 'content-type': 'text/html' }, text: '<html><body>Benvenuti</body></html>' };
  if ('text' in behaviour) return { text: behaviour.text };
  if ('not_json' in behaviour) return { text: '{"half":' };
  if ('redirect' in behaviour) return { status: 302, headers: { location: behaviour.redirect } };
  if ('reset' in behaviour) {
    response.socket?.destroy();
    return undefined;
  }
  if ('reset_mid_body' in behaviour) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"half":', () => response.socket?.destroy());
    return undefined;
  }
  if ('raw' in behaviour) {
    const { raw, after = 'end' } = behaviour;
    const socket = response.socket;
    socket?.write(raw, 'latin1', () => {
      if (after === 'end') socket.end();
      if (after === 'reset') socket.resetAndDestroy();
    });
    return undefined;
  }
  if ('wrong_content_length' in behaviour) {
    response.socket?.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{}');
    return undefined;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  const chunk = 'x'.repeat(65_536);
  let sent = 0;
  const pump = () => {
    while (sent < behaviour.huge && !response.destroyed) {
      sent += chunk.length;
      if (!response.write(chunk)) return void response.once('drain', pump);
    }
    response.end();
  };
  pump();
  return undefined;
}
