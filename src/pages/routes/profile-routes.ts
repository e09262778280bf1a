import { Hono } from 'hono';
import { etag } from 'hono/etag';
import type { AppEnv } from '../../http/app-env';
import { loadSetUp, renderSetUp } from '../set-up/page/set-up-page';
import { channelRoutes } from './channel-routes';
import { flowRoutes } from './flow-routes';
import { keyRoutes } from './key-routes';
import { overviewRoutes } from './overview-routes';
import { readyFlowRoutes } from './ready-flow-routes';
import { requestRoutes } from './request-routes';
import { sessionRoutes } from './session-routes';
import { storeRoutes } from './store-routes';

/** The merchant's pages, under /account/profile. */
export const profileRoutes = new Hono<AppEnv>()
  .use('/account/*', etag())
  .get('/account/profile', async (c) => renderSetUp(c, await loadSetUp(c)))
  .get('/account/profile/', (c) => c.redirect('/account/profile', 308))
  .route('/account/profile', sessionRoutes)
  .route('/account/profile', keyRoutes)
  .route('/account/profile', storeRoutes)
  .route('/account/profile', channelRoutes)
  .route('/account/profile', readyFlowRoutes)
  .route('/account/profile', flowRoutes)
  .route('/account/profile', overviewRoutes)
  .route('/account/profile', requestRoutes);
