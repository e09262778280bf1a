import { Hono } from 'hono';
import type { AppEnv } from '../../http/request/app-env';
import { loadSetUp, renderSetUp } from '../set-up/page/set-up-page';
import { homePath } from '../view/home-path';
import { channelRoutes } from './channel-routes';
import { invitationRoutes } from './invitation-routes';
import { keyRoutes } from './key-routes';
import { overviewRoutes } from './overview-routes';
import { peopleRoutes } from './people-routes';
import { readyFlowRoutes } from './ready-flow-routes';
import { requestRoutes } from './request-routes';
import { sessionRoutes } from './session-routes';
import { storeRoutes } from './store-routes';

/** The merchant's pages, under /account/profile, but for those of a flow. */
export const profileRoutes = new Hono<AppEnv>()
  .get('/', async (c) => {
    const rows = await loadSetUp(c);
    const home = homePath(c.get('caller'));
    return home === c.req.path ? renderSetUp(c, rows) : c.redirect(home, 303);
  })
  .route('/', invitationRoutes)
  .route('/', peopleRoutes)
  .route('/', sessionRoutes)
  .route('/', keyRoutes)
  .route('/', storeRoutes)
  .route('/', channelRoutes)
  .route('/', readyFlowRoutes)
  .route('/', overviewRoutes)
  .route('/', requestRoutes);
