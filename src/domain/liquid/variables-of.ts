import { analyzeSync } from 'liquidjs';
import type { Compiled } from './compile';

/**
 * Returns the paths that a template or condition reads from its scope, such as `["order", "total"]`, each once, without
 * those that it assigns, captures or loops over itself. A path ends before a part that is known only when it is rendered
 * (`order[key]`).
 */
export function variablesOf(compiled: Extract<Compiled, { ok: true }>): string[][] {
  const { globals } = analyzeSync(compiled.templates, { partials: false });
  const paths = new Map<string, string[]>();
  for (const { segments } of Object.values(globals).flat()) {
    const dynamic = segments.findIndex((segment) => typeof segment === 'object');
    const path = segments.slice(0, dynamic === -1 ? undefined : dynamic).map(String);
    paths.set(JSON.stringify(path), path);
  }
  return [...paths.values()];
}
