import { type TownDirectory, townDirectory } from './town-directory';
import { TOWN_PATCHES } from './town-patches';

let loading: Promise<TownDirectory> | undefined;

/**
 * Loads the directory of Italian towns, once in an isolate. The data is imported dynamically, so that an isolate that reads no
 * address never evaluates it.
 */
export function loadTowns(): Promise<TownDirectory> {
  loading ??= import('./italian-towns').then(({ ITALIAN_TOWNS }) => townDirectory(ITALIAN_TOWNS + TOWN_PATCHES));
  return loading;
}
