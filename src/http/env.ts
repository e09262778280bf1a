import type { D1Meter } from '../db/meter';
import type { Context as Caller, Deps } from '../domain/ports';
import type { Settings } from '../env';
import type { Language } from '../shared/language';

/** What a request carries through hono. */
export type AppEnv = {
  Bindings: Env;
  Variables: {
    traceId: string;
    settings: Settings;
    deps: Deps;
    meter: D1Meter;
    session: D1DatabaseSession;
    caller: Caller;
    /** Of the profile page only. */
    language: Language;
    signedIn: { sessionId: string; formToken: string; isMoving: boolean };
    form: URLSearchParams;
  };
};
