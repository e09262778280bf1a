/** The attributes of an element (with an id) that is asked for again every so many ms (profile.js); none where `path` is null. */
export const liveFrom = (path: string | null, everyMs: number): Record<string, string> =>
  path === null ? {} : { 'data-live': path, 'data-live-ms': String(everyMs) };
