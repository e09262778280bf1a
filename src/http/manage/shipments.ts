import { findShipment, listShipments } from '../../domain/shipments/read-shipments';
import { SHIPMENT_STATES } from '../../shared/orders/shipment-states';
import { idParams, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { listOf, pageQuery, presentPage, toPageParams } from '../request/pagination';
import { parseInstants } from '../request/parse-instants';
import { presentShipment, presentShipmentEvent, ShipmentResource, ShipmentWithEvents } from '../resources/shipment';

const name = z.string().min(1).max(255).optional();

const list = operation({
  method: 'get',
  path: '/v1/shipments',
  scope: 'requests:read',
  summary: 'List shipments',
  request: {
    query: z.object({
      order_id: name,
      id_store: name,
      state: z.enum(SHIPMENT_STATES).optional(),
      tracking_number: name,
      held_until_before: z
        .string()
        .max(64)
        .optional()
        .meta({ description: 'Held parcels that the carrier sends back before this instant' }),
      ...pageQuery('shp'),
    }),
  },
  responses: {
    200: jsonResponse('A page of shipments without their events', listOf(ShipmentResource, 'ShipmentList')),
  },
});
const show = operation({
  method: 'get',
  path: '/v1/shipments/{id}',
  scope: 'requests:read',
  summary: 'Get a shipment with its events',
  request: { params: idParams },
  responses: {
    200: jsonResponse('The shipment', ShipmentWithEvents),
    404: problem('The account has no such shipment'),
  },
});

export const shipmentsApi = newApi()
  .openapi(list, async (c) => {
    const { timeZone } = c.get('caller').account;
    const { order_id, id_store, state, tracking_number, held_until_before, ...page } = c.req.valid('query');
    const times = parseInstants({ held_until_before }, timeZone, (member) => `?${member}`);
    const filter = {
      orderId: order_id,
      storeId: id_store,
      state,
      trackingNumber: tracking_number,
      heldUntilBefore: times.held_until_before,
    };
    const found = await listShipments(c.get('deps'), c.get('caller'), { filter, page: toPageParams(page) });
    return c.json(
      presentPage(found, (row) => presentShipment(row, timeZone), 'shipmentId'),
      200,
    );
  })
  .openapi(show, async (c) => {
    const { timeZone } = c.get('caller').account;
    const { shipment, events } = await findShipment(c.get('deps'), c.get('caller'), c.req.valid('param').id);
    const presented = events.map((event) => presentShipmentEvent(event, timeZone));
    return c.json({ ...presentShipment(shipment, timeZone), events: presented }, 200);
  });
