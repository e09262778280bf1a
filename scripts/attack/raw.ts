import { connect } from 'node:net';

/** `text` is everything that came back, `statuses` those of all answers in it. */
type RawAnswer = { text: string; statuses: number[]; ended: 'closed' | 'reset' | 'silent' };

/**
 * Writes bytes to the server that no HTTP client would write, piece by piece, with these pauses. Waits until the server
 * closes the connection or is silent for `silentMs`.
 */
export async function sendRaw(
  url: string,
  pieces: (string | { pauseMs: number })[],
  silentMs = 1_500,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    let silence: NodeJS.Timeout | undefined;
    const finish = (ended: RawAnswer['ended']) => {
      clearTimeout(silence);
      socket.destroy();
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
      resolve({ text, statuses, ended });
    };
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => finish('silent'), silentMs);
    };
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      listen();
    });
    socket.on('error', () => finish('reset'));
    socket.on('close', () => finish('closed'));
    socket.on('connect', () => void write());
    async function write(): Promise<void> {
      for (const piece of pieces) {
        if (socket.destroyed) return;
        if (typeof piece === 'string') socket.write(piece);
        else await new Promise((done) => setTimeout(done, piece.pauseMs));
      }
      listen();
    }
  });
}
