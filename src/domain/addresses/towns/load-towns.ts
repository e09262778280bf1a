import { lazy } from '../../../shared/lazy/lazy';
import { type TownDirectory, townDirectory } from './town-directory';
import { TOWN_PATCHES } from './town-patches';

/**
 * Loads the directory of Italian towns, once in an isolate. The data is imported dynamically, so that an isolate that reads no
 * address never evaluates it.
 */
export const loadTowns = lazy(async (): Promise<TownDirectory> => {
  const { ITALIAN_TOWNS } = await import('./italian-towns');
  return townDirectory(ITALIAN_TOWNS + TOWN_PATCHES);
});
