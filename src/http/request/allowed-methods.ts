/** The method under which hono lists middleware. */
const ALL_METHODS = 'ALL';

const matches = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/:[^/]+(\{[^}]*\})?/g, '[^/]+')}$`).test(
    path,
  );

/** Returns the methods of a path, HEAD and OPTIONS included; an empty list for a path that does not exist. */
export function allowedMethods(routes: { method: string; path: string }[], path: string): string[] {
  const methods = new Set(
    routes.filter((route) => route.method !== ALL_METHODS && matches(route.path, path)).map(({ method }) => method),
  );
  if (methods.size === 0) return [];
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods.add('OPTIONS')];
}
