/**
 * Returns a function that loads a value at its first call and then returns the same one. Calls at the same time each load it: a
 * request that awaits the promise of another request may go on in the context of that one, where its own answer is refused. A load
 * that fails leaves nothing behind, so the next call tries again.
 */
export function lazy<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loaded: { value: Value } | undefined;
  return async () => {
    if (loaded) return loaded.value;
    const value = await load();
    loaded ??= { value };
    return loaded.value;
  };
}
