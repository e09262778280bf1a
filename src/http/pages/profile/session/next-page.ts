import { pathWithoutKey } from '../layout/path-without-key';

const HOME = '/account/profile';
const MOST = 2_048;

/** The page that was wanted before the sign-in, if it is one of ours; nobody can be led away from here. */
export function nextPage(wanted: string | null | undefined): string {
  const url = wanted && wanted.length <= MOST ? URL.parse(wanted, 'https://page') : null;
  if (url?.origin !== 'https://page') return HOME;
  const { pathname } = url;
  const isOurs = pathname === HOME || pathname.startsWith(`${HOME}/`);
  return isOurs && !pathname.startsWith(`${HOME}/sign-`) ? pathWithoutKey(url) : HOME;
}
