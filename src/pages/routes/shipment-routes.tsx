import { Hono } from 'hono';
import { requireScope } from '../../domain/keys/authenticate';
import { loadShipmentPage, SHIPMENT_LISTS, searchShipments } from '../../domain/shipments/load-shipment-pages';
import type { AppEnv } from '../../http/request/app-env';
import { pageQuery } from '../../http/request/pagination';
import { AppError } from '../../shared/errors/app-error';
import { renderPage } from '../layout/render-page';
import { authorizeSession } from '../session/require-session';
import { ShipmentPage } from '../shipments/shipment-page';
import { ShipmentsPage } from '../shipments/shipments-page';
import { viewOf } from '../view/view';

const MAX_QUERY = 255;

/** The list of shipments, and the page of one. */
export const shipmentRoutes = new Hono<AppEnv>()
  .get('/shipments', async (c) => {
    const cursor = pageQuery('shp').cursor.safeParse(c.req.query('cursor'));
    const text = (name: string): string | undefined => c.req.query(name)?.trim().slice(0, MAX_QUERY) || undefined;
    const asked = {
      show: SHIPMENT_LISTS.find((name) => name === c.req.query('show')) ?? ('all' as const),
      query: text('query'),
      storeId: text('store'),
    };
    const after = cursor.data ?? null;
    const rows = await authorizeSession(c, (deps, session) => searchShipments(deps, session, { ...asked, after }));
    requireScope(c.get('caller'), 'requests:read');
    const now = c.get('deps').now();
    const page = <ShipmentsPage view={viewOf(c)} rows={rows} asked={{ ...asked, isFirst: after === null }} now={now} />;
    return renderPage(c, page);
  })

  .get('/shipments/:id', async (c) => {
    const rows = await authorizeSession(c, (deps, session) => loadShipmentPage(deps, session, c.req.param('id')));
    requireScope(c.get('caller'), 'requests:read');
    if (!rows.found) throw new AppError('not_found', 'There is no such shipment');
    const now = c.get('deps').now();
    const page = (
      <ShipmentPage view={viewOf(c)} shipment={rows.found} rows={rows} now={now} done={c.req.query('done')} />
    );
    return renderPage(c, page);
  });
