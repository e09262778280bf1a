import { Hono } from 'hono';
import { etag } from 'hono/etag';
import type { AppEnv } from '../../env';
import { flowApp } from './flows/flow-app';
import { overviewApp } from './overview/overview-app';
import { requestsApp } from './requests/requests-app';
import { sessionApp } from './session/session-app';
import { apiApp } from './set-up/api/api-app';
import { readyFlowsApp } from './set-up/flows/ready-flows-app';
import { loadSetUp, showSetUp } from './set-up/show-set-up';
import { storesApp } from './set-up/stores/stores-app';
import { channelsApp } from './set-up/whatsapp/channels-app';

/** The pages that merchants see, under /account/profile. */
export const profileApp = new Hono<AppEnv>()
  .use('/account/*', etag())
  .get('/account/profile', async (c) => showSetUp(c, await loadSetUp(c)))
  .get('/account/profile/', (c) => c.redirect('/account/profile', 308))
  .route('/account/profile', sessionApp)
  .route('/account/profile', apiApp)
  .route('/account/profile', storesApp)
  .route('/account/profile', channelsApp)
  .route('/account/profile', readyFlowsApp)
  .route('/account/profile', flowApp)
  .route('/account/profile', overviewApp)
  .route('/account/profile', requestsApp);
