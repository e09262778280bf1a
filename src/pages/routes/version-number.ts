import { AppError } from '../../shared/errors/app-error';

/** Parses the number of a version in a URL. Fails with not_found for anything but a number. */
export function versionNumber(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(given)) throw new AppError('not_found', `There is no version ${given}`);
  return Number(given);
}
