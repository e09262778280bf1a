/** The method under which hono lists middleware. */
const ALL_METHODS = 'ALL';

const matches = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/:[^/]+(\{[^}]*\})?/g, '[^/]+')}$`).test(
    path,
  );

type Route = { method: string; path: string };

/** Returns the routes of exactly this path, which is also one of a pattern: `/v1/channels/connect` is no channel. */
const literalRoutes = (routes: Route[], path: string): Route[] =>
  routes.filter((route) => route.method !== ALL_METHODS && route.path === path);

/** Whether a path has routes of its own, but none for this method. */
export function isOtherMethod(routes: Route[], { method, path }: Route): boolean {
  const literal = literalRoutes(routes, path);
  const wanted = method === 'HEAD' ? 'GET' : method;
  return literal.length > 0 && method !== 'OPTIONS' && literal.every((route) => route.method !== wanted);
}

/** Returns the methods of a path, HEAD and OPTIONS included; an empty list for a path that does not exist. */
export function allowedMethods(routes: Route[], path: string): string[] {
  const literal = literalRoutes(routes, path);
  const own =
    literal.length > 0 ? literal : routes.filter((route) => route.method !== ALL_METHODS && matches(route.path, path));
  const methods = new Set(own.map(({ method }) => method));
  if (methods.size === 0) return [];
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods.add('OPTIONS')];
}
