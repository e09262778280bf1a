import type { Hono } from 'hono';
import type { Parts } from './http/app-of-parts';
import { newBaseApp } from './http/base-app';
import { dependencies } from './http/middleware/dependencies';
import type { AppEnv } from './http/request/app-env';

/** The routes of a part, as their modules export them. */
type Routes = Pick<Hono<AppEnv>, 'fetch'>;

/** Creates the app of a part from its routes. */
function appOf(...parts: Routes[]): Hono<AppEnv> {
  const app = newBaseApp().use(dependencies);
  for (const routes of parts) app.route('/', routes as Hono<AppEnv>);
  return app;
}

const pagesOf = async (load: () => Promise<Hono<AppEnv>>): Promise<Hono<AppEnv>> => {
  const [{ pageAppOf }, routes] = await Promise.all([import('./pages/page-app'), load()]);
  return pageAppOf(routes);
};

/** The parts of the Worker that load at their first call, by the segments of the path that are theirs. */
export const PARTS: Parts = {
  'v1/createRequest': async () => appOf((await import('./http/v1/create-request')).createRequestApi),
  'v1/getRequest': async () => appOf((await import('./http/v1/get-request')).getRequestApi),
  'v1/getRequests': async () => appOf((await import('./http/v1/get-requests')).getRequestsApi),
  'v1/getFlowByUserKey': async () => appOf((await import('./http/v1/get-flow-by-user-key')).getFlowByUserKeyApi),
  'v1/getChargesByUserKey': async () =>
    appOf((await import('./http/v1/get-charges-by-user-key')).getChargesByUserKeyApi),
  'v1/createOrder': async () => appOf((await import('./http/v1/create-order')).createOrderApi),
  'v1/requests': async () => appOf((await import('./http/manage/requests')).requestsApi),
  'v1/orders': async () => appOf((await import('./http/manage/orders')).ordersApi),
  'v1/shipments': async () => appOf((await import('./http/manage/shipments')).shipmentsApi),
  'v1/shipment_events': async () => appOf((await import('./http/manage/shipment-events')).shipmentEventsApi),
  'v1/pushes': async () => appOf((await import('./http/manage/pushes')).pushesApi),
  'v1/messages': async () =>
    appOf(
      (await import('./http/manage/messages')).messagesApi,
      (await import('./http/manage/send-messages')).sendMessagesApi,
    ),
  'v1/media': async () => appOf((await import('./http/manage/media')).mediaApi),
  'v1/conversations': async () =>
    appOf(
      (await import('./http/manage/conversations')).conversationsApi,
      (await import('./http/manage/send-messages')).sendMessagesApi,
    ),
  'v1/subscriptions': async () =>
    appOf(
      (await import('./http/manage/subscriptions')).subscriptionsApi,
      (await import('./http/manage/deliveries')).deliveriesApi,
    ),
  'v1/event_types': async () => appOf((await import('./http/manage/event-types')).eventTypesApi),
  'v1/events': async () => appOf((await import('./http/manage/events')).eventsApi),
  'v1/inbound_events': async () => appOf((await import('./http/manage/inbound-events')).inboundEventsApi),
  'v1/users': async () => appOf((await import('./http/manage/users')).usersApi),
  'v1/flows': async () =>
    appOf(
      (await import('./http/manage/flows')).flowsApi,
      (await import('./http/manage/flow-versions')).flowVersionsApi,
      (await import('./http/manage/flow-settings')).flowSettingsApi,
    ),
  'v1/stores': async () => appOf((await import('./http/manage/stores')).storesApi),
  'v1/channels': async () =>
    appOf(
      (await import('./http/manage/channels')).channelsApi,
      (await import('./http/manage/channel-set-up')).channelSetUpApi,
    ),
  'v1/keys': async () => appOf((await import('./http/manage/keys')).keysApi),
  'v1/people': async () => appOf((await import('./http/manage/people')).peopleApi),
  'v1/invitations': async () => appOf((await import('./http/manage/invitations')).invitationsApi),
  'v1/audit': async () => appOf((await import('./http/manage/audit')).auditApi),
  'v1/account': async () => appOf((await import('./http/manage/account')).accountApi),
  admin: async () => appOf((await import('./http/admin/accounts')).accountsApi),
  media: async () => appOf((await import('./http/public/media')).mediaDownload),
  docs: async () => appOf((await import('./http/public/docs')).docsPage),
  'openapi.json': async () => appOf((await import('./http/public/openapi')).openApiPage),
  'account/profile/home': () => pagesOf(async () => (await import('./pages/routes/home-routes')).homeRoutes),
  'account/profile/shipments': () =>
    pagesOf(async () => (await import('./pages/routes/shipment-routes')).shipmentRoutes),
  account: () => pagesOf(async () => (await import('./pages/routes/profile-routes')).profileRoutes),
  'account/profile/conversations': () =>
    pagesOf(async () => (await import('./pages/routes/conversation-routes')).conversationRoutes),
  'account/profile/flows': () => pagesOf(async () => (await import('./pages/routes/flow-routes')).flowRoutes),
};
