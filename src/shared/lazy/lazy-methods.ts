import { lazy } from './lazy';

type AsyncMethods<Target> = { [Name in keyof Target]: (...args: never[]) => Promise<unknown> };

/** Returns an object whose methods are those of what `load` returns, which loads at the first call of one. */
export function lazyMethods<Target extends AsyncMethods<Target>>(load: () => Promise<Target>): Target {
  const loadOnce = lazy(load);
  return new Proxy({} as Target, {
    get:
      (_, name) =>
      async (...args: never[]) =>
        (await loadOnce())[name as keyof Target](...args),
  });
}
