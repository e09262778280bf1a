import { z } from 'zod';
import { APP_SECRET_PATTERN, cleanAppSecret } from './decrypt-app-secret';

/** Accepts an app secret that was pasted with spaces, line breaks, quotes or in capitals. */
export const AppSecret = z
  .string()
  .overwrite(cleanAppSecret)
  .regex(APP_SECRET_PATTERN, 'must be the 32 hex digits that Meta shows under App settings > Basic');
