import { connect } from 'node:net';

export type RawAnswer = {
  /** Everything that came back, as it came. */
  text: string;
  /** The statuses of all answers in it. */
  statuses: number[];
  ended: 'closed' | 'reset' | 'silent';
  ms: number;
};

/**
 * Writes bytes as they are to the server, which no HTTP client would: pieces go one after the other, each after its pause.
 * Waits until the server closes or says nothing for `silentMs`.
 */
export async function sendRaw(
  url: string,
  pieces: (string | Uint8Array | { pauseMs: number })[],
  silentMs = 1_500,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const started = Date.now();
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    let silence: NodeJS.Timeout | undefined;
    const finish = (ended: RawAnswer['ended']) => {
      clearTimeout(silence);
      socket.destroy();
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
      resolve({ text, statuses, ended, ms: Date.now() - started });
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
        if (typeof piece === 'object' && 'pauseMs' in piece)
          await new Promise((done) => setTimeout(done, piece.pauseMs));
        else socket.write(piece);
      }
      listen();
    }
  });
}
