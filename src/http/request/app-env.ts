import type { Settings } from '../../composition/settings';
import type { Trouble } from '../../db/people/troubles';
import type { D1Meter } from '../../db/sql/meter';
import type { Context as Caller, Deps } from '../../domain/ports';
import type { Language } from '../../shared/text/language';

/** hono's environment: the Worker's bindings, and the variables that middleware sets on a request. */
export type AppEnv = {
  Bindings: Env;
  Variables: {
    traceId: string;
    settings: Settings;
    deps: Deps;
    meter: D1Meter;
    session: D1DatabaseSession;
    caller: Caller;
    /** Set on profile pages only, as are the next three. */
    language: Language;
    signedIn: { sessionId: string; formToken: string; startedAt: number; isMoving: boolean; troubles: Trouble[] };
    form: URLSearchParams;
    upload: FormData;
  };
};
