import { Hono } from 'hono';
import type { AppEnv } from '../../http/app-env';
import { loadSetUp, renderSetUp } from '../set-up/page/set-up-page';
import { channelRoutes } from './channel-routes';
import { keyRoutes } from './key-routes';
import { overviewRoutes } from './overview-routes';
import { readyFlowRoutes } from './ready-flow-routes';
import { requestRoutes } from './request-routes';
import { sessionRoutes } from './session-routes';
import { storeRoutes } from './store-routes';

/** The merchant's pages, under /account/profile, but for those of a flow. */
export const profileRoutes = new Hono<AppEnv>()
  .get('/', async (c) => renderSetUp(c, await loadSetUp(c)))
  .route('/', sessionRoutes)
  .route('/', keyRoutes)
  .route('/', storeRoutes)
  .route('/', channelRoutes)
  .route('/', readyFlowRoutes)
  .route('/', overviewRoutes)
  .route('/', requestRoutes);
