import { type Context, Hono } from 'hono';
import { deleteChannel } from '../../domain/channels/delete-channel';
import { findChannel } from '../../domain/channels/find-channel';
import { setFlowActive } from '../../domain/flows/set-flow-active';
import { requireScope } from '../../domain/keys/authenticate';
import { type WhatStops, whatStopsWithoutChannel, whatStopsWithoutStore } from '../../domain/set-up/what-stops';
import { deleteStore } from '../../domain/stores/delete/delete-store';
import { findStore } from '../../domain/stores/find-store';
import type { AppEnv } from '../../http/request/app-env';
import { renderPage } from '../layout/render-page';
import { authorizeForm } from '../session/form-middleware';
import { requireSession } from '../session/require-session';
import { DisconnectPage } from '../set-up/disconnect/disconnect-page';
import { redirectToSetUp } from '../set-up/redirect-to-set-up';
import { viewOf } from '../view/view';

const PATH = '/account/profile';

/** Switches off the flows that need what is disconnected, before it is: so none starts and fails in between. */
async function switchOff(c: Context<AppEnv>, { flows }: WhatStops): Promise<void> {
  if (c.get('form').get('switch_off') !== 'true') return;
  for (const { key } of flows) await setFlowActive(c.get('deps'), c.get('caller'), { key, active: false });
}

/** The pages that say what a disconnection stops, and their forms. */
export const disconnectRoutes = new Hono<AppEnv>()
  .get('/channels/:id/disconnect', requireSession, async (c) => {
    requireScope(c.get('caller'), 'settings:write');
    const channel = await findChannel(c.get('deps'), c.get('caller'), c.req.param('id'));
    const stops = await whatStopsWithoutChannel(c.get('deps'), channel);
    const shown = { path: `${PATH}/channels/${channel.channelId}`, name: channel.name, stops };
    return renderPage(c, <DisconnectPage view={viewOf(c)} kind="number" {...shown} />);
  })

  .post('/channels/:id/disconnect', ...authorizeForm('settings:write'), async (c) => {
    const channel = await findChannel(c.get('deps'), c.get('caller'), c.req.param('id'));
    await switchOff(c, await whatStopsWithoutChannel(c.get('deps'), channel));
    await deleteChannel(c.get('deps'), c.get('caller'), channel.channelId);
    return redirectToSetUp(c, 'disconnected', 'whatsapp');
  })

  .get('/stores/:id/disconnect', requireSession, async (c) => {
    requireScope(c.get('caller'), 'settings:write');
    const store = await findStore(c.get('deps'), c.get('caller'), c.req.param('id'));
    const stops = await whatStopsWithoutStore(c.get('deps'), store);
    const shown = { path: `${PATH}/stores/${store.storeId}`, name: store.name, stops };
    return renderPage(c, <DisconnectPage view={viewOf(c)} kind={store.kind} {...shown} />);
  })

  .post('/stores/:id/disconnect', ...authorizeForm('settings:write'), async (c) => {
    const store = await findStore(c.get('deps'), c.get('caller'), c.req.param('id'));
    await switchOff(c, await whatStopsWithoutStore(c.get('deps'), store));
    await deleteStore(c.get('deps'), c.get('caller'), store.storeId);
    return redirectToSetUp(c, 'disconnected', store.kind === 'shopify' ? 'shopify' : 'service');
  });
