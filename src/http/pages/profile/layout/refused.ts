import type { Finding } from '../../../../shared/failure';

/** A form that was refused, to be shown again with what is wrong and what was given, secrets left out. */
export type Refused = { form: string; findings: Finding[]; given: URLSearchParams };
