import { pathWithoutKey } from './path-without-key';

const ROOT_PATH = '/account/profile';
export const HOME_PATH = `${ROOT_PATH}/home`;
const MAX_LENGTH = 2_048;

/** Returns the page to show after the sign-in, only if it is one of ours (no open redirect). */
export function safeNextPath(wanted: string | null | undefined): string {
  const url = wanted && wanted.length <= MAX_LENGTH ? URL.parse(wanted, 'https://page') : null;
  if (url?.origin !== 'https://page') return HOME_PATH;
  const { pathname } = url;
  const isOurs = pathname === ROOT_PATH || pathname.startsWith(`${ROOT_PATH}/`);
  return isOurs && !pathname.startsWith(`${ROOT_PATH}/sign-`) ? pathWithoutKey(url) : HOME_PATH;
}
