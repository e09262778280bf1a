/**
 * Returns the attributes that make profile.js poll an element (which needs an id) every `everyMs`, none if `path` is null;
 * `said` is announced to screen readers when it changes.
 */
export const liveAttributes = (path: string | null, everyMs: number, said: string): Record<string, string> => ({
  'data-said': said,
  ...(path === null ? {} : { 'data-live': path, 'data-live-ms': String(everyMs) }),
});
