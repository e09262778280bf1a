import { pathWithoutKey } from '../view/path-without-key';

const HOME_PATH = '/account/profile';
const MAX_LENGTH = 2_048;

/** Returns the page to show after the sign-in, only if it is one of ours (no open redirect). */
export function safeNextPath(wanted: string | null | undefined): string {
  const url = wanted && wanted.length <= MAX_LENGTH ? URL.parse(wanted, 'https://page') : null;
  if (url?.origin !== 'https://page') return HOME_PATH;
  const { pathname } = url;
  const isOurs = pathname === HOME_PATH || pathname.startsWith(`${HOME_PATH}/`);
  return isOurs && !pathname.startsWith(`${HOME_PATH}/sign-`) ? pathWithoutKey(url) : HOME_PATH;
}
