import { accountsApi } from './admin/accounts';
import { accountApi } from './manage/account';
import { auditApi } from './manage/audit';
import { channelSetUpApi } from './manage/channel-set-up';
import { channelsApi } from './manage/channels';
import { conversationsApi } from './manage/conversations';
import { deliveriesApi } from './manage/deliveries';
import { eventTypesApi } from './manage/event-types';
import { eventsApi } from './manage/events';
import { flowSettingsApi } from './manage/flow-settings';
import { flowVersionsApi } from './manage/flow-versions';
import { flowsApi } from './manage/flows';
import { inboundEventsApi } from './manage/inbound-events';
import { invitationsApi } from './manage/invitations';
import { keysApi } from './manage/keys';
import { mediaApi } from './manage/media';
import { messagesApi } from './manage/messages';
import { ordersApi } from './manage/orders';
import { peopleApi } from './manage/people';
import { pushesApi } from './manage/pushes';
import { requestsApi } from './manage/requests';
import { sendMessagesApi } from './manage/send-messages';
import { shipmentEventsApi } from './manage/shipment-events';
import { shipmentsApi } from './manage/shipments';
import { storesApi } from './manage/stores';
import { subscriptionsApi } from './manage/subscriptions';
import { usersApi } from './manage/users';
import { newApi } from './openapi/operation';
import { createOrderApi } from './v1/create-order';
import { createRequestApi } from './v1/create-request';
import { getChargesByUserKeyApi } from './v1/get-charges-by-user-key';
import { getFlowByUserKeyApi } from './v1/get-flow-by-user-key';
import { getRequestApi } from './v1/get-request';
import { getRequestsApi } from './v1/get-requests';

/**
 * Every documented route, the six main operations first. The API reference and the type of the client are made from it; calls
 * go to the part of the Worker that src/parts.ts names for their path.
 */
export const apiRoutes = newApi()
  .route('/', createRequestApi)
  .route('/', getRequestApi)
  .route('/', getRequestsApi)
  .route('/', getFlowByUserKeyApi)
  .route('/', getChargesByUserKeyApi)
  .route('/', createOrderApi)
  .route('/', requestsApi)
  .route('/', ordersApi)
  .route('/', shipmentsApi)
  .route('/', shipmentEventsApi)
  .route('/', pushesApi)
  .route('/', messagesApi)
  .route('/', conversationsApi)
  .route('/', subscriptionsApi)
  .route('/', deliveriesApi)
  .route('/', eventTypesApi)
  .route('/', sendMessagesApi)
  .route('/', mediaApi)
  .route('/', eventsApi)
  .route('/', inboundEventsApi)
  .route('/', usersApi)
  .route('/', flowsApi)
  .route('/', flowVersionsApi)
  .route('/', flowSettingsApi)
  .route('/', storesApi)
  .route('/', channelsApi)
  .route('/', channelSetUpApi)
  .route('/', keysApi)
  .route('/', peopleApi)
  .route('/', invitationsApi)
  .route('/', auditApi)
  .route('/', accountApi)
  .route('/', accountsApi);
export type ApiRoutes = typeof apiRoutes;
