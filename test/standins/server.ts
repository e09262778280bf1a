import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Call = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: http.IncomingHttpHeaders;
  body: string;
};
export type Reply = { status?: number; headers?: Record<string, string>; json?: unknown; text?: string };
/** Returns the reply, or nothing if it handles the response itself. */
export type Handler = (call: Call, response: http.ServerResponse) => Promise<Reply | undefined> | Reply | undefined;
/** Called after every exchange, for displaying it. */
export type Watch = (exchange: { call: Call; reply: Reply | undefined }) => void;
export type StandinOptions = { port?: number; watch?: Watch };
export type Standin = { url: string; close(): Promise<void> };

const MAX_BODY_BYTES = 8 * 1024 * 1024;

async function bodyOf(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new Error('The body is too large for a stand-in');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Starts an HTTP server on the given loopback port, or on a free one if that is taken. */
export async function startServer(handler: Handler, { port = 0, watch }: StandinOptions): Promise<Standin> {
  const serve = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    try {
      const url = new URL(request.url ?? '/', 'http://standin');
      const body = await bodyOf(request);
      const call = {
        method: request.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body,
      };
      const reply = await handler(call, response);
      if (!url.pathname.startsWith('/_control')) watch?.({ call, reply });
      if (!reply || response.headersSent || response.destroyed) return;
      const text = reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json));
      response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
      response.end(text);
    } catch (error) {
      if (!response.headersSent && !response.destroyed) response.writeHead(500).end(String(error));
    }
  };
  const server = http.createServer((request, response) => void serve(request, response));
  // Without a limit: a call that meets the end of an idle connection would be a lost answer.
  server.keepAliveTimeout = 0;
  const listen = (on: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(on, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(port).catch(() => listen(0));
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actualPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Returns the parameters of a path by a pattern such as `/m/:id/getObject`; null if it does not match. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const [names, parts] = [pattern.split('/'), path.split('/')];
  if (names.length !== parts.length) return null;
  const found: Record<string, string> = {};
  for (const [i, name] of names.entries()) {
    const part = decodeURIComponent(parts[i] ?? '');
    if (name.startsWith(':')) found[name.slice(1)] = part;
    else if (name !== part) return null;
  }
  return found;
}
