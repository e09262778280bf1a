/**
 * The attributes of an element (with an id) that is asked for again every so many ms, none where `path` is null; `said` is
 * what a screen reader is told when it has changed (profile.js).
 */
export const liveAttributes = (path: string | null, everyMs: number, said: string): Record<string, string> => ({
  'data-said': said,
  ...(path === null ? {} : { 'data-live': path, 'data-live-ms': String(everyMs) }),
});
