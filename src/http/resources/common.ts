import { z } from 'zod';
import { AnyJsonObject } from '../../shared/json/json-schemas';

export const Instant = z.string().meta({
  description: "RFC 3339 with milliseconds, in the account's time zone",
  example: '2026-07-01T09:30:00.000+02:00',
});

export const JsonRecord = AnyJsonObject;

/** An exact decimal string. */
export const Money = z.string().meta({ example: '0.0691' });

/** Amounts of charges have at least this many decimals. */
export const LEDGER_DECIMALS = 4;
