/** Collects chunks of bytes and gives them back as parts of one size, and a rest. */
export function partBuffer(partBytes: number) {
  let chunks: Uint8Array[] = [];
  let pending = 0;
  let total = 0;
  const take = (length: number): Uint8Array<ArrayBuffer> => {
    const part = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const chunk = chunks.shift() as Uint8Array;
      const used = chunk.subarray(0, length - filled);
      part.set(used, filled);
      filled += used.length;
      if (used.length < chunk.length) chunks = [chunk.subarray(used.length), ...chunks];
    }
    pending -= length;
    return part;
  };
  return {
    add(chunk: Uint8Array): void {
      chunks.push(chunk);
      pending += chunk.length;
      total += chunk.length;
    },
    /** Returns how many bytes were added. */
    total: () => total,
    /** Removes and returns a full part; null if there is none yet. */
    takeFull: () => (pending > partBytes ? take(partBytes) : null),
    takeRest: () => take(pending),
  };
}
